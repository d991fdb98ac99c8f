import pytest
from builders import ACT, instrument

from domain.instrument.publication import PublishedVersionNeverChanges, publish

PUBLISHED = publish((), instrument(), "structure", {"nb": "words"}, ACT)


def test_a_new_version_is_published_with_the_hashes_of_structure_and_words():
    (event,) = PUBLISHED
    assert (event.instrument, event.version, event.sha256, event.language_sha256) == (
        "samson",
        0,
        "structure",
        {"nb": "words"},
    )


def test_publishing_the_same_content_again_is_no_event():
    assert publish(PUBLISHED, instrument(), "structure", {"nb": "words"}, ACT) == ()


def test_a_language_can_be_added_to_a_published_version():
    (event,) = publish(PUBLISHED, instrument(), "structure", {"nb": "words", "nn": "ord"}, ACT)
    assert event.language_sha256 == {"nb": "words", "nn": "ord"}


@pytest.mark.parametrize(
    ("structure", "words"),
    [("another", {"nb": "words"}), ("structure", {"nb": "other words"}), ("structure", {"nn": "ord"})],
)
def test_a_published_version_never_changes(structure, words):
    with pytest.raises(PublishedVersionNeverChanges):
        publish(PUBLISHED, instrument(), structure, words, ACT)
