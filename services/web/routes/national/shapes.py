"""What the API of national figures answers with where that is no JSON-stat. Names are those of PxWebApi 2."""

from datetime import datetime

import msgspec


class Link(msgspec.Struct, frozen=True):
    rel: str
    hreflang: str
    href: str


class TableShape(msgspec.Struct, frozen=True, rename="camel"):
    """`firstPeriod` and `lastPeriod` are quarters such as `2026K1`."""

    id: str
    label: str
    description: str
    updated: datetime
    first_period: str
    last_period: str
    variable_names: tuple[str, ...]
    source: str
    language: str
    links: tuple[Link, ...]
    type: str = "Table"
    category: str = "public"
    time_unit: str = "Quarterly"
    discontinued: bool = False


class PageShape(msgspec.Struct, frozen=True, rename="camel"):
    page_number: int
    page_size: int
    total_elements: int
    total_pages: int
    links: tuple[Link, ...]


class TablesShape(msgspec.Struct, frozen=True):
    language: str
    tables: tuple[TableShape, ...]
    page: PageShape
    links: tuple[Link, ...]


class ReleaseShape(msgspec.Struct, frozen=True, rename="camel"):
    """A version of a quarter. `superseded`: a later one says what the tables say. `sha256` is of what was approved."""

    quarter: str
    version: int
    ruleset: int
    simulated: bool
    superseded: bool
    sha256: str
    published: datetime
    files: tuple[str, ...]


class ReleasesShape(msgspec.Struct, frozen=True):
    """The latest quarter and its last version first."""

    releases: tuple[ReleaseShape, ...]


class LanguageShape(msgspec.Struct, frozen=True):
    id: str
    label: str


class SourceShape(msgspec.Struct, frozen=True):
    language: str
    text: str


class ConfigShape(msgspec.Struct, frozen=True, rename="camel"):
    """`timeWindow` is in seconds, and calls are counted for each machine that asks."""

    api_version: str
    app_version: str
    languages: tuple[LanguageShape, ...]
    default_language: str
    max_data_cells: int
    max_calls_per_time_window: int
    time_window: int
    license: str
    source_references: tuple[SourceShape, ...]
    default_metadata_format: str
    default_data_format: str
    data_formats: tuple[str, ...]
