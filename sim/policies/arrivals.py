"""Levers of arrival: who comes when, to which post, and where it stands."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from sim.policies.lever import Dated, LodgementLever
from sim.world.base import Names
from sim.world.filters import Filter
from sim.world.quantities import Duration, Rate
from sim.world.rules import DatedRule, QueuesShown, RemoteYard, Slots
from sim.world.world import World

UNSOLICITED: Final = Filter(consignor=("unsolicited",))


class TriageUnsolicited(LodgementLever):
    """A yard away from the post for what nobody asked for.

    The consignments named go on to a yard away from the post. They take no place in the yard of the post, and at every
    desk they come last, so that what is needed does not stand behind them.
    """

    name = "triage_unsolicited"
    bites = "arrival"
    cost = "It takes no officers, but a yard and the way to it; what stands there waits until all others are served."
    instrument = (
        "It stands for a decision of the disaster office; guidelines such as WHO's on donated medicines, which ask for "
        "a year of shelf life on arrival, bind senders and not the border. About 60 % of the space after most "
        "disasters goes to goods without priority, said an expert; in Vanuatu ten of 77 containers were still stored "
        "after three years, and of 1,500 at Medan 599 were unclaimed or lacked permits. A remote yard was not "
        "measured."
    )
    sources = (
        "Worldwatch, 2006, worldwatch.org/node/4593",
        "Fast Company, 2012, 2679177",
        "New Humanitarian, 2018 (cyclone Gita)",
        "TamilNet citing Financial Times, 2005/05/12",
    )

    match: Filter = Field(default=UNSOLICITED, alias="for")
    """The consignments that are sent there; left out, those of the kind of consignor `unsolicited`."""
    posts: Names | None = None
    """Posts; left out, all."""
    travel: Duration
    """The way from the post to the yard."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, posts = self._consignments(world), self._pick("post", self.posts, world.posts)
        if posts:
            yield RemoteYard(**dated, match=match, posts=posts, travel=self.travel)


class ShareQueueInformation(LodgementLever):
    """Drivers know the lines.

    Who may turn to another post knows how many stand at each and how fast they are served, and goes where release is
    expected first. Knowing a line is not knowing its wait: those on the way are not seen, and all who look at one
    moment see the same.
    """

    name = "share_queue_information"
    bites = "arrival"
    cost = "It takes no officers; somebody has to count the lines and tell, truly."
    instrument = (
        "It stands for published waiting times, not for an instrument. In 2015 Krishnanagar cleared quickly and gained "
        "traffic that turned away from Sunauli; GAO found that waits told by officers were unreliable, because queues "
        "ran out of view."
    )
    sources = ("IANS/TwoCircles, 2015/05/01", "GAO-13-603, 2013")

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        yield QueuesShown(**dated, match=self._consignments(world))

    def _idle(self, world: World) -> str | None:
        streams = world.filter_streams(self.match)
        if streams and not any(world.streams[stream].diversion for stream in streams):
            return "no stream it is for may turn to another post"
        return super()._idle(world)


class SlotBooking(LodgementLever):
    """Arrival by booked slot.

    Each post takes so many an hour, first come first served and evenly spaced by day and by night; who finds no slot
    free waits at home and not at the gate. The wait counts all the same, so it wins no hours by itself: it empties the
    road, the yard and the line in front of others.
    """

    name = "slot_booking"
    bites = "arrival"
    cost = "It takes no officers at the post; a booking desk or system has to be set up."
    instrument = (
        "It stands for slots as at Petrapole, where detention fell from 20 to 25 days to almost none after slot "
        "booking (a report of the press, which does not fit its own queue of 3,000 trucks at 300 a day), and at "
        "Port-au-Prince, where aircraft had two hours on the ground."
    )
    sources = (
        "BusinessLine, 2022, thehindubusinessline.com article65848890",
        "Airports International 2010/01/18; Washington Post 2010/01/15",
        "Toronto Star, 2010/01/18",
    )

    posts: Names | None = None
    """Posts; left out, all."""
    per_hour: Annotated[Rate, Field(gt=0)]
    """How many arrive at each post in a given time."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments(world)
        for post in self._pick("post", self.posts, world.posts):
            yield Slots(**dated, match=match, post=post, per_hour=self.per_hour)
