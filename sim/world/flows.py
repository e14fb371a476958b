"""Which consignments can go where: streams split by post, goods, sender and lane, with their shares."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.world.base import shares
from sim.world.filters import Traits
from sim.world.procedure import Step
from sim.world.streams import Stream
from sim.world.world import World


class Flow(NamedTuple):
    """A part of a stream whose consignments are alike."""

    stream: str
    traits: Traits
    share: float
    """Part of the stream."""


def flows(world: World) -> Iterator[Flow]:
    """Split all streams into parts that filters cannot tell further apart.

    Names must be known and mixes must not be empty.
    """
    for name, stream in world.streams.items():
        for post, at_post in shares(stream.post).items():
            for goods, of_goods in shares(stream.goods).items():
                for consignor, of_consignor in (shares(stream.consignor) if stream.consignor else {"": 1.0}).items():
                    traits = Traits(name, stream.kind, goods, consignor, "", post)
                    for lane, in_lane in lanes(world, traits).items():
                        share = at_post * of_goods * of_consignor * in_lane
                        if share > 0:
                            yield Flow(name, Traits(name, stream.kind, goods, consignor, lane, post), share)


def combinations(stream: Stream) -> int:
    """How many kinds of consignment a stream may have, lanes apart."""
    return math.prod(len(mix) for mix in (stream.post, stream.goods, stream.consignor) if mix)


def lanes(world: World, traits: Traits) -> dict[str, float]:
    """Shares of the lanes for consignments whose lane is not yet known; the lane is empty where no rule holds."""
    rule = next((rule for rule in world.lanes if rule.match.matches(traits)), None)
    return {"": 1.0} if rule is None else {str(lane): share for lane, share in rule.shares.items()}


def is_needed(world: World, step: Step, traits: Traits) -> bool:
    """Whether consignments of a sort need a step."""
    concerned = not step.concerned or step.agency in world.goods[traits.goods].agencies
    return concerned and step.match.matches(traits)
