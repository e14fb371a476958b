"""Figures read off a page: what people read, as numbers with the rounding they were written with."""

import re

import pytest

PARTS_H = {"d": 24.0, "h": 1.0, "min": 1 / 60, "s": 1 / 3600, "%": 0.01, "points": 0.01}


def plain(markup: str) -> str:
    """What people read of a text in Markdown, with spaces that may break."""
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markup.replace("**", ""))
    return bare.replace("\u2060", "").replace("\u00a0", " ")


def read(words: str) -> tuple[float, float]:
    """A figure as people say it: its value in hours or as a share, and by how much it may be rounded."""
    sign = -1 if words.startswith("−") else 1
    parts = re.findall(r"([\d.,]+) (d|h|min|s|%|points)", words)
    assert parts, f"{words!r} is no figure"
    value = sum(float(number.replace(",", "")) * PARTS_H[unit] for number, unit in parts)
    number, unit = parts[-1]
    decimals = len(number.partition(".")[2])
    return sign * value, 0.51 * PARTS_H[unit] / 10**decimals


def told(cell: str) -> list[tuple[float, float]]:
    """The figure of a cell and, if they stand below it, the bounds of its error."""
    value, _, error = plain(cell).partition("  \n")
    bounds = re.sub(r"^:small\[:gray\[(.*)\]\]$", r"\1", error).split(" to ") if error else []
    if len(bounds) == 1:
        (middle, rounding), (half, unsure) = read(value), read(bounds[0])
        return [(middle, rounding), *((middle + side * half, rounding + unsure) for side in (-1, 1))]
    if bounds and not re.search("[a-z%]", bounds[0]):
        bounds[0] += bounds[1][re.search(" [a-z%]", bounds[1]).start() :]  # type: ignore[union-attr]
    return [read(words) for words in (value, *bounds)]


def agree(cell: str, *expected: float) -> None:
    """A cell says a figure and its bounds, each as far as it is written."""
    for (value, rounding), exact in zip(told(cell), expected, strict=True):
        assert value == pytest.approx(exact, abs=rounding), cell
