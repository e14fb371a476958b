"""The SimPy model of a border: it runs whatever world it is given, and knows no policy."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from sim.border.arrivals import Arrivals
from sim.border.clock import CAPACITY, Environment, at_moment
from sim.border.desks import Act, Agenda, Desks
from sim.border.draws import Inputs
from sim.border.eventlog import NEVER, EventLog, Names, Reason, Table
from sim.border.flow import Flow
from sim.border.gate import Gate
from sim.border.incidents import Span, incident_spans
from sim.border.journey import Journeys
from sim.border.kinds import Kinds
from sim.border.log import Log
from sim.border.nature import nature
from sim.border.openings import SIDES, admissions, closed, gate_open
from sim.border.outcomes import delivered, duties_usd, findings
from sim.border.places import Places
from sim.border.repairs import Repairs
from sim.border.settling import Settling
from sim.border.stages import Planner
from sim.world import LANES, World


def run(world: World, inputs: Inputs) -> EventLog:
    """Run a world with the given inputs; the same two always give the same log.

    Parameters
    ----------
    world
        With its rules, that is after a policy has been applied.
    inputs
        Drawn from the same world, before or after a policy.
    """
    return Border(world, inputs).run()


class Border:
    """The parts of one run, put together."""

    def __init__(self, world: World, inputs: Inputs) -> None:
        self.world, self.inputs = world, inputs
        self.nature = nature(world, inputs)
        self.env = Environment(initial_time=world.start_us)
        self.log = Log(len(inputs), post=self.nature.post, lane=self.nature.lane)
        self.settling = Settling(self.env)
        engine = self.env, self.log, self.settling
        self.gates = [Gate(*engine, number, post.yard) for number, post in enumerate(world.posts.values())]
        for backlog in world.backlog:
            if backlog.step is not None:
                self.gates[list(world.posts).index(backlog.post)].inside += backlog.count
        self.desks = Desks(engine, world)
        shut = incident_spans(world, inputs.luck)
        agenda = self.desks.agenda
        for number, post in enumerate(world.posts):
            agenda += self._gate_agenda(number, post)
            for side in SIDES:
                agenda += self._closures(number, post, side, shut[post])
        self._follow(agenda)
        self._repairs = Repairs(self.env, world, inputs.luck, self.gates, self.desks)
        places, kinds = Places(*engine), Kinds(world, inputs)
        planner = Planner(world, inputs, self.desks, places)
        journeys = Journeys(self.env, world, self.log, self.gates, planner, places, kinds, self.nature)
        Arrivals(self.env, world, inputs, self.nature, kinds.of_all(self.nature), journeys)

    def run(self) -> EventLog:
        """Run to the end."""
        with rare_collection():
            self.env.run(until=self.world.end_us)
        return self._event_log()

    # --- putting it together

    def _gate_agenda(self, number: int, post: str) -> Agenda:
        gate = self.gates[number]
        gate.hours = gate_open(self.world, post)
        hours: Agenda = [(at, partial(gate.open_or_shut, bool(within))) for at, within in gate.hours]
        return hours + [
            (max(at, self.world.start_us), partial(gate.admit_only, match))
            for at, match in admissions(self.world, post)
        ]

    def _closures(self, number: int, post: str, side: str, spans: list[Span]) -> Agenda:
        """What closures of one side, or of both, do: nothing enters, and the teams there stop."""
        agenda: Agenda = []
        for is_shut, times in groupby(closed(self.world, post, side, spans), key=lambda step: bool(step[1])):
            at = next(times)[0]
            if is_shut:
                agenda.append((at, partial(self._close, number, post, side)))
            elif at > self.world.start_us:
                agenda.append((at, partial(self._reopen, number, post, side)))
        return agenda

    def _close(self, number: int, post: str, side: str) -> None:
        self.gates[number].stop(side, Reason.CLOSED)
        for desk in self.desks.of_post(post, side):
            desk.stop(side, Reason.CLOSED)
        for roving in self.desks.roving_at(post, side):
            roving.shut_at(number, Reason.CLOSED)

    def _reopen(self, number: int, post: str, side: str) -> None:
        self.gates[number].restore(side)
        for desk in self.desks.of_post(post, side):
            desk.restore(side)
        for roving in self.desks.roving_at(post, side):
            roving.open_at(number, Reason.CLOSED)

    def _follow(self, agenda: Agenda) -> None:
        """Have everything on the agenda done at its moment, what is on it first being done first."""
        for at, acts in groupby(sorted(agenda, key=lambda item: item[0]), key=lambda item: item[0]):
            at_moment(self.env, at, CAPACITY, partial(_do, [act for _, act in acts]))

    # --- the log

    def _event_log(self) -> EventLog:
        world, inputs, drawn = self.world, self.inputs, self.nature
        observed = world.observed
        cohort = (inputs.base_arrival >= observed.start) & (inputs.base_arrival < observed.until)
        consignments: dict[str, Any] = {
            "stream": inputs.stream,
            "goods": drawn.goods,
            "consignor": drawn.consignor,
            "destination": drawn.destination,
            "tonnes": drawn.tonnes,
            "value_usd": drawn.value_usd,
            "duty_usd": duties_usd(world, inputs, drawn),
            "cohort": cohort.astype(np.int64),
            "first_post": drawn.post,
            "base_arrival": inputs.base_arrival,
            **self.log.consignments(),
            "score": drawn.score,
            "carries": drawn.carries,
        }
        visits = self.log.visits.freeze()
        consignments["delivered"] = delivered(world, inputs, consignments)
        consignments["examined"], consignments["found"] = findings(world, inputs, drawn, visits)
        return EventLog(
            names=self._names(),
            start_us=world.start_us,
            end_us=world.end_us,
            consignments=consignments,
            visits=visits,
            holds=self.log.holds.freeze(),
            states=self.log.states.freeze(),
            ongoing=self._ongoing(),
        )

    def _names(self) -> Names:
        world = self.world
        posts, agencies = list(world.posts), list(world.agencies)
        return Names(
            streams=tuple(world.streams),
            kinds=tuple(stream.kind for stream in world.streams.values()),
            hidden=tuple(world.risk),
            destinations=tuple(world.destinations),
            goods=tuple(world.goods),
            consignors=tuple(world.consignors),
            lanes=LANES,
            posts=tuple(posts),
            steps=tuple(world.procedure),
            agencies=tuple(agencies),
            teams=tuple((post, name, agencies.index(agency)) for _, post, name, agency in self.desks.teams),
        )

    def _ongoing(self) -> dict[str, Any]:
        """Work in hand at the end, also what is paused, and who waits."""
        table = Table("consignment", "step", "team", "ready", "start")
        for team, *_ in self.desks.teams:
            flows: list[Flow] = [*team.working(), *team.paused]
            for flow in flows:
                table.append(flow.case.number, flow.step, team.number, flow.ready, flow.began or 0)
            for flow in (flow for line in (*team.lines, team.awaiting) for flow in line if not flow.gone):
                stopped = flow.seats is not None and flow.seats.is_stopped
                start = flow.began if stopped and flow.began is not None else NEVER
                table.append(flow.case.number, flow.step, team.number, flow.ready, start)
        return table.freeze()


def _do(acts: list[Act], _: object) -> None:
    for act in acts:
        act()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Look for garbage rarely while a run makes many objects that live: it costs a third of a run otherwise."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
