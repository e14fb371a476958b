"""What each consignment is: drawn from the mixes of its stream, before anyone decides anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.border.draws import Inputs, Uniforms
from sim.world import LANES, Stream, Traits, World, shares


@dataclass(frozen=True)
class Nature:
    """What each consignment is: numbers of the world's lists in order, drawn from the mixes of its stream.

    Attributes
    ----------
    goods, consignor, post, lane
        (n,) numbers; -1 where there is none.
    destination
        (n,) number; -1 where its passage ends at removal.
    incomplete
        (n,) whether its papers are found incomplete.
    papers
        (n,) the luck that this was told from: they are complete below the share of complete papers.
    tonnes, value_usd
        (n,) load and value; 0 where not stated.
    score
        (n,) risk score before anything hidden raises it: standard normal.
    carries
        (n,) what is hidden: a bit for each kind of the world's risks, in order.
    """

    goods: NDArray[np.int64]
    consignor: NDArray[np.int64]
    post: NDArray[np.int64]
    lane: NDArray[np.int64]
    destination: NDArray[np.int64]
    incomplete: NDArray[np.bool_]
    papers: NDArray[np.float64]
    tonnes: NDArray[np.float64]
    value_usd: NDArray[np.float64]
    score: NDArray[np.float64]
    carries: NDArray[np.int64]


TINY = 2.0**-54
"""Below all uniforms but 0, whose normal number would be infinite."""


def nature(world: World, inputs: Inputs) -> Nature:
    """Draw what each consignment is."""
    size = len(inputs)
    numbers = {
        name: np.full(size, -1, dtype=np.int64) for name in ("goods", "consignor", "post", "lane", "destination")
    }
    incomplete = np.zeros(size, dtype=bool)
    papers, tonnes, value, score = np.zeros((4, size))
    carries = np.zeros(size, dtype=np.int64)
    streams = list(world.streams.items())
    for origin in inputs.origins:
        name, stream = streams[origin.stream]
        at = origin.numbers
        goods = _pick(list(world.goods), stream.goods, inputs.of(origin, "goods"))
        consignor = _pick(list(world.consignors), stream.consignor or {}, inputs.of(origin, "consignor"))
        if origin.backlog is None:
            post = _pick(list(world.posts), stream.post, inputs.of(origin, "post"))
        else:
            post = np.full(len(at), list(world.posts).index(world.backlog[origin.backlog].post))
        numbers["goods"][at], numbers["consignor"][at], numbers["post"][at] = goods, consignor, post
        complete = np.full(len(world.consignors) + 1, stream.papers_complete)
        for k, sender in enumerate(world.consignors.values()):
            complete[k] = stream.papers_complete if sender.papers_complete is None else sender.papers_complete
        papers[at] = inputs.of(origin, "papers")
        incomplete[at] = papers[at] >= complete[consignor]
        numbers["destination"][at] = _pick(
            list(world.destinations), stream.destination or {}, inputs.of(origin, "destination")
        )
        score[at] = ndtri(np.maximum(inputs.of(origin, "score"), TINY))
        for bit, kind in enumerate(world.risk):
            carries[at] |= (inputs.of(origin, f"hidden/{kind}") < stream.hidden.get(kind, 0.0)).astype(np.int64) << bit
        tonnes[at] = stream.tonnes.quantile(inputs.of(origin, "tonnes")) if stream.tonnes else 0.0
        value[at] = stream.value.quantile(inputs.of(origin, "value")) if stream.value else 0.0
        numbers["lane"][at] = _lanes(world, name, stream, (goods, consignor, post), inputs.of(origin, "lane"))
    return Nature(
        incomplete=incomplete, papers=papers, tonnes=tonnes, value_usd=value, score=score, carries=carries, **numbers
    )


def _pick(names: list[str], mix: Mapping[Any, float], uniforms: Uniforms) -> NDArray[np.int64]:
    """Numbers of the names drawn from a mix; -1 where the mix is empty."""
    if not mix:
        return np.full(len(uniforms), -1, dtype=np.int64)
    edges = np.cumsum(list(shares(mix).values()))
    chosen = np.minimum(np.searchsorted(edges, uniforms, side="right"), len(mix) - 1)
    return np.array([names.index(name) for name in mix], dtype=np.int64)[chosen]


def _lanes(
    world: World, name: str, stream: Stream, numbers: tuple[NDArray[np.int64], ...], uniforms: Uniforms
) -> NDArray[np.int64]:
    """Lane of each consignment of a stream, by the first rule that matches it; -1 where none does."""
    lane = np.full(len(uniforms), -1, dtype=np.int64)
    if not world.lanes:
        return lane
    kinds, which = np.unique(np.stack(numbers), axis=1, return_inverse=True)
    for k, (goods, consignor, post) in enumerate(kinds.T):
        traits = Traits(
            stream=name,
            kind=stream.kind,
            goods=list(world.goods)[goods],
            consignor=list(world.consignors)[consignor] if consignor >= 0 else "",
            lane="",
            post=list(world.posts)[post],
        )
        rule = next((rule for rule in world.lanes if rule.match.matches(traits)), None)
        if rule is not None:
            mine = which.ravel() == k
            in_order = {lane: rule.shares[lane] for lane in LANES if lane in rule.shares}
            lane[mine] = _pick(list(LANES), in_order, uniforms[mine])
    return lane
