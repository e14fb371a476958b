"""Figures and names in words for people: hours as they say them, shares in per cent, bounds in one phrase."""

import math
from typing import Final

from sim.world.quantities import say_hours

DASH: Final = "–"
"""Stands where there is nothing to show."""

_LEAST: Final = 0.0005
"""What is less is shown as nothing."""
_CONTROL: Final = dict.fromkeys(
    [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    " ",
)
"""What steers a terminal, or turns the direction of what comes after it."""


def clean(text: str) -> str:
    """Put what a user wrote on one line, without characters that would steer a terminal or turn it round."""
    return " ".join(text.translate(_CONTROL).split())


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def say(value: float, unit: str, signed: bool = False) -> str:
    """Say a value with its unit: ``5 h 20 min``, ``41.2 %``, ``1,240 h``; with its sign if it is a difference.

    A difference of shares is in percentage points: ``+3.1 points``.
    """
    number, word = _parts(abs(value), unit, signed)
    return f"{_sign(value, signed)}{number} {word}".rstrip()


def say_bounds(low: float, high: float, unit: str, signed: bool = False) -> str:
    """Say the bounds of an error, the unit once where it is the same: ``38.1 to 44.3 %``."""
    if unit == "h":
        return f"{say(low, unit, signed)} to {say(high, unit, signed)}"
    number, _ = _parts(abs(low), unit, signed)
    return f"{_sign(low, signed)}{number} to {say(high, unit, signed)}"


def say_margin(half: float, unit: str, signed: bool = False) -> str:
    """Say how far a value may lie to either side: ``± 45 min``."""
    number, word = _parts(half, unit, signed)
    return f"± {number} {word}".rstrip()


def _sign(value: float, signed: bool) -> str:
    if value < 0:
        return "−"
    return "+" if signed and value > 0 else ""


def _parts(size: float, unit: str, signed: bool) -> tuple[str, str]:
    """A number that is not negative, and the word for its unit."""
    if unit == "h":
        return say_hours(size), ""
    if unit == "share":
        return _decimals(100 * size), "points" if signed else "%"
    return _decimals(size), unit.removeprefix("sum ")


def _decimals(size: float) -> str:
    """As many digits as people read: ``1,240``, ``41.2``, ``0.03``."""
    if size >= 100 or math.isclose(size, round(size), abs_tol=1e-9):
        return f"{size:,.0f}"
    if size >= 0.05:
        return f"{size:.1f}"
    return f"{size:.1g}" if size >= _LEAST else "0"
