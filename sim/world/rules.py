"""Rules of work that people can decide on: dated values that levers write and the border reads.

A rule has a target (what it sets), a setting (what it sets it to), and the dates in force. Additive rules of one target
are summed or united; two other rules of one target with different settings, overlapping dates and a consignment in
common contradict each other (`clashes`).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.world.base import Base, Name, Names
from sim.world.calendars import Calendar, Shifts
from sim.world.distributions import DurationDistribution
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import Count, Duration, Moment, Multiplier, PositiveCount, Share


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

    @property
    def scope(self) -> Filter:
        """The consignments it is for."""
        return self.match

    @property
    def setting(self) -> object:
        """What it sets its targets to, whoever it is for."""
        return self.model_dump(exclude={"by", "start", "until", "match"})


class Waived(LodgementRule):
    """Steps that are not asked for."""

    additive: ClassVar[bool] = True
    rule: Literal["waived"] = "waived"
    steps: Names

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)


class OneLodgement(LodgementRule):
    """One lodgement that serves all agencies."""

    sets: ClassVar[str] = "what the single lodgement takes"
    rule: Literal["one_lodgement"] = "one_lodgement"
    takes: DurationDistribution | None = None

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The lodgement."""
        return frozenset({("lodgement",)})


class SideBySide(LodgementRule):
    """Steps that no longer wait for one another."""

    additive: ClassVar[bool] = True
    rule: Literal["side_by_side"] = "side_by_side"
    steps: Names

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)


class Together(LodgementRule):
    """Steps done once, at one time, by one officer of each agency."""

    sets: ClassVar[str] = "with which other steps {0} is done jointly, and how long that takes"
    rule: Literal["together"] = "together"
    steps: Names
    overhead: Multiplier = 1.0

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)


class BeforeArrival(LodgementRule):
    """Papers may be lodged, and documentary steps done, before arrival. Bites at notice."""

    additive: ClassVar[bool] = True
    rule: Literal["before_arrival"] = "before_arrival"

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The lodgement."""
        return frozenset({("notice",)})


class Priority(LodgementRule):
    """The class in every line; lower goes first, and 1 is ordinary."""

    sets: ClassVar[str] = "the place in line at {0}"
    rule: Literal["priority"] = "priority"
    level: Literal[0, 1, 2]
    posts: Names

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The posts."""
        return frozenset((post,) for post in self.posts)

    @property
    def setting(self) -> object:
        """The class, wherever else it holds."""
        return self.level


class Reserved(LodgementRule):
    """Officers of a team that serve only these consignments, which are served by no others."""

    sets: ClassVar[str] = "the officers reserved at {0} in the team {1}"
    rule: Literal["reserved"] = "reserved"
    post: Name
    team: Name
    officers: PositiveCount

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team, whoever the officers are reserved for."""
        return frozenset({(self.post, self.team)})

    @property
    def scope(self) -> Filter:
        """Every consignment: one team has one reserved lane."""
        return EVERYTHING

    @property
    def setting(self) -> object:
        """The whole rule: a team has one reserved lane at a time."""
        return self


class ExtraOfficers(DatedRule):
    """Officers on top of a team's own, on its own hours."""

    additive: ClassVar[bool] = True
    summed: ClassVar[bool] = True
    rule: Literal["extra_officers"] = "extra_officers"
    post: Name
    team: Name
    officers: Count
    taken_from: Annotated[tuple[Name, Name], Field(description="Post and team they come from")] | None = None

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class Hours(DatedRule):
    """Other hours for a team."""

    sets: ClassVar[str] = "the hours at {0} of the team {1}"
    rule: Literal["hours"] = "hours"
    post: Name
    team: Name
    calendar: Calendar
    shifts: Shifts | None = None
    keep_officer_hours: bool = False

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class GateHours(DatedRule):
    """Other hours for a gate."""

    sets: ClassVar[str] = "the hours of the gate at {0}"
    rule: Literal["gate_hours"] = "gate_hours"
    post: Name
    calendar: Calendar

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The post."""
        return frozenset({(self.post,)})


class RepairOrder(DatedRule):
    """Which tasks crews take first; those not named come after, in the order of the file."""

    sets: ClassVar[str] = "the order of repairs"
    rule: Literal["repair_order"] = "repair_order"
    tasks: tuple[tuple[Name, Name], ...]

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """All repairs."""
        return frozenset({("repairs",)})


class ExtraCrews(DatedRule):
    """Crews on top of those the world has."""

    additive: ClassVar[bool] = True
    summed: ClassVar[bool] = True
    rule: Literal["extra_crews"] = "extra_crews"
    crew: Name
    count: PositiveCount

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The sort of crew."""
        return frozenset({(self.crew,)})


class Phase(Base):
    """A stage of re-opening."""

    at: Moment
    """When it begins."""
    staff: Share = 1.0
    """Share of each team's officers at work from then on."""
    match: Filter = Field(default=EVERYTHING, alias="for")
    """Whom the gate lets in from then on."""


class Reopening(DatedRule):
    """Another end for a post's closures: at once, or in phases."""

    sets: ClassVar[str] = "how {0} re-opens"
    rule: Literal["reopening"] = "reopening"
    post: Name
    phases: tuple[Phase, ...] = Field(min_length=1)
    lasts: Duration | None = None

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The post."""
        return frozenset({(self.post,)})

    @property
    def setting(self) -> object:
        """The whole rule: a post re-opens in one way."""
        return self


Rule = Annotated[
    Waived
    | OneLodgement
    | SideBySide
    | Together
    | BeforeArrival
    | Priority
    | Reserved
    | ExtraOfficers
    | Hours
    | GateHours
    | RepairOrder
    | ExtraCrews
    | Reopening,
    Field(discriminator="rule"),
]


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
