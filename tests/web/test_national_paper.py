"""Published releases as PDF: printed once by a worker, read by anybody, in three languages."""

import asyncio
import hashlib
import io
from collections.abc import Iterator, Sequence

import httpx
import pikepdf
import pypdf
import pytest
from msgspec.structs import replace

from domain.ids import KS
from infra.national.papers import PRINT_RELEASE
from infra.outbox import TakenWork, enqueue, take_work
from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from services.application.outbox import NotYet
from services.application.releases.printing import print_release
from services.reports.national_paper import printing
from services.reports.national_paper.content import paper_of
from services.reports.national_paper.document import national_html
from services.reports.national_paper.printing import NationalPress, print_papers
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.words import Words
from tests.running_site import Site, opened_site, work_off
from tests.support.reading import Element, Read
from tests.support.releases import hand_made, publish_release

LONGEST_WAIT = 300.0
"""For three papers, on a machine that has other work."""

FIRST = replace(hand_made("2026K1"), simulated=True)
SECOND = replace(hand_made("2026K2", base="6.0"), simulated=True)
PAPER = "/national/releases/2026K2/v1.pdf"


@pytest.fixture(scope="module")
def nation(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Two releases; of the second there is a paper, printed as a worker does it after a tick."""
    with opened_site(cluster_url, redis_url) as opened:
        for release in (FIRST, SECOND):
            opened.run(publish_release(opened.database, opened.world.log, release))
        yield opened


@pytest.fixture(scope="module")
def hashes(nation: Site) -> list[str]:
    """Of both, the first one first."""
    listed = httpx.get(f"{nation.address}/api/national/v1/releases").json()["releases"]
    return [one["sha256"] for one in reversed(listed)]


@pytest.fixture(scope="module")
def printed(nation: Site, hashes: list[str]) -> dict[str, bytes]:
    """By language, over HTTP, once the worker has done what was ordered."""
    nation.run(ordered(nation, hashes[1]))
    asyncio.run_coroutine_threadsafe(work_off(nation.world, nation.settings), nation.loop).result(LONGEST_WAIT)
    answers = {one: httpx.get(f"{nation.address}{PAPER}?lang={one}") for one in LANGUAGES}
    assert {one.status_code for one in answers.values()} == {200}
    return {language: one.content for language, one in answers.items()}


def press(site: Site) -> NationalPress:
    world = site.world
    published = PublishedIssues(world.releases)
    return NationalPress(world.database, published, world.instruments, world.clock, site.settings)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_until_it_is_printed_the_address_says_when_to_come_back_and_prints_nothing(nation: Site) -> None:
    answer = httpx.get(f"{nation.address}/national/releases/2026K1/v1.pdf?lang=nn")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("30", "no-store")
    assert answer.json()["title"] == "Rapporten blir skriven ut"
    unknown = httpx.get(f"{nation.address}/national/releases/2026K3/v1.pdf")
    assert unknown.status_code == 404


def test_a_paper_is_a_file_beside_the_others_and_stays_for_ever(nation: Site, printed: dict[str, bytes]) -> None:
    version = httpx.get(f"{nation.address}{PAPER}?lang=en")
    newest = httpx.get(f"{nation.address}/national/releases/newest.pdf?lang=en")
    assert version.content == newest.content == printed["en"]
    assert version.headers["content-type"] == "application/pdf"
    assert version.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert newest.headers["cache-control"] == "public, max-age=300"
    assert newest.headers["content-location"] == f"{PAPER}?lang=en"
    assert "samson-2026K2-v1-en.pdf" in version.headers["content-disposition"]
    assert version.headers["etag"] == f'"{hashlib.sha256(printed["en"]).hexdigest()}"'
    known = httpx.get(f"{nation.address}{PAPER}?lang=en", headers={"if-none-match": version.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert "set-cookie" not in version.headers


def test_it_is_listed_with_the_files(nation: Site) -> None:
    listed = httpx.get(f"{nation.address}/api/national/v1/releases").json()["releases"]
    assert all(one["files"][-1].endswith(f"/v{one['version']}.pdf") for one in listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_with_its_title_language_tags_and_fonts(printed: dict[str, bytes], language: Language) -> None:
    with pikepdf.open(io.BytesIO(printed[language])) as pdf:
        assert pdf.Root.Lang == language
        assert pdf.Root.MarkInfo.Marked
        assert "2026" in str(pdf.docinfo["/Title"])
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        kinds = [str(one.get("/S")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/Caption"} <= set(kinds)
        headers = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        assert all("/A" in one for one in headers)
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert all(str(one.get("/Alt", "")) for one in figures)
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert fonts
        assert all("Inter" in one for one in fonts), fonts
        described = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys()) for one in described)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_every_table_is_on_paper_as_it_was_laid_out(
    nation: Site, printed: dict[str, bytes], language: Language
) -> None:
    """So that what holds for the numbers of the layout holds for those that are read."""
    on_pages = words_of(printed[language]).replace(" ", "")
    every = nation.run(newest_issues(nation))
    words = Words(Translator(language), nation.world.instruments.newest()[0])
    page = Read(national_html(paper_of(every[-1], every, nation.address), words))
    rows = [one for one in page.all("row") if any(inner.get("data-number") for inner in one)]
    assert len(rows) > 150
    for row in rows:
        assert any(one in on_pages for one in lines_of(row)), row.text


def lines_of(row: Element) -> Iterator[str]:
    """The row as it may be read: where its name takes two lines, the numbers stand after the first."""
    name, *numbers = (one.text.replace(" ", "") for one in row if one.tag in {"th", "td"})
    for place in range(1, len(name) + 1):
        yield "".join((name[:place], *numbers, name[place:]))


async def newest_issues(site: Site) -> Sequence[Issue]:
    return await PublishedIssues(site.world.releases).newest()


def test_each_page_says_at_its_head_which_release_it_is_of_and_that_it_is_simulated(printed: dict[str, bytes]) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed["nb"])).pages]
    assert 15 <= len(pages) <= 30
    assert "Tallene er simulert og gjelder ingen virkelige kommuner." in " ".join(pages[0].split())
    for page in pages[1:]:
        assert "2. kvartal 2026, versjon 1 · simulert" in " ".join(page.split())


def test_a_printed_one_is_not_printed_again_and_who_begins_again_goes_on(
    nation: Site, hashes: list[str], printed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fast(_: object, language: str, __: object) -> bytes:
        if len(done) == 2:
            raise MemoryError
        done.append(language)
        return language.encode()

    monkeypatch.setattr(printing, "printed", fast)
    assert nation.run(print_papers(press(nation), hashes[1]))
    assert done == []
    with pytest.raises(MemoryError):
        nation.run(print_papers(press(nation), hashes[0]))
    done.pop()
    assert nation.run(print_papers(press(nation), hashes[0]))
    assert done == ["nb", "en"]


def test_what_is_not_published_is_waited_for_and_not_printed(nation: Site) -> None:
    (work,) = nation.run(taken(nation, "00" * 32))
    with pytest.raises(NotYet):
        nation.run(print_release(lambda release: print_papers(press(nation), release), work))


async def ordered(site: Site, release: str) -> None:
    async with site.world.database.tenant(KS) as connection:
        await enqueue(connection, KS, PRINT_RELEASE, {"release": release})


async def taken(site: Site, release: str) -> list[TakenWork]:
    await ordered(site, release)
    return await take_work(site.world.database, [PRINT_RELEASE], 5)
