from builders import ACT, COLLABORATION, MEASUREMENT, instrument

from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.sectors import Sector
from services.web.forms import Form
from services.web.presenting.measuring.value_form import MovedWeight, asked_for, moved, refreshed, shown_fields

OPENNESS = instrument().values[0]


def after(**weights):
    events = start(
        MEASUREMENT,
        asked.StartMeasurement(
            collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
        ),
        instrument(),
        "hash",
        ACT,
    )
    for number, weight in weights.items():
        command = asked.WeighValue(ambition=f"openness-{number[1:]}", weight=weight, seen=None)
        events += decide(MEASUREMENT, fold(events), command, instrument(), ACT)
    return fold(events)


def sent(state, **weights):
    typed = {f"weight-openness-{number[1:]}": weight for number, weight in weights.items()}
    return Form(shown_fields(state, OPENNESS) | typed)


def test_only_the_ambitions_that_were_weighed_are_sent():
    state = after(n1=6)
    assert asked_for(sent(state, n2="8"), state, OPENNESS) == (
        asked.WeighValue(ambition="openness-2", weight=8, seen=None),
    )


def test_another_weight_goes_with_what_the_page_showed():
    state = after(n1=6)
    (command,) = asked_for(sent(state, n1="9"), state, OPENNESS)
    assert command == asked.WeighValue(ambition="openness-1", weight=9, seen=6)


def test_a_weight_that_changed_under_the_page_is_sent_on_so_that_it_can_be_refused():
    (command,) = asked_for(sent(after(n1=6)), after(n1=7), OPENNESS)
    assert (command.weight, command.seen) == (6, 6)


def test_after_a_refusal_both_weights_are_known_and_the_next_try_counts():
    form, state = sent(after(), n1="9"), after(n1=4)
    gone = moved(form, state, OPENNESS)
    assert gone == {"openness-1": MovedWeight(now=4, wanted="9")}
    again = Form(refreshed(form, shown_fields(state, OPENNESS), gone))
    assert asked_for(again, state, OPENNESS) == (asked.WeighValue(ambition="openness-1", weight=9, seen=4),)


def test_the_same_weight_from_two_tables_is_no_conflict():
    assert moved(sent(after(), n1="4"), after(n1=4), OPENNESS) == {}
