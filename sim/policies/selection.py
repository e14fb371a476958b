"""Levers of selection: whom to look at, how long, and when to let go."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from sim.policies.lever import Dated, LodgementLever
from sim.world.base import Names
from sim.world.filters import Filter
from sim.world.quantities import Duration, Share
from sim.world.risk import Signal
from sim.world.rules import BeforeArrival, DatedRule, LetThrough, Shortened, Targeted
from sim.world.world import World

PEOPLE: Final = Filter(kind=("people",))
ASYCUDA: Final = "UNCTAD, ASYCUDA++ MODSEL, vegesa.com.mk (Section6_7, 6_8)"


class RiskTargeting(LodgementLever):
    """Inspect those with the highest risk.

    The share of consignments asked for goes to the red lane, those with the highest risk scores first, and all others
    to the green one. How many carriers are among them follows from how well scores tell them: by what customs knows, by
    what agencies share, or by a signal strength d′ that is stated. At d′ 0 it is no better than chance.
    """

    name = "risk_targeting"
    bites = "lodgement"
    cost = (
        "It frees the officers of inspections that are not made, and what these would have found is not found. Sharing "
        "information takes analysts and agreements."
    )
    instrument = (
        "It stands for risk management in Article 7.4 of the WTO Trade Facilitation Agreement (numbering not "
        "verified), for examination only in exceptional cases in the Revised Kyoto Convention, Annex J chapter 5 "
        "(clause not verified), and for expert networks on strategic goods and cultural objects (STCE, ARCHEO: not "
        "verified). Many countries still examine everything, says a guide of UNECE. No share of inspections in a "
        "relief operation, and no signal strength, was found."
    )
    sources = ("UNECE, TFIG risk management, tfig.itcilo.org/contents/customs-risk-management.htm",)

    inspected: Share
    """Share that is inspected."""
    shared_information: bool = False
    """Whether the experts of each kind share what they know."""
    signal: Signal | None = None
    """Signal strength d′, whatever the scenario says; left out, that of the scenario."""
    posts: Names | None = None
    """Posts; left out, all."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments_at(world, self.posts)
        if self.posts != ():
            shared = self.shared_information
            yield Targeted(**dated, match=match, inspected=self.inspected, shared=shared, signal=self.signal)

    def _idle(self, world: World) -> str | None:
        return super()._idle(world) if asks_for_lanes(world) else "no step of this world is for some lanes only"


class AdvancePassengerInformation(LodgementLever):
    """Passengers are known before they arrive.

    Names and documents of people come with their notice: steps that are done on papers are done before arrival, and the
    checks named take only a part of their time when the people are there.
    """

    name = "advance_passenger_information"
    bites = "notice"
    cost = "It takes no more officers at the post, but they are busy earlier, and carriers have to send what they know."
    instrument = (
        "It stands for advance passenger information and passenger name records (API, PNR: not verified). No measured "
        "effect was found."
    )

    match: Filter = Field(default=PEOPLE, alias="for")
    """The consignments it is for; left out, people."""
    steps: Names
    """Checks that are shortened."""
    to: Share = 0.5
    """What is left of their time. Assumed: half; no figure was found."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, steps = self._consignments(world), self._pick("step", self.steps, world.procedure)
        yield BeforeArrival(**dated, match=match)
        if steps and self.to < 1:
            yield Shortened(**dated, match=match, steps=steps, to=self.to)


class MatchInspectionToCapacity(LodgementLever):
    """Inspect no more than there are officers for.

    Who would have to wait longer than stated for an inspection is let through without it. The expected wait is told
    from the length of the line and the usual pace of the team; in a quiet hour everybody is inspected.
    """

    name = "match_inspection_to_capacity"
    bites = "lodgement"
    cost = "It takes no officers; the price is what passes without inspection in a crowd, and who knows of it may wait."
    instrument = (
        "It stands for expected rates of each lane in ASYCUDA, which fit selection to the staff there is in peaks. No "
        "measured effect was found."
    )
    sources = (ASYCUDA,)

    steps: Names
    """Inspections that may be passed over."""
    expected_wait: Duration
    """The longest wait that is expected of anybody."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match, steps = self._consignments(world), self._pick("step", self.steps, world.procedure)
        if steps:
            yield LetThrough(**dated, match=match, steps=steps, expected_wait=self.expected_wait)


class AutoReleaseAfter(LodgementLever):
    """Nobody waits longer than stated.

    Who has waited so long for one of the steps passes without it. Unless steps are named these are the steps done on
    papers: what was not looked at in time is looked at after release.
    """

    name = "auto_release_after"
    bites = "lodgement"
    cost = "It takes no officers before release; what was passed over is audited later, or never."
    instrument = (
        "It stands for the automatic change of ageing yellow declarations to blue in ASYCUDA, which are audited after "
        "release. No measured effect was found."
    )
    sources = (ASYCUDA,)

    waited: Duration
    """The longest wait for a step."""
    steps: Names | None = None
    """Steps that may be passed over; left out, all that are marked `documentary`."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments(world)
        papers = tuple(name for name, step in world.procedure.items() if step.documentary)
        steps = papers if self.steps is None else self._pick("step", self.steps, world.procedure)
        if steps:
            yield LetThrough(**dated, match=match, steps=steps, waited=self.waited)


def asks_for_lanes(world: World) -> bool:
    """Whether the procedure treats lanes differently."""
    return any(step.match.lane is not None for step in world.procedure.values())
