"""The rules of disclosure control, each by itself."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.national.bounds import has_room, room
from domain.national.complement import companies, ends_of_shares, shares_to_withhold
from domain.national.differences import corrected, municipality_of, nested_too_closely, told_apart
from domain.national.distribution import LOWER, MIDDLE, UPPER, mean, places, quantile
from domain.national.groups import COUNTRY, GroupId, Place
from domain.national.history import Published
from domain.national.membership import cells_of, names_in, presence_of
from domain.national.noise import farthest, in_sum
from domain.national.quarter import Quarter
from domain.national.release import Figure, Release
from domain.national.rounding import half, rounded
from domain.national.ruleset import rule_set
from domain.national.snapshot import Contributor, Snapshot
from domain.national.steadiness import counted, is_steady
from domain.national.thresholds import mean_has_enough, median_has_enough, quartiles_have_enough
from domain.national.variables import BY_ID, VARIABLES, VariableId

RULES = rule_set(1)
SCORE = VARIABLES[0]
SHARE = BY_ID[VariableId("actions-by-status:done")]
QUARTER = Quarter(2026, 1)

numbers = st.fractions(0, 10, max_denominator=12)
sets = st.frozensets(st.integers(1, 70).map(str), max_size=70)


@pytest.mark.parametrize(
    ("group", "variable", "fewest"),
    [("country:NO", SCORE, 5), ("county:11", SCORE, 5), ("theme:housing", SCORE, 10), ("county:11", SHARE, 10)],
)
def test_a_mean_needs_enough_municipalities(group, variable, fewest):
    assert mean_has_enough(fewest, GroupId(group), variable, RULES)
    assert not mean_has_enough(fewest - 1, GroupId(group), variable, RULES)


def test_median_and_quartiles_need_more():
    assert [median_has_enough(one, RULES) for one in (9, 10)] == [False, True]
    assert [quartiles_have_enough(one, RULES) for one in (19, 20)] == [False, True]


@given(numbers, st.sampled_from(["0.1", "1", "0.05"]).map(Decimal))
def test_rounding_is_never_off_by_more_than_half_a_step(value, step):
    assert abs(Fraction(rounded(value, step)) - value) <= half(step)
    assert rounded(-value, step) == -rounded(value, step)


def test_halves_are_rounded_away_from_zero_on_exact_numbers():
    assert rounded(Fraction(625, 100), Decimal("0.1")) == Decimal("6.3")
    assert rounded(Fraction(-625, 100), Decimal("0.1")) == Decimal("-6.3")
    assert rounded(Fraction(62499999999999999999, 10**19), Decimal("0.1")) == Decimal("6.2")


@given(st.lists(numbers, min_size=1, max_size=40))
def test_quantiles_lie_between_the_numbers_that_they_are_made_of(values):
    ordered = sorted(values)
    for part in (LOWER, MIDDLE, UPPER):
        ends = [ordered[place] for place in places(len(ordered), part)]
        assert min(ends) <= quantile(ordered, part) <= max(ends)
    assert quantile(ordered, LOWER) <= quantile(ordered, MIDDLE) <= quantile(ordered, UPPER)


def test_a_mean_of_five_from_0_to_10_is_told_from_2_8_to_7_2():
    told = [Decimal(one) / 10 for one in range(101) if has_room(Figure(mean=Decimal(one) / 10), 5, SCORE, RULES)]
    assert (told[0], told[-1], len(told)) == (Decimal("2.8"), Decimal("7.2"), 45)


@given(st.integers(3, 40), st.integers(0, 100))
def test_the_room_of_a_mean_is_that_of_the_worst_insider_there_can_be(number, tenths):
    """Against the formula of the rule, tried for many insiders: the closed form is no wider and is reached."""
    published = Fraction(tenths, 10)
    low, high = number * (published - Fraction(1, 20)), number * (published + Fraction(1, 20))
    least, most = max(Fraction(0), low - 10 * (number - 1)), min(Fraction(10), high)
    widths = []
    for place in range(11):
        own = least + (most - least) * place / 10
        others = number - 2
        widths.append(min(Fraction(10), high - own) - max(Fraction(0), low - own - 10 * others))
    found = room(Figure(mean=Decimal(tenths) / 10), number, SCORE)
    assert found == max(Fraction(0), min(widths))


@given(st.lists(numbers, min_size=20, max_size=30))
def test_quantiles_never_leave_more_room_than_the_mean_alone(values):
    ordered = sorted(values)
    alone = Figure(mean=rounded(mean(values), SCORE.step))
    both = msgspec.structs.replace(
        alone,
        median=rounded(quantile(ordered, MIDDLE), SCORE.step),
        lower_quartile=rounded(quantile(ordered, LOWER), SCORE.step),
        upper_quartile=rounded(quantile(ordered, UPPER), SCORE.step),
    )
    assert room(both, len(values), SCORE) <= room(alone, len(values), SCORE)


def test_what_half_have_in_common_is_not_told():
    ten = Decimal(10)
    tens = Figure(mean=ten, median=ten, lower_quartile=ten, upper_quartile=ten)
    assert not has_room(tens, 25, SCORE, RULES)
    five = Decimal(5)
    alike = Figure(mean=five, median=five, lower_quartile=five, upper_quartile=five)
    assert not has_room(alike, 25, SCORE, RULES)
    assert has_room(Figure(mean=five, median=five), 25, SCORE, RULES)


def test_nobody_hides_among_two():
    assert room(Figure(mean=Decimal(5)), 2, SCORE) == 0


@given(sets, sets)
def test_two_nested_sets_are_close_when_they_differ_by_some_but_too_few(one, other):
    joined = one | other
    assert nested_too_closely(one, joined, RULES) == (0 < len(other - one) < 5)
    assert nested_too_closely(one, joined, RULES) == nested_too_closely(joined, one, RULES)


def test_a_correction_is_another_number_of_the_same_municipality():
    name = corrected("1101", 2)
    assert municipality_of(name) == "1101"
    assert told_apart(frozenset({"1101", "1102"}), frozenset({name, "1102"})) == 1


@given(sets, sets)
def test_a_small_cell_repeats_the_last_set_or_differs_enough_or_is_withheld(members, last):
    found = counted(members, last, RULES)
    if found is None:
        assert not last <= members
        assert 0 < len(members ^ last) < 5
    else:
        assert found <= members
        assert len(members) >= 50 or found == last or len(found ^ last) >= 5
        assert is_steady(found, last, RULES)


def test_the_first_figure_waits_for_nobody():
    assert counted(frozenset("12345"), None, RULES) == frozenset("12345")


NOISY = rule_set(2)


@given(st.dictionaries(st.integers(1, 99).map(str), numbers, min_size=5, max_size=20), st.binary(max_size=8))
def test_noise_is_bounded_and_the_same_for_the_same(values, secret):
    found = in_sum(secret, QUARTER, SCORE, values, NOISY)
    assert abs(found) <= 1
    assert found == in_sum(secret, QUARTER, SCORE, dict(reversed(values.items())), NOISY)
    assert abs(found / len(values)) <= farthest(len(values), SCORE, NOISY)
    assert in_sum(secret, QUARTER, SCORE, values, RULES) == 0


def test_noise_is_symmetric_and_another_for_another_secret_quarter_variable_or_number():
    values = {str(one): Fraction(5) for one in range(5)}
    many = [in_sum(str(one).encode(), QUARTER, SCORE, values, NOISY) for one in range(2_000)]
    assert abs(sum(many) / len(many)) < Fraction(1, 25)
    base = in_sum(b"", QUARTER, SCORE, values, NOISY)
    others = [
        in_sum(b"x", QUARTER, SCORE, values, NOISY),
        in_sum(b"", QUARTER.later(1), SCORE, values, NOISY),
        in_sum(b"", QUARTER, VARIABLES[1], values, NOISY),
        in_sum(b"", QUARTER, SCORE, {**values, "4": Fraction(6)}, NOISY),
    ]
    assert base not in others


def test_large_groups_get_no_noise():
    values = {str(one): Fraction(5) for one in range(50)}
    assert in_sum(b"", QUARTER, SCORE, values, NOISY) == 0


def _town(number, value):
    return Contributor(number=number, place=Place("11"), collaborations=1, values={SCORE.id: Fraction(value)})


def test_a_later_version_names_what_it_corrects():
    first = Snapshot(QUARTER, (_town("1101", 5), _town("1102", 6)))
    second = Snapshot(QUARTER, (_town("1101", 5), _town("1102", 7)))
    names = names_in(second, 2, [Published(first, Release(QUARTER, 1, 1, {}, {}))])
    assert cells_of(presence_of(second, SCORE.id, names))[COUNTRY] == {"1101", corrected("1102", 2)}


def test_who_stands_where_says_nothing_of_numbers():
    one, other = (Snapshot(QUARTER, (_town("1101", value),)) for value in (2, 9))
    assert presence_of(one, SCORE.id) == presence_of(other, SCORE.id)


STATUSES = [one for one in VARIABLES if one.topic == SHARE.topic]


def told(*means):
    """Figures of statuses; one that is withheld has none."""
    pairs = zip(STATUSES, means, strict=True)
    return {share.id: Figure(mean=Decimal(mean)) for share, mean in pairs if mean is not None}


def test_the_company_of_a_share_is_its_neighbours_two_by_two_and_the_first_three_of_an_odd_number():
    assert companies("abcd") == ["ab", "cd"]
    assert companies("abcdefg") == ["abc", "de", "fg"]


def test_what_is_missing_is_what_the_others_leave_of_one():
    ends = ends_of_shares(told("0.25", "0.25", "0.25", "0.20", None), STATUSES, Fraction(0))
    assert ends[STATUSES[4].id] == (0, Fraction(15, 100))
    assert ends[STATUSES[3].id] == (Fraction(175, 1000), Fraction(225, 1000)), "no more than it says itself"


shares_of_one = st.lists(st.integers(1, 30), min_size=5, max_size=5).map(lambda of: [Fraction(n, sum(of)) for n in of])


@given(shares_of_one, st.sets(st.integers(0, 4)))
def test_no_true_mean_lies_outside_the_ends_that_the_others_leave(exact, withheld):
    means = [None if place in withheld else rounded(one, SHARE.step) for place, one in enumerate(exact)]
    ends = ends_of_shares(told(*means), STATUSES, Fraction(0))
    for share, one in zip(STATUSES, exact, strict=True):
        assert ends[share.id][0] <= one <= ends[share.id][1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shares_of_one, st.integers(10, 70))
def test_shares_are_withheld_until_all_is_well_and_never_one_by_itself(exact, number):
    figures = told(*[rounded(one, SHARE.step) for one in exact])
    while more := shares_to_withhold(figures, STATUSES, number, RULES, Fraction(0)):
        figures = {share: figure for share, figure in figures.items() if share not in more}
    for company in companies([share.id for share in STATUSES]):
        assert len({share in figures for share in company}) == 1
    for share, ends in ends_of_shares(figures, STATUSES, Fraction(0)).items() if figures else ():
        assert has_room(figures.get(share, Figure()), number, SHARE, RULES, ends=ends)
