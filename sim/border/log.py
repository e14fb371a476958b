"""Writing the event log while a run goes on."""

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.border.eventlog import NEVER, NOBODY, Activity, Column, Outcome, Reason, Table

if TYPE_CHECKING:
    from sim.border.flow import Flow

TIMES = ("arrival", "entry", "lodged", "release", "removal", "left")


class Log:
    """The tables of one run, appended to as things happen.

    Attributes
    ----------
    rows
        Counts the rows of visits; its next value is the number of the row appended next.
    """

    def __init__(self, consignments: int, post: Column, lane: Column) -> None:
        self.visits = Table("consignment", "activity", "step", "team", "ready", "start", "end", "after", "critical")
        self.holds = Table("visit", "hold", "team", "start", "end")
        self.states = Table("time", "post", "team", "officers", "reason")
        self.rows = count()
        self.milestones: dict[str, NDArray[np.int64]] = {name: np.full(consignments, NEVER) for name in TIMES}
        self.milestones["outcome"] = np.full(consignments, int(Outcome.INSIDE))
        self.milestones["final"] = np.full(consignments, NOBODY)
        self.milestones["post"], self.milestones["lane"] = post.copy(), lane.copy()
        views = {name: memoryview(column.data) for name, column in self.milestones.items()}
        self.arrival, self.entry, self.lodged = views["arrival"], views["entry"], views["lodged"]
        self.release, self.removal, self.left = views["release"], views["removal"], views["left"]
        self.outcome, self.final = views["outcome"], views["final"]
        self.post, self.lane = views["post"], views["lane"]
        self._state: dict[tuple[int, int], tuple[int, int]] = {}

    def consignments(self) -> dict[str, NDArray[np.int64]]:
        """The milestones of all consignments; who has been released is told from when."""
        released = self.milestones["release"] != NEVER
        self.milestones["outcome"][released] = int(Outcome.RELEASED)
        return self.milestones

    def wait(self, flow: "Flow", activity: Activity, start: int, end: int) -> int:
        """Add a row of visits for time without an officer; return its number."""
        self.visits.append(flow.case.number, activity, flow.step, NOBODY, flow.ready, start, end, flow.last, 1)
        return next(self.rows)

    def passed(self, consignment: int, step: int, ready: int, end: int, after: int, team: int) -> int:
        """Add a row of visits for a step that was passed over, in a team's line or (`NOBODY`) before joining it."""
        self.visits.append(consignment, Activity.PASSED_OVER, step, team, ready, end, end, after, 1)
        return next(self.rows)

    def service(self, flow: "Flow", team: int, step: int, end: int, after: int, *, critical: bool) -> int:
        """Add a row of visits for work by an officer of a team, with its interruptions; return its number."""
        self.visits.append(
            flow.case.number, Activity.SERVICE, step, team, flow.ready, flow.began or 0, end, after, critical
        )
        row = next(self.rows)
        self.holds_of(row, flow)
        return row

    def holds_of(self, visit: int, flow: "Flow") -> None:
        """Add the interruptions of a visit."""
        for hold, team, start, end in flow.holds or ():
            self.holds.append(visit, hold, team, start, end)

    def state(self, time: int, post: int, team: int, officers: int, reason: Reason) -> None:
        """Add a change of state, if it is one."""
        if self._state.get((post, team)) != (officers, reason):
            self._state[post, team] = officers, reason
            self.states.append(time, post, team, officers, reason)
