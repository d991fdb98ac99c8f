"""What the last release published and withheld of our groups, number by number."""

from decimal import Decimal

from domain.national.groups import COUNTRY, Place
from domain.national.quarter import Quarter
from domain.national.release import Figure
from domain.national.variables import BY_ID, VariableId
from infra.translation import Translator
from services.application.national.own_view import OwnView
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.words import Words
from services.web.presenting.sharing import shown_groups
from tests.support.instruments import SAMSON
from tests.support.releases import hand_made

DONE = BY_ID[VariableId("actions-by-status:done")]


def test_every_statistic_is_told_as_it_is_stored_a_change_with_its_sign_and_the_rest_by_one_sign() -> None:
    figures = {
        VariableId("score:equality"): Figure(mean=Decimal("5.0"), median=Decimal("5.1"), change=Decimal("-0.3")),
        VariableId("score:shared_goals"): Figure(mean=Decimal("6.0"), change=Decimal("0.0")),
        VariableId("thickness:all"): Figure(mean=Decimal(62), change=Decimal(4)),
        DONE.id: Figure(mean=Decimal("0.25"), change=Decimal("0.05")),
    }
    release = hand_made(figures={COUNTRY: figures})
    view = OwnView(place=Place(county="11"), quarters=(), new_since={})
    country, county = shown_groups(view, Words(Translator("nb"), SAMSON), Issue(release, "", Quarter(2026, 1).ends))
    told = {title: [row.numbers for row in rows] for title, rows in country.rows.items()}
    assert told["Skår per handlingsfelt"][:2] == [["5,0", "5,1", ":", ":", "−0,3"], ["6,0", ":", ":", ":", "0,0"]]
    assert told["Tynn og tykk samskaping"] == [["62", ":", ":", ":", "+4"]]
    assert ["25 %", ":", ":", ":", "+5 %"] in told["Tiltak etter status"]
    assert (country.published, country.withheld) == (4, 24)
    assert (county.published, county.withheld) == (0, 28)
