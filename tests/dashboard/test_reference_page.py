"""The reference page: the project's own words, and nothing that leads off the machine."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reference import chapter, document
from sim import LEVERS

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")


def opened(part: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60)
    page.session_state["reference"] = part
    page.run().switch_page("views/reference.py").run()
    assert list(page.exception) == []
    return page


@pytest.mark.parametrize("part", ["Method", "Glossary", "Levers", "Measures", "Sources", "Validation"])
def test_every_part_opens_and_leads_nowhere(part: str) -> None:
    """There is text, and none of it is a link or a picture from elsewhere."""
    page = opened(part)
    texts = [element.value for element in page.markdown]
    assert texts or len(page.table)
    assert not any("](" in text for text in texts)


def test_every_lever_is_explained() -> None:
    """One section each."""
    assert len(opened("Levers").expander) == len(LEVERS)


def test_a_chapter_ends_where_the_next_begins() -> None:
    """The glossary has the word consignment and not the references after it."""
    glossary = chapter("model.md", "Glossary")
    assert "| consignment |" in glossary
    assert "Biometrika" not in glossary
    with pytest.raises(KeyError, match="no chapter"):
        chapter("model.md", "Nothing")


def test_documents_lose_their_links() -> None:
    """The words of a link stay."""
    assert "](" not in document("model.md")
