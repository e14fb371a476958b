"""Roving teams: officers who serve several posts and travel between them."""

from heapq import heappush
from typing import Any

from sim.border.clock import END
from sim.border.eventlog import Hold
from sim.border.flow import Flow
from sim.border.team import Team


class RovingTeam(Team):
    """A team whose officers stand at one of several posts at a time.

    A free officer takes the head of the line wherever it stands, among those at posts that are open; of several free
    officers one who is already there goes. Who comes on duty anew comes from the first post.

    Attributes
    ----------
    posts
        Numbers of the posts it serves.
    shut
        Those where it can do nothing now, with how many reasons there are.
    """

    joins = False

    def __init__(self, *engine: Any, pauses: bool) -> None:
        self.posts: list[int]
        self.travel: int
        *engine_, self.posts, self.travel = engine
        super().__init__(*engine_, pauses=pauses)
        self.shut: dict[int, int] = {}
        self._idle: list[int] = []
        self._here = self.posts[0]

    def shut_at(self, post: int) -> None:
        """Stop at one post."""
        self.shut[post] = self.shut.get(post, 0) + 1
        self.settling.touch(self)

    def open_at(self, post: int) -> None:
        """End a stop at one post."""
        self.shut[post] -= 1
        self.settling.touch(self)

    def enter(self, flow: Flow, duration: int) -> None:
        """Serve the flow when its turn comes."""
        flow.ready = self.env._now
        flow.duration = duration
        if self.busy < self.taking and not self.shut.get(flow.case.post):
            self.busy += 1
            self._here = self._nearest(flow.case.post)
            self.begin(flow)
        elif self.heir is None:
            self.lines[flow.level].append(flow)
        else:
            self.heir(flow).enter(flow, duration)

    def begin(self, flow: Flow) -> None:
        """Travel there if need be, and begin."""
        now = self.env._now
        travel = 0 if self._here == flow.case.post else self.travel
        flow.note_hold(Hold.TRAVEL, self.number, now, now + travel)
        flow.began = now + travel
        flow.team = self
        flow.callbacks = self._callbacks
        heappush(self._queue, (now + travel + flow.duration, END, next(self._eid), flow))

    def _done(self, flow: Flow) -> None:
        self._here = flow.case.post
        super()._done(flow)

    def pass_on(self) -> None:
        """Hand an officer who has become free to the first in line at a post that is open."""
        if self.paused and self.busy <= self.capacity:
            self.busy -= 1
            self._idle.append(self._here)
            self._resume_paused()
            if self.busy < self.taking:
                self.busy += 1
                self._take_next(self._nearest)
            return
        if self.busy <= self.taking:
            self._take_next(lambda _: self._here)
        else:
            self.busy -= 1

    def _take_next(self, start: Any) -> None:
        for line in self.lines:
            for flow in line:
                if flow.gone or not self.shut.get(flow.case.post):
                    line.remove(flow)
                    if flow.gone:
                        self._take_next(start)
                        return
                    self._here = start(flow.case.post)
                    self.begin(flow)
                    return
        self.busy -= 1
        self._idle.append(self._here)

    def _nearest(self, post: int) -> int:
        """Where the officer comes from who goes to a post."""
        if post in self._idle:
            self._idle.remove(post)
            return post
        return self._idle.pop(0) if self._idle else self.posts[0]

    def settle_cut(self) -> None:
        """Act on less capacity, here or at one post."""
        super().settle_cut()
        for flow in self.working(beyond=self.env._now):
            if self.shut.get(flow.case.post):
                self.pause(flow)
        del self._idle[self.capacity :]

    def settle_fill(self) -> None:
        """Act on more capacity, each officer who is free taking what is nearest in line."""
        self._resume_paused()
        while self.busy < self.taking:
            busy = self.busy = self.busy + 1
            self._here = self._idle.pop(0) if self._idle else self.posts[0]
            self._take_next(lambda _: self._here)
            if self.busy < busy:
                return

    def _resume_paused(self) -> None:
        waiting = [flow for flow in self.paused if self.shut.get(flow.case.post)]
        self.paused = [flow for flow in self.paused if not self.shut.get(flow.case.post)]
        super()._resume_paused()
        for flow in waiting:
            self.put_aside(flow)
