"""The proof of a workspace's history: its signed checkpoints, and what they prove."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.streams import workspace_stream
from domain.workspace.decisions import OrderCheckpointLetters, StopCheckpointLetters
from domain.workspace.events import Role
from domain.workspace.state import fold
from infra.eventlog.checkpoints import checkpoint_of, checkpoints_before, latest_checkpoint
from infra.eventlog.notes import origin_of, verifier_key
from infra.keys.signing_rows import signing_keys
from services.application.checkpoints.proofs import prove_event
from services.application.workspaces import decide_workspace
from services.application.world import World
from services.web.access import anyone, members
from services.web.downloads import download
from services.web.finding import LONGEST_POSITION
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see, see_written, translator_of
from services.web.place import NotFound, Outsider, Place, there
from services.web.presenting.proof import AT_A_TIME, ProofPage

TEMPLATE: Final = "administration/proof.html"

PATH: Final = "/w/{slug:str}/proof"

READERS: Final = members(Role.ADMINISTRATOR, Outsider.AUDITOR)


@get(PATH, opt=READERS)
async def show_proof(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    before = _whole_number(request.query_params.get("before"))
    return page(request, TEMPLATE, proof=await _proof(request, world, place, before), **UNTOUCHED)


@get(f"{PATH}/checkpoints/{{size:int}}", opt=READERS)
async def download_checkpoint(world: GivenWorld, place: GivenPlace, size: FromPath[int]) -> Response[str]:
    """The signed note with the lines of its witnesses."""
    if len(str(size)) > LONGEST_POSITION:
        raise NotFound
    async with world.database.reading(place.tenant) as connection:
        found = there(await checkpoint_of(connection, place.tenant, size))
    return download(found.text, f"{place.workspace.slug}-checkpoint-{size}.txt", "text/plain")


@get(f"{PATH}/events", opt=READERS)
async def find_event(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Response[Any]:
    """From the page's form to the address of the event's proof."""
    typed = request.query_params.get("event", "").strip()
    if not typed:
        return see(f"{place.home}/proof")
    proof = await _proof(request, world, place, None)
    number, last = _whole_number(typed), proof.latest.size if proof.latest else 0
    if number is not None and 0 < number <= last:
        return see(f"{place.home}/proof/events/{number}")
    said = translator_of(request)("checkpoints.event.unknown", last=last)
    shown = {"typed": {"event": typed}, "errors": {"event": said}, "refusal": None}
    return page(request, TEMPLATE, status=422, proof=proof, **shown)


@get(f"{PATH}/events/{{position:int}}", opt=READERS)
async def download_event_proof(world: GivenWorld, place: GivenPlace, position: FromPath[int]) -> Response[str]:
    async with world.database.reading(place.tenant) as connection:
        found = there(await prove_event(connection, place.tenant, position))
    return download(found, f"{place.workspace.slug}-event-{position}.tlog-proof", "text/plain")


@post(f"{PATH}/letters", opt=members(Role.ADMINISTRATOR))
async def choose_letters(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """For oneself, in the language of the page."""
    order = OrderCheckpointLetters(language=language_of(request))
    command = StopCheckpointLetters() if form.text("letters") == "stop" else order
    written = await decide_workspace(world, place.caller, command, form.command_id())
    return await see_written(world, place.caller, written, f"{place.home}/proof#letters")


@get("/log-keys", opt=anyone())
async def show_log_keys(world: GivenWorld) -> Response[str]:
    """As the records `key` of an export, one a line: `docs/audit.md`."""
    async with world.database.transaction() as connection:
        keys = await signing_keys(connection)
    return Response("".join(f"{key.record}\n" for key in keys), media_type="text/plain")


async def _proof(request: AnyRequest, world: World, place: Place, before: int | None) -> ProofPage:
    tenant = place.tenant
    async with world.database.reading(tenant) as connection:
        latest = await latest_checkpoint(connection, tenant)
        found = await checkpoints_before(connection, tenant, before, AT_A_TIME + 1)
        keys = await signing_keys(connection)
    recorded = await world.log.read_stream(tenant, workspace_stream(tenant))
    workspace = fold(record.event for record in recorded)
    origin = origin_of(request.app.state.settings.log_name, tenant)
    return ProofPage(
        latest=latest,
        listed=found[:AT_A_TIME],
        older=found[AT_A_TIME - 1].size if len(found) > AT_A_TIME else None,
        is_newest=before is None,
        key=verifier_key(origin, keys[0].public_key) if keys else "",
        gets_letters=workspace is not None and place.caller.subject in workspace.checkpoint_letters,
    )


def _whole_number(written: str | None) -> int | None:
    if not written or len(written) > LONGEST_POSITION or not (written.isascii() and written.isdecimal()):
        return None
    return int(written)


ROUTES = (show_proof, download_checkpoint, find_event, download_event_proof, choose_letters, show_log_keys)
