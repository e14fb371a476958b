"""Quantities as planners write them, and the plain numbers the model computes with.

Every quantity is an annotated type for pydantic fields. It takes what people write (``"35 min"``, ``"12%"``,
``"250/day"``) or, in Python, the number itself, keeps it within bounds, and is dumped in JSON mode as text or a number
that reads back to exactly the same value.

Where a value comes from a file, the validation context says so: ``{"written": True}``. A bare number is then refused
where its unit could be mistaken. Moments written as dates need the context keys ``onset`` (an aware date-time) and
``zone`` (a ``ZoneInfo``) as well.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from sim.world.scales import (
    NUMBER,
    PLAIN_NUMBER,
    TEXT_SCHEMA,
    Scale,
    is_finite,
    is_whole,
    is_written,
    lacks_unit,
    plain,
    quoted,
)

MILLISECOND_US: Final = 1_000
SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US
WEEK_US: Final = 7 * DAY_US
LONGEST_US: Final = 36_525 * DAY_US
"""The longest duration, and the furthest moment from the onset, that is accepted: 100 years."""

_TIME_UNITS_US: Final = {
    **dict.fromkeys(("us", "µs", "microsecond", "microseconds"), 1),
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), MILLISECOND_US),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), SECOND_US),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), MINUTE_US),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR_US),
    **dict.fromkeys(("d", "day", "days"), DAY_US),
    **dict.fromkeys(("w", "week", "weeks"), WEEK_US),
}
_SHOWN_UNITS_US: Final = {"d": DAY_US, "h": HOUR_US, "min": MINUTE_US, "s": SECOND_US, "ms": MILLISECOND_US, "us": 1}
_RIGHT_DURATION: Final = "'35 min', '3.5 h' or '2 d'"
_RIGHT_MOMENT: Final = "'3 d', 'day 3', 'day 3 08:00', '2015-04-28' or '2015-04-28 08:00'"
_NUMBER_AND_UNIT: Final = re.compile(rf"\s*({NUMBER})\s*([a-zµ]+)\s*", re.ASCII)
_DAY_AND_CLOCK: Final = re.compile(r"day\s*([+-]?\d{1,6})(?:\s+(\d{1,2}):(\d{2}))?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d).*", re.ASCII)


def hours(us: float) -> float:
    """Convert microseconds to hours [h]."""
    return us / HOUR_US


def parse_duration(text: str) -> int:
    """Read a duration such as ``35 min`` or ``1 h 30 min`` exactly, rounded half even to microseconds [us].

    Raises
    ------
    ValueError
        If the text is not a duration, lacks its unit, or is longer than 100 years.
    """
    words = plain(text, "a duration")
    if PLAIN_NUMBER.fullmatch(words):
        if Fraction(words) == 0:
            return 0
        raise ValueError(lacks_unit(text, _RIGHT_DURATION))
    total = Fraction(0)
    position = 0
    while position < len(words) or not words:
        part = _NUMBER_AND_UNIT.match(words, position)
        if part is None or part[2] not in _TIME_UNITS_US:
            raise ValueError(f"{quoted(text)} is not a duration; write for example {_RIGHT_DURATION}")
        total += Fraction(part[1]) * _TIME_UNITS_US[part[2]]
        position = part.end()
    if total > LONGEST_US:
        raise ValueError(f"{quoted(text)} is longer than 100 years; write a shorter duration")
    return round(total)


def format_duration(us: int) -> str:
    """Write a duration exactly, so that it reads back: ``1 h 30 min``; a negative one begins with ``-``."""
    if us == 0:
        return "0"
    rest = abs(us)
    parts = []
    for unit, size in _SHOWN_UNITS_US.items():
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(f"{amount} {unit}")
    return ("-" if us < 0 else "") + " ".join(parts)


def say_duration(us: float) -> str:
    """Say a duration to a reader, rounded to what matters at its size: ``3 d 4 h``, ``2 h 35 min``, ``40 s``."""
    size = abs(us)
    for unit, step in ((DAY_US, HOUR_US), (HOUR_US, MINUTE_US), (MINUTE_US, SECOND_US), (SECOND_US, MILLISECOND_US)):
        if size >= unit:
            return format_duration(round(us / step) * step)
    return format_duration(round(us)) if size >= 1 else "0 min"


def say_hours(value_h: float) -> str:
    """Say hours of zero or more as people do: to the minute, and what is less than half of one to the second."""
    minutes = round(60 * value_h)
    return say_duration(minutes * MINUTE_US or round(3600 * value_h) * SECOND_US)


def moment_at(wall: datetime, onset: datetime, zone: ZoneInfo) -> int:
    """Find when the clocks in a zone first show a time [us since onset].

    The time on the wall has no zone, the onset has any. A time that the clocks skip in spring counts as the moment at
    which they skip it.
    """
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall:
        shift = instant.astimezone(zone).utcoffset()
        # Offsets change on whole minutes, so walking back from the start of this minute meets the change itself.
        instant = instant.replace(second=0, microsecond=0)
        while (instant - timedelta(minutes=1)).astimezone(zone).utcoffset() == shift:
            instant -= timedelta(minutes=1)
    return (instant - onset.astimezone(UTC)) // timedelta(microseconds=1)


def _read_duration(value: Any, info: ValidationInfo) -> int:
    if isinstance(value, str):
        return parse_duration(value)
    if is_finite(value) and (not is_whole(value) or (value and is_written(info))):
        raise ValueError(lacks_unit(value, _RIGHT_DURATION))
    if not is_whole(value):
        raise ValueError(f"{quoted(value)} is not a duration; write for example {_RIGHT_DURATION}")
    if not 0 <= value <= LONGEST_US:
        raise ValueError(f"{quoted(value)} is not a duration between 0 and 100 years")
    return int(value)


def _read_positive_duration(value: Any, info: ValidationInfo) -> int:
    duration_us = _read_duration(value, info)
    if duration_us == 0:
        raise ValueError(f"{quoted(value)} is too short; write a duration above 0, for example '35 min'")
    return duration_us


def _read_moment(value: Any, info: ValidationInfo) -> int:
    try:
        moment_us = _moment(value, info)
    except OverflowError:  # dates near the years 1 and 9999
        moment_us = LONGEST_US + 1
    if abs(moment_us) > LONGEST_US:
        raise ValueError(f"{quoted(value)} is more than 100 years from the onset; write a nearer moment")
    return moment_us


def _moment(value: Any, info: ValidationInfo) -> int:
    if isinstance(value, str):
        return _parse_moment(value, info)
    if isinstance(value, date):
        return _date_moment(value, value, info)
    if not is_whole(value):
        raise ValueError(f"{quoted(value)} is not a moment; write for example {_RIGHT_MOMENT}")
    if value and is_written(info):
        raise ValueError(lacks_unit(value, _RIGHT_MOMENT))
    return int(value)


def _parse_moment(text: str, info: ValidationInfo) -> int:
    words = plain(text, "a moment")
    if day := _DAY_AND_CLOCK.fullmatch(words):
        days, hour, minute = (int(number) if number else 0 for number in day.groups())
        if day[2] is None:
            return days * DAY_US
        if hour > 23 or minute > 59:
            raise ValueError(f"{quoted(text)} names no time of day; write for example 'day 3 08:00'")
        onset, zone = _onset_and_zone(text, info)
        morning = datetime.combine(onset.astimezone(zone).date() + timedelta(days=days), time())
        return moment_at(morning + timedelta(hours=hour, minutes=minute), onset, zone)
    if _DATE.fullmatch(words):
        try:
            written = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d)", "", words).upper())
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a date or time; write for example '2015-04-28 08:00'") from None
        return _date_moment(text, written, info)
    if not PLAIN_NUMBER.match(words.lstrip("+-")):
        raise ValueError(f"{quoted(text)} is not a moment; write for example {_RIGHT_MOMENT}")
    return -parse_duration(words[1:]) if words.startswith("-") else parse_duration(words.removeprefix("+"))


def _onset_and_zone(value: object, info: ValidationInfo) -> tuple[datetime, ZoneInfo]:
    context = info.context if isinstance(info.context, Mapping) else {}
    if context.get("onset") is None or context.get("zone") is None:
        raise ValueError(f"{quoted(value)} is a date, but no onset is known here; write the time since onset: '3 d'")
    return context["onset"], context["zone"]


def _date_moment(value: object, written: date, info: ValidationInfo) -> int:
    onset, zone = _onset_and_zone(value, info)
    when = written if isinstance(written, datetime) else datetime.combine(written, time())
    if when.tzinfo is None:
        return moment_at(when, onset, zone)
    return (when.astimezone(UTC) - onset.astimezone(UTC)) // timedelta(microseconds=1)


def _time_schema(unit: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [TEXT_SCHEMA, {"const": 0}], "examples": list(examples), "x-unit": unit})


_ONE: Final = Fraction(1)
_PER_TIME: Final = {
    **dict.fromkeys(("/h", "/hour"), _ONE),
    **dict.fromkeys(("/d", "/day"), Fraction(1, 24)),
    **dict.fromkeys(("/w", "/week"), Fraction(1, 168)),
    "/min": Fraction(60),
}
_USD_UNITS: Final = {
    **dict.fromkeys(("usd", "$"), _ONE),
    **dict.fromkeys(("kusd", "thousandusd"), Fraction(1_000)),
    **dict.fromkeys(("musd", "millionusd"), Fraction(1_000_000)),
}
_TONNE_UNITS: Final = {**dict.fromkeys(("t", "tonne", "tonnes"), _ONE), "kg": Fraction(1, 1_000)}
_PERCENT: Final = {"%": Fraction(1, 100)}

_SHARE: Final = Scale("a share", "share", "0.12 or '12%'", _PERCENT, high=1)
_PER: Final = ("/h", "/day", "/week")
_RATE: Final = Scale("a rate", "per hour", "'250/day' or '12/h'", _PER_TIME, high=100_000, shown=_PER)
_NUMBER_SCALE: Final = Scale("a number", "number", "12.5", {"": _ONE}, high=1e13)
_COUNT: Final = Scale("a whole number", "number", "4", {}, high=1_000_000)
_POSITIVE_COUNT: Final = replace(_COUNT, above_zero=True)
_TONNES: Final = Scale("a weight", "t", "'12.5 t' or '800 kg'", _TONNE_UNITS, high=1e9)
_USD: Final = Scale("an amount of money", "USD", "'20 USD' or '1.5m USD'", _USD_UNITS, high=1e13)
_USD_PER_HOUR: Final = Scale(
    "a cost per time",
    "USD per hour",
    "'20 USD/h' or '480 USD/day'",
    {money + time: a * b for money, a in _USD_UNITS.items() for time, b in _PER_TIME.items()},
    high=1e9,
    shown=(" USD/h", " USD/day"),
)
_MULTIPLIER: Final = Scale("a multiplier", "times", "1.5 or '150%'", _PERCENT, high=1_000, above_zero=True)

_DURATION_SCHEMA: Final = _time_schema("duration", "35 min", "3.5 h", "2 d")
_MOMENT_SCHEMA: Final = _time_schema("time since onset", "3 d", "-2 d", "day 3 08:00", "2015-04-28 08:00")
_AS_DURATION: Final = PlainSerializer(format_duration, return_type=str, when_used="json")

Duration = Annotated[int, PlainValidator(_read_duration), _AS_DURATION, _DURATION_SCHEMA]
"""How long something takes [us], 0 to 100 years."""

PositiveDuration = Annotated[int, PlainValidator(_read_positive_duration), _AS_DURATION, _DURATION_SCHEMA]
"""How long something takes [us], above 0."""

Moment = Annotated[int, PlainValidator(_read_moment), _AS_DURATION, _MOMENT_SCHEMA]
"""When something happens [us since onset]; negative before it."""

Share = Annotated[float, PlainValidator(_SHARE.read), _SHARE.schema(0.12, "12%")]
"""A part of a whole, 0 to 1."""

Rate = Annotated[
    float,
    PlainValidator(_RATE.read),
    PlainSerializer(_RATE.write, return_type=str, when_used="json"),
    _RATE.schema("250/day", "12/h", "3/week"),
]
"""Events per hour."""

Number = Annotated[float, PlainValidator(_NUMBER_SCALE.read), _NUMBER_SCALE.schema(12.5)]
"""Any number from 0."""

Count = Annotated[int, PlainValidator(_COUNT.read_whole), _COUNT.schema(4)]
"""A number of things, from 0."""

PositiveCount = Annotated[int, PlainValidator(_POSITIVE_COUNT.read_whole), _POSITIVE_COUNT.schema(4)]
"""A number of things, from 1."""

Tonnes = Annotated[float, PlainValidator(_TONNES.read), _TONNES.schema("12.5 t", "800 kg", 12.5)]
"""A weight [t]."""

Usd = Annotated[float, PlainValidator(_USD.read), _USD.schema("20 USD", "1.5m USD", 20)]
"""An amount of money [USD]."""

UsdPerHour = Annotated[
    float,
    PlainValidator(_USD_PER_HOUR.read),
    PlainSerializer(_USD_PER_HOUR.write, return_type=str, when_used="json"),
    _USD_PER_HOUR.schema("20 USD/h", "480 USD/day"),
]
"""A cost that grows with time [USD per h]."""

Multiplier = Annotated[float, PlainValidator(_MULTIPLIER.read), _MULTIPLIER.schema(1.5, "150%")]
"""A factor, above 0."""
