"""Hours of the day and days of the week as people write them: `08:00-12:00, 13:00-16:00` and `mon-fri`.

They stand on the local clock; calendars turn them into moments. What cannot be read is told in a ``ValueError``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from sim.world.scales import quoted

DAY_MIN: Final = 24 * 60
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Hours = tuple[int, int]
"""From and until on the local clock [min after midnight]; hours that run over midnight end past ``DAY_MIN``."""

WHOLE_DAY: Final[Hours] = (0, DAY_MIN)
_HOURS: Final = re.compile(r"(\d{1,2})(?::([0-5]\d))?\s*[-–]\s*(\d{1,2})(?::([0-5]\d))?", re.ASCII)
_DAY_GROUPS: Final = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}
_RIGHT_HOURS: Final = "'06-18', '08:00-12:00, 13:00-16:00', '22-06', '24h' or 'closed'"
_RIGHT_DAYS: Final = "'mon', 'mon-fri', 'weekdays', 'daily' or 'holidays'"
RIGHT_CALENDAR: Final = "'24/7', 'never', '06-18' or {mon-fri: 06-18, sat: 08-12}"
LONGEST_HOURS: Final = 200
MOST_HOLIDAYS: Final = 2_000


def check_hours(hours: Sequence[Hours]) -> None:
    """Refuse what are no hours of a day, or hours that are not in order or overlap."""
    for start, end in hours:
        if not (0 <= start < DAY_MIN and start < end < start + DAY_MIN) and (start, end) != WHOLE_DAY:
            raise ValueError(f"{start} to {end} minutes after midnight are no hours of a day; write {_RIGHT_HOURS}")
    for earlier, later in pairwise(hours):
        if later[0] < earlier[1]:
            raise ValueError(f"{write_hours([earlier])} and {write_hours([later])} overlap; name every hour once")


def parse_every_day(text: str) -> tuple[Hours, ...]:
    """Read the hours of every day: ``24/7``, ``never`` or ``06-18``."""
    names: dict[str, tuple[Hours, ...]] = {"24/7": (WHOLE_DAY,), "never": ()}
    words = text.strip().lower()
    if words in names:
        return names[words]
    try:
        return parse_hours(words)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a calendar; write for example {RIGHT_CALENDAR}") from None


def parse_week(written: Mapping[Any, Any]) -> tuple[tuple[Hours, ...], ...]:
    """Read hours by days, Monday to Sunday; days that are not named have none."""
    if not written:
        raise ValueError(f"the calendar names no days; write for example {RIGHT_CALENDAR}")
    week: dict[int, tuple[Hours, ...]] = {}
    for name, hours in written.items():
        for day in _parse_days(name):
            if day in week:
                raise ValueError(f"{DAYS[day]} is named a second time by {quoted(name)}; name every day once")
            week[day] = parse_hours(hours)
    return tuple(week.get(day, ()) for day in range(7))


def _parse_days(name: Any) -> list[int]:
    days: list[int] = []
    for part in re.sub(r"\s", "", _text(name).lower()).replace("–", "-").split(","):
        first, _, last = part.partition("-")
        ends = [day for word in (first, last or first) for day, full in enumerate(DAYS) if full.startswith(word)]
        if part in _DAY_GROUPS:
            days += _DAY_GROUPS[part]
        elif len(first) >= 3 and len(last or first) >= 3 and len(ends) == 2:
            days += [(ends[0] + ahead) % 7 for ahead in range((ends[1] - ends[0]) % 7 + 1)]
        else:
            raise ValueError(f"{quoted(name)} names no days; write for example {_RIGHT_DAYS}")
    return days


def write_days(days: Sequence[int]) -> str:
    """Write days that follow each other: ``mon-fri``."""
    return DAYS[days[0]][:3] + (f"-{DAYS[days[-1]][:3]}" if len(days) > 1 else "")


def parse_hours(written: Any) -> tuple[Hours, ...]:
    """Read the hours of a day, in order: ``08:00-12:00, 13:00-16:00``, ``22-06``, ``24h`` or ``closed``."""
    words = _text(written).strip().lower()
    if words in ("closed", "24h", "24 h"):
        return () if words == "closed" else (WHOLE_DAY,)
    hours = []
    for part in words.split(","):
        found = _HOURS.fullmatch(part.strip())
        start, end = (int(found[i]) * 60 + int(found[i + 1] or 0) for i in (1, 3)) if found else (DAY_MIN, DAY_MIN)
        if start >= DAY_MIN or end > DAY_MIN or start == end:
            raise ValueError(f"{quoted(written)} are not hours of a day; write for example {_RIGHT_HOURS}")
        hours.append((start, end if end > start else end + DAY_MIN))
    return tuple(sorted(hours))


def write_hours(hours: Sequence[Hours]) -> str:
    """Write the hours of a day, so that they read back."""

    def clock(minute: int, whole: bool) -> str:
        hour, minute = divmod(minute if minute <= DAY_MIN else minute - DAY_MIN, 60)
        return f"{hour:02d}" if whole else f"{hour:02d}:{minute:02d}"

    if not hours or tuple(hours) == (WHOLE_DAY,):
        return "24h" if hours else "closed"
    whole = all(minute % 60 == 0 for pair in hours for minute in pair)
    return ", ".join(f"{clock(start, whole)}-{clock(end, whole)}" for start, end in hours)


def parse_holidays(written: Any) -> tuple[date, ...]:
    """Read a list of dates, in order and each once."""
    if not isinstance(written, list | tuple) or len(written) > MOST_HOLIDAYS:
        raise ValueError(f"{quoted(written)} is not a list of at most {MOST_HOLIDAYS:,} holidays; write [2015-05-01]")
    return tuple(sorted({_parse_holiday(day) for day in written}))


def _parse_holiday(written: Any) -> date:
    try:
        return written if type(written) is date else date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError(f"{quoted(written)} is not a date; write for example 2015-05-01") from None


def _text(written: Any) -> str:
    """Keep a text of sensible length; anything else becomes empty, which no reader accepts."""
    return written if isinstance(written, str) and len(written) <= LONGEST_HOURS else ""
