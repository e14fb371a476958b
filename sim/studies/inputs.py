"""Assumed inputs with a stated range, and values within it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from sim.scenario import NumberEntry, Scenario, ScenarioError, WhatIfs, numbers
from sim.world.quantities import HOUR_US, parse_duration, say_duration

_NUMBER: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(.*?)\s*")


@dataclass(frozen=True)
class Input:
    """A number that may be other than it is.

    Attributes
    ----------
    path
        Dotted place in the file.
    written, low, high
        As written; an end that is not stated is the number itself.
    """

    path: str
    written: str
    low: str
    high: str

    @property
    def policy(self) -> str | None:
        """The policy whose lever it belongs to."""
        steps = self.path.split(".")
        return steps[1] if steps[0] == "policies" else None

    def at(self, value: str) -> str:
        """The what-if that puts it to a value."""
        return f"{self.path}={value}"


def assumed_inputs(scenario: Scenario) -> tuple[Input, ...]:
    """The assumed numbers of a scenario that state a range."""
    return tuple(_input(number) for number in numbers(scenario) if number.grade == "assumed" and _has_range(number))


def why_impossible(what_ifs: WhatIfs, setting: str) -> str | None:
    """Why the policies compared cannot be run with a what-if; None if they can."""
    try:
        what_ifs((setting,))
    except ScenarioError as error:
        return "; ".join(map(str, error.problems))
    return None


def grid(sweeps: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The what-ifs of every combination of sweeps such as ``posts.birgunj.teams.customs.officers=6,8,10``.

    The last sweep changes fastest.

    Raises
    ------
    ValueError
        If a sweep has no values.
    """
    return tuple(product(*map(_values, sweeps)))


def between(low: str, high: str, share: float) -> str:
    """The value at a share of the way from one written value to another; ends are given back as they are written.

    Raises
    ------
    ValueError
        If they are not in the same unit.
    """
    if share in (0.0, 1.0):
        return high if share else low
    try:
        ends_us = [parse_duration(end) for end in (low, high)]
    except ValueError:
        return _between_numbers(low, high, share)
    if any(ends_us) and not {low.strip(), high.strip()} <= {"0"} and not _plain(low, high):
        return f"{(ends_us[0] + share * (ends_us[1] - ends_us[0])) / HOUR_US:.9f} h"
    return _between_numbers(low, high, share)


def say_between(low: str, high: str, share: float) -> str:
    """As `between`, in words for people: rounded, and where units differ as a share of the way."""
    try:
        value = between(low, high, share)
    except ValueError:
        return f"{100 * share:.0f} % of the way from {low} to {high}"
    try:
        return say_duration(parse_duration(value)) if not _plain(low, high) else value
    except ValueError:
        return value


def _plain(low: str, high: str) -> bool:
    return all(re.fullmatch(r"[+-]?\d+(\.\d+)?", end.strip()) for end in (low, high))


def _between_numbers(low: str, high: str, share: float) -> str:
    ends = [_NUMBER.fullmatch(end) for end in (low, high)]
    first, last = ends
    if first is None or last is None or (first[2] != last[2] and float(first[1]) and float(last[1])):
        raise ValueError(f"{low} and {high} are not in the same unit")
    value = float(first[1]) + share * (float(last[1]) - float(first[1]))
    unit = last[2] or first[2]
    whole = "." not in first[1] and "." not in last[1] and not unit
    return f"{round(value) if whole else format(value, '.4g')}{unit if unit == '%' else f' {unit}' if unit else ''}"


def _has_range(number: NumberEntry) -> bool:
    return number.low is not None or number.high is not None


def _input(number: NumberEntry) -> Input:
    return Input(number.path, number.written, number.low or number.written, number.high or number.written)


def _values(sweep: str) -> list[str]:
    path, equals, values = sweep.partition("=")
    if not equals or not path.strip() or not all(value.strip() for value in values.split(",")):
        raise ValueError(f"{sweep!r} is no sweep; write a path and values, such as observe=7 d,14 d")
    return [f"{path.strip()}={value.strip()}" for value in values.split(",")]
