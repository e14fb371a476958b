"""What would be saved if a cause of delay were taken away: paired runs of one policy with and without it.

The ledger says where time went. Without a cause other waits take part of its place, so what is saved is less, or more,
than what was booked on it; it takes a run to know. Savings of several causes are never added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass

from sim.measures import Cause, kinds_of
from sim.policies import apply
from sim.scenario import Scenario
from sim.studies.comparison import headline_key
from sim.studies.execution import Task, run_all
from sim.studies.removals import OF_POSTS, OF_TEAMS, REMOVABLE, Account, take_away
from sim.studies.replication import ReplicationResult, replicate_worlds
from sim.studies.statistics import Interval, simultaneous
from sim.studies.study import Study, assemble, difference, in_order, level

AS_IT_IS = "as it is"
MOST = 3
"""Causes that are taken away."""


@dataclass(frozen=True)
class Saving:
    """A cause, and what would be saved without it.

    Attributes
    ----------
    went_h
        Hours that a released consignment spent on it, on average.
    difference
        Of the measure, without the cause less with it; the intervals of all causes hold together.
    """

    account: Account
    went_h: float
    difference: Interval


@dataclass(frozen=True)
class Savings:
    """What would be saved under one policy.

    Attributes
    ----------
    key
        The measure.
    causes
        The causes on which most time went, the largest first.
    """

    policy: str
    key: str
    replications: int
    seed: int
    causes: tuple[Saving, ...]


def savings(
    study: Study,
    policy: str,
    replications: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Savings:
    """Take each of the three largest causes of a policy's delay away, and see what that saves on the same luck.

    Parameters
    ----------
    replications
        The first so many of the study's; all of them unless given.

    Raises
    ------
    ReplicationError, StudyError
        As `study` does.
    """
    accounts = largest_accounts(study, policy)
    many, key = replications or study.replications, headline_key(study.keys)
    names = (AS_IT_IS, *(f"without {place}" for place in range(1, len(accounts) + 1)))
    if not accounts:
        return Savings(policy, key, many, study.seed, ())
    task = Task(_Without(policy, tuple(account for account, _ in accounts)), study.scenario, names, study.seed)
    with closing(run_all(task, range(many), workers, executor)) as results:
        without = assemble(study.scenario, names, study.seed, many, in_order(_told(results, many, on_progress)))
    together = simultaneous(0.95, len(accounts))
    return Savings(
        policy,
        key,
        many,
        study.seed,
        tuple(
            Saving(account, went_h, difference(without, name, AS_IT_IS, key, together))
            for (account, went_h), name in zip(accounts, names[1:], strict=True)
        ),
    )


def largest_accounts(study: Study, policy: str, most: int = MOST) -> tuple[tuple[Account, float], ...]:
    """Find the causes that can be taken away on which most time of those that decide went, with the mean hours."""
    world, group = study.scenario.world, headline_key(study.keys).partition("/")[0]
    chosen = [group in (kind, "all") for kind in kinds_of(world)]
    hours = study.ledger[study.policies.index(policy)][chosen].sum(axis=0)  # (posts, agencies + 1, causes)
    agencies = [*world.agencies, None]
    summed: dict[Account, float] = defaultdict(float)
    for post, name in enumerate(world.posts):
        for agency, whose in enumerate(agencies):
            for cause in REMOVABLE:
                summed[_account(study, cause, whose, name)] += float(hours[post, agency, cause])
    released = float(level(study, policy, f"{group}/released_share").estimate or 0.0)
    arrived = float(level(study, policy, f"{group}/arrived").estimate or 0.0)
    order = sorted(((account, sum_h) for account, sum_h in summed.items() if sum_h > 0), key=lambda item: -item[1])
    return tuple((account, sum_h / (released * arrived)) for account, sum_h in order[:most])


def _account(study: Study, cause: Cause, agency: str | None, post: str) -> Account:
    """The account that hours belong to: of a team at a post, of an agency elsewhere, of a post, or of everybody."""
    if cause in OF_POSTS:
        return Account(cause, None, post)
    if cause in OF_TEAMS and agency is not None:
        there = study.scenario.world.posts[post]
        at_post = any(there.agency_of(team) == agency for team in there.teams)
        return Account(cause, agency, post if at_post else None)
    return Account(cause, agency if cause is Cause.PERMIT else None)


@dataclass(frozen=True)
class _Without:
    """A replication of one policy as it is, and without each cause."""

    policy: str
    accounts: tuple[Account, ...]

    def __call__(self, scenario: Scenario, names: Sequence[str], seed: int, replication: int) -> ReplicationResult:
        world = apply(scenario.policies[self.policy], scenario.world)
        worlds = [world, *(take_away(world, account) for account in self.accounts)]
        return replicate_worlds(scenario, dict(zip(names, worlds, strict=True)), seed, replication)


def _told(
    results: Iterable[ReplicationResult], many: int, on_progress: Callable[[int, int], None] | None
) -> Iterator[ReplicationResult]:
    for done, result in enumerate(results, start=1):
        if on_progress is not None:
            on_progress(done, many)
        yield result
