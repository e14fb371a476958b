"""Commands about studies on disk."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.commands import FullOption, app
from sim.cli.failures import UNEXPECTED, end, say
from sim.cli.screen import console

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a study, written with --out.")]


@app.command()
def show(
    folder: Folder,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    full: FullOption = False,
) -> None:
    """Show what a study on disk tells, finished or not."""
    from sim import document, headline_key, to_json
    from sim.reports.flips import beneath_verdict, flip_rows
    from sim.reports.summary import print_study
    from sim.studies import find_folder, read_study
    from sim.studies.sensitivity import kept_flips
    from sim.studies.verdict import compared_policy

    there = find_folder(folder)
    result = read_study(there)
    policy = compared_policy(result, headline_key(result.keys))
    found = None if policy is None else kept_flips(folder, policy)
    if json:
        typer.echo(to_json(document(result) | ({"flips": flip_rows(found)} if found else {})))
    else:
        print_study(console(), result, beneath=beneath_verdict(found) if found else (), full=full)
    if result.replications < there.replications:
        say(
            f"{result.replications} of {there.replications} replications are finished from the first on; the command "
            "that began the study goes on with the others."
        )


@app.command()
def verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(min=1, help="How many replications to run again.")] = 3,
) -> None:
    """Run some replications of a study on disk again, and compare every number to the bit."""
    from sim.studies.verification import verify as look_again

    found = look_again(folder, sample)
    for difference in found.elsewhere:
        say(f"Made on another machine, so a billionth is allowed: {difference}")
    numbers = ", ".join(map(str, found.sample))
    if found.different:
        end(UNEXPECTED, *found.different, f"Replications run again: {numbers}.")
    exactly = "within a billionth" if found.elsewhere else "to the bit"
    typer.echo(f"Replications {numbers} of {shlex.quote(str(folder))} are the same {exactly}.")
