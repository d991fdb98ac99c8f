import io
from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from builders import ANNA
from instruments import SAMSON, SECOND
from msgspec.structs import replace

from domain.action_plan.state import ActionPlan, fold
from domain.collaboration.events import CollaborationFormed, PartnerJoined, Theme
from domain.collaboration.state import fold as fold_collaboration
from domain.instrument.continuation import lineage
from domain.measurement.state import Comment, OwnQuestion
from domain.measurement.state import fold as fold_measurement
from domain.scoring.profile import profile
from domain.sectors import Sector
from domain.text import Clear, Sealed
from infra.instruments import shipped_instruments
from infra.pdf import pdf_of
from infra.settings import ASSETS
from infra.translation.translator import Translator
from services.application.demonstration.cast import cast
from services.application.demonstration.reading import read_cases
from services.application.demonstration.script import forming, measuring, planning
from services.reports.comparison import compared
from services.reports.content import ReportContent
from services.reports.document import STYLE, Presenter, report_html
from services.reports.figures import figures_of

PRINTED = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
SHELVED = shipped_instruments().newest()


BEFORE = datetime(2010, 1, 1, 12, 0, tzinfo=UTC)


def content(number: int = 1) -> ReportContent:
    """The demonstration's collaboration that was measured twice, with its texts not yet sealed."""
    instrument, sha256 = SHELVED
    case = next(case for case in read_cases(instrument) if len(case.measurements) > 1)
    _, leader, participant = cast(case.workspace, case.municipality.name)
    states = [
        fold_measurement(measuring(case, one, instrument, sha256, leader)) for one in range(len(case.measurements))
    ]
    plan = fold(planning(case, ActionPlan(), number, leader))
    formed = forming(case, leader, participant, BEFORE)
    earlier = states[number - 1] if number else None
    both, same = (instrument, instrument), lineage([instrument])
    return ReportContent(
        workspace=case.municipality.name,
        collaboration=fold_collaboration(formed),
        measurement=states[number],
        instrument=instrument,
        figures=figures_of(states[number], instrument),
        earlier=compared(earlier, states[number], both, same, formed) if earlier else None,
        actions=tuple(plan.actions.values()),
        opened={},
        printed_at=PRINTED,
    )


def with_the_next_version() -> ReportContent:
    """The later measurement as if it had been made with version 2, where a partner had joined too."""
    shown = content()
    assert shown.earlier is not None
    instrument = SECOND
    answers = {one: said for one, said in shown.measurement.answers.items() if one in instrument.questions}
    state = replace(shown.measurement, answers=answers, figures=profile(instrument, shown.measurement.weights, answers))
    joined = PartnerJoined(
        at=state.started_at, by=ANNA, partner=uuid4(), name="Frivilligsentralen", sector=Sector.VOLUNTARY
    )
    formed = CollaborationFormed(at=BEFORE, by=ANNA, name="Gateentreprenørene", theme=Theme.OTHER)
    both, between = (SAMSON, instrument), lineage([SAMSON, instrument])
    earlier = compared(shown.earlier.measurement, state, both, between, [formed, joined])
    comments = {one: said for one, said in state.comments.items() if one in instrument.questions}
    return replace(
        shown,
        measurement=replace(state, comments=comments),
        instrument=instrument,
        figures=figures_of(state, instrument),
        earlier=earlier,
        actions=tuple(one for one in shown.actions if one.question in instrument.questions),
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf_of(report_html(content(), Translator("nb")), STYLE, ASSETS)


@cache
def words_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_report_opens_with_its_title_language_and_tags(printed):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert pdf.Root.Lang == "nb"
        assert pdf.Root.MarkInfo.Marked
        assert "Gateentreprenørene" in str(pdf.docinfo["/Title"])


def test_a_report_says_every_fields_score_and_weighting(printed):
    words, t = words_of(printed), Translator("nb")
    shown = content()
    for field, figures in zip(shown.instrument.fields, shown.figures.fields, strict=True):
        assert f"{field.number}. {field.name['nb']}" in words
        assert f"Skår {t.score(figures.score)}, vekting {t.score(figures.weighting)}" in words


def test_a_report_has_every_question_with_its_reason_comments_and_actions(printed):
    words, shown = words_of(printed), content()
    for question in shown.instrument.questions.values():
        assert question.statement["nb"] in words
    for text in (*shown.measurement.reasons.values(), *(action.text for action in shown.actions)):
        assert " ".join(text.text.split()) in words
    for comment in shown.measurement.comments.values():
        assert " ".join(comment.text.text.split()) in words


def test_a_report_shows_what_changed_since_the_last_measurement(printed):
    assert "Endring siden forrige måling" in words_of(printed)
    first = report_html(content(0), Translator("nb"))
    assert "Endring siden" not in first


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ["Ikke alt kan sammenlignes", "har erstattet det tidligere 1-3", "Frivilligsentralen har kommet med"]),
        ("nn", ["Ikkje alt kan samanliknast", "har erstatta det tidlegare 1-3", "Frivilligsentralen har kome med"]),
        (
            "en",
            ["Not everything is comparable", "has replaced the earlier 1-3", "Frivilligsentralen has joined"],
        ),
    ],
)
def test_a_report_says_what_cannot_be_compared_and_why(language, words):
    printed = words_of(pdf_of(report_html(with_the_next_version(), Translator(language)), STYLE, ASSETS))
    for each in (*words, Translator(language)("spider.incomparable.legend")):
        assert each in printed


def test_a_report_subtracts_only_the_scores_of_fields_with_the_same_questions():
    shown = with_the_next_version()
    presenter = Presenter(shown, Translator("nb"))
    changes = {field.id: presenter.field_change(field) for field in shown.instrument.fields}
    without = {field for field, change in changes.items() if change == "Ikke sammenlignbart: andre spørsmål"}
    assert without == {"equality", "communication", "resource_focus"}


def test_a_report_lists_changed_answers_of_questions_that_go_on_under_their_new_numbers():
    shown = with_the_next_version()
    assert shown.earlier is not None
    then = replace(shown.earlier.measurement, answers={"1-3": 1, "3-8": 1, "3-9": 2})
    now = replace(shown.measurement, answers={"1-3": 9, "3-8": 9, "6-8": 9})
    changed = Presenter(
        replace(shown, measurement=now, earlier=replace(shown.earlier, measurement=then)), Translator("nb")
    ).changed()
    assert [(question.id, before, after) for question, before, after in changed] == [("3-8", 2, 9)]


def test_a_report_of_what_can_be_compared_carries_no_mark():
    shown = content()
    assert shown.earlier is not None
    then, same = shown.earlier.measurement, shown.measurement.attendance
    both, between = (shown.instrument, shown.instrument), shown.earlier.between
    earlier = compared(replace(then, attendance=same), shown.measurement, both, between, [])
    html = report_html(replace(shown, earlier=earlier), Translator("nb"))
    assert "Ikke alt kan sammenlignes" not in html
    assert "Hul prikk" not in html
    assert "rundt bordet" not in html


def test_where_only_others_were_there_the_report_says_that_and_no_more():
    html = report_html(content(), Translator("nb"))
    assert "Ikke de samme rundt bordet" in html
    assert "Ikke alt kan sammenlignes" not in html
    assert "tallene kan legges ved siden av hverandre" in html


def test_a_report_says_that_its_figures_were_coded_by_hand():
    assert "kodet for hånd" in report_html(content(0), Translator("nb"))


def test_a_report_names_sectors_and_no_person(printed):
    words = words_of(printed)
    assert "Frivillig organisasjon" in words
    assert "Fasilitator i" not in words


def test_a_reports_outline_leads_to_every_part(printed):
    reader = pypdf.PdfReader(io.BytesIO(printed))
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert "Profilen" in titles
    assert "7. Flere kompetanser" in titles
    assert "Handlingsplan" in titles


def test_every_table_header_says_what_it_heads(printed):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        headers = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        assert headers
        assert all("/Scope" in _attributes(header) for header in headers)


def _attributes(header: pikepdf.Dictionary) -> set[str]:
    given = header.get("/A")
    several = list(given) if isinstance(given, pikepdf.Array) else [given]
    return {key for one in several if isinstance(one, pikepdf.Dictionary) for key in one}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_report_is_written_in_the_chosen_language(language):
    html = report_html(content(), Translator(language))
    assert f'<html lang="{language}">' in html
    assert Translator(language)("report.method") in html


def test_an_erased_text_says_so():
    sealed = Sealed(
        subject=uuid4(),
        originator_id=uuid4(),
        originator_version=2,
        part="text",
        key_id=uuid4(),
        nonce=b"",
        ciphertext=b"",
    )
    shown = content(0)
    question = next(iter(shown.instrument.questions))
    measurement = replace(shown.measurement, comments={question: Comment(text=sealed, revision=1)})
    html = report_html(replace(shown, measurement=measurement, opened={sealed: None}), Translator("nb"))
    assert "slettet" in html


def with_own(texts: list) -> ReportContent:
    """Texts that are `None` are erased ones."""
    shown = content()
    keys = [f"own-{number}" for number in range(1, len(texts) + 1)]
    erased = Sealed(
        subject=uuid4(),
        originator_id=uuid4(),
        originator_version=2,
        part="statement",
        key_id=uuid4(),
        nonce=b"",
        ciphertext=b"",
    )
    words = [Clear(uuid4(), text) if text else erased for text in texts]
    measurement = replace(
        shown.measurement,
        own_questions={key: OwnQuestion(text=text, revision=1) for key, text in zip(keys, words, strict=True)},
        own_answers={keys[0]: 7},
        comments={**shown.measurement.comments, keys[0]: Comment(text=Clear(uuid4(), "Mest på fredager"), revision=1)},
    )
    return replace(shown, measurement=measurement, opened={erased: None})


def test_own_questions_have_a_part_of_their_own_that_says_they_are_in_no_figure():
    words = words_of(pdf_of(report_html(with_own(["Vi har det gøy sammen", None]), Translator("nb")), STYLE, ASSETS))
    _, fields, own = words.rpartition("Egne spørsmål Disse spørsmålene er gruppas egne.")
    assert fields
    assert own.index("Vi har det gøy sammen") < own.index("Handlingsplan")
    for said in ("teller ikke i noen tall", "Vi har det gøy sammen", "Kommentar Mest på fredager", "7", "slettet"):
        assert said in own[: own.index("Handlingsplan")]


def test_a_report_without_own_questions_says_nothing_of_them(printed):
    assert "Egne spørsmål" not in words_of(printed)


def test_an_open_measurement_is_marked_as_such():
    shown = content(0)
    state = replace(shown.measurement, status="open", closed_at=None, figures=None)
    assert "ikke avsluttet" in report_html(replace(shown, measurement=state), Translator("nb"))
