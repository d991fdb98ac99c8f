"""The order that people of the sectors are told in."""

from domain.sectors import Sector, by_sector


def test_sectors_come_in_their_own_order_and_only_those_that_were_counted():
    counted = {Sector.BUSINESS: 2, Sector.EDUCATION: 1, Sector.MUNICIPALITY: 3}
    assert by_sector(counted) == ((Sector.MUNICIPALITY, 3), (Sector.EDUCATION, 1), (Sector.BUSINESS, 2))
