"""Levers of papers: who may bring fewer, or bring them later."""

from collections.abc import Iterator
from typing import Final

from sim.policies.coordination import WCO_2023
from sim.policies.lever import Dated, Lever, LodgementLever
from sim.world.base import Names
from sim.world.filters import Filter
from sim.world.quantities import Share
from sim.world.rules import DatedRule, PapersComplete, PapersLater, Waived
from sim.world.streams import Stream
from sim.world.world import World

COMPLETE: Final = "the papers of all consignments it is for are complete"


class SimplifiedDeclaration(LodgementLever):
    """Papers may be completed after release.

    A consignment whose papers are incomplete goes on all the same, and its consignee completes them later. Every check
    is still made; only the wait for the consignee is gone.
    """

    name = "simplified_declaration"
    bites = "lodgement"
    cost = "It takes no officers before release; somebody has to ask for the missing papers afterwards."
    instrument = (
        "It stands for the simplified, provisional or incomplete declaration in the Revised Kyoto Convention, Annex J "
        "chapter 5. No measurement was found."
    )
    sources = (WCO_2023,)

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        yield PapersLater(**dated, match=self._consignments(world))

    def _idle(self, world: World) -> str | None:
        streams = [world.streams[name] for name in world.filter_streams(self.match)]
        lacking = any(_lacks_papers(world, stream, self.match.consignor) for stream in streams)
        return super()._idle(world) if lacking or not streams else COMPLETE


class RecognisedConsignors(Lever):
    """Known senders are trusted.

    Senders that were recognised beforehand have complete papers at least as often as stated, and steps can be waived
    for them. A sender whose papers are complete more often already is not held back.
    """

    name = "recognised_consignors"
    bites = "lodgement"
    cost = (
        "It takes no officers at the posts; recognising senders takes time beforehand, and `from` before the onset "
        "says that it was done in advance."
    )
    instrument = (
        "It stands for expedited clearance of recognised bodies as in ASYREC, and for authorised operators in Article "
        "7.7 of the WTO Trade Facilitation Agreement and the WCO SAFE framework (both not verified). After Haiyan the "
        "consignee of twelve vans was not accredited, which took about a year; no measured saving was found."
    )
    sources = (
        "OCHA, logik.unocha.org",
        "UNCTAD, ASYREC, 2018, unctad.org newsdetails 1673",
        "Rappler, rappler.com/nation/160233; DSWD digest 2017/02",
    )

    consignors: Names
    """Kinds of consignor that are recognised."""
    papers_complete: Share = 0.925
    """Least share of their files that are complete. Assumed: 5 to 10 % fail; no figure was found."""
    waived: Names = ()
    """Steps that are waived for them."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        consignors = self._pick("kind of consignor", self.consignors, world.consignors)
        match = Filter(consignor=consignors)
        waived = self._pick("step", self.waived, world.procedure)
        if consignors and self.papers_complete:
            yield PapersComplete(**dated, match=match, share=self.papers_complete)
        if consignors and waived:
            yield Waived(**dated, match=match, steps=waived)

    def _idle(self, world: World) -> str | None:
        lacking = any(_lacks_papers(world, stream, self.consignors) for stream in world.streams.values())
        return None if lacking or self.waived else COMPLETE


def _lacks_papers(world: World, stream: Stream, consignors: Names | None) -> bool:
    """Whether papers of some consignment of a stream, from these consignors, may be incomplete."""
    if stream.consignor is None:
        return consignors is None and stream.papers_complete < 1
    senders = [
        name for name, weight in stream.consignor.items() if weight and (consignors is None or name in consignors)
    ]
    shares = [world.consignors[name].papers_complete for name in senders]
    return any((stream.papers_complete if share is None else share) < 1 for share in shares)
