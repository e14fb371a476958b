"""The page about the scenario file: current, complete, and explained."""

import re
from pathlib import Path

from sim.scenario import reference_markdown

PAGE = Path(__file__).parents[2] / "docs/scenario_reference.md"
TAGS = {"distribution", "pattern", "rule"}
"""What only says which of several forms an entry has."""


def test_the_page_is_current() -> None:
    """If this fails, write the page anew as CONTRIBUTING.md says."""
    assert PAGE.read_text(encoding="utf-8") == reference_markdown()


def test_every_link_on_the_page_leads_to_a_heading_of_it() -> None:
    """What may stand at a place is explained on the same page."""
    page = reference_markdown()
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert links
    assert links - headings == set()


def test_every_entry_is_explained() -> None:
    """No field is declared without saying what it is."""
    rows = re.findall(r"^\| `([a-z_]+)` \| .* \| (.*?) ?\|$", reference_markdown(), re.MULTILINE)
    assert len(rows) > 200
    assert [name for name, told in rows if not told and name not in TAGS] == []
