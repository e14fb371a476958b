"""The gate and the yard of a post: who is let in, and when."""

from collections import deque
from typing import Final

from sim.border.clock import Environment
from sim.border.eventlog import NOBODY, Activity, Reason
from sim.border.flow import Flow
from sim.border.log import Log
from sim.border.settling import Settling
from sim.border.step_functions import Steps
from sim.border.team import CLASSES
from sim.world import Filter, Traits
from sim.world.quantities import WEEK_US

FOR_EVER: Final = 100 * 52 * WEEK_US


class Gate:
    """Lets consignments in while it is open and the yard has room, by class and then in order of arrival.

    Attributes
    ----------
    number
        The post's number.
    places
        Places in the yard; `None`: enough.
    inside
        Consignments that hold a place, from entry to removal.
    hours
        When its hours begin and end.
    within_hours
        Whether the gate's hours are on.
    admits
        Whom phases of re-opening let in, of each side one; none: everybody.
    stops
        Closures and damage in force.
    is_open
        Whether anything is let in.
    """

    turn = 1

    def __init__(self, env: Environment, log: Log, settling: Settling, number: int, places: int | None) -> None:
        self.env, self.log, self.settling, self.number, self.places = env, log, settling, number, places
        self.inside = 0
        self.hours: Steps = []
        self.within_hours = False
        self.admits: tuple[Filter, ...] = ()
        self.stops: dict[object, Reason] = {}
        self.is_open = False
        # One that leaves at once would let the next one in from within its own entry: the loop does it instead.
        self._admitting = False
        self.lines: tuple[deque[Flow], ...] = tuple(deque() for _ in range(CLASSES))

    def lets_in(self, traits: Traits) -> bool:
        """Let a consignment in that has just arrived, if it need not wait."""
        if (
            self.is_open
            and (self.places is None or self.inside < self.places)
            and (not self.admits or self._admits(traits))
        ):
            self.inside += 1
            return True
        return False

    def enter(self, flow: Flow, _: int) -> None:
        """Let a flow wait outside until it is let in."""
        flow.ready = self.env._now
        self.lines[flow.level].append(flow)

    def opens_in(self, now: int) -> int:
        """Time until it opens by its hours; for ever while a closure or damage shuts it, as nobody knows its end."""
        if self.stops:
            return FOR_EVER
        return next((at - now for at, within in self.hours if at > now and within), FOR_EVER)

    def leave(self) -> None:
        """Give a place back; the next one comes in at once."""
        self.inside -= 1
        first, second, third = self.lines
        if first or second or third:
            self.settle_fill()

    def open_or_shut(self, within_hours: bool) -> None:
        """Begin or end the gate's hours."""
        self.within_hours = within_hours
        self._change()

    def admit_only(self, matches: tuple[Filter, ...]) -> None:
        """Let in only consignments that all filters let through from now on."""
        self.admits = matches
        self.settling.touch(self)

    def stop(self, cause: object, reason: Reason) -> None:
        """Let nothing in, until `restore`."""
        self.stops[cause] = reason
        self._change()

    def restore(self, cause: object) -> None:
        """End a stop."""
        del self.stops[cause]
        self._change()

    def _change(self) -> None:
        self.is_open = self.within_hours and not self.stops
        self.settling.touch(self)

    def settle_cut(self) -> None:
        """Say what state the gate is in; it stops nothing that is inside."""
        reasons = [*self.stops.values(), *([] if self.within_hours else [Reason.CLOSED])]
        reason = min(reasons, default=Reason.OPEN)
        self.log.state(self.env._now, self.number, NOBODY, int(not reasons), reason)

    def settle_fill(self) -> None:
        """Let in whom there is room for."""
        if self._admitting:
            return
        self._admitting = True
        while self.is_open and self._has_room() and (flow := self._next()) is not None:
            self.inside += 1
            # Nothing is done in that time: it begins and ends at entry.
            now = self.env._now
            flow.last = self.log.wait(flow, Activity.GATE, now, now)
            flow.go_on()
        self._admitting = False

    def _has_room(self) -> bool:
        return self.places is None or self.inside < self.places

    def _admits(self, traits: Traits) -> bool:
        return all(match.matches(traits) for match in self.admits)

    def _next(self) -> Flow | None:
        for line in self.lines:
            while line and line[0].gone:
                line.popleft()
            for flow in line:
                if not flow.gone and self._admits(flow.case.kind.traits):
                    line.remove(flow)
                    return flow
        return None
