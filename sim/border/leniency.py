"""Steps that are passed over: where the wait is too long, or because a rule reaches those who wait already."""

from functools import partial

from sim.border.clock import ARRIVAL, CAPACITY, Environment, at_moment
from sim.border.eventlog import NOBODY, Activity
from sim.border.flow import Flow, waiting
from sim.border.joint import Joint
from sim.border.log import Log
from sim.border.settling import Settling, Turn
from sim.border.stages import Planner, Stage
from sim.border.team import Team
from sim.world import World
from sim.world.rules import LetThrough, Waived

BEFORE_WORK, AT_LAST = -1, 2
"""Turns of settling: before teams begin anything, and after gates have let in whom there is room for."""


class Leniency:
    """Lets consignments pass over steps. It is false where no rule does."""

    def __init__(self, env: Environment, world: World, log: Log, settling: Settling, planner: Planner) -> None:
        self.env, self.world, self.log, self.settling, self.planner = env, world, log, settling, planner
        self._rules = [rule for rule in world.rules if isinstance(rule, LetThrough)]
        self._waivers = [rule for rule in world.rules if isinstance(rule, Waived) and rule.also_waiting]
        for waiver in self._waivers:
            at_moment(env, max(waiver.start, world.start_us), CAPACITY, self._waiver_begins)

    def __bool__(self) -> bool:
        return bool(self._rules or self._waivers)

    def passes_over(self, flow: Flow, stage: Stage) -> bool:
        """Whether a flow that is ready for a stage need not wait for it; if so the log says it passed."""
        now, kind = self.env._now, flow.case.kind
        if self._waives(flow, stage):
            self._pass(flow, stage.step, now)
            return True
        teams = _teams(flow, stage)
        in_force = self.planner.rules(LetThrough, kind, now) if teams else ()
        rules = [rule for rule in in_force if set(rule.steps).issuperset(stage.steps)]
        most = min((rule.expected_wait for rule in rules if rule.expected_wait is not None), default=None)
        if most is not None and max(self.expected_wait(stage, team) for team in teams) > most:
            self._pass(flow, stage.step, now)
            return True
        for rule in rules:
            if rule.waited is not None:
                self._watch(flow, stage, now, now + rule.waited)
        return False

    def _waives(self, flow: Flow, stage: Stage) -> bool:
        """Whether all steps of a stage are waived now for those who lodged before."""
        rules = self.planner.rules(Waived, flow.case.kind, self.env._now)
        return {step for rule in rules if rule.also_waiting for step in rule.steps}.issuperset(stage.steps)

    def expected_wait(self, stage: Stage, team: Team) -> float:
        """Wait at the end of a team's line by its length and its usual pace [µs]."""
        ahead = waiting(*team.lines) + max(0, team.busy - team.capacity + 1)
        free = team.busy < team.taking
        return 0.0 if free else ahead * stage.mean / max(team.mean_officers, 0.001)

    def _watch(self, flow: Flow, stage: Stage, ready: int, until: int) -> None:
        """Let the flow through if it still waits for a stage, wherever that is, at a moment.

        Where a roving officer is on the way by then, that is asked again when he should be there.
        """

        def let_through(_: object) -> None:
            if flow.gone or flow.ready != ready:
                return
            if _is_waiting(flow, stage):
                self._release(flow)
            elif flow.began is not None and flow.began > self.env._now:
                self._watch(flow, stage, ready, flow.began)

        at_moment(self.env, until, ARRIVAL + flow.case.number, let_through)

    def _waiver_begins(self, _: object) -> None:
        self.settling.touch(Turn(BEFORE_WORK, self._reach))

    def _reach(self) -> None:
        """Take all out of their lines who wait for steps that are waived from now on; they go on when all has settled.

        Nobody begins such a step at this moment, and nobody who is let through goes before those who wait for the next.
        """
        reached = []
        for team in self.planner.desks.everybody():
            for flow in [flow for line in (*team.lines, team.awaiting) for flow in line if not flow.gone]:
                stage = _stage(flow)
                if _is_waiting(flow, stage) and self._waives(flow, stage):
                    self._leave_line(flow)
                    reached.append(flow)
        self.settling.touch(Turn(AT_LAST, partial(_go_on, reached)))

    def _release(self, flow: Flow) -> None:
        """Take a flow out of its line, and go on with it."""
        self._leave_line(flow)
        _go_on([flow])

    def _leave_line(self, flow: Flow) -> None:
        """Take a flow that waits out of its line; the log says it passed."""
        stage = _stage(flow)
        team = _teams(flow, stage)[0]
        if flow.seats is None:
            team.lines[flow.level].remove(flow)
        else:
            team = flow.seats.teams[0]
            flow.seats.leave()
            flow.seats = None
        self._pass(flow, stage.step, flow.ready, team.number)

    def _pass(self, flow: Flow, step: int, ready: int, team: int = NOBODY) -> None:
        number = flow.case.number
        flow.last = self.log.passed(number, step, ready, self.env._now, flow.last, team)
        self.log.holds_of(flow.last, flow)
        flow.holds = None


def _go_on(flows: list[Flow]) -> None:
    for flow in flows:
        flow.take(Activity.PASSED_OVER)


def _stage(flow: Flow) -> Stage:
    """The stage that a flow waits for."""
    plan = flow.case.plan
    assert plan is not None
    return next(stage for stage in plan.stages if stage.step == flow.step)


def _teams(flow: Flow, stage: Stage) -> tuple[Team, ...]:
    """The teams in whose lines a flow waits for a stage, wherever their desks are now; none without officers."""
    place = stage.place
    if isinstance(place, Joint):
        return place.partners(flow)
    return (place.successor(flow),) if isinstance(place, Team) else ()


def _is_waiting(flow: Flow, stage: Stage) -> bool:
    """Whether a flow waits for a stage, of which nothing is in hand."""
    if flow.seats is not None:
        return not flow.seats.working and not flow.seats.is_stopped
    return any(flow in line for team in _teams(flow, stage) for line in team.lines)
