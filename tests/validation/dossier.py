"""The page of validation, made from the tests themselves: `python tests/validation/dossier.py`.

It runs the validation tests, the slow ones too, and writes what they found to `docs/validation.md`; the words stand in
`dossier.md` beside this file. With `--check` it writes nothing, and fails where the page tells something else.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import synthetic  # noqa: E402 -- found once the path is set
from findings import FOUND, Finding  # noqa: E402

from sim import hindcast, load_scenario, scenario_names  # noqa: E402
from sim.reports.history import say_simulated  # noqa: E402

PAGE = ROOT / "docs/validation.md"
TESTS = ("queues", "arrivals", "cross_check", "published_behaviour")


class Row(NamedTuple):
    """A finding with the claim of the test that found it."""

    claim: str
    case: str
    """Which case of a test with several; empty for others."""
    finding: Finding
    passed: bool


class Watcher:
    """Listens to the tests and keeps what each found."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Take what was found during a test."""
        outcome: Any = yield
        if call.when == "call":
            claim = str(inspect.getdoc(item.function)).partition("\n")[0]
            case = item.callspec.id if hasattr(item, "callspec") else ""
            self.rows += [Row(claim, case, finding, outcome.get_result().passed) for finding in FOUND]
            FOUND.clear()


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of the page."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def findings_table(rows: Sequence[Row], kind: str, reference: str) -> str:
    """The findings of one kind; a claim stands at the first of its rows."""
    lines, before = [], ""
    for row in (row for row in rows if row.finding.kind == kind):
        what = row.finding.what + (f" ({row.case})" if row.case else "")
        claim = "" if row.claim == before else row.claim
        before = row.claim
        passed = "yes" if row.passed else "**no**"
        lines.append([claim, what, row.finding.model, row.finding.reference, row.finding.apart, passed])
    if all(not line[4] for line in lines):
        return table(["claim", "figure", "Greenlane", reference, "passes"], [line[:4] + line[5:] for line in lines])
    return table(["claim", "figure", "Greenlane", reference, "apart", "passes"], lines)


def traces_table() -> str:
    """The hand-worked cases, file by file."""
    rows = []
    for path in sorted((ROOT / "tests/traces").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        cases = sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)
        about = str(ast.get_docstring(tree)).partition("\n")[0]
        rows.append(
            [f"[{path.stem.removeprefix('test_').replace('_', ' ')}](../tests/traces/{path.name})", about, str(cases)]
        )
    return table(["rules", "what is worked out", "tests"], rows)


def hindcasts_table() -> str:
    """Every figure that was published about a bundled case."""
    rows = []
    for name, _ in scenario_names():
        scenario = load_scenario(name)
        if not scenario.observed:
            continue
        found = hindcast(scenario)
        for row in found.rows:
            middle, interval = say_simulated(found, row)
            published = row.observation.value or "–"
            rows.append([name, row.observation.what, published, middle, interval, row.judgement])
    return table(["case", "observed", "published", "simulated", "one history in it", "judgement"], rows)


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    parts = {
        "theory": findings_table(rows, "theory", "exact"),
        "simulator": findings_table(rows, "simulator", "Ciw"),
        "published": findings_table(rows, "published", "study"),
        "traces": traces_table(),
        "coverage": "\n".join(synthetic.table()),
        "hindcasts": hindcasts_table(),
    }
    text = (HERE / "dossier.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def main() -> int:
    """Make the page, or check it; the exit code."""
    watcher = Watcher()
    files = [str(HERE / f"test_{name}.py") for name in TESTS]
    ended = pytest.main(["-q", "-p", "no:cacheprovider", "-m", "slow or not slow", *files], plugins=[watcher])
    made = page(watcher.rows)
    if "--check" not in sys.argv:
        PAGE.write_text(made, encoding="utf-8")
        print(f"Wrote {PAGE.relative_to(ROOT)}.")
        return int(ended)
    kept = PAGE.read_text(encoding="utf-8")
    print(*unified_diff(kept.splitlines(), made.splitlines(), "as it is kept", "as it is made", lineterm=""), sep="\n")
    return int(ended) or int(made != kept)


if __name__ == "__main__":
    sys.exit(main())
