"""Commands for questions that take more than a comparison: which candidate, and what could flip the answer."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.commands import app, load, policies_of
from sim.cli.failures import refuse, repeatable, uninterrupted
from sim.cli.following import ProgressOption, Shown, counted
from sim.cli.options import (
    MOST_REPLICATIONS,
    JsonOption,
    Measure,
    ScenarioArgument,
    SchedulerOption,
    Seed,
    Settings,
    Workers,
)
from sim.cli.screen import console
from sim.cli.work import Work, carry_out, check_measure, elsewhere, kept_in, written_if_failing

if TYPE_CHECKING:
    from rich.console import Console

    from sim import Scenario


class By(StrEnum):
    """What candidates are built of."""

    first_post = "first_post"
    repair_order = "repair_order"
    one_more_officer = "one_more_officer"
    lever = "lever"


@app.command()
def rank(
    scenario: ScenarioArgument,
    by: Annotated[
        By, typer.Option(help="Which post first, which order of repairs, where one more officer, or which lever.")
    ],
    policy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The policy that candidates are added to; by lever, the one to take apart."),
    ] = None,
    measure: Measure = None,
    replications: Annotated[
        int, typer.Option(min=2, max=MOST_REPLICATIONS, help="Repetitions with other luck; the more, the surer.")
    ] = 30,
    seed: Seed = 1,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the study here, and go on from it.")] = None,
    scheduler: SchedulerOption = None,
    shown: ProgressOption = Shown.auto,
    json: JsonOption = False,
) -> None:
    """Build the candidates of a question, run them on the same consignments, and list who is still in the running."""
    with uninterrupted():
        from sim import measure_of, to_json
        from sim.reports.ranking import print_ranking, ranking_rows
        from sim.studies.candidates import candidates

    loaded = load(scenario, settings)
    key = _deciding(loaded, measure)
    if measure_of(key).better is None:
        refuse("--measure", f"of {key} neither more nor less is better, so nothing can be best at it")
    try:
        built = candidates(loaded, by.value, policy)
    except ValueError as error:
        refuse("--by", str(error))
    work = Work(replications, seed, workers, out, scheduler, shown)
    # Candidates stand in no file yet, so a failure could not be repeated without one.
    again = Path(f"{loaded.name}-{by.value}-failed.yaml") if out is None else out / "scenario.yaml"
    with written_if_failing(built.scenario, again):
        result, _ = carry_out(built.scenario, list(built.scenario.policies), work, str(again))
    if json:
        typer.echo(to_json(ranking_rows(result, built, key)))
    else:
        print_ranking(console(), result, built, key)


@app.command()
def sensitivity(
    scenario: ScenarioArgument,
    policy: Annotated[str, typer.Option(metavar="NAME", help="The policy whose difference is looked at.")],
    baseline: Annotated[
        str | None, typer.Option(metavar="NAME", help="What it is compared with; the first policy if not given.")
    ] = None,
    measure: Measure = None,
    screening: Annotated[
        bool, typer.Option("--screen", help="Move all inputs together (Morris; extra `sensitivity`).")
    ] = False,
    sweep: Annotated[
        list[str],
        typer.Option(metavar="PATH=A,B,C", help="Instead of ranges these values; given again, every combination."),
    ] = [],  # noqa: B006 -- Typer copies it
    replications: Annotated[
        int, typer.Option(min=1, max=MOST_REPLICATIONS, help="Repetitions for each value of an input.")
    ] = 10,
    seed: Seed = 1,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the runs here, and go on from them.")] = None,
    scheduler: SchedulerOption = None,
    shown: ProgressOption = Shown.auto,
    json: JsonOption = False,
) -> None:
    """Put each assumed input to the ends of its stated range, and tell which could flip the answer."""
    with uninterrupted():
        from sim import to_json
        from sim.reports import flips
        from sim.scenario import WhatIfs
        from sim.studies.inputs import grid
        from sim.studies.screening import screen
        from sim.studies.sensitivity import sensitivity as vary
        from sim.studies.variants import study_variants

    loaded = load(scenario, settings)
    first = next(iter(loaded.policies)) if baseline is None else baseline
    first, other = policies_of(loaded, [first, policy])
    key = _deciding(loaded, measure)
    try:
        combinations = grid(sweep)
    except ValueError as error:
        refuse("--sweep", str(error))
    what_ifs = WhatIfs(loaded)
    for chosen in combinations:
        what_ifs(chosen)
    with repeatable(scenario, settings), kept_in(out), elsewhere(scheduler) as executor, counted(shown) as advance:
        how = replications, seed, workers, executor, advance
        show: Callable[[Console], None]
        if sweep:
            studies = study_variants(loaded, combinations, (first, other), key, *how, out=out)
            rows = flips.sweep_rows(combinations, studies)
            show = partial(flips.print_sweep, combinations=combinations, studies=studies)
        elif screening:
            screened = screen(loaded, other, first, key, 10, *how, out=out)
            rows, show = flips.screening_rows(screened, key), partial(flips.print_screening, screened=screened, key=key)
        else:
            found = vary(loaded, other, first, key, *how, out=out)
            rows, show = flips.flip_rows(found), partial(flips.print_sensitivity, scenario=loaded, found=found)
    if json:
        typer.echo(to_json(rows))
    else:
        show(console())


def _deciding(scenario: "Scenario", measure: str | None) -> str:
    """The measure that decides; one that the results will not hold is refused."""
    from sim import headline_key
    from sim.measures import keys_of

    if measure is None:
        return headline_key(keys_of(scenario.world))
    check_measure(scenario, "--measure", measure)
    return measure
