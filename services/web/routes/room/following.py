"""Following the group on a phone, and looking back at what was talked about before."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream, Template

from domain.ids import QuestionId
from domain.instrument.model import Instrument
from domain.scoring.answer import Answer
from infra.dialogue.boxes import SessionIsOver
from infra.translation.translator import Translator
from services.application.dialogue.ballots import own_answer
from services.application.dialogue.watching import Seen
from services.application.world import World
from services.web.access import seated
from services.web.given import GivenHub, GivenSeat, GivenWorld
from services.web.live.hub import Hub
from services.web.live.stream import message, stream
from services.web.pages import AnyRequest, page, part_of_page, translator_of
from services.web.place import there
from services.web.presenting.following import Following, Step, following, numbers, of_question
from services.web.presenting.wording import Wordings
from services.web.seating import Seated

ROOM = "/room/{measurement:uuid}"


@get(ROOM, opt=seated())
async def show_session(request: AnyRequest, world: GivenWorld, hub: GivenHub, seated: GivenSeat) -> Template:
    """Where the group is. The page follows by itself; without scripts it is loaded again by its link."""
    seen, instrument = await look_at(world, hub, seated)
    return await _page(
        request, world, seated, "room/now.html", following(seen, instrument, translator_of(request)), seen=seen
    )


@get(f"{ROOM}/questions/{{question:str}}", opt=seated())
async def look_back(
    request: AnyRequest, world: GivenWorld, hub: GivenHub, seated: GivenSeat, question: FromPath[str]
) -> Template:
    seen, instrument = await look_at(world, hub, seated)
    asked = there(instrument.questions.get(QuestionId(question)))
    t = translator_of(request)
    shown, group = of_question(seen, instrument, asked, t), following(seen, instrument, t)
    return await _page(request, world, seated, "room/back.html", shown, seen=seen, group=group)


@get(f"{ROOM}/events", opt=seated())
async def follow_session(request: AnyRequest, world: GivenWorld, hub: GivenHub, seated: GivenSeat) -> Stream:
    """The same for every phone of the session in one language: nothing in it is about who holds it."""
    _, instrument = await look_at(world, hub, seated)
    t = translator_of(request)
    template = part_of_page(request, "room/_now.html")
    return stream(hub, seated.at, ("phone", t.language), partial(_message, template, t, instrument, seated.home))


async def look_at(world: World, hub: Hub, seated: Seated) -> tuple[Seen, Instrument]:
    """Raises `SessionIsOver` where there is nothing to look at."""
    async with hub.watch(seated.at) as watched:
        seen = watched.seen
    if seen is None:
        raise SessionIsOver
    return seen, await world.instruments.by_hash(seen.state.instrument_sha256)


def _message(template: Any, t: Translator, instrument: Instrument, home: str, seen: Seen) -> bytes:
    shown = following(seen, instrument, t)
    html = template.render(**_context(t, shown, home), answer=None, csrf_input="")
    return message(
        seen,
        {
            "mark": shown.mark,
            "question": shown.question.id if shown.question else None,
            "html": html,
            "numbers": waiting(t, shown),
            "said": announced(t, shown),
        },
    )


def waiting(t: Translator, shown: Following) -> str:
    """Nothing where nobody is asked."""
    return numbers(t, shown.answered, shown.thinking) if shown.step is Step.ANSWERING else ""


def announced(t: Translator, shown: Following) -> str:
    """What a screen reader is told when the group comes here."""
    if shown.question is not None:
        return t(f"follow.said.{shown.step}", number=shown.question.id)
    return t(f"follow.said.{shown.step}")


def _context(t: Translator, shown: Following, home: str) -> Mapping[str, Any]:
    return {
        "t": t,
        "said": Wordings(t.language),
        "shown": shown,
        "home": home,
        "numbers": waiting(t, shown),
    }


async def _page(
    request: AnyRequest,
    world: World,
    seated: Seated,
    template: str,
    shown: Following,
    *,
    seen: Seen,
    group: Following | None = None,
) -> Template:
    """`group` is where the others are, for who looks back at something else."""
    return page(
        request,
        template,
        **_context(translator_of(request), shown, seated.home),
        answer=await _answer(world, seated, shown),
        seen_id=seen.id,
        group=group,
    )


async def _answer(world: World, seated: Seated, shown: Following) -> Answer | None:
    if shown.step is not Step.ANSWERING or shown.question is None:
        return None
    return await own_answer(world, seated.tenant, seated.measurement, seated.secret, shown.question.id)


ROUTES = (show_session, look_back, follow_session)
