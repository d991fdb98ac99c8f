"""What a browser test expects is waited for: a page may be a moment behind the key that was pressed on it."""

import ast
from collections.abc import Iterator
from pathlib import Path

BROWSER = Path(__file__).parents[1] / "browser"

AT_ONCE = {
    "all_inner_texts",
    "all_text_contents",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
    "title",
    "url",
}
"""They tell how the page is now. `expect` asks the same, until it holds."""


def read_at_once(source: str) -> Iterator[str]:
    """Each line that asserts how a page is now, or waits for a load that may not have begun."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assert(test=test):
                reads = (part for part in ast.walk(test) if isinstance(part, ast.Attribute) and part.attr in AT_ONCE)
                yield from (f"{node.lineno}: {read.attr}" for read in reads)
            case ast.Attribute(attr="wait_for_load_state"):
                yield f"{node.lineno}: {node.attr}"


def test_no_browser_test_asserts_how_a_page_is_without_waiting_for_it() -> None:
    found = {path.name: list(read_at_once(path.read_text())) for path in sorted(BROWSER.glob("*.py"))}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_such_a_line_is_found() -> None:
    assert list(read_at_once('page.keyboard.press("Enter")\nassert page.url.endswith("#1")')) == ["2: url"]
    assert list(read_at_once("page.wait_for_load_state()")) == ["1: wait_for_load_state"]
    assert list(read_at_once('expect(page).to_have_url("#1")')) == []
