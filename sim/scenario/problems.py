"""What is wrong with a file, as data: where, on which line, and one plain sentence."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Where something stands in a file: names of entries and places in lists, counted from 0."""


class Problem(NamedTuple):
    """One thing that is wrong."""

    path: str
    """Dotted place in the file, such as `posts.birgunj.teams.customs.officers`; empty for the file as a whole."""
    line: int | None
    """Line of the file, counted from 1; None for what was set on the command line or cannot be placed."""
    message: str
    """What is wrong and what would be right."""
    cell: str = ""
    """Cell of a workbook, such as `posts!B7`, or a sheet; empty in a file that has lines."""

    @property
    def where(self) -> str:
        """The line or the cell; empty if it cannot be placed."""
        return self.cell or ("" if self.line is None else f"line {self.line}")

    def __str__(self) -> str:
        place = self.path or "the file"
        return f"{place} ({self.where}): {self.message}" if self.where else f"{place}: {self.message}"


class ScenarioError(ValueError):
    """A scenario cannot be used; all its problems are told together.

    Attributes
    ----------
    problems
        What is wrong, in the order of the file.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        # Kept in `args` as they are, so that the error survives the way back from a worker process.
        super().__init__(tuple(problems))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in the order of the file."""
        return tuple(self.args[0])

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def dotted(path: Path) -> str:
    """Write a path as planners write it in a what-if."""
    return ".".join(map(str, path))


def not_known(word: str, known: Iterable[str], where: str = "") -> str:
    """Say that a word is not known, with the nearest ones that are.

    Parameters
    ----------
    where
        What the word should be, such as ` here` or ` among the goods`.
    """
    names = [str(name) for name in known]
    near = get_close_matches(word, names, n=2, cutoff=0.6)
    guess = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    if not names:
        return f"{word!r:.80} is not known{where}; none are defined"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"{word!r:.80} is not known{where}{guess or ';'} known: {listed}"
