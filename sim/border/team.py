"""Teams: the officers of a desk, their lines, and the rules of closing.

A flow yields a team and a duration to be served. The team keeps its own lines and goes on with the flow's generator
itself, so a visit puts one entry on the event list. What happens rarely (pauses, joint work) costs more, so that what
happens always costs little.
"""

from collections import deque
from collections.abc import Callable
from heapq import heapify, heappush
from typing import TYPE_CHECKING, Any, Final, cast

from sim.border.clock import END, Environment, Item
from sim.border.eventlog import NEVER, Activity, Hold, Reason
from sim.border.flow import ENDED, Flow
from sim.border.log import Log
from sim.border.settling import Settling

if TYPE_CHECKING:
    from sim.border.joint import Seats

CLASSES: Final = 3
"""Priority classes: 0 goes first, 1 is ordinary."""

SERVICE: Final = int(Activity.SERVICE)


class Team:
    """The officers of one desk, their lines, and the rules of closing.

    Attributes
    ----------
    number, post
        Its numbers in the log.
    officers
        On duty by roster.
    mean_officers
        On duty on average: in the lead-in, then from the moment when policies begin to the end.
    refusing
        Whether closing is so near that nothing new is begun.
    stops
        Closures and damage in force, by what causes them: the reason, and how many officers can work all the same.
    capacity
        Officers who can work.
    taking
        Officers who may begin something new.
    busy
        Officers at work or held for joint work; more than `capacity` when those who finish work overtime.
    lines
        Who waits, one line a priority class.
    paused
        Work that was stopped, oldest first; it goes before all lines.
    gathering
        Flows that hold officers for joint work of this team and others, and wait for the rest.
    awaiting
        Flows that wait, holding nobody, until this team is at work and can take part in joint work.
    heir
        Says which desk serves a flow instead of this one; `None`: this one does.
    joins
        Whether its officers can take part in joint work.
    """

    turn = 0
    joins = True

    def __init__(self, env: Environment, log: Log, settling: Settling, number: int, post: int, *, pauses: bool) -> None:
        self.mean_officers = 0.0
        self.env, self.log, self.settling, self.number, self.post, self.pauses = (
            env,
            log,
            settling,
            number,
            post,
            pauses,
        )
        self.officers = self.capacity = self.taking = self.busy = 0
        self.refusing = False
        self.stops: dict[object, tuple[Reason, int]] = {}
        self.lines: tuple[deque[Flow], ...] = tuple(deque() for _ in range(CLASSES))
        self.paused: list[Flow] = []
        self.gathering: list[Flow] = []
        self.awaiting: list[Flow] = []
        self._filling = False
        self.heir: Callable[[Flow], Team] | None = None
        self._queue: list[Any] = env._queue
        self._eid = env._eid
        self._rows, self._pack, self._write = log.rows, log.visits.pack, log.visits.write
        self._over = self.done

    # What always happens: one entry on the event list a visit.

    def enter(self, flow: Flow, duration: int) -> None:
        """Serve the flow when its turn comes."""
        now = flow.ready = self.env._now
        if self.busy < self.taking:
            self.busy += 1
            flow.began = now
            flow.over = self._over
            heappush(self._queue, (now + duration, END, next(self._eid), flow))
        elif self.heir is None or self.successor(flow) is self:
            flow.duration = duration
            self.lines[flow.level].append(flow)
        else:
            self.heir(flow).enter(flow, duration)

    def begin(self, flow: Flow) -> None:
        """Begin the work on a flow with an officer who is free."""
        now = flow.began = self.env._now
        flow.over = self._over
        heappush(self._queue, (now + flow.duration, END, next(self._eid), flow))

    def done(self, flow: Flow) -> Item | None:
        """Log the work on a flow, hand the officer on, and go on with its journey; return the work that begins."""
        now = self.env._now
        self._write(
            self._pack(flow.case.number, SERVICE, flow.step, self.number, flow.ready, flow.began, now, flow.last, 1)
        )
        flow.last = next(self._rows)
        if flow.holds is not None:
            self.log.holds_of(flow.last, flow)
            flow.holds = None
        # What `pass_on` does, written out for the cases that there always are: it saves a tenth of a visit.
        first, second, third = self.lines
        line = first or second or third
        item: Item | None = None
        if self.paused:
            self.pass_on()
        elif not line or self.busy > self.taking:
            self.busy -= 1
        else:
            head = line.popleft()
            if head.gone or head.seats is not None:
                line.appendleft(head)
                self.pass_on()
            else:
                head.began = now
                head.over = self._over
                item = now + head.duration, END, next(self._eid), head
        then = next(flow.journey, ENDED)
        if type(then) is tuple:
            then[0].enter(flow, then[1])
        elif then is not ENDED:
            flow.wait_for(then)
        return item

    def pass_on(self) -> None:
        """Hand an officer who has become free to the head of the line."""
        if self.paused and self.busy <= self.capacity:
            self.busy -= 1
            self.settle_fill()
            return
        if self.busy <= self.taking:
            for line in self.lines:
                while line:
                    flow = line.popleft()
                    if flow.gone:
                        continue
                    if flow.seats is None:
                        self.begin(flow)
                        return
                    if flow.seats.granted(self):
                        return
        self.busy -= 1

    # What rarely happens: capacity changes, and work that stops.

    def hand_over(self, heir: "Callable[[Flow], Team] | None") -> None:
        """Leave all that waits or comes here to other desks, or take it again; work in hand stops only at closing."""
        self.heir = heir
        self.settling.touch(self)

    def successor(self, flow: Flow) -> "Team":
        """The desk that serves a flow that comes here."""
        heir = self if self.heir is None else self.heir(flow)
        return self if heir is self else heir.successor(flow)

    def get_used_to(self, mean_officers: float) -> None:
        """Change what people expect of the team."""
        self.mean_officers = mean_officers

    def restaff(self, officers: int) -> None:
        """Change the officers on duty."""
        self.officers = officers
        self.settling.touch(self)

    def refuse(self, refusing: bool) -> None:
        """Begin or end the time before closing in which nothing new is begun."""
        self.refusing = refusing
        self.settling.touch(self)

    def stop(self, cause: object, reason: Reason, leaves: int = 0) -> None:
        """Stop all officers but a few, until `restore`."""
        self.stops[cause] = reason, leaves
        self.settling.touch(self)

    def restore(self, cause: object) -> None:
        """End a stop."""
        del self.stops[cause]
        self.settling.touch(self)

    def settle_cut(self) -> None:
        """Act on less capacity: let officers go who wait for partners, and pause work where the rules say so."""
        able = min((leaves for _, leaves in self.stops.values()), default=self.officers + self.busy)
        self.capacity = min(self.officers, able)
        self.taking = 0 if self.refusing else self.capacity
        self._let_go()
        stays = self.capacity if self.pauses else able
        if self.busy > stays:
            # What ends at this very moment has ended.
            for flow in reversed(self.working(beyond=self.env._now)[stays:]):
                self.pause(flow)
        if self.heir is not None:
            self._move()
        self.log.state(self.env._now, self.post, self.number, self.officers, self.reason())

    def settle_fill(self) -> None:
        """Act on more capacity: go on with paused work, then begin what waits."""
        if self._filling:
            return
        self._filling = True
        self._call_back()
        self._resume_paused()
        while self.busy < self.taking:
            busy = self.busy = self.busy + 1
            self.pass_on()
            if self.busy < busy:
                break
        self._filling = False

    def _call_back(self) -> None:
        """Have those who waited for this team to be back take their old places, before anybody is served."""
        back = [flow for flow in self.awaiting if cast("Seats", flow.seats).offers(self)]
        for flow in sorted(back, key=lambda flow: cast("Seats", flow.seats).rank):
            self.awaiting.remove(flow)
            cast("Seats", flow.seats).come_back()

    def _let_go(self) -> None:
        """Let officers go who are held for joint work that cannot begin now, the latest first."""
        for flow in reversed(tuple(self.gathering)):
            seats = cast("Seats", flow.seats)
            if not seats.offers(self) or (self in seats.held and self._engaged() > self.capacity):
                seats.let_go()

    def _engaged(self) -> int:
        """Officers at work, but for those whose work ends at this very moment, or held."""
        held = sum(self in cast("Seats", flow.seats).held for flow in self.gathering)
        return len(self.working(beyond=self.env._now)) + held

    def _move(self) -> None:
        """Give all who wait here their old places at the desks that serve them now."""
        lines = [flow for line in self.lines for flow in line]
        for flow in [*self.paused, *self.awaiting, *lines]:
            heir = self.successor(flow)
            if heir is self:
                continue
            if flow.seats is not None:
                flow.seats.let_go()
            else:
                self._give(flow, heir)
            self.settling.touch(heir)

    def _give(self, flow: Flow, heir: "Team") -> None:
        """Hand a flow over, with an account of how long it waited or paused here."""
        now = self.env._now
        flow.note_line(self.number, now)
        if flow in self.paused:
            flow.note_hold(Hold.PAUSE, self.number, flow.stopped, now)
            flow.stopped = now
            self.paused.remove(flow)
            heir.put_aside(flow)
        else:
            self.lines[flow.level].remove(flow)
            heir.take_old_place(flow, flow.ready)

    def reason(self) -> Reason:
        """Why nothing new is begun, first reason first."""
        for reason in (Reason.CLOSED, Reason.DAMAGED):
            if any(why is reason and not leaves for why, leaves in self.stops.values()):
                return reason
        if not self.officers:
            return Reason.OFF_SHIFT
        return Reason.LAST_CALL if self.refusing else Reason.OPEN

    def working(self, beyond: int = NEVER) -> list[Flow]:
        """Flows in service here whose work ends later than a moment, oldest first."""
        entries = [
            (entry[3].began, entry[2], entry[3])
            for entry in self._queue
            if entry[0] > beyond and self._serves(entry[3])
        ]
        return [flow for *_, flow in sorted(entries)]

    def _serves(self, event: object) -> bool:
        if type(event) is not Flow:
            return False
        if event.seats is not None:
            return event.seats.working and self in event.seats.teams
        return event.over is self._over

    def pause(self, flow: Flow) -> None:
        """Stop the work on a flow; it keeps its place before all lines."""
        now = self.env._now
        (entry,) = (entry for entry in self._queue if entry[3] is flow)
        self._queue.remove(entry)
        heapify(self._queue)
        flow.duration = entry[0] - now
        if flow.seats is not None:
            flow.seats.pause(self)
            return
        flow.stopped = now
        self.busy -= 1
        self.put_aside(flow)

    def put_aside(self, flow: Flow) -> None:
        """Put paused work in its place, oldest first."""
        self.paused.append(flow)
        self.paused.sort(key=lambda other: (other.began or 0, other.case.number))

    def _resume_paused(self) -> None:
        while self.paused and self.busy < self.capacity:
            flow = self.paused.pop(0)
            self.busy += 1
            if flow.seats is not None:
                if not flow.seats.granted(self):
                    self.busy -= 1
            else:
                flow.note_hold(Hold.PAUSE, self.number, flow.stopped, self.env._now)
                flow.over = self._over
                heappush(self._queue, (self.env._now + flow.duration, END, next(self._eid), flow))

    def take_old_place(self, flow: Flow, joined: int) -> None:
        """Put a flow in the line where one who joined at that moment stands."""
        line = self.lines[flow.level]
        mine = joined, flow.case.number
        after = len(line)
        while after and (line[after - 1].joined(self.number), line[after - 1].case.number) > mine:
            after -= 1
        line.insert(after, flow)
