"""When a place is open and how many officers are on duty: hours on local clocks, turned into exact moments.

Opening hours are what the clock on the wall shows. An hour that is skipped in spring is lost; one that is repeated in
autumn belongs to whatever went on before it, so that every change of shift happens once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, ValidationError, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.world.base import Base
from sim.world.opening_hours import (
    DAY_MIN,
    LONGEST_HOURS,
    MOST_HOLIDAYS,
    RIGHT_CALENDAR,
    WHOLE_DAY,
    Hours,
    check_hours,
    parse_every_day,
    parse_holidays,
    parse_hours,
    parse_week,
    write_days,
    write_hours,
)
from sim.world.quantities import DAY_US, MINUTE_US, Count, moment_at
from sim.world.scales import quoted

Shift = tuple[int, int, int]
"""From and until, as in ``Hours``, and officers."""

_RIGHT_SHIFTS: Final = "4 or {06-18: 4, 18-06: 1}"
_OFFICERS: Final = TypeAdapter[int](Count)


class Calendar(Base):
    """Weekly opening hours on the clock of the post, with holidays.

    Written as ``24/7``, ``never``, hours of every day (``06-18``), or a mapping from days to hours: ``{mon-fri: 06-18,
    sat: "08:00-12:00, 13:00-16:00", holidays: [2015-05-01]}``. Days that are not named are closed. A holiday is closed
    from midnight to midnight, even for hours that began the evening before.
    """

    week: tuple[tuple[Hours, ...], ...] = Field(min_length=7, max_length=7)
    """The hours of each day, Monday to Sunday."""

    holidays: tuple[date, ...] = Field(default=(), max_length=MOST_HOLIDAYS)
    """Days on which it is closed."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any) -> Any:
        if isinstance(written, str):
            return {"week": (parse_every_day(written),) * 7}
        if isinstance(written, Mapping) and isinstance(written.get("week"), tuple):
            return written
        if isinstance(written, Mapping):
            days = {name: hours for name, hours in written.items() if name != "holidays"}
            return {"week": parse_week(days), "holidays": parse_holidays(written.get("holidays", []))}
        raise ValueError(f"{quoted(written)} is not a calendar; write for example {RIGHT_CALENDAR}")

    @model_validator(mode="after")
    def _check(self) -> Self:
        for hours in self.week:
            check_hours(hours)
        return self

    @model_serializer
    def _write(self) -> str | dict[str, Any]:
        same = len(set(self.week)) == 1
        if same and not self.holidays:
            return {(): "never", (WHOLE_DAY,): "24/7"}.get(self.week[0]) or write_hours(self.week[0])
        runs = [list(run) for _, run in groupby(range(7), key=lambda day: self.week[day])]
        written: dict[str, Any] = {
            "daily" if same else write_days(days): write_hours(self.week[days[0]])
            for days in runs
            if same or self.week[days[0]]
        }
        if self.holidays:
            written["holidays"] = [day.isoformat() for day in self.holidays]
        return written

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the written forms rather than the fields."""
        hours = {"type": "string", "maxLength": LONGEST_HOURS}
        holidays = {"type": "array", "items": {"type": "string", "format": "date"}, "maxItems": MOST_HOLIDAYS}
        return {
            "title": "Calendar",
            "description": "Opening hours on the local clock: 24/7, never, or hours of every day or of each.",
            "anyOf": [
                hours,
                {"type": "object", "properties": {"holidays": holidays}, "additionalProperties": hours},
            ],
            "examples": ["24/7", "06-18", {"mon-fri": "06-18", "sat": "08-12", "holidays": ["2015-05-01"]}],
        }

    def open_intervals(self, start_us: int, end_us: int, onset: datetime, zone: ZoneInfo) -> list[tuple[int, int]]:
        """List when it is open between two moments.

        Returns
        -------
        (intervals,)
            Opening and closing [us since onset]: half-open, in order, never touching, clipped to start and end.
        """
        closed = frozenset(self.holidays)
        shifts = [[(start, end, 1) for start, end in hours] for hours in self.week]
        week = [_within_day(shifts[day - 1], shifts[day]) for day in range(7)]
        spans = _spans(lambda day: [] if day in closed else week[day.weekday()], start_us, end_us, onset, zone)
        merged: list[tuple[int, int]] = []
        for opening_us, closing_us, _ in spans:
            if merged and opening_us <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closing_us, merged[-1][1]))
            else:
                merged.append((opening_us, closing_us))
        return merged


class Shifts(Base):
    """Officers on duty by time of day, the same every day; hours that are not named have none.

    Written as a number (``4``) or a mapping from hours to officers: ``{06-18: 4, 18-06: 1}``.
    """

    shifts: tuple[Shift, ...] = Field(min_length=1)
    """The shifts of a day, in order."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any) -> Any:
        if not isinstance(written, Mapping):
            return {"shifts": ((*WHOLE_DAY, _parse_officers(written)),)}
        if isinstance(written.get("shifts"), tuple):
            return written
        shifts = [
            (*hours, _parse_officers(officers)) for text, officers in written.items() for hours in parse_hours(text)
        ]
        if not shifts:
            raise ValueError(f"no shift is named; write for example {_RIGHT_SHIFTS}")
        return {"shifts": tuple(sorted(shifts))}

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_hours([(start, end) for start, end, _ in self.shifts])
        check_hours([(start, end) for start, end, _ in _within_day(self.shifts, self.shifts)])
        for *_, officers in self.shifts:
            _parse_officers(officers)
        return self

    @model_serializer
    def _write(self) -> int | dict[str, int]:
        if self.shifts[0][:2] == WHOLE_DAY:
            return self.shifts[0][2]
        return {write_hours([(start, end)]): officers for start, end, officers in self.shifts}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the written forms rather than the fields."""
        officers = _OFFICERS.json_schema()
        return {
            "title": "Shifts",
            "description": "Officers on duty: a number, or hours of the day and their officers.",
            "anyOf": [officers, {"type": "object", "additionalProperties": officers, "minProperties": 1}],
            "examples": [4, {"06-18": 4, "18-06": 1}],
        }

    def profile(self, start_us: int, end_us: int, onset: datetime, zone: ZoneInfo) -> list[tuple[int, int]]:
        """List how many officers the shifts give between two moments.

        Returns
        -------
        (steps,)
            Moment [us since onset] and officers from then on: the first at the start, neighbours never equal.
        """
        shifts = _within_day(self.shifts, self.shifts)
        steps = [(start_us, 0)]
        for from_us, until_us, officers in _spans(lambda _: shifts, start_us, end_us, onset, zone):
            steps += [(from_us, officers), (until_us, 0)]
        return _shortest(steps, end_us)


def on_duty(
    shifts: Shifts, calendar: Calendar, start_us: int, end_us: int, onset: datetime, zone: ZoneInfo
) -> list[tuple[int, int]]:
    """List how many officers are on duty between two moments: those of the shifts while it is open, else none.

    Returns
    -------
    (steps,)
        Moment [us since onset] and officers from then on: the first at the start, neighbours never equal.
    """
    return list(_on_duty(shifts, calendar, start_us, end_us, onset, zone))


@lru_cache(maxsize=256)
def _on_duty(
    shifts: Shifts, calendar: Calendar, start_us: int, end_us: int, onset: datetime, zone: ZoneInfo
) -> tuple[tuple[int, int], ...]:
    """Work it out once: it is the same for every replication, most policies and many a team."""
    profile = shifts.profile(start_us, end_us, onset, zone)
    moments = [moment_us for moment_us, _ in profile]
    steps = [(start_us, 0)]
    for opening_us, closing_us in calendar.open_intervals(start_us, end_us, onset, zone):
        later = bisect_right(moments, opening_us)
        steps += [(opening_us, profile[later - 1][1]), *profile[later : bisect_left(moments, closing_us)]]
        steps.append((closing_us, 0))
    return tuple(_shortest(steps, end_us))


def _within_day(day_before: Iterable[Shift], day: Iterable[Shift]) -> list[Shift]:
    """Cut shifts at midnight: what runs over from the day before, and the day's own until midnight."""
    over = [(0, end - DAY_MIN, officers) for _, end, officers in day_before if end > DAY_MIN]
    return sorted(over + [(start, min(end, DAY_MIN), officers) for start, end, officers in day])


def _spans(
    shifts_on: Callable[[date], list[Shift]], start_us: int, end_us: int, onset: datetime, zone: ZoneInfo
) -> Iterator[Shift]:
    """Turn the shifts of each day into moments [us since onset], in order, clipped to start and end."""
    for day, midnight_us, next_us in _days(start_us, end_us, onset, zone):
        for start, end, officers in shifts_on(day):
            if next_us - midnight_us == DAY_US:
                from_us, until_us = midnight_us + start * MINUTE_US, midnight_us + end * MINUTE_US
            else:  # the clocks change today
                from_us, until_us = (
                    moment_at(datetime.combine(day, time()) + timedelta(minutes=minute), onset, zone)
                    for minute in (start, end)
                )
            if max(from_us, start_us) < min(until_us, end_us):
                yield max(from_us, start_us), min(until_us, end_us), officers


@lru_cache(maxsize=16)
def _days(start_us: int, end_us: int, onset: datetime, zone: ZoneInfo) -> tuple[tuple[date, int, int], ...]:
    """List the days between two moments with their midnights [us since onset]: worked out once for all calendars."""
    # A day more at either end: clocks put back at midnight show the same date twice.
    first = (onset + timedelta(microseconds=start_us)).astimezone(zone).date() - timedelta(days=1)
    last = (onset + timedelta(microseconds=end_us)).astimezone(zone).date() + timedelta(days=1)
    days = [first + timedelta(days=k) for k in range((last - first).days + 2)]
    midnights_us = [moment_at(datetime.combine(day, time()), onset, zone) for day in days]
    return tuple((day, *midnights) for day, midnights in zip(days, pairwise(midnights_us), strict=False))


def _shortest(steps: Iterable[tuple[int, int]], end_us: int) -> list[tuple[int, int]]:
    """Keep the last of several steps at one moment, and the first of equal neighbours."""
    kept: list[tuple[int, int]] = []
    for moment_us, officers in steps:
        if moment_us >= end_us:
            break
        if kept and kept[-1][0] == moment_us:
            kept.pop()
        if not kept or kept[-1][1] != officers:
            kept.append((moment_us, officers))
    return kept


def _parse_officers(written: Any) -> int:
    try:
        return _OFFICERS.validate_python(written)
    except ValidationError:
        raise ValueError(f"{quoted(written)} is not a number of officers; write for example {_RIGHT_SHIFTS}") from None


ALWAYS: Final = Calendar(week=((WHOLE_DAY,),) * 7)
"""Open day and night."""

NEVER: Final = Calendar(week=((),) * 7)
"""Closed."""
