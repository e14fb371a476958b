"""What every rule is: a target, a setting and the dates in force; and how rules come together.

Additive rules of one target are summed or united; two other rules of one target with different settings, overlapping
dates and a consignment in common contradict each other (`clashes`).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import ClassVar

from pydantic import Field

from sim.world.base import Base, Name
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import Moment


class DatedRule(Base):
    """What all rules share."""

    additive: ClassVar[bool] = False
    """Whether rules of one target are summed or united, so that they cannot contradict each other."""
    summed: ClassVar[bool] = False
    """Whether two rules that are exactly alike count twice."""
    sets: ClassVar[str] = ""
    """What a rule that is not additive sets, in words, with the parts of its target in braces."""

    by: Name
    """The lever that wrote it."""
    start: Moment = Field(default=0, alias="from")
    """First moment in force."""
    until: Moment | None = None
    """End; left out, for good."""

    def in_force(self, at_us: int) -> bool:
        """Whether the rule holds at a moment [µs]."""
        return self.start <= at_us and (self.until is None or at_us < self.until)

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """What the rule sets, as keys."""
        raise NotImplementedError

    @property
    def scope(self) -> Filter:
        """The consignments it is for."""
        return EVERYTHING

    @property
    def setting(self) -> object:
        """What it sets its targets to."""
        return self.model_dump(exclude={"by", "start", "until"})


class LodgementRule(DatedRule):
    """A rule that bites when a consignment lodges."""

    match: Filter = Field(default=EVERYTHING, alias="for")
    """The consignments it is for."""
    also_waiting: bool = False
    """Whether it reaches consignments that lodged before, in steps that wait to be begun or done again."""

    @property
    def scope(self) -> Filter:
        """The consignments it is for."""
        return self.match

    @property
    def setting(self) -> object:
        """What it sets its targets to, whoever it is for."""
        return self.model_dump(exclude={"by", "start", "until", "match", "also_waiting"})


def overlap(a: DatedRule, b: DatedRule) -> bool:
    """Whether two rules are in force at one moment."""
    return (a.until is None or b.start < a.until) and (b.until is None or a.start < b.until)


def clashes(rules: Iterable[DatedRule]) -> Iterator[tuple[DatedRule, DatedRule]]:
    """Pairs of rules that set one thing differently at one time for one consignment."""
    rivals: dict[tuple[object, ...], list[DatedRule]] = {}
    for rule in rules:
        if not rule.additive:
            for target in rule.targets:
                rivals.setdefault((type(rule), *target), []).append(rule)
    pairs = dict.fromkeys(pair for group in rivals.values() for pair in combinations(group, 2))
    for a, b in pairs:
        if overlap(a, b) and a.scope.overlaps(b.scope) and a.setting != b.setting:
            yield a, b


def merge(present: Iterable[DatedRule], added: Iterable[DatedRule]) -> tuple[DatedRule, ...]:
    """All rules in one canonical order, so that the order of levers never matters; what is not summed stands once."""
    together = [*present, *added]
    single = {rule for rule in together if not rule.summed}
    summed = [rule for rule in together if rule.summed]
    return tuple(sorted([*single, *summed], key=lambda rule: rule.model_dump_json()))
