"""The event list: SimPy's environment with its loop written out, and the order of things at one instant.

At one instant capacity changes come first, then their consequences, then ends of service in order of their start, then
arrivals and the ends of holds by consignment number.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, Final, cast

import simpy
from simpy.core import EmptySchedule, StopSimulation
from simpy.events import URGENT, Event

CAPACITY: Final = 0
"""Rosters, closures and repairs change what is there."""
SETTLE: Final = 1
"""Teams and gates act on it."""
END: Final = 2
"""Services end; the event list keeps them in order of their start."""
ARRIVAL: Final = 3
"""Arrivals and ends of holds; the consignment's number is added."""


class Environment(simpy.Environment):
    """SimPy's environment; `run` does what SimPy's does, without a call of `step` for each event."""

    _now: int

    def run(self, until: float | Event | None = None) -> Any:
        """Run until a time, an event, or until nothing is left to do.

        Raises
        ------
        ValueError
            If `until` is a time that has passed.
        RuntimeError
            If nothing is left to do and the event `until` has not happened.
        """
        if until is not None:
            if not isinstance(until, Event):
                at = until if isinstance(until, int) else float(until)
                if at <= self.now:
                    raise ValueError(f"until ({at}) must be greater than the current simulation time")
                until = Event(self)
                until._ok = True
                until._value = None
                self.schedule(until, URGENT, at - self.now)
            elif until.callbacks is None:
                return until.value
            cast(Any, until.callbacks).append(StopSimulation.callback)
        try:
            self._loop()
        except StopSimulation as stop:
            return stop.args[0]
        except EmptySchedule:
            if until is not None:
                assert not until.triggered
                raise RuntimeError(f'No scheduled events left but "until" event was not triggered: {until}') from None
        return None

    def _loop(self) -> None:
        queue = self._queue
        while True:
            try:
                self._now, _, _, event = heappop(queue)  # type: ignore[assignment]  # times here are whole
            except IndexError:
                raise EmptySchedule from None
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as SimPy does
            for callback in callbacks:
                callback(event)
            if not event._ok and not hasattr(event, "_defused"):
                exc = type(event._value)(*event._value.args)
                exc.__cause__ = event._value
                raise exc


def at_moment(env: Environment, moment: int, priority: int, act: Callable[[Event], None]) -> None:
    """Have something done at a moment, in the order that `priority` gives at one instant."""
    event = Event(env)
    event._ok, event._value = True, None
    event.callbacks = [act]
    queue: list[Any] = env._queue
    heappush(queue, (moment, priority, next(env._eid), event))
