"""Tables as JSON-stat 2.0: a dataset each, and of a release all of them in one collection.

What PxWebApi 2 adds under `extension` is there where its readers look for it. Source: https://json-stat.org/full/.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from services.reports.national_tables.cube import WITHHELD, Axis, Cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import CONTENTS, QUARTER
from services.reports.national_tables.words import LICENCE, PUBLISHER, Words

MEDIA_TYPE: Final = "application/json"

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def collection(cubes: Sequence[Cube], words: Words, href: str) -> bytes:
    """All tables in one file; `href` is its own address."""
    content = {
        "version": "2.0",
        "class": "collection",
        "label": words.t("national-table.all"),
        "href": href,
        "updated": _updated(cubes[0]),
        "source": PUBLISHER,
        "note": [words.simulated] if any(one.release.simulated for one in cubes[0].shown) else [],
        "link": {"item": [_dataset(cube, words) for cube in cubes]},
    }
    return _ENCODER.encode(content)


def dataset(cube: Cube, words: Words, href: str) -> bytes:
    return _ENCODER.encode({"href": href} | _dataset(cube, words))


def metadata(cube: Cube, words: Words, href: str) -> bytes:
    """A dataset without its numbers."""
    return _ENCODER.encode({"href": href} | _described(cube, words))


def _dataset(cube: Cube, words: Words) -> dict[str, Any]:
    return _described(cube, words) | _values(cube)


def _values(cube: Cube) -> dict[str, Any]:
    """Where a number is withheld, `null`, and the one sign in `status`; what is not withheld has no status."""
    numbers = [cell.number for cell in cube.cells()]
    status = {str(place): WITHHELD for place, number in enumerate(numbers) if number is None}
    return {"value": numbers, "status": status} if status else {"value": numbers}


def _described(cube: Cube, words: Words) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "label": words.title(cube.table),
        "source": PUBLISHER,
        "updated": _updated(cube),
        "note": words.notes(cube),
        "role": {"time": [QUARTER], "metric": [CONTENTS]},
        "id": [axis.name for axis in cube.axes],
        "size": [len(axis.codes) for axis in cube.axes],
        "dimension": {axis.name: _dimension(axis, cube, words) for axis in cube.axes},
        "extension": _extension(cube, words),
    }


def _dimension(axis: Axis, cube: Cube, words: Words) -> Mapping[str, Any]:
    category: dict[str, Any] = {
        "index": {code: place for place, code in enumerate(axis.codes)},
        "label": {code: words.code(axis.name, code) for code in axis.codes},
    }
    if axis.name == CONTENTS:
        unit = {"base": words.unit(cube.table), "decimals": cube.table.decimals}
        category["unit"] = dict.fromkeys(axis.codes, unit)
    if axis.name == QUARTER:
        category["note"] = {code: words.of_issue(issue) for code, issue in zip(axis.codes, cube.shown, strict=True)}
    extension: Mapping[str, Any] = {
        "elimination": False,
        "show": "code" if axis.name == QUARTER else "value",
        "codeLists": [],
    }
    return {"label": words.axis(axis.name), "category": category, "extension": extension}


def _extension(cube: Cube, words: Words) -> Mapping[str, Any]:
    """`releases` says which one each quarter's numbers are from, and by which rule set it is protected."""
    heading = [CONTENTS, QUARTER]
    return {
        "px": {
            "tableid": cube.table.id,
            "matrix": cube.table.id,
            "contents": words.title(cube.table),
            "language": words.t.language,
            "decimals": cube.table.decimals,
            "official-statistics": False,
            "aggregallowed": False,
            "heading": heading,
            "stub": [axis.name for axis in cube.axes if axis.name not in heading],
        },
        "status": {"label": {WITHHELD: words.withheld}},
        "license": LICENCE,
        "releases": {str(issue.quarter): _release(issue) for issue in cube.shown},
    }


def _release(issue: Issue) -> Mapping[str, Any]:
    return {
        "version": issue.version,
        "ruleset": issue.release.ruleset,
        "simulated": issue.release.simulated,
        "sha256": issue.sha256,
        "published": issue.published_at,
    }


def _updated(cube: Cube) -> Any:
    """When the newest of what is in it was published."""
    return max(issue.published_at for issue in cube.shown)
