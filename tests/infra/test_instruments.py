import asyncio

import pytest
from instruments import LINE, SAMSON, SECOND, THIRD
from msgspec.structs import replace

from domain.instrument.reading import language_sha256, structure_sha256
from infra.instruments import InstrumentIsUnknown, InstrumentLibrary, shipped_instruments

NEWER = replace(SAMSON, version=2)
LIBRARY = InstrumentLibrary([NEWER, SAMSON, replace(SAMSON, version=0)])


def test_the_package_ships_the_instrument_with_its_hashes():
    shelved = shipped_instruments().by_version("samson", 1)
    assert shelved.sha256 == structure_sha256(shelved.instrument)
    assert shelved.language_sha256 == language_sha256(shelved.instrument)


def test_a_measurement_s_instrument_is_found_by_its_hash():
    assert asyncio.run(LIBRARY.by_hash(structure_sha256(SAMSON))) == SAMSON
    assert asyncio.run(LIBRARY.by_hash(structure_sha256(NEWER))) == NEWER


def test_a_new_measurement_is_made_with_the_highest_version():
    assert LIBRARY.newest() == (NEWER, structure_sha256(NEWER))


def test_all_versions_come_lowest_first():
    assert [shelved.instrument.version for shelved in LIBRARY.all()] == [0, 1, 2]


def test_what_is_not_shipped_is_refused():
    with pytest.raises(InstrumentIsUnknown):
        asyncio.run(LIBRARY.by_hash("0" * 64))
    with pytest.raises(InstrumentIsUnknown):
        LIBRARY.by_version("samson", 3)
    with pytest.raises(InstrumentIsUnknown):
        LIBRARY.newest("delilah")


def hashes(*instruments):
    return [structure_sha256(one) for one in instruments]


def test_the_line_from_an_earlier_version_to_a_later_one_has_every_version_between():
    library = InstrumentLibrary(LINE)
    assert asyncio.run(library.line(*hashes(SAMSON, THIRD))) == LINE
    assert asyncio.run(library.line(*hashes(SECOND, THIRD))) == (SECOND, THIRD)
    assert asyncio.run(library.line(*hashes(SECOND, SECOND))) == (SECOND,)


def test_there_is_no_line_backwards_or_to_a_version_that_starts_afresh():
    library = InstrumentLibrary([*LINE, replace(SAMSON, version=4)])
    assert asyncio.run(library.line(*hashes(SECOND, SAMSON))) == ()
    assert asyncio.run(library.line(*hashes(SAMSON, replace(SAMSON, version=4)))) == ()


def test_the_successors_of_a_version_are_those_that_go_back_to_it():
    library = InstrumentLibrary([*LINE, replace(SAMSON, version=4)])
    assert [one.instrument for one in asyncio.run(library.successors(*hashes(SAMSON)))] == [SECOND, THIRD]
    assert asyncio.run(library.successors(*hashes(THIRD))) == ()
