"""The work on a consignment: stage after stage of its plan, fork and join, and whatever is done again."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from sim.border.case import Case
from sim.border.clock import Environment
from sim.border.departures import Departures
from sim.border.eventlog import Activity
from sim.border.flow import Flow, Journey, branch
from sim.border.leniency import Leniency
from sim.border.places import Places
from sim.border.stages import Plan, Planner, Stage

ENTRY: Final = -1
"""Stands for entry to the yard, and before all stages, where numbers stand for the stages of a plan."""
RELEASE: Final = -2
"""Stands for release, likewise."""
NOTHING: Final = -1
"""No stage to go on with."""
DONE: Final = -1
"""Waits for nothing, because it is done."""


class Work:
    """The work on all consignments of a run."""

    def __init__(
        self, env: Environment, planner: Planner, leniency: Leniency, departures: Departures, places: Places
    ) -> None:
        self.env, self.planner, self.leniency, self.departures = env, planner, leniency, departures
        self.lenient = bool(leniency)
        self._papers, self._rework = places.spell(Activity.PAPERS), places.spell(Activity.REWORK)

    def go_on(self, case: Case, flow: Flow, place: int) -> Journey:
        """The journey from a stage on, the leanest there is."""
        plan = case.plan
        if plan is not None and plan.chain and place == 0 and case.entered and not self.lenient:
            return self.chain(case, flow, plan)
        return self.stages(case, flow, place)

    # --- the journeys

    def chain(self, case: Case, flow: Flow, plan: Plan) -> Journey:
        """One stage after the other with nothing beside them: what most consignments do, at the least cost."""
        index = case.index
        if plan.sure and not (case.incomplete and plan.documentary):
            for step, place, durations in plan.work:
                flow.step = step
                yield place, durations[index]
        else:
            for stage in plan.stages:
                flow.step = stage.step
                yield stage.place, stage.durations[index]
                if stage.reworks or (case.incomplete and stage.documentary):
                    yield from self._again(case, flow, stage)
        self.departures.release(case, flow.last)

    def stages(self, case: Case, flow: Flow, place: int) -> Journey:
        """Stage after stage, for as long as this branch has one to go on with."""
        plan, index = case.plan, case.index
        assert plan is not None or place < 0
        while place >= 0:
            assert plan is not None
            stage = plan.stages[place]
            flow.step = stage.step
            for spell, waits in stage.before:
                yield spell, waits[index]
            if self.lenient and self.leniency.passes_over(flow, stage):
                pass
            elif (yield stage.place, stage.durations[index]) is None and (
                stage.reworks or (case.incomplete and stage.documentary)
            ):
                yield from self._again(case, flow, stage)
            for spell, waits in stage.behind:
                yield spell, waits[index]
            then = plan.then[place]
            place = (
                then
                if then >= 0 and (case.entered or plan.stages[then].documentary)
                else self._after(case, flow, place)
            )

    def _again(self, case: Case, flow: Flow, stage: Stage) -> Journey:
        """Incomplete papers and rework: the stage is done again, and again, unless it is passed over."""
        for times, wait in enumerate(self._reasons(case, stage), 1):
            if wait is not None:
                yield wait
            if self.lenient and self.leniency.passes_over(flow, stage):
                return
            again = self.planner.work(case.kind.origin, stage.parts, stage.factor, times)[case.index]
            if (yield stage.place, again) is not None:
                return

    def _reasons(self, case: Case, stage: Stage) -> Iterator[tuple[object, int] | None]:
        """Why a stage has to be done again, each time with the wait until it comes back."""
        origin, index = case.kind.origin, case.index
        if case.incomplete and stage.documentary:
            case.incomplete = False
            takes = case.kind.papers_take
            assert takes is not None
            yield self._papers, takes[index]
        inputs = self.planner.inputs
        times = 0
        again = bool(stage.reworks)
        while again:
            times += 1
            again = False
            for name, rework in stage.reworks:
                if rework.at_most is not None and times > rework.at_most:
                    continue
                if inputs.listed(origin, f"{name}/rework#{times}")[index] < rework.chance:
                    again = True
                    delays = inputs.perhaps(origin, f"{name}/delay#{times}", rework.delay)
                    yield None if delays is None else (self._rework, delays[index])
                    break

    # --- what joins their branches

    def ready_now(self, case: Case, plan: Plan, flow: Flow) -> int:
        """Start all that waits for nothing; return the stage that this branch goes on with, or -1."""
        if not plan.stages and case.entered:
            self.departures.release(case, flow.last)
        if case.entered and len(plan.starts) == 1:
            return plan.starts[0]
        return self._go_on(case, [place for place, left in enumerate(case.waiting) if not left], flow)

    def resume(self, case: Case, flow: Flow) -> int:
        """Go on with what is not done when the run begins; return the stage that this branch goes on with, or -1."""
        if not case.sinks_left:
            self.departures.release(case, flow.last)
        return self._go_on(case, [place for place, left in enumerate(case.waiting) if not left], flow)

    def enter(self, case: Case, flow: Flow) -> int:
        """Go on with all that waited for entry; return the stage that this branch goes on with, or -1."""
        if case.plan is None:
            return NOTHING
        if not case.sinks_left:
            self.departures.release(case, flow.last)
            return NOTHING
        return self._told(case, case.plan.on_entry, ENTRY, flow)

    def _go_on(self, case: Case, places: list[int], flow: Flow) -> int:
        """Start a branch for each stage but the last, which this branch goes on with; -1 if there is none."""
        if not places:
            return NOTHING
        latest = case.latest
        for place in places[:-1]:
            last = latest[place][2] if place in latest else flow.last
            branch(self.env, case, partial(self.go_on, place=place), last)
        if places[-1] in latest:
            flow.last = latest[places[-1]][2]
        return places[-1]

    def _after(self, case: Case, flow: Flow, place: int) -> int:
        """Tell what comes after a stage that it is done; return the stage to go on with, or -1."""
        plan = case.plan
        assert plan is not None
        following = plan.following[place]
        if following:
            return self._told(case, following, place, flow)
        if case.sinks_left == 1 and case.entered and RELEASE not in case.latest:
            case.sinks_left = 0
            self.departures.release(case, flow.last)
            return NOTHING
        case.sinks_left -= 1
        self._note(case, RELEASE, place, flow)
        if not case.sinks_left and case.entered:
            self.departures.release(case, case.latest[RELEASE][2])
        return NOTHING

    def _told(self, case: Case, places: tuple[int, ...], done: int, flow: Flow) -> int:
        ready = []
        for place in places:
            case.waiting[place] -= 1
            self._note(case, place, done, flow)
            if not case.waiting[place]:
                ready.append(place)
        return self._go_on(case, ready, flow)

    def _note(self, case: Case, place: int, done: int, flow: Flow) -> None:
        """Keep the latest of the things that a stage waits for: the critical predecessor (tie: procedure order)."""
        latest = self.env._now, -done, flow.last
        if place not in case.latest or latest[:2] > case.latest[place][:2]:
            case.latest[place] = latest
