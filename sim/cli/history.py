"""Commands that hold scenarios to what was published."""

from typing import Annotated

import typer

from sim.cli.commands import app, load
from sim.cli.failures import refuse, repeatable, uninterrupted
from sim.cli.options import MOST_REPLICATIONS, JsonOption, ScenarioArgument, Seed, Settings, Workers
from sim.cli.screen import console, progress


@app.command()
def hindcast(
    scenario: ScenarioArgument,
    replications: Annotated[
        int,
        typer.Option(
            min=2,
            max=MOST_REPLICATIONS,
            help="Repetitions with other luck; 39 are the fewest that hold 95 % of histories.",
        ),
    ] = 39,
    seed: Seed = 1,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    workers: Workers = None,
    json: JsonOption = False,
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


@app.command()
def gallery(
    replications: Annotated[int, typer.Option(min=2, help="Repetitions with other luck of each case.")] = 20,
    seed: Seed = 1,
    workers: Workers = None,
) -> None:
    """Run every bundled case that has observations, and print the page about them."""
    with uninterrupted():
        from sim import scenario_names, study
        from sim.reports.gallery import gallery as page
        from sim.studies import hindcast as look_back

    cases = [loaded for name, _ in scenario_names() if (loaded := load(name, [])).observed]
    results = []
    for case in cases:
        with repeatable(case.name, []), progress() as advance:
            compared = study(case, None, replications, seed, workers, on_progress=advance)
            results.append((compared, look_back(case, seed=seed, workers=workers, on_progress=advance)))
    typer.echo(page(results), nl=False)
