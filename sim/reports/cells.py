"""Figures of a study with their errors, and tables of them: plain values, whoever renders them."""

import math
from dataclasses import dataclass, replace
from typing import Self

from sim.measures import group_of, measure_of
from sim.reports.words import DASH, clean, say, say_bounds, say_margin, shown_unit
from sim.studies import Study, compare_two, headline_key, level
from sim.world import World
from sim.world.quantities import say_duration


@dataclass(frozen=True)
class Cell:
    """One figure of a table.

    Attributes
    ----------
    value
        None where it is unknown; infinite where it was not reached.
    low, high
        Bounds of its simulation error; None without.
    unit
        As in the catalogue, or `sum h` for hours that are not said in days.
    is_difference
        Whether it is shown with its sign.
    limit
        What is said of a value that was not reached.
    reached, replications
        In how many replications it is known and finite, of how many.
    note
        A word more, such as whether a target is met.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_difference: bool = False
    limit: str = "not reached"
    reached: int = 0
    replications: int = 0
    note: str = ""

    @property
    def text(self) -> str:
        """The value in words."""
        if self.value is None:
            return DASH
        if math.isinf(self.value):
            missed = self.replications - self.reached
            often = f" in {missed} of {self.replications}" if self.reached else ""
            return "not known" if self.is_difference else f"{self.limit}{often}"
        return say(self.value, self.unit, self.is_difference)

    @property
    def error(self) -> str:
        """Its simulation error in words, as bounds where it is larger to one side; empty without."""
        if self.low is None or self.high is None or self.low == self.high:
            return ""
        if self._is_even:
            return say_margin((self.high - self.low) / 2, self.unit, self.is_difference)
        return say_bounds(self.low, self.high, self.unit, self.is_difference)

    @property
    def _is_even(self) -> bool:
        """Whether the error is as large to both sides; that of a share as such is not, but for one in the middle."""
        if self.value is None or self.low is None or self.high is None:
            return False
        is_share = self.unit == "share" and not self.is_difference
        return not is_share and math.isclose(self.high - self.value, self.value - self.low, rel_tol=1e-6)

    def noted(self, note: str) -> Self:
        """Return it with a note."""
        return replace(self, note=note)


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns.

    Attributes
    ----------
    title
        What it shows.
    corner
        What the rows are.
    columns, rows
        Their headings.
    cells
        One tuple a row, one cell a column.
    note
        How to read it.
    """

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    note: str = ""


def level_cell(study: Study, policy: str, key: str) -> Cell:
    """Where a measure stands under a policy."""
    interval, world = level(study, policy, key), study.scenario.world
    if measure_of(key).key == "backlog_drained_h":
        limit = f"not within {say_duration(world.end_us - world.begins)}"
    else:
        limit = f"> {say_duration(world.run_out)}"
    return Cell(
        interval.estimate,
        interval.low,
        interval.high,
        shown_unit(measure_of(key)),
        limit=limit,
        reached=interval.reached,
        replications=interval.replications,
    )


def difference_cell(study: Study, policy: str, key: str) -> Cell:
    """How a measure differs from the baseline; its error holds together with those of all policies compared."""
    if policy == study.baseline:
        return Cell(None)
    gap = compare_two(study, policy, study.baseline, key)
    return Cell(
        gap.difference,
        gap.low,
        gap.high,
        shown_unit(measure_of(key)),
        is_difference=True,
        reached=gap.reached,
        replications=study.replications,
    )


def subject(study: Study) -> str:
    """Name the group of consignments that decides: `relief`, or `all` in a world without relief."""
    return group_of(headline_key(study.keys))


def say_group(world: World, group: str) -> str:
    """Call a group of consignments what people call it."""
    for named in (world.streams, world.goods, world.posts):
        if group in named:
            return clean(named[group].label)
    return "all traffic" if group == "all" else group


def say_team(world: World, post: str | None, team: str) -> str:
    """Call a team by its agency and its post; by its own name too, if it is not that of the agency."""
    teams = {**(world.capital.teams if world.capital else {}), **world.roving}
    where = ", serving several posts"
    if post is not None:
        teams, where = world.posts[post].teams, f" at {clean(world.posts[post].label)}"
    elif world.capital and team in world.capital.teams:
        where = " in the capital"
    agency = (teams[team].agency if team in teams else None) or team
    label = clean(world.agencies[agency].label) if agency in world.agencies else team
    return label + ("" if agency == team else f" ({team})") + where


def label_of(study: Study, policy: str) -> str:
    """Return what people call a policy, on one line; with its name if others are called the same."""
    return labels_of(study)[study.policies.index(policy)]


def labels_of(study: Study) -> tuple[str, ...]:
    """Return what people call the policies, the baseline first."""
    labels = [clean(study.scenario.policies[policy].label) for policy in study.policies]
    named = zip(study.policies, labels, strict=True)
    return tuple(label if labels.count(label) == 1 else f"{label} ({policy})" for policy, label in named)


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]
