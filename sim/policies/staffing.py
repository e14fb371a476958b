"""Levers of staff: who is there, and when."""

from collections.abc import Iterator

from sim.policies.lever import Dated, Lever, TeamLever
from sim.world.base import Base, Name, Names
from sim.world.calendars import ALWAYS, DAY_MIN
from sim.world.posts import Team
from sim.world.quantities import Count
from sim.world.rules import DatedRule, ExtraOfficers, GateHours, Hours
from sim.world.world import World


class RoundTheClock(TeamLever):
    """Work by day and by night.

    The teams named work at all hours, and the gates are open at all hours too. The same officers are spread over the
    week unless told otherwise: lines no longer stand through the night, but fewer officers are there at any one time.
    """

    name = "round_the_clock"
    bites = "clock"
    cost = (
        "It takes no more officer-hours a week while `keep_officer_hours` holds; without it the number there at the "
        "busiest time is there day and night, and the extra hours are counted."
    )
    instrument = (
        "It stands for clearance outside hours in the Revised Kyoto Convention, Annex J chapter 5 (clause not "
        "verified) and for agreed hours in Article 8 of the WTO Trade Facilitation Agreement (numbering not verified). "
        "After Haiyan finance staff worked in 24-hour rotation for two weeks; at Chirundu in 2020 a queue of more than "
        "10 km fell to fewer than ten trucks."
    )
    sources = (
        "Philippine DOF, 24/7 staff, 2013",
        "Herald, herald.co.zw/make-chirundu-border-operate-24hrs-permanently",
    )

    keep_officer_hours: bool = True
    """Spread the officer-hours a team has now over the whole week; `false` adds officers instead."""
    gate: bool = True
    """Keep the gate open at all hours too."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        places = self._places(world, self.posts, self.agencies, self.teams)
        for post, team in places:
            present = world.posts[post].teams[team]
            # A team that is there day and night keeps its shifts; the rule says so lest another lever shorten them.
            own = present.officers if _always_there(world, present) else None
            keep = self.keep_officer_hours and own is None
            yield Hours(**dated, post=post, team=team, calendar=ALWAYS, shifts=own, keep_officer_hours=keep)
        for post in dict.fromkeys(post for post, _ in places):
            if self.gate:
                yield GateHours(**dated, post=post, calendar=ALWAYS)

    def _idle(self, world: World) -> str | None:
        places = self._places(world, self.posts, self.agencies, self.teams)
        teams = all(_always_there(world, world.posts[post].teams[team]) for post, team in places)
        gates = not self.gate or all(world.calendar(world.posts[post].gate) == ALWAYS for post, _ in places)
        return "these teams and gates work day and night already" if teams and gates else None


class TeamAt(Base):
    """A team at a post."""

    post: Name
    """The post."""
    team: Name
    """The team."""


class SurgeStaff(Lever):
    """More officers for a while.

    Officers are added to a team, on that team's own hours. They may be taken from a named team, which is short of them
    as long as it lasts; otherwise they count as extra and their hours stand beside the gain.
    """

    name = "surge_staff"
    bites = "clock"
    cost = "It takes the officers it says, for as long as it lasts; travel and briefing are the place of `ready_after`."
    instrument = (
        "It stands for a decision on staff, not for an instrument. With one agent at Malpasse trucks waited up to six "
        "days in 2010; a GAO testimony of 1992 held that more customs staff alone do not cut waits unless the partner "
        "agency grows too."
    )
    sources = ("AP/Herald-Tribune, 2010/04/03", "GAO/T-GGD-92-29, 1992")

    post: Names | None = None
    """Posts; left out, all."""
    team: Names | None = None
    """Teams, by their names at the posts; left out, all."""
    officers: Count
    """Officers added to each of these teams."""
    taken_from: TeamAt | None = None
    """Where they come from: a post and team; left out, from elsewhere, as extra officers."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        places = self._places(world, self.post, None, self.team)
        source = self._source(world)
        if source and len(places) > 1:
            raise self._fail(
                "officers taken from one team can go to one other team only; write one `post` and one `team`"
            )
        if source in places:
            raise self._fail(f"officers cannot be moved from the team {source[1]} at {source[0]} to itself")
        if self.officers:
            for post, team in places:
                yield ExtraOfficers(**dated, post=post, team=team, officers=self.officers, taken_from=source)

    def _source(self, world: World) -> tuple[str, str] | None:
        if self.taken_from is None:
            return None
        (post,) = self._pick("post", (self.taken_from.post,), world.posts)
        (team,) = self._pick(f"team at {post}", (self.taken_from.team,), world.posts[post].teams)
        return post, team


def _always_there(world: World, team: Team) -> bool:
    """Whether somebody of a team is on duty at every hour of every day."""
    covered_min = sum(end - start for start, end, officers in team.officers.shifts if officers)
    return covered_min == DAY_MIN and world.calendar(team.calendar) == ALWAYS and not team.changes
