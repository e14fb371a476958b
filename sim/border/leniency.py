"""Steps that are passed over: where the wait is too long, or because a rule reaches those who wait already."""

from functools import partial

from sim.border.clock import ARRIVAL, SETTLE, Environment, at_moment
from sim.border.eventlog import NOBODY, Activity
from sim.border.flow import Flow, waiting
from sim.border.log import Log
from sim.border.stages import Planner, Stage
from sim.border.team import Team
from sim.world import World
from sim.world.rules import LetThrough, Waived


class Leniency:
    """Lets consignments pass over steps. It is false where no rule does."""

    def __init__(self, env: Environment, world: World, log: Log, planner: Planner) -> None:
        self.env, self.world, self.log, self.planner = env, world, log, planner
        self._rules = [rule for rule in world.rules if isinstance(rule, LetThrough)]
        self._waivers = [rule for rule in world.rules if isinstance(rule, Waived) and rule.also_waiting]
        for waiver in self._waivers:
            at_moment(env, max(waiver.start, world.start_us), SETTLE, partial(self._reach, waiver))

    def __bool__(self) -> bool:
        return bool(self._rules or self._waivers)

    def passes_over(self, flow: Flow, stage: Stage) -> bool:
        """Whether a flow that is ready for a stage need not wait for it; if so the log says it passed."""
        now, kind = self.env._now, flow.case.kind
        waived = {step for rule in self.planner.rules(Waived, kind, now) if rule.also_waiting for step in rule.steps}
        if waived.issuperset(stage.steps):
            self._pass(flow, stage.step, now)
            return True
        for rule in self.planner.rules(LetThrough, kind, now):
            if set(rule.steps).issuperset(stage.steps) and isinstance(stage.place, Team):
                team = stage.place.successor(flow)
                if rule.expected_wait is not None and self.expected_wait(stage, team) > rule.expected_wait:
                    self._pass(flow, stage.step, now)
                    return True
                if rule.waited is not None:
                    self._watch(flow, team, now + rule.waited)
        return False

    def expected_wait(self, stage: Stage, team: Team) -> float:
        """Wait at the end of a team's line by its length and its usual pace [µs]."""
        ahead = waiting(*team.lines) + max(0, team.busy - team.capacity + 1)
        free = team.busy < team.taking
        return 0.0 if free else ahead * stage.mean / max(team.mean_officers, 0.001)

    def _watch(self, flow: Flow, team: Team, until: int) -> None:
        """Let the flow through if it still waits in this line, or in that of the desk's successor, at a moment."""
        ready = self.env._now

        def let_through(_: object) -> None:
            now_at = team.successor(flow)
            if not flow.gone and flow.ready == ready and any(flow in line for line in now_at.lines):
                self._release(flow, now_at)

        at_moment(self.env, until, ARRIVAL + flow.case.number, let_through)

    def _reach(self, rule: Waived, _: object) -> None:
        """Let through all who wait for a step that is waived from now on."""
        steps = {list(self.world.procedure).index(step) for step in rule.steps}
        for team in self.planner.desks.everybody():
            waiting = [flow for line in team.lines for flow in line if not flow.gone and flow.seats is None]
            for flow in waiting:
                if flow.step in steps and rule.match.matches(flow.case.kind.traits):
                    self._release(flow, team)

    def _release(self, flow: Flow, team: Team) -> None:
        team.lines[flow.level].remove(flow)
        self._pass(flow, flow.step, flow.ready, team.number)
        flow.take(Activity.PASSED_OVER)

    def _pass(self, flow: Flow, step: int, ready: int, team: int = NOBODY) -> None:
        number = flow.case.number
        flow.last = self.log.passed(number, step, ready, self.env._now, flow.last, team)
        self.log.holds_of(flow.last, flow)
        flow.holds = None
