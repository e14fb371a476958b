"""A study carried out the way the command line asks for: where, how far, how precisely, and what is kept of it."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.failures import INTERRUPTED, end, refuse, repeatable
from sim.cli.following import Follower, Shown

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sim import Scenario, Study
    from sim.studies.precision import Precision, Stopped

PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="MEASURE: AMOUNT",
        help="Run until differences are known this well: 'relief/clearance_mean_h: 0.5 h', or 5% of the level.",
    ),
]
MostOption = Annotated[int, typer.Option("--at-most", min=1, help="The most replications that --precision may take.")]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="TCP://HOST:PORT", help="Run on a Dask cluster (extra `cluster`)."),
]


@dataclass(frozen=True)
class Work:
    """What is to be run, and how."""

    replications: int
    seed: int
    workers: int | None
    out: Path | None
    scheduler: str | None = None
    shown: Shown = Shown.auto
    precision: str | None = None
    at_most: int = 1000


def carry_out(
    scenario: "Scenario", policies: Sequence[str], work: Work, named: str, settings: Sequence[str] = ()
) -> tuple["Study", "Stopped | None"]:
    """Run a study.

    Parameters
    ----------
    named, settings
        The scenario as it was asked for, to say how a failure is seen again.
    """
    from sim.studies import study

    precision = None if work.precision is None else _precision(scenario, work.precision)
    follower = Follower(tuple(policies), work.shown)
    with ExitStack() as stack:
        stack.enter_context(repeatable(named, settings))
        executor = stack.enter_context(elsewhere(work.scheduler))
        run = partial(study, scenario, policies, seed=work.seed, workers=work.workers, executor=executor)
        run = partial(run, on_progress=follower.advance, on_result=follower.take)
        stack.enter_context(follower.shown())
        try:
            if precision is None:
                return run(replications=work.replications, out=work.out), None
            return _to_precision(run, precision, work)
        except KeyboardInterrupt:
            if work.out is None:
                raise
            where = shlex.quote(str(work.out))
            end(
                INTERRUPTED,
                f"Interrupted; the {follower.done} replications that were finished are kept in {where}.",
                f"The same command goes on from there; greenlane show {where} tells what they say so far.",
            )


@contextmanager
def elsewhere(scheduler: str | None) -> Iterator["Executor | None"]:
    """The executor of a cluster, if one was named."""
    if scheduler is None:
        yield None
        return
    from sim.studies.cluster import cluster

    with cluster(scheduler) as executor:
        yield executor


def _to_precision(run: "partial[Study]", precision: "Precision", work: Work) -> tuple["Study", "Stopped"]:
    from sim.studies.precision import study_to_precision

    try:
        return study_to_precision(run, precision, work.replications, work.at_most, work.out)
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        refuse("--precision", str(error))


def _precision(scenario: "Scenario", text: str) -> "Precision":
    from sim.studies.precision import parse_precision

    try:
        precision = parse_precision(text)
    except ValueError as error:
        refuse("--precision", str(error))
    check_measure(scenario, "--precision", precision.key)
    return precision


def check_measure(scenario: "Scenario", parameter: str, key: str) -> None:
    """Refuse, before anything is run, a measure that the results will not hold."""
    from sim.measures import keys_of
    from sim.reports.targets import why_unknown

    if key not in keys_of(scenario.world):
        refuse(parameter, why_unknown(key))
