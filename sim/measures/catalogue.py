"""The catalogue of measures: one row each, with the words that every table, chart and report uses.

A figure of a run is ``total / count``. A key is ``group/measure``; which sorts of group a measure is given for is in
its row.
"""

from difflib import get_close_matches
from typing import Final

from sim.measures.accounts import LEDGER_ROWS
from sim.measures.backlog import BACKLOG_ROWS
from sim.measures.delivery import DELIVERY_ROWS
from sim.measures.effort import EFFORT_ROWS
from sim.measures.groups import Group, groups_of
from sim.measures.loads import LOAD_ROWS
from sim.measures.release import RELEASE_ROWS
from sim.measures.risk import RISK_ROWS
from sim.measures.row import Measure
from sim.world import World

CATALOGUE: Final[tuple[Measure, ...]] = (
    *RELEASE_ROWS,
    *DELIVERY_ROWS,
    *LOAD_ROWS,
    *BACKLOG_ROWS,
    *EFFORT_ROWS,
    *RISK_ROWS,
    *LEDGER_ROWS,
)
"""Every measure, in the order in which people read them."""

_MEASURES: Final = {measure.key: measure for measure in CATALOGUE}


def measure_of(key: str) -> Measure:
    """Return the measure that a key such as ``relief/clearance_mean_h`` is about.

    Raises
    ------
    ValueError
        If it does not end in the name of a measure.
    """
    _, slash, name = key.rpartition("/")
    if not slash or name not in _MEASURES:
        near = get_close_matches(name, _MEASURES, n=3) if slash else []
        hint = f"did you mean {' or '.join(near)}?" if near else "write a group, a slash and a measure"
        raise ValueError(f"{key!r} is not the key of a measure such as all/clearance_mean_h: {hint}")
    return _MEASURES[name]


def group_of(key: str) -> str:
    """Return the name of the group that a key is about."""
    return key.rpartition("/")[0]


def keyed(world: World) -> tuple[tuple[Group, Measure], ...]:
    """All groups of a world with the measures that are given for each."""
    return tuple((group, row) for group in groups_of(world) for row in CATALOGUE if group.sort in row.scope)


def keys_of(world: World) -> tuple[str, ...]:
    """Keys of all figures of a world: the same for every run and every policy."""
    return tuple(f"{group.name}/{row.key}" for group, row in keyed(world))
