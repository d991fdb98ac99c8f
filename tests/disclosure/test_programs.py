"""A2 and A5 of small blocks: certificates and programs together say what programs alone say of every target."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.national.distribution import mean
from domain.national.membership import WHOLE, Standing
from domain.national.rounding import half, rounded
from domain.national.variables import VARIABLES
from services.disclosure.certificates import Certificates
from services.disclosure.interior import Block
from services.disclosure.programs import Judge, Solver
from services.disclosure.spans import block_over
from services.disclosure.unknowns import Unknowns

SCORE = VARIABLES[0]
SHARE = next(one for one in VARIABLES if one.share)
THEMES = ("culture", "housing")
ERROR = 1e-6


@st.composite
def blocks(draw) -> Block:
    """Of some municipalities with whatever collaborations, and figures of any of them. Many numbers are at an end."""
    variable = draw(st.sampled_from([SCORE, SHARE]))
    number = st.one_of(
        st.sampled_from([variable.lower, variable.upper]),
        st.integers(0, 20).map(lambda part: variable.lower + variable.span * Fraction(part, 20)),
    )
    presence, numbers = [], {}
    for place in range(draw(st.integers(3, 7))):
        name = f"11{place:02}"
        weights = {theme: draw(st.integers(1, 3)) for theme in THEMES if draw(st.booleans())}
        rest = draw(st.integers(0 if weights else 1, 2))
        of_themes = {theme: draw(number) for theme in weights}
        whole = sum(weights[theme] * of_themes[theme] for theme in weights) + rest * (draw(number) if rest else 0)
        collaborations = sum(weights.values()) + rest
        numbers[name, WHOLE] = Fraction(whole, collaborations)
        numbers |= {(name, theme): of_themes[theme] for theme in weights}
        presence.append(Standing(name, (), tuple(sorted(weights.items())), collaborations))
    bounds = []
    for part in (WHOLE, *draw(st.lists(st.sampled_from([WHOLE, WHOLE, *THEMES]), max_size=4))):
        standing = [name for name, theme in numbers if theme == part]
        if standing:
            members = frozenset(draw(st.sets(st.sampled_from(standing), min_size=1)))
            told = Fraction(rounded(mean([numbers[name, part] for name in members]), variable.step))
            bounds.append(((part, members), told - half(variable.step), told + half(variable.step)))
    groups = sorted({f"theme:{cell[0]}" for cell, _, _ in bounds if cell[0]})
    return block_over([tuple(presence)], groups, numbers, bounds, variable)


def by_programs(block: Block, targets, own=()) -> np.ndarray:
    solver = Solver(block)
    solver.fix(np.array(own, dtype=np.intp))
    return np.array([high - low for low, high in (solver.ends(weights) for weights in targets)])


def owned_by_others(block: Block, owners, insider: str):
    return [place for place, owner in enumerate(owners) if owner != insider]


def told(widths) -> list[tuple[float, ...]]:
    return sorted(tuple(narrow.weights) for narrow in widths.narrow)


@settings(max_examples=60, deadline=None)
@given(blocks(), st.floats(0.05, 0.95))
def test_what_an_outsider_can_place_is_what_programs_say_of_every_target(block, part):
    targets, _ = block.unknowns.targets()
    least = part * (block.upper - block.lower)
    widths = by_programs(block, targets)
    if np.abs(widths - least).min() > ERROR:
        found = Judge(block, targets, least).outsider()
        assert told(found) == sorted(tuple(one) for one in targets[widths < least])
        assert found.judged in (0, len(targets))


@settings(max_examples=60, deadline=None)
@given(blocks(), st.floats(0.05, 0.95))
def test_what_insiders_can_place_is_what_programs_say_of_every_pair(block, part):
    targets, owners = block.unknowns.targets()
    least, expected = part * (block.upper - block.lower), []
    for insider, own in block.unknowns.own.items():
        others = targets[owned_by_others(block, owners, insider)]
        widths = by_programs(block, others, own)
        if np.abs(widths - least).min(initial=1) < ERROR:
            return
        expected += [tuple(one) for one in others[widths < least]]
    assert told(Judge(block, targets, least).insiders(owners)) == sorted(expected)


@settings(max_examples=60, deadline=None)
@given(blocks(), st.data())
def test_no_certificate_says_more_than_a_program_finds(block, data):
    """The limit is just above what is open of one pair: it, and whatever is narrower, has to be in doubt."""
    targets, owners = block.unknowns.targets()
    narrower = {
        (tuple(own), place): width
        for insider, own in block.unknowns.own.items()
        for others in [owned_by_others(block, owners, insider)]
        for place, width in zip(others, by_programs(block, targets[others], own), strict=True)
    }
    least = data.draw(st.sampled_from(sorted(narrower.values()))) + ERROR
    doubts = Certificates(block, targets).doubts_of_insiders(owners, least)
    doubted = {(tuple(doubt.own), int(place)) for doubt in doubts for place in doubt.places}
    assert {pair for pair, width in narrower.items() if width < least - ERROR / 2} <= doubted


@settings(max_examples=40, deadline=None)
@given(blocks(), st.data())
def test_what_is_open_stays_open_when_a_figure_is_withheld(block, data):
    """It is why nothing that was open is asked again."""
    gone = data.draw(st.integers(0, len(block.rows) - 1))
    kept = [place for place in range(len(block.rows)) if place != gone]
    less = Block(
        block.unknowns, block.rows[kept], block.low[kept], block.high[kept], block.lower, block.upper, block.truth
    )
    targets, _ = block.unknowns.targets()
    own = data.draw(st.sampled_from([(), *(tuple(own) for own in block.unknowns.own.values())]))
    assert (by_programs(less, targets, own) >= by_programs(block, targets, own) - ERROR).all()


def test_a_number_that_a_figure_of_one_gives_away_is_narrow_to_all():
    presence = tuple(Standing(f"110{place}", (), (), 1) for place in range(3))
    numbers = {(one.name, WHOLE): Fraction(5) for one in presence}
    bounds = [((WHOLE, frozenset({"1100"})), Fraction(5) - half(SCORE.step), Fraction(5) + half(SCORE.step))]
    block = block_over([presence], [], numbers, bounds, SCORE)
    targets, owners = block.unknowns.targets()
    assert told(Judge(block, targets, 4.0).outsider()) == [(1.0, 0.0, 0.0)]
    assert told(Judge(block, targets, 4.0).insiders(owners)) == [(1.0, 0.0, 0.0)] * 2


def test_figures_that_contradict_each_other_leave_nothing_open():
    presence = tuple(Standing(f"110{place}", (), (), 1) for place in range(3))
    numbers = {(one.name, WHOLE): Fraction(5) for one in presence}
    block = block_over(
        [presence], [], numbers, [((WHOLE, frozenset(("1100", "1101"))), Fraction(8), Fraction(2))], SCORE
    )
    targets, owners = block.unknowns.targets()
    assert len(Judge(block, targets, 4.0).outsider().narrow) == 3
    assert len(Judge(block, targets, 4.0).insiders(owners).narrow) == 6


def test_figures_known_exactly_leave_certificates_too():
    presence = tuple(Standing(f"11{place:02}", (), (), 1) for place in range(12))
    unknowns = Unknowns([presence], [])
    rows = unknowns.rows([(WHOLE, frozenset(one.name for one in presence))] * 2)
    five = np.full(len(rows), 5.0)
    block = Block(unknowns, rows, five, five, 0.0, 10.0, np.full(12, 5.0))
    targets, owners = unknowns.targets()
    assert Certificates(block, targets).doubtful(4.0) == []
    assert list(Certificates(block, targets).doubts_of_insiders(owners, 4.0)) == []


def test_the_solver_says_nothing(capfd):
    presence = (Standing("1100", (), (), 1),)
    block = block_over([presence], [], {("1100", WHOLE): Fraction(5)}, [], SCORE)
    Solver(block)
    assert capfd.readouterr() == ("", "")
