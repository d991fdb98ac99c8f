"""A field while the group walks through it, and its profile."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.instrument.model import Field, Question
from domain.measurement.adopting import adopted_in
from domain.measurement.state import Status
from projections.measurements.queries import Measured
from services.application.dialogue.ballots import adopt_medians, numbers
from services.application.world import World
from services.reports.comparison import Comparison
from services.reports.field_profile import Earlier, field_spider
from services.reports.figures import before, field_figures, figures_of
from services.reports.reasons import Reasons
from services.reports.spider import Spider
from services.reports.spreads import distributions, spreads_of
from services.web.access import LEADERS, READERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.adopting import CONFIRMED, Offer, offer, read_adoption
from services.web.presenting.wording import Wordings
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import (
    comparison_with,
    measurement_page,
    opened_texts,
    place_by_log,
    plan_of,
    series_of,
)

FIELD = "/w/{slug:str}/measurements/{measurement:uuid}/fields/{field:str}"


@get(f"{FIELD}/pause", opt=members(*READERS))
async def show_pause(request: AnyRequest, world: GivenWorld, place: GivenPlace, field: FromPath[str]) -> Template:
    """The field's profile so far: a moment to look up before the next one."""
    shown = place.field(field)
    figures = field_figures(figures_of(place.measurement.state, place.instrument), shown.id)
    _, suggested = await opened_texts(world, place, await plan_of(world, place), [], translator_of(request))
    return measurement_page(
        request,
        place,
        "pause.html",
        field=shown,
        asked=list(zip(shown.questions, figures.questions, strict=True)),
        drawn=_spider(request, place, shown, None, None),
        apart=spreads_of(place.measurement.state, place.instrument),
        progress=course.field_progress(shown, place.measurement.state.answers),
        following=course.field_after(place.instrument, shown),
        after_fields=course.after_fields(place.measurement.state),
        suggestions=[each for each in suggested if each.here and _is_of(shown, each.origin.here)],
    )


@get(FIELD, opt=members(*READERS))
async def show_field(request: AnyRequest, world: GivenWorld, place: GivenPlace, field: FromPath[str]) -> Template:
    """What the field's score is made of: every question with its figures, and what was said and suggested there."""
    return await _page(request, world, place, place.field(field))


@post(f"{FIELD}/adopt", opt=members(*LEADERS))
async def adopt_field(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, field: FromPath[str], form: GivenForm
) -> Template | Redirect:
    """The medians stand as answers of a field that the group never talked about, once that is confirmed."""
    shown = place.field(field)
    if not form.has(CONFIRMED):
        said = translator_of(request)("adopting.unconfirmed")
        return await _page(request, world, place, shown, refusal=said, status=422)
    try:
        command = read_adoption(form, shown)
        written = await adopt_medians(world, place.caller, place.measurement.id, command, form.command_id())
    except DomainError as refusal:
        now = await place_by_log(world, place)
        said = words(translator_of(request), refusal)
        return await _page(request, world, now, shown, refusal=said, status=STATUS[refusal.code])
    return await see_written(
        world, place.caller, written, f"{place.measurement_home}{course.field_path(shown)}#questions"
    )


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    shown: Field,
    *,
    refusal: str | None = None,
    status: int = 200,
) -> Template:
    state = place.measurement.state
    texts = [
        text
        for question in shown.questions
        for text in (
            state.comments[question.id].text if question.id in state.comments else None,
            state.dissents[question.id].text if question.id in state.dissents else None,
            state.reasons.get(question.id),
        )
    ]
    opened, suggested = await opened_texts(world, place, await plan_of(world, place), texts, translator_of(request))
    figures = field_figures(figures_of(state, place.instrument), shown.id)
    earlier = before(place.measurement, await series_of(world, place))
    comparison = await comparison_with(world, place, earlier) if earlier else None
    return measurement_page(
        request,
        place,
        "field.html",
        status=status,
        refusal=refusal,
        offer=await _offer(world, place, shown),
        confirmed=CONFIRMED,
        field=shown,
        figures=figures,
        figures_adopted=len(adopted_in(state, shown)),
        asked=list(zip(shown.questions, figures.questions, strict=True)),
        drawn=_spider(request, place, shown, earlier, comparison),
        earlier_answers=comparison.answers if comparison else {},
        continues=comparison.continues if comparison else {},
        earlier=earlier,
        opened=opened,
        apart=distributions(state, place.instrument, title=translator_of(request)("spread.title")),
        suggestions=[each for each in suggested if _is_of(shown, each.origin.here)],
        following=course.field_after(place.instrument, shown),
    )


async def _offer(world: World, place: Place, field: Field) -> Offer | None:
    """For whoever leads, and only while the measurement is open."""
    if not place.leads or place.measurement.state.status is not Status.OPEN:
        return None
    return offer(place.measurement.state, field, await numbers(world, place.tenant, place.measurement.id))


def _is_of(field: Field, question: QuestionId | None) -> bool:
    return any(each.id == question for each in field.questions)


def _spider(
    request: AnyRequest, place: Place, field: Field, earlier: Measured | None, comparison: Comparison | None
) -> Spider:
    """An axis leads to its question while that can be answered, and to its part of the field's page afterwards."""
    t = translator_of(request)
    open_now = place.measurement.state.status is Status.OPEN

    def href(question: Question) -> str:
        if open_now:
            return place.measurement_home + course.question_path(question)
        return f"{place.measurement_home}{course.field_path(field)}#q-{question.id}"

    compared = (
        [Earlier(t.day(earlier.state.started_at), comparison.answers, comparison.continues)]
        if earlier and comparison and comparison.answers
        else []
    )
    name = Wordings(t.language).plain(field.name)
    return field_spider(
        t("field.spider", field=name),
        field,
        field_figures(figures_of(place.measurement.state, place.instrument), field.id),
        t.language,
        earlier=compared,
        href=href,
        reasons=Reasons(
            f"{place.home}/measurements", place.measurement.id, (earlier.id,) if compared and earlier else ()
        ),
    )


ROUTES = (show_pause, show_field, adopt_field)
