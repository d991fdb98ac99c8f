import io
from datetime import UTC, datetime
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from msgspec.structs import replace

from domain.action_plan.state import ActionPlan, fold
from domain.collaboration.state import fold as fold_collaboration
from domain.measurement.state import Comment
from domain.measurement.state import fold as fold_measurement
from domain.text import Sealed
from infra.instruments import shipped_instruments
from infra.pdf import pdf_of
from infra.settings import ASSETS
from infra.translation.translator import Translator
from services.application.demonstration.cast import cast
from services.application.demonstration.reading import read_cases
from services.application.demonstration.script import forming, measuring, planning
from services.reports.content import Earlier, ReportContent
from services.reports.document import STYLE, report_html
from services.reports.figures import figures_of

PRINTED = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
SHELVED = shipped_instruments().newest()


def content(number: int = 1) -> ReportContent:
    """The demonstration's collaboration that was measured twice, with its texts not yet sealed."""
    instrument, sha256 = SHELVED
    case = next(case for case in read_cases(instrument) if len(case.measurements) > 1)
    _, leader, participant = cast(case.workspace, case.municipality.name)
    states = [
        fold_measurement(measuring(case, one, instrument, sha256, leader)) for one in range(len(case.measurements))
    ]
    plan = fold(planning(case, ActionPlan(), number, leader))
    earlier = states[number - 1] if number else None
    return ReportContent(
        workspace=case.municipality.name,
        collaboration=fold_collaboration(forming(case, leader, participant, PRINTED)),
        measurement=states[number],
        instrument=instrument,
        figures=figures_of(states[number], instrument),
        earlier=Earlier(earlier, figures_of(earlier, instrument), comparable=True) if earlier else None,
        actions=tuple(plan.actions.values()),
        opened={},
        printed_at=PRINTED,
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf_of(report_html(content(), Translator("nb")), STYLE, ASSETS)


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


def test_an_open_measurement_is_marked_as_such():
    shown = content(0)
    state = replace(shown.measurement, status="open", closed_at=None, figures=None)
    assert "ikke avsluttet" in report_html(replace(shown, measurement=state), Translator("nb"))
