"""All versions, taking a file in, one version, and its file."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Template

from domain.errors import DomainError
from domain.instrument.reading import InstrumentIsUnreadable
from infra.instrument_files import LARGEST
from infra.instruments import InstrumentIsUnknown
from services.application.instruments import SAMSON, InstrumentIsUnsound, draft_file, edition_file, take_draft_in
from services.application.world import World
from services.web.access import ks_analyst
from services.web.at_ks import caller_of
from services.web.downloads import download
from services.web.forms import FileIsMissing, Form
from services.web.given import GivenForm, GivenWorld
from services.web.pages import UNTOUCHED, AnyRequest, page, see, translator_of
from services.web.place import NotFound
from services.web.presenting.instrument_problems import sentence
from services.web.problems import STATUS, show_again
from services.web.routes.instrument.loading import HERE, all_versions, one_version

ONE: Final = f"{HERE}/{{version:int}}"

AT_FILE: Final = dict.fromkeys(
    (
        "file_is_too_large",
        "instrument_is_another",
        "file_is_published_already",
        "version_is_too_low",
        "version_follows_another",
        "published_version_never_changes",
    ),
    "file",
)


@get(HERE, opt=ks_analyst())
async def show_versions(request: AnyRequest, world: GivenWorld) -> Template:
    return page(request, "instrument/all.html", **UNTOUCHED, **await all_versions(world))


@post(HERE, opt=ks_analyst())
async def take_file_in(request: AnyRequest, world: GivenWorld, form: GivenForm) -> Response[Any]:
    """What is wrong with the file is listed, all of it, and nothing is stored."""
    try:
        command_id, file, note = form.command_id(), await _uploaded(request), form.words_if_any("note")
        number = await take_draft_in(world, await caller_of(request, world), file, note, command_id)
    except InstrumentIsUnsound as refusal:
        t = translator_of(request)
        flaws = [(problem.where, sentence(problem, t)) for problem in refusal.problems]
        return await _not_taken_in(request, world, form, refusal, flaws=flaws)
    except InstrumentIsUnreadable as refusal:
        return await _not_taken_in(request, world, form, refusal, unreadable=refusal.data["detail"])
    except DomainError as refusal:
        return show_again(request, refusal, "instrument/all.html", form, at=AT_FILE, **await all_versions(world))
    return see(f"{HERE}/{number}")


async def _not_taken_in(
    request: AnyRequest, world: World, form: Form, refusal: DomainError, **found: object
) -> Response[Any]:
    context = {**UNTOUCHED, "typed": form.typed, **await all_versions(world), **found}
    return page(request, "instrument/all.html", status=STATUS[refusal.code], **context)


async def _uploaded(request: AnyRequest) -> bytes:
    """No more of it than tells that it is too large."""
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise FileIsMissing(field="file")
    return await file.read(LARGEST + 1)


@get(ONE, opt=ks_analyst())
async def show_version(request: AnyRequest, world: GivenWorld, version: FromPath[int]) -> Template:
    return page(request, "instrument/one.html", **UNTOUCHED, **await one_version(request, world, version))


@get(f"{ONE}/file", opt=ks_analyst())
async def download_version(request: AnyRequest, world: GivenWorld, version: FromPath[int]) -> Response[bytes]:
    """Byte for byte. `?draft` is the draft of a version that is published too."""
    drafted = "draft" in request.query_params
    try:
        content = await (draft_file if drafted else edition_file)(world, version)
    except InstrumentIsUnknown:
        raise NotFound from None
    name = f"{SAMSON}-v{version}{'-draft' if drafted else ''}.toml"
    return download(content, name, "application/toml")


ROUTES = (show_versions, take_file_in, show_version, download_version)
