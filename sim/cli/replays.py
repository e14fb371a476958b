"""The command that writes a replay."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.commands import app, load, policies_of
from sim.cli.failures import refuse, say
from sim.cli.options import ScenarioArgument, Seed, Settings


@app.command()
def replay(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="The file to write.")],
    policy: Annotated[
        list[str], typer.Option(metavar="NAME", help="Two policies, left and right; the first two if not given.")
    ] = [],  # noqa: B006 -- Typer copies it
    seed: Seed = 1,
    replication: Annotated[int, typer.Option(min=0, help="Which replication, counted from 0.")] = 0,
    settings: Settings = [],  # noqa: B006 -- Typer copies it
) -> None:
    """Write two policies side by side as one HTML file, which any browser opens without a network."""
    from sim.reports.folder import write_together
    from sim.reports.replay import record_replay, replay_page

    if out.suffix != ".html":
        refuse("--out", f"{str(out)!r} must end in .html")
    loaded = load(scenario, settings)
    left, right = _two(policies_of(loaded, policy), policy)
    page = replay_page(record_replay(loaded, (left, right), seed, replication))
    write_together(out.parent, {out.name: page})
    say(f"Wrote {left} beside {right}, replication {replication}, seed {seed}, to {out} ({len(page) / 1e6:.2f} MB).")


def _two(policies: tuple[str, ...], asked: list[str]) -> tuple[str, str]:
    if (asked and len(asked) != 2) or len(policies) < 2:
        refuse("--policy", f"a replay shows two policies side by side; this gives {len(asked) or len(policies)}")
    return policies[0], policies[1]
