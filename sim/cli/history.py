"""The command that holds a scenario to what was published."""

from typing import Annotated

import typer

from sim.cli.commands import ScenarioArgument, Seed, Settings, app, load
from sim.cli.failures import refuse, repeatable, uninterrupted
from sim.cli.screen import console, progress


@app.command()
def hindcast(
    scenario: ScenarioArgument,
    replications: Annotated[
        int, typer.Option(min=2, help="Repetitions with other luck; 39 are the fewest that hold 95 % of histories.")
    ] = 39,
    seed: Seed = 1,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as there are cores if not given.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Run a scenario as it was, and lay what it gives beside what was published."""
    with uninterrupted():
        from sim import to_json
        from sim.reports.history import hindcast_rows, print_hindcast
        from sim.studies import hindcast as look_back

    loaded = load(scenario, settings)
    if not loaded.observed:
        refuse("NAME", f"{loaded.name} has no `observed` block: nothing was published that it could be held to")
    with repeatable(scenario, settings), progress() as advance:
        found = look_back(loaded, replications, seed, workers, on_progress=advance)
    if json:
        typer.echo(to_json(hindcast_rows(found)))
    else:
        print_hindcast(console(), found)
