"""Numbers with a unit as people write them: the units a quantity knows, its bounds, and what is told of a wrong one."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import Any, Final

from pydantic import ValidationInfo, WithJsonSchema

LONGEST_TEXT: Final = 100
"""The most characters a written quantity may have."""

NUMBER: Final = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?"
PLAIN_NUMBER: Final = re.compile(NUMBER, re.ASCII)
TEXT_SCHEMA: Final = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": "[0-9]"}


def plain(text: str, noun: str) -> str:
    """Return a written quantity in small letters; one that is too long is a ValueError."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{quoted(text)} is too long for {noun}; write at most {LONGEST_TEXT} characters")
    return text.strip().lower().replace("μ", "µ")


def quoted(value: object) -> str:
    """Quote what was written, cut short: neither a huge number nor a whole list belongs into a sentence."""
    if isinstance(value, Mapping | list | tuple):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    if isinstance(value, Integral) and abs(int(value)) >= 10**20:
        return "a number of more than 20 digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def lacks_unit(value: object, right: str) -> str:
    """Say that a number has no unit, and what would be right."""
    return f"{quoted(value)} needs a unit, for example {right}"


def is_whole(value: object) -> bool:
    """Whether it is a whole number; true and false are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_finite(value: object) -> bool:
    """Whether it is a number that is not infinite."""
    return is_whole(value) or (isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value))


def is_written(info: ValidationInfo) -> bool:
    """Whether a value comes from a file, where a number without unit could be mistaken."""
    return bool(isinstance(info.context, Mapping) and info.context.get("written"))


@dataclass(frozen=True)
class Scale:
    """A quantity that is one number and a unit: the units it knows, its bounds, and how it is written."""

    noun: str
    unit: str
    right: str
    units: dict[str, Fraction]
    high: float
    above_zero: bool = False
    shown: tuple[str, ...] = ()
    """The units a value may be dumped with; a quantity that has them needs a unit when written."""

    def read(self, value: Any, info: ValidationInfo) -> float:
        """Return the number in the unit of the model."""
        if isinstance(value, str):
            exact = self._parse(value)
        elif not is_finite(value):
            raise ValueError(self._sentence(value))
        elif value and self.shown and is_written(info):
            raise ValueError(lacks_unit(value, self.right))
        else:
            exact = Fraction(int(value) if is_whole(value) else float(value))
        if not 0 <= exact <= self.high or (self.above_zero and exact == 0):
            bounds = f"above 0 and at most {self.high:,.0f}" if self.above_zero else f"between 0 and {self.high:,.0f}"
            raise ValueError(f"{quoted(value)} is not {self.noun} {bounds}; write for example {self.right}")
        return float(exact)

    def read_whole(self, value: Any, info: ValidationInfo) -> int:
        """Return a whole number."""
        number = self.read(value, info)
        if not number.is_integer():
            raise ValueError(self._sentence(value))
        return int(number)

    def write(self, number: float) -> str:
        """Write a number with the unit that makes it shortest among those that read back to exactly this number."""
        if number == 0:
            return "0"
        shortest = (f"{float(Fraction(number) / self.units[_unit(unit)]):.12g}{unit}" for unit in self.shown)
        exact = [text for text in shortest if float(self._parse(text)) == number]
        return min([*exact, f"{number!r}{self.shown[0]}"], key=len)

    def _parse(self, text: str) -> Fraction:
        words = re.sub(r"\bper\b", "/", plain(text, self.noun))
        words = re.sub(r"^(?:usd|\$)\s*([^/]*)", r"\1usd", words)
        number = PLAIN_NUMBER.match(words)
        if number is None:
            raise ValueError(self._sentence(text))
        unit = _unit(words[number.end() :])
        if not unit and self.shown and Fraction(number[0]):
            raise ValueError(lacks_unit(text, self.right))
        if unit and unit not in self.units:
            raise ValueError(self._sentence(text))
        return Fraction(number[0]) * self.units.get(unit, Fraction(1))

    def _sentence(self, value: object) -> str:
        return f"{quoted(value)} is not {self.noun}; write for example {self.right}"

    def schema(self, *examples: object) -> WithJsonSchema:
        """Describe the quantity to editors and form builders."""
        lowest = {"exclusiveMinimum": 0} if self.above_zero else {"minimum": 0}
        number = {"type": "number" if self.units else "integer", **lowest, "maximum": self.high}
        forms = {"anyOf": [{"const": 0} if self.shown else number, TEXT_SCHEMA]} if self.units else number
        return WithJsonSchema({**forms, "examples": list(examples), "x-unit": self.unit})


def _unit(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
