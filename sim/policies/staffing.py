"""Levers of staff: who is there, and when."""

from collections.abc import Iterator

from sim.policies.hours import gate_hours, keeps, same_hours, staffed, team_hours, together
from sim.policies.lever import Dated, Lever, TeamLever
from sim.world.base import Base, Name, Names
from sim.world.calendars import ALWAYS, Calendar
from sim.world.quantities import Count
from sim.world.references import CalendarRef
from sim.world.rules import DatedRule, ExtraOfficers, GateHours
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
        for place in places:
            yield from team_hours(world, dated, place, ALWAYS, keep_officer_hours=self.keep_officer_hours)
        for post in dict.fromkeys(post for post, _ in places):
            if self.gate:
                yield GateHours(**dated, post=post, calendar=ALWAYS)

    def _idle(self, world: World) -> str | None:
        places = self._places(world, self.posts, self.agencies, self.teams)
        teams = all(keeps(world, world.posts[post].teams[team], ALWAYS) for post, team in places)
        gates = not self.gate or all(world.calendar(world.posts[post].gate) == ALWAYS for post, _ in places)
        return "these teams and gates work day and night already" if teams and gates else None


class AlignHours(TeamLever):
    """Agencies keep one set of hours.

    All teams named at a post work at the same hours: at those of the calendar given, or at all hours at which any of
    them works now. The gates are open at these hours too, on both sides. The same officers are spread over longer hours
    unless told otherwise, so fewer are there at any one time; what is won is that they are there together.
    """

    name = "align_hours"
    bites = "clock"
    cost = (
        "It takes no more officer-hours a week while `keep_officer_hours` holds; without it the number there at the "
        "busiest time is there at all hours, and the extra hours are counted."
    )
    instrument = (
        "It stands for agreed days and hours in Article 8 of the WTO Trade Facilitation Agreement (numbering not "
        "verified). At Raxaul two sides with different days off had five days in common and agreed on 08-20 every day; "
        "at Chirundu one side's scanner worked 08-16 with breaks and the other side's customs 06-18, with a queue of "
        "2.3 km. No separate measurement was found."
    )
    sources = (
        "Nepanomy, nepanomy.com (raxaul hours)",
        "Infrastructure News, infrastructurenews.co.za/?p=44731",
    )

    calendar: CalendarRef | None = None
    """The common hours, such as `08-20`, or the name of a calendar; left out, those of all teams named together."""
    keep_officer_hours: bool = True
    """Spread the officer-hours a team has now over the common hours; `false` adds officers instead."""
    gate: bool = True
    """Keep the gates of both sides open at these hours too."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        for post, teams in self._teams(world).items():
            common = self._common(world, post, teams)
            for team in teams:
                yield from team_hours(world, dated, (post, team), common, keep_officer_hours=self.keep_officer_hours)
            if self.gate:
                yield gate_hours(world, dated, post, common, "own")
            if self.gate and world.posts[post].neighbour is not None:
                yield gate_hours(world, dated, post, common, "neighbour")

    def _teams(self, world: World) -> dict[str, list[str]]:
        places = self._places(world, self.posts, self.agencies, self.teams)
        return {post: [team for at, team in places if at == post] for post, _ in places}

    def _common(self, world: World, post: str, teams: list[str]) -> Calendar:
        if self.calendar is not None:
            return self._calendar(world, self.calendar)
        return together(staffed(world, world.posts[post].teams[team]) for team in teams)

    def _idle(self, world: World) -> str | None:
        for post, teams in self._teams(world).items():
            spec, common = world.posts[post], self._common(world, post, teams)
            gates = [spec.gate, *([spec.neighbour.gate] if spec.neighbour else [])] if self.gate else []
            open_then = all(
                same_hours(together((hours, common)), hours) for hours in (world.calendar(gate) for gate in gates)
            )
            if not open_then or not all(keeps(world, spec.teams[team], common) for team in teams):
                return None
        return "these teams and gates keep the same hours already"


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
