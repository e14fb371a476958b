"""People's own words never become markup."""

from html import unescape

import pytest
from markdown_it import MarkdownIt

from dashboard.markup import verbatim, with_code

MARKUP = ["**loud**", "[here](x)", "<b>", "# 1", "~~no~~", "`code`", "a | b", r"a\nb", "&lt;", "1. one", "- a"]


@pytest.mark.parametrize("text", MARKUP)
def test_markdown_shows_a_text_as_it_was_written(text: str) -> None:
    """A reader of Markdown finds one paragraph, nothing but text in it, and that text is the one given."""
    shown = MarkdownIt("js-default").render(verbatim(text))
    assert unescape(shown) == f"<p>{text}</p>\n"
    assert shown.count("<") == 2


def test_formulas_and_colours_are_text_too() -> None:
    """What only Streamlit reads, between dollars and after a colon, is marked as plain as well."""
    assert verbatim("$x$") == r"\$x\$"
    assert verbatim(":red[x]").startswith("\\:\u2060red\\[")


@pytest.mark.parametrize("text", [":smile:", ":material/home:", "https://a.example", "www.a.example", "a@b.example"])
def test_icons_and_addresses_are_broken_up(text: str) -> None:
    """Icons and links are made even of escaped text, unless something without width stands in them."""
    shown = verbatim(text).replace("\\", "")
    assert text not in shown
    assert shown.replace("\u2060", "") == text


@pytest.mark.parametrize("text", [text for text in MARKUP if "`" not in text])
def test_what_stands_between_backticks_is_code_and_nothing_else_is_read(text: str) -> None:
    """Markup before it and after it stays text, and so does markup within it and a backtick that stands alone."""
    shown = MarkdownIt("js-default").render(with_code(f"x {text} `{text}` {text} ` y"))
    assert unescape(shown) == f"<p>x {text} <code>{text}</code> {text} ` y</p>\n"
    assert shown.count("<") == 4


def test_paragraphs_stay() -> None:
    """An empty line parts paragraphs, a single end of line does not break a line: Markdown's own rules."""
    assert verbatim("One\ntwo\n\nthree") == "One\ntwo\n\nthree"
