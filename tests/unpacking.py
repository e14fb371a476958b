"""What the script of a replay does with packed tables, in Python, so that what is packed can be compared."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

NO_TIME = -(2**31)
MILESTONES = ("arrival", "entry", "lodged", "release", "removal", "left")

Columns = dict[str, NDArray[np.int64]]


def unpacked(table: dict[str, Any]) -> Columns:
    """The columns of a table."""
    planes = np.frombuffer(zlib.decompress(base64.b64decode(table["data"])), dtype=np.uint8)
    folded = planes.reshape(len(table["columns"]), 4, table["rows"]).transpose(0, 2, 1).copy().view("<u4")[..., 0]
    signed = (folded.astype(np.int64) >> 1) ^ -(folded.astype(np.int64) & 1)
    return dict(zip(table["columns"], signed, strict=True))


def milestones(document: dict[str, Any], side: int) -> Columns:
    """Milestones of one side [s since the start]; `NO_TIME` for never."""
    base = np.cumsum(unpacked(document["consignments"])["base"])
    told = unpacked(document["sides"][side]["consignments"])
    moments = {name: np.where(told[name] == NO_TIME, NO_TIME, told[name] + base) for name in MILESTONES}
    return {"base": base, "post": told["post"], "outcome": told["outcome"], **moments}


def visits(document: dict[str, Any], side: int) -> Columns:
    """Rows of one side: consignment, activity, step, station, queued, started, ended [s since the start], open."""
    base = np.cumsum(unpacked(document["consignments"])["base"])
    table = unpacked(document["sides"][side]["visits"])
    consignment = np.cumsum(table["consignment"])
    queued, ended = np.zeros((2, consignment.size), dtype=np.int64)
    for row, number in enumerate(consignment):
        is_first = row == 0 or consignment[row - 1] != number
        queued[row] = table["queued"][row] + (base[number] if is_first else ended[row - 1])
        ended[row] = queued[row] + table["wait"][row] + table["work"][row]
    kept = {name: table[name] for name in ("activity", "step", "station", "open")}
    return {"consignment": consignment, **kept, "queued": queued, "started": queued + table["wait"], "ended": ended}
