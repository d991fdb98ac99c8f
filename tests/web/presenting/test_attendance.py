from uuid import UUID

from domain.collaboration.state import Collaboration, Partner
from domain.sectors import Sector
from domain.themes import Theme
from services.web.forms import Form
from services.web.presenting.measuring.attendance import counted, in_order, likely, shown_fields

TOWN, FARM = UUID(int=1), UUID(int=2)
DYRK = Collaboration(
    name="DYRK",
    theme=Theme.WORK_INCLUSION,
    purpose=None,
    target_group=None,
    partners={TOWN: Partner("Arendal", Sector.MUNICIPALITY), FARM: Partner("Gården", Sector.BUSINESS)},
    participants={UUID(int=11): TOWN, UUID(int=12): TOWN},
)


def test_a_count_begins_with_who_belongs_and_at_least_one_from_each_partner():
    assert likely(DYRK) == {Sector.MUNICIPALITY: 2, Sector.BUSINESS: 1}


def test_the_partners_sectors_are_asked_for_first():
    first, others = in_order(likely(DYRK))
    assert first == [Sector.MUNICIPALITY, Sector.BUSINESS]
    assert others[0] is Sector.COUNTY
    assert len(first) + len(others) == len(Sector)


def test_an_empty_field_is_nobody():
    fields = shown_fields({Sector.CITIZENS: 3}) | {"people-state": "0"}
    assert counted(Form(fields)) == {Sector.CITIZENS: 3}
