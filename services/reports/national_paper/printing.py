"""What the worker does for a published release: lay it out in each language, and keep the file."""

from collections.abc import Sequence

import msgspec

from domain.ids import KS
from infra.beside import beside
from infra.clock import Clock
from infra.database import Database
from infra.instruments import InstrumentLibrary
from infra.national.papers import keep_paper, papers
from infra.pdf import pdf_of
from infra.settings import Settings
from infra.translation.catalogue import LANGUAGES, Language
from infra.translation.translator import Translator
from services.reports.national_paper.content import NationalPaper, paper_of
from services.reports.national_paper.document import STYLE, national_html
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.words import Words


class NationalPress(msgspec.Struct, frozen=True):
    """What printing needs. `database` connects as the worker; `published` reads as KS's role."""

    database: Database
    published: PublishedIssues
    instruments: InstrumentLibrary
    clock: Clock
    settings: Settings


async def print_paper(press: NationalPress, release: str) -> int | None:
    """Print the published release of that hash in the first language in which it isn't, and keep that.

    Returns in how many it isn't even then; `None` while the release is not known as published.
    """
    versions = await press.published.versions()
    if all(one.release_sha256 != release for one in versions):
        return None
    missing = await _missing(press, release)
    if not missing:
        return 0
    every = await press.published.issues(versions)
    issue = next(one for one in every if one.sha256 == release)
    file = await beside(printed, paper_of(issue, every, press.settings.base_url), missing[0], press)
    async with press.database.tenant(KS) as connection:
        await keep_paper(connection, release, missing[0], file, press.clock.now())
    return len(missing) - 1


def printed(paper: NationalPaper, language: Language, press: NationalPress) -> bytes:
    words = Words(Translator(language), press.instruments.newest()[0])
    return pdf_of(national_html(paper, words), STYLE, press.settings.assets_dir)


async def _missing(press: NationalPress, release: str) -> Sequence[Language]:
    async with press.database.reading(KS) as connection:
        there = (await papers(connection)).get(release, {})
    return [one for one in LANGUAGES if one not in there]
