"""The answer of a study in two tables that fit a screen: what a planner reads first."""

from dataclasses import replace

from sim.measures import kinds_of
from sim.reports.cells import Cell, Table
from sim.reports.figures import difference_cell, level_cell
from sim.reports.naming import labels_of, say_group, subject
from sim.reports.words import DASH, capital
from sim.studies import Study, headline_key


def brief_table(study: Study) -> Table:
    """The answer in one row a policy: how soon, how much sooner than the baseline, and the share within 48 h."""
    group, key = subject(study), headline_key(study.keys)
    share = f"{group}/released_48h_share"
    compared = len(study.policies) > 1
    return Table(
        title=f"Release of {say_group(study.scenario.world, group)}",
        corner="Policy",
        columns=("Mean time", *(["Difference"] if compared else []), "Within 48 h"),
        rows=labels_of(study),
        cells=tuple(
            (
                _bare(level_cell(study, policy, key)) if compared else level_cell(study, policy, key),
                *([difference_cell(study, policy, key)] if compared else []),
                _bare(level_cell(study, policy, share)),
            )
            for policy in study.policies
        ),
    )


def brief_cost_table(study: Study) -> Table:
    """What policies cost other traffic and in officers' time, where a difference is shown."""
    kinds = [kind for kind in kinds_of(study.scenario.world) if subject(study) not in (kind, "all")]
    keys = [*(f"{kind}/clearance_mean_h" for kind in kinds), "all/officer_h"]
    others = (policy for policy in study.policies if policy != study.baseline)
    return Table(
        title="What it costs",
        corner="Policy",
        columns=(*map(capital, kinds), "Officer-hours"),
        rows=labels_of(study),
        cells=(
            tuple(_bare(level_cell(study, study.baseline, key)) for key in keys),
            *(tuple(_bare(_if_shown(difference_cell(study, policy, key))) for key in keys) for policy in others),
        ),
        note="Mean time of other traffic, and officers on duty."
        + (f" Below the first row are differences; {DASH}: none shown." if len(study.policies) > 1 else ""),
    )


def _bare(cell: Cell) -> Cell:
    """The value alone, for a table that is read at a glance."""
    return replace(cell, low=None, high=None)


def _if_shown(gap: Cell) -> Cell:
    """A difference, unless its error holds zero: what is not shown is not to be read as a cost or a gain."""
    if gap.value == 0 or gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return replace(gap, value=None)
    return gap
