import io
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from builders import ANNA, MEASUREMENT
from drawings import revealed
from instruments import SAMSON, SECOND
from msgspec.structs import replace
from papers import paper_of, words_of

from domain.action_plan.events import Verdict
from domain.action_plan.state import ActionPlan, fold
from domain.collaboration.events import CollaborationFormed, PartnerJoined
from domain.collaboration.state import fold as fold_collaboration
from domain.instrument.continuation import lineage
from domain.measurement.state import Comment, OwnQuestion
from domain.measurement.state import fold as fold_measurement
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.profile import profile
from domain.scoring.tally import question_spread
from domain.sectors import Sector
from domain.text import Clear, Sealed
from domain.themes import Theme
from infra.instruments import shipped_instruments
from infra.translation import LANGUAGES
from infra.translation.translator import Translator
from services.application.demonstration.cast import cast
from services.application.demonstration.reading import read_cases
from services.application.demonstration.script import forming, measuring, planning
from services.reports.comparison import compared
from services.reports.content import Judged, ReportContent
from services.reports.document import STYLE, Presenter, report_html
from services.reports.figures import figures_of
from services.reports.origins import Origin

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
        origins={one.id: Origin(instrument.questions[one.question], one.question) for one in plan.actions.values()},
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
    return paper_of(report_html(content(), Translator("nb")), STYLE)


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
    told = " ".join(html_of(with_the_next_version(), language).split())
    for each in (*words, Translator(language)("spider.incomparable.legend")):
        assert each in told


def test_what_cannot_be_compared_is_on_paper_too():
    t = Translator("nb")
    words = words_of(paper_of(report_html(with_the_next_version(), t), STYLE))
    for each in ("Ikke alt kan sammenlignes", "har erstattet det tidligere 1-3", t("spider.incomparable.legend")):
        assert each in words


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


def answered_apart() -> ReportContent:
    """The first field's questions answered by each alone too: told with both sides, as a whole, and not at all."""
    shown = content()
    tallies = {
        "1-1": revealed([7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6]),
        "1-2": revealed([7, 8, 8], [3, 4]),
        "1-3": revealed([7], [3, NOT_RELEVANT]),
        "1-4": revealed([5] * 20 + [6] * 9, [5] * 13 + [10, 0, 0]),
    }
    spreads = (question_spread(question, counted) for question, counted in tallies.items())
    dissents = {"1-1": Comment(text=Clear(uuid4(), "Noen av oss er aldri blitt spurt"), revision=1)}
    return replace(
        shown,
        measurement=replace(
            shown.measurement,
            tallies=tallies,
            spreads=tuple(one for one in spreads if one is not None),
            dissents=dissents,
        ),
    )


@pytest.fixture(scope="module")
def printed_apart() -> bytes:
    return paper_of(report_html(answered_apart(), Translator("nb")), STYLE)


def test_a_report_says_how_far_apart_the_answers_were_with_both_sides_where_they_may_be_told(printed_apart):
    words = words_of(printed_apart)
    assert "Svar hver for seg 8 svar, fra 3 til 9. Gjennomsnittet er 6,1. Én svarte «Ikke relevant»" in words
    assert "Svarene ligger et stykke fra hverandre. Enighet 0,69 av 1." in words
    assert words.count("Det offentlige: 4 svar, gjennomsnitt 8,0, enighet 0,92.") == 1
    assert words.count("Partnerne:") == 2
    assert "2 svar på skalaen. Én svarte «Ikke relevant» og er ikke regnet med. Vi viser ikke svarene" in words


def test_a_report_draws_what_may_be_told_with_words_for_who_does_not_see_it(printed_apart):
    html = report_html(answered_apart(), Translator("nb"))
    assert html.count('class="distribution"') == 3
    with pikepdf.open(io.BytesIO(printed_apart)) as pdf:
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        named = [str(figure.get("/Alt", "")) for figure in figures]
    assert sum("Svarene hver for seg" in name for name in named) == 3


def test_a_report_lists_where_the_answers_were_furthest_apart(printed_apart):
    _, part = words_of(printed_apart).rsplit("Der gruppa svarte mest ulikt Spørsmålene", 1)
    rows = part[: part.index("Endring siden")]
    assert rows.index("1-2") < rows.index("1-1") < rows.index("1-4")
    assert "1-3" not in rows


def test_a_dissent_stands_under_its_question_in_the_report_and_says_when_it_was_erased(printed_apart):
    assert "Notert uenighet Noen av oss er aldri blitt spurt" in words_of(printed_apart)
    sealed = Sealed(uuid4(), uuid4(), 2, "text", uuid4(), b"", b"")
    shown = answered_apart()
    erased = replace(shown.measurement, dissents={"1-1": Comment(text=sealed, revision=1)})
    assert "slettet" in report_html(replace(shown, measurement=erased, opened={sealed: None}), Translator("nb"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_report_tells_how_the_spread_is_computed_only_where_it_shows_one(language):
    t = Translator(language)
    assert t("report.method.apart") in html_of(answered_apart(), language)
    for said in ("report.apart", "report.method.apart", "field.question.dissent"):
        assert t(said) not in html_of(content(), language)


def html_of(shown: ReportContent, language) -> str:
    return unescape(report_html(shown, Translator(language)))


def test_own_questions_have_a_part_of_their_own_that_says_they_are_in_no_figure():
    words = words_of(paper_of(report_html(with_own(["Vi har det gøy sammen", None]), Translator("nb")), STYLE))
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_tells_what_the_group_said_of_earlier_actions_and_claims_no_cause(language):
    t, shown = Translator(language), content()
    said = Judged(shown.actions[0], Verdict.HELPED_A_LITTLE, Clear(MEASUREMENT, "Flere kom på kvelden"))
    words = html_of(replace(shown, judged=(said,)), language)
    assert t("verdict.helped_a_little") in words
    assert "Flere kom på kvelden" in words
    assert t("report.plan.verdicts.intro") in words
    assert t("report.plan.verdicts") not in html_of(shown, language)


def test_a_report_marks_what_was_adopted_without_talk_and_says_of_which_fields():
    shown = content()
    adopted = replace(shown, measurement=replace(shown.measurement, adopted={"1-1": BEFORE, "1-3": BEFORE}))
    words = html_of(adopted, "nb")
    assert words.count("Medianen av det hver svarte alene.") == 2
    assert "2 svar er medianen av det hver svarte alene." in words
    assert "2 svar fastsatt uten samtale" in words
    assert "Fastsatt uten samtale" not in html_of(shown, "nb")


def test_a_report_of_a_measurement_that_nobody_counted_people_in_says_so():
    shown = content()
    words = html_of(replace(shown, measurement=replace(shown.measurement, attendance={})), "nb")
    assert "Hvor mange som deltok, ble ikke talt." in words
