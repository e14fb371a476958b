"""The guides: every command in them runs, and every figure in them is what the study above it gives.

How a guide is written, so that this holds:

- a command stands in a fenced `sh` block, on a line that begins with `greenlane`; in a block `sh slow` it takes longer
  and runs with the slow tests;
- what stands in a fenced `text` block stands in what the last command printed, however its lines are broken;
- a figure is followed by a comment that names it, `<!-- joint relief/clearance_mean_h -->`, or, where it is a
  difference, `<!-- joint - two-stops relief/clearance_mean_h -->`; its study is that of the last `greenlane run` or
  `greenlane show` above it, and its words are those of the tables.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli.failures import MISSED
from sim.reports.cells import Cell
from sim.reports.figures import difference_cell, level_cell
from sim.scenario import load_scenario
from sim.studies import Study, find_folder, read_study
from sim.studies.stored import stored_study

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/trainers-guide.md", "docs/planners-guide.md", "scenarios/README.md")
PIECE = re.compile(r"^```(?P<kind>.*)\n(?P<block>(?:.*\n)*?)```$|<!-- (?P<mark>.+?) -->", re.MULTILINE)
STUDIES = ("run", "rank", "sensitivity")
FIGURE = re.compile(r"\d (?:d|h|min|%|points|USD)(?!\w)")
"""What must be followed by a comment that names it."""


@dataclass
class Reader:
    """Somebody who types the commands of a guide in its order, and looks whether it says what they see."""

    is_patient: bool
    study: Study | None = None
    printed: str | None = None
    runs: int = 0

    def read(self, text: str) -> list[str]:
        """Return what is wrong with a guide."""
        return [wrong for piece in PIECE.finditer(text) for wrong in self._read(piece, text[: piece.start()])]

    def _read(self, piece: re.Match[str], before: str) -> Iterator[str]:
        kind, block = piece["kind"], piece["block"]
        if piece["mark"]:
            yield from self._compare(piece["mark"], before)
        elif kind == "text" and self.printed is not None:
            if _unbroken(block) not in _unbroken(self.printed):
                yield f"not printed: {block}\nbut: {self.printed}"
        elif kind.startswith("sh"):
            self.printed = None
            commands = [line for line in block.splitlines() if line.startswith("greenlane ")]
            for command in commands if kind == "sh" or self.is_patient else ():
                yield from self._type(command, is_quick=kind == "sh")

    def _type(self, command: str, is_quick: bool) -> Iterator[str]:
        """Run a command; a study is kept, so that figures can be compared with it."""
        _, name, *words = shlex.split(command, comments=True)
        if name == "dashboard":
            words.append("--help")  # it would stay open
        if name in STUDIES and is_quick:
            words += ["--workers", "1"]  # the same bits, without waiting for processes to start
        if name == "run" and "--out" not in words:
            self.runs += 1
            words += ["--out", f"run-{self.runs}"]
        ended = CliRunner().invoke(app, [name, *words], env={"COLUMNS": "80", "NO_COLOR": "1"})
        self.printed = ended.output
        if ended.exit_code not in (0, MISSED):
            yield f"{command} ends with {ended.exit_code}: {ended.output}"
        elif name == "run":
            self.study = read_study(find_folder(Path(words[words.index("--out") + 1])))
        elif name == "show":
            shown = Path(words[0])
            self.study = read_study(find_folder(shown)) if shown.exists() else stored_study(load_scenario(words[0]))

    def _compare(self, mark: str, before: str) -> Iterator[str]:
        assert self.study is not None, mark
        cell = _cell(self.study, mark)
        if not any(before.endswith((f" {words} ", f"({words} ")) for words in _words(cell)):
            yield f"{mark}: {before[-40:]!r} should be {' or '.join(_words(cell))}"


def _cell(study: Study, mark: str) -> Cell:
    """The figure that a comment names."""
    policy, *baseline, key = mark.replace(" - ", " ").split(" ")
    if baseline:
        assert baseline == [study.baseline], mark
        return difference_cell(study, policy, key)
    return level_cell(study, policy, key)


def _words(cell: Cell) -> tuple[str, ...]:
    """A figure as it may be said: with its error or without."""
    return (cell.text, f"{cell.text} ({cell.error})") if cell.error else (cell.text,)


def _unbroken(text: str) -> str:
    return " ".join(text.split())


def _unnamed(text: str) -> list[str]:
    """Lines with a figure that no comment names."""
    told = re.sub(r"^```.*\n(?:.*\n)*?```$|`[^`\n]*`", "", text, flags=re.MULTILINE)
    named = re.sub(r"[^|,;:.(]*(?:\([^()]*\))? <!-- .+? -->", "", told)
    return [line for line in named.splitlines() if FIGURE.search(line)]


@pytest.mark.parametrize("is_patient", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["quick", "all"])
@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_what_its_commands_give(
    guide: str, is_patient: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From top to bottom in an empty folder: commands end well, print what is quoted, and give the figures."""
    monkeypatch.chdir(tmp_path)
    wrong = Reader(is_patient).read((ROOT / guide).read_text(encoding="utf-8"))
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("guide", GUIDES[:2])
def test_no_figure_of_a_guide_is_without_its_study(guide: str) -> None:
    """A number with a unit is named by a comment, so that it cannot grow old unseen."""
    assert _unnamed((ROOT / guide).read_text(encoding="utf-8")) == []


def test_a_figure_that_has_changed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One minute off, a command that fails, or a sentence that is not printed: each is told."""
    monkeypatch.chdir(tmp_path)
    study = stored_study(load_scenario("two-agencies"))
    assert study is not None
    right = level_cell(study, "joint", "relief/clearance_mean_h").text
    guide = "```sh\ngreenlane show two-agencies\n```\n| {} <!-- joint relief/clearance_mean_h --> |\n"
    assert Reader(False).read(guide.format(right)) == []
    assert len(Reader(False).read(guide.format("10 h 99 min"))) == 1
    assert len(Reader(False).read("```sh\ngreenlane show two-agents\n```\n")) == 1
    assert len(Reader(False).read(guide.format(right) + "```text\nNever printed.\n```\n")) == 1
    assert _unnamed(f"| {right} |\n| 3 h <!-- joint relief/clearance_mean_h --> |") == [f"| {right} |"]
