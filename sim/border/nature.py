"""What each consignment is, before anyone decides anything: as its manifest states, else drawn from its stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.border.draws import Inputs, Origin, Uniforms
from sim.world import LANES, Rows, Stream, Traits, World, shares
from sim.world.distributions import NumberDistribution


@dataclass(frozen=True)
class Nature:
    """What each consignment is, with numbers of the world's lists in order.

    Attributes
    ----------
    goods, consignor, post, lane
        (n,) numbers; -1 where there is none.
    destination
        (n,) number; -1 where its passage ends at removal.
    incomplete
        (n,) whether its papers are found incomplete.
    papers
        (n,) the luck that this was told from: they are complete below the share of complete papers. Where a manifest
        states it, the luck lies on the side that it states of the share in the rows of the same consignor.
    notice_us
        (n,) how long before arrival papers could be sent ahead.
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
    notice_us: NDArray[np.int64]
    tonnes: NDArray[np.float64]
    value_usd: NDArray[np.float64]
    score: NDArray[np.float64]
    carries: NDArray[np.int64]


TINY = 2.0**-54
"""Below all uniforms but 0, whose normal number would be infinite."""


def nature(world: World, inputs: Inputs) -> Nature:
    """Draw what each consignment is, apart from what the rows of its manifest state."""
    size = len(inputs)
    numbers = {
        name: np.full(size, -1, dtype=np.int64) for name in ("goods", "consignor", "post", "lane", "destination")
    }
    incomplete = np.zeros(size, dtype=bool)
    papers, tonnes, value, score = np.zeros((4, size))
    carries, notice = np.zeros((2, size), dtype=np.int64)
    streams = list(world.streams.items())
    for origin in inputs.origins:
        name, stream = streams[origin.stream]
        at = origin.numbers
        rows = _rows(world, stream, origin)
        goods = _pick(list(world.goods), stream.goods, inputs.of(origin, "goods"), rows.goods)
        senders, sent_by = list(world.consignors), stream.consignor or {}
        consignor = _pick(senders, sent_by, inputs.of(origin, "consignor"), rows.consignor)
        if origin.backlog is None:
            post = _pick(list(world.posts), stream.post, inputs.of(origin, "post"), rows.post)
        else:
            post = np.full(len(at), list(world.posts).index(world.backlog[origin.backlog].post))
        numbers["goods"][at], numbers["consignor"][at], numbers["post"][at] = goods, consignor, post
        complete = np.full(len(world.consignors) + 1, stream.papers_complete)
        for k, sender in enumerate(world.consignors.values()):
            complete[k] = stream.papers_complete if sender.papers_complete is None else sender.papers_complete
        luck = inputs.of(origin, "papers")
        papers[at], incomplete[at] = _papers(luck, complete[consignor], consignor, rows.papers)
        notice[at] = [stream.notice if time is None else time for time in rows.notice] or stream.notice
        places, bound_for = list(world.destinations), stream.destination or {}
        luck = inputs.of(origin, "destination")
        numbers["destination"][at] = _pick(places, bound_for, luck, rows.destination)
        score[at] = scipy.special.ndtri(np.maximum(inputs.of(origin, "score"), TINY))
        for bit, kind in enumerate(world.risk):
            carries[at] |= (inputs.of(origin, f"hidden/{kind}") < stream.hidden.get(kind, 0.0)).astype(np.int64) << bit
        tonnes[at] = _figures(stream.tonnes, inputs.of(origin, "tonnes"), rows.tonnes)
        value[at] = _figures(stream.value, inputs.of(origin, "value"), rows.value)
        numbers["lane"][at] = _lanes(world, name, stream, (goods, consignor, post), inputs.of(origin, "lane"))
    return Nature(
        incomplete=incomplete,
        papers=papers,
        notice_us=notice,
        tonnes=tonnes,
        value_usd=value,
        score=score,
        carries=carries,
        **numbers,
    )


def _rows(world: World, stream: Stream, origin: Origin) -> Rows:
    """What a manifest states of the consignments of an origin, in their order; empty where there is none."""
    if stream.rows is None or origin.backlog is not None:
        return Rows()
    return stream.rows.between(world.start_us, world.end_us)


def _pick(
    names: list[str], mix: Mapping[Any, float], uniforms: Uniforms, stated: Sequence[str] = ()
) -> NDArray[np.int64]:
    """Numbers of the names stated, others drawn from a mix; -1 where the mix is empty."""
    if mix:
        edges = np.cumsum(list(shares(mix).values()))
        chosen = np.minimum(np.searchsorted(edges, uniforms, side="right"), len(mix) - 1)
        drawn = np.array([names.index(name) for name in mix], dtype=np.int64)[chosen]
    else:
        drawn = np.full(len(uniforms), -1, dtype=np.int64)
    if not stated:
        return drawn
    number = {name: k for k, name in enumerate(names)}
    given = np.array([number.get(name, -1) for name in stated], dtype=np.int64)
    return np.where(given >= 0, given, drawn)


def _figures(law: NumberDistribution | None, uniforms: Uniforms, stated: Sequence[float | None]) -> NDArray[np.float64]:
    """Figures stated, others drawn; 0 where there is nothing to draw from."""
    drawn = np.zeros(len(uniforms)) if law is None else law.quantile(uniforms)
    if not stated:
        return drawn
    given = np.array(stated, dtype=np.float64)
    return np.where(np.isnan(given), drawn, given)


def _papers(
    luck: Uniforms, share: NDArray[np.float64], consignor: NDArray[np.int64], stated: Sequence[bool | None]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Luck with the papers, and whether they are incomplete.

    Luck on the side of the rows' own share that the row states lets a rule change as many papers as it says.
    """
    if not stated:
        return luck, luck >= share
    given = np.array(stated, dtype=np.float64)
    agreed = luck.copy()
    for sender in np.unique(consignor):
        mine = (consignor == sender) & ~np.isnan(given)
        complete = given[mine].mean() if mine.any() else 0.0
        agreed[mine] = np.where(given[mine] == 1, luck[mine] * complete, complete + luck[mine] * (1 - complete))
    return agreed, np.where(np.isnan(given), luck >= share, given == 0)


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
