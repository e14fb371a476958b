"""A scenario: a world, the policies that are compared in it, and where each of its numbers comes from."""

import hashlib
import json
import re
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.policies import Policy
from sim.scenario.observations import MeasureKey, Observation, Written, figure_in_unit
from sim.scenario.problems import Path, dotted
from sim.world.base import Base, Label, Name, Text
from sim.world.world import World

Grade = Literal["measured", "reported", "derived", "assumed"]

COMMAND_LINE = "command-line"
"""The source of numbers that were set for one run only."""


class Source(Base):
    """Where numbers come from."""

    grade: Grade
    """`measured`, `reported` or `derived` from what others published, or `assumed`."""
    title: Label | None = None
    """What it is called."""
    publisher: Label | None = None
    """Who published it."""
    year: Annotated[int, Field(ge=1500, le=2200)] | None = None
    """When."""
    address: Label | None = None
    """Where it can be found. Shown as text, never opened."""
    by: Label | None = None
    """Who assumed it."""
    note: Text = ""
    """How the numbers were read or worked out."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.grade == "assumed" and self.by is None:
            raise ValueError("`by` is needed for what is assumed: who assumed it")
        if self.grade != "assumed" and self.title is None:
            raise ValueError(f"`title` is needed for what is {self.grade}: what the source is called")
        return self


class Provenance(Base):
    """What is known about one number of a file, or about a block of them."""

    source: Name | None = None
    """Its source; left out, that of the block around it."""
    low: str | int | float | None = None
    """The least it may be, as written."""
    high: str | int | float | None = None
    """The most it may be, as written."""
    note: Text = ""
    """How it was read or worked out."""


class Target(Base):
    """What the planner wants to reach: `{measure: relief/released_48h_share, at_least: 90%}`."""

    measure: MeasureKey
    """What is measured, of whom."""
    at_most: Written | None = None
    """The most it may be, with its unit."""
    at_least: Written | None = None
    """The least it may be, with its unit."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("either `at_most` or `at_least` is needed, and only one of them")
        _ = self.limit
        return self

    @property
    def limit(self) -> float:
        """The value to reach, in the unit of the measure: hours, a share, tonnes, USD or a number."""
        written = self.at_least if self.at_most is None else self.at_most
        assert written is not None, "one of them was asked for"
        return figure_in_unit(self.measure, written)

    def met(self, figure: float) -> bool:
        """Whether a figure in the unit of the measure reaches the target."""
        return figure >= self.limit if self.at_most is None else figure <= self.limit


class Lesson(Base):
    """What a scenario is there to show: one measure under two policies. The verdict says how it came out."""

    measure: MeasureKey
    """What is measured, of whom."""
    policy: Name
    """The policy that is told of."""
    than: Name | None = None
    """The policy it is set against; left out, the first."""


class Frame(Base):
    """What stands in a file around the world and its policies."""

    greenlane: Literal[1] = 1
    """Version of the format of the file."""
    title: Label
    """What people call the scenario."""
    about: Text = ""
    """What it shows and what not."""
    sources: dict[Name, Source] = {}
    """Where numbers come from."""
    targets: tuple[Target, ...] = ()
    """What the planner wants to reach."""
    lessons: Annotated[tuple[Lesson, ...], Field(max_length=20)] = ()
    """What it is there to show, a comparison each."""
    observed: tuple[Observation, ...] = ()
    """What was published about the real case."""


class Scenario(Base):
    """A world with its policies, and where the numbers come from."""

    name: str
    """The name of its file, without ending."""
    title: Label
    """What people call it."""
    about: Text = ""
    """What it shows and what not."""
    sources: dict[Name, Source] = {}
    """Where numbers come from."""
    world: World
    """What there is."""
    policies: dict[Name, Policy] = Field(min_length=1)
    """What is compared; the first is the baseline."""
    targets: tuple[Target, ...] = ()
    """What the planner wants to reach."""
    lessons: Annotated[tuple[Lesson, ...], Field(max_length=20)] = ()
    """What it is there to show, a comparison each."""
    observed: tuple[Observation, ...] = ()
    """What was published about the real case."""
    provenance: dict[str, Provenance] = {}
    """What is known about numbers, by dotted place in the file."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that decides results: the world and the policies, in the order of the file.

        The order counts, because it decides ties: which step comes first, which policy is the baseline.
        """
        policies = [[name, policy.model_dump(mode="json")] for name, policy in self.policies.items()]
        content = {"world": self.world.model_dump(mode="json"), "policies": policies}
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()

    def source_of(self, path: Path) -> str | None:
        """The source of the number at a path: its own, or that of the nearest block around it."""
        for length in range(len(path), -1, -1):
            known = self.provenance.get(dotted(path[:length]))
            if known is not None and known.source is not None:
                return known.source
        return None


def is_file_name(name: str) -> bool:
    """Whether it is the name of a bundled scenario in form: lower-case letters, digits and `-`."""
    return re.fullmatch(r"[a-z0-9-]{1,60}", name) is not None
