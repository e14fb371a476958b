"""The world: everything that holds whether or not anyone decides anything."""

import re
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from sim.world.base import MOST_NAMES, Base, Name
from sim.world.calendars import Calendar
from sim.world.costs import Costs
from sim.world.filters import Filter
from sim.world.goods import Agency, Consignor, Destination, Goods
from sim.world.posts import Capital, Crew, Incident, Post, Roving
from sim.world.procedure import LaneRule, Step
from sim.world.quantities import Count, Duration, Moment, PositiveDuration
from sim.world.references import CalendarRef
from sim.world.risk import Risk
from sim.world.rules import Rule
from sim.world.streams import Backlog, HiddenKind, Stream
from sim.world.zones import Zone


class Window(Base):
    """A span of time."""

    start: Moment = Field(alias="from")
    """First moment."""
    until: Moment
    """End."""


def _written_out(onset: object) -> object:
    """Refuse bare numbers, which would be taken for seconds since 1970."""
    if isinstance(onset, datetime) or (isinstance(onset, str) and re.match(r"\d{4}-\d{2}-\d{2}", onset)):
        return onset
    raise ValueError(f"{onset!r:.60} is not a date and time; write for example 2015-04-25 11:56+05:45")


def _near(onset: datetime) -> datetime:
    if not 1900 <= onset.year <= 2500:
        raise ValueError(f"the year {onset.year} is too far away; write one between 1900 and 2500")
    return onset


class World(Base):
    """Posts, agencies, traffic and rules of work. Times are whole microseconds since the onset."""

    onset: Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_near)]
    """The moment of the disaster, with its offset: hour 0."""
    zone: Zone
    """Time zone of calendars and of dates on screen, such as Asia/Kathmandu."""
    begins: Moment = 0
    """When policies and observation begin, if later than the onset."""
    lead_in: Duration = 0
    """Time before that with ordinary traffic, so that the run does not begin in an empty world."""
    observe: PositiveDuration
    """Consignments that reach the border in this time from `begins` are the cohort that is measured."""
    run_out: PositiveDuration
    """How long each consignment is followed."""
    drained_level: Count | None = None
    """A backlog counts as drained at or below this many consignments; left out, the lead-in's level."""
    calendars: dict[Name, Calendar] = {}
    """Working hours by name."""
    agencies: dict[Name, Agency] = Field(max_length=MOST_NAMES)
    """Who has a say."""
    goods: dict[Name, Goods] = Field(max_length=MOST_NAMES)
    """What crosses."""
    consignors: dict[Name, Consignor] = {}
    """Kinds of sender."""
    posts: dict[Name, Post] = Field(min_length=1, max_length=MOST_NAMES)
    """Where things cross."""
    streams: dict[Name, Stream] = Field(min_length=1, max_length=MOST_NAMES)
    """Who sends what, when."""
    procedure: dict[Name, Step] = Field(default={}, max_length=MOST_NAMES)
    """The steps between arrival and release."""
    lanes: tuple[LaneRule, ...] = ()
    """How consignments are spread over green, blue, yellow and red."""
    capital: Capital | None = None
    """Desks far from the border."""
    roving: dict[Name, Roving] = {}
    """Teams that travel between posts."""
    crews: dict[Name, Crew] = {}
    """Who repairs."""
    incidents: dict[Name, Incident] = {}
    """What shuts posts at random."""
    destinations: dict[Name, Destination] = {}
    """Where consignments go from the posts."""
    risk: dict[HiddenKind, Risk] = {}
    """What may be hidden, and how well it is told and found."""
    backlog: tuple[Backlog, ...] = ()
    """What is there when the run begins."""
    costs: Costs = Costs()
    """What waiting and working cost."""
    rules: tuple[Rule, ...] = ()
    """Rules of work in force whatever the policy; levers add to them."""

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone of calendars and dates."""
        return ZoneInfo(self.zone)

    @property
    def start_us(self) -> int:
        """First moment of a run [µs]."""
        return self.begins - self.lead_in

    @property
    def observed(self) -> Window:
        """Base arrivals within make up the cohort."""
        return Window(start=self.begins, until=self.begins + self.observe)

    @property
    def end_us(self) -> int:
        """End of a run [µs]."""
        return self.begins + self.observe + self.run_out

    def calendar(self, reference: CalendarRef) -> Calendar:
        """The calendar that a name stands for, or the one given."""
        return self.calendars[reference] if isinstance(reference, str) else reference

    def filter_streams(self, match: Filter) -> tuple[str, ...]:
        """Names of the streams that a filter can mean."""
        return tuple(
            name
            for name, stream in self.streams.items()
            if (match.stream is None or name in match.stream) and (match.kind is None or stream.kind in match.kind)
        )
