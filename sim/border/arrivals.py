"""Arrivals: who sets out when, at arrival or, where papers may come before, at notice."""

from collections.abc import Iterator
from heapq import heappush
from itertools import chain
from typing import Any

import numpy as np

from sim.border.case import Case
from sim.border.clock import ARRIVAL, Entry, Environment, Item
from sim.border.draws import Inputs
from sim.border.eventlog import Column
from sim.border.journey import Journeys
from sim.border.kinds import Kind
from sim.border.nature import Nature
from sim.border.rules import rules_of
from sim.world import World
from sim.world.rules import BeforeArrival

AT_A_TIME = 4096
"""Rows of arrays that are turned into numbers of Python's at a time: fast, and they need not all be there at once."""


class Arrivals(Entry):
    """Starts the journey of each consignment at its moment. It is one entry on the event list, used over and over."""

    __slots__ = ("_coming", "_env", "_journeys", "_next", "_steps")

    def __init__(
        self, env: Environment, world: World, inputs: Inputs, drawn: Nature, kinds: list[Kind], journeys: Journeys
    ) -> None:
        self.callbacks, self.over = env.takes_entries, self.arrive
        self._env, self._journeys = env, journeys
        # What each origin's consignments wait for when the run begins; `None`: they come to the gate.
        self._steps = [None if o.backlog is None else world.backlog[o.backlog].step for o in inputs.origins]
        self._coming = _in_order(_starts(world, inputs, drawn, kinds), inputs, drawn, kinds)
        self._next: Coming
        queue: list[Any] = env._queue
        first = self._wait()
        if first is not None:
            heappush(queue, first)

    def arrive(self, _: object) -> Item | None:
        """Start the journey of the one whose moment has come, and wait for the next."""
        _, number, base_arrival, index, incomplete, kind = self._next
        case = Case(number, index, kind, incomplete)
        step = self._steps[kind.origin]
        if step is None:
            self._journeys.begin(case, base_arrival)
        else:
            self._journeys.begin_inside(case, base_arrival, step)
        return self._wait()

    def _wait(self) -> Item | None:
        """What is to be put on the event list for the next one, if there is one."""
        coming = next(self._coming, None)
        if coming is None:
            return None
        self._next = coming
        return coming[0], ARRIVAL + coming[1], next(self._env._eid), self


Coming = tuple[int, int, int, int, bool, Kind]
"""When it sets out, number, base arrival, place in its origin, whether its papers are incomplete, and kind."""


def _in_order(starts: Column, inputs: Inputs, drawn: Nature, kinds: list[Kind]) -> Iterator[Coming]:
    order = np.argsort(starts, kind="stable")

    def some(first: int) -> Iterator[Coming]:
        numbers = order[first : first + AT_A_TIME]
        columns = (starts, inputs.base_arrival, inputs.index, drawn.incomplete)
        start, base, index, incomplete = (column[numbers].tolist() for column in columns)
        who = numbers.tolist()
        return zip(start, who, base, index, incomplete, map(kinds.__getitem__, who), strict=True)

    return chain.from_iterable(map(some, range(0, len(order), AT_A_TIME)))


def _starts(world: World, inputs: Inputs, drawn: Nature, kinds: list[Kind]) -> Column:
    """When each consignment sets out [µs]."""
    arrival: Column = np.maximum(inputs.base_arrival, world.start_us)
    starts = arrival
    for rule in rules_of(world, BeforeArrival):
        matched = {kind: rule.match.matches(kind.traits) for kind in set(kinds)}
        meant = np.array([matched[kind] for kind in kinds], dtype=np.bool_)
        at = np.maximum(inputs.base_arrival - drawn.notice_us, max(rule.start, world.start_us))
        holds = meant & (at < arrival) & (at < (world.end_us if rule.until is None else rule.until))
        starts = np.where(holds, np.minimum(starts, at), starts)
    return starts
