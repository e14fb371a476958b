"""Manifests: real consignments, one a row of a table, and what is wrong with its rows.

A row that cannot be used is never left out in silence: it becomes faults, which are told with their rows. Cells that
have a fault hold a stand-in, so that the rest of the table can be checked as well.
"""

from collections import Counter
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Final, NamedTuple


class Fault(NamedTuple):
    """Something that is wrong with a row."""

    row: int | None
    """As a spreadsheet counts: the header is row 1. `None`: the table as a whole."""
    column: str
    """Empty for the row as a whole."""
    message: str
    """What is wrong and what would be right."""

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        return " ".join(filter(None, [", ".join(filter(None, [row, self.column])), self.message]))


@dataclass(frozen=True, repr=False)
class Rows:
    """Real consignments in order of their arrival, a tuple a column.

    Attributes
    ----------
    arrival
        When each is expected [µs since onset].
    post, goods, consignor, destination
        Names; empty where not stated.
    tonnes, value
        Load [t] and value [USD]; `None` where not stated.
    papers
        Whether they are complete.
    reference
        What its sender calls it; empty where not stated.
    notice
        How long before arrival papers could be sent ahead [µs].
    number
        Its row in the table.
    title
        The file it was read from; empty for text in place.
    faults
        What is wrong with the table.
    """

    arrival: tuple[int, ...] = ()
    post: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    tonnes: tuple[float | None, ...] = ()
    value: tuple[float | None, ...] = ()
    consignor: tuple[str, ...] = ()
    papers: tuple[bool | None, ...] = ()
    reference: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    notice: tuple[int | None, ...] = ()
    number: tuple[int, ...] = field(default=(), compare=False)
    title: str = field(default="", compare=False)
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.arrival)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} consignments>"

    @cached_property
    def sorts(self) -> Counter[tuple[str, str, str, str]]:
        """How many rows there are of each post, goods, consignor and destination."""
        return Counter(zip(self.post, self.goods, self.consignor, self.destination, strict=True))

    @cached_property
    def by_post(self) -> dict[str, list[tuple[str, str, str]]]:
        """Each goods, consignor and destination that comes to a post."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for post, *sort in self.sorts:
            found.setdefault(post, []).append((sort[0], sort[1], sort[2]))
        return found

    def between(self, start_us: int, end_us: int) -> "Rows":
        """The rows that arrive in a span, its end not included."""
        within = [k for k, at in enumerate(self.arrival) if start_us <= at < end_us]
        if len(within) == len(self):
            return self
        cut: dict[str, Any] = {name: tuple(getattr(self, name)[k] for k in within) for name in _PER_ROW}
        return replace(self, **cut)


_PER_ROW: Final = tuple(entry.name for entry in fields(Rows) if entry.name not in ("title", "faults"))
