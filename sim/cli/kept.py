"""Commands about studies on disk."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.commands import app
from sim.cli.failures import UNEXPECTED, end, refuse, say
from sim.cli.options import FullOption, JsonOption
from sim.cli.screen import console

if TYPE_CHECKING:
    from sim import Study

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a study, written with --out.")]


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|DIR", help="A bundled scenario, for the study that came with it, or the folder of a study."
        ),
    ],
    json: JsonOption = False,
    full: FullOption = False,
) -> None:
    """Show what a study on disk tells, finished or not; nothing is run."""
    from sim import document, headline_key, to_json
    from sim.reports.flips import beneath_verdict, flip_rows
    from sim.reports.summary import print_study
    from sim.studies import compared_policy, find_folder, read_study
    from sim.studies.sensitivity import kept_flips

    folder = Path(name)
    stored = None if os.path.lexists(folder) else _stored(name)
    result = stored or read_study(find_folder(folder))
    policy = compared_policy(result, headline_key(result.keys))
    found = None if stored or policy is None else kept_flips(folder, policy)
    if json:
        typer.echo(to_json(document(result) | ({"flips": flip_rows(found)} if found else {})))
    else:
        print_study(console(), result, beneath=beneath_verdict(found) if found else (), full=full)
    asked = result.replications if stored else find_folder(folder).replications
    if result.replications < asked:
        say(
            f"{result.replications} of {asked} replications are finished from the first on; the command "
            "that began the study goes on with the others."
        )


def _stored(name: str) -> "Study | None":
    """The study that came with a bundled scenario; None if no scenario is called so."""
    from sim import load_scenario, scenario_names, stored_study

    if name not in dict(scenario_names()):
        return None
    if (found := stored_study(load_scenario(name))) is None:
        refuse("NAME|DIR", f"no study of {name} came with this version: greenlane run {name} makes one")
    return found


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
