"""Moments of a run as people read them: dates and clock times of the place where it happens."""

from datetime import UTC, datetime, timedelta

from sim.world import World


def wall_time(world: World, at_us: float) -> datetime:
    """What calendars and clocks show at a moment [µs since onset]."""
    return (world.onset.astimezone(UTC) + timedelta(microseconds=at_us)).astimezone(world.time_zone)


def say_moment(world: World, at_us: float) -> str:
    """Say when something is: ``Thu 7 May 2015, 14:00``."""
    moment = wall_time(world, at_us)
    return f"{say_day(world, at_us)}, {moment:%H:%M}"


def say_day(world: World, at_us: float) -> str:
    """Say on which day something is: ``Thu 7 May 2015``."""
    moment = wall_time(world, at_us)
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def chart_time(world: World, at_us: float) -> str:
    """Write a moment for the axis of a chart, which is drawn as if it were in UTC, wherever the reader is."""
    return f"{wall_time(world, at_us):%Y-%m-%dT%H:%M:%S}Z"
