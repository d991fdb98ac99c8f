from markupsafe import Markup

from services.web.presenting.wording import Wordings

BOTH = {"nb": "Felles mål", "en": "Shared goals"}


def test_words_in_the_readers_language_stand_plain():
    assert Wordings("en")(BOTH) == Markup("Shared goals")


def test_words_in_another_language_say_which():
    assert Wordings("nn")(BOTH) == Markup('<span lang="nb">Felles mål</span>')


def test_words_are_never_markup():
    assert Wordings("nb")({"nb": "<b>"}) == Markup("&lt;b&gt;")
    assert Wordings("nn")({"nb": "<b>"}) == Markup('<span lang="nb">&lt;b&gt;</span>')


def test_a_help_text_comes_line_by_line():
    help_text = {"nb": "Hva nå?\nHvem da?"}
    assert Wordings("nb").lines(help_text) == ["Hva nå?", "Hvem da?"]
    assert Wordings("en").lines(help_text)[1] == Markup('<span lang="nb">Hvem da?</span>')


def test_labels_are_plain_text():
    assert Wordings("nn").plain(BOTH) == "Felles mål"
