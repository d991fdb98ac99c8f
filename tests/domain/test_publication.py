from dataclasses import dataclass
from itertools import pairwise

import pytest
from builders import ACT, ANNA, BJORN, NOON, instrument
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from domain.errors import DomainError
from domain.event import Act
from domain.ids import SubjectId
from domain.instrument.publication import errors
from domain.instrument.publication import events as happened
from domain.instrument.publication.decisions import (
    ApproveDraft,
    PublishDraft,
    ReinstateVersion,
    RequestReview,
    RetireVersion,
    ReturnDraft,
    TakeDraftIn,
    WithdrawDraft,
    decide,
    publish_shipped,
)
from domain.instrument.publication.state import Shelf, Stage, evolve, fold
from domain.streams import instrument_stream
from domain.text import Clear, TextIsMissing

CATALOGUE = SubjectId(instrument_stream())

TWO = TakeDraftIn(
    instrument="samson", version=2, follows=1, sha256="two", language_sha256={"nb": "to"}, file_sha256="file two"
)
TWO_AGAIN = replace(TWO, sha256="two again", file_sha256="another file")
NYNORSK = TakeDraftIn(
    instrument="samson",
    version=1,
    follows=None,
    sha256="one",
    language_sha256={"nb": "en", "nn": "ein"},
    file_sha256="file one with nn",
)


@dataclass
class Story:
    """What has happened, and what comes of asking for more."""

    shelf: Shelf

    def then(self, command, by=ANNA) -> "Story":
        return Story(self._after(self.events(command, by)))

    def events(self, command, by=ANNA):
        return decide(CATALOGUE, self.shelf, command, Act(by=by, at=NOON))

    def _after(self, events) -> Shelf:
        shelf = self.shelf
        for event in events:
            shelf = evolve(shelf, event)
        return shelf

    def draft(self, number=2):
        return self.shelf.version("samson", number).draft

    def publication(self, number):
        return self.shelf.version("samson", number).publication


def of_draft(kind, draft=TWO, **more):
    return kind(instrument="samson", version=draft.version, seen=draft.file_sha256, **more)


def retire(number):
    return RetireVersion(instrument="samson", version=number, reason="Ordene misforstås")


def reinstate(number):
    return ReinstateVersion(instrument="samson", version=number, reason="Vi tok feil")


def ship(shelf, sha256="one", language_sha256=None, number=1):
    shipped = replace(instrument(), version=number)
    return publish_shipped(shelf, shipped, sha256, {"nb": "en"} if language_sha256 is None else language_sha256, ACT)


SHIPPED = Story(fold(ship(Shelf())))
DRAFTED = SHIPPED.then(TWO)
IN_REVIEW = DRAFTED.then(of_draft(RequestReview))
APPROVED = IN_REVIEW.then(of_draft(ApproveDraft), BJORN)
PUBLISHED = APPROVED.then(of_draft(PublishDraft))


def test_a_shipped_version_is_published_with_the_hashes_of_structure_and_words():
    (event,) = ship(Shelf())
    assert (event.instrument, event.version, event.sha256, event.language_sha256, event.file_sha256) == (
        "samson",
        1,
        "one",
        {"nb": "en"},
        None,
    )


def test_shipping_the_same_content_again_is_no_event():
    assert ship(SHIPPED.shelf) == ()


def test_shipping_one_more_language_adds_it():
    (event,) = ship(SHIPPED.shelf, language_sha256={"nb": "en", "nn": "ein"})
    assert evolve(SHIPPED.shelf, event).version("samson", 1).publication.language_sha256 == {"nb": "en", "nn": "ein"}


def test_shipping_fewer_languages_than_ks_has_published_is_no_event():
    story = SHIPPED.then(NYNORSK).then(of_draft(RequestReview, NYNORSK)).then(of_draft(ApproveDraft, NYNORSK), BJORN)
    assert ship(story.then(of_draft(PublishDraft, NYNORSK)).shelf) == ()


@pytest.mark.parametrize(
    ("sha256", "words"),
    [("another", {"nb": "en"}), ("one", {"nb": "others"}), ("one", {"nn": "ein"})],
)
def test_a_shipped_file_that_changes_a_published_version_is_refused(sha256, words):
    with pytest.raises(errors.PublishedVersionNeverChanges):
        ship(SHIPPED.shelf, sha256, words)


def test_shipping_never_brings_a_retired_version_back():
    retired = PUBLISHED.then(retire(1)).shelf
    (event,) = ship(retired, language_sha256={"nb": "en", "nn": "ein"})
    assert not evolve(retired, event).version("samson", 1).publication.on_offer


def test_a_draft_is_taken_in_with_its_hashes_and_its_note():
    (event,) = SHIPPED.events(replace(TWO, note=" Etter høring "))
    assert event.note == Clear(CATALOGUE, "Etter høring")
    assert (DRAFTED.draft().stage, DRAFTED.draft().taken_in_by) == (Stage.DRAFT, ANNA)
    assert (DRAFTED.draft().sha256, DRAFTED.draft().file_sha256) == ("two", "file two")


def test_the_same_file_again_is_no_event_whoever_brings_it():
    assert IN_REVIEW.events(TWO, BJORN) == ()


@pytest.mark.parametrize("story", [DRAFTED, IN_REVIEW, APPROVED], ids=["draft", "in review", "approved"])
def test_a_newer_file_replaces_the_draft_and_its_review_begins_anew(story):
    draft = story.then(TWO_AGAIN, BJORN).draft()
    assert (draft.stage, draft.taken_in_by, draft.file_sha256) == (Stage.DRAFT, BJORN, "another file")


def test_a_new_version_has_a_number_above_every_published_one():
    four = replace(TWO, version=4)
    story = SHIPPED.then(four).then(of_draft(RequestReview, four)).then(of_draft(ApproveDraft, four), BJORN)
    with pytest.raises(errors.VersionIsTooLow):
        story.then(of_draft(PublishDraft, four)).then(replace(TWO, version=3, follows=4))


@pytest.mark.parametrize("follows", [None, 0])
def test_a_new_version_follows_the_newest_published_one(follows):
    with pytest.raises(errors.VersionFollowsAnother):
        SHIPPED.then(replace(TWO, follows=follows))


def test_a_retired_version_is_followed_all_the_same():
    assert PUBLISHED.then(retire(2)).events(replace(TWO, version=3, follows=2, file_sha256="three"))


@pytest.mark.parametrize(
    "changed",
    [
        replace(NYNORSK, sha256="another"),
        replace(NYNORSK, language_sha256={"nb": "others", "nn": "ein"}),
        replace(NYNORSK, language_sha256={"nn": "ein"}),
    ],
    ids=["structure", "words", "a language gone"],
)
def test_a_draft_that_changes_a_published_version_is_refused(changed):
    with pytest.raises(errors.PublishedVersionNeverChanges):
        SHIPPED.then(changed)


def test_a_draft_that_adds_nothing_to_a_published_version_is_refused():
    with pytest.raises(errors.FileIsPublishedAlready):
        SHIPPED.then(replace(NYNORSK, language_sha256={"nb": "en"}))


def test_a_language_draft_goes_the_same_way_and_adds_its_language():
    story = SHIPPED.then(NYNORSK).then(of_draft(RequestReview, NYNORSK)).then(of_draft(ApproveDraft, NYNORSK), BJORN)
    published = story.then(of_draft(PublishDraft, NYNORSK)).publication(1)
    assert published.language_sha256 == {"nb": "en", "nn": "ein"}
    assert (published.sha256, published.file_sha256) == ("one", "file one with nn")


def test_who_took_the_draft_in_does_not_approve_it():
    with pytest.raises(errors.SomebodyElseApproves):
        IN_REVIEW.then(of_draft(ApproveDraft))
    newer = IN_REVIEW.then(TWO_AGAIN, BJORN).then(of_draft(RequestReview, TWO_AGAIN))
    with pytest.raises(errors.SomebodyElseApproves):
        newer.then(of_draft(ApproveDraft, TWO_AGAIN), BJORN)
    assert newer.then(of_draft(ApproveDraft, TWO_AGAIN)).draft().stage is Stage.APPROVED


@pytest.mark.parametrize(
    ("story", "command", "refusal"),
    [
        (DRAFTED, of_draft(ApproveDraft), errors.DraftIsNotInReview),
        (DRAFTED, of_draft(ReturnDraft, reason="x"), errors.DraftIsNotInReview),
        (DRAFTED, of_draft(PublishDraft), errors.DraftIsNotApproved),
        (IN_REVIEW, of_draft(RequestReview), errors.DraftIsInReview),
        (IN_REVIEW, of_draft(PublishDraft), errors.DraftIsNotApproved),
        (APPROVED, of_draft(RequestReview), errors.DraftIsApproved),
        (APPROVED, of_draft(ApproveDraft), errors.DraftIsNotInReview),
        (PUBLISHED, of_draft(PublishDraft), errors.DraftIsGone),
        (SHIPPED, of_draft(RequestReview), errors.DraftIsGone),
        (IN_REVIEW.then(TWO_AGAIN), of_draft(RequestReview), errors.DraftHasMoved),
        (SHIPPED, retire(2), errors.VersionIsNotPublished),
        (DRAFTED, retire(2), errors.VersionIsNotPublished),
        (PUBLISHED.then(retire(1)), retire(1), errors.VersionIsRetired),
        (SHIPPED, reinstate(1), errors.VersionIsOnOffer),
        (SHIPPED, reinstate(7), errors.VersionIsNotPublished),
    ],
)
def test_each_step_is_taken_from_the_one_before(story, command, refusal):
    with pytest.raises(refusal):
        story.events(command, BJORN)


def test_a_draft_is_returned_with_a_reason_and_can_be_sent_again():
    with pytest.raises(TextIsMissing):
        IN_REVIEW.then(of_draft(ReturnDraft, reason=" "))
    returned = IN_REVIEW.then(of_draft(ReturnDraft, reason="2-3 er uklart"), BJORN)
    assert returned.draft().stage is Stage.DRAFT
    assert returned.draft().returned == Clear(CATALOGUE, "2-3 er uklart")
    assert returned.then(of_draft(RequestReview)).draft().returned is None


@pytest.mark.parametrize("story", [DRAFTED, IN_REVIEW, APPROVED], ids=["draft", "in review", "approved"])
def test_a_draft_can_be_withdrawn_until_it_is_published_and_taken_in_anew(story):
    withdrawn = story.then(of_draft(WithdrawDraft, reason=""))
    assert withdrawn.draft() is None
    assert [version.number for version in withdrawn.shelf.of("samson")] == [1]
    assert withdrawn.then(TWO).draft().stage is Stage.DRAFT


def test_an_approved_draft_is_published_with_its_file_and_is_what_a_measurement_is_made_with():
    (event,) = APPROVED.events(of_draft(PublishDraft))
    assert (event.sha256, event.file_sha256) == ("two", "file two")
    assert PUBLISHED.draft() is None
    assert [version.number for version in PUBLISHED.shelf.on_offer("samson")] == [2, 1]


def test_what_was_approved_is_not_published_when_another_version_came_first():
    other = replace(TWO, version=3, sha256="three", file_sha256="file three")
    story = APPROVED.then(other).then(of_draft(RequestReview, other)).then(of_draft(ApproveDraft, other), BJORN)
    with pytest.raises(errors.VersionIsTooLow):
        story.then(of_draft(PublishDraft, other)).then(of_draft(PublishDraft))


def test_a_version_is_retired_and_reinstated_with_a_reason():
    retired = PUBLISHED.then(retire(2))
    assert [version.number for version in retired.shelf.on_offer("samson")] == [1]
    assert retired.publication(2).retired_because == Clear(CATALOGUE, "Ordene misforstås")
    assert retired.then(reinstate(2)).shelf == PUBLISHED.shelf
    for command in (replace(retire(2), reason=""), replace(retire(1), reason="  ")):
        with pytest.raises(TextIsMissing):
            PUBLISHED.then(command)
    with pytest.raises(TextIsMissing):
        retired.then(replace(reinstate(2), reason=""))


def test_the_last_version_on_offer_is_never_retired():
    with pytest.raises(errors.LastVersionStays):
        SHIPPED.then(retire(1))
    with pytest.raises(errors.LastVersionStays):
        PUBLISHED.then(retire(2)).then(retire(1))


def test_shipping_what_is_a_draft_publishes_it_and_ends_the_draft():
    (event,) = ship(IN_REVIEW.shelf, "two", {"nb": "to"}, 2)
    assert evolve(IN_REVIEW.shelf, event).version("samson", 2).draft is None


def test_another_aggregate_s_event_is_no_event_of_the_instrument():
    @dataclass
    class Other:
        TOPIC = "other.v1"

    with pytest.raises(LookupError):
        evolve(Shelf(), Other())


NUMBERS, HASHES, FILES = some.integers(1, 3), some.sampled_from(["a", "b"]), some.sampled_from(["file a", "file b"])
PEOPLE, REASONS = some.sampled_from([ANNA, BJORN]), some.just("fordi")
SAME = {"instrument": some.just("samson"), "version": NUMBERS}
COMMANDS = some.one_of(
    some.builds(
        TakeDraftIn,
        **SAME,
        follows=some.one_of(some.none(), some.integers(1, 2)),
        sha256=HASHES,
        language_sha256=some.dictionaries(some.sampled_from(["nb", "nn", "en"]), HASHES, min_size=1),
        file_sha256=FILES,
    ),
    *(some.builds(kind, **SAME, seen=FILES) for kind in (RequestReview, ApproveDraft, PublishDraft, WithdrawDraft)),
    some.builds(ReturnDraft, **SAME, seen=FILES, reason=REASONS),
    *(some.builds(kind, **SAME, reason=REASONS) for kind in (RetireVersion, ReinstateVersion)),
)


def carried_out(shelf, commands):
    """The shelf after each command that was not refused; each draft on its whole way, now and then."""
    yield shelf
    for command, by in commands:
        for one, who in steps(command, by):
            try:
                events = decide(CATALOGUE, shelf, one, Act(by=who, at=NOON))
            except DomainError:
                continue
            for event in events:
                shelf = evolve(shelf, event)
            yield shelf


def steps(command, by):
    yield command, by
    if isinstance(command, TakeDraftIn) and by is ANNA:
        yield of_draft(RequestReview, command), ANNA
        yield of_draft(ApproveDraft, command), BJORN
        yield of_draft(PublishDraft, command), BJORN


STORIES = some.lists(some.tuples(COMMANDS, PEOPLE), max_size=12)


@given(STORIES)
def test_no_sequence_of_commands_changes_a_published_hash_or_takes_a_language_away(commands):
    for before, after in pairwise(carried_out(SHIPPED.shelf, commands)):
        for version in before.published("samson"):
            was, now = version.publication, after.version("samson", version.number).publication
            assert now is not None
            assert now.sha256 == was.sha256
            assert was.language_sha256.items() <= now.language_sha256.items()


@given(STORIES)
def test_there_is_always_a_version_on_offer_and_each_follows_the_one_below_it(commands):
    *_, shelf = carried_out(SHIPPED.shelf, commands)
    assert shelf.on_offer("samson")
    numbers = [version.number for version in shelf.published("samson")]
    assert numbers == sorted(set(numbers), reverse=True)


@given(STORIES)
def test_nobody_publishes_what_only_they_have_seen(commands):
    shelf, taken_in, approved = SHIPPED.shelf, {}, {}
    for command, by in commands:
        for one, who in steps(command, by):
            try:
                events = decide(CATALOGUE, shelf, one, Act(by=who, at=NOON))
            except DomainError:
                continue
            for event in events:
                shelf = evolve(shelf, event)
                match event:
                    case happened.DraftTakenIn():
                        taken_in[event.version], approved[event.version] = event, None
                    case happened.DraftApproved():
                        approved[event.version] = event.by
                    case happened.InstrumentPublished():
                        assert event.sha256 == taken_in[event.version].sha256
                        assert approved[event.version] not in {None, taken_in[event.version].by}
