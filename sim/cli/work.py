"""A study carried out the way the command line asks for: where, how far, how precisely, and what is kept of it."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.failures import INTERRUPTED, UNEXPECTED, end, refuse, repeatable, say
from sim.cli.following import Follower, Shown, counted

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sim import Scenario, Study
    from sim.studies.precision import Precision, Stopped
    from sim.studies.sensitivity import Sensitivity


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
    follower = Follower(tuple(policies), work.shown, None if precision is None else precision.key)
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


def look_for_flips(
    result: "Study", work: Work, replications: int | None, named: str, settings: Sequence[str] = ()
) -> "Sensitivity | None":
    """Find what could flip the verdict of a study, or what its folder holds of that already.

    Parameters
    ----------
    replications
        For each end of an input's range; None runs nothing.
    """
    from sim.studies import compared_policy, headline_key
    from sim.studies.sensitivity import flips_folder, kept_flips, sensitivity

    key = headline_key(result.keys)
    policy = compared_policy(result, key)
    if policy is None or replications is None:
        return None if policy is None or work.out is None else kept_flips(work.out, policy)
    out = None if work.out is None else flips_folder(work.out, policy, replications)
    with repeatable(named, settings), elsewhere(work.scheduler) as executor, counted(work.shown) as advance:
        compared = policy, result.baseline, key
        try:
            return sensitivity(
                result.scenario, *compared, replications, work.seed, work.workers, executor, advance, out
            )
        except KeyboardInterrupt:
            again = "" if out is None else "; the same command goes on with it"
            say(f"Interrupted while looking for what could flip the answer, which stands without it{again}.")
            return None


@contextmanager
def written_if_failing(scenario: "Scenario", path: Path) -> Iterator[None]:
    """Write a scenario that stands in no file, so that what ended with an error can be repeated from it."""
    from sim.scenario import dump_scenario

    try:
        yield
    except typer.Exit as ended:
        if ended.exit_code == UNEXPECTED and not path.exists():
            path.write_text(dump_scenario(scenario), encoding="utf-8")
        raise


@contextmanager
def kept_in(out: Path | None) -> Iterator[None]:
    """Say of an interrupt that what was finished is kept, if it is."""
    try:
        yield
    except KeyboardInterrupt:
        if out is None:
            raise
        kept = f"Interrupted; the runs that were finished are kept in {shlex.quote(str(out))}."
        end(INTERRUPTED, kept, "The same command goes on from there.")


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
    from sim.measures import keys_of, why_unknown

    if key not in keys_of(scenario.world):
        refuse(parameter, why_unknown(key))
