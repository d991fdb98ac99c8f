"""What figures and questions are called in a sentence."""

from domain.ids import AmbitionId, QuestionId
from domain.instrument.model import Instrument, Wording
from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Figure
from infra.translation.translator import Translator
from services.web.presenting.wording import Wordings


def thing_name(instrument: Instrument, key: str, said: Wordings) -> str:
    """Of a question with its number, of a field or a value, or the statement of an ambition."""
    if key in instrument.questions:
        return f"{key} {said.plain(instrument.questions[QuestionId(key)].name)}"
    if key in instrument.ambitions:
        return said.plain(instrument.ambitions[AmbitionId(key)].statement)
    fields: dict[str, Wording] = {field.id: field.name for field in instrument.fields}
    values: dict[str, Wording] = {value.id: value.name for value in instrument.values}
    return said.plain({**fields, **values}[key])


def figure_title(instrument: Instrument, figure: FigureName, said: Wordings, t: Translator) -> str:
    if figure.kind is Kind.THICKNESS:
        return t("profile.thickness")
    return t(f"why.title.{figure.kind}", name=thing_name(instrument, figure.of, said))


def written(amount: Figure | Answer, t: Translator) -> str:
    """An answer as it was given, any other figure with its decimal; a dash for none."""
    if amount == NOT_RELEVANT:
        return t("answer.not-relevant")
    return t.number(amount) if isinstance(amount, int) else t.score(amount)
