"""Event logs written by hand: a tiny world, and a builder that takes hours."""

from datetime import UTC, datetime

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Hold, Names, Outcome, Reason, Table
from sim.world import World
from sim.world.quantities import DAY_US, HOUR_US

MILESTONES = ("base_arrival", "arrival", "entry", "lodged", "release", "removal", "left")
TRAITS = ("stream", "goods", "consignor", "lane", "post", "cohort", "outcome", "final")


def us(hours: float | None) -> int:
    return NEVER if hours is None else round(hours * HOUR_US)


def tiny_world(**changes) -> World:
    """East with a yard, and west; customs and health at both; aid (food), trade (general); 2 d observed, 4 d after."""
    teams = {"customs": {"officers": 2}, "health": {"officers": 1, "at_close": "pause"}}
    fields = {
        "onset": datetime(2015, 4, 25, tzinfo=UTC),
        "zone": "UTC",
        "observe": 2 * DAY_US,
        "run_out": 4 * DAY_US,
        "agencies": {"customs": {"label": "Customs"}, "health": {"label": "Port health"}},
        "goods": {"food": {"label": "Food"}, "general": {"label": "General cargo"}},
        "posts": {
            "east": {"label": "East", "yard": 10, "teams": teams},
            "west": {"label": "West", "teams": teams},
        },
        "streams": {
            "aid": stream("relief", "east", "food", tonnes=10.0),
            "trade": stream("commercial", "west", "general", value=1000.0),
        },
        "procedure": {
            "papers": {"label": "Papers", "agency": "customs", "duration": HOUR_US, "documentary": True},
            "check": {"label": "Check", "agency": "health", "duration": HOUR_US},
        },
    }
    return World.model_validate(fields | changes)


def stream(kind: str, post: str, goods: str, **more) -> dict:
    arrivals = {"pattern": "listed", "times": ()}
    return {"label": kind, "kind": kind, "post": post, "goods": goods, "arrivals": arrivals, **more}


class LogBook:
    """A log of one run of a world, row by row. Gates and teams are open with one officer each until told otherwise."""

    def __init__(self, world: World) -> None:
        self.world = world
        posts, agencies = list(world.posts), list(world.agencies)
        self.desks = [(post, team) for post in posts for team in world.posts[post].teams]
        self.names = Names(
            streams=tuple(world.streams),
            kinds=tuple(stream.kind for stream in world.streams.values()),
            goods=tuple(world.goods),
            consignors=("charity",),
            lanes=("green", "red"),
            posts=tuple(posts),
            steps=tuple(world.procedure),
            agencies=tuple(agencies),
            teams=tuple((posts.index(p), t, agencies.index(world.posts[p].agency_of(t))) for p, t in self.desks),
        )
        self.rows: list[dict[str, float]] = []
        self.visits = Table("consignment", "activity", "step", "team", "ready", "start", "end", "after", "critical")
        self.holds = Table("visit", "hold", "team", "start", "end")
        self.ongoing = Table("consignment", "step", "team", "ready", "start")
        self.states: list[tuple[int, int, int, int, int]] = []
        for k in range(len(posts)):
            self.states.append((world.start_us, k, NOBODY, 1, Reason.OPEN))
        for k, (post, _, _) in enumerate(self.names.teams):
            self.states.append((world.start_us, post, k, 1, Reason.OPEN))

    def team(self, name: str | None) -> int:
        """Number of a team such as `east.customs`."""
        return NOBODY if name is None else self.desks.index(tuple(name.split(".")))

    def consignment(self, stream: str = "aid", *, base: float = 0, final: int = NOBODY, **given) -> int:
        """Add a consignment; what is not given follows from its stream, and it arrives at base arrival."""
        times = {"arrival": base, "entry": base, "base_arrival": base} | {k: given[k] for k in MILESTONES if k in given}
        times.setdefault("removal", times.get("release"))
        released = Outcome.RELEASED if times.get("release") is not None else Outcome.INSIDE
        spec = self.world.streams[stream]
        self.rows.append(
            {name: us(times.get(name)) for name in MILESTONES}
            | {
                "stream": self.names.streams.index(stream),
                "goods": self.names.goods.index(given.get("goods", next(iter(spec.goods)))),
                "consignor": NOBODY,
                "lane": given.get("lane", NOBODY),
                "post": self.names.posts.index(given.get("post", next(iter(spec.post)))),
                "cohort": given.get("cohort", 1),
                "outcome": given.get("outcome", released),
                "final": final,
                "tonnes": given.get("tonnes", 0.0),
                "value_usd": given.get("value_usd", 0.0),
            }
        )
        return len(self.rows) - 1

    def wait(self, activity: Activity, ready: float, end: float, after: int = NOBODY, *, who: int = 0) -> int:
        """Add time without an officer; return its row."""
        start = end if activity is Activity.GATE else ready
        self.visits.append(who, activity, NOBODY, NOBODY, us(ready), us(start), us(end), after, 1)
        return len(self.visits) - 1

    def service(
        self,
        team: str,
        ready: float,
        start: float,
        end: float,
        after: int = NOBODY,
        *,
        who: int = 0,
        critical: int = 1,
    ) -> int:
        """Add work; return its row."""
        step = list(self.world.procedure.values()).index(
            next(step for step in self.world.procedure.values() if step.team_name == team.split(".")[1])
        )
        span = us(ready), us(start), us(end)
        self.visits.append(who, Activity.SERVICE, step, self.team(team), *span, after, critical)
        return len(self.visits) - 1

    def hold(self, row: int, hold: Hold, team: str, start: float, end: float) -> None:
        """Interrupt a row."""
        self.holds.append(row, hold, self.team(team), us(start), us(end))

    def in_hand(self, team: str, ready: float, start: float | None, who: int = 0) -> None:
        """Add work that has not ended."""
        self.ongoing.append(who, 0, self.team(team), us(ready), us(start))

    def state(self, place: str, at: float, reason: Reason, officers: int | None = None) -> None:
        """Change the state of a team such as `east.customs`, or of the gate of a post such as `east`."""
        post, _, team = place.partition(".")
        officers = int(reason is Reason.OPEN) if officers is None else officers
        number = self.team(place) if team else NOBODY
        self.states.append((us(at), self.names.posts.index(post), number, officers, reason))

    def log(self) -> EventLog:
        """The log as the model would hand it over."""
        states = Table("time", "post", "team", "officers", "reason")
        for row in sorted(self.states, key=lambda row: row[0]):
            states.append(*row)
        whole = {name: np.array([row[name] for row in self.rows], dtype=np.int64) for name in (*MILESTONES, *TRAITS)}
        real = {name: np.array([row[name] for row in self.rows], dtype=float) for name in ("tonnes", "value_usd")}
        return EventLog(
            names=self.names,
            start_us=self.world.start_us,
            end_us=self.world.end_us,
            consignments=whole | real,
            visits=self.visits.freeze(),
            holds=self.holds.freeze(),
            states=states.freeze(),
            ongoing=self.ongoing.freeze(),
        )
