"""What there is, on a terminal: bundled scenarios, levers, and what a scenario holds and where it has it from."""

import json
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from sim.policies import Entry, Parameter
from sim.reports.cautions import say_assumed, scenario_cautions
from sim.reports.terminal import print_sentences
from sim.reports.words import DASH, clean
from sim.scenario import Scenario, numbers
from sim.world.quantities import say_duration


def print_names(console: Console, entries: Iterable[tuple[str, str]]) -> None:
    """Print names and what they stand for."""
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    for name, words in entries:
        grid.add_row(Text(name, style="bold"), Text(clean(words)))
    console.print(grid)


def print_lever_titles(console: Console, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Print names and titles of levers by what they are for, all titles from one column on, and where to read more."""
    longest = max(len(name) for entries in groups.values() for name, _ in entries)
    for group, entries in groups.items():
        console.print(Text(group, style="bold"))
        print_names(console, [(name.ljust(longest), title) for name, title in entries])
        console.print()
    console.print(Text("greenlane levers NAME explains one of them, --full each in a paragraph."))


def print_levers(console: Console, entries: Iterable[Entry]) -> None:
    """Print every lever with a paragraph: what it changes, when it bites, what it takes, and what it stands for."""
    for entry in entries:
        console.print(Text.assemble((entry.name, "bold"), f"  {entry.title}"))
        console.print(Padding(Text(entry.text), (0, 0, 1, 2)))


def print_lever(console: Console, entry: Entry) -> None:
    """Print what a reader needs to know about a lever."""
    console.print(Text(f"{entry.name}: {entry.title}", style="bold"))
    console.print(Text(entry.text))
    for parameter in entry.parameters:
        console.print(Text(f"\n{parameter.name} ({_need(parameter)})", style="bold"))
        console.print(Text(parameter.doc))
    if entry.sources:
        console.print(Text("\nSources", style="bold"))
        print_sentences(console, entry.sources)


def print_scenario(console: Console, scenario: Scenario) -> None:
    """Print what a scenario holds, and what in it is probably not meant."""
    world = scenario.world
    console.print(Text(clean(scenario.title), style="bold"))
    counts = [
        _count(len(world.posts), "post"),
        _count(len(world.agencies), "agency"),
        _count(len(world.streams), "stream"),
        _count(len(world.procedure), "step"),
    ]
    print_sentences(
        console,
        (
            f"{', '.join(counts)}, {_count(len(scenario.policies), 'policy')}: {', '.join(scenario.policies)}.",
            f"Observed for {say_duration(world.observe)}, each consignment followed for {say_duration(world.run_out)}.",
            say_assumed(scenario),
            f"Hash {scenario.hash}",
        ),
    )
    cautions = scenario_cautions(scenario)
    if cautions:
        console.print(Text("\nAllowed, but look at it", style="bold"))
        print_sentences(console, cautions)


def print_sources(console: Console, scenario: Scenario) -> None:
    """Print the sources, and every number with its own, a line each."""
    console.print(Text("\nSources", style="bold"))
    for name, source in scenario.sources.items():
        told = (source.title, source.publisher, source.year, source.address, source.by, source.note)
        line = f"{name} ({source.grade}): {', '.join(clean(str(part)) for part in told if part)}"
        console.print(Text(line), soft_wrap=True)
    console.print(Text("\nNumbers", style="bold"))
    for number in numbers(scenario):
        ends = "" if number.low is None and number.high is None else f" ({number.low or DASH} to {number.high or DASH})"
        origin = f"{number.grade}, {number.source}" if number.source else number.grade
        console.print(Text(clean(f"{number.path} = {number.written}{ends}: {origin}")), soft_wrap=True)


def _need(parameter: Parameter) -> str:
    if parameter.needed:
        return "needed"
    empty = parameter.default is None or parameter.default == {}
    return "optional" if empty else f"{json.dumps(parameter.default, ensure_ascii=False)} if left out"


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
