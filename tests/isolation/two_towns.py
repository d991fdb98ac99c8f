"""One seeded world for the isolation tests: two workspaces that must never see each other, and who is in them.

Every name of something carries the word of the workspace or collaboration that it belongs to, so that a word in a
page tells where the page had it from.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import httpx
import msgspec

from domain.campaign.events import Outcome
from domain.erasure.events import TextPlace
from domain.ids import KS, CampaignId, CollaborationId, MeasurementId, ProposalId
from domain.planning.plan import Listed
from domain.proposal.answering.decisions import DeclineProposal
from domain.streams import workspace_stream
from domain.workspace.events import Role
from infra import report_shelf
from infra.accounts.access_tokens import Scope
from infra.accounts.directory import Workspace
from infra.caught_mail import caught_mail
from infra.identity import new_stream_id
from infra.mail.return_paths import MailName
from infra.mail.returned import Report, Why, note_posted
from infra.national.papers import keep_paper
from infra.report_shelf import Kind
from infra.translation import LANGUAGES
from projections.measurements.queries import measurement
from projections.releases.queries import published_releases
from services.application.access_tokens import IssueToken, issue_token
from services.application.checkpoints.signing import sign_log
from services.application.erasures import EraseText, request_erasure
from services.application.proposals import accept_as_it_is, decline_proposal
from services.application.reports import order_report
from services.application.returned_mail import note
from services.bootstrap import notary_of
from services.web.inviting import answer_cookie_of
from services.web.place import Capacity, Outsider
from services.web.seating import cookie_of
from tests.running_site import Site
from tests.support.guests import open_round
from tests.support.proposals import propose
from tests.support.releases import hand_made, publish_release
from tests.support.talks import Talk
from tests.support.towns import Person, Town, analyst, browser_of, found_town, stranger

FIRST_OF_CAMPAIGNS = datetime(2025, 1, 8, 7, tzinfo=UTC)
"""A day that has been."""

PUBLISHED_QUARTER = "2023K1"
"""Of a national release. It holds nothing of either workspace."""


class Word(StrEnum):
    """What only those may read who belong there."""

    OURS = "Skogvik"
    THEIRS = "Fjordheim"
    ALFA = "Alfagruppa"
    """A collaboration of ours."""
    BETA = "Betagruppa"
    """Another one of ours."""
    GAMMA = "Gammagruppa"
    """One of theirs."""


class Standpoint(msgspec.Struct, frozen=True):
    """Somebody who asks. `may_read`: the words that they may meet; `collaborations`: those that they belong to."""

    person: Person | None
    town: Town | None
    role: Capacity | None
    may_read: frozenset[Word]
    collaborations: frozenset[CollaborationId] = frozenset()
    is_analyst: bool = False
    seated_in: MeasurementId | None = None
    """For a phone: the session that it has joined."""
    invited_in: MeasurementId | None = None
    """For somebody who came by the link in a letter: the measurement that it is to."""

    @property
    def workspace(self) -> Workspace:
        assert self.town is not None
        return self.town.workspace


class Ids(msgspec.Struct, frozen=True):
    """One of each thing that a path can name, all of one collaboration."""

    town: Town
    collaboration: CollaborationId
    closed: MeasurementId
    under_way: MeasurementId
    report: str
    report_under_way: str
    sheet: str
    """An answer sheet to print."""
    sheet_under_way: str
    comparison: str
    meeting: str
    export: str
    """The series of the whole workspace."""
    member: str
    partner: str
    size: str
    """Of a checkpoint."""
    erasure: str
    auditor: str
    action: str
    answer_link: str
    """The token of the participant's own, to the measurement under way."""
    campaign: str

    def values(self) -> Mapping[str, str]:
        """With the measurement that is closed."""
        return {
            "slug": self.town.workspace.slug,
            "collaboration": str(self.collaboration),
            "measurement": str(self.closed),
            "report": self.report,
            "sheet": self.sheet,
            "comparison": self.comparison,
            "meeting": self.meeting,
            "export": self.export,
            "member": self.member,
            "partner": self.partner,
            "size": self.size,
            "text": str(self.collaboration),
            "erasure": self.erasure,
            "auditor": self.auditor,
            "action": self.action,
            "campaign": self.campaign,
        }

    def values_under_way(self) -> Mapping[str, str]:
        return {
            **self.values(),
            "measurement": str(self.under_way),
            "report": self.report_under_way,
            "sheet": self.sheet_under_way,
        }


class TwoTowns(msgspec.Struct, frozen=True):
    """`alfa` and `beta` are ours, `gamma` theirs; `plain` fills what belongs to nobody."""

    site: Site
    alfa: Ids
    beta: Ids
    gamma: Ids
    standpoints: Mapping[str, Standpoint]
    plain: Mapping[str, str]

    def token_of(self, who: Standpoint) -> str:
        """For everything that a token can be for."""
        assert who.person is not None
        web = msgspec.structs.replace(self.site.world, database=self.site.web)
        command = IssueToken(name="Et program", scopes=frozenset(Scope), days=30)
        return self.site.run(issue_token(web, who.person.here, command, new_stream_id()))

    @property
    def tenants(self) -> tuple[Town, Town]:
        return self.alfa.town, self.gamma.town


def seed(site: Site) -> TwoTowns:
    ours, theirs = found_town(site, Word.OURS, "1103"), found_town(site, Word.THEIRS, "1106")
    finn = ours.join(Role.FACILITATOR, f"Finn {Word.OURS}")
    pia, odd = ours.join(Role.PARTICIPANT, f"Pia {Word.ALFA}"), ours.join(Role.PARTICIPANT, f"Odd {Word.BETA}")
    frida, per = (
        theirs.join(Role.FACILITATOR, f"Frida {Word.THEIRS}"),
        theirs.join(Role.PARTICIPANT, f"Per {Word.GAMMA}"),
    )
    rita, ragnar = ours.let_in(f"Rita {Word.OURS}"), theirs.let_in(f"Ragnar {Word.THEIRS}")
    late = ours.let_in(f"Lars {Word.OURS}", days=10, begun=timedelta(days=20))
    alfa, beta = _things(ours, Word.ALFA, pia, rita), _things(ours, Word.BETA, odd, late)
    gamma = _things(theirs, Word.GAMMA, per, ragnar)
    proposal = _answered(site, ours, theirs)
    ours.show()
    theirs.show()
    everything_ours, everything_theirs = (
        frozenset({Word.OURS, Word.ALFA, Word.BETA}),
        frozenset({Word.THEIRS, Word.GAMMA}),
    )
    standpoints = {
        "nobody": Standpoint(None, None, None, frozenset()),
        "somebody without a workspace": Standpoint(stranger(site), None, None, frozenset()),
        "an analyst of KS": Standpoint(analyst(site), None, None, frozenset(), is_analyst=True),
        "a participant": _participant(pia, ours, alfa, Word.OURS, Word.ALFA),
        "a participant in another collaboration": _participant(odd, ours, beta, Word.OURS, Word.BETA),
        "a facilitator": Standpoint(finn, ours, Role.FACILITATOR, everything_ours),
        "an administrator": Standpoint(ours.administrator, ours, Role.ADMINISTRATOR, everything_ours),
        "an auditor": Standpoint(rita, ours, Outsider.AUDITOR, everything_ours),
        "an auditor elsewhere": Standpoint(ragnar, theirs, Outsider.AUDITOR, everything_theirs),
        "a participant elsewhere": _participant(per, theirs, gamma, Word.THEIRS, Word.GAMMA),
        "a facilitator elsewhere": Standpoint(frida, theirs, Role.FACILITATOR, everything_theirs),
        "an administrator elsewhere": Standpoint(theirs.administrator, theirs, Role.ADMINISTRATOR, everything_theirs),
    }
    for name, ids in (("a phone in a session", alfa), ("a phone in a session elsewhere", gamma)):
        standpoints[name] = Standpoint(None, ids.town, None, frozenset(), seated_in=ids.under_way)
    for name, ids, words in (
        ("somebody invited", alfa, {Word.OURS, Word.ALFA}),
        ("somebody invited elsewhere", gamma, {Word.THEIRS, Word.GAMMA}),
    ):
        standpoints[name] = Standpoint(None, ids.town, None, frozenset(words), invited_in=ids.under_way)
    site.run(publish_release(site.database, site.world.log, hand_made(PUBLISHED_QUARTER)))
    site.run(_printed(site))
    plain = _plain(site) | {"code": talk_of(alfa).code, "proposal": str(proposal)}
    standpoints["an auditor whose time is over"] = Standpoint(ours.tie(late), None, None, frozenset())
    return TwoTowns(site, alfa, beta, gamma, standpoints, plain)


async def _printed(site: Site) -> None:
    """Every release has its paper, as if a worker had printed it: others may have published here before."""
    async with site.world.releases.reading(KS) as connection:
        published = await published_releases(connection)
    async with site.world.database.tenant(KS) as connection:
        for one in published:
            for language in LANGUAGES:
                await keep_paper(connection, one.release_sha256, language, b"%PDF-1.7", site.world.clock.now())


def _answered(site: Site, ours: Town, theirs: Town) -> ProposalId:
    """What KS proposes is the same for both; ours has said no and why, theirs has accepted another one."""
    which, accepted = propose(site, "Nasjonal måling"), propose(site, "Enda en nasjonal måling")
    decline = DeclineProposal(reason=f"Det passer ikke i {Word.OURS}")
    site.run(decline_proposal(ours.world, ours.administrator.here, which, decline, new_stream_id()))
    by, name = theirs.administrator.here, f"Kampanjen til {Word.THEIRS}, fra KS"
    site.run(accept_as_it_is(theirs.world, by, accepted, name, new_stream_id()))
    return which


async def _letter(town: Town, member: Person) -> None:
    """One that was posted, and came back."""
    world, name = town.world, MailName(town.workspace.tenant, new_stream_id())
    await note_posted(world.database, name, member.here.subject, "mail.reminder", world.clock.now())
    await note(world, name, Report(Why.TEMPORARY, "4.4.1"), {})


def _participant(person: Person, town: Town, ids: Ids, *words: Word) -> Standpoint:
    return Standpoint(person, town, Role.PARTICIPANT, frozenset(words), frozenset({ids.collaboration}))


def _things(town: Town, word: Word, participant: Person, auditor: Person) -> Ids:
    collaboration = town.collaborate(word, participants=(participant,))
    closed = town.measure(collaboration, close=False)
    action = town.suggest(collaboration, closed, f"Et tiltak i {word}")
    town.ask(closed, f"Et spørsmål i {word}")
    town.close(closed)
    under_way = town.measure(collaboration, close=False)
    town.ask(under_way, f"Et nytt spørsmål i {word}")
    talk_in(town, collaboration, under_way).begin(f"Telefonen til {word}")
    town.site.run(_letter(town, participant))
    guests = open_round(town, collaboration, under_way=under_way)
    guests.answer(participant, {"1-2": 4})
    town.show()
    state = town.site.run(town.world.log.read_stream(town.workspace.tenant, collaboration))
    partner = next(record.event.partner for record in state if hasattr(record.event, "partner"))
    return Ids(
        town=town,
        collaboration=collaboration,
        closed=closed,
        under_way=under_way,
        report=town.site.run(_report(town, closed, word)),
        report_under_way=town.site.run(_report(town, under_way, word)),
        sheet=town.site.run(_report(town, closed, word, Kind.ANSWER_SHEETS)),
        sheet_under_way=town.site.run(_report(town, under_way, word, Kind.ANSWER_SHEETS)),
        comparison=town.site.run(_paper(town, collaboration, word, Kind.COMPARISON)),
        meeting=town.site.run(_paper(town, collaboration, word, Kind.MEETING)),
        export=town.site.run(
            _paper(
                town,
                workspace_stream(town.workspace.tenant),
                Word.THEIRS if word is Word.GAMMA else Word.OURS,
                Kind.SERIES_CSV,
            )
        ),
        member=str(participant.here.subject),
        partner=str(partner),
        size=town.site.run(_checkpoint(town)),
        erasure=town.site.run(_erasure(town, collaboration, word)),
        auditor=str(auditor.here.subject),
        action=str(action),
        answer_link=guests.token(participant),
        campaign=str(_campaign(town, word, collaboration, closed, under_way)),
    )


def _campaign(
    town: Town, word: Word, collaboration: CollaborationId, closed: MeasurementId, under_way: MeasurementId
) -> CampaignId:
    """With a round that is over, one that is open, and one that is left out."""
    first, day = FIRST_OF_CAMPAIGNS, timedelta(days=1)
    listed = Listed(collaborations=(collaboration,))
    early = town.at(first - 30 * day)
    campaign = early.plan(
        f"Kampanjen til {word}",
        selection=listed,
        begins=first.date(),
        rule="FREQ=YEARLY",
        skips={f"{town.world.clock.now().year + 1}-01-08T08:00": f"Det passer ikke i {word}"},
        said=f"Vi i {word} måler igjen",
    )
    town.at(first + day).open_round(campaign, {collaboration: closed})
    town.at(first + 20 * day).end(campaign, closed, Outcome.CLOSED)
    town.open_round(campaign, {collaboration: under_way})
    return campaign


async def _checkpoint(town: Town) -> str:
    """Of what the town's log holds so far, which is another number of events for each collaboration."""
    signed = await sign_log(notary_of(town.world, town.site.settings), town.workspace.tenant)
    assert signed is not None
    return str(signed.size)


async def _erasure(town: Town, collaboration: CollaborationId, word: Word) -> str:
    """Of whom the collaboration is for: asked for, and waiting."""
    erasure = new_stream_id()
    command = EraseText(
        place=TextPlace(stream=collaboration, version=1, part="target_group"), reason=f"Feil i det om {word}"
    )
    await request_erasure(town.world, town.administrator.here, erasure, command, erasure)
    return str(erasure)


async def _report(town: Town, which: MeasurementId, word: Word, kind: Kind = Kind.REPORT) -> str:
    world, tenant = town.world, town.workspace.tenant
    async with world.database.tenant(tenant) as connection:
        found = await measurement(connection, tenant, which)
    assert found is not None
    return await _paper(town, which, word, kind, version=found.version)


async def _paper(town: Town, about: UUID, word: Word, kind: Kind, *, version: int = 0) -> str:
    """As if it had been printed."""
    report, world, tenant = new_stream_id(), town.world, town.workspace.tenant
    web, by = msgspec.structs.replace(world, database=town.site.web), town.administrator.here
    await order_report(web, by, about, version=version, language="nb", report=report, kind=kind)
    async with world.database.tenant(tenant) as connection:
        await report_shelf.finish(connection, tenant, report, world.clock.now(), f"%PDF {word}".encode())
    return str(report)


def talk_of(ids: Ids) -> Talk:
    return talk_in(ids.town, ids.collaboration, ids.under_way)


def talk_in(town: Town, collaboration: CollaborationId, measurement: MeasurementId) -> Talk:
    return Talk(
        town=town,
        collaboration=collaboration,
        measurement=measurement,
        leader=town.administrator,
        member=town.administrator,
    )


def _plain(site: Site) -> Mapping[str, str]:
    instrument, _ = site.world.instruments.newest()
    with browser_of(site) as browser:
        browser.send("/sign-in", {"email": stranger(site).account.email})
        site.work_off()
        mail = caught_mail(site.settings.mail_catcher_dir)[0]
        digest = browser.open("/").answer.text.partition("/static/")[2].partition("/")[0]
    return {
        "question": instrument.fields[0].questions[0].id,
        "own": "own-1",
        "field": instrument.fields[0].id,
        "guide": "field-equality",
        "value": instrument.values[0].id,
        "figure": f"score.{instrument.fields[0].id}",
        "token": "not-a-token",
        "version": "1",
        "part": "purpose",
        "mail": mail.id,
        "digest": digest,
        "name": "css/theme.css",
        "position": "1",
        "table": "scores",
        "quarter": PUBLISHED_QUARTER,
        "file": "v1.csv",
        "release": f"{PUBLISHED_QUARTER}v1",
        "group": "county:11",
        "variable": "score:equality",
    }


@contextmanager
def client_of(towns: TwoTowns, standpoint: Standpoint) -> Iterator[httpx.Client]:
    """Follows no redirect, so that each answer is seen. A phone has joined its session anew."""
    with browser_of(towns.site, standpoint.person) as browser:
        if standpoint.seated_in:
            talk = next(talk_of(ids) for ids in (towns.alfa, towns.gamma) if ids.under_way == standpoint.seated_in)
            browser.client.cookies.set(cookie_of(talk.measurement), talk.seat())
        if standpoint.invited_in:
            ids = next(ids for ids in (towns.alfa, towns.gamma) if ids.under_way == standpoint.invited_in)
            browser.client.cookies.set(answer_cookie_of(ids.under_way), ids.answer_link)
        browser.client.get("/privacy")
        browser.client.follow_redirects = False
        yield browser.client
