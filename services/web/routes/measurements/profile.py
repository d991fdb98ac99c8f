"""The overall profile: the group's shape, its weighting, and what it is made of."""

from litestar import get
from litestar.response import Template

from domain.instrument.model import Instrument
from domain.measurement.adopting import adopted_by_field
from domain.measurement.state import Measurement
from domain.text import Text
from infra.translation.translator import Translator
from services.reports.comparison import Comparison
from services.reports.continuum import Continuum
from services.reports.figures import before, figures_of, focus_list
from services.reports.incomparable import marks, remarks, thickness_mark
from services.reports.overall_profile import EarlierProfile, overall_spider
from services.reports.reasons import Reasons
from services.reports.spreads import furthest_apart
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, translator_of
from services.web.presenting.measuring import course
from services.web.routes.measurements.loading import comparison_with, measurement_page, series_of
from services.web.routes.measurements.rescored import versions_for

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/profile"


@get(PATH, opt=members(*READERS))
async def show_profile(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    t = translator_of(request)
    measured, instrument = place.measurement, place.instrument
    figures = figures_of(measured.state, instrument)
    earlier = before(measured, await series_of(world, place))
    comparison = await comparison_with(world, place, earlier) if earlier else None
    drawn = [_earlier(comparison, instrument, t)] if comparison else []
    spider = overall_spider(
        t("profile.spider"),
        instrument,
        figures,
        t.language,
        earlier=drawn,
        href=lambda field: place.measurement_home + course.field_path(field),
        reasons=Reasons(f"{place.home}/measurements", measured.id, (earlier.id,) if earlier else ()),
    )
    opened = await Opened.of(world, place.tenant, [measured.state.note, *_own_texts(measured.state)], t)
    return measurement_page(
        request,
        place,
        "profile.html",
        figures=figures,
        drawn=spider,
        adopted=adopted_by_field(measured.state, instrument),
        thickness=Continuum(
            id="thickness",
            title=t("profile.thickness"),
            thickness=figures.thickness,
            earlier=tuple(one.figures.thickness for one in drawn),
        ),
        remarks=remarks(comparison, instrument, t) if comparison else (),
        thickness_mark=thickness_mark(comparison.found, t) if comparison else None,
        versions=await versions_for(world, measured),
        earlier=earlier,
        weightings={each.value: each.weighting for each in figures.values},
        focus=focus_list(instrument, figures),
        apart=furthest_apart(measured.state, instrument),
        here=course.whereabouts(instrument, measured.state),
        note=opened(measured.state.note),
        opened=opened,
        unweighed=len(course.unweighed(instrument, measured.state)),
        missing=sum(len(each.unanswered) for each in course.progress(instrument, measured.state)),
    )


def _earlier(comparison: Comparison, instrument: Instrument, t: Translator) -> EarlierProfile:
    return EarlierProfile(
        name=t.day(comparison.measurement.started_at),
        figures=comparison.figures,
        incomparable=marks(comparison, instrument.fields, t),
    )


def _own_texts(state: Measurement) -> list[Text]:
    statements = [one.text for one in state.own_questions.values()]
    return statements + [state.comments[key].text for key in state.own_questions if key in state.comments]


ROUTES = (show_profile,)
