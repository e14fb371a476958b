"""What is wrong with the rows of manifests: cells that cannot be read, names not defined, dates in the past."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from sim.world.manifests import Fault, Rows
from sim.world.mentions import STREAM_HOMES, Path, named
from sim.world.world import World

MOST_SHOWN: Final = 40
"""Different faults of one manifest that are told; how many there are in all is told with them."""
_MOST_NUMBERS: Final = 12
_CLOCK: Final = (("onset",), ("zone",), ("begins",), ("lead_in",))
"""What moments are counted from; where it could not be read nobody knows what is past."""


def bad_rows(world: World, lost: Collection[Path] = ()) -> Iterator[tuple[Path, str]]:
    """Tell the faults of all manifests, those of different rows that are alike together.

    Parameters
    ----------
    lost
        Places of a file that could not be read: a name that is defined there is not reported as unknown.
    """
    for name, stream in world.streams.items():
        if stream.rows is not None:
            for sentence in _sentences(stream.rows, [*stream.rows.faults, *_misplaced(world, stream.rows, lost)]):
                yield ("streams", name, "arrivals", "rows"), sentence


def _misplaced(world: World, rows: Rows, lost: Collection[Path]) -> Iterator[Fault]:
    """Rows that do not belong into this world although they can be read."""
    for column, home in STREAM_HOMES.items():
        names = dict.fromkeys(filter(None, getattr(rows, column)))
        unknown = {m.name: m.say_unknown() for m in named(world, home, names, ()) if not m.is_known(lost)}
        if unknown:
            cells = zip(rows.number, getattr(rows, column), strict=True)
            yield from (Fault(number, column, unknown[name]) for number, name in cells if name in unknown)
    if not any(path[:1] in _CLOCK for path in lost):
        yield from _past(world, rows)


def _past(world: World, rows: Rows) -> Iterator[Fault]:
    told = {fault.row for fault in rows.faults if fault.column == "arrival"}
    begins = (world.onset + timedelta(microseconds=world.start_us)).astimezone(world.time_zone)
    text = (
        f"is before the run begins on {begins:%Y-%m-%d %H:%M}; write a later time, lengthen lead_in, or state what is"
    )
    for number, at in zip(rows.number, rows.arrival, strict=True):
        if at < world.start_us and number not in told:
            yield Fault(number, "arrival", f"{text} there already as `backlog`")


def _sentences(rows: Rows, faults: list[Fault]) -> Iterator[str]:
    alike: dict[tuple[str, str], list[int | None]] = {}
    for fault in sorted(faults, key=lambda fault: fault.row or 0):
        alike.setdefault((fault.column, fault.message), []).append(fault.row)
    for (column, message), numbers in list(alike.items())[:MOST_SHOWN]:
        place = ", ".join(filter(None, [rows.title, _say_rows(numbers), column]))
        yield f"{place}: {message}" if place else message
    if len(alike) > MOST_SHOWN:
        of = len({fault.row for fault in faults})
        yield f"{len(faults):,} mistakes in {of:,} rows in all; the first {MOST_SHOWN} different ones are shown"


def _say_rows(numbers: list[int | None]) -> str:
    known = [f"{number:,}" for number in numbers if number is not None]
    if len(known) < 2:
        return "".join(f"row {number}" for number in known)
    more = len(known) - _MOST_NUMBERS
    return f"rows {', '.join(known[:_MOST_NUMBERS])}" + (f" and {more:,} more" if more > 0 else "")
