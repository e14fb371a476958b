"""Arguments and options that several commands take, each declared once."""

from typing import Annotated, Final

import typer

MOST_REPLICATIONS: Final = 1_000_000
MOST_WORKERS: Final = 1_000
LARGEST_SEED: Final = 2**53 - 1
"""Larger whole numbers do not survive every reader of JSON."""

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A bundled scenario, or a file that ends in .yaml or .xlsx.")
]
Settings = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="A what-if, set before any policy; may be given again."),
]
FullOption = Annotated[bool, typer.Option("--full", help="Print every table, not the answer alone.")]
Seed = Annotated[
    int,
    typer.Option(min=0, max=LARGEST_SEED, help="Another seed is other luck; the same one gives the same results."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=MOST_WORKERS, help="Processes; if not given as many as there are cores, where it saves time."
    ),
]
Measure = Annotated[
    str | None, typer.Option(metavar="GROUP/MEASURE", help="What decides; the mean clearance of relief if not given.")
]
PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="MEASURE: AMOUNT",
        help="Run until differences are known this well: 'relief/clearance_mean_h: 0.5 h', or 5% of the level.",
    ),
]
MostOption = Annotated[
    int,
    typer.Option("--at-most", min=1, max=MOST_REPLICATIONS, help="The most replications that --precision may take."),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="TCP://HOST:PORT", help="Run on a Dask cluster (extra `cluster`)."),
]
FlipsOption = Annotated[
    int | None,
    typer.Option(
        "--flips",
        min=1,
        metavar="N",
        help="Say what could flip the answer: each assumed input at the ends of its range, N replications each.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
