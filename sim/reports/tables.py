"""What a study shows, table by table."""

import math
from collections.abc import Mapping

import numpy as np

from sim.measures import Cause, group_of, kinds_of, measure_of
from sim.reports.cells import Cell, Table
from sim.reports.dates import say_day
from sim.reports.figures import difference_cell, level_cell
from sim.reports.naming import label_of, labels_of, say_group, subject
from sim.reports.words import capital, clean
from sim.studies import Study, headline_key, sample
from sim.world import World
from sim.world.quantities import HOUR_US, say_duration

_ALSO_TOLD = "clearance_median_h", "clearance_p90_h"
"""What is told of the consignments that decide, beside their mean."""
_RELEASED_H = 24, 48, 72
"""Hours within which a share of them is released."""
_IF_ANY = ("unreleased_share", "abandoned_share", "turned_back_share")
"""What is told of them if it befell any."""


def clearance_table(study: Study) -> Table:
    """How soon the consignments that decide are released under each policy."""
    group, key = subject(study), headline_key(study.keys)
    within_h = _told_h(study, group)
    unhappy = [name for name in _IF_ANY if _happens(study, f"{group}/{name}")]
    others = (*_ALSO_TOLD, *(f"released_{hours}h_share" for hours in within_h), *unhappy)
    keys = [f"{group}/{name}" for name in others]
    compared = [f"Difference to “{label_of(study, study.baseline)}”"] if len(study.policies) > 1 else []
    return Table(
        title=f"Release of {say_group(study.scenario.world, group)}",
        corner="Policy",
        columns=(measure_of(key).label, *compared, *(measure_of(other).label for other in keys)),
        rows=labels_of(study),
        cells=tuple(
            (
                level_cell(study, policy, key),
                *(difference_cell(study, policy, key) for _ in compared),
                *(level_cell(study, policy, other) for other in keys),
            )
            for policy in study.policies
        ),
        note=_all_out(study, group),
    )


def _told_h(study: Study, group: str) -> list[int]:
    """The hours within which not all of a group is released: a column of nothing but 100 % tells nothing."""
    return [hours for hours in _RELEASED_H if not _is_whole(study, f"{group}/released_{hours}h_share")]


def _all_out(study: Study, group: str) -> str:
    """Say within what time all of a group was released, if it was."""
    followed = say_duration(study.scenario.world.run_out)
    ends = {f"released_{hours}h_share": f"{hours} h" for hours in _RELEASED_H} | {"released_share": followed}
    whole = [end for name, end in ends.items() if _is_whole(study, f"{group}/{name}")]
    return f"All of it was released within {whole[0]} of its arrival, in every replication." if whole else ""


def cost_table(study: Study) -> Table:
    """What policies cost other traffic, and in officers' time: the baseline's values, and differences to them."""
    kinds = [kind for kind in kinds_of(study.scenario.world) if subject(study) not in (kind, "all")]
    turned_away = [f"{kind}/abandoned_share" for kind in kinds]
    keys = [
        *(f"{kind}/clearance_mean_h" for kind in kinds),
        *(key for key in turned_away if _happens(study, key)),
        "all/officer_h",
        "all/overtime_h",
    ]
    baseline = label_of(study, study.baseline)
    return Table(
        title="What it costs",
        corner="Policy",
        columns=tuple(measure_of(key).label if group_of(key) == "all" else _of_whom(study, key) for key in keys),
        rows=labels_of(study),
        cells=tuple(
            tuple((level_cell if policy == study.baseline else difference_cell)(study, policy, key) for key in keys)
            for policy in study.policies
        ),
        note=f"The first row is what “{baseline}” comes to, below are differences." if len(study.policies) > 1 else "",
    )


def backlog_table(study: Study) -> Table:
    """When the backlog has drained under each policy, and how large it gets, with the days."""
    keys = [
        f"{group}/{name}"
        for group in dict.fromkeys([subject(study), "all"])
        for name in ("backlog_drained_h", "backlog_worst")
    ]
    return Table(
        title="Backlog",
        corner="Policy",
        columns=tuple(_of_whom(study, key) for key in keys),
        rows=labels_of(study),
        cells=tuple(tuple(_dated(study, policy, key) for key in keys) for policy in study.policies),
        note="Days are those of the middle replication." if study.replications > 1 else "",
    )


def _dated(study: Study, policy: str, key: str) -> Cell:
    """A figure of the backlog with the day on which it is reached."""
    group, name = group_of(key), measure_of(key).key
    cell = level_cell(study, policy, key)
    hours_h, _ = sample(study, policy, f"{group}/{'backlog_worst_h' if name == 'backlog_worst' else name}")
    middle_h = float(np.median(hours_h))
    if cell.value is None or not math.isfinite(middle_h) or not math.isfinite(cell.value) or cell.value == 0:
        return cell
    world = study.scenario.world
    return cell.noted(say_day(world, world.begins + middle_h * HOUR_US))


def goods_table(study: Study) -> Table:
    """What policies change for each sort of goods, those of least need last; the baseline's values first."""
    world = study.scenario.world
    there = [goods for goods in world.goods if _comes(study, goods)]
    there.sort(key=lambda goods: -world.goods[goods].weight)
    weighed = len({world.goods[goods].weight for goods in there}) > 1
    keys = [f"{goods}/clearance_mean_h" for goods in there]
    return Table(
        title="What it changes for each sort of goods",
        corner="Goods",
        columns=labels_of(study),
        rows=tuple(_weighed(world, goods, weighed) for goods in there),
        cells=tuple(
            tuple(
                (level_cell if policy == study.baseline else difference_cell)(study, policy, key)
                for policy in study.policies
            )
            for key in keys
        ),
        note=f"Mean clearance; under “{label_of(study, study.baseline)}” as it is, else the difference to it.",
    )


def _comes(study: Study, goods: str) -> bool:
    return bool(study.total[:, :, study.keys.index(f"{goods}/arrived")].any())


def _weighed(world: World, goods: str, weighed: bool) -> str:
    label = clean(world.goods[goods].label)
    return f"{label} (weight {world.goods[goods].weight:g})" if weighed else label


def cause_table(study: Study, policy: str, most: int | None = None) -> Table:
    """Where the time of a released consignment went, by cause; only the largest if a number of them is asked for."""
    group = subject(study)
    keys = [f"{group}/ledger_{cause.name.lower()}_h" for cause in Cause]
    accounts = {measure_of(key).label: (level_cell(study, policy, key),) for key in keys if key in study.keys}
    return _accounts(study, policy, "Cause", ("Time",), accounts, most)


def agency_table(study: Study, policy: str) -> Table:
    """Where the time of a released consignment went, by the agency that worked on it or was waited for."""
    world = study.scenario.world
    chosen = np.array([subject(study) in (kind, "all") for kind in kinds_of(world)])
    hours = study.ledger[study.policies.index(policy)][chosen].sum(axis=(0, 1))  # (agencies + 1, causes)
    each_h = hours / (_released(study, policy) or 1.0)
    labels = [*(clean(agency.label) for agency in world.agencies.values()), "No agency"]
    accounts = {
        label: (Cell(float(of_agency.sum()), unit="h"), Cell(float(of_agency[Cause.SERVICE]), unit="h"))
        for label, of_agency in zip(labels, each_h, strict=True)
    }
    return _accounts(study, policy, "Agency", ("Time", "Of which service"), accounts)


def _accounts(
    study: Study,
    policy: str,
    corner: str,
    columns: tuple[str, ...],
    accounts: Mapping[str, tuple[Cell, ...]],
    most: int | None = None,
) -> Table:
    """Accounts that are not empty, the largest first, and their shares of the whole."""
    whose = say_group(study.scenario.world, subject(study))
    total = sum(cells[0].value or 0.0 for cells in accounts.values())
    ordered = sorted(accounts.items(), key=lambda account: -(account[1][0].value or 0.0))
    some = [(label, cells, cells[0].value) for label, cells in ordered[:most] if cells[0].value]
    return Table(
        title=f"Where the time goes under “{label_of(study, policy)}”, by {corner.lower()}",
        corner=corner,
        columns=(*columns, "Share"),
        rows=tuple(label for label, _, _ in some),
        cells=tuple((*cells, Cell(value / total, unit="share")) for _, cells, value in some),
        note=f"Of {whose}, as a mean of those released within {say_duration(study.scenario.world.run_out)} of arrival."
        + (" Smaller ones are left out." if len(ordered) > len(some) and most is not None else ""),
    )


def _happens(study: Study, key: str) -> bool:
    """Whether a measure is above zero in any run."""
    return bool(study.total[:, :, study.keys.index(key)].any())


def _is_whole(study: Study, key: str) -> bool:
    """Whether a share is of everything, in every run of every policy."""
    place = study.keys.index(key)
    return np.array_equal(study.total[:, :, place], study.count[:, :, place])


def _released(study: Study, policy: str) -> float:
    """How many of the consignments that decide were released, a mean over replications."""
    key = study.keys.index(f"{subject(study)}/released_share")
    return float(study.total[study.policies.index(policy), :, key].mean())


def _of_whom(study: Study, key: str) -> str:
    """Say what is measured of whom."""
    return f"{capital(say_group(study.scenario.world, group_of(key)))}: {measure_of(key).label.lower()}"
