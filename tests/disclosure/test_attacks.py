"""What attackers get out of that which is let out. Nobody's number is placed within 4 of 10."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from attacks import (
    by_bounds,
    by_change,
    by_change_back,
    by_changes_of_shares,
    by_coalition,
    by_complement,
    by_correction,
    by_difference,
    by_difference_of,
    by_half,
    by_inference,
    by_mean_of_a_version,
    by_other_theme,
    by_shares_of_versions,
    by_sum,
    by_two_changes_back,
    by_withheld_mean,
    by_withheld_share,
    sums,
)
from country import (
    CELLS,
    FIRST,
    RULES,
    SCORE,
    SECRET,
    STATUSES,
    a_county_leaves,
    a_county_leaves_by_a_correction,
    a_county_near_nothing,
    a_share_that_others_tell_of_a_larger_group,
    all_acting,
    half_near_nothing,
    in_small_counties,
    nothing_of_two_shares_once,
    over,
    published,
    quarter,
    shares_that_say_more_in_the_first_version,
    town,
    towns,
)

from domain.national.groups import COUNTRY, GroupId
from domain.national.position import Position, coarse, placed
from domain.national.release import Band, read_release, release_bytes
from domain.national.ruleset import rule_set
from services.disclosure.gate import propose
from services.disclosure.refusals import HistoryIsOfAnotherCountry, VersionChangesTooFew, VersionIsTooLate

ROGALAND, BERGEN = GroupId("county:11"), GroupId("county:46")
ENOUGH = 4.0
CULTURE, HOUSING = GroupId("theme:culture"), GroupId("theme:housing")


def one(contributors):
    found, report = published(quarter(contributors))
    assert report.passed
    return found


def test_oslo_is_not_what_the_other_counties_leave_of_the_country():
    found = one([*towns(12), *towns(12, county="46"), town("0301", 10, "03")])
    assert by_complement(found) >= ENOUGH
    assert by_difference(found) >= ENOUGH


def test_a_joiner_to_a_group_of_five_waits():
    history, reports = over([quarter(towns(5)), quarter([*towns(5), town("11999", 10)], 1)])
    assert all(report.passed for report in reports)
    first, second = (each.release.figure(ROGALAND, SCORE.id).mean for each in history)
    assert first == second is not None


def test_five_joiners_wait_no_longer():
    history, _ = over([quarter(towns(5)), quarter(towns(10), 1)])
    assert history[1].release.figure(ROGALAND, SCORE.id).mean == Decimal("5.0")
    assert by_difference_of(*history) >= ENOUGH


def test_who_leaves_is_not_what_is_missing():
    history, reports = over([quarter(towns(8)), quarter(towns(7), 1)])
    assert reports[1].passed
    assert sums(history[1]) == []


def test_a_cell_of_all_tens_is_withheld_with_its_quartiles():
    for count in (6, 25):
        assert by_bounds(one(towns(count, lambda _: 10)), own=10) >= ENOUGH


def test_quartiles_do_not_say_what_most_have_in_common():
    found = one(towns(50, lambda place: 8 if place < 40 else place % 8))
    assert mean_is_told(found)
    assert by_half(found) >= 0.5


def mean_is_told(found):
    return found.release.figure(COUNTRY, SCORE.id).mean is not None


def test_a_median_at_an_end_is_withheld():
    found = one(towns(12, lambda place: 10 if place < 7 else 4))
    assert mean_is_told(found)
    assert by_half(found) >= 0.5


def test_a_second_version_does_not_tell_whom_it_corrects():
    first = quarter([*towns(7), *towns(12, county="46")])
    moved = [town(f"46{place:03}", 6, "46") for place in range(5)]
    second = quarter([town("11000", 9), *towns(6, start=1), *moved, *towns(7, county="46", start=5)])
    history, reports = over([first, second])
    assert reports[1].passed
    assert history[1].release.version == 2
    assert by_correction(*history) >= ENOUGH
    assert history[1].release.figure(ROGALAND, SCORE.id).mean is None


def test_three_of_a_cell_who_pool_their_numbers_do_not_get_the_fourth():
    found = one([*towns(5, lambda _: 5), *towns(9, county="46")])
    assert by_coalition(found, (5, 5, 5)) >= ENOUGH


def test_three_of_a_difference_who_pool_their_numbers_do_not_get_the_fourth():
    found = one([*towns(6), *towns(4, lambda _: 5, county="46")])
    assert by_difference(found, coalition=5, knows=3) >= ENOUGH


def test_a_municipality_in_two_small_cells_is_not_estimated_too_well():
    found = one(
        [
            town("11000", 9, kostra="01"),
            *towns(4, start=1, kostra="02"),
            *towns(4, county="46", kostra="01"),
            *towns(8, county="46", start=4, kostra="02"),
        ]
    )
    assert by_inference(found) >= RULES.outsider_keeps - 1e-3


def test_a_withheld_mean_is_not_what_the_published_ones_leave():
    found = one([*towns(7, lambda place: 4 + place % 3), *towns(5, lambda _: Fraction(27, 10), county="46")])
    assert found.release.figure(BERGEN, SCORE.id).mean is None
    assert by_withheld_mean(found, BERGEN) >= 1


def test_a_withheld_mean_of_the_quarter_before_is_not_what_a_change_leaves_of_its_figures():
    history, reports = over(a_county_leaves(later=1))
    assert reports[1].passed
    assert [mean_is_told(each) for each in history] == [True, True]
    assert history[0].release.figure(BERGEN, SCORE.id).mean is None
    assert by_change_back(*history, BERGEN) >= 1


def test_a_change_is_told_where_it_leaves_a_withheld_mean_of_the_quarter_before_open():
    stay = in_small_counties(24)
    history, _ = over([quarter([*stay, *a_county_near_nothing()]), quarter(stay, 1)])
    assert history[0].release.figure(BERGEN, SCORE.id).mean is None
    assert history[1].release.figure(COUNTRY, SCORE.id).change is not None


def test_a_withheld_mean_of_a_first_version_is_not_what_the_second_leaves_of_it():
    history, reports = over(a_county_leaves(later=0))
    assert reports[1].passed
    assert history[0].release.figure(BERGEN, SCORE.id).mean is None
    assert by_mean_of_a_version(*history, BERGEN) >= 1


def test_changes_of_two_versions_do_not_tell_a_withheld_mean_of_the_quarter_that_they_are_counted_from():
    history, reports = over(a_county_leaves_by_a_correction())
    assert all(report.passed for report in reports)
    assert [mean_is_told(each) for each in history] == [True] * 3
    assert by_two_changes_back(*history, BERGEN) >= 1


def test_a_cell_that_all_know_nearly_from_the_first_version_does_not_stop_the_second():
    """Of thirty one is corrected: their cell is withheld, and its mean is what it was to within a thirtieth."""
    first = quarter([*towns(30), *towns(12, county="46")])
    moved = towns(5, lambda _: 6, county="46")
    second = quarter([town("11000", 8), *towns(29, start=1), *moved, *towns(7, county="46", start=5)])
    history, reports = over([first, second])
    assert reports[1].passed
    assert history[1].release.figure(ROGALAND, SCORE.id).mean is None
    assert mean_is_told(history[1])


def test_a_share_is_not_what_the_sums_of_two_versions_leave_of_it():
    history, reports = over(shares_that_say_more_in_the_first_version())
    assert reports[1].passed
    assert history[1].release.version == 2
    assert by_shares_of_versions(*history, BERGEN, STATUSES) >= 1


def test_a_share_is_not_what_a_larger_groups_others_leave_of_it():
    """Nothing of the share itself is told of the larger group: there the others have to go."""
    history, reports = over(a_share_that_others_tell_of_a_larger_group())
    assert reports[1].passed
    assert [history[1].release.figure(COUNTRY, share.id).mean for share in CELLS] == [None] * 4
    assert None not in [history[1].release.figure(ROGALAND, share.id).mean for share in CELLS]


def test_shares_that_were_told_neither_time_are_not_what_the_changes_of_the_others_leave():
    history, reports = over(nothing_of_two_shares_once())
    assert reports[1].passed
    told = [[each.release.figure(COUNTRY, share.id).mean is not None for share in CELLS] for each in history]
    assert told == [[True, True, False, False]] * 2
    assert by_changes_of_shares(history[1], CELLS) >= ENOUGH


def test_a_share_is_not_what_the_others_leave_of_the_whole():
    found = one(all_acting(12, STATUSES, (25, 25, 25, 25, 0)))
    assert [found.release.figure(ROGALAND, share.id).mean is None for share in STATUSES] == [False] * 3 + [True] * 2
    assert by_sum(found, STATUSES) >= ENOUGH
    assert by_withheld_share(found, ROGALAND, STATUSES) >= 1


def test_two_shares_of_nothing_are_not_told_by_the_others_coming_to_all():
    found = one(all_acting(12, STATUSES, (34, 33, 33, 0, 0)))
    assert by_sum(found, STATUSES) >= ENOUGH
    assert by_withheld_share(found, ROGALAND, STATUSES) >= 1


def test_shares_that_are_all_told_do_not_say_of_each_other_where_they_were_rounded():
    """0.075 is told as 0.10, which has room; the others come to 1.00 and say that it was rounded up by all of 0.025."""
    found = one(all_acting(12, CELLS, ("7.5", "32.5", "32.5", "27.5")))
    assert found.release.figure(ROGALAND, CELLS[2].id).mean is not None
    assert by_sum(found, CELLS) >= ENOUGH


def test_shares_of_large_groups_are_told_down_to_nothing():
    found = one(all_acting(60, STATUSES, (25, 25, 25, 25, 0)))
    assert found.release.figure(ROGALAND, STATUSES[4].id).mean == 0
    assert by_sum(found, STATUSES) >= ENOUGH


def test_the_withheld_mean_of_a_theme_is_not_what_the_other_theme_leaves_of_the_whole():
    found = one(half_near_nothing())
    assert [found.release.figure(each, SCORE.id).mean for each in (CULTURE, HOUSING)] == [None, None]
    assert mean_is_told(found)
    assert by_other_theme(found, CULTURE, HOUSING) >= 1


def test_a_change_of_all_from_one_end_to_the_other_is_not_told():
    history, reports = over([quarter(towns(60, lambda _: 1)), quarter(towns(66, lambda _: 9), 1)])
    assert reports[1].passed
    assert by_change(history[1], COUNTRY, 8) >= 2 * ENOUGH


def test_an_equal_set_has_the_difference_of_its_published_means_as_change():
    history, _ = over([quarter(towns(9)), quarter(towns(9, lambda place: 4 + place % 5), 1)])
    first, second = (each.release.figure(ROGALAND, SCORE.id) for each in history)
    assert second.change == second.mean - first.mean


def test_themes_of_few_are_not_told_and_those_of_many_are():
    found = one(
        [town(f"11{place:03}", 5, themes=[("housing", 4), ("culture", 6)][: 1 + place % 2]) for place in range(20)]
    )
    assert found.release.figure(GroupId("theme:housing"), SCORE.id).mean is not None
    few = one([*towns(11), *(town(f"46{place:03}", 5, "46", themes=[("housing", 5)]) for place in range(9))])
    assert few.release.figure(GroupId("theme:housing"), SCORE.id).mean is None


def test_counts_are_bands_and_say_nothing_where_all_is_withheld():
    found = one([*towns(13), *towns(4, county="46"), *towns(6, county="50")])
    assert found.release.coverage[ROGALAND].municipalities == Band.FROM_10
    assert found.release.coverage[BERGEN].municipalities is None


def test_every_number_is_rounded_where_it_is_kept():
    found = one(towns(23, lambda place: Fraction(3 * place % 17, 3)))
    kept = read_release(release_bytes(found.release))
    for group, variable in kept.published():
        figure = kept.figure(group, variable)
        for number in (figure.mean, figure.median, figure.lower_quartile, figure.upper_quartile):
            assert number is None or number % SCORE.step == 0


def test_asking_for_the_same_again_gives_the_same_noise():
    noisy = rule_set(2)
    snapshot = quarter(towns(9))
    once, again = (propose(snapshot, [], noisy, SECRET).release for _ in range(2))
    assert once == again


def test_which_cells_are_withheld_tells_the_same_of_every_number_that_leaves_room():
    """Moving numbers between towns of a cell, and the cell within its room, moves no sign of withholding."""
    one_way = one([*towns(9), *towns(9, county="46")])
    other = one([*towns(9, lambda place: 7 - place % 5), *towns(9, lambda place: 4 + place % 2, county="46")])
    assert [each for each, _ in one_way.release.published()] == [each for each, _ in other.release.published()]


def test_a_withheld_cell_says_at_most_that_its_mean_is_near_an_end():
    """The insider who knows the rules learns that the others are together below or above: never which, and not much."""
    found = one([*towns(5, lambda _: 1), *towns(30, county="46")])
    assert found.release.figure(ROGALAND, SCORE.id) == found.release.figure(GroupId("county:99"), SCORE.id)
    below, above = 5 * 2.75, 5 * 7.25
    assert max(0, above - 1 - 30) < min(10, below - 1)


def test_refusals_name_nobody_and_no_number_of_anybody():
    first, _ = published(quarter(towns(12)))
    second = quarter([town("11000", 9), *towns(11, start=1)])
    with pytest.raises(VersionChangesTooFew) as refused:
        propose(second, [first], RULES, SECRET)
    assert refused.value.args == (str(FIRST), RULES.version_from)


def test_a_correction_of_what_nobody_remembers_is_refused():
    history, _ = over([quarter(towns(12), later) for later in range(5)])
    with pytest.raises(VersionIsTooLate):
        propose(quarter(towns(12, lambda place: place % 7)), history, RULES, SECRET)


def test_a_simulated_release_stands_in_no_real_ones_history():
    first, _ = published(quarter(towns(12)))
    real = msgspec.structs.replace(quarter(towns(12), 1), simulated=False)
    with pytest.raises(HistoryIsOfAnotherCountry):
        propose(real, [first], RULES, SECRET)


def test_the_steps_of_the_computation_do_not_depend_on_numbers():
    steps = []
    for value in (lambda _: 5, lambda place: place % 11):
        told = []
        propose(quarter(towns(12, value)), [], RULES, SECRET, lambda *done, told=told: told.append(done))
        steps.append(told)
    assert steps[0] == steps[1]


def test_you_against_the_nation_tells_no_more_than_the_release_however_often_it_is_asked():
    """A municipality asks with every number that it could have. It learns two ends, which the release has finer."""
    figure = one(towns(25)).release.figure(COUNTRY, SCORE.id)
    assert (figure.lower_quartile, figure.upper_quartile) == (Decimal("4.0"), Decimal("6.0"))
    asked = [placed(Fraction(number, 100), figure, SCORE) for number in range(1001)]
    within = [each.own for each in asked if each.position is Position.WITHIN]
    assert (min(within), max(within)) == (coarse(figure.lower_quartile, SCORE), coarse(figure.upper_quartile, SCORE))
    assert {(each.middle, each.median) for each in asked} == {(asked[0].middle, asked[0].median)}
