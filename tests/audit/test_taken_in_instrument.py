"""A measurement with a version that KS took in: the export holds its file, and stands before both verifiers."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from instrument_text import next_version
from instruments import SAMSON
from shelves import publish

from tests.audit.history import checked, records_of
from tests.audit.verdicts import other_verifiers
from tests.running_site import opened_site
from tests.support.towns import browser_of, found_town


@pytest.fixture
def export(cluster_url: str, redis_url: str, _template: None) -> bytes:
    """Of a workspace with a closed measurement under each version."""
    with opened_site(cluster_url, redis_url) as site:
        town = found_town(site)
        collaboration = town.collaborate()
        town.measure(collaboration, 5)
        web = msgspec.structs.replace(site.world, database=site.web)
        site.run(publish(web, next_version(SAMSON, " To.")))
        town.measure(collaboration, 7)
        town.show()
        with browser_of(site, town.administrator) as browser:
            answer = browser.client.get(f"{town.home}/proof/export")
        assert answer.status_code == 200
        return answer.content


def instruments_in(export: bytes) -> list[int]:
    bodies = [export[begin : begin + lengths[0]] for begin, lengths in records_of(export) if len(lengths) == 1]
    return [tomllib.loads(body.decode())["version"] for body in bodies if b"[[fields.questions]]" in body]


def test_both_verifiers_take_an_export_with_a_file_that_ks_took_in(export: bytes, tmp_path: Path) -> None:
    assert instruments_in(export) == [1, 2]
    report = checked(export, tmp_path)
    assert report.findings == []
    assert "2 closings, computed again from the answers" in report.checked
    assert [findings(tmp_path / "export.samson", None, None) for findings in other_verifiers()] == [[]]


def test_both_find_it_out_when_that_file_says_something_else(export: bytes, tmp_path: Path) -> None:
    begin = export.index(b"\nversion = 2\n")
    forged = export[:begin] + export[begin:].replace(b"democracy = 3", b"democracy = 2", 1)
    assert forged != export
    assert checked(forged, tmp_path).findings
    assert all(findings(tmp_path / "export.samson", None, None) for findings in other_verifiers())
