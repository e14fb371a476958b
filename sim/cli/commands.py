"""The commands."""

import shlex
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.failures import MISSED, UNEXPECTED, Answers, end, refuse, say, uninterrupted
from sim.cli.following import ProgressOption, Shown
from sim.cli.options import (
    MOST_REPLICATIONS,
    FlipsOption,
    FullOption,
    JsonOption,
    MostOption,
    PrecisionOption,
    ScenarioArgument,
    SchedulerOption,
    Seed,
    Settings,
    Workers,
)
from sim.cli.screen import console
from sim.cli.work import Work, carry_out, look_for_flips
from sim.version import __version__

if TYPE_CHECKING:
    from sim import Scenario

app = typer.Typer(
    name="greenlane",
    cls=Answers,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: Rich's takes longer to load than all the rest.
    rich_markup_mode=None,
    help="Compare how soon relief clears a border under different decisions, and what that costs others.",
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def greenlane(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Take the options of the command itself."""


@app.command()
def scenarios() -> None:
    """List the bundled scenarios."""
    from sim import scenario_names
    from sim.reports.overview import print_names

    print_names(console(), scenario_names())


@app.command()
def new(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """Write a small scenario to start from."""
    from sim import write_starter

    write_starter(file)
    say(f"Wrote {file}. Next: {shlex.join(['greenlane', 'check', str(file)])}")


@app.command()
def export(
    scenario: ScenarioArgument,
    file: Annotated[Path, typer.Argument(help="The file to write, ending in .xlsx or .yaml; it must not exist.")],
    settings: Settings = [],  # noqa: B006 -- Typer copies it
) -> None:
    """Write a scenario as an Excel workbook or as YAML; running that file gives the same results."""
    from sim import save_scenario

    save_scenario(load(scenario, settings), file)
    say(f"Wrote {file}. Next: {shlex.join(['greenlane', 'check', str(file)])}")


@app.command()
def check(
    scenario: ScenarioArgument,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    sources: Annotated[bool, typer.Option("--sources", help="List every number with its source.")] = False,
) -> None:
    """Tell all that is wrong with a scenario, each with its line, or what it holds if nothing is."""
    from sim.reports.overview import print_scenario, print_sources

    loaded = load(scenario, settings)
    print_scenario(console(), loaded)
    if sources:
        print_sources(console(), loaded)


@app.command()
def run(
    scenario: ScenarioArgument,
    policy: Annotated[
        list[str], typer.Option(metavar="NAME", help="A policy to run, the baseline first; all of them if not given.")
    ] = [],  # noqa: B006 -- Typer copies it
    replications: Annotated[
        int, typer.Option(min=1, max=MOST_REPLICATIONS, help="Repetitions with other luck; the more, the surer.")
    ] = 30,
    seed: Seed = 1,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep the study here; given again, it goes on with what is missing."),
    ] = None,
    json: JsonOption = False,
    full: FullOption = False,
    matters: Annotated[
        str | None, typer.Option(metavar="TIME", help="The least difference of mean clearance you care for: 2h.")
    ] = None,
    precision: PrecisionOption = None,
    at_most: MostOption = 1000,
    flips: FlipsOption = None,
    scheduler: SchedulerOption = None,
    shown: ProgressOption = Shown.auto,
) -> None:
    """Compare policies on the same consignments with the same luck.

    A what-if: greenlane run nepal-2015 --set posts.birgunj.teams.customs.officers=9

    Exit code 4 says that none of the policies meets one of the scenario's targets.
    """
    with uninterrupted():
        from sim import document, headline_key, to_json
        from sim.reports.flips import beneath_verdict, flip_rows
        from sim.reports.summary import print_stopped, print_study
        from sim.reports.targets import say_missed

    loaded = load(scenario, settings)
    policies = policies_of(loaded, policy)
    matters_h = None if matters is None else _hours(matters)
    work = Work(replications, seed, workers, out, scheduler, shown, precision, at_most)
    result, stopped = carry_out(loaded, policies, work, scenario, settings)
    found = look_for_flips(result, work, flips, scenario, settings)
    thresholds = {} if matters_h is None else {headline_key(result.keys): matters_h}
    if json:
        typer.echo(to_json(document(result, thresholds, stopped) | ({"flips": flip_rows(found)} if found else {})))
    else:
        print_study(console(), result, matters_h, beneath_verdict(found) if found else (), full)
    if stopped is not None and precision is not None:
        print_stopped(console(stderr=json), result, stopped, precision)
    if out is not None:
        from sim.reports.exports import write_study

        write_study(result, out, thresholds)
        say(f"Wrote the results to {out}.")
    if missed := say_missed(result):
        end(MISSED, *missed)


@app.command()
def log(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the tables go.")],
    policy: Annotated[
        str | None, typer.Option(metavar="NAME", help="The policy to run; the first if not given.")
    ] = None,
    seed: Seed = 1,
    replication: Annotated[
        int, typer.Option(min=0, max=MOST_REPLICATIONS, help="Which replication, counted from 0.")
    ] = 0,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
) -> None:
    """Write every event of one run as tables: consignments.csv, visits.csv and states.csv."""
    import sim
    from sim.reports.exports import write_log

    loaded = load(scenario, settings)
    name = policies_of(loaded, [policy] if policy else [])[0]
    inputs = sim.draw(loaded.world, seed, replication)
    write_log(sim.run(sim.apply(loaded.policies[name], loaded.world), inputs), out)
    say(f"Wrote replication {replication} of {loaded.name} under {name}, seed {seed}, to {out}.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check while you type."""
    from sim import json_schema, to_json

    typer.echo(to_json(json_schema()))


@app.command()
def levers(
    name: Annotated[str | None, typer.Argument(help="A lever to explain in full.")] = None,
    full: Annotated[bool, typer.Option("--full", help="A paragraph on each, not its title alone.")] = False,
) -> None:
    """List what people can decide, or explain one of the levers."""
    from sim import GROUPS, LEVERS
    from sim.policies import entry
    from sim.reports.overview import print_lever, print_lever_titles, print_levers

    if name is None and full:
        print_levers(console(), map(entry, LEVERS))
    elif name is None:
        titles = {group: [(lever.name, entry(lever.name).title) for lever in those] for group, those in GROUPS.items()}
        print_lever_titles(console(), titles)
    elif name in LEVERS:
        print_lever(console(), entry(name))
    else:
        refuse("NAME", f"there is no lever {name!r}; known: {', '.join(LEVERS)}")


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    lan: Annotated[bool, typer.Option("--lan", help="Let others on the network open them, with a PIN.")] = False,
) -> None:
    """Open the pages in the browser, on this machine only unless --lan is given."""
    # By name, because the package does not know what is built on it.
    launching = import_module("dashboard.launch")
    try:
        launching.launch(port, lan)
    except launching.PortTakenError as error:
        end(UNEXPECTED, str(error))


def load(name_or_path: str, settings: Sequence[str]) -> "Scenario":
    """Load a scenario, and refuse what it asks of results that they cannot tell."""
    from sim import ScenarioError, load_scenario, measure_problems

    loaded = load_scenario(name_or_path, settings)
    problems = measure_problems(loaded)
    if problems:
        raise ScenarioError(problems)
    return loaded


def policies_of(scenario: "Scenario", chosen: Sequence[str]) -> tuple[str, ...]:
    """The policies that were asked for, all if none was."""
    from sim.studies.study import chosen_policies

    try:
        return chosen_policies(scenario, chosen or None)
    except ValueError as error:
        refuse("--policy", str(error))


def _hours(text: str) -> float:
    from sim.world.quantities import hours, parse_duration

    try:
        return hours(parse_duration(text))
    except ValueError as error:
        refuse("--matters", str(error))
