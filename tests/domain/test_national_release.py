from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from builders import ANNA, BJORN
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from domain.errors import DomainError
from domain.event import Act
from domain.ids import SubjectId
from domain.national.quarter import Quarter
from domain.national.ruleset import RuleSetIsUnknown
from domain.national_release import errors
from domain.national_release import events as happened
from domain.national_release.decisions import (
    ApproveProposal,
    GiveOrderUp,
    NoteSnapshot,
    OrderRelease,
    ProposeRelease,
    PublishRelease,
    WithdrawProposal,
    decide,
)
from domain.national_release.events import Why
from domain.national_release.state import Releases, Stage, evolve, fold
from domain.streams import national_releases_stream
from domain.text import TextIsMissing

CATALOGUE = SubjectId(national_releases_stream())
CECILIE, SOFTWARE = SubjectId(UUID(int=77)), SubjectId(UUID(int=78))

SPRING, SUMMER = Quarter(2026, 1), Quarter(2026, 2)
AUTUMN = datetime(2026, 10, 2, 9, tzinfo=UTC)
FIRST = OrderRelease(quarter=SPRING, version=1, ruleset=1, order=UUID(int=1))
SECOND = OrderRelease(quarter=SPRING, version=2, ruleset=1, order=UUID(int=2), reason="Feil i folketallet")


@dataclass
class Story:
    """What has happened, and what comes of asking for more."""

    releases: Releases

    def then(self, command, by=ANNA) -> "Story":
        return Story(fold_more(self.releases, self.events(command, by)))

    def events(self, command, by=ANNA, at=AUTUMN):
        return decide(CATALOGUE, self.releases, command, Act(by=by, at=at))

    def computed(self, ordered=FIRST, *, sha256="release", passed=True, snapshot="snapshot") -> "Story":
        """Ordered by Anna, frozen and proposed by the software."""
        story = self.then(ordered).then(NoteSnapshot(ordered.quarter, ordered.order, snapshot), SOFTWARE)
        after = len(self.releases.history)
        return story.then(
            ProposeRelease(ordered.quarter, ordered.order, sha256, f"report of {sha256}", passed, after), SOFTWARE
        )

    def about(self, kind, quarter=SPRING, **more):
        proposal = self.releases.workshop(quarter).proposal
        return kind(
            quarter=quarter, release_sha256=proposal.release_sha256, report_sha256=proposal.report_sha256, **more
        )

    def approved(self, quarter=SPRING, *, by=(ANNA, BJORN)) -> "Story":
        story = self
        for who in by:
            story = story.then(story.about(ApproveProposal, quarter), who)
        return story

    def published(self, quarter=SPRING) -> "Story":
        story = self.approved(quarter)
        return story.then(story.about(PublishRelease, quarter), CECILIE)


def fold_more(releases, events):
    for event in events:
        releases = evolve(releases, event)
    return releases


NOTHING = Story(fold(()))


def test_a_quarter_goes_from_order_to_publication_by_two_people():
    story = NOTHING.computed()
    assert story.releases.stage(SPRING) is Stage.PROPOSED
    story = story.approved()
    assert story.releases.stage(SPRING) is Stage.APPROVED
    story = story.then(story.about(PublishRelease), CECILIE)
    (published,) = story.releases.workshop(SPRING).published
    assert (published.version, published.release_sha256, published.snapshot_sha256) == (1, "release", "snapshot")
    assert story.releases.newest == published
    assert story.releases.stage(SPRING) is Stage.NOTHING


def test_a_quarter_is_released_when_it_is_over_and_not_before():
    last = replace(FIRST, quarter=Quarter(2026, 3))
    before, after = datetime(2026, 9, 30, 21, 59, tzinfo=UTC), datetime(2026, 9, 30, 22, tzinfo=UTC)
    with pytest.raises(errors.QuarterIsNotOver):
        NOTHING.events(last, at=before)
    (ordered,) = NOTHING.events(last, at=after)
    assert isinstance(ordered, happened.ReleaseOrdered)


def test_an_unknown_rule_set_is_refused():
    with pytest.raises(RuleSetIsUnknown):
        NOTHING.events(replace(FIRST, ruleset=99))


def test_one_order_at_a_time():
    with pytest.raises(errors.ReleaseIsOrdered):
        NOTHING.then(FIRST).events(replace(FIRST, order=UUID(int=9)))
    with pytest.raises(errors.ReleaseIsProposed):
        NOTHING.computed().events(replace(FIRST, order=UUID(int=9)))


def test_nobody_approves_twice_and_one_approval_publishes_nothing():
    story = NOTHING.computed().approved(by=[ANNA])
    with pytest.raises(errors.ApprovedByThem):
        story.events(story.about(ApproveProposal), ANNA)
    with pytest.raises(errors.ApprovalIsMissing):
        story.events(story.about(PublishRelease), BJORN)


def test_a_third_approval_is_not_needed():
    story = NOTHING.computed().approved()
    with pytest.raises(errors.ProposalIsApproved):
        story.events(story.about(ApproveProposal), CECILIE)


def test_whoever_ordered_the_computation_may_be_one_of_the_two():
    story = NOTHING.computed().approved(by=[BJORN, ANNA])
    assert story.releases.workshop(SPRING).proposal.order.by == ANNA
    assert story.releases.stage(SPRING) is Stage.APPROVED


@pytest.mark.parametrize("kind", [ApproveProposal, PublishRelease, WithdrawProposal])
@pytest.mark.parametrize("other", ["release_sha256", "report_sha256"])
def test_every_step_is_about_the_very_release_and_audit_that_the_page_showed(kind, other):
    story = NOTHING.computed().approved()
    command = story.about(kind, **({"reason": "Feil"} if kind is WithdrawProposal else {}))
    with pytest.raises(errors.ProposalHasMoved):
        story.events(replace(command, **{other: "another"}))


def test_what_the_audit_stops_is_not_approved_by_anybody():
    story = NOTHING.computed(passed=False)
    assert story.releases.stage(SPRING) is Stage.FAILED
    with pytest.raises(errors.AuditIsNotPassed):
        story.events(story.about(ApproveProposal))
    assert story.then(story.about(WithdrawProposal, reason="Stoppet")).releases.stage(SPRING) is Stage.NOTHING


def test_what_is_published_meanwhile_stops_a_proposal_whose_audit_did_not_know_of_it():
    summer = replace(FIRST, quarter=SUMMER, order=UUID(int=3))
    both = NOTHING.computed().approved().computed(summer, sha256="summer").approved(SUMMER)
    after = both.then(both.about(PublishRelease, SPRING))
    assert after.releases.stage(SUMMER) is Stage.STALE
    for kind in (ApproveProposal, PublishRelease):
        with pytest.raises(errors.HistoryHasMoved):
            after.events(after.about(kind, SUMMER), CECILIE)


def test_an_audit_that_does_not_know_the_newest_release_proposes_nothing():
    summer = replace(FIRST, quarter=SUMMER, order=UUID(int=3))
    story = NOTHING.computed().published().then(summer).then(NoteSnapshot(SUMMER, summer.order, "summer"))
    with pytest.raises(errors.HistoryHasMoved):
        story.events(ProposeRelease(SUMMER, summer.order, "release", "report", True, 0))  # noqa: FBT003


def test_quarters_are_released_in_their_order():
    story = NOTHING.computed(replace(FIRST, quarter=SUMMER)).published(SUMMER)
    with pytest.raises(errors.LaterQuarterIsPublished):
        story.events(FIRST)


def test_a_version_has_one_snapshot_however_often_it_is_computed():
    """Two proposals of different snapshots could be told apart by who came in between, before anybody audits that."""
    story = NOTHING.computed()
    story = story.then(story.about(WithdrawProposal, reason="Prøver med støy")).then(FIRST)
    assert story.releases.workshop(SPRING).snapshot.sha256 == "snapshot"
    assert story.events(NoteSnapshot(SPRING, FIRST.order, "snapshot")) == ()
    with pytest.raises(errors.SnapshotNeverChanges):
        story.events(NoteSnapshot(SPRING, FIRST.order, "another"))


def test_approvals_of_what_was_withdrawn_count_for_nothing():
    story = NOTHING.computed().approved()
    story = story.then(story.about(WithdrawProposal, reason="Feil")).computed()
    assert story.releases.workshop(SPRING).proposal.approvals == ()


def test_withdrawing_has_a_reason():
    story = NOTHING.computed()
    with pytest.raises(TextIsMissing):
        story.events(story.about(WithdrawProposal, reason="  "))


def test_a_second_version_has_a_reason_and_a_snapshot_of_its_own():
    story = NOTHING.computed().published()
    with pytest.raises(errors.VersionIsAnother):
        story.events(FIRST)
    with pytest.raises(TextIsMissing):
        story.events(replace(SECOND, reason=" "))
    story = story.then(SECOND)
    assert story.releases.workshop(SPRING).snapshot is None
    story = story.then(NoteSnapshot(SPRING, SECOND.order, "later")).then(
        ProposeRelease(SPRING, SECOND.order, "corrected", "its report", True, 1)  # noqa: FBT003
    )
    versions = story.published().releases.workshop(SPRING).published
    assert [(one.version, one.snapshot_sha256) for one in versions] == [(1, "snapshot"), (2, "later")]


def test_a_second_version_of_an_earlier_quarter_stands_last_in_the_history():
    story = NOTHING.computed().published().computed(replace(FIRST, quarter=SUMMER), sha256="summer").published(SUMMER)
    story = story.computed(SECOND, sha256="corrected", snapshot="later").published()
    assert [one.release_sha256 for one in story.releases.history] == ["release", "summer", "corrected"]
    assert story.releases.newest.release_sha256 == "summer"


def test_what_was_given_up_can_be_ordered_again():
    story = NOTHING.then(FIRST).then(GiveOrderUp(SPRING, FIRST.order, Why.BROKE_DOWN), SOFTWARE)
    assert story.releases.workshop(SPRING).given_up is Why.BROKE_DOWN
    assert story.then(replace(FIRST, order=UUID(int=4))).releases.workshop(SPRING).given_up is None


def test_a_computation_that_was_given_up_or_done_says_nothing_more():
    for story in (NOTHING, NOTHING.computed(), NOTHING.then(replace(FIRST, order=UUID(int=9)))):
        for command in (
            NoteSnapshot(SPRING, FIRST.order, "snapshot"),
            ProposeRelease(SPRING, FIRST.order, "release", "report", True, 0),  # noqa: FBT003
            GiveOrderUp(SPRING, FIRST.order, Why.BROKE_DOWN),
        ):
            with pytest.raises(errors.OrderIsGone):
                story.events(command)


def test_without_a_proposal_there_is_nothing_to_decide():
    with pytest.raises(errors.ProposalIsGone):
        NOTHING.events(ApproveProposal(quarter=SPRING, release_sha256="release", report_sha256="report"))


PEOPLE = [ANNA, BJORN, CECILIE]


@given(some.lists(some.tuples(some.sampled_from("oftawp"), some.sampled_from(PEOPLE)), max_size=30))
def test_whatever_people_try_what_is_published_was_approved_by_two_of_them(steps):
    """A proposal that stands passed its audit; publishing takes approvals of two people of that very proposal."""
    story, approvers = NOTHING, set()
    for number, (step, who) in enumerate(steps):
        version, release = story.releases.workshop(SPRING).next_version, f"release {number}"
        order = OrderRelease(SPRING, version, 1, UUID(int=number + 1), "Ny runde")
        hashes = {"release_sha256": release, "report_sha256": f"report of {release}"}
        if proposal := story.releases.workshop(SPRING).proposal:
            hashes = {"release_sha256": proposal.release_sha256, "report_sha256": proposal.report_sha256}
        before = len(story.releases.history)
        try:
            match step:
                case "o":
                    story = story.computed(order, sha256=release, snapshot=f"of {version}")
                    approvers = set()
                case "f":
                    story = story.computed(order, sha256=release, snapshot=f"of {version}", passed=False)
                    approvers = set()
                case "t":
                    story = story.then(order, who).then(GiveOrderUp(SPRING, order.order, Why.BROKE_DOWN), SOFTWARE)
                case "a":
                    story = story.then(ApproveProposal(quarter=SPRING, **hashes), who)
                    approvers.add(who)
                case "w":
                    story = story.then(WithdrawProposal(quarter=SPRING, **hashes, reason="Feil"), who)
                case "p":
                    story = story.then(PublishRelease(quarter=SPRING, **hashes), who)
        except DomainError:
            continue
        if len(story.releases.history) > before:
            assert len(approvers) == 2
    published = story.releases.workshop(SPRING).published
    assert [one.version for one in published] == list(range(1, len(published) + 1))
