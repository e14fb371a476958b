"""How a consignment's passage ends: release and removal, or turning away."""

from typing import Final

from sim.border.case import Case
from sim.border.clock import ARRIVAL, Environment, at_moment
from sim.border.eventlog import Activity, Outcome
from sim.border.flow import Flow, Journey, branch
from sim.border.gate import Gate
from sim.border.log import Log
from sim.border.places import Places
from sim.world import World
from sim.world.quantities import HOUR_US


class Departures:
    """The ends of all passages of a run."""

    def __init__(self, env: Environment, world: World, log: Log, gates: list[Gate], places: Places) -> None:
        self.env, self.log, self.gates = env, log, gates
        self._collection, self._removal = places.spell(Activity.COLLECTION), places.spell(Activity.REMOVAL)
        self._removal_gaps: Final = [
            round(HOUR_US / post.removals) if post.removals else None for post in world.posts.values()
        ]
        self._next_removal = [world.start_us] * len(world.posts)

    def release(self, case: Case, last: int) -> None:
        """Let a consignment go; `last` is the row of visits that was the last thing it waited for."""
        number, kind, now, log = case.number, case.kind, self.env._now, self.log
        log.release[number] = now
        log.final[number] = last
        case.ended = True
        if kind.leaves_at_once:
            log.removal[number] = now
            # Nothing goes on with its branches any more: without them it is gone as soon as nobody holds it.
            case.flows = ()
            if not case.remote:
                self.gates[kind.post].leave()
        else:
            branch(self.env, case, self._leaving, last)

    def give_up(self, case: Case) -> None:
        """Turn away for good, unless an officer has begun; one who is on the way is waited for."""
        if case.ended:
            return
        begins = min((flow.began for flow in case.flows if flow.began is not None), default=None)
        if begins is None:
            self.turn_away(case, Outcome.ABANDONED)
        elif begins > self.env._now:
            at_moment(self.env, begins, ARRIVAL + case.number, lambda _: self.give_up(case))

    def turn_away(self, case: Case, outcome: Outcome) -> None:
        """Leave for good, from outside or inside."""
        for flow in case.flows:
            flow.end()
            if flow.seats is not None:
                flow.seats.leave()
        case.flows = ()
        case.ended = True
        self.log.outcome[case.number] = int(outcome)
        self.log.left[case.number] = self.env._now
        if case.entered and not case.remote:
            self.gates[case.kind.post].leave()

    def _leaving(self, case: Case, flow: Flow) -> Journey:
        """From release to removal: the consignee's own time, in the yard."""
        if case.kind.collects is not None:
            yield self._collection, case.kind.collects[case.index]
        wait = self._removal_wait(case.kind.post)
        if wait:
            yield self._removal, wait
        self.log.removal[case.number] = self.env._now
        case.flows = ()
        if not case.remote:
            self.gates[case.kind.post].leave()

    def _removal_wait(self, post: int) -> int:
        """Time until one can be taken away: so many an hour at each post, first come first served [µs]."""
        gap = self._removal_gaps[post]
        if gap is None:
            return 0
        now = self.env._now
        at = self._next_removal[post] = max(now, self._next_removal[post]) + gap
        return at - now
