"""Flows: the branches of consignments' journeys, and the places that need no officer.

A consignment's journey is an ordinary generator. It yields a team and a duration to be served, and goes on when the
work is done; or it yields any SimPy event, and goes on with its value when it has happened:

    yield team, duration_us
    value = yield event
"""

from collections.abc import Callable, Generator, Iterable
from heapq import heappush
from typing import TYPE_CHECKING, Any, Final, Protocol

from simpy.events import Event

from sim.border.clock import ARRIVAL, END, Entry, Environment
from sim.border.eventlog import NOBODY, Activity, Hold
from sim.border.log import Log

if TYPE_CHECKING:
    from sim.border.case import Case
    from sim.border.joint import Seats

Journey = Generator[Any, Any, None]

ENDED: Final[Any] = object()
"""What comes after the last wait of a journey."""


class Place(Protocol):
    """Where a flow can wait or be served."""

    def enter(self, flow: "Flow", duration: int) -> None:
        """Take the flow in; go on with it after `duration` of work or wait."""


class Flow(Entry):
    """A branch of a consignment's journey: what a team serves, and its own entry on the event list.

    Attributes
    ----------
    case
        The consignment.
    last
        The row of visits that made it ready for what comes next.
    level
        Its class in every line.
    step
        Number of the step it is at.
    ready
        When it joined the line it is in, or last was in.
    duration
        Work that the step takes; after a pause, what is left of it.
    began
        When the work in hand began; `None` before the first.
    gone
        Whether it has left all lines for good.
    holds
        Interruptions of the visit in hand, to be logged with it.
    seats
        Officers of several teams, while it is at a joint step.
    stopped
        When the work in hand was last paused.
    journey
        Its generator.
    """

    __slots__ = (
        "began",
        "case",
        "duration",
        "gone",
        "holds",
        "journey",
        "last",
        "level",
        "ready",
        "seats",
        "step",
        "stopped",
    )

    def __init__(self, env: Environment, case: "Case", last: int = NOBODY) -> None:
        self.callbacks = env.takes_entries
        self.case = case
        self.last = last
        self.level = case.level
        self.step = NOBODY
        self.gone = False
        self.began: int | None = None
        self.holds: list[tuple[Hold, int, int, int]] | None = None
        self.seats: Seats | None = None
        # Told before they are asked for: by where it waits or works, by who stops the work, and by `start`.
        self.ready: int
        self.duration: int
        self.stopped: int
        self.journey: Journey

    def start(self, journey: Journey) -> None:
        """Begin a journey at once."""
        self.journey = journey
        self.go_on()

    def turn_to(self, journey: Journey) -> None:
        """Go on with another journey from here, as the last thing that a journey does.

        It costs less than `yield from`, which passes every resumption through both.
        """
        self.start(journey)

    def end(self) -> None:
        """Leave all lines for good, and go no further than the work in hand."""
        self.gone = True
        self.journey = _nowhere()

    def go_on(self) -> None:
        """Go on with the journey to its next wait."""
        # Of an ended generator `next` tells so without an exception, which would cost as much as a visit.
        then = next(self.journey, ENDED)
        if type(then) is tuple:
            then[0].enter(self, then[1])
        elif then is not ENDED:
            self.wait_for(then)

    def take(self, value: object) -> None:
        """Go on with the journey, which takes a value, to its next wait."""
        try:
            then = self.journey.send(value)
        except StopIteration:
            return
        if type(then) is tuple:
            then[0].enter(self, then[1])
        else:
            self.wait_for(then)

    def wait_for(self, event: Event) -> None:
        """Go on when a SimPy event has happened, as any process would."""
        if event.callbacks is None:
            self._resume(event)
        else:
            event.callbacks.append(self._resume)

    def _resume(self, event: Event) -> None:
        if not event._ok:
            raise event._value
        self.take(event._value)

    def joined(self, team: int) -> int:
        """When it joined the line of a team."""
        return self.ready if self.seats is None else self.seats.joined[team]

    def note_line(self, team: int, now: int) -> None:
        """Keep the wait in the line of a team that hands it over, from when that team had it."""
        before = (end for hold, _, _, end in self.holds or () if hold is Hold.LINE)
        self.note_hold(Hold.LINE, team, max(before, default=self.ready), now)

    def note_hold(self, hold: Hold, team: int, start: int, end: int) -> None:
        """Keep an interruption until the visit is logged."""
        if end > start:
            self.holds = [*(self.holds or ()), (hold, team, start, end)]


def branch(env: Environment, case: "Case", journey: "Callable[[Case, Flow], Journey]", last: int = NOBODY) -> None:
    """Start another branch of a consignment's journey, made ready by a row of visits."""
    flow = Flow(env, case, last)
    case.flows = (*case.flows, flow)
    flow.start(journey(case, flow))


def _nowhere() -> Journey:
    yield from ()


def waiting(*lines: Iterable[Flow]) -> int:
    """How many wait in lines; who has given up is still there until passed by, and does not count."""
    return sum(not flow.gone for line in lines for flow in line)


class Delay:
    """Time that is not logged, because another branch of the journey logs it."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._queue: list[Any] = env._queue
        self._over = self.over

    def enter(self, flow: Flow, duration: int) -> None:
        """Let the time pass; then the journey goes on."""
        now = flow.ready = self.env._now
        flow.over = self._over
        heappush(self._queue, (now + duration, ARRIVAL + flow.case.number, next(self.env._eid), flow))

    def over(self, flow: Flow) -> None:
        """Go on with a flow whose time is over."""
        if not flow.gone:
            flow.go_on()


class Spell(Delay):
    """Time without an officer, logged when it is over: the consignee's own, or on the road."""

    def __init__(self, env: Environment, log: Log, activity: Activity) -> None:
        super().__init__(env)
        self.log, self.activity = log, activity

    def over(self, flow: Flow) -> None:
        """Log the time of a flow, and go on with it."""
        if not flow.gone:
            flow.last = self.log.wait(flow, self.activity, flow.ready, self.env._now)
            flow.go_on()


class Unattended(Spell):
    """A step that takes time but no officer, and so has no line: a permit being issued, a sample in the laboratory."""

    def __init__(self, env: Environment, log: Log) -> None:
        super().__init__(env, log, Activity.PERMIT)

    def enter(self, flow: Flow, duration: int) -> None:
        """Let the time pass."""
        now = flow.ready = flow.began = self.env._now
        flow.over = self._over
        heappush(self._queue, (now + duration, END, next(self.env._eid), flow))

    def over(self, flow: Flow) -> None:
        """Log the time of a flow, which nothing can cut short, and go on with it."""
        flow.last = self.log.wait(flow, self.activity, flow.ready, self.env._now)
        flow.go_on()
