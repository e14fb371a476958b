"""Kinds: consignments of one stream or backlog with the same traits, for which everything is worked out once."""

from typing import TYPE_CHECKING

import numpy as np

from sim.border.draws import Inputs
from sim.border.eventlog import NOBODY
from sim.border.nature import Nature
from sim.world import LANES, Traits, World

if TYPE_CHECKING:
    from sim.border.stages import Plan


class Kind:
    """What consignments that are alike have in common: whatever rules make of one they make of all.

    Attributes
    ----------
    origin
        Number of the stream or backlog.
    traits
        What filters can ask.
    post, lane
        Numbers of its post and its lane.
    stream
        The stream as the world has it.
    lodges, papers_take, collects, patience
        The consignee's times, for each consignment of the origin by its index [µs]; `None`: no such time passes.
    leaves_at_once
        Whether release is removal.
    is_plain
        Whether nothing but work and waits lies between arrival and removal, and nobody loses patience.
    plans, levels
        The plan at lodgement and the class in every line, by the number of the span between dates of rules.
    """

    __slots__ = (
        "collects",
        "is_plain",
        "lane",
        "leaves_at_once",
        "levels",
        "lodges",
        "origin",
        "papers_take",
        "patience",
        "plans",
        "post",
        "stream",
        "traits",
    )

    def __init__(self, world: World, inputs: Inputs, origin: int, traits: Traits) -> None:
        stream = self.stream = world.streams[traits.stream]
        self.origin, self.traits = origin, traits
        self.post = list(world.posts).index(traits.post)
        self.lane = LANES.index(traits.lane) if traits.lane else NOBODY
        self.lodges = inputs.perhaps(origin, "lodges_after", stream.lodges_after)
        self.papers_take = inputs.perhaps(origin, "papers_take", stream.papers_take)
        self.collects = inputs.perhaps(origin, "collects_after", stream.collects_after)
        self.patience = inputs.perhaps(origin, "patience", stream.patience)
        removals = world.posts[traits.post].removals
        self.leaves_at_once = self.collects is None and not removals
        self.is_plain = self.leaves_at_once and self.lodges is self.patience is None
        self.plans: dict[int, Plan] = {}
        self.levels: dict[int, int] = {}


class Kinds:
    """All kinds of a run."""

    def __init__(self, world: World, inputs: Inputs) -> None:
        self.world, self.inputs = world, inputs
        self._kinds: dict[tuple[int, Traits], Kind] = {}

    def of(self, origin: int, traits: Traits) -> Kind:
        """The kind of consignments of one origin with the same traits."""
        key = origin, traits
        if key not in self._kinds:
            self._kinds[key] = Kind(self.world, self.inputs, origin, traits)
        return self._kinds[key]

    def at(self, post: str, kind: Kind) -> Kind:
        """The same consignments at a post."""
        return kind if post == kind.traits.post else self.of(kind.origin, kind.traits._replace(post=post))

    def in_lane(self, lane: str, kind: Kind) -> Kind:
        """The same consignments in a lane."""
        return kind if lane == kind.traits.lane else self.of(kind.origin, kind.traits._replace(lane=lane))

    def of_all(self, drawn: Nature) -> list[Kind]:
        """The kind of each consignment, by number, as it sets out."""
        world, inputs = self.world, self.inputs
        names = [list(world.goods), [*world.consignors, ""], [*LANES, ""], list(world.posts)]
        columns = [inputs.origin, drawn.goods, drawn.consignor, drawn.lane, drawn.post]
        sizes = [len(inputs.origins), *map(len, names)]
        # -1 stands for the last name, "".
        codes = np.ravel_multi_index(columns, sizes, mode="wrap") if len(inputs) else np.empty(0, np.int64)
        which, place = np.unique(codes, return_inverse=True)
        streams = list(world.streams.items())
        kinds = []
        for origin, *numbers in zip(*(column.tolist() for column in np.unravel_index(which, sizes)), strict=True):
            goods, consignor, lane, post = (words[k] for words, k in zip(names, numbers, strict=True))
            name, stream = streams[inputs.origins[origin].stream]
            kinds.append(self.of(origin, Traits(name, stream.kind, goods, consignor, lane, post)))
        return [kinds[k] for k in place.tolist()]
