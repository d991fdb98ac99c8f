from datetime import date, timedelta
from importlib.resources import files

import pytest
from instruments import SAMSON

from domain.scoring.profile import profile
from domain.sectors import Sector
from services.application.demonstration.coded import attendance
from services.application.demonstration.reading import CASES, CaseIsBroken, read_case, read_cases, read_common

HOME = files("services.application.demonstration")
COMMON = read_common(HOME.joinpath("common.toml").read_text(encoding="utf-8"))
ALL = {case.id: case for case in read_cases(SAMSON)}
MEASUREMENTS = [(case, one) for case in ALL.values() for one in case.measurements]
IDS = [f"{case.id}-{one.origin}" for case, one in MEASUREMENTS]
every_measurement = pytest.mark.parametrize(("case", "measurement"), MEASUREMENTS, ids=IDS)


def file_of(case):
    return HOME.joinpath("cases", f"{case}.toml").read_text(encoding="utf-8")


def figures(measurement):
    weights = {one.ambition: one.weight for one in measurement.weights}
    return profile(SAMSON, weights, {one.question: one.answer for one in measurement.answers})


def test_seven_collaborations_live_in_their_municipalities_workspaces():
    assert [case.workspace for case in ALL.values()] == [
        "arendal",
        "asker",
        "steinkjer",
        "steinkjer",
        "trondheim",
        "senja",
        "roskilde",
    ]
    assert tuple(ALL) == CASES
    assert {case.workspace for case in ALL.values() if case.municipality.country == "DK"} == {"roskilde"}
    assert len({case.collaboration for case in ALL.values()}) == len(ALL)


@every_measurement
def test_every_question_is_answered_or_left_out_with_a_reason(case, measurement):
    given = {one.question: one.reason for one in measurement.answers}
    weighed = {one.ambition: one.reason for one in measurement.weights}
    left_out = {one.number: one.reason for one in measurement.left_out}
    reasons = {**given, **weighed, **left_out}
    assert set(reasons) == set(SAMSON.questions) | set(SAMSON.ambitions)
    assert all(reasons.values())
    assert len(reasons) == len(given) + len(weighed) + len(left_out)


@every_measurement
def test_a_coded_figure_names_its_findings_and_their_chapter(case, measurement):
    coded = [*measurement.answers, *measurement.weights] if measurement.origin == "coded" else []
    assert [one for one in coded if "(kap. " not in one.reason] == []
    assert [one for one in coded if not one.findings and getattr(one, "answer", 0) != "not_relevant"] == []


@every_measurement
def test_every_profile_can_be_read(case, measurement):
    computed = figures(measurement)
    assert None not in [value.weighting for value in computed.values]
    assert None not in [field.score for field in computed.fields]
    assert None not in [field.weighting for field in computed.fields]
    assert computed.thickness is not None


@every_measurement
def test_a_measurement_has_three_to_six_actions_some_of_them_agreed(case, measurement):
    agreed = [action for action in measurement.actions if action.status == "agreed"]
    assert 3 <= len(measurement.actions) <= 6
    assert 0 < len(agreed) < len(measurement.actions)
    assert len({action.cell for action in measurement.actions}) > 1
    assert measurement.comments


@every_measurement
def test_a_measurement_says_what_its_figures_are_and_was_held_in_the_second_or_third_quarter(case, measurement):
    said = {"coded": ["kodet for hånd", "Datoen er vår"], "invented": ["oppdiktet"]}
    assert all(words in measurement.note for words in said[measurement.origin])
    assert date(2026, 4, 1) <= measurement.opened.date() < date(2026, 10, 1)


def test_the_report_s_seven_are_coded_and_only_arendal_is_measured_again():
    assert [one.origin for _, one in MEASUREMENTS].count("coded") == 7
    assert [(case.id, one.origin) for case, one in MEASUREMENTS if one.origin == "invented"] == [
        ("arendal-bymisjon", "invented")
    ]


def test_the_two_measurements_lie_a_quarter_apart():
    first, second = ALL["arendal-bymisjon"].measurements
    assert timedelta(weeks=12) <= second.opened - first.opened <= timedelta(weeks=15)
    assert (first.opened.month - 1) // 3 + 1 == (second.opened.month - 1) // 3


def test_each_change_has_a_reason_of_its_own():
    first, second = ALL["arendal-bymisjon"].measurements
    before = {one.question: one.answer for one in first.answers}
    changed = [one for one in second.answers if before.get(one.question) != one.answer]
    moves = [one.answer - before[one.question] for one in changed if one.question in before]
    assert len({one.reason for one in changed}) == len(changed) >= 15
    assert min(moves) < 0 < max(moves)


def test_questions_enter_and_leave_between_the_two_measurements():
    first, second = ({one.question for one in each.answers} for each in ALL["arendal-bymisjon"].measurements)
    assert second - first
    assert first - second


def test_thickness_puts_the_cases_in_the_groups_of_the_report_s_figure():
    thick = {case.id: figures(case.measurements[0]).thickness for case in ALL.values()}
    thin = [thick["trondheim-joda"], thick["steinkjer-noen"], thick["tranoy-safegroup"]]
    middle = [thick["asker-sib"], thick["arendal-bymisjon"], thick["steinkjer-friskgarden"]]
    assert max(thin) < min(middle)
    assert max(middle) < 60 < thick["roskilde-insp"]


def test_every_common_finding_is_used_and_none_in_roskilde():
    common = {finding.key for finding in COMMON.findings}
    used = {
        case.id: {
            key for one in case.measurements for figure in (*one.weights, *one.answers) for key in figure.findings
        }
        for case in ALL.values()
    }
    assert common <= set().union(*used.values())
    assert not common & used["roskilde-insp"]


def test_the_participants_are_counted_by_sector():
    case = ALL["steinkjer-friskgarden"]
    assert attendance(case, case.measurements[0]) == {
        Sector.SOCIAL_ENTERPRISE: 3,
        Sector.MUNICIPALITY: 6,
        Sector.STATE: 4,
        Sector.COUNTY: 1,
        Sector.EDUCATION: 2,
    }


BROKEN = [
    ('question = "1-1"\nanswer = 5', 'question = "1-9"\nanswer = 5', "1-9 is not in the instrument"),
    ('question = "1-1"\nanswer = 5', 'question = "1-9"\nanswer = 5', "1-1 is neither answered nor left out"),
    ('question = "1-1"\nanswer = 5', 'question = "1-2"\nanswer = 5', "1-2 is answered or left out twice"),
    ('question = "2-1"\nanswer = 8', 'question = "2-1"\nanswer = 11', "2-1 is answered with 11"),
    ('question = "2-1"\nanswer = 8', 'question = "2-1"\nanswer = "often"', "often"),
    ('question = "2-1"\nanswer = 8', 'question = "2-1"\nanswer = 10', "2-1 is coded at an end of the scale"),
    ('question = "2-1"\nanswer = 8', 'question = "2-1"\nanswer = 3', "2-1 is below the middle and rests on strengths"),
    ('question = "2-1"\nanswer = 8', 'question = "2-1"\nanswer = 5', "2-1 is in the middle and rests on one side only"),
    ('question = "1-7"\nanswer = 3', 'question = "1-7"\nanswer = 7', "1-7 is above the middle and rests on weaknesses"),
    ('question = "1-4"\nanswer = 4', 'question = "1-4"\nanswer = 3', "1-4 rests on what is said of all cases only"),
    ('ambition = "openness-1"\nweight = 8', 'ambition = "openness-1"\nweight = 12', "openness-1 is answered with 12"),
    ('findings = ["visjon"]', "findings = []", "2-1 rests on no finding"),
    ('findings = ["visjon"]', 'findings = ["rykte"]', "2-1 rests on rykte: no such finding"),
    ('reason = "Kvinnenes egen rolle var ikke tydelig (kap. 3, 9)."', 'reason = ""', "1-7 has no reason"),
    ('reason = "Kvinnenes egen', 'reason = "Oppdiktet: Kvinnenes egen', "1-7 says “Oppdiktet:”"),
    ('key = "klima"', 'key = "lynne"', "the finding lynne is used by no answer"),
    ('key = "klima"', 'key = "visjon"', "visjon is the key of two findings"),
    ('about = "communication"', 'about = "talk"', "is about talk, which is no value and no field"),
    ('key = "nav"', 'key = "sib"', "sib is the key of two partners"),
    ('partner = "nav"', 'partner = "staten"', "the participants “Veileder i NAV” lack a number, a role or a partner"),
    ("closed = 2026-06-03T12:10", "closed = 2026-06-03T08:10", "does not close after it opened"),
    ("12:10:00+02:00", "12:10:00+01:00", "is not written in the time of Oslo"),
    ("opened = 2026-06-03T09:00:00+02:00", "opened = 2026-06-03T09:00:00", "timezone"),
    ("due = 2026-06-24", "due = 2026-06-01", "is due before the measurement closed"),
    ('owner = "kommunen"\n', "", "has an owner and a due date exactly when it is agreed"),
    ('owner = "kommunen"', 'owner = "staten"', "is owned by staten, which is no partner"),
    ('question = "3-3"\ntext', 'question = "3-30"\ntext', "is at 3-30, which is no question"),
    ('sector = "business"', 'sector = "shop"', "shop"),
    ('theme = "work_inclusion"', 'theme = "work"', "work"),
    ("[[partners]]\n", "[[partners]]\nleader = true\n", "leader"),
    ("[[partners]]\n", "[[partners]\n", "at line"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_a_case_that_does_not_fit_is_refused_with_what_is_wrong(old, new, said):
    sound = file_of("asker-sib")
    assert old in sound
    with pytest.raises(CaseIsBroken) as refused:
        read_case("asker-sib", sound.replace(old, new, 1), COMMON, SAMSON)
    assert said in str(refused.value)


def test_a_second_measurement_can_keep_only_what_was_answered_before():
    text = file_of("arendal-bymisjon").replace('"1-2", "1-3", "1-4", "2-1"', '"3-4", "1-3", "1-4", "2-1"')
    with pytest.raises(CaseIsBroken) as refused:
        read_case("arendal-bymisjon", text, COMMON, SAMSON)
    assert "1-2 is neither answered nor left out" in str(refused.value)
