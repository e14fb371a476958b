"""Levers of places: where agencies' officers stand, and at how many stops."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from sim.policies.hours import gate_hours, team_hours
from sim.policies.lever import RELIEF, Dated, Lever, LodgementLever
from sim.world.base import Names
from sim.world.calendars import Calendar
from sim.world.distributions import DurationDistribution
from sim.world.filters import Filter
from sim.world.quantities import Count, Duration, Share
from sim.world.references import CalendarRef
from sim.world.rules import DatedRule, Located, OneLodgement, OneStop, PapersComplete, Pooled, Waived
from sim.world.world import World

NEW_TIMES: Final = "New Times, 2017, newtimes.co.rw/article/143816"


class OneStopPost(LodgementLever):
    """One stop for both sides of a post.

    The two sides work in one place, so a consignment no longer moves from the neighbour's stop to its own. Each agency
    still does its own checks and keeps its own hours; `joint_inspection` and `align_hours` go further.
    """

    name = "one_stop_post"
    bites = "lodgement"
    cost = (
        "It takes no more officers, but a building for both sides and an agreement to work on the neighbour's ground."
    )
    instrument = (
        "It stands for a one-stop border post, whose officers are placed in the neighbour's post, as in Article 8 of "
        "the WTO Trade Facilitation Agreement (numbering not verified). Crossing times fell by 48 to 60 % at Rusumo, "
        "Mutukula and Kobero, where one-stop posts opened with all that belongs to them; Chirundu's later seized up "
        "again."
    )
    sources = (
        "Onyango blog, 2015, eonyango.blogspot.com/2015/07",
        NEW_TIMES,
        "African Business, 2013, african.business/2013/11/…sadc-nightmare",
    )

    posts: Names | None = None
    """Posts; left out, all that have a neighbour's side."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments(world)
        posts = self._two_sided(world)
        if posts:
            yield OneStop(**dated, match=match, posts=posts)

    def _two_sided(self, world: World) -> tuple[str, ...]:
        posts = self._pick("post", self.posts, world.posts)
        return tuple(post for post in posts if world.posts[post].neighbour is not None)

    def _idle(self, world: World) -> str | None:
        far = any(world.posts[post].crossing is not None for post in self._two_sided(world))
        return super()._idle(world) if far else "no time passes between the two stops of these posts"


class DeskLever(Lever):
    """A lever that places desks of the capital's teams at posts."""

    posts: Names | None = None
    """Posts; left out, all."""
    teams: Names | None = None
    """Teams of the capital that send officers; left out, all."""
    officers: Count = 1
    """Officers of each of these teams who go to each post. Assumed: one; no figure was found."""

    def _desks(self, world: World) -> Iterator[tuple[str, str]]:
        """The posts and teams of the desks; where a post has such a team of its own no desk is needed."""
        teams = self._pick("team in the capital", self.teams, world.capital.teams if world.capital else ())
        for post in self._pick("post", self.posts, world.posts):
            for team in teams:
                if self.officers and team not in world.posts[post].teams:
                    yield post, team


class CoLocate(DeskLever):
    """Desks of the capital at the posts.

    Teams of the capital send officers to the posts, where they work on the capital's hours. Papers that are lodged
    there need no courier any more; the capital has fewer officers for all other posts.
    """

    name = "co_locate"
    bites = "clock"
    cost = "It takes the officers it says out of the capital; their journey is the place of `ready_after`."
    instrument = (
        "It stands for shared facilities in Article 8 of the WTO Trade Facilitation Agreement (numbering not "
        "verified). For Palu in 2018 customs, immigration, health and the drug regulator sat together at Balikpapan "
        "airport; the time it saved was not measured."
    )
    sources = ("IMPACCT Palu bulletin, docslib 6865551; AHA Centre update 8, 2018",)

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        for post, team in self._desks(world):
            yield Located(**dated, post=post, team=team, officers=self.officers)

    def _idle(self, world: World) -> str | None:
        return None if any(self._desks(world)) else "the capital has no officer for these posts that they lack"


class PoolInspectors(Lever):
    """Inspectors who go where the line is.

    The teams named work as one for several posts: whoever is free takes the longest-waiting job at any of them, and
    travels if it is elsewhere. A long line gets help, and a quiet post loses the officer it had.
    """

    name = "pool_inspectors"
    bites = "clock"
    cost = "It takes no more officers, but their hours on the road."
    instrument = (
        "It stands for shared or mobile inspection teams, not for an instrument. In north-west Syria in 2023 the third "
        "crossing lagged a week because it was far from the UN monitors who inspect everything; pooling was not "
        "measured."
    )
    sources = ("AFP/Manila Bulletin, 2023/2/17; North Press 93101", "Telesur/Xinhua, 2023-02-21")

    teams: Names
    """Teams, by the name they have at each of the posts."""
    posts: Names | None = None
    """Posts; left out, all that have such a team."""
    travel: Duration
    """Time from one post to another."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        here = self._pick("post", self.posts, world.posts)
        known = dict.fromkeys(team for post in world.posts.values() for team in post.teams if team not in world.roving)
        for team in self._pick("team at posts", self.teams, known):
            posts = tuple(post for post in here if team in world.posts[post].teams)
            if len(posts) == 1 or (self.posts and not posts):
                raise self._fail(f"the team {team} works at fewer than two of these posts, so nothing can be pooled")
            if posts:
                yield Pooled(**dated, team=team, posts=posts, travel=self.travel)


class OneStopShop(DeskLever, LodgementLever):
    """All agencies in one place at the entry point.

    Desks of the capital's teams stand at the posts, papers are lodged once for all agencies, and if it is said so a
    short list of documents is enough and everybody of this side keeps the stated hours, day and night for example.
    Desks and hours are there for everybody; the single lodgement and the short list are for the consignments named.
    When it ends, all of it ends at once.
    """

    name = "one_stop_shop"
    bites = "lodgement"
    cost = (
        "It takes the officers it says out of the capital, and a desk for each at the post. Longer hours take no more "
        "officer-hours a week while `keep_officer_hours` holds."
    )
    instrument = (
        "It stands for one-stop shops as the Philippines ordered for Manila, Cebu and Tacloban on day 3 after Haiyan: "
        "open day and night, three documents, release meant within 24 h of filing. Normal rules were back by about day "
        "34, and the sea wave met them: 175 containers of rice were held for about five months. What the shops "
        "themselves saved was not measured."
    )
    sources = (
        "Philippine DOF, one-stop-shop, 2013",
        "Philippine DOF, 24/7 staff, 2013",
        "PhilStar, 2013/11/30",
        "Logistics Cluster, 12 Dec 2013",
        "Inquirer, 2014, newsinfo.inquirer.net/609389",
    )

    match: Filter = Field(default=RELIEF, alias="for")
    """The consignments it is for; left out, relief."""
    takes: DurationDistribution | None = None
    """The consignee's time for the single lodgement; left out, that of the first agency that asks for one."""
    papers_complete: Share | None = None
    """Least share of complete papers with the short list; left out, as before."""
    waived: Names = ()
    """Steps that the short list leaves out."""
    hours: CalendarRef | None = None
    """Hours of the desks, and of all teams and the gate of this side of the posts; left out, as before."""
    keep_officer_hours: bool = True
    """Spread the officer-hours there are over the stated hours; `false` adds officers instead."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments_at(world, self.posts)
        waived = self._pick("step", self.waived, world.procedure)
        if self.posts == ():
            return
        yield OneLodgement(**dated, match=match, takes=self.takes)
        if self.papers_complete is not None:
            yield PapersComplete(**dated, match=match, share=self.papers_complete)
        if waived:
            yield Waived(**dated, match=match, steps=waived)
        calendar = None if self.hours is None else self._calendar(world, self.hours)
        keep = calendar is not None and self.keep_officer_hours
        for post, team in self._desks(world):
            desk = Located(**dated, post=post, team=team, officers=self.officers)
            yield desk.model_copy(update={"calendar": calendar, "keep_officer_hours": keep})
        if calendar is not None:
            yield from self._new_hours(world, dated, calendar)

    def _new_hours(self, world: World, dated: Dated, calendar: Calendar) -> Iterator[DatedRule]:
        keep = self.keep_officer_hours
        for post in self._pick("post", self.posts, world.posts):
            spec = world.posts[post]
            for team in spec.teams:
                if spec.neighbour is None or world.agencies[spec.agency_of(team)].side == "entry":
                    yield from team_hours(world, dated, (post, team), calendar, keep_officer_hours=keep)
            yield gate_hours(world, dated, post, calendar, "own")
