"""The documents agree with the code: the names in them exist, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from sim.border import Outcome
from sim.cli import app
from sim.measures import CATALOGUE, Cause
from sim.policies import LEVERS
from sim.scenario import load_scenario
from sim.world.rules import DatedRule, Rule

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODEL = (ROOT / "docs/model.md").read_text(encoding="utf-8")
BORDER = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "sim/border").glob("*.py")))
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "scenarios/*.md")
    for path in ROOT.glob(pattern)
)
RULES: dict[str, type[DatedRule]] = {rule.model_fields["rule"].default: rule for rule in get_args(get_args(Rule)[0])}
TABLE_OF_RULES = "| rule | bites at |"


def _table(header: str) -> list[list[str]]:
    """Cells of the rows of the one table in docs/model.md whose first line begins so."""
    (start,) = re.finditer(rf"^{re.escape(header)}.*\n\|[ |-]+\n", MODEL, re.MULTILINE)
    rows = re.match(r"(\|.*\n)*", MODEL[start.end() :])
    assert rows
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[0].splitlines()]


def _names(cells: list[str]) -> list[str]:
    """What stands in code type in some cells."""
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def _first_column(header: str) -> list[str]:
    return _names([row[0] for row in _table(header)])


def test_the_model_page_has_every_outcome() -> None:
    """Its table of outcomes and the code name the same ones, in the same order."""
    assert _first_column("| outcome |") == [outcome.name.lower() for outcome in Outcome]


def test_the_model_page_has_every_cause() -> None:
    """Its table of causes and the ledger name the same ones, in the same order."""
    assert _first_column("| cause |") == [cause.name.lower() for cause in Cause]


def test_the_model_page_has_every_rule() -> None:
    """Its table of rules has each rule of the world once."""
    assert sorted(_first_column(TABLE_OF_RULES)) == sorted(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_model_reads_every_rule(name: str) -> None:
    """`sim.border` names the class of each rule of that table: none is there for show."""
    assert re.search(rf"\b{RULES[name].__name__}\b", BORDER)


def test_the_model_page_says_how_two_rules_of_one_target_meet() -> None:
    """Additive rules sum or unite, others clash."""
    told = {name: row[-2] for row in _table(TABLE_OF_RULES) for name in _names(row[:1])}
    meets = {name: "sum" if rule.summed else "unite" if rule.additive else "clash" for name, rule in RULES.items()}
    assert told == {name: meets[name] for name in told}


def test_levers_of_the_model_page_exist() -> None:
    """Each lever that it names beside a rule is in the catalogue."""
    named = {name for row in _table(TABLE_OF_RULES) for name in _names(row[-1:])}
    assert named - set(LEVERS) == set()


def test_measures_of_the_model_page_exist() -> None:
    """Keys that are written in full are in the catalogue."""
    written = [key for key in _first_column("| measure |") if "…" not in key and not key.startswith("_")]
    assert [key for key in written if key not in {row.key for row in CATALOGUE}] == []


def test_the_model_page_has_every_measure() -> None:
    """Each of the catalogue stands in its table, in full or as one of `ledger_…_h`."""
    names = [name for row in _table("| measure |") for name in _names(row)]
    patterns = [re.escape(name).replace("…", ".*") for name in names]
    assert [row.key for row in CATALOGUE if not any(re.fullmatch(pattern, row.key) for pattern in patterns)] == []


def test_every_trace_is_linked() -> None:
    """The model page names the hand-worked trace of each rule: no file of traces is left out."""
    traces = {f"../tests/traces/{path.name}" for path in (ROOT / "tests/traces").glob("test_*.py")}
    assert traces - set(_links(MODEL)) == set()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    """A link within the project leads to a file or folder that exists, one within a page to a heading of it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    links = _links(text)
    files = [link.partition("#")[0] for link in links if not re.match(r"#|https?:|mailto:", link)]
    assert [file for file in files if not ((ROOT / page).parent / file).exists()] == []
    assert [link for link in links if link.startswith("#") and link[1:] not in _anchors(text)] == []


def test_the_readme_shows_what_is_printed() -> None:
    """It is the output for the scenario as it is now, with the headings, rows and columns that are printed today.

    The stored study has fewer replications than the command in the README, so figures are not compared.
    """
    (block,) = re.findall(r"^```text\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    shown = CliRunner().invoke(app, ["show", str(ROOT / "scenarios/results/nepal-2015")], env={"COLUMNS": "80"})
    assert _without_figures(block)[:3] == _without_figures(shown.stdout)[:3]
    printed = {line.split("  ")[0] for line in _without_figures(shown.stdout)}
    tables = block[block.index("Release of relief") : block.index("[…]")]
    assert {line.split("  ")[0] for line in _without_figures(tables)} <= printed
    assert f"hash {load_scenario('nepal-2015').hash[:12]}" in block


def _without_figures(text: str) -> list[str]:
    return [re.sub(r"[0-9.,]+", "0", line).rstrip(" ─") for line in text.splitlines()]


def test_commands_of_the_readme_exist() -> None:
    """With the options that stand there."""
    known = get_command(app).commands  # type: ignore[attr-defined]
    lines = re.findall(r"^(?:\S*/)?greenlane (.+?)(?:\s+#.*)?$", README, re.MULTILINE)
    assert len(lines) > 5
    for name, *words in map(shlex.split, lines):
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, name


def _links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text)


def _anchors(text: str) -> list[str]:
    """Headings as addresses: lower case, without punctuation, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
