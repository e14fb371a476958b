"""Parts of a file with errors: what cannot be read is left out or stood in for, so that the rest can be checked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from sim.scenario.problems import Path, Problem, dotted
from sim.scenario.sentences import sentences
from sim.scenario.tree import Node, locate, node_at, plain, put
from sim.world.base import Base
from sim.world.checks import broken_links
from sim.world.world import World
from sim.world.zones import Zone

_MOST_ROUNDS: Final = 25
_MOST_PROBLEMS: Final = 200
_STAND_INS: Final[dict[str, Node]] = {
    "agencies": Node({}),
    "arrivals": Node({"pattern": Node("steady"), "rate": Node("1/day")}),
    "chance": Node(0),
    "convoys": Node(1),
    "count": Node(1),
    "courier": Node("1 h"),
    "duration": Node("1 h"),
    "goods": Node({}),
    "kind": Node("commercial"),
    "label": Node("?"),
    "lasts": Node("1 h"),
    "observe": Node("1 d"),
    "officers": Node(1),
    "onset": Node("2000-01-01 00:00+00:00"),
    "rate": Node("1/day"),
    "repair": Node("1 h"),
    "run_out": Node("1 d"),
    "teams": Node({}),
    "title": Node("?"),
    "total": Node(1),
    "travel": Node("1 h"),
    "zone": Node("UTC"),
}
"""What stands in for a required value, by its key. What it stands in for is told; its consequences are not."""

_NARROWING: Final = ("for", "concerned")
"""Keys whose loss would give their entry a wider meaning; the whole entry is left out with them."""

Model = TypeVar("Model", bound=Base)


@dataclass(frozen=True)
class Mended(Generic[Model]):
    """What could be read of a part of a file."""

    value: Model | None
    """Without what could not be read; None if too little is left."""
    tree: Node
    """The tree it was read from in the end."""
    lost: frozenset[Path]
    """Paths of what was left out or stood in for."""
    problems: list[Problem]
    """What could not be read, and why."""


def mended(model: type[Model], tree: Node, context: dict[str, object], under: Path = ()) -> Mended[Model]:
    """Read a part of a file as far as it goes.

    Parameters
    ----------
    under
        Where in the tree it stands.
    """
    problems: list[Problem] = []
    lost: set[Path] = set()
    for _ in range(_MOST_ROUNDS):
        node = node_at(tree, under)
        if node is None:
            break
        try:
            value = model.model_validate(plain(node), context=context, by_alias=True, by_name=False)
            return Mended(value, tree, frozenset(lost), problems)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        found = sentences(errors[:_MOST_PROBLEMS], tree, under)
        problems += [problem for path, problem in found if not related(path, lost)]
        if len(errors) > _MOST_PROBLEMS:
            more = f"holds {len(errors) - _MOST_PROBLEMS:,} more problems of this sort; correct these first"
            return Mended(None, tree, frozenset(lost), [*problems, Problem(dotted(under), None, more)])
        before = tree
        for path, _ in found:
            tree = _without(tree, path, lost)
        if tree is before:
            break
    return Mended(None, tree, frozenset(lost), problems)


def sound(world: Mended[World], context: dict[str, object]) -> Mended[World]:
    """Take out of a world what names something that is not there, so that policies can be applied to the rest."""
    for _ in range(_MOST_ROUNDS):
        broken = broken_links(world.value) if world.value is not None else []
        if not broken:
            return world
        tree, lost = world.tree, set(world.lost)
        for path in [locate(tree, path)[0] for path in broken]:
            tree = _without(tree, path, lost)
        again = mended(World, tree, context)
        world = Mended(again.value, again.tree, again.lost | lost, world.problems)
    return Mended(None, world.tree, world.lost, world.problems)


def related(path: Path, others: Collection[Path]) -> bool:
    """Whether a path is one of the others, leads to one of them, or lies below one."""
    return any(path[: len(other)] == other[: len(path)] for other in others)


def explained(path: Path, lost: Collection[Path]) -> bool:
    """Whether a finding follows from what was lost: at its place, around it, or as one of its entries."""
    return any(path[: len(other)] == other or path == other[:-1] for other in lost)


def reading_context(tree: Node) -> dict[str, object]:
    """What dates of a file are counted from: its onset and zone, or stand-ins when they cannot be read."""
    onset, zone = (plain(tree.entries.get(key, Node(None))) for key in ("onset", "zone"))
    return {
        "written": True,
        "onset": _read(AwareDatetime, onset, datetime(2000, 1, 1, tzinfo=UTC)),
        "zone": ZoneInfo(_read(Zone, zone, "UTC")),
    }


def _read(kind: Any, written: object, otherwise: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(written)
    except ValidationError:
        return otherwise


def _without(tree: Node, path: Path, lost: set[Path]) -> Node:
    """Take out what stands at a path, or put in what stands in for it; what needs it goes with it."""
    for key in _NARROWING:
        if key in path:
            path = path[: path.index(key)]
    node = node_at(tree, path)
    stand_in = _STAND_INS.get(str(path[-1])) if path else None
    if node is None and stand_in is not None:
        lost.add(path)
        return put(tree, path, stand_in)
    if node is None or node is stand_in:
        path = path[:-1]
    lost.add(path)
    return put(tree, path, None)
