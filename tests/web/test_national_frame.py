"""What national pages say of releases: which one, what it follows, and of how many."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.national.quarter import Quarter
from domain.national.release import Band, Coverage
from infra.translation import LANGUAGES, Translator
from projections.releases.queries import PublishedVersion
from services.reports.national_figures.writing import band, share, share_change
from services.web.presenting.national.frame import Part, before, name_of, page_of, wanted
from services.web.presenting.national.telling import behind


def published(name: str, day: int, *, superseded: bool = False) -> PublishedVersion:
    quarter, version = name.split("v")
    at = datetime(2027, 1, day, tzinfo=UTC)
    return PublishedVersion(Quarter.read(quarter), int(version), 1, name, name, at, superseded)


Q1, Q1_CORRECTED, Q2, Q3 = (
    published("2026K1v1", 1, superseded=True),
    published("2026K1v2", 5),
    published("2026K2v1", 3),
    published("2026K3v1", 9),
)
ALL = (Q3, Q2, Q1_CORRECTED, Q1)


def test_changes_are_counted_from_what_had_been_published_by_then() -> None:
    assert before(Q3, ALL) == Q1_CORRECTED
    assert before(Q2, ALL) == Q1
    assert before(Q1, ALL) is None
    assert before(Q1_CORRECTED, ALL) is None


def test_a_release_is_found_by_its_name_and_nothing_else_is() -> None:
    assert all(wanted(name_of(one), ALL) == one for one in ALL)
    for name in ("", "2026K1", "2026K1v3", "2026K4v1", "2026K1v01", "2026K5v1", "2026k1v1", "2026K1v1 "):
        assert wanted(name, ALL) is None


def test_a_release_has_one_page_beside_its_files() -> None:
    assert page_of(Q1_CORRECTED) == "/national/releases/2026K1/v2"


def test_each_part_has_an_address_and_a_name_and_says_what_will_be_there() -> None:
    assert len({part.path for part in Part}) == len(Part)
    for language in LANGUAGES:
        t = Translator(language)
        for part in Part:
            assert t(f"national.part.{part}")
            assert t(f"national.nothing.{part}")


@pytest.mark.parametrize(
    ("stored", "shown", "moved"),
    [("0.25", "25 %", "+25"), ("0.05", "5 %", "+5"), ("0.00", "0 %", "0"), ("1.00", "100 %", "+100")],
)
def test_a_share_is_the_stored_number_in_hundredths(stored: str, shown: str, moved: str) -> None:
    t = Translator("nb")
    assert share(Decimal(stored), t) == shown
    assert share_change(Decimal(stored), t) == moved


def test_a_withheld_share_has_the_sign_of_every_withheld_number() -> None:
    for language in LANGUAGES:
        t = Translator(language)
        assert {share(None, t), share_change(None, t), band(None, t), t.stored(None)} == {":"}


def test_each_band_is_told_in_every_language() -> None:
    for language in LANGUAGES:
        t = Translator(language)
        told = [behind(Coverage(one, one), t) for one in Band]
        assert len(set(told)) == len(Band)
        assert behind(Coverage(), t) == ("", "")
        assert len({band(one, t) for one in Band}) == len(Band)
