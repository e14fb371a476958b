"""Joint work: one officer of each of several teams on one consignment at one time.

Officers are seized in the declared order of the agencies, so two consignments never wait for each other's officers.
Waiting for a partner is not work in hand, and no officer is held for a team that is not at work: when a team closes,
whoever gathers officers for joint work with it lets all go, and takes its old place in line when that team is back.
"""

from heapq import heappush
from typing import Any

from sim.border.clock import END, Environment
from sim.border.eventlog import Hold
from sim.border.flow import Flow
from sim.border.log import Log
from sim.border.settling import Settling
from sim.border.team import Team

Partners = tuple[tuple[Team, int], ...]
"""The teams of a joint step, each with the number of its own step."""


class Joint:
    """A joint step at a post: where a flow meets one officer of each team."""

    def __init__(self, env: Environment, log: Log, settling: Settling, partners: Partners) -> None:
        self.env, self.log, self.settling = env, log, settling
        self._teams = tuple(team for team, _ in partners)
        self.steps = tuple(step for _, step in partners)

    def partners(self, flow: Flow) -> tuple[Team, ...]:
        """The teams, in the order in which they are seized; for desks that have been handed over their successors."""
        successors = [team.successor(flow) for team in self._teams]
        return tuple(new if new.joins else team for team, new in zip(self._teams, successors, strict=True))

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
        Those whose officer it holds while it waits for the others.
    joined
        When it first joined the line of each team, by number.
    working
        Whether the work goes on now.
    """

    def __init__(self, joint: Joint, flow: Flow) -> None:
        self.joint, self.flow, self.teams = joint, flow, joint.partners(flow)
        self.held: list[Team] = []
        self.joined = {self.teams[0].number: flow.ready}
        self.working = False
        self._awaited, self._since = self.teams[0], flow.ready
        self._stopped: tuple[Team, int] | None = None
        self._queue: list[Any] = joint.env._queue

    def offers(self, team: Team) -> int:
        """How many officers of a team may take part: for work once begun also those who begin nothing new."""
        return team.capacity if self._stopped else team.taking

    @property
    def is_stopped(self) -> bool:
        """Whether its work was begun and has been stopped."""
        return self._stopped is not None

    @property
    def rank(self) -> tuple[int, ...]:
        """Who goes first of those who have waited for one team to be back: work once begun, then by class and time."""
        flow = self.flow
        begun = flow.began if self._stopped else None
        return (1, flow.level, flow.ready, flow.case.number) if begun is None else (0, begun, flow.case.number)

    def seek(self) -> None:
        """Ask the next team for an officer."""
        self._wait()
        self._awaited.settle_fill()

    def come_back(self) -> None:
        """Go on, for the team that was awaited is back."""
        self._note_wait()
        self.seek()

    def _wait(self) -> None:
        """Join the line of the next team; or wait, holding nobody, for a partner who is not at work."""
        if not self.held:
            self._find_partners()
        absent = self._absent()
        team = absent or self.teams[len(self.held)]
        self._awaited, self._since = team, self.joint.env._now
        joined = self.joined.setdefault(team.number, self._since)
        if absent:
            team.awaiting.append(self.flow)
        elif self._stopped:
            team.put_aside(self.flow)
        else:
            team.take_old_place(self.flow, joined)

    def _find_partners(self) -> None:
        """Turn to the desks that serve the flow now."""
        first, self.teams = self.teams[0], self.joint.partners(self.flow)
        if first is not self.teams[0]:
            self.flow.note_line(first.number, self.joint.env._now)

    def _absent(self) -> Team | None:
        return next((team for team in self.teams if not self.offers(team)), None)

    def granted(self, team: Team) -> bool:
        """Hold an officer that a team gives; say whether there is use for him now."""
        self._note_wait()
        if self._absent():
            self._wait()
            return False
        if not self.held:
            for partner in self.teams:
                partner.gathering.append(self.flow)
        self.held.append(team)
        if len(self.held) < len(self.teams):
            self.seek()
        else:
            self._begin()
        return True

    def _note_wait(self) -> None:
        if self._awaited is not self.teams[0] and not self._stopped:
            self.flow.note_hold(Hold.PARTNER, self._awaited.number, self._since, self.joint.env._now)

    def _stop_gathering(self) -> None:
        if self.held:
            for partner in self.teams:
                partner.gathering.remove(self.flow)
        self.held.clear()

    def _begin(self) -> None:
        flow, now = self.flow, self.joint.env._now
        self._stop_gathering()
        if self._stopped:
            by, since = self._stopped
            flow.note_hold(Hold.PAUSE, by.number, since, now)
            self._stopped = None
        else:
            flow.began = now
        self.working = True
        flow.over = self._done
        heappush(self._queue, (now + flow.duration, END, next(self.joint.env._eid), flow))

    def let_go(self) -> None:
        """Give all officers back and take the old place in line."""
        self.leave()
        self._wait()
        self.joint.settling.touch(self._awaited)

    def leave(self) -> None:
        """Give all officers back and leave the line."""
        self._note_wait()
        team = self._awaited
        for line in (*team.lines, team.paused, team.awaiting):
            if self.flow in line:
                line.remove(self.flow)
        for team in self.held:
            team.busy -= 1
            self.joint.settling.touch(team)
        self._stop_gathering()

    def pause(self, by: Team) -> None:
        """Stop the work because one team stops: all officers go, and are sought again before anything that waits."""
        self._stopped = by, self.joint.env._now
        self.working = False
        for team in self.teams:
            team.busy -= 1
            self.joint.settling.touch(team)
        self._wait()

    def _done(self, flow: Flow) -> None:
        joint, now = self.joint, self.joint.env._now
        after, flow.seats = flow.last, None
        for k, (team, step) in enumerate(zip(self.teams, joint.steps, strict=True)):
            row = joint.log.service(flow, team.number, step, now, after, critical=k == 0)
            flow.last = row if k == 0 else flow.last
        flow.holds = None
        for team in self.teams:
            team.pass_on()
        flow.go_on()
