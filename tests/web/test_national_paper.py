"""Published releases as PDF: printed once by a worker, read by anybody, in three languages."""

import asyncio
import hashlib
import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

import httpx
import pikepdf
import pypdf
import pytest
from msgspec.structs import replace

from domain.ids import KS
from infra.national.papers import PRINT_RELEASE, keep_paper, papers
from infra.outbox import TakenWork, enqueue, finish_work, set_work_aside, take_work
from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from services.application.outbox import NotYet, Outcome, drain
from services.application.releases.printing import SOON, print_release
from services.bootstrap import opened_handlers
from services.reports.national_paper import printing
from services.reports.national_paper.content import paper_of
from services.reports.national_paper.document import national_html
from services.reports.national_paper.printing import NationalPress, print_paper
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.words import Words
from tests.running_site import Site, opened_site, work_off
from tests.support import asking
from tests.support.reading import Element, Read
from tests.support.releases import hand_made, publish_release

LONGEST_WAIT = 300.0
"""For three papers, on a machine that has other work."""

FIRST = replace(hand_made("2026K1"), simulated=True)
SECOND = replace(hand_made("2026K2", base="6.0"), simulated=True)
THIRD = replace(hand_made("2026K3"), simulated=True)
FOURTH = replace(hand_made("2026K4"), simulated=True)
PART = "/national/papers/2026K4v1?lang=nn"
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
    listed = asking.get(f"{nation.address}/api/national/v1/releases").json()["releases"]
    return [one["sha256"] for one in reversed(listed)]


@pytest.fixture(scope="module")
def printed(nation: Site, hashes: list[str]) -> dict[str, bytes]:
    """By language, over HTTP, once the worker has done what was ordered."""
    nation.run(ordered(nation, hashes[1]))
    asyncio.run_coroutine_threadsafe(printed_whole(nation, hashes[1]), nation.loop).result(LONGEST_WAIT)
    answers = {one: asking.get(f"{nation.address}{PAPER}?lang={one}") for one in LANGUAGES}
    assert {one.status_code for one in answers.values()} == {200}
    return {language: one.content for language, one in answers.items()}


async def printed_whole(site: Site, release: str) -> None:
    """Drain by drain: on a machine that has other work, one is over before its third language."""
    while True:
        await work_off(site.world, site.settings)
        async with site.world.releases.reading(KS) as connection:
            if set(LANGUAGES) == (await papers(connection)).get(release, {}).keys():
                return


def press(site: Site) -> NationalPress:
    world = site.world
    published = PublishedIssues(world.releases)
    return NationalPress(world.database, published, world.instruments, world.clock, site.settings)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_until_it_is_printed_the_address_says_when_to_come_back_and_prints_nothing(nation: Site) -> None:
    answer = asking.get(f"{nation.address}/national/releases/2026K1/v1.pdf?lang=nn")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("30", "no-store")
    assert answer.json()["title"] == "Rapporten blir skriven ut"
    unknown = asking.get(f"{nation.address}/national/releases/2026K3/v1.pdf")
    assert unknown.status_code == 404


def test_a_paper_is_a_file_beside_the_others_and_stays_for_ever(nation: Site, printed: dict[str, bytes]) -> None:
    version = asking.get(f"{nation.address}{PAPER}?lang=en")
    newest = asking.get(f"{nation.address}/national/releases/newest.pdf?lang=en")
    assert version.content == newest.content == printed["en"]
    assert version.headers["content-type"] == "application/pdf"
    assert version.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert newest.headers["cache-control"] == "public, max-age=300"
    assert newest.headers["content-location"] == f"{PAPER}?lang=en"
    assert "samson-2026K2-v1-en.pdf" in version.headers["content-disposition"]
    assert version.headers["etag"] == f'"{hashlib.sha256(printed["en"]).hexdigest()}"'
    known = asking.get(f"{nation.address}{PAPER}?lang=en", headers={"if-none-match": version.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert "set-cookie" not in version.headers


def test_it_is_listed_with_the_files(nation: Site) -> None:
    listed = asking.get(f"{nation.address}/api/national/v1/releases").json()["releases"]
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


def test_one_language_is_printed_at_a_turn_each_once_and_whoever_begins_again_goes_on(
    nation: Site, hashes: list[str], printed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is ordered names the release and no language, as it always did."""
    done: list[str] = []

    def fast(_: object, language: str, __: object) -> bytes:
        if done == ["nb"]:
            done.append("nothing")
            raise MemoryError
        done.append(language)
        return language.encode()

    monkeypatch.setattr(printing, "printed", fast)
    work = nation.run(taken(nation, hashes[1]))[0]
    nation.run(print_release(partial(print_paper, press(nation)), asyncio.Event(), work))
    assert done == [], "what is printed is not printed again"
    nation.run(set_work_aside(nation.world.database, work, "it was for this test"))
    work = replace(work, payload={"release": hashes[0]})
    for ends in (NotYet, MemoryError, NotYet):
        with pytest.raises(ends):
            nation.run(print_release(partial(print_paper, press(nation)), asyncio.Event(), work))
    for _ in range(2):
        nation.run(print_release(partial(print_paper, press(nation)), asyncio.Event(), work))
    assert done == ["nb", "nothing", "nn", "en"]


def test_what_is_not_published_is_waited_for_and_not_printed(nation: Site) -> None:
    (work,) = nation.run(taken(nation, "00" * 32))
    with pytest.raises(NotYet) as waits:
        nation.run(print_release(partial(print_paper, press(nation)), asyncio.Event(), work))
    assert waits.value.wait == SOON


def test_a_worker_that_is_told_to_stop_waits_for_no_page_and_leaves_the_work_to_the_next(
    nation: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread of a layout can't be stopped. What it makes is kept by nobody."""
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(*_: object) -> bytes:
        began.set()
        may_end.wait()
        ended.set()
        return b"late"

    release = nation.run(publish_release(nation.database, nation.world.log, THIRD))
    monkeypatch.setattr(printing, "printed", slow)
    nation.run(ordered(nation, release))
    assert nation.run(stopped_while_printing(nation, began)) == {Outcome.PUT_OFF: 1}
    assert not ended.is_set()
    may_end.set()
    assert ended.wait(30)
    (work,) = nation.run(take_work(nation.world.database, [PRINT_RELEASE], 5))
    assert (work.payload, work.attempts) == ({"release": release}, 1), "due at once, and nothing failed"
    assert asking.get(f"{nation.address}/national/releases/2026K3/v1.pdf").status_code == 503
    nation.run(finish_work(nation.world.database, work))


def test_a_page_that_waits_for_a_paper_asks_until_the_link_is_there_and_no_cache_keeps_what_it_is_told(
    nation: Site,
) -> None:
    release = nation.run(publish_release(nation.database, nation.world.log, FOURTH))
    for path in ("/national/releases/2026K4/v1", "/national/releases"):
        page = get(nation, f"{path}?lang=nn")
        assert page.headers["cache-control"] == "public, max-age=300"
        assert "Rapporten (PDF) blir skriven ut" in page.text, "also to whoever has no scripts"
        assert PART in page.text
    waits = get(nation, PART)
    assert (waits.status_code, waits.content, waits.headers["cache-control"]) == (204, b"", "no-store")
    nation.run(kept(nation, release, "nn"))
    part = get(nation, PART)
    assert (part.status_code, part.headers["cache-control"]) == (200, "no-store")
    assert part.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in part.headers
    link = Read(part.text).one("link", "PDF, 4. kvartal 2026, versjon 1")
    assert link.get("href") == "/national/releases/2026K4/v1.pdf?lang=nn"
    assert PART not in get(nation, "/national/releases/2026K4/v1?lang=nn").text
    assert get(nation, PART.replace("nn", "nb")).status_code == 204, "each language has its own"
    for unknown in (PART.replace("v1", "v2"), PART.replace("2026K4v1", "newest"), PART.replace("nn", "de")):
        assert get(nation, unknown).status_code == 404


def get(site: Site, path: str) -> httpx.Response:
    return asking.get(f"{site.address}{path}", timeout=60)


async def kept(site: Site, release: str, language: Language) -> None:
    async with site.world.database.tenant(KS) as connection:
        await keep_paper(connection, release, language, b"%PDF-1.7", site.world.clock.now())


async def stopped_while_printing(site: Site, began: threading.Event) -> Mapping[Outcome, int]:
    stopping = asyncio.Event()
    async with opened_handlers(site.world, site.settings, stopping) as handlers:
        printing_alone = {PRINT_RELEASE: handlers[PRINT_RELEASE]}
        draining = asyncio.create_task(drain(site.world.database, printing_alone, timedelta(minutes=1), stopping))
        await asyncio.to_thread(began.wait)
        stopping.set()
        return dict(await draining)


async def ordered(site: Site, release: str) -> None:
    async with site.world.database.tenant(KS) as connection:
        await enqueue(connection, KS, PRINT_RELEASE, {"release": release})


async def taken(site: Site, release: str) -> list[TakenWork]:
    await ordered(site, release)
    return await take_work(site.world.database, [PRINT_RELEASE], 5)
