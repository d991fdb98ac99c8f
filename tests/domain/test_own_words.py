"""The municipality's own words in a round's letters: written, revised, taken away, and who is told what."""

import pytest
from campaigns import CAMPAIGN, RULES, act, planned
from hypothesis import given
from hypothesis import strategies as some

from domain.campaign.decisions import CampaignIsCancelled, CancelCampaign, decide
from domain.campaign.events import CampaignPlanned, Language, Letter, LetterWorded
from domain.campaign.own_words import (
    LONGEST_WORDS,
    Said,
    WordLetter,
    WordsHaveMoved,
    newest_words,
    said_to,
    word_letter,
    words_after,
)
from domain.campaign.state import fold
from domain.text import Clear, TextIsTooLong

(PLANNED,) = planned()
AT = PLANNED.at
HERE = (Letter.INVITATION, Language.NYNORSK)


def written(words, events=(PLANNED,), seen=None, spot=HERE):
    """The events with what follows. The page showed what stands, unless it showed something else."""
    standing = words_after(events).get(spot)
    now = standing.text if isinstance(standing, Clear) else ""
    command = WordLetter(*spot, words=words, seen=now if seen is None else seen)
    return (*events, *word_letter(CAMPAIGN, fold(events), now, command, act(AT)))


def standing(events):
    return {spot: text.text for spot, text in words_after(events).items()}


def test_words_stand_in_the_letter_and_language_that_they_were_written_for_and_nowhere_else():
    assert standing(written(" Hei!\n\nRing Kari. \n")) == {HERE: "Hei!\n\nRing Kari."}


def test_the_same_words_again_and_nothing_where_nothing_stood_change_nothing():
    events = written("Hei!")
    assert written("Hei! \n", events) == events
    assert written(" ") == (PLANNED,)


def test_empty_words_take_away_what_stands_and_it_can_still_be_found_to_be_erased():
    events = written("", written("Hei!"))
    assert standing(events) == {}
    assert newest_words(events)[HERE].text == "Hei!"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten():
    events = written("Hei!")
    with pytest.raises(WordsHaveMoved):
        written("Hallo!", events, seen="")
    assert written("Hei!", events, seen="") == events, "both wrote the same"


def test_words_have_a_length_at_which_the_link_is_still_found():
    assert standing(written("x" * LONGEST_WORDS))
    with pytest.raises(TextIsTooLong):
        written("x" * (LONGEST_WORDS + 1))


def test_a_campaign_that_has_ended_takes_no_more_words():
    ended = (PLANNED, *decide(CAMPAIGN, fold([PLANNED]), CancelCampaign(reason="Slutt"), RULES, act(AT)))
    with pytest.raises(CampaignIsCancelled):
        written("Hei!", ended)


def test_words_do_not_touch_what_is_planned():
    assert fold(written("Hei!")) == fold([PLANNED])


@pytest.mark.parametrize(
    ("there", "reader", "said"),
    [
        ("nb", "nb", "nb"),
        ("nn", "nb", "nn"),
        ("nb", "nn", "nb"),
        ("nb nn", "nn", "nn"),
        ("en", "en", "en"),
        ("nb nn", "en", None),
        ("en", "nb", None),
        ("", "nn", None),
    ],
)
def test_everybody_is_told_in_their_own_language_and_bokmal_and_nynorsk_stand_in_for_each_other(there, reader, said):
    written_in = {(Letter.REMINDER, Language(one)): f"in {one}" for one in there.split()}
    other = {(Letter.INVITATION, one): "elsewhere" for one in Language}
    expected = Said(Language(said), f"in {said}") if said else None
    assert said_to(Language(reader), Letter.REMINDER, written_in | other) == expected


SPOTS = some.tuples(some.sampled_from(Letter), some.sampled_from(Language))
EDITS = some.lists(some.tuples(SPOTS, some.text(alphabet=" \nab", max_size=3)), max_size=12)


@given(EDITS)
def test_what_stands_is_what_was_written_last_and_no_event_says_what_stood_already(edits):
    events, last = (PLANNED,), {}
    for spot, words in edits:
        events = written(words, events, spot=spot)
        last[spot] = words.strip()
    assert standing(events) == {spot: words for spot, words in last.items() if words}
    said = [(event.letter, event.language, event.words and event.words.text) for event in events[1:]]
    for spot in set(last):
        own = [words for *where, words in said if tuple(where) == spot]
        assert all(one != other for one, other in zip([None, *own], own, strict=False))
    assert [type(event) for event in events] == [CampaignPlanned] + [LetterWorded] * len(said)
