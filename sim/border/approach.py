"""The way to a post: booked slots, turning to another post, and being refused."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from sim.border.case import Case
from sim.border.eventlog import Activity, Outcome
from sim.border.flow import waiting
from sim.border.gate import Gate
from sim.border.kinds import Kind, Kinds
from sim.border.stages import Planner
from sim.world import World
from sim.world.quantities import HOUR_US
from sim.world.rules import QueuesShown, Refused, Slots
from sim.world.streams import Diversion

RARELY = 0.001
"""Officers of a team that is never staffed, so that its pace can be told: it is hopelessly slow."""


class Bookings:
    """Slots that are taken, never two nearer to each other than a gap; who books early may book for much later.

    They are kept as blocks, between whose first and last slot no other has room.
    """

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def book(self, at: int, gap: int) -> int:
        """Take the first slot that is free from a moment on; return when it is [µs]."""
        firsts, lasts = self._firsts, self._lasts
        # The first block that does not end a gap before that moment; a slot behind it is before the next one begins.
        k = bisect_right(lasts, at - gap)
        slot = at if k == len(lasts) or firsts[k] >= at + gap else lasts[k] + gap
        k = bisect_right(lasts, slot)
        firsts.insert(k, slot)
        lasts.insert(k, slot)
        for left in (k, k - 1):
            if 0 <= left < len(lasts) - 1 and firsts[left + 1] - lasts[left] < 2 * gap:
                del lasts[left], firsts[left + 1]
        return slot


class Approach:
    """What happens to consignments on the way. Slots and diversions are mechanisms: they draw nothing."""

    def __init__(self, world: World, gates: list[Gate], planner: Planner, kinds: Kinds) -> None:
        self.gates, self.planner, self.kinds = gates, planner, kinds
        self._gates = dict(zip(world.posts, gates, strict=True))
        self._booked: defaultdict[Slots, Bookings] = defaultdict(Bookings)
        self.matters = any(stream.diversion for stream in world.streams.values()) or any(
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
        for rule in self.planner.rules(Refused, case.kind, now):
            if case.kind.traits.post in rule.posts:
                luck = self.planner.inputs.listed(case.kind.origin, "informal")[case.index]
                return Outcome.INFORMAL if luck < rule.informal else Outcome.TURNED_BACK
        return None

    def _slot(self, case: Case, at: int) -> int:
        for rule in self.planner.rules(Slots, case.kind, at):
            if rule.post == case.kind.traits.post:
                return self._booked[rule].book(at, round(HOUR_US / rule.per_hour))
        return at

    def _turn(self, case: Case, now: int) -> int:
        """Turn to another post where that is better; return the extra travel [µs]."""
        diversion = case.kind.stream.diversion
        if diversion is None:
            return 0
        informed = diversion.rule == "shortest_expected" or bool(self.planner.rules(QueuesShown, case.kind, now))
        kind, extra = self._soonest(case, diversion, now) if informed else self._open_one(case, diversion)
        case.kind = kind
        return extra

    def _open_one(self, case: Case, diversion: Diversion) -> tuple[Kind, int]:
        """The nearest post that is open, if its own is shut and the rule lets it turn."""
        if diversion.rule == "divert_when_closed" and not self.gates[case.kind.post].is_open:
            for post, extra in sorted(diversion.to.items(), key=lambda item: item[1]):
                if self._gates[post].is_open:
                    return self.kinds.at(post, case.kind), extra
        return case.kind, 0

    def _soonest(self, case: Case, diversion: Diversion, now: int) -> tuple[Kind, int]:
        """The post where release is expected first: travel, who stands there, and the pace of its slowest team."""
        ways = {case.kind.traits.post: 0, **diversion.to}
        kinds = [(self.kinds.at(post, case.kind), extra) for post, extra in ways.items()]
        return min(kinds, key=lambda way: (way[1] + self._expected(way[0], now), way[1]))

    def _expected(self, kind: Kind, now: int) -> float:
        gate = self.gates[kind.post]
        plan = self.planner.plan(kind, now)
        pace = max((mean / max(team.mean_officers, RARELY) for team, mean in plan.paces), default=0.0)
        standing = gate.inside + waiting(*gate.lines)
        return standing * pace + (0 if gate.is_open else gate.opens_in(now))
