"""Which consignments can go where: streams split by post, goods, sender and lane, with their shares."""

import math
from collections.abc import Iterator
from itertools import product
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
        for (post, goods, consignor), part in _parts(stream):
            traits = Traits(name, stream.kind, goods, consignor, "", post)
            for lane, in_lane in lanes(world, traits).items():
                if part * in_lane > 0:
                    yield Flow(name, traits._replace(lane=lane), part * in_lane)


def _parts(stream: Stream) -> Iterator[tuple[tuple[str, str, str], float]]:
    """Posts, goods and consignors that come together, with their shares."""
    consignors = shares(stream.consignor) if stream.consignor else {"": 1.0}
    if stream.rows is not None:
        for (post, goods, consignor, _), count in stream.rows.sorts.items():
            for sender, share in ({consignor: 1.0} if consignor else consignors).items():
                yield (post, goods, sender), count / len(stream.rows) * share
        return
    posts, categories = shares(stream.post).items(), shares(stream.goods).items()
    for (post, at_post), (goods, of_goods), (sender, share) in product(posts, categories, consignors.items()):
        yield (post, goods, sender), at_post * of_goods * share


def combinations(stream: Stream) -> int:
    """How many kinds of consignment a stream may have, lanes apart."""
    if stream.rows is not None:
        return len(stream.rows.sorts) * max(1, len(stream.consignor or ()))
    return math.prod(len(mix) for mix in (stream.post, stream.goods, stream.consignor) if mix)


def lanes(world: World, traits: Traits) -> dict[str, float]:
    """Shares of the lanes for consignments whose lane is not yet known; the lane is empty where no rule holds."""
    rule = next((rule for rule in world.lanes if rule.match.matches(traits)), None)
    return {"": 1.0} if rule is None else {str(lane): share for lane, share in rule.shares.items()}


def is_needed(world: World, step: Step, traits: Traits) -> bool:
    """Whether consignments of a sort need a step."""
    concerned = not step.concerned or step.agency in world.goods[traits.goods].agencies
    return concerned and step.match.matches(traits)
