from fractions import Fraction

from builders import instrument

from services.web.presenting.measuring.reasons import linked_values

INSTRUMENT = instrument()
WEIGHTINGS = {"openness": Fraction(8), "democracy": None}


def test_a_weighting_rests_on_the_values_that_count_and_on_no_others():
    found = linked_values(INSTRUMENT, INSTRUMENT.questions["2-1"], WEIGHTINGS)
    assert [(one.value.id, one.coefficient, one.weighting) for one in found] == [("openness", 3, 8)]


def test_a_value_that_nobody_weighed_is_there_without_a_figure():
    found = linked_values(INSTRUMENT, INSTRUMENT.questions["1-3"], WEIGHTINGS)
    assert [(one.value.id, one.coefficient, one.weighting) for one in found] == [
        ("openness", 1, 8),
        ("democracy", 2, None),
    ]
