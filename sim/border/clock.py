"""The event list: SimPy's environment, with entries that cost less than events, and the order of things at one instant.

At one instant capacity changes come first, then their consequences, then ends of service in order of their start, then
arrivals and the ends of holds by consignment number.
"""

from collections.abc import Callable
from heapq import heappop, heappush, heappushpop
from typing import Any, Final

import simpy
from simpy.events import Event

CAPACITY: Final = 0
"""Rosters, closures and repairs change what is there."""
SETTLE: Final = 1
"""Teams and gates act on it."""
END: Final = 2
"""Services end; the event list keeps them in order of their start."""
ARRIVAL: Final = 3
"""Arrivals and ends of holds; the consignment's number is added."""


Item = tuple[int, int, int, Any]
"""What stands on the event list: a moment, the order at that moment, a running number, and an event or entry."""


class Environment(simpy.Environment):
    """SimPy's environment, which also takes entries.

    Nothing of SimPy is changed: `run`, `step`, events, processes and resources are its own. But where SimPy finds an
    entry at the head of its event list, all entries up to the next event happen in that step, in one loop.
    """

    _now: int

    def __init__(self, initial_time: int = 0) -> None:
        super().__init__(initial_time)
        self.takes_entries: list[Callable[[Any], None]] = [self._take]

    def _take(self, entry: "Entry") -> None:
        queue: list[Any] = self._queue
        # SimPy has taken them away, for an event happens once; an entry is used over and over.
        entry.callbacks = self.takes_entries
        then = entry.over(entry)
        while True:
            if queue and isinstance(queue[0][3], Entry):
                self._now, _, _, entry = heappop(queue) if then is None else heappushpop(queue, then)
                then = entry.over(entry)
            elif then is None:
                return
            else:
                heappush(queue, then)
                then = None


class Entry:
    """Stands on the event list without being an event: nobody waits for it, it cannot fail, and it is used again.

    Attributes
    ----------
    over
        Called with the entry when its moment has come. It may return what is to be put on the event list, which costs
        less than to put it there: one way through the heap, for what is taken next, instead of two.
    callbacks
        What SimPy calls when it finds the entry on its event list: `takes_entries` of the environment.
    """

    __slots__ = ("callbacks", "over")
    _ok: Final = True
    _value: Final = None
    over: Callable[[Any], Item | None]
    callbacks: list[Callable[[Any], None]]


def at_moment(env: Environment, moment: int, priority: int, act: Callable[[Event], None]) -> None:
    """Have something done at a moment, in the order that `priority` gives at one instant."""
    event = Event(env)
    event._ok, event._value = True, None
    event.callbacks = [act]
    queue: list[Any] = env._queue
    heappush(queue, (moment, priority, next(env._eid), event))
