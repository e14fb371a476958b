"""Event logs written by hand: a tiny world, and a builder that takes hours."""

from datetime import UTC, datetime

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Hold, Names, Outcome, Reason, Table
from sim.world import World
from sim.world.quantities import DAY_US, HOUR_US

MILESTONES = ("base_arrival", "arrival", "entry", "lodged", "release", "removal", "delivered", "left")
TRAITS = ("stream", "goods", "consignor", "destination", "lane", "first_post", "post", "cohort", "outcome", "final")
HIDDEN = ("carries", "examined", "found")
WHOLE = (*MILESTONES, *TRAITS, *HIDDEN)
REALS = ("tonnes", "value_usd", "duty_usd", "score")


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


def wide_world(**changes) -> World:
    """The tiny world with desks in the capital, vets who rove, two destinations, and weapons and persons hidden."""
    aid = stream("relief", "east", "food", tonnes=10.0, value=500.0, destination={"city": 1, "camp": 1})
    trade = stream("commercial", "west", "general", value=1000.0, duty=0.1, hidden={"weapons": 0.1, "persons": 0.1})
    check = {"label": "Check", "agency": "health", "duration": HOUR_US}
    papers = {"label": "Papers", "agency": "customs", "duration": HOUR_US, "documentary": True}
    fields = {
        "agencies": {name: {"label": name} for name in ("customs", "health", "vets", "ministry")},
        "procedure": {
            "papers": papers,
            "check": check,
            "herd": check | {"agency": "vets"},
            "permit": check | {"agency": "ministry"},
        },
        "capital": {"courier": 5 * HOUR_US, "teams": {"ministry": {"officers": 1}}},
        "roving": {"vets": {"officers": 1, "at_close": "pause", "posts": ["east", "west"], "travel": 3 * HOUR_US}},
        "destinations": {"city": {"label": "City"}, "camp": {"label": "Camp"}},
        "risk": {
            "weapons": {"label": "Weapons", "examined_by": "check", "finds": 0.5},
            "persons": {"label": "Persons", "examined_by": "check", "finds": 1.0},
        },
        "streams": {"aid": aid, "trade": trade},
    }
    return tiny_world(**fields | changes)


def stream(kind: str, post: str, goods: str, **more) -> dict:
    arrivals = {"pattern": "listed", "times": ()}
    return {"label": kind, "kind": kind, "post": post, "goods": goods, "arrivals": arrivals, **more}


class LogBook:
    """A log of one run of a world, row by row. Gates and teams are open with one officer each until told otherwise."""

    def __init__(self, world: World) -> None:
        self.world = world
        posts, agencies = list(world.posts), list(world.agencies)
        self.desks = [(post, team) for post in posts for team in world.posts[post].teams]
        shared = world.roving | (world.capital.teams if world.capital else {})
        at_posts = [(posts.index(p), t, agencies.index(world.posts[p].agency_of(t))) for p, t in self.desks]
        self.desks += [("", team) for team in shared]
        self.names = Names(
            streams=tuple(world.streams),
            kinds=tuple(stream.kind for stream in world.streams.values()),
            hidden=tuple(world.risk),
            destinations=tuple(world.destinations),
            goods=tuple(world.goods),
            consignors=("charity",),
            lanes=("green", "red"),
            posts=tuple(posts),
            steps=tuple(world.procedure),
            agencies=tuple(agencies),
            teams=(*at_posts, *((NOBODY, name, agencies.index(team.agency or name)) for name, team in shared.items())),
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
        """Number of a team such as `east.customs`, or of one that serves several posts, such as `vets`."""
        if name is None:
            return NOBODY
        post, _, team = name.rpartition(".")
        return self.desks.index((post, team))

    def consignment(self, stream: str = "aid", *, base: float = 0, final: int = NOBODY, **given) -> int:
        """Add a consignment; what is not given follows from its stream, and it arrives at base arrival.

        What it carries, was examined for and what was found are lists of kinds; `to` is its destination.
        """
        times = {"arrival": base, "entry": base, "base_arrival": base} | {k: given[k] for k in MILESTONES if k in given}
        times.setdefault("removal", times.get("release"))
        released = Outcome.RELEASED if times.get("release") is not None else Outcome.INSIDE
        spec = self.world.streams[stream]
        post = given.get("post", next(iter(spec.post)))
        self.rows.append(
            {name: us(times.get(name)) for name in MILESTONES}
            | {
                "stream": self.names.streams.index(stream),
                "goods": self.names.goods.index(given.get("goods", next(iter(spec.goods)))),
                "consignor": NOBODY,
                "destination": self.names.destinations.index(given["to"]) if "to" in given else NOBODY,
                "lane": given.get("lane", NOBODY),
                "first_post": self.names.posts.index(given.get("first_post", post)),
                "post": self.names.posts.index(post),
                "cohort": given.get("cohort", 1),
                "outcome": given.get("outcome", released),
                "final": final,
            }
            | {name: sum(1 << self.names.hidden.index(kind) for kind in given.get(name, ())) for name in HIDDEN}
            | {name: given.get(name, 0.0) for name in REALS}
        )
        return len(self.rows) - 1

    def wait(
        self,
        activity: Activity,
        ready: float,
        end: float,
        after: int = NOBODY,
        *,
        who: int = 0,
        step: str | None = None,
    ) -> int:
        """Add time without an officer; return its row."""
        number = NOBODY if step is None else self.names.steps.index(step)
        start = end if activity is Activity.GATE else ready
        self.visits.append(who, activity, number, NOBODY, us(ready), us(start), us(end), after, 1)
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
            next(step for step in self.world.procedure.values() if step.team_name == team.rpartition(".")[2])
        )
        span = us(ready), us(start), us(end)
        self.visits.append(who, Activity.SERVICE, step, self.team(team), *span, after, critical)
        return len(self.visits) - 1

    def passed(self, team: str, ready: float, end: float, after: int = NOBODY, *, who: int = 0) -> int:
        """Add a step that was passed over after waiting for a team; return its row."""
        span = us(ready), us(end), us(end)
        self.visits.append(who, Activity.PASSED_OVER, 0, self.team(team), *span, after, 1)
        return len(self.visits) - 1

    def hold(self, row: int, hold: Hold, team: str, start: float, end: float) -> None:
        """Interrupt a row."""
        self.holds.append(row, hold, self.team(team), us(start), us(end))

    def in_hand(self, team: str, ready: float, start: float | None, who: int = 0) -> None:
        """Add work that has not ended."""
        self.ongoing.append(who, 0, self.team(team), us(ready), us(start))

    def state(self, place: str, at: float, reason: Reason, officers: int | None = None) -> None:
        """Change the state of a team such as `east.customs`, or of the gate of a post such as `east`."""
        officers = int(reason is Reason.OPEN) if officers is None else officers
        if place in self.names.posts:
            self.states.append((us(at), self.names.posts.index(place), NOBODY, officers, reason))
        else:
            number = self.team(place)
            self.states.append((us(at), self.names.teams[number][0], number, officers, reason))

    def state_at(self, post: str, team: str, at: float, reason: Reason) -> None:
        """Change the state of a team that serves several posts at one of them."""
        self.states.append((us(at), self.names.posts.index(post), self.team(team), int(reason is Reason.OPEN), reason))

    def log(self) -> EventLog:
        """The log as the model would hand it over."""
        states = Table("time", "post", "team", "officers", "reason")
        for row in sorted(self.states, key=lambda row: row[0]):
            states.append(*row)
        whole = {name: np.array([row[name] for row in self.rows], dtype=np.int64) for name in WHOLE}
        real = {name: np.array([row[name] for row in self.rows], dtype=float) for name in REALS}
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
