"""Roving teams: officers who serve several posts and travel between them."""

from heapq import heappush
from typing import Any

from sim.border.clock import END
from sim.border.eventlog import Hold, Reason
from sim.border.flow import Flow
from sim.border.team import Team


class RovingTeam(Team):
    """A team whose officers stand at one of several posts at a time.

    A free officer takes the head of the line wherever it stands, among those at posts that are open; of several free
    officers one who is already there goes. Who comes on duty anew comes from home. To be on the way is not
    work in hand: where the post or the team closes meanwhile, the consignment takes its old place in line.

    Attributes
    ----------
    posts
        Numbers of the posts it serves.
    homes
        Posts from which officers come on duty, in turn.
    shut
        For each post why it can do nothing there now.
    """

    joins = False

    def __init__(self, *engine: Any, pauses: bool) -> None:
        self.posts: list[int]
        self.homes: list[int]
        self.travel: int
        *engine_, self.posts, self.homes, self.travel = engine
        super().__init__(*engine_, pauses=pauses)
        self.shut: dict[int, list[Reason]] = {post: [] for post in self.posts}
        # Where each free officer stands.
        self._idle: list[int] = []
        self._left = self.posts[0]

    def shut_at(self, post: int, reason: Reason) -> None:
        """Stop at one post."""
        self.shut[post].append(reason)
        self.settling.touch(self)

    def open_at(self, post: int, reason: Reason) -> None:
        """End a stop at one post."""
        self.shut[post].remove(reason)
        self.settling.touch(self)

    def enter(self, flow: Flow, duration: int) -> None:
        """Serve the flow when its turn comes."""
        if self.heir is not None:
            self.heir(flow).enter(flow, duration)
            return
        flow.ready = self.env._now
        flow.duration = duration
        self.lines[flow.level].append(flow)
        if self.busy < self.taking:
            self.settle_fill()

    def begin(self, flow: Flow) -> None:
        """Travel there if need be, and begin."""
        now = self.env._now
        travel = self._send(flow.case.kind.post)
        flow.note_hold(Hold.TRAVEL, self.number, now, now + travel)
        flow.began = now + travel
        flow.over = self._over
        heappush(self._queue, (now + travel + flow.duration, END, next(self._eid), flow))

    def _send(self, post: int) -> int:
        """Have the nearest of the free officers go to a post; return the time that takes."""
        here = post if post in self._idle else self._idle[0]
        self._idle.remove(here)
        return 0 if here == post else self.travel

    def done(self, flow: Flow) -> None:
        """Log the work on a flow, free the officer where he is, and go on with its journey."""
        self._left = flow.case.kind.post
        flow.last = self.log.service(flow, self.number, flow.step, self.env._now, flow.last, critical=True)
        flow.holds = None
        self.pass_on()
        flow.go_on()

    def pass_on(self) -> None:
        """Free an officer where he has worked; he takes the first in line at a post that is open."""
        self.busy -= 1
        if self.busy < self.capacity:
            self._idle.append(self._left)
        self.settle_fill()

    def settle_cut(self) -> None:
        """Act on less capacity, here or at one post."""
        for flow in reversed(self._on_hand()):
            if self.shut[flow.case.kind.post]:
                self._idle.append(flow.case.kind.post)
                self.pause(flow)
        super().settle_cut()
        self._call_off()
        if self.heir is not None:
            self._move()
        for post in self.posts:
            reason = min(self.shut[post], default=self.reason())
            self.log.state(self.env._now, post, self.number, self.officers, reason)
        free = max(0, self.capacity - self.busy)
        del self._idle[free:]
        self._idle += [self.homes[k % len(self.homes)] for k in range(len(self._idle), free)]

    def _on_hand(self) -> list[Flow]:
        """Flows in service, oldest first, those among them that would begin, and even end, at this very moment."""
        now = self.env._now
        later = self.working(beyond=now)
        return [flow for flow in self.working(beyond=now - 1) if flow.began == now or flow in later]

    def _coming(self, flow: Flow) -> Hold | None:
        """What lasts until an officer who is on the way to a flow is there, if it did not end before this moment."""
        hold, _, _, there = flow.holds[-1] if flow.holds else (Hold.LINE, 0, 0, 0)
        return hold if hold is not Hold.LINE and there >= self.env._now else None

    def _call_off(self) -> None:
        """Let nobody go on to work that must not be done any more; he is taken to be there already."""
        engaged = self._on_hand()
        for flow in engaged[::-1]:
            hold = self._coming(flow)
            if hold is not None and (len(engaged) > self.capacity or (self.refusing and hold is Hold.TRAVEL)):
                engaged.remove(flow)
                self._idle.append(flow.case.kind.post)
                self.pause(flow)

    def pause(self, flow: Flow) -> None:
        """Stop the work on a flow, or the way to it: what was not begun takes its old place in line."""
        super().pause(flow)
        if self._coming(flow) is None:
            return
        assert flow.holds is not None
        hold, _, since, there = flow.holds.pop()
        flow.duration -= there - self.env._now
        if hold is Hold.PAUSE:
            flow.stopped = since
            self._turn_round(flow, there)
            return
        self.paused.remove(flow)
        flow.began = None
        flow.note_hold(Hold.TRAVEL, self.number, since, self.env._now)
        self.take_old_place(flow, flow.ready)

    def _turn_round(self, flow: Flow, there: int) -> None:
        """Keep of the way to paused work, which was to end at a moment, what has been made."""
        if flow.holds and flow.holds[-1][0] is Hold.TRAVEL and flow.holds[-1][3] == there:
            *_, since, _ = flow.holds.pop()
            flow.note_hold(Hold.TRAVEL, self.number, since, self.env._now)

    def settle_fill(self) -> None:
        """Act on more capacity: go on with paused work, then take who is first in line."""
        self._resume_paused()
        while self.busy < self.taking and (flow := self._next()) is not None:
            self.busy += 1
            self.begin(flow)

    def _next(self) -> Flow | None:
        for line in self.lines:
            for flow in line:
                if not flow.gone and not self.shut[flow.case.kind.post]:
                    line.remove(flow)
                    return flow
        return None

    def _resume_paused(self) -> None:
        now = self.env._now
        for flow in [flow for flow in self.paused if not self.shut[flow.case.kind.post]]:
            if self.busy < self.capacity:
                self.paused.remove(flow)
                self.busy += 1
                travel = self._send(flow.case.kind.post)
                flow.note_hold(Hold.TRAVEL, self.number, now, now + travel)
                flow.note_hold(Hold.PAUSE, self.number, flow.stopped, now + travel)
                flow.over = self._over
                heappush(self._queue, (now + travel + flow.duration, END, next(self._eid), flow))
