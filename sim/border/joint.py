"""Joint work: one officer of each of several teams on one consignment at one time.

Officers are seized in the declared order of the agencies. Waiting for a partner is not work in hand: a team that closes
takes its officer back, and the consignment then lets all go and takes its old place in every line. Because all seize in
one order, two consignments never wait for each other's officers.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

from sim.border.clock import END, Environment
from sim.border.eventlog import Hold
from sim.border.log import Log
from sim.border.settling import Settling
from sim.border.team import Flow, Team

Partners = tuple[tuple[Team, int], ...]
"""The teams of a joint step, each with the number of its own step."""


class Joint:
    """A joint step at a post: where a flow meets one officer of each team."""

    def __init__(self, env: Environment, log: Log, settling: Settling, partners: Partners) -> None:
        self.env, self.log, self.settling = env, log, settling
        self.teams = tuple(team for team, _ in partners)
        self.steps = tuple(step for _, step in partners)

    def enter(self, flow: Flow, duration: int) -> None:
        """Serve the flow when one officer of each team is there."""
        flow.ready = self.env._now
        flow.duration = duration
        flow.seats = Seats(self, flow)
        flow.seats.seek()


class Seats:
    """What a flow holds and waits for at a joint step.

    Attributes
    ----------
    teams
        The partners, in the order in which they are seized.
    held
        Those whose officer it holds; then it waits for the next.
    joined
        When it first joined the line of each team, by number.
    working
        Whether the work goes on now.
    """

    def __init__(self, joint: Joint, flow: Flow) -> None:
        self.joint, self.flow, self.teams = joint, flow, joint.teams
        self.held: list[Team] = []
        self.joined: dict[int, int] = {}
        self.working = False
        self._asked = 0
        self._stopped: tuple[Team, int] | None = None
        self._queue: list[Any] = joint.env._queue
        self._callbacks: list[Callable[[Any], None]] = [self._done]

    def seek(self) -> None:
        """Ask the next team for an officer."""
        team = self.teams[len(self.held)]
        now = self._asked = self.joint.env._now
        self.joined.setdefault(team.number, now)
        if team.busy < (team.capacity if self._stopped else team.taking):
            team.busy += 1
            self.granted(team)
        else:
            self._wait_at(team)

    def _wait_at(self, team: Team) -> None:
        if self._stopped:
            team.put_aside(self.flow)
        else:
            team.take_old_place(self.flow, self.joined[team.number])

    def granted(self, team: Team) -> None:
        """Hold an officer that a team has given."""
        self._note_wait(team)
        self.held.append(team)
        team.held.append(self.flow)
        if len(self.held) < len(self.teams):
            self.seek()
        else:
            self._begin()

    def _note_wait(self, team: Team) -> None:
        if self.held and not self._stopped:
            self.flow.note_hold(Hold.PARTNER, team.number, self._asked, self.joint.env._now)

    def _begin(self) -> None:
        flow, now = self.flow, self.joint.env._now
        for team in self.teams:
            team.held.remove(flow)
        if self._stopped:
            by, since = self._stopped
            flow.note_hold(Hold.PAUSE, by.number, since, now)
            self._stopped = None
        else:
            flow.began = now
        self.working = True
        flow.callbacks = self._callbacks
        heappush(self._queue, (now + flow.duration, END, next(self.joint.env._eid), flow))

    def let_go(self) -> None:
        """Give all officers back and take the old place in every line."""
        self.leave()
        self._wait_at(self.teams[0])
        self.joint.settling.touch(self.teams[0])

    def leave(self) -> None:
        """Give all officers back and leave the line."""
        waited = self.teams[len(self.held)]
        self._note_wait(waited)
        for line in (*waited.lines, waited.paused):
            if self.flow in line:
                line.remove(self.flow)
        for team in self.held:
            team.held.remove(self.flow)
            team.busy -= 1
            self.joint.settling.touch(team)
        self.held.clear()

    def pause(self, by: Team) -> None:
        """Stop the work because one team stops: all officers go, and are sought again before anything that waits."""
        self._stopped = by, self.joint.env._now
        self.working = False
        for team in self.teams:
            team.busy -= 1
            self.joint.settling.touch(team)
        self.held.clear()
        self.teams[0].put_aside(self.flow)

    def _done(self, flow: Flow) -> None:
        joint, now = self.joint, self.joint.env._now
        after, holds, flow.seats, flow.holds = flow.last, flow.holds or [], None, None
        span = (flow.ready, flow.began or 0, now)
        for k, (team, step) in enumerate(zip(joint.teams, joint.steps, strict=True)):
            row = joint.log.service(flow.case.number, step, team.number, span, after, critical=k == 0)
            joint.log.holds_of(row, holds)
            flow.last = row if k == 0 else flow.last
        for team in self.teams:
            team.pass_on()
        flow.go_on(flow.began)
