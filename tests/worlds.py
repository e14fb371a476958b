"""Small worlds for tests, written as in a scenario file, and their logs as rows in hours.

Hour 0 is a Saturday midnight in UTC, so hours since onset are also the clock of the first day.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sim.border import NEVER, Activity, EventLog, Hold, Outcome, Reason, draw, run
from sim.world import World
from sim.world.quantities import HOUR_US

CONTEXT = {"written": True, "onset": datetime(2015, 4, 25, tzinfo=UTC), "zone": ZoneInfo("UTC")}
SECTIONS_WITH_LABELS = ("agencies", "goods", "consignors", "posts", "streams", "procedure")

Row = tuple[Any, ...]


def arrivals(*at_h: float) -> dict[str, Any]:
    """A convoy at each of these hours."""
    return {"pattern": "listed", "times": [f"{h} h" for h in at_h]}


def world(
    *,
    teams: dict[str, Any] | None = None,
    post: dict[str, Any] | None = None,
    stream: dict[str, Any] | None = None,
    at_h: tuple[float, ...] = (0,),
    **fields: Any,
) -> World:
    """A bridge where one customs officer checks aid for an hour each, with what is given instead.

    Parameters
    ----------
    teams, post, stream
        Teams at the bridge, and what else is said of the bridge and of the stream `aid`.
    at_h
        When `aid` arrives.
    fields
        Whole sections of the world instead of those here; labels may be left out.
    """
    bridge = {"teams": teams or {"customs": {"officers": 1}}, **(post or {})}
    aid = {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h), **(stream or {})}
    written: dict[str, Any] = {
        "onset": "2015-04-25T00:00+00:00",
        "zone": "UTC",
        "observe": "5 d",
        "run_out": "5 d",
        "agencies": {"customs": {}, "health": {}, "police": {}},
        "goods": {"food": {}, "tents": {}},
        "posts": {"bridge": bridge},
        "streams": {"aid": aid},
        "procedure": {"check": {"agency": "customs", "duration": "1 h"}},
        **fields,
    }
    for section in SECTIONS_WITH_LABELS:
        named = written.get(section, {})
        written[section] = {name: {"label": name, **entry} for name, entry in named.items()}
    return World.model_validate(written, context=CONTEXT)


def trace(world: World, seed: int = 1) -> EventLog:
    """What happens in a world."""
    return run(world, draw(world, seed))


def services(log: EventLog, team: str | None = None) -> list[Row]:
    """Finished work in order of its end, by one team or all: (consignment, step, ready, start, end) [h]."""
    return [
        (who, log.names.steps[step], ready / HOUR_US, start / HOUR_US, end / HOUR_US)
        for who, activity, step, by, ready, start, end, *_ in _rows(log.visits)
        if activity == Activity.SERVICE and team in (None, log.names.teams[by][1])
    ]


def waits(log: EventLog, activity: Activity) -> list[Row]:
    """Time without an officer, of one sort, in order of its end: (consignment, ready, end) [h]."""
    return [
        (who, ready / HOUR_US, end / HOUR_US)
        for who, what, _, _, ready, _, end, *_ in _rows(log.visits)
        if what == activity
    ]


def holds(log: EventLog, hold: Hold) -> list[Row]:
    """Interruptions of one sort: (consignment, team, start, end) [h]; of joint work those of the first partner."""
    return [
        (int(log.visits["consignment"][visit]), log.names.teams[team][1], start / HOUR_US, end / HOUR_US)
        for visit, what, team, start, end in _rows(log.holds)
        if what == hold and log.visits["critical"][visit]
    ]


def states(log: EventLog, team: str | None = None, post: int = 0) -> list[Row]:
    """Changes of a team, or of the gate: (time [h], officers, reason)."""
    return [
        (time / HOUR_US, officers, Reason(reason))
        for time, at, by, officers, reason in _rows(log.states)
        if at == post and team == (None if by < 0 else log.names.teams[by][1])
    ]


def times(log: EventLog, milestone: str) -> list[float | None]:
    """When each consignment reached a milestone [h]; `None`: never."""
    return [None if at == NEVER else at / HOUR_US for at in log.consignments[milestone].tolist()]


def outcomes(log: EventLog) -> list[Outcome]:
    """How each passage ended."""
    return [Outcome(outcome) for outcome in log.consignments["outcome"].tolist()]


def _rows(table: dict[str, Any]) -> list[Row]:
    return list(zip(*(column.tolist() for column in table.values()), strict=True))
