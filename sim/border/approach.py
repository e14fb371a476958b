"""The way to a post: booked slots, turning to another post, and being refused."""

from collections.abc import Iterator

from sim.border.case import Case
from sim.border.draws import Inputs
from sim.border.eventlog import Activity, Outcome
from sim.border.flow import waiting
from sim.border.gate import Gate
from sim.border.plan import in_force
from sim.border.stages import Planner
from sim.border.team import Team
from sim.world import World
from sim.world.quantities import HOUR_US
from sim.world.rules import QueuesShown, Refused, Slots
from sim.world.streams import Diversion

RARELY = 0.001
"""Officers of a team that is never staffed, so that its pace can be told: it is hopelessly slow."""


class Approach:
    """What happens to consignments on the way. Slots and diversions are mechanisms: they draw nothing."""

    def __init__(self, world: World, inputs: Inputs, gates: list[Gate], planner: Planner) -> None:
        self.world, self.inputs, self.gates, self.planner = world, inputs, gates, planner
        self._streams = [list(world.streams.values())[origin.stream] for origin in inputs.origins]
        self._posts = list(world.posts)
        self._next_slot: dict[Slots, int] = {}
        self.matters = any(stream.diversion for stream in self._streams) or any(
            isinstance(rule, Slots | Refused) for rule in world.rules
        )

    def delays(self, case: Case, now: int) -> Iterator[tuple[Activity, int]]:
        """Time that passes before a consignment is at a post: travel to another one, then the wait for a slot [µs]."""
        extra = self._turn(case, now)
        if extra:
            yield Activity.TRAVEL, extra
        wait = self._slot(case, now + extra) - (now + extra)
        if wait:
            yield Activity.SLOT, wait

    def refuses(self, case: Case, now: int) -> Outcome | None:
        """What becomes of a consignment that arrives and is refused; `None`: it is not."""
        for rule in in_force(self.world, Refused, case.traits, now):
            if case.traits.post in rule.posts:
                luck = self.inputs.of(self.inputs.origins[case.origin], "informal")[case.index]
                return Outcome.INFORMAL if luck < rule.informal else Outcome.TURNED_BACK
        return None

    def _slot(self, case: Case, at: int) -> int:
        for rule in in_force(self.world, Slots, case.traits, at):
            if rule.post == case.traits.post:
                slot = max(at, self._next_slot.get(rule, at))
                self._next_slot[rule] = slot + round(HOUR_US / rule.per_hour)
                return slot
        return at

    def _turn(self, case: Case, now: int) -> int:
        """Turn to another post where that is better; return the extra travel [µs]."""
        diversion = self._streams[case.origin].diversion
        if diversion is None:
            return 0
        informed = diversion.rule == "shortest_expected" or bool(in_force(self.world, QueuesShown, case.traits, now))
        if informed:
            post, extra = self._soonest(case, diversion, now)
        else:
            post, extra = self._open_one(case, diversion)
        if post != case.traits.post:
            case.traits = case.traits._replace(post=post)
            case.post = self._posts.index(post)
        return extra

    def _open_one(self, case: Case, diversion: Diversion) -> tuple[str, int]:
        """The nearest post that is open, if its own is shut and the rule lets it turn."""
        if diversion.rule == "divert_when_closed" and not self.gates[case.post].is_open:
            for post, extra in sorted(diversion.to.items(), key=lambda item: item[1]):
                if self.gates[self._posts.index(post)].is_open:
                    return post, extra
        return case.traits.post, 0

    def _soonest(self, case: Case, diversion: Diversion, now: int) -> tuple[str, int]:
        """The post where release is expected first: travel, who stands there, and the pace of its slowest team."""
        ways = {case.traits.post: 0, **diversion.to}
        return min(ways.items(), key=lambda way: (way[1] + self._expected(case, way[0], now), way[1]))

    def _expected(self, case: Case, post: str, now: int) -> float:
        gate = self.gates[self._posts.index(post)]
        plan = self.planner.plan(case.origin, case.traits._replace(post=post), now)
        pace = max(
            (
                sum(stage.durations) / len(stage.durations) / max(stage.place.mean_officers, RARELY)
                for stage in plan.stages
                if isinstance(stage.place, Team)
            ),
            default=0.0,
        )
        standing = gate.inside + waiting(*gate.lines)
        return standing * pace + (0 if gate.is_open else self.gates[self._posts.index(post)].opens_in(now))
