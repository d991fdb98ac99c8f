"""What is written into a figure can't break out of it, whatever it is."""

from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup, escape

from services.reports.svg import element


@given(some.text())
def test_text_is_escaped_as_everywhere_on_the_page(text: str) -> None:
    assert element("text", text) == f"<text>{escape(text)}</text>"
    assert element("a", href=text) == f'<a href="{escape(text)}"/>'


def test_every_character_that_means_something_in_markup_is_escaped() -> None:
    assert element("text", "&<>\"'", title="&<>\"'") == (
        '<text title="&amp;&lt;&gt;&#34;&#39;">&amp;&lt;&gt;&#34;&#39;</text>'
    )


def test_an_element_within_another_stands_as_it_is() -> None:
    inner = element("line", x1=1.5, stroke="<")
    assert element("g", inner, "<", inner, x=Markup("&amp;")) == f'<g x="&amp;">{inner}&lt;{inner}</g>'


def test_names_of_attributes_are_written_with_hyphens_and_what_is_none_is_left_out() -> None:
    assert element("line", class_="a", stroke_width=2.0, fill=None) == '<line class="a" stroke-width="2"/>'
