"""The next meeting as one HTML document, ready for the PDF: the agenda, and behind it what it rests on."""

from typing import Final

from domain.happenings import Happening
from domain.instrument.model import Wording, worded
from infra.translation.translator import Translator
from services.reports.agenda import Line, agenda_lines, whole
from services.reports.content import MeasurementIsMissing
from services.reports.document import ENVIRONMENT
from services.reports.happened import in_words
from services.reports.meeting import Latest, Meeting, Talk, due_of, grounds, owner_of

ROOM: Final = 3
"""Empty rows for what the group comes to agree on."""


def meeting_html(meeting: Meeting, t: Translator) -> str:
    """Raises `MeasurementIsMissing` where nothing is measured yet."""
    if meeting.latest is None:
        raise MeasurementIsMissing
    return ENVIRONMENT.get_template("meeting.html").render(t=t, paper=Presenter(meeting, meeting.latest, t))


class Presenter:
    """What the template asks for, in words of one language."""

    def __init__(self, meeting: Meeting, latest: Latest, t: Translator) -> None:
        self.content, self.latest, self._t = meeting, latest, t
        self.words = meeting.words
        self.minutes = whole(meeting.items)
        self.room = range(ROOM)

    def lines(self) -> list[Line]:
        """What has time."""
        return [line for line in agenda_lines(self.content.items, self.latest.instrument, self._t) if line.time]

    def word(self, wording: Wording) -> str:
        return worded(wording, self._t.language)[0]

    def grounds(self, talk: Talk) -> list[str]:
        return grounds(talk, self.words, self._t)

    def said(self, one: Happening) -> str:
        return in_words(one, self.words, self._t)

    def facts(self) -> list[tuple[str, str, str, str]]:
        """Each open action's words, how far it has come, who has taken it on, and until when."""
        found, t = self.content, self._t
        return [
            (
                self.words(one.text),
                t(f"action-status.{one.status}"),
                owner_of(one, found.collaboration) or "–",
                due_of(one, found.at, t) or "–",
            )
            for one in found.actions
        ]
