"""Answering for oneself. Nothing that is written here says who it was."""

from typing import Any

from litestar import Response, post
from litestar.enums import MediaType

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.measurement.errors import MeasurementIsPaused, UnknownQuestion
from domain.measurement.state import ENDED, Status
from infra.dialogue.boxes import SessionIsOver
from services.application.dialogue.ballots import Cast, cast
from services.application.dialogue.watching import look
from services.application.world import World
from services.web.access import seated
from services.web.forms import Form
from services.web.given import GivenForm, GivenHub, GivenSeat, GivenWorld
from services.web.live.hub import Hub
from services.web.local_paths import local_path
from services.web.pages import AnyRequest, page, see, translator_of
from services.web.presenting.measuring.question_form import read_answer
from services.web.problems import STATUS, words
from services.web.routes.room.following import look_at
from services.web.seating import Seated


@post("/room/{measurement:uuid}/ballots", opt=seated())
async def cast_ballot(
    request: AnyRequest, world: GivenWorld, hub: GivenHub, seated: GivenSeat, form: GivenForm
) -> Response[Any]:
    """As often as one likes until the answers are revealed: the last one counts, once.

    A script asks for JSON and is told in words what became of it; a browser without is led back to the page.
    """
    by_script = "application/json" in request.headers.get("accept", "")
    t = translator_of(request)
    question = QuestionId(form.text("question"))
    try:
        done = await _cast(world, hub, seated, question, form)
    except DomainError as refusal:
        if not by_script:
            raise
        return _told(words(t, refusal), STATUS[refusal.code], is_early=isinstance(refusal, MeasurementIsPaused))
    if by_script:
        return _told(t("follow.saved"), 200) if done.taken else _told(t("follow.too-late"), 409)
    if done.too_late:
        return page(
            request,
            "problem.html",
            status=409,
            title=t("follow.too-late.title"),
            explanation=t("follow.too-late"),
            sign_in_again=False,
        )
    onward = local_path(form.text("next"), seated.home)
    return see(onward if onward.startswith(seated.home) else seated.home)


async def _cast(world: World, hub: Hub, seated: Seated, question: QuestionId, form: Form) -> Cast:
    known, instrument = await look_at(world, hub, seated)
    seen = await look(world, seated.tenant, seated.measurement, known)
    if seen is None:
        raise SessionIsOver
    if seen.state.status in ENDED:
        raise SessionIsOver
    if seen.state.status is Status.PAUSED:
        raise MeasurementIsPaused
    if question not in instrument.questions:
        raise UnknownQuestion(question=question)
    if question in seen.state.tallies:
        return Cast(taken=(), too_late=(question,))
    answers = {question: read_answer(form, "answer")}
    return await cast(world, seated.tenant, seated.measurement, answers, side=seated.side, secret=seated.secret)


def _told(said: str, status: int, *, is_early: bool = False) -> Response[dict[str, str | bool]]:
    """`later`: the same may be taken some time on, so that a phone keeps it."""
    return Response({"said": said, "later": is_early}, status_code=status, media_type=MediaType.JSON)


ROUTES = (cast_ballot,)
