"""Whole numbers packed small: what a page carries and its script unpacks.

Every column becomes 32-bit numbers whose sign is folded into the last bit, so that small differences of either sign
are small; the bytes are then laid plane by plane, the lowest bytes of all rows first, and the whole is compressed.
"""

import base64
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sim.border import NEVER
from sim.measures.groups import Ints
from sim.world.quantities import SECOND_US

NO_TIME: Final = -(2**31)
"""Stands for what never happened."""

_MOST: Final = 2**31 - 1


class ReplayError(RuntimeError):
    """What happened cannot be shown as a replay: where, what is wrong, what would be right."""


def seconds(times_us: Ints, start_us: int) -> Ints:
    """Whole seconds since a moment, `NO_TIME` for never: off by half a second at most however long the run is.

    Rounding keeps the order of moments.
    """
    return np.where(times_us == NEVER, NO_TIME, np.rint((times_us - start_us) / SECOND_US).astype(np.int64))


def differences(times_s: Ints, reference_s: Ints) -> Ints:
    """Times told from others, which are smaller numbers; `NO_TIME` stays."""
    return np.where(times_s == NO_TIME, NO_TIME, times_s - reference_s)


def pack(columns: Mapping[str, Ints]) -> dict[str, Any]:
    """Pack a table of whole numbers of 32 bits.

    Returns
    -------
    dict
        `rows`, the `columns` in order, and `data` as base64 of the compressed planes.

    Raises
    ------
    ReplayError
        If a number does not fit.
    """
    for name, column in columns.items():
        if column.size and not (column.min() >= NO_TIME and column.max() <= _MOST):
            raise ReplayError(
                f"a replay holds runs of up to 68 years and loads of up to 2 million tonnes, and its {name!r} goes "
                "beyond; give a shorter run or smaller loads"
            )
    planes = b"".join(_planes(column) for column in columns.values())
    rows = max((len(column) for column in columns.values()), default=0)
    data = base64.b64encode(zlib.compress(planes, 9)).decode()
    return {"rows": rows, "columns": list(columns), "data": data}


def _planes(column: Ints) -> bytes:
    folded = ((column << 1) ^ (column >> 63)).astype("<u4")
    return folded.view(np.uint8).reshape(-1, 4).T.tobytes()
