"""Files of the user's own: read by their ending, with limits, and never by their path."""

import re
from collections.abc import Callable
from typing import Final

from dashboard.session import Case, scenario_of, with_setting
from sim import Scenario, ScenarioError, build_scenario, dump_scenario, manifest_text, measure_problems

MOST_BYTES: Final = 20_000_000
_DRAWN: Final = (
    "post",
    "goods",
    "consignor",
    "destination",
    "convoy",
    "tonnes",
    "value",
    "papers_complete",
    "arrivals",
)
"""What the rows of a manifest say instead of the stream."""


class UploadError(ValueError):
    """A file that cannot be used, said in a sentence."""


def case_of_file(name: str, raw: bytes) -> Case:
    """Read a scenario file: YAML or an Excel workbook.

    Raises
    ------
    UploadError
        If it is too large, or ends in something else.
    ScenarioError
        With all problems of the file.
    """
    _check_size(raw)
    ending = name.lower().rpartition(".")[2]
    if ending not in READERS:
        raise UploadError(f"A file that ends in .{ending[:20]} cannot be read; give one of {', '.join(READERS)}.")
    called = _called(name)
    return Case(name=called, text=READERS[ending](called, raw))


def case_with_manifest(case: Case, stream: str, raw: bytes) -> Case:
    """Put the consignments of a table, CSV or Excel, in place of those that a stream would draw.

    Raises
    ------
    UploadError
        If it is too large, or neither text nor a workbook.
    ScenarioError
        With all problems of its rows.
    """
    _check_size(raw)
    scenario = scenario_of(case)
    if isinstance(scenario, ScenarioError):
        raise scenario
    try:
        rows = manifest_text(raw)
    except ValueError as error:
        raise UploadError(f"The list of consignments {error}.") from None
    kept = scenario.world.streams[stream].model_dump(mode="json", exclude_unset=True)
    stated = {key: value for key, value in kept.items() if key not in _DRAWN}
    new = with_setting(case, f"streams.{stream}", {**stated, "arrivals": {"pattern": "manifest", "rows": rows}})
    found = scenario_of(new)
    if isinstance(found, ScenarioError):
        raise found
    return new


def _checked(name: str, raw: bytes) -> Scenario:
    scenario = build_scenario(name, raw)
    problems = measure_problems(scenario)
    if problems:
        raise ScenarioError(problems)
    return scenario


def _text(name: str, raw: bytes) -> str:
    _checked(name, raw)
    return raw.decode("utf-8-sig")


def _workbook(name: str, raw: bytes) -> str:
    return dump_scenario(_checked(name, raw))


READERS: Final[dict[str, Callable[[str, bytes], str]]] = {"yaml": _text, "yml": _text, "xlsx": _workbook}
"""Readers by ending: from a name and bytes to the text of a scenario."""


def _check_size(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise UploadError(f"The file is larger than {MOST_BYTES // 1_000_000} MB; leave out what is not needed.")


def _called(name: str) -> str:
    """What results call a file: its last part without ending, and without signs that mean something in a path."""
    last = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    return re.sub(r"[^\w-]+", "-", last).strip("-")[:60] or "mine"
