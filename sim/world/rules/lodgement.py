"""Rules that bite on a consignment: at its notice, its arrival or its lodgement."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.world.base import Name, Names
from sim.world.distributions import DurationDistribution
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import Duration, Multiplier, PositiveCount, Rate, Share
from sim.world.risk import Signal
from sim.world.rules.dated import LodgementRule


class Waived(LodgementRule):
    """Steps that are not asked for."""

    additive: ClassVar[bool] = True
    rule: Literal["waived"] = "waived"
    steps: Names
    """Steps that are left out."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)


class OneLodgement(LodgementRule):
    """One lodgement that serves all agencies."""

    sets: ClassVar[str] = "what the single lodgement takes"
    rule: Literal["one_lodgement"] = "one_lodgement"
    takes: DurationDistribution | None = None
    """The consignee's time for it; left out, that of the first agency that asks for one."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The lodgement."""
        return frozenset({("lodgement",)})


class SideBySide(LodgementRule):
    """Steps that no longer wait for one another."""

    additive: ClassVar[bool] = True
    rule: Literal["side_by_side"] = "side_by_side"
    steps: Names
    """Steps that need not wait for one another."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)


class Together(LodgementRule):
    """Steps done once, at one time, by one officer of each agency."""

    sets: ClassVar[str] = "with which other steps {0} is done jointly, and how long that takes"
    rule: Literal["together"] = "together"
    steps: Names
    """Steps that are done at one time."""
    overhead: Multiplier = 1.0
    """How many times the longest of them the joint work lasts."""

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
    """The class in every line: 0 goes before 1, which is ordinary, and 2 comes last."""
    posts: Names
    """Posts where it holds."""

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
    """The post."""
    team: Name
    """The team that officers are taken from."""
    officers: PositiveCount
    """How many are reserved."""

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


class OneStop(LodgementRule):
    """No second stop on the other side of a post."""

    additive: ClassVar[bool] = True
    rule: Literal["one_stop"] = "one_stop"
    posts: Names
    """Posts where the second stop falls away."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The posts."""
        return frozenset((post,) for post in self.posts)


class PapersLater(LodgementRule):
    """Papers may be completed after release: an incomplete file does not stop."""

    additive: ClassVar[bool] = True
    rule: Literal["papers_later"] = "papers_later"

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The papers."""
        return frozenset({("papers",)})


class PapersComplete(LodgementRule):
    """At least this share of complete papers, because the senders are known or helped."""

    sets: ClassVar[str] = "the share of complete papers"
    rule: Literal["papers_complete"] = "papers_complete"
    share: Share
    """At least this share of files is complete."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The papers."""
        return frozenset({("papers",)})


class Shortened(LodgementRule):
    """Steps that take a share of their time, because part of the work has been done elsewhere."""

    sets: ClassVar[str] = "the time that {0} takes"
    rule: Literal["shortened"] = "shortened"
    steps: Names
    """Steps that take less time."""
    to: Share
    """The part of their time that is left."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps."""
        return frozenset((step,) for step in self.steps)

    @property
    def setting(self) -> object:
        """The share, whatever else it shortens."""
        return self.to


class Targeted(LodgementRule):
    """Inspection by risk score: the highest scores go to the red lane, the others to the green one."""

    sets: ClassVar[str] = "whom to inspect"
    rule: Literal["targeted"] = "targeted"
    inspected: Share
    """Share of each stream that is inspected: the highest scores."""
    shared: bool = False
    """Whether experts share what they know, which raises the signal."""
    signal: Signal | None = None
    """How well scores tell carriers from others (d′), instead of what the risk section says."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The lane."""
        return frozenset({("lane",)})


class LetThrough(LodgementRule):
    """Steps that are passed over where the wait is too long: at the line, or after waiting in it."""

    sets: ClassVar[str] = "the wait after which {0} is passed over"
    rule: Literal["let_through"] = "let_through"
    steps: Names
    """Steps that may be passed over."""
    expected_wait: Duration | None = None
    """Passed over if the wait at the end of the line is expected to be longer than this."""
    waited: Duration | None = None
    """Passed over after so long in line."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The steps, and which wait counts."""
        waits = [name for name, wait in (("expected", self.expected_wait), ("waited", self.waited)) if wait is not None]
        return frozenset((step, wait) for step in self.steps for wait in waits)

    @property
    def setting(self) -> object:
        """The waits, whatever else is passed over."""
        return self.expected_wait, self.waited


class QueuesShown(LodgementRule):
    """Consignments know the queues at the posts they can turn to, and go where they expect to be released first."""

    additive: ClassVar[bool] = True
    rule: Literal["queues_shown"] = "queues_shown"

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """Diversion."""
        return frozenset({("diversion",)})


class Slots(LodgementRule):
    """Arrival by booked slot, first come first served: who finds none free waits at home, not at the gate."""

    sets: ClassVar[str] = "the slots at {0}"
    rule: Literal["slots"] = "slots"
    post: Name
    """The post."""
    per_hour: Annotated[Rate, Field(gt=0)]
    """Slots an hour."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The post."""
        return frozenset({(self.post,)})


class RemoteYard(LodgementRule):
    """A yard away from the post, where some consignments stand and are looked at last."""

    sets: ClassVar[str] = "the remote yard of {0}"
    rule: Literal["remote_yard"] = "remote_yard"
    posts: Names
    """Posts that have such a yard."""
    travel: Duration
    """The way from there to the post."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The posts."""
        return frozenset((post,) for post in self.posts)

    @property
    def setting(self) -> object:
        """The travel."""
        return self.travel


class Refused(LodgementRule):
    """Closing by force: a share goes round by informal crossings, unseen, and the rest is turned back."""

    sets: ClassVar[str] = "who is refused at {0}"
    rule: Literal["refused"] = "refused"
    posts: Names
    """Posts that refuse."""
    informal: Share
    """Share of the refused that goes round by an informal crossing, unseen."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The posts."""
        return frozenset((post,) for post in self.posts)

    @property
    def setting(self) -> object:
        """The share that goes round."""
        return self.informal
