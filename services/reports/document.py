"""A report as one HTML document, ready for the PDF."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.action_plan.state import Action, Status
from domain.ids import QuestionId
from domain.instrument.model import Field, Question, Wording, worded
from domain.measurement.adopting import adopted_by_field
from domain.measurement.own_questions import number_of
from domain.measurement.state import Status as MeasurementStatus
from domain.scoring.answer import Answer
from domain.scoring.profile import SCORING_VERSION
from domain.sectors import by_sector
from infra.translation.translator import Translator
from services.reports.content import ReportContent
from services.reports.continuum import Continuum, continuum
from services.reports.distribution import Distribution, distribution_strip
from services.reports.distribution_table import distribution_in_short, nearness
from services.reports.field_profile import Earlier as EarlierAnswers
from services.reports.field_profile import field_spider
from services.reports.figures import field_figures, focus_list
from services.reports.incomparable import marks, remarks, thickness_mark
from services.reports.overall_profile import EarlierProfile, overall_spider
from services.reports.spider import Spider, silhouette, spider
from services.reports.spreads import Apart, distribution_at, furthest_apart
from services.reports.wording import marked
from services.reports.words import Words

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = TEMPLATES / "report.css"

OVERALL_WIDTH: Final = 640.0
FIELD_WIDTH, FIELD_RADIUS = 840.0, 154.0
APART_WIDTH: Final = 480.0
THICKNESS_WIDTH: Final = 640.0
COVER_RADIUS: Final = 400.0

ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def report_html(content: ReportContent, t: Translator) -> str:
    """Everything that `docs/scoring.md` and the measurement say, in the translator's language."""
    return ENVIRONMENT.get_template("report.html").render(t=t, report=Presenter(content, t))


class Own(msgspec.Struct, frozen=True):
    """A question of the workspace's own, with its texts opened. `comment` is empty where there is none."""

    number: str
    text: str
    answer: Answer | None
    comment: str


class Presenter:
    """What the template asks for, in words of one language."""

    def __init__(self, content: ReportContent, t: Translator) -> None:
        self.content = content
        self.text = Words(content.opened, t)
        self._t = t
        self.scoring_version = content.measurement.scoring_version or SCORING_VERSION
        self.closed = content.measurement.status is MeasurementStatus.CLOSED
        self.measured_at = content.measurement.closed_at or content.measurement.started_at
        self.people = by_sector(content.measurement.attendance)
        self.earlier_day = t.day(_day(content)) if content.earlier else None
        self.remarks = remarks(content.earlier, content.instrument, t) if content.earlier else ()
        self.thickness_mark = thickness_mark(content.earlier.found, t) if content.earlier else None
        self.marks = marks(content.earlier, content.instrument.fields, t) if content.earlier else {}

    def word(self, wording: Wording) -> Markup:
        return marked(wording, self._t.language)

    def answer(self, answer: Answer | None) -> str:
        match answer:
            case None:
                return self._t.score(None)
            case int():
                return self._t.number(answer)
            case _:
                return self._t("answer.not-relevant")

    def overall(self) -> Spider:
        earlier = self.content.earlier
        return overall_spider(
            self._t("report.profile.caption", day=self._t.day(self.measured_at)),
            self.content.instrument,
            self.content.figures,
            self._t.language,
            earlier=[EarlierProfile(self.earlier_day or "", earlier.figures, self.marks)] if earlier else [],
        )

    def drawn(self, figure: Spider) -> Markup:
        return spider(figure, self._t, OVERALL_WIDTH)

    def ornament(self) -> str:
        """The shape of the profile for the cover, as the address of a background picture."""
        return f"data:image/svg+xml,{quote(silhouette(self.overall(), COVER_RADIUS))}"

    def field_drawn(self, field: Field) -> Markup:
        earlier = self.content.earlier
        figure = field_spider(
            worded(field.name, self._t.language)[0],
            field,
            field_figures(self.content.figures, field.id),
            self._t.language,
            earlier=[EarlierAnswers(self.earlier_day or "", earlier.answers, earlier.continues)]
            if earlier and earlier.answers
            else [],
            href=lambda _: None,
        )
        return spider(figure, self._t, FIELD_WIDTH, FIELD_RADIUS)

    def thickness_drawn(self) -> Markup:
        earlier = self.content.earlier
        figure = Continuum(
            id="thickness",
            title=self._t("report.thickness"),
            thickness=self.content.figures.thickness,
            earlier=(earlier.figures.thickness,) if earlier else (),
        )
        return continuum(figure, self._t, THICKNESS_WIDTH)

    def contents(self) -> list[tuple[str, str]]:
        """Each part's place in the document, and its heading."""
        parts = ["about", "values", "profile", "thickness", "focus"]
        parts += ["apart"] if self.content.measurement.tallies else []
        parts += ["changes"] if self.content.earlier else []
        return [
            *((part, self._t(f"report.{part}")) for part in parts),
            *(
                (f"field-{field.number}", Markup("{}. {}").format(field.number, self.word(field.name)))
                for field in self.content.instrument.fields
            ),
            *((part, self._t(f"report.{part}")) for part in (*(["own"] if self.own() else []), "plan", "method")),
        ]

    def own(self) -> list[Own]:
        """The workspace's own questions, which stand apart and are in no figure."""
        measured = self.content.measurement
        return [
            Own(
                number=number_of(key),
                text=self.text(one.text),
                answer=measured.own_answers.get(key),
                comment=self.text(measured.comments[key].text) if key in measured.comments else "",
            )
            for key, one in measured.own_questions.items()
        ]

    def adopted(self) -> list[tuple[Field, int]]:
        """Fields with answers that nobody agreed on, and how many."""
        return adopted_by_field(self.content.measurement, self.content.instrument)

    def focus(self) -> list[Any]:
        return list(focus_list(self.content.instrument, self.content.figures))

    def figures_of(self, field: Field) -> Any:
        return field_figures(self.content.figures, field.id)

    def field_change(self, field: Field) -> str:
        """In words where the two scores can't be compared."""
        earlier = self.content.earlier
        now, then = self.figures_of(field).score, field_figures(earlier.figures, field.id).score if earlier else None
        if now is None or then is None:
            return self._t.change(None)
        why = self.marks.get(field.id)
        return self._t("spider.incomparable", why=why) if why else self._t.change(now - then)

    def changed(self) -> list[tuple[Question, Answer | None, Answer | None]]:
        """Questions that go on, with another answer than before: then and now, in the instrument's order."""
        earlier = self.content.earlier
        if earlier is None:
            return []
        now, then = self.content.measurement.answers, earlier.answers
        return [
            (question, then.get(question.id), now.get(question.id))
            for question in self.content.instrument.questions.values()
            if question.id in earlier.continues and then.get(question.id) != now.get(question.id)
        ]

    def apart(self, question: QuestionId) -> Distribution | None:
        """Where people answered each for themselves first, and it was shown."""
        return distribution_at(
            self.content.measurement, self.content.instrument, question, title=self._t("spread.title")
        )

    def apart_in_words(self, question: QuestionId) -> str:
        """Empty where nothing was shown."""
        found = self.apart(question)
        return " ".join(distribution_in_short(found, self._t)) if found else ""

    def apart_drawn(self, question: QuestionId) -> Markup:
        """Nothing where nothing was shown, or where it may not be told."""
        found = self.apart(question)
        return distribution_strip(found, self._t, APART_WIDTH) if found else Markup()

    def any_drawn(self, field: Field) -> bool:
        return any(self.apart_drawn(question.id) for question in field.questions)

    def furthest_apart(self) -> list[Apart]:
        return furthest_apart(self.content.measurement, self.content.instrument)

    def nearness(self, apart: Apart) -> str:
        return nearness(apart.spread.consensus, self._t)

    def suggested(self, question: QuestionId) -> list[Action]:
        return [action for action in self.content.actions if self.content.origins[action.id].here == question]

    def agreed(self) -> list[Action]:
        chosen = {Status.AGREED, Status.STARTED, Status.DONE}
        return sorted(
            (action for action in self.content.actions if action.status in chosen),
            key=lambda action: (action.due is None, action.due),
        )

    def not_chosen(self) -> list[Action]:
        return [action for action in self.content.actions if action.status is Status.SUGGESTED]

    def owner(self, action: Action) -> str:
        partner = self.content.collaboration.partners.get(action.owner) if action.owner else None
        return partner.name if partner else "–"

    def question_of(self, action: Action) -> Question | None:
        """As it was asked when the action was suggested; `None` where that version of the instrument is lost."""
        return self.content.origins[action.id].question


def _day(content: ReportContent) -> Any:
    earlier = content.earlier
    return earlier.measurement.closed_at or earlier.measurement.started_at if earlier else None
