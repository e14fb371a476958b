"""The event log: what happened in one run, as columns. The model only appends to it; measures need nothing else.

Times are whole microseconds since onset. `NEVER` stands for what has not happened by the end of the run.
"""

from array import array
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

NEVER: Final = np.iinfo(np.int64).min
NOBODY: Final = -1

Column = NDArray[np.int64]


class Outcome(IntEnum):
    """How a consignment's passage ended."""

    INSIDE = 0
    """Not released by the end of the run, inside or outside the gate."""
    RELEASED = 1
    """Released."""
    ABANDONED = 2
    """Lost patience and turned away."""
    TURNED_BACK = 3
    """Sent away by a rule."""
    INFORMAL = 4
    """Went round by an informal crossing, unseen."""


class Reason(IntEnum):
    """Why a gate or a team is not at work, first reason first."""

    OPEN = 0
    """It is at work."""
    CLOSED = 1
    """Dated closure of the post; for a gate also outside its hours."""
    DAMAGED = 2
    """Broken, and not yet repaired."""
    OFF_SHIFT = 3
    """Outside the team's hours, or nobody rostered."""
    LAST_CALL = 4
    """On duty, but nothing new is begun before closing."""


class Activity(IntEnum):
    """What a row of the visits table is about."""

    SERVICE = 0
    """Work by an officer of a team."""
    GATE = 1
    """Waiting outside; `start` and `end` are the moment of entry."""
    CONSIGNEE = 2
    """The consignee's own time before lodging; no officer."""
    PAPERS = 3
    """The consignee completing a file found incomplete; no officer."""
    REWORK = 4
    """Delay until a step is done again; no officer."""
    COLLECTION = 5
    """The consignee's own time from release to removal."""
    EARLIER = 6
    """Waiting before the run began, for what its log cannot tell."""
    TRAVEL = 7
    """On the way to another post, a remote yard, or from one side's stop to the other's."""
    COURIER = 8
    """Papers on their way between the post and the capital."""
    SLOT = 9
    """Waiting at home for a booked slot."""
    PERMIT = 10
    """A step that takes time but no officer: a permit being issued, a sample in the laboratory."""
    REMOVAL = 11
    """Waiting to be taken away after release, because only so many can be in a given time."""
    PASSED_OVER = 12
    """A step passed over by rule, perhaps after waiting for `team`; nothing was done."""


class Hold(IntEnum):
    """What a row of the holds table is about."""

    PARTNER = 0
    """Waiting for an officer of `team`, a partner in a joint step; those before it are held, if all are at work."""
    PAUSE = 1
    """Work interrupted because `team` stopped."""
    TRAVEL = 2
    """Waiting while an officer of a roving `team` travels here; also within a pause, which it is a part of."""
    LINE = 3
    """Waiting in the line of `team`, until a rule handed the wait over to the desk that did the work in the end."""


@dataclass(frozen=True)
class Names:
    """What the numbers in the tables stand for."""

    streams: tuple[str, ...]
    kinds: tuple[str, ...]
    """Kind of each stream."""
    hidden: tuple[str, ...]
    """Kinds of hidden things, in the order of the bits of `carries`, `examined` and `found`."""
    destinations: tuple[str, ...]
    goods: tuple[str, ...]
    consignors: tuple[str, ...]
    lanes: tuple[str, ...]
    posts: tuple[str, ...]
    steps: tuple[str, ...]
    agencies: tuple[str, ...]
    teams: tuple[tuple[int, str, int], ...]
    """Post (`NOBODY`: it serves several), name and agency of each team."""


@dataclass(frozen=True)
class EventLog:
    """What happened in one run.

    Attributes
    ----------
    names
        The words behind the numbers.
    start_us, end_us
        First and last moment of the run.
    consignments
        One row a consignment, in order of its number, columns of int64 unless said. What it is: `stream`, `goods`,
        `consignor` and `destination` (`NOBODY` for none), `tonnes`, `value_usd`, `duty_usd` (float64), `cohort` (1
        or 0). Where it went: `lane` (`NOBODY`), `first_post` (before any diversion) and `post`. When (`NEVER`):
        `base_arrival`, `arrival`, `entry`, `lodged`, `release`, `removal`, `delivered` (at its destination), `left`
        (abandoned, turned back or gone round). How it ended: `outcome`, `final` (the row of visits from which the walk
        back from release begins, `NOBODY`). Risk: `score` (float64, before anything hidden raises it), and bit by bit
        in the order of `names.hidden` what it `carries`, what it was `examined` for, and what was `found`.
    visits
        One row a piece of work or wait, in order of its end: `consignment`, `activity`, `step` (`NOBODY` where none),
        `team` (`NOBODY`), `ready`, `start`, `end`, `after`: the row that made it ready (`NOBODY`: it was ready at base
        arrival or notice), and `critical`: 0 for the further partners of a joint step, whose hours stand in the first
        partner's row.
    holds
        Rare interruptions of a visit's wait or work: `visit` (its row), `hold`, `team`, `start`, `end`.
    states
        One row a change, in order of time: `time`, `post`, `team` (`NOBODY`: the gate), `officers` (for a gate 0 or 1),
        `reason`. Each gate and team has a row at `start_us`; a roving team has one at no post (`NOBODY`), and one at
        each post that it serves, which tells of the post as well.
    ongoing
        Work in hand, and who waits (`start` is `NEVER`), at the end: `consignment`, `step`, `team`, `ready`, `start`.
    """

    names: Names
    start_us: int
    end_us: int
    consignments: dict[str, NDArray[np.int64] | NDArray[np.float64]]
    visits: dict[str, Column]
    holds: dict[str, Column]
    states: dict[str, Column]
    ongoing: dict[str, Column]


class Table:
    """Rows of whole numbers, appended one at a time and read as columns.

    A row is packed into one typed array: 8 bytes a number, and far quicker than an append to each column.
    """

    def __init__(self, *names: str) -> None:
        self.names = names
        self._numbers = array("q")
        self.pack = Struct(f"{len(names)}q").pack
        self.write = self._numbers.frombytes

    def __len__(self) -> int:
        return len(self._numbers) // len(self.names)

    def append(self, *row: int) -> None:
        """Add one row."""
        self.write(self.pack(*row))

    def freeze(self) -> dict[str, Column]:
        """The columns as arrays, which look at the table: a copy would double the memory of a run."""
        table = np.frombuffer(self._numbers, dtype=np.int64).reshape(-1, len(self.names))
        return {name: table[:, place] for place, name in enumerate(self.names)}
