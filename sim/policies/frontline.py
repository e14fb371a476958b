"""Levers of conflict zones: closing by force, or customs that goes on working."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from sim.policies.lever import RELIEF, Dated, LodgementLever, TeamLever
from sim.policies.selection import asks_for_lanes
from sim.world.base import Names
from sim.world.filters import Filter
from sim.world.quantities import Count, Share
from sim.world.risk import Signal
from sim.world.rules import DatedRule, ExtraOfficers, Priority, Refused, Targeted
from sim.world.world import World

TRADE: Final = Filter(kind=("commercial",))
GOODS: Final = Filter(kind=("relief", "commercial"))


class MilitaryClosure(LodgementLever):
    """Trade is stopped by force.

    The consignments named are refused as they arrive. A share of them goes round by informal crossings, where nobody
    sees what they carry and no duty is paid; the rest turns back. Who is there already goes on.
    """

    name = "military_closure"
    bites = "arrival"
    cost = "It takes no officers of the post; the price is the trade and the duty lost, and what passes unseen."
    instrument = (
        "It stands for a decision of security forces, not for an instrument. What share of traffic goes round such a "
        "closure was not found."
    )

    match: Filter = Field(default=TRADE, alias="for")
    """The consignments that are refused; left out, commercial traffic."""
    posts: Names | None = None
    """Posts; left out, all."""
    informal: Share
    """Share of those refused that goes round, unseen."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, posts = self._consignments(world), self._pick("post", self.posts, world.posts)
        if posts:
            yield Refused(**dated, match=match, posts=posts, informal=self.informal)


class CustomsFrontline(TeamLever, LodgementLever):
    """Customs works on in a conflict zone.

    Trade and relief go on under risk management: the share asked for is inspected, those with the highest risk scores
    first. If it is said so relief goes first in every line, and officers are added to the teams named.
    """

    name = "customs_frontline"
    bites = "lodgement"
    cost = (
        "It takes the officers it says, by the clock and for as long as it lasts, and analysts where knowledge is "
        "shared."
    )
    instrument = (
        "It stands for customs that stays at the border under risk management: Article 7.4 of the WTO Trade "
        "Facilitation Agreement (numbering not verified) and controls on strategic goods (STCE: not verified). No "
        "measured effect was found."
    )

    match: Filter = Field(default=GOODS, alias="for")
    """The consignments that are inspected by risk; left out, relief and commercial traffic."""
    inspected: Share
    """Share that is inspected."""
    shared_information: bool = False
    """Whether the experts of each kind share what they know."""
    signal: Signal | None = None
    """Signal strength d′, whatever the scenario says; left out, that of the scenario."""
    relief_first: bool = False
    """Whether relief goes first in every line at the posts."""
    officers: Count = 0
    """Officers added to each of the teams meant by `posts`, `agencies` and `teams`."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments_at(world, self.posts)
        posts = self._pick("post", self.posts, world.posts)
        places = self._places(world, self.posts, self.agencies, self.teams)
        if not posts:
            return
        shared = self.shared_information
        yield Targeted(**dated, match=match, inspected=self.inspected, shared=shared, signal=self.signal)
        if self.relief_first:
            yield Priority(**dated, match=RELIEF, posts=posts, level=0)
        for post, team in places:
            if self.officers:
                yield ExtraOfficers(**dated, post=post, team=team, officers=self.officers)

    def _idle(self, world: World) -> str | None:
        if not asks_for_lanes(world) and not self.relief_first and not self.officers:
            return "no step of this world is for some lanes only"
        return super()._idle(world)
