"""What happens to a consignment, from notice or arrival until it leaves. Each journey reads top to bottom.

Two branches of a journey can go on side by side: its papers and its goods. They meet where work needs both.
"""

from functools import partial
from typing import Final

from sim.border.approach import Approach
from sim.border.case import Case
from sim.border.clock import ARRIVAL, Environment, at_moment
from sim.border.departures import Departures
from sim.border.eventlog import NEVER, Activity
from sim.border.flow import Delay, Flow, Journey, branch
from sim.border.gate import Gate
from sim.border.kinds import Kinds
from sim.border.leniency import Leniency
from sim.border.lodging import LAST, Lodging
from sim.border.log import Log
from sim.border.nature import Nature
from sim.border.places import Places
from sim.border.plan import sorted_steps
from sim.border.stages import Plan, Planner
from sim.border.work import DONE, Work
from sim.world import World

Delays = list[tuple[Activity, int]]


class Journeys:
    """The journeys of all consignments of a run."""

    def __init__(
        self,
        env: Environment,
        world: World,
        log: Log,
        gates: list[Gate],
        planner: Planner,
        places: Places,
        kinds: Kinds,
        drawn: Nature,
    ) -> None:
        self.env, self.log, self.gates, self.planner, self.places = env, log, gates, planner, places
        self.approach = Approach(world, gates, planner, kinds)
        self.lodging = Lodging(world, planner, kinds, drawn)
        self.departures = Departures(env, world, log, gates, places)
        leniency = Leniency(env, world, log, places.settling, planner)
        self.work = Work(env, planner, leniency, self.departures, places)
        self.delay = Delay(env)
        self._consignee = places.spell(Activity.CONSIGNEE)
        self._travel = places.spell(Activity.TRAVEL)
        self._order: Final = sorted_steps({name: frozenset(spec.after) for name, spec in world.procedure.items()})
        # Whether rules leave the way of a consignment alone until it is at work.
        self._is_plain = not (self.approach.matters or self.lodging.matters or leniency)

    def begin(self, case: Case, base_arrival: int) -> None:
        """Start the journey of a consignment at its notice or arrival."""
        now = self.env._now
        if now == base_arrival and self._is_plain and case.kind.is_plain and self._begin_straight(case, now):
            return
        journey = self._ahead if now < base_arrival else self._from_arrival
        branch(self.env, case, partial(journey, base_arrival=base_arrival))

    def begin_inside(self, case: Case, base_arrival: int, step: str) -> None:
        """Start the journey of a consignment that is inside when the run begins and waits for a step."""
        case.entered = True
        self.log.arrival[case.number] = base_arrival
        self.log.entry[case.number] = self.env._now
        plan = self._lodge(case)
        order = self._order
        done: set[int] = set()
        for k, stage in enumerate(plan.stages):
            if done.issuperset(plan.after[k]) and max(map(order.index, stage.steps)) < order.index(step):
                done.add(k)
        case.incomplete &= not any(plan.stages[k].documentary for k in done)
        case.waiting = [
            DONE if k in done else sum(b not in done for b in before) for k, before in enumerate(plan.after)
        ]
        case.sinks_left = sum(k not in done for k, following in enumerate(plan.following) if not following)
        branch(self.env, case, partial(self._waiting_inside, base_arrival=base_arrival))

    def _begin_straight(self, case: Case, now: int) -> bool:
        """Start the journey of one for whom papers and goods need not part; say whether it is one."""
        kind = case.kind
        plan = self.planner.plan(kind, now)
        if not plan.chain:
            return False
        case.entered = self.gates[kind.post].lets_in(kind.traits)
        if plan.documentary and not case.entered:
            return False
        number, log = case.number, self.log
        log.arrival[number] = log.lodged[number] = now
        case.level = plan.level
        flow = Flow(self.env, case)
        if case.entered:
            log.entry[number] = now
            flow.journey = self.work.chain(case, flow, plan)
        else:
            flow.journey = self._outside(case, flow, plan)
        flow.go_on()
        return True

    # --- the journeys

    def _outside(self, case: Case, flow: Flow, plan: Plan) -> Journey:
        """Waiting outside with nothing to be done before entry."""
        yield self.gates[case.kind.post], 0
        self._note_entry(case)
        flow.turn_to(self.work.chain(case, flow, plan))

    def _waiting_inside(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """What is inside when the run begins."""
        self._note_earlier(case, flow, base_arrival)
        return self.work.go_on(case, flow, self.work.resume(case, flow))

    def _ahead(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """Papers come before the goods."""
        delays = list(self.approach.delays(case, base_arrival)) if self.approach.matters else []
        branch(self.env, case, partial(self._arrival, base_arrival=base_arrival, delays=delays))
        plan = self._lodge(case)
        return self.work.go_on(case, flow, self.work.ready_now(case, plan, flow))

    def _arrival(self, case: Case, flow: Flow, base_arrival: int, delays: Delays) -> Journey:
        """Goods whose papers came before them."""
        yield self.delay, base_arrival - self.env._now
        for activity, time in delays:
            yield self.places.spell(activity), time
        if not self._arrive(case):
            return
        remote = self._remote_travel(case)
        if remote is not None:
            yield self._travel, remote
        elif not self.gates[case.kind.post].lets_in(case.kind.traits):
            yield self.gates[case.kind.post], 0
        flow.turn_to(self._inside(case, flow))

    def _from_arrival(self, case: Case, flow: Flow, base_arrival: int) -> Journey:
        """Goods and papers come together."""
        self._note_earlier(case, flow, base_arrival)
        if self.approach.matters:
            for activity, time in self.approach.delays(case, self.env._now):
                yield self.places.spell(activity), time
        if not self._arrive(case):
            return
        remote = self._remote_travel(case)
        gate = self.gates[case.kind.post]
        if remote is not None:
            branch(self.env, case, partial(self._to_remote_yard, travel=remote), flow.last)
        elif gate.lets_in(case.kind.traits):
            self._note_entry(case)
        else:
            branch(self.env, case, self._entry, flow.last)
        if case.kind.lodges is not None:
            yield self._consignee, case.kind.lodges[case.index]
        plan = self._lodge(case)
        flow.turn_to(self.work.go_on(case, flow, self.work.ready_now(case, plan, flow)))

    def _entry(self, case: Case, flow: Flow) -> Journey:
        """Waiting outside, while the papers go their own way."""
        yield self.gates[case.kind.post], 0
        flow.turn_to(self._inside(case, flow))

    def _to_remote_yard(self, case: Case, flow: Flow, travel: int) -> Journey:
        """On to a yard away from the post, which takes no place in its own."""
        yield self._travel, travel
        flow.turn_to(self._inside(case, flow))

    def _inside(self, case: Case, flow: Flow) -> Journey:
        """From entry on."""
        self._note_entry(case)
        return self.work.go_on(case, flow, self.work.enter(case, flow))

    # --- what happens on the way

    def _note_earlier(self, case: Case, flow: Flow, base_arrival: int) -> None:
        """Log the time before the run of a consignment that was there already."""
        now = self.env._now
        if base_arrival < now:
            flow.ready = self.log.arrival[case.number] = base_arrival
            flow.last = self.log.wait(flow, Activity.EARLIER, base_arrival, now)

    def _arrive(self, case: Case) -> bool:
        """Be at the post; return whether the journey goes on."""
        now, kind = self.env._now, case.kind
        self.log.post[case.number] = kind.post
        if self.log.arrival[case.number] == NEVER:
            self.log.arrival[case.number] = now
        refused = self.approach.refuses(case, now) if self.approach.matters else None
        if refused is not None:
            self.departures.turn_away(case, refused)
            return False
        self._rank(case)
        if kind.patience is not None:
            at_moment(
                self.env,
                now + kind.patience[case.index],
                ARRIVAL + case.number,
                lambda _: self.departures.give_up(case),
            )
        return True

    def _remote_travel(self, case: Case) -> int | None:
        travel = self.lodging.remote_travel(case, self.env._now)
        if travel is not None:
            self._rank(case)
        return travel

    def _note_entry(self, case: Case) -> None:
        case.entered = True
        self.log.entry[case.number] = self.env._now

    def _lodge(self, case: Case) -> Plan:
        """Lodge the declaration: the plan is made by the rules of this moment."""
        now = self.env._now
        self.log.lodged[case.number] = now
        if self.lodging.acts:
            self.lodging.lodge(case, now)
            self.log.lane[case.number] = case.kind.lane
        self._rank(case)
        plan = case.plan = self.planner.plan(case.kind, now)
        case.sinks_left = plan.sinks
        case.waiting = list(plan.waits_for)
        case.latest = {}
        if not case.entered:
            for place in plan.on_entry:
                case.waiting[place] += 1
        return plan

    def _rank(self, case: Case) -> None:
        """Take the place in lines that the rules of this moment give."""
        if not self.planner.ranks and not case.remote:
            return
        level = LAST if case.remote else self.planner.level(case.kind, self.env._now)
        if level != case.level:
            case.level = level
            for flow in case.flows:
                flow.level = level
