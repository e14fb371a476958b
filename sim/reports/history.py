"""What a scenario gives as it was beside what was published: hits, misses, and what cannot be judged and why."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sim.measures import group_of, measure_of
from sim.reports.cautions import say_assumed
from sim.reports.document import finite
from sim.reports.naming import say_group
from sim.reports.terminal import print_sentences
from sim.reports.trust import made_by
from sim.reports.words import DASH, capital, clean, say, say_bounds
from sim.scenario import Source
from sim.studies import Beside, Hindcast
from sim.studies.hindcast import ENOUGH_REPLICATIONS
from sim.version import __version__
from sim.world.quantities import say_duration

RULE: Final = (
    "What happened is one history, so it is held against the interval that one more replication lies in, not against "
    "the error of the mean. It is reproduced if that interval and the published figure, widened by its stated "
    "tolerance, overlap. The interval holds chance alone, not what the inputs get wrong:"
)
_STYLES: Final = {"reproduced": "green", "missed": "red"}
_SORTS: Final = {
    "calibrated": "went into the scenario",
    "not comparable": "cannot be compared",
    "no observation": "without an independent observation",
}


def print_hindcast(console: Console, found: Hindcast) -> None:
    """Print the verdict, the table, why rows are not judged, and how far to trust it."""
    console.print(Text(clean(found.scenario.title), style="bold"))
    console.print()
    console.print(Text(say_judged(found)))
    console.print()
    console.print(_grid(found))
    console.print()
    print_sentences(console, _notes(found))
    console.print()
    print_sentences(console, (f"{RULE} {say_assumed(found.scenario)}", *_few(found)))
    console.print()
    console.print(Text(made_by(found), style="dim"))


def say_judged(found: Hindcast) -> str:
    """Say how many figures were judged, how, and what became of the others."""
    counts = Counter[str](row.judgement for row in found.rows)
    judged = counts["reproduced"] + counts["missed"]
    verdict = f"{judged} can be judged: {counts['reproduced']} reproduced, {counts['missed']} missed."
    others = ", ".join(f"{counts[sort]} {words}" for sort, words in _SORTS.items() if counts[sort])
    return f"Of {len(found.rows)} rows {verdict}" + (f" Not judged: {others}." if others else "")


def hindcast_rows(found: Hindcast) -> dict[str, Any]:
    """A hindcast as plain data; None is a value that does not exist."""
    scenario = found.scenario
    return {
        "scenario": {"name": scenario.name, "title": scenario.title, "hash": scenario.hash},
        "version": __version__,
        "seed": found.seed,
        "replications": found.replications,
        "assumed": say_assumed(scenario),
        "observed": [_as_data(found, row) for row in found.rows],
    }


def _as_data(found: Hindcast, row: Beside) -> dict[str, Any]:
    entry, simulated = row.observation, row.simulated
    low, high = entry.published or (None, None)
    window = entry.window(found.scenario.world.observed)
    return {
        "what": entry.what,
        "value": entry.value,
        "source": None if entry.source is None else cite(found.scenario.sources[entry.source]),
        "measure": entry.measure,
        "policy": row.policy,
        "window": None if entry.measure is None else [say_duration(window.start), say_duration(window.until)],
        "published": [finite(low), finite(high)],
        "tolerance": entry.tolerance,
        "simulated": None if simulated is None else finite(simulated.middle),
        "low": None if simulated is None else finite(simulated.low),
        "high": None if simulated is None else finite(simulated.high),
        "holds": None if simulated is None else simulated.holds,
        "unit": None if entry.measure is None else measure_of(entry.measure).unit,
        "judgement": row.judgement,
        "note": entry.note,
    }


def cite(source: Source) -> str:
    """Name a source in one line: publisher, title, year and address, as far as they are known."""
    told = (source.publisher, source.title, source.year, source.address, source.by)
    return ", ".join(clean(str(part)) for part in told if part)


def _grid(found: Hindcast) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Observed", "Published", "Simulated", "One history in it", "Judgement"):
        grid.add_column(Text(heading), overflow="fold")
    for row in found.rows:
        judged = Text(row.judgement, style=_STYLES.get(row.judgement, "dim"))
        published = Text(DASH if row.observation.value is None else clean(row.observation.value))
        grid.add_row(Text(clean(row.observation.what)), published, *map(Text, say_simulated(found, row)), judged)
    return grid


def say_simulated(found: Hindcast, row: Beside) -> tuple[str, str]:
    """Say the middle of the replications, and the interval that one history lies in."""
    simulated, key = row.simulated, row.observation.measure
    if simulated is None or key is None or simulated.low is None or simulated.high is None:
        return DASH, DASH
    unit, followed = measure_of(key).said_unit, f"> {say_duration(found.scenario.world.run_out)}"
    middle = DASH if simulated.middle is None else _say(simulated.middle, unit, followed)
    if math.isfinite(simulated.high):
        return middle, say_bounds(simulated.low, simulated.high, unit)
    return middle, f"{_say(simulated.low, unit, followed)} or more"


def _say(value: float, unit: str, followed: str) -> str:
    return say(value, unit) if math.isfinite(value) else followed


def _notes(found: Hindcast) -> Iterator[str]:
    """What was measured of each row, under which policy if not as it was, and how far it can be compared."""
    first = next(iter(found.scenario.policies))
    for row in found.rows:
        entry, told = row.observation, []
        if entry.measure is not None:
            whom = say_group(found.scenario.world, group_of(entry.measure))
            told.append(f"{capital(whom)}, {measure_of(entry.measure).label.lower()}.")
            told += [] if row.simulated else ["Its window lies outside the time that is observed."]
        if entry.start is not None or entry.until is not None:
            window = entry.window(found.scenario.world.observed)
            told.append(f"From {say_duration(window.start)} to {say_duration(window.until)} after the onset.")
        if row.policy != first:
            told.append(f"Under “{clean(found.scenario.policies[row.policy].label)}”.")
        if entry.tolerance:
            told.append(f"Tolerated: {say(entry.tolerance, 'share')}.")
        if entry.source is not None:
            told.append(f"Source: {cite(found.scenario.sources[entry.source])}.")
        yield " ".join([f"{clean(entry.what)}:", *told, clean(entry.note)]).strip()


def _few(found: Hindcast) -> tuple[str, ...]:
    if found.replications >= ENOUGH_REPLICATIONS:
        return ()
    holds = say((found.replications - 1) / (found.replications + 1), "share")
    return (
        f"With {found.replications} replications the interval holds {holds} of histories only: take "
        f"{ENOUGH_REPLICATIONS} or more for 95 %.",
    )
