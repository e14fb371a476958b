"""What one run says about one group of consignments: the facts that the rows of the catalogue compute with."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.border.eventlog import NOBODY, EventLog, Outcome
from sim.measures.consignments import FAR_US, Consignments, consignments_of
from sim.measures.groups import Bools, Floats, Group, Ints, Sort, belongs, kinds_of
from sim.measures.ledger import ledger, ledger_table
from sim.measures.presence import Comings, Presence, comings
from sim.measures.teams import TeamTimes, team_times
from sim.world import Stream, World


@dataclass(frozen=True, eq=False)
class Run:
    """One run, and what all groups share of it."""

    world: World
    log: EventLog

    @cached_property
    def consignments(self) -> Consignments:
        """What each consignment went through."""
        return consignments_of(self.log)

    @cached_property
    def waiting(self) -> Comings:
        """From arrival to release, or to leaving."""
        return comings(self.consignments.arrival_us, self.consignments.gone_us)

    @cached_property
    def outside(self) -> Comings:
        """From arrival to entry, or to leaving before."""
        return comings(self.consignments.arrival_us, np.minimum(self.consignments.entry_us, self.consignments.gone_us))

    @cached_property
    def teams(self) -> TeamTimes:
        """Officers' time."""
        return team_times(self.world, self.log)

    @cached_property
    def released(self) -> Bools:
        """Consignments of the cohort that were released within the run-out: (consignments,)."""
        them = self.consignments
        return them.cohort & (them.release_us - them.base_us <= self.world.run_out)

    @cached_property
    def ledger(self) -> Floats:
        """Hours of those, by kind, post, agency and cause: see `ledger_table`."""
        return ledger_table(self.world, self.log, ledger(self.world, self.log), self.released)


@dataclass(frozen=True, eq=False)
class Facts:
    """One run as far as one group is concerned.

    Attributes
    ----------
    run
        The run.
    group
        The group.
    belongs
        Which consignments belong to it: (consignments,).
    """

    run: Run
    group: Group
    belongs: Bools

    @property
    def world(self) -> World:
        """The world."""
        return self.run.world

    @cached_property
    def members(self) -> Ints:
        """Numbers of all consignments of the group."""
        return np.flatnonzero(self.belongs)

    @cached_property
    def cohort(self) -> Ints:
        """Numbers of those that are measured."""
        return np.flatnonzero(self.belongs & self.run.consignments.cohort)

    @cached_property
    def base_us(self) -> Ints:
        """Base arrival: (cohort,)."""
        return self.run.consignments.base_us[self.cohort]

    @cached_property
    def clearance_us(self) -> Ints:
        """Base arrival to release; far away if that was not within the run-out: (cohort,)."""
        return self.within_run_out(self.run.consignments.release_us)

    @cached_property
    def removal_us(self) -> Ints:
        """Base arrival to removal; far away if that was not within the run-out: (cohort,)."""
        return self.within_run_out(self.run.consignments.removal_us)

    @cached_property
    def delivery_us(self) -> Ints:
        """Base arrival to destination; far away if that was not within the run-out: (cohort with a destination,)."""
        return self.within_run_out(self.run.consignments.delivered_us)[self.run.consignments.bound[self.cohort]]

    @cached_property
    def gone_us(self) -> Ints:
        """Base arrival to release or leaving; far away if that was not within the run-out: (cohort,)."""
        return self.within_run_out(self.run.consignments.gone_us)

    @cached_property
    def released(self) -> Ints:
        """Numbers of the cohort's consignments that were released within the run-out."""
        return self.cohort[self.clearance_us < FAR_US]

    @cached_property
    def presence(self) -> Presence:
        """How many are there, inside and outside, over time."""
        return self.run.waiting.presence(self.belongs)

    def left_as(self, outcome: Outcome) -> Ints:
        """Numbers of the cohort's consignments whose passage ended in this way within the run-out."""
        so_ended = np.equal(self.run.consignments.outcome[self.cohort], outcome)
        return self.cohort[so_ended & (self.gone_us < FAR_US)]

    def within_run_out(self, moments_us: Ints) -> Ints:
        """Time from base arrival; far away if longer than the run-out: (cohort,)."""
        taken_us = moments_us[self.cohort] - self.base_us
        return np.where(taken_us <= self.world.run_out, taken_us, FAR_US)

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Streams that the group can hold consignments of."""
        name, sort = self.group.name, self.group.sort
        return tuple(
            stream
            for stream, spec in self.world.streams.items()
            if sort in ("all", "post") or name in _traits(stream, spec)[sort]
        )

    def kinds(self) -> Ints:
        """Places of the group's kinds among those of the world."""
        return np.array(
            [k for k, kind in enumerate(kinds_of(self.world)) if self.group.name in ("all", kind)], dtype=np.int64
        )

    def teams(self) -> Ints:
        """Numbers of the teams at the post, or of all; those that serve several posts are in all alone."""
        names = self.run.log.names
        everywhere, name = self.group.sort == "all", self.group.name
        here = [everywhere or (post != NOBODY and names.posts[post] == name) for post, _, _ in names.teams]
        return np.flatnonzero(here)


def _traits(name: str, stream: Stream) -> dict[Sort, Collection[str]]:
    """Names of the groups of each sort, posts apart, that consignments of a stream can belong to."""
    return {
        "kind": (stream.kind,),
        "stream": (name,),
        "goods": stream.goods,
        "destination": stream.destination or (),
        "hidden": stream.hidden,
    }


def facts_of(world: World, log: EventLog, groups: tuple[Group, ...]) -> tuple[Facts, ...]:
    """Facts of one run for each group."""
    run = Run(world, log)
    return tuple(Facts(run, group, belongs(log, group)) for group in groups)
