"""The groups that figures are given for, and which consignments of a log belong to each.

Groups are named by the world alone, so all policies of one scenario have the same groups in the same order. A name
that stands for two things means the first: ``all``, kinds, streams, goods, posts, destinations, hidden things.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.border.eventlog import EventLog
from sim.world import World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Sort = Literal["all", "kind", "stream", "goods", "post", "destination", "hidden"]


@dataclass(frozen=True)
class Group:
    """Some of the consignments: those of one kind, stream, goods category, post or destination, or all of them.

    A group of the sort ``hidden`` holds the carriers of one kind of hidden thing.
    """

    name: str
    sort: Sort


def kinds_of(world: World) -> tuple[str, ...]:
    """Kinds of stream that the world has, in order of their first stream."""
    return tuple(dict.fromkeys(stream.kind for stream in world.streams.values()))


def groups_of(world: World) -> tuple[Group, ...]:
    """Every group of a world."""
    groups: dict[str, Group] = {}
    for group in _named(world):
        groups.setdefault(group.name, group)
    return tuple(groups.values())


def _named(world: World) -> Iterator[Group]:
    yield Group("all", "all")
    yield from (Group(kind, "kind") for kind in kinds_of(world))
    yield from (Group(stream, "stream") for stream in world.streams)
    yield from (Group(goods, "goods") for goods in world.goods)
    yield from (Group(post, "post") for post in world.posts)
    yield from (Group(destination, "destination") for destination in world.destinations)
    yield from (Group(hidden, "hidden") for hidden in world.risk)


def belongs(log: EventLog, group: Group) -> Bools:
    """Whether each consignment belongs to a group: (consignments,)."""
    columns, names = log.consignments, log.names
    if group.sort == "all":
        return np.ones(len(columns["stream"]), dtype=np.bool_)
    if group.sort == "kind":
        of_kind = np.array([kind == group.name for kind in names.kinds], dtype=np.bool_)
        return of_kind[int_column(columns, "stream")]
    if group.sort == "hidden":
        return has(int_column(columns, "carries"), names.hidden.index(group.name))
    listed = {
        "stream": names.streams,
        "goods": names.goods,
        "post": names.posts,
        "destination": names.destinations,
    }[group.sort]
    number = listed.index(group.name) if group.name in listed else len(listed)
    return np.equal(int_column(columns, group.sort), number)


def has(bits: Ints, bit: int) -> Bools:
    """Whether each number has a bit: for what it carries, was examined for, or what was found."""
    return np.asarray(bits >> bit & 1, dtype=np.bool_)


def places(names: Sequence[str], among: Sequence[str]) -> Ints:
    """Where each name stands in another list: (names,)."""
    where = {name: place for place, name in enumerate(among)}
    return np.array([where[name] for name in names], dtype=np.int64)


def int_column(columns: dict[str, Ints | Floats] | dict[str, Ints], name: str) -> Ints:
    """Return a column of whole numbers of a table."""
    return columns[name].astype(np.int64, copy=False)


def float_column(columns: dict[str, Ints | Floats], name: str) -> Floats:
    """Return a column of real numbers of a table."""
    return columns[name].astype(np.float64, copy=False)
