"""What happens to a consignment, from notice or arrival to removal. Each journey reads top to bottom."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from sim.border.approach import Approach
from sim.border.case import Case
from sim.border.clock import ARRIVAL, Environment, at_moment
from sim.border.eventlog import NEVER, NOBODY, Activity, Outcome
from sim.border.flow import Delay, Flow, Journey
from sim.border.gate import Gate
from sim.border.leniency import Leniency
from sim.border.lodging import LAST, Lodging
from sim.border.log import Log
from sim.border.nature import Nature
from sim.border.plan import sorted_steps
from sim.border.stages import Plan, Planner, Stage
from sim.world import World
from sim.world.quantities import HOUR_US

ENTRY: Final = -1
"""Stands for entry to the yard, and before all stages, where numbers stand for the stages of a plan."""
RELEASE: Final = -2
"""Stands for release, likewise."""
NOTHING: Final = -1
"""No stage to go on with."""
DONE: Final = -1
"""Waits for nothing, because it is done."""


class Journeys:
    """The journeys of all consignments of a run."""

    def __init__(
        self, env: Environment, world: World, log: Log, gates: list[Gate], planner: Planner, drawn: Nature
    ) -> None:
        self.env, self.world, self.log, self.gates, self.planner, self.drawn = env, world, log, gates, planner, drawn
        self.approach = Approach(world, planner.inputs, gates, planner)
        self.lodging = Lodging(world, planner.inputs, drawn)
        self.leniency = Leniency(env, world, log, planner)
        self.lenient = bool(self.leniency)
        self.delay = Delay(env)
        self._removal_gaps = [
            round(HOUR_US / post.removals) if post.removals else None for post in world.posts.values()
        ]
        self._next_removal = [world.start_us] * len(world.posts)
        self._streams = [list(world.streams.values())[origin.stream] for origin in planner.inputs.origins]

    def begin(self, case: Case, base_arrival: int) -> None:
        """Start the journey of a consignment at its notice or arrival."""
        self._branch(case, self._ahead if self.env._now < base_arrival else self._from_arrival, base_arrival)

    def begin_inside(self, case: Case, base_arrival: int, step: str) -> None:
        """Start the journey of a consignment that is inside when the run begins and waits for a step."""
        case.entered = True
        self.log.arrival[case.number] = base_arrival
        self.log.entry[case.number] = self.env._now
        plan = self._lodge(case)
        order = sorted_steps({name: frozenset(spec.after) for name, spec in self.world.procedure.items()})
        done: set[int] = set()
        for k, stage in enumerate(plan.stages):
            if done.issuperset(plan.after[k]) and max(map(order.index, stage.steps)) < order.index(step):
                done.add(k)
        case.incomplete &= not any(plan.stages[k].documentary for k in done)
        case.waiting = [
            DONE if k in done else sum(b not in done for b in before) for k, before in enumerate(plan.after)
        ]
        case.sinks_left = sum(k not in done for k, following in enumerate(plan.following) if not following)
        self._branch(case, self._waiting_inside, base_arrival)

    # --- the journeys

    def _waiting_inside(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """What is inside when the run begins."""
        self._note_earlier(case, flow, base_arrival)
        if not case.sinks_left:
            self._release(case, flow.last)
        ready = [place for place, left in enumerate(case.waiting) if not left]
        return self._work(case, flow, self._go_on(case, ready, flow))

    def _ahead(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """Papers come before the goods."""
        delays = list(self.approach.delays(case, base_arrival)) if self.approach.matters else []
        self._branch(case, partial(self._arrival, delays=delays), base_arrival)
        plan = self._lodge(case)
        return self._work(case, flow, self._ready_now(case, plan, flow))

    def _arrival(self, case: Case, flow: Flow, base_arrival: int, delays: list[tuple[Activity, int]]) -> Journey:
        """Goods whose papers came before them."""
        yield self.delay, base_arrival - self.env._now
        for activity, time in delays:
            yield from self._pass(flow, activity, NOBODY, time)
        if not self._arrive(case):
            return
        remote = self._remote_travel(case)
        if remote is not None:
            yield from self._pass(flow, Activity.TRAVEL, NOBODY, remote)
        elif not self.gates[case.post].lets_in(case.traits):
            yield self.gates[case.post], 0
        flow.turn_to(self._work(case, flow, self._enter(case, flow)))

    def _from_arrival(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """Goods and papers come together."""
        self._note_earlier(case, flow, base_arrival)
        if self.approach.matters:
            for activity, time in self.approach.delays(case, self.env._now):
                yield from self._pass(flow, activity, NOBODY, time)
        if not self._arrive(case):
            return
        remote = self._remote_travel(case)
        lodges = self._streams[case.origin].lodges_after
        if remote is not None:
            self._branch(case, self._to_remote_yard, remote, flow.last)
        elif self.gates[case.post].lets_in(case.traits):
            self._note_entry(case)
        else:
            self._branch(case, self._entry, 0, flow.last)
        if lodges is not None:
            time = self.planner.hours(case.origin, "lodges_after", lodges)[case.index]
            yield from self._pass(flow, Activity.CONSIGNEE, NOBODY, time)
        plan = self._lodge(case)
        flow.turn_to(self._work(case, flow, self._ready_now(case, plan, flow)))

    def _entry(self, case: Case, flow: Flow, _: int) -> Journey:
        """Waiting outside, while the papers go their own way."""
        yield self.gates[case.post], 0
        flow.turn_to(self._work(case, flow, self._enter(case, flow)))

    def _to_remote_yard(self, case: Case, flow: Flow, travel: int) -> Journey:
        """On to a yard away from the post, which takes no place in its own."""
        yield from self._pass(flow, Activity.TRAVEL, NOBODY, travel)
        flow.turn_to(self._work(case, flow, self._enter(case, flow)))

    def _work(self, case: Case, flow: Flow, place: int) -> Journey:
        """Stage after stage, for as long as this branch has one to go on with."""
        plan = case.plan
        assert plan is not None or place < 0
        if plan is not None and plan.chain and place == 0 and case.entered and not self.lenient:
            flow.turn_to(self._chain(case, flow, plan))
            return
        while place >= 0:
            assert plan is not None
            stage = plan.stages[place]
            flow.step = stage.step
            for activity, waits in stage.before:
                yield from self._pass(flow, activity, stage.step, waits[case.index])
            if self.lenient and self.leniency.passes_over(flow, stage):
                pass
            elif (yield stage.place, stage.durations[case.index]) is not None and (
                stage.reworks or (case.incomplete and stage.documentary)
            ):
                yield from self._again(case, flow, stage)
            for activity, waits in stage.behind:
                yield from self._pass(flow, activity, stage.step, waits[case.index])
            then = plan.then[place]
            place = (
                then
                if then >= 0 and (case.entered or plan.stages[then].documentary)
                else self._after(case, flow, place)
            )

    def _chain(self, case: Case, flow: Flow, plan: Plan) -> Journey:
        """One stage after the other with nothing beside them: what most consignments do, at the least cost."""
        index = case.index
        for stage in plan.stages:
            flow.step = stage.step
            yield stage.place, stage.durations[index]
            if stage.reworks or (case.incomplete and stage.documentary):
                yield from self._again(case, flow, stage)
        case.sinks_left = 0
        self._release(case, flow.last)

    def _again(self, case: Case, flow: Flow, stage: Stage) -> Journey:
        """Incomplete papers and rework: the stage is done again, and again."""
        for times, (activity, waits) in enumerate(self._reasons(case, stage), 1):
            if waits is not None:
                yield from self._pass(flow, activity, stage.step, waits)
            yield stage.place, self.planner.work(case.origin, stage.parts, stage.factor, times)[case.index]

    def _reasons(self, case: Case, stage: Stage) -> Iterator[tuple[Activity, int | None]]:
        """Why a stage has to be done again, and how long until it comes back."""
        stream = self._streams[case.origin]
        if case.incomplete and stage.documentary:
            case.incomplete = False
            assert stream.papers_take is not None
            yield Activity.PAPERS, self.planner.hours(case.origin, "papers_take", stream.papers_take)[case.index]
        inputs = self.planner.inputs
        again = True
        times = 0
        while again:
            times += 1
            again = False
            for name, rework in stage.reworks:
                chance = inputs.of(inputs.origins[case.origin], f"{name}/rework#{times}")[case.index]
                if chance < rework.chance and (rework.at_most is None or times <= rework.at_most):
                    again = True
                    delay = rework.delay
                    hours = (
                        None
                        if delay is None
                        else self.planner.hours(case.origin, f"{name}/delay#{times}", delay)[case.index]
                    )
                    yield Activity.REWORK, hours
                    break

    def _leaving(self, case: Case, flow: Flow, _: int) -> Journey:
        """From release to removal: the consignee's own time, in the yard."""
        collects = self._streams[case.origin].collects_after
        if collects is not None:
            time = self.planner.hours(case.origin, "collects_after", collects)[case.index]
            yield from self._pass(flow, Activity.COLLECTION, NOBODY, time)
        wait = self._removal_wait(case)
        if wait:
            yield from self._pass(flow, Activity.REMOVAL, NOBODY, wait)
        self._remove(case)

    def _pass(self, flow: Flow, activity: Activity, step: int, time: int) -> Journey:
        """Let time pass without an officer, and log it."""
        began = yield self.delay, time
        flow.last = self.log.wait(flow.case.number, activity, step, began, self.env._now, flow.last)

    # --- what joins them

    def _note_earlier(self, case: Case, flow: Flow, base_arrival: int) -> None:
        """Log the time before the run of a consignment that was there already."""
        if base_arrival < self.env._now:
            self.log.arrival[case.number] = base_arrival
            flow.last = self.log.wait(case.number, Activity.EARLIER, NOBODY, base_arrival, self.env._now, NOBODY)

    def _branch(
        self, case: Case, journey: Callable[[Case, Flow, int], Journey], argument: int, last: int = NOBODY
    ) -> None:
        """Start another branch of a journey."""
        flow = Flow(case, last)
        case.flows.append(flow)
        flow.start(journey(case, flow, argument))

    def _lodge(self, case: Case) -> Plan:
        """Lodge the declaration: the plan is made by the rules of this moment."""
        now = self.env._now
        self.log.lodged[case.number] = now
        if self.lodging.acts:
            self.lodging.lodge(case, now)
            self.log.lane[case.number] = case.lane
        if self.planner.ranks:
            self._rank(case)
        plan = case.plan = self.planner.plan(case.origin, case.traits, now)
        case.sinks_left = plan.sinks
        case.waiting = list(plan.waits_for)
        if not case.entered:
            for place in plan.on_entry:
                case.waiting[place] += 1
        return plan

    def _ready_now(self, case: Case, plan: Plan, flow: Flow) -> int:
        """Start all that waits for nothing; return the stage that this branch goes on with, or -1."""
        if not plan.stages and case.entered:
            self._release(case, flow.last)
        if case.entered and len(plan.starts) == 1:
            return plan.starts[0]
        return self._go_on(case, [place for place, left in enumerate(case.waiting) if not left], flow)

    def _go_on(self, case: Case, places: list[int], flow: Flow) -> int:
        """Start a branch for each stage but the last, which this branch goes on with; -1 if there is none."""
        for place in places[:-1]:
            self._branch(case, self._work, place, case.latest[place][2] if place in case.latest else flow.last)
        if not places:
            return NOTHING
        if places[-1] in case.latest:
            flow.last = case.latest[places[-1]][2]
        return places[-1]

    def _after(self, case: Case, flow: Flow, place: int) -> int:
        """Tell what comes after a stage that it is done; return the stage to go on with, or -1."""
        plan = case.plan
        assert plan is not None
        following = plan.following[place]
        if not following and case.sinks_left == 1 and case.entered and RELEASE not in case.latest:
            case.sinks_left = 0
            self._release(case, flow.last)
            return NOTHING
        if not following:
            case.sinks_left -= 1
            self._note(case, RELEASE, place, flow)
            if not case.sinks_left and case.entered:
                self._release(case, case.latest[RELEASE][2])
        return self._told(case, following, place, flow)

    def _enter(self, case: Case, flow: Flow) -> int:
        """Enter the yard; return the stage to go on with, or -1."""
        self._note_entry(case)
        if case.plan is None:
            return NOTHING
        if not case.sinks_left:
            self._release(case, flow.last)
            return NOTHING
        return self._told(case, case.plan.on_entry, ENTRY, flow)

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

    def _release(self, case: Case, last: int) -> None:
        number, now = case.number, self.env._now
        self.log.release[number] = now
        self.log.outcome[number] = int(Outcome.RELEASED)
        self.log.final[number] = last
        case.ended = True
        if self._streams[case.origin].collects_after is None and self._removal_gaps[case.post] is None:
            self._remove(case)
        else:
            self._branch(case, self._leaving, 0, last)

    def _removal_wait(self, case: Case) -> int:
        """Time until it can be taken away: so many an hour at each post, first come first served [µs]."""
        gap = self._removal_gaps[case.post]
        if gap is None:
            return 0
        now = self.env._now
        at = self._next_removal[case.post] = max(now, self._next_removal[case.post]) + gap
        return at - now

    def _remove(self, case: Case) -> None:
        self.log.removal[case.number] = self.env._now
        if not case.remote:
            self.gates[case.post].leave()

    def give_up(self, case: Case) -> None:
        """Turn away for good, unless an officer has begun; one who is on the way is waited for."""
        if case.ended:
            return
        begins = min((flow.began for flow in case.flows if flow.began is not None), default=None)
        if begins is None:
            self._turn_away(case, Outcome.ABANDONED)
        elif begins > self.env._now:
            at_moment(self.env, begins, ARRIVAL + case.number, lambda _: self.give_up(case))

    def _turn_away(self, case: Case, outcome: Outcome) -> None:
        for flow in case.flows:
            flow.end()
            if flow.seats is not None:
                flow.seats.leave()
        case.ended = True
        self.log.outcome[case.number] = int(outcome)
        self.log.left[case.number] = self.env._now
        if case.entered and not case.remote:
            self.gates[case.post].leave()

    def _arrive(self, case: Case) -> bool:
        """Be at the post; return whether the journey goes on."""
        self.log.post[case.number] = case.post
        if self.log.arrival[case.number] == NEVER:
            self.log.arrival[case.number] = self.env._now
        refused = self.approach.refuses(case, self.env._now) if self.approach.matters else None
        if refused is not None:
            self._turn_away(case, refused)
            return False
        self._rank(case)
        patience = self._streams[case.origin].patience
        if patience is not None:
            time = self.planner.hours(case.origin, "patience", patience)[case.index]
            at_moment(self.env, self.env._now + time, ARRIVAL + case.number, lambda _: self.give_up(case))
        return True

    def _remote_travel(self, case: Case) -> int | None:
        travel = self.lodging.remote_travel(case, self.env._now)
        if travel is not None:
            self._rank(case)
        return travel

    def _rank(self, case: Case) -> None:
        """Take the place in lines that the rules of this moment give."""
        if not self.planner.ranks and not case.remote:
            return
        level = LAST if case.remote else self.planner.level(case.traits, self.env._now)
        if level != case.level:
            case.level = level
            for flow in case.flows:
                flow.level = level

    def _note_entry(self, case: Case) -> None:
        case.entered = True
        self.log.entry[case.number] = self.env._now
