"""The published figures described by DCAT-AP-NO 3: a series of datasets, one for each release, and the API.

Source: https://data.norge.no/specification/dcat-ap-no.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from infra.translation.translator import Translator
from infra.translation.writing import day_of, last_day
from services.reports.national_tables.graph import Blank, Ref, Said, Thing, Typed, Value
from services.reports.national_tables.issue import Issue, newest_versions

Translators = Sequence[Translator]
Properties = list[tuple[str, Value]]

EU: Final = "http://publications.europa.eu/resource/authority/"

KS: Final = Ref("https://organization-catalog.fellesdatakatalog.digdir.no/organizations/971032146")
"""By its number in the register of organisations, as the standard has it."""

KS_PAGE: Final = Ref("https://www.ks.no/")
THEME: Final = Ref(f"{EU}data-theme/GOVE")
LICENCE: Final = Ref(f"{EU}licence/CC_BY_4_0")
NORWAY: Final = Ref(f"{EU}country/NOR")
PUBLIC: Final = Ref(f"{EU}access-right/PUBLIC")
LANGUAGE: Final = tuple(Ref(f"{EU}language/{code}") for code in ("NOB", "NNO", "ENG"))
QUARTERLY: Final = Ref(f"{EU}frequency/QUARTERLY")
STABLE: Final = Ref(f"{EU}planned-availability/STABLE")
COMPLETED: Final = Ref(f"{EU}distribution-status/COMPLETED")
JSON_STAT: Final = Ref("https://json-stat.org/full/")

FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
    "pdf": ("PDF", "application/pdf"),
}
"""By the ending of the file: the name in the EU's list of file types, and IANA's."""

OF_THE_API: Final = ("csv", "xlsx", "json")
"""What tables come as. A PDF is of a whole release, for readers."""


class Addresses:
    """Of what the catalogue describes; `base` is the site's."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.api = f"{base}/api/national/v1"

    def thing(self, name: str) -> str:
        """An address that leads to where it is described."""
        return f"{self.base}/national/catalogue.ttl#{name}"

    def of(self, issue: Issue) -> str:
        return self.thing(name_of(issue))

    def file(self, issue: Issue, ending: str) -> str:
        return f"{self.base}/national/releases/{issue.quarter}/v{issue.version}.{ending}"


def name_of(issue: Issue) -> str:
    return f"{issue.quarter}-v{issue.version}"


def catalogue(issues: Sequence[Issue], translators: Translators, base: str) -> Sequence[Thing]:
    """`issues` are every version of every quarter, in the order of publishing."""
    at = Addresses(base)
    return [
        _catalogue(issues, translators, at),
        _series(issues, translators, at),
        *(thing for issue in issues for thing in _release(issue, issues, translators, at)),
        _service(issues, translators, at),
        Thing(at.thing("contact"), "vcard:Organization", [("vcard:fn", Said("KS", "nb")), ("vcard:hasURL", KS_PAGE)]),
        Thing(KS.address, "foaf:Agent", [("foaf:name", Said("KS", "nb")), ("dct:identifier", "971032146")]),
    ]


def _catalogue(issues: Sequence[Issue], translators: Translators, at: Addresses) -> Thing:
    parts: Properties = [("dcat:dataset", Ref(at.of(issue))) for issue in issues]
    return Thing(
        at.thing("catalogue"),
        "dcat:Catalog",
        [
            *_named("catalogue", translators, at),
            ("dct:identifier", at.thing("catalogue")),
            ("dcat:themeTaxonomy", Ref(f"{EU}data-theme")),
            ("dct:license", LICENCE),
            ("foaf:homepage", Ref(at.base)),
            *(("dct:language", one) for one in LANGUAGE),
            *_modified(issues),
            ("dcat:dataset", Ref(at.thing("series"))),
            *parts,
            ("dcat:service", Ref(at.thing("api"))),
        ],
    )


def _series(issues: Sequence[Issue], translators: Translators, at: Addresses) -> Thing:
    newest = newest_versions(issues)
    told: Properties = []
    if newest:
        told = [_period(newest[0], newest[-1]), ("dcat:last", Ref(at.of(newest[-1])))]
    return Thing(
        at.thing("series"),
        "dcat:DatasetSeries",
        [
            *_named("series", translators, at),
            *_of_any_dataset(translators),
            ("dct:accrualPeriodicity", QUARTERLY),
            *_modified(issues),
            *told,
        ],
    )


def _release(issue: Issue, issues: Sequence[Issue], translators: Translators, at: Addresses) -> Iterator[Thing]:
    files = {ending: at.thing(f"{name_of(issue)}-{ending}") for ending in FORMS}
    replaced = [one for one in issues if (one.quarter, one.version) == (issue.quarter, issue.version - 1)]
    links: Properties = [("dcat:distribution", Ref(file)) for file in files.values()]
    links += [("dct:replaces", Ref(at.of(one))) for one in replaced]
    yield Thing(
        at.of(issue),
        "dcat:Dataset",
        [
            *_named("release", translators, at, issue),
            *_of_any_dataset(translators),
            *(("dct:language", one) for one in LANGUAGE),
            ("dct:identifier", at.of(issue)),
            ("dcat:version", str(issue.version)),
            ("dct:issued", _day(day_of(issue.published_at))),
            _period(issue, issue),
            ("dcat:inSeries", Ref(at.thing("series"))),
            *links,
        ],
    )
    for ending, address in files.items():
        yield _file(address, at.file(issue, ending), ending)


def _file(address: str, file: str, ending: str) -> Thing:
    form, media_type = FORMS[ending]
    told: Properties = [("dct:conformsTo", JSON_STAT)] if ending == "json" else []
    return Thing(
        address,
        "dcat:Distribution",
        [
            ("dct:title", Said(form, "en")),
            ("dcat:accessURL", Ref(file)),
            ("dcat:downloadURL", Ref(file)),
            ("dct:format", Ref(f"{EU}file-type/{form}")),
            ("dcat:mediaType", Ref(f"https://www.iana.org/assignments/media-types/{media_type}")),
            ("dct:license", LICENCE),
            ("dcatap:availability", STABLE),
            ("adms:status", COMPLETED),
            *told,
        ],
    )


def _service(issues: Sequence[Issue], translators: Translators, at: Addresses) -> Thing:
    served: Properties = [("dcat:servesDataset", Ref(at.of(issue))) for issue in newest_versions(issues)]
    return Thing(
        at.thing("api"),
        "dcat:DataService",
        [
            *_named("api", translators, at),
            ("dcat:endpointURL", Ref(at.api)),
            ("dcat:endpointDescription", Ref(f"{at.api}/openapi.json")),
            ("dcat:theme", THEME),
            ("dct:license", LICENCE),
            ("dct:accessRights", PUBLIC),
            *(("dct:format", Ref(f"{EU}file-type/{FORMS[one][0]}")) for one in OF_THE_API),
            *served,
        ],
    )


def _named(what: str, translators: Translators, at: Addresses, issue: Issue | None = None) -> Properties:
    """Title, description, publisher and contact: what everything in the catalogue has to have."""
    named: Properties = [("dct:title", Said(_words(t, what, "title", issue), t.language)) for t in translators]
    named += [("dct:description", Said(_words(t, what, "text", issue), t.language)) for t in translators]
    return [*named, ("dct:publisher", KS), ("dcat:contactPoint", Ref(at.thing("contact")))]


def _words(t: Translator, what: str, part: str, issue: Issue | None) -> str:
    """Of a release of no real municipality, that first."""
    message = f"national-catalogue.{what}.{part}"
    values: dict[str, str | int] = {}
    if issue is not None:
        values = {"quarter": str(issue.quarter), "version": issue.version, "rules": issue.release.ruleset}
    said = t(f"national-catalogue.{what}.{part}", **t.fitting(message, values))
    simulated = issue is not None and issue.release.simulated
    return f"{t('national-table.note.simulated')} {said}" if simulated else said


def _of_any_dataset(translators: Translators) -> Properties:
    words = ("co-creation", "innovation", "municipalities")
    keywords = (Said(t(f"national-catalogue.keyword.{word}"), t.language) for t in translators for word in words)
    return [
        ("dcat:theme", THEME),
        ("dct:spatial", NORWAY),
        ("dct:accessRights", PUBLIC),
        *(("dcat:keyword", keyword) for keyword in keywords),
    ]


def _modified(issues: Sequence[Issue]) -> Properties:
    return [("dct:modified", _day(day_of(max(issue.published_at for issue in issues))))] if issues else []


def _period(first: Issue, last: Issue) -> tuple[str, Value]:
    """From the first day to the last, both in it."""
    ends: Properties = [
        ("dcat:startDate", _day(day_of(first.quarter.begins))),
        ("dcat:endDate", _day(last_day(last.quarter.ends))),
    ]
    return "dct:temporal", Blank("dct:PeriodOfTime", ends)


def _day(day: date) -> Typed:
    return Typed(day.isoformat(), "xsd:date")
