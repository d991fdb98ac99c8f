"""Measurements chosen and compared in a real browser, and every figure held to the table of the same numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from domain.ids import AmbitionId, MeasurementId
from domain.measurement.commands import WeighValue
from infra.identity import new_stream_id
from services.application.measurements import decide_measurement
from tests.running_site import Site
from tests.support.plotted import (
    SpiderRead,
    continuum_read,
    multiples_read,
    number_in,
    same,
    series_read,
    spider_read,
    waterfall_read,
)
from tests.support.tabs import Rows, Shown, press, shown_on, tab_of
from tests.support.towns import found_town

pytestmark = pytest.mark.browser

DAYS = (0, 91, 213, 365)
"""From the first measurement: quarters that are not equally long."""

DATES = ("12. mars 2025", "11. juni 2025", "11. oktober 2025", "12. mars 2026")
TOO_FEW = "5-1"
"""The one question of its field that is answered the second time."""

CHANGES = "Tall og endringer"


class Compared:
    """Four measurements, no two alike: the last with the next version, the second with a field that lacks answers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        start = datetime(2025, 3, 12, 12, tzinfo=UTC)
        self.town = found_town(site, "Vesterby")
        collaboration = self.town.at(start).collaborate("Verftet")
        self.measured = [
            self._measure(start + timedelta(days=days), collaboration, number) for number, days in enumerate(DAYS)
        ]
        self.town.show()
        self.home = f"{site.address}{self.town.home}"
        self.compare = f"{self.home}/collaborations/{collaboration}/compare"

    def _measure(self, moment: datetime, collaboration, number: int) -> MeasurementId:
        then, version = self.town.at(moment), 2 if number == len(DAYS) - 1 else 1
        instrument = then.world.instruments.by_version("samson", version).instrument
        answers = {
            question: (3 + number + place * (5 + number)) % 11
            for place, question in enumerate(instrument.questions)
            if number != 1 or not question.startswith("5-") or question == TOO_FEW
        }
        which = then.measure(collaboration, answers, weight=8 - number, version=version, close=False)
        for place, ambition in enumerate(instrument.values[0].ambitions):
            self._reweigh(moment, which, ambition.id, (2 + number + place) % 11, seen=8 - number)
        if number < len(DAYS) - 1:
            then.suggest(collaboration, which, "Møtes på verftet")
        then.close(which)
        return which

    def _reweigh(self, moment: datetime, which: MeasurementId, ambition: AmbitionId, weight: int, seen: int) -> None:
        """So that the fields are not all as important as each other."""
        command, then = WeighValue(ambition=ambition, weight=weight, seen=seen), self.town.at(moment)
        self.site.run(decide_measurement(then.world, self.town.administrator.here, which, command, new_stream_id()))

    def chosen(self, *places: int) -> str:
        return f"{self.compare}?" + "&".join(f"measurement={self.measured[place]}" for place in places)


@pytest.fixture(scope="module")
def compared(site_with_versions: Site) -> Compared:
    return Compared(site_with_versions)


@pytest.fixture
def tab(browser: Chromium, compared: Compared) -> Iterator[Page]:
    with tab_of(browser, compared.site, compared.town.administrator) as page:
        yield page


def ticked(page: Page, *dates: str) -> None:
    """These, and no others."""
    for date in DATES:
        expect(page.get_by_role("checkbox", name=date, exact=True)).to_be_checked(checked=date in dates)


def test_three_of_four_are_chosen_by_the_keyboard_and_back_leads_to_the_two_before(
    tab: Page, compared: Compared
) -> None:
    tab.goto(compared.compare)
    ticked(tab, DATES[2], DATES[3])
    press(tab, "Space", "checkbox", DATES[0])
    press(tab, "Enter", "button", "Sammenlign")
    tab.wait_for_url("**measurement=*measurement=*measurement=*")
    ticked(tab, DATES[0], DATES[2], DATES[3])
    for heading in ("Over hverandre", "Ved siden av hverandre", CHANGES):
        expect(tab.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    tab.go_back()
    tab.wait_for_url(compared.compare)
    ticked(tab, DATES[2], DATES[3])


def test_what_can_not_be_compared_has_a_badge_a_dashed_line_and_no_change(tab: Page, compared: Compared) -> None:
    tab.goto(compared.chosen(0, 2, 3))
    (badge,) = tab.locator(".comparability summary").all()
    badge.press("Enter")
    expect(tab.get_by_role("heading", name="Andre spørsmål", exact=True)).to_be_visible()
    shown = shown_on(tab)
    series = {name: series_read(shown.drawings[f"series-{name}"]) for name in ("equality", "anchoring")}
    assert [(one.solid, one.dashed) for one in series.values()] == [({1}, {2}), ({1, 2}, set())]
    for tables in (shown.tables["Likeverdighet over tid"], shown.tables[CHANGES]):
        (row,) = [row for row in tables if "andre spørsmål" in row[0] and row[0].startswith((DATES[3], "Likever"))]
        assert row[-1] == "–"
    assert spider_read(shown.drawings["profile"]).hollow == {0, 2, 5}


def test_the_figures_over_and_beside_each_other_say_what_the_tables_say(tab: Page, compared: Compared) -> None:
    tab.goto(compared.chosen(0, 1, 3))
    shown = shown_on(tab)
    for drawing in shown.both_sizes("profile"):
        _is_its_table(spider_read(drawing), shown.table_of(drawing))
    for drawing in shown.both_sizes("multiples"):
        _are_their_columns(multiples_read(drawing), shown, [DATES[place] for place in (0, 1, 3)])


def test_four_at_once_stand_beside_each_other_with_the_numbers_of_the_table(tab: Page, compared: Compared) -> None:
    tab.goto(compared.chosen(0, 1, 2, 3))
    expect(tab.get_by_role("heading", name="Over hverandre")).to_have_count(0)
    shown = shown_on(tab)
    for drawing in shown.both_sizes("multiples"):
        _are_their_columns(multiples_read(drawing), shown, DATES)


def _is_its_table(read: SpiderRead, rows: Rows) -> None:
    """Score, weighting, both earlier scores, and the change; a row for each axis."""
    assert len(rows) == len(read.scores) == 7
    for axis, (name, score, weighting, *earlier, change) in enumerate(rows):
        assert same(read.scores[axis], score), name
        assert same(read.weightings[axis], weighting), name
        assert all(same(each[axis], written) for each, written in zip(read.earlier, earlier, strict=True)), name
        assert (read.scores[axis] is None) == (axis in read.missing), name
        newest = number_in(earlier[0])
        apart = "Ikke sammenlignbart" in name
        if newest is None or apart:
            assert change == "–", name
            assert (axis in read.hollow) <= apart, name
        else:
            assert number_in(change) == pytest.approx((number_in(score) or 0) - newest, abs=0.101), name


def _are_their_columns(read: dict[str, SpiderRead], shown: Shown, dates: list[str] | tuple[str, ...]) -> None:
    """Scores stand in the table of changes, by measurement; weightings in the series of each field."""
    assert list(read) == list(dates)
    heading, *rows = shown.tables[CHANGES]
    assert heading[1 : 1 + len(dates)] == list(dates)
    over_time = [table[1:] for name, table in shown.tables.items() if name.endswith(" over tid")]
    for axis, row in enumerate(rows[:7]):
        for place, small in enumerate(read.values()):
            assert same(small.scores[axis], row[1 + place]), row
            assert (small.scores[axis] is None) == (axis in small.missing), row
            assert same(small.weightings[axis], over_time[axis][place][2]), row


def test_every_series_says_what_its_table_says_on_the_same_axis_of_time(tab: Page, compared: Compared) -> None:
    tab.goto(compared.chosen(0, 1, 2, 3))
    shown = shown_on(tab)
    fields = [drawing for key, drawing in shown.drawings.items() if key.startswith("series-") and "thick" not in key]
    assert len(fields) == 7
    for drawing in fields:
        read, rows = series_read(drawing), shown.table_of(drawing)
        for place, (day, score, weighting, _) in enumerate(rows):
            assert day.startswith(DATES[place])
            assert same(read.scores[place], score), rows
            assert same(read.weightings[place], weighting), rows
            assert read.written[place] in {score, None}, rows
            assert read.way[place] == pytest.approx(DAYS[place] / DAYS[-1], abs=0.001)
        assert read.written[-1] == rows[-1][1]
    for drawing in shown.both_sizes("series-thickness"):
        read, rows = series_read(drawing, most=100), shown.table_of(drawing)
        assert all(same(score, row[1]) for score, row in zip(read.scores, rows, strict=True)), rows
        assert [row[1] for row in rows] == [cell.split()[0] for cell in shown.tables[CHANGES][-1][1:5]]


def test_every_waterfall_leads_from_the_one_figure_to_the_other_as_its_table_says(
    tab: Page, compared: Compared
) -> None:
    tab.goto(f"{compared.home}/measurements/{compared.measured[3]}/moved?since={compared.measured[2]}")
    shown = shown_on(tab)
    drawn = [drawing for key, drawing in shown.drawings.items() if key.startswith("moved-")]
    assert len(drawn) >= 2 * 7
    for drawing in drawn:
        read, rows = waterfall_read(drawing), shown.table_of(drawing)
        before, *parts, after = rows
        assert list(read.notes) == [before[2], *(moved for _, moved, _ in parts), after[2]]
        assert all(same(level, row[2]) for level, row in zip(read.levels, (before, *parts), strict=True)), rows
        assert same(read.points[0], before[2]), rows
        assert same(read.points[1], after[2]), rows


def test_the_continuum_shows_the_thickness_of_the_last_measurement_and_of_the_one_before(
    tab: Page, compared: Compared
) -> None:
    tab.goto(compared.compare)
    *_, before, now, _ = shown_on(tab).tables[CHANGES][-1]
    tab.goto(f"{compared.home}/measurements/{compared.measured[3]}/profile")
    for drawing in shown_on(tab).both_sizes("thickness"):
        read = continuum_read(drawing)
        assert read.written == now
        assert same(read.thickness, now)
        assert [same(one, before) for one in read.earlier] == [True]
