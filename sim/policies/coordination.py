"""Levers of coordination: who goes first, what is done side by side, together, beforehand, or not at all."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from sim.policies.lever import RELIEF, Dated, LodgementLever, TeamLever
from sim.world.base import Names
from sim.world.distributions import DurationDistribution
from sim.world.filters import Filter
from sim.world.quantities import Count, Multiplier
from sim.world.rules import (
    BeforeArrival,
    DatedRule,
    OneLodgement,
    Priority,
    Reserved,
    SideBySide,
    Together,
    Waived,
)
from sim.world.world import World

WCO_1970: Final = "WCO, Recommendation 1970, wcoomd.org (pfrecomm28expeditedisasters.aspx)"
WCO_2021: Final = "WCO, Disaster Guidelines, 2021, wcoomd.org (guidelines-on-disaster-management.aspx)"
WCO_2023: Final = "WCO, Türkiye–Syria statement, Feb 2023, wcoomd.org newsroom"


class ReliefPriority(LodgementLever):
    """Relief goes to the head of every line.

    Relief consignments are served before all others in the line of every team at the posts, and no work in hand is
    interrupted. All officers go on serving everybody, so no officer is idle while somebody waits; ordinary trade waits
    longer instead.
    """

    name = "relief_priority"
    bites = "lodgement"
    cost = "It takes no officers and no building; lines must be arranged so that one truck can pass another."
    instrument = (
        "It stands for clearance as a priority in the Revised Kyoto Convention, Annex J chapter 5. At the Pacific "
        "Highway crossing a dedicated lane was later replaced by shared booths with this priority. No controlled "
        "measurement on relief goods was found."
    )
    sources = (WCO_2023, "Desi Trucking, FAST lane, desitrucking.com")

    match: Filter = Field(default=RELIEF, alias="for")
    """The consignments that go first; left out, relief."""
    posts: Names | None = None
    """Posts; left out, all."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, posts = self._consignments(world), self._pick("post", self.posts, world.posts)
        if posts:
            yield Priority(**dated, match=match, posts=posts, level=0)


class ReliefLane(TeamLever, LodgementLever):
    """Officers who serve relief alone.

    In each team that is meant some officers serve relief consignments and nobody else, and relief is served by nobody
    else. Relief is safe from the crowd, but its officers are idle when there is no relief, and a lane that is too small
    is slower than the crowd.
    """

    name = "relief_lane"
    bites = "lodgement"
    cost = "It takes the reserved officers out of the common line in each team, and a lane of its own at the gate."
    instrument = (
        "It stands for the green lanes of relief corridors, such as Korczowa and Dorohusk in 2022. At the Pacific "
        "Highway crossing 22.5 % of trucks could use a dedicated booth, and opening it to all shortened the mean wait "
        "while it lengthened theirs."
    )
    sources = (
        "logistic-aide-ukraine.org, 2022",
        "Springer, cedar.wwu.edu/bpri_publications/91",
        "Springer pilot, bpri_publications/96; theimtc.com/fast",
    )

    match: Filter = Field(default=RELIEF, alias="for")
    """The consignments they are reserved for; left out, relief."""
    officers: Count = 1
    """Officers reserved in each team. Assumed: one; no figure was found."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments(world)
        places = self._places(world, self.posts, self.agencies, self.teams)
        if self.officers:
            for post, team in places:
                yield Reserved(**dated, match=match, post=post, team=team, officers=self.officers)


class ParallelChecks(LodgementLever):
    """Checks that no longer wait for one another.

    The steps named begin together instead of one after the other, as far as officers are free. Each keeps its own
    length and its own officer, so the consignment waits for the slowest and not for the sum, while a check that would
    have been spared by a failed earlier one is done all the same.
    """

    name = "parallel_checks"
    bites = "lodgement"
    cost = "It takes no officers; papers must be there for several agencies at once."
    instrument = (
        "It stands for coordinated border management in the WCO guidelines of 2021 (definition not verified) and for "
        "border agency cooperation in Article 8 of the WTO Trade Facilitation Agreement (numbering not verified). No "
        "separate measurement was found."
    )
    sources = (WCO_2021,)

    steps: Names | None = None
    """Steps that need not wait for one another; left out, all."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, steps = self._consignments(world), self._pick("step", self.steps, world.procedure)
        if len(steps) > 1:
            yield SideBySide(**dated, match=match, steps=steps)

    def _idle(self, world: World) -> str | None:
        steps = world.procedure if self.steps is None else self.steps
        waiting = any(before in steps for step in steps for before in world.procedure[step].after)
        return super()._idle(world) if waiting else "none of these steps waits for another"


class JointInspection(LodgementLever):
    """Agencies inspect together, once.

    The steps named are done at one time by one officer of each agency, taken in the order of the world; the work lasts
    as long as the longest of them, times the overhead. Officers who are there first wait for their partners, so it can
    be worse than separate inspections when hours hardly overlap or a partner is short of staff.
    """

    name = "joint_inspection"
    bites = "lodgement"
    cost = (
        "It holds one officer of every agency for the whole inspection; officer-hours may rise while truck-hours fall."
    )
    instrument = (
        "It stands for joint controls under Article 8 of the WTO Trade Facilitation Agreement (numbering not "
        "verified). Crossing times fell by 48 to 60 % at Rusumo, Mutukula and Kobero, but there whole one-stop posts "
        "were opened; joint inspection alone was not measured."
    )
    sources = ("New Times, 2017, newtimes.co.rw/article/143816",)

    steps: Names
    """Inspections done together: two or more, each of another agency."""
    overhead: Multiplier = 1.2
    """Length against the longest single inspection. Assumed: a fifth longer; no figure was found."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, steps = self._consignments(world), self._pick("step", self.steps, world.procedure)
        agencies = [world.procedure[step].agency for step in steps]
        for step in steps:
            if world.procedure[step].unattended:
                raise self._fail(f"{step!r} takes no officer, so it cannot be done jointly; leave it out")
        if len(steps) == 1:
            raise self._fail(f"{steps[0]!r} is the only step named; write two or more")
        for step, agency in zip(steps, agencies, strict=True):
            first = steps[agencies.index(agency)]
            if first != step:
                raise self._fail(f"{first!r} and {step!r} are both done by {agency}; write steps of different agencies")
        if steps:
            yield Together(**dated, match=match, steps=steps, overhead=self.overhead)


class SingleWindow(LodgementLever):
    """One lodgement for all agencies.

    Papers are lodged once and every agency sees them, instead of one lodgement for each agency. It saves the
    consignee's time and no officer's; agencies without a separate lodgement are not touched.
    """

    name = "single_window"
    bites = "lodgement"
    cost = (
        "It takes no officers at the post; a shared system or desk has to be set up, and `ready_after` is the place to "
        "say how long."
    )
    instrument = (
        "It stands for a single window as in the WCO guidelines of 2021 and Article 10.4 of the WTO Trade Facilitation "
        "Agreement (numbering not verified). For ASYREC, which flags relief in customs systems, no measured saving was "
        "found."
    )
    sources = (WCO_2021, "UNCTAD, ASYREC, 2018, unctad.org newsdetails 1673")

    takes: DurationDistribution | None = None
    """The consignee's time for the single lodgement; left out, that of the first agency that asks for one."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        yield OneLodgement(**dated, match=self._consignments(world), takes=self.takes)

    def _idle(self, world: World) -> str | None:
        separate = any(agency.lodgement for agency in world.agencies.values())
        return super()._idle(world) if separate else "no agency asks for a lodgement of its own"


class PreArrival(LodgementLever):
    """Papers before the truck.

    Papers may be lodged, and steps marked `documentary` done, in the time between a consignment's notice and its
    arrival. What is not done by then goes on as before; physical checks still need the goods.
    """

    name = "pre_arrival"
    bites = "notice"
    cost = (
        "It takes no more officers, but they are busy earlier; consignees must know their papers before the goods "
        "arrive."
    )
    instrument = (
        "It stands for pre-arrival processing in Article 7.1 of the WTO Trade Facilitation Agreement (numbering not "
        "verified) and for lodging before arrival in the Revised Kyoto Convention, Annex J chapter 5 (clause not "
        "verified). For Yemen, UNVIM asks for papers five days ahead."
    )
    sources = ("UNVIM, vimye.org/shipping", WCO_2023)

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        yield BeforeArrival(**dated, match=self._consignments(world))

    def _idle(self, world: World) -> str | None:
        streams = world.filter_streams(self.match)
        if streams and not any(world.streams[stream].gives_notice for stream in streams):
            return "no stream it is for gives notice before arrival"
        return super()._idle(world)


class Waive(LodgementLever):
    """Steps that are not asked for.

    Permits, licences, duties or checks are waived for the consignments named: the steps are left out of their
    procedure, and what came after them goes ahead. Whatever such a step would have found is not found.
    """

    name = "waive"
    bites = "lodgement"
    cost = (
        "It frees the officers of these steps; the price is the control given up. A waiver that ends early catches the "
        "second wave."
    )
    instrument = (
        "It stands for waived duties and export bans in the WCO Recommendation of 1970, for duty- and restriction-free "
        "entry in the Revised Kyoto Convention, Annex J chapter 5 (clause not verified), and for the Tampere "
        "Convention on telecommunications. Jamaica waived import permits in 2025; after Haiyan normal rules were back "
        "by about day 34, before the sea wave came."
    )
    sources = (
        WCO_1970,
        "ITU/UN, Tampere, 2005, press.un.org/en/2005/iha983.doc.htm",
        "Our Today, 2025/12/04",
        "Logistics Cluster, 12 Dec 2013",
    )

    steps: Names
    """Steps that are waived."""
    also_waiting: bool = False
    """Reach those who lodged before it began too, at waived steps that wait to be begun or done again."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, steps = self._consignments(world), self._pick("step", self.steps, world.procedure)
        if steps:
            yield Waived(**dated, match=match, also_waiting=self.also_waiting, steps=steps)
