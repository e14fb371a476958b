"""The plan of a consignment: the procedure with the rules of the moment applied, in one fixed order.

waive → single window → stops → parallel → joint. Levers never edit the procedure; they write rules, and this is the
only place that turns rules into an order of work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from sim.border.rules import R, rules_of
from sim.world import Traits, World
from sim.world.rules import LodgementRule, OneLodgement, OneStop, SideBySide, Together, Waived

Order = dict[str, frozenset[str]]
"""Steps and the steps each comes directly after."""


@dataclass(frozen=True)
class Node:
    """One piece of work in a plan.

    Attributes
    ----------
    steps
        The step, or the steps that are done together, first partner first.
    overhead
        What a joint step takes more than its longest part, as a factor.
    lodges
        Agencies with which the consignee first lodges.
    crosses
        Whether the consignment first moves from the stop on the other side of the post to the one on this side.
    after
        Places in the plan of the work that must be done before.
    """

    steps: tuple[str, ...]
    overhead: float
    lodges: tuple[str, ...]
    crosses: bool
    after: tuple[int, ...]


def in_force(world: World, kind: type[R], traits: Traits, at_us: int) -> list[R]:
    """Rules of one kind for a consignment that lodges at a moment."""
    return [
        rule
        for rule in rules_of(world, kind)
        if rule.in_force(at_us) and isinstance(rule, LodgementRule) and rule.match.matches(traits)
    ]


def compile_plan(world: World, traits: Traits, at_us: int) -> tuple[Node, ...]:
    """The work on a consignment that lodges at a moment, in an order in which it can be done.

    Raises
    ------
    ValueError
        If steps to be done together would have to come both before and after another step.
    """
    wanted = {name for name, step in world.procedure.items() if _needed(world, name, traits)}
    wanted -= {step for rule in in_force(world, Waived, traits, at_us) for step in rule.steps}
    order = without({name: frozenset(step.after) for name, step in world.procedure.items()}, wanted)
    lodging = _lodging(world, order, bool(in_force(world, OneLodgement, traits, at_us)))
    for rule in in_force(world, SideBySide, traits, at_us):
        order = loosened(order, wanted.intersection(rule.steps))
    groups: dict[str, tuple[str, ...]] = {step: (step,) for step in order}
    overhead = dict.fromkeys(order, 1.0)
    for joint in in_force(world, Together, traits, at_us):
        order, lead = merged(order, groups, [step for step in order if step in joint.steps], world)
        if lead is not None:
            overhead[lead] = joint.overhead
    crossing = set() if _one_stop(world, traits, at_us) else _crossing(world, order)
    return _numbered(order, groups, overhead, lodging, crossing, list(world.procedure))


def _one_stop(world: World, traits: Traits, at_us: int) -> bool:
    return any(traits.post in rule.posts for rule in in_force(world, OneStop, traits, at_us))


def _crossing(world: World, order: Order) -> set[str]:
    """Steps of this side that come directly after one of the neighbour's."""
    side = {step: world.agencies[world.procedure[step].agency].side for step in order}
    return {
        step for step, before in order.items() if side[step] == "entry" and any(side[name] == "exit" for name in before)
    }


def _needed(world: World, name: str, traits: Traits) -> bool:
    step = world.procedure[name]
    return step.match.matches(traits) and (not step.concerned or step.agency in world.goods[traits.goods].agencies)


def _lodging(world: World, order: Order, once: bool) -> dict[str, str]:
    """Agencies that ask for a lodgement of their own, or the first one only, each with its first step."""
    firsts: dict[str, str] = {}
    for step in sorted_steps(order, list(world.procedure)):
        agency = world.procedure[step].agency
        if world.agencies[agency].lodgement is not None:
            firsts.setdefault(agency, step)
    return dict(list(firsts.items())[:1]) if once else firsts


def without(order: Mapping[str, frozenset[str]], wanted: Iterable[str]) -> Order:
    """The order of the wanted steps; what came after a step that is left out comes after all that step came after."""
    kept = set(wanted)

    def direct(step: str, seen: frozenset[str]) -> frozenset[str]:
        before: set[str] = set()
        for name in order[step]:
            before |= {name} if name in kept else direct(name, seen | {name}) if name not in seen else set()
        return frozenset(before)

    return {step: direct(step, frozenset({step})) for step in order if step in kept}


def ancestors(order: Order, step: str) -> set[str]:
    """All steps that must be done before a step."""
    found: set[str] = set()
    todo = list(order[step])
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += order[name]
    return found


def loosened(order: Order, group: set[str]) -> Order:
    """The order in which the steps of a group do not wait for one another; what follows still waits for all it did."""
    out: Order = {}
    for step, before in order.items():
        if step in group:
            direct, todo = set(), list(before)
            while todo:
                name = todo.pop()
                if name in group:
                    todo += order[name]
                else:
                    direct.add(name)
            out[step] = frozenset(direct)
        else:
            earlier = {name for member in before & group for name in ancestors(order, member) & group}
            out[step] = before | earlier
    return out


def merged(
    order: Order, groups: dict[str, tuple[str, ...]], members: list[str], world: World
) -> tuple[Order, str | None]:
    """The order with some steps made one, under the name of the first partner; `groups` is told who is in it."""
    if len({world.procedure[step].agency for step in members}) < 2:
        return order, None
    agencies = list(world.agencies)
    members = sorted(members, key=lambda step: agencies.index(world.procedure[step].agency))
    lead = members[0]
    together = set(members)
    out: Order = {lead: frozenset(before for step in members for before in order[step]) - together}
    for step, before in order.items():
        if step not in together:
            out[step] = (before - together) | ({lead} if before & together else frozenset())
    groups[lead] = tuple(members)
    return out, lead


def sorted_steps(order: Order, declared: list[str] | None = None) -> list[str]:
    """Steps in an order in which they can be done, as declared (left out: as they stand) where there is a choice.

    Raises
    ------
    ValueError
        If steps wait for one another in a circle.
    """
    sorter = TopologicalSorter(order)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise ValueError(
            f"steps would wait for one another in a circle: {circle}; "
            "steps done together cannot have another step between them"
        ) from None
    done: list[str] = []
    ready: list[str] = []
    place = {step: k for k, step in enumerate(declared or order)}
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=place.__getitem__)
        step = ready.pop(0)
        done.append(step)
        sorter.done(step)
    return done


def _numbered(
    order: Order,
    groups: dict[str, tuple[str, ...]],
    overhead: dict[str, float],
    lodging: dict[str, str],
    crossing: set[str],
    declared: list[str],
) -> tuple[Node, ...]:
    steps = sorted_steps(order, declared)
    place = {step: k for k, step in enumerate(steps)}
    return tuple(
        Node(
            groups[step],
            overhead[step],
            tuple(agency for agency, first in lodging.items() if first in groups[step]),
            step in crossing,
            tuple(sorted(place[before] for before in order[step])),
        )
        for step in steps
    )
