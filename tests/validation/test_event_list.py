"""How many entries a run puts on its event list: one a visit, and none that is left behind."""

from collections import Counter
from typing import Any

import pytest
from worlds import world

from sim import draw
from sim.border.flow import Flow
from sim.border.model import Border
from sim.world import World
from sim.world.quantities import HOUR_US

DAY = {"officers": 1, "calendar": "08-12"}
IN_LINE = {
    "papers": {"agency": "customs", "duration": "20 min"},
    "look": {"agency": "customs", "after": "papers", "duration": "1 h"},
    "stamp": {"agency": "customs", "after": "look", "duration": "10 min"},
}
SIDE_BY_SIDE = {
    "papers": {"agency": "customs", "duration": "20 min"},
    "health": {"agency": "health", "duration": "1 h"},
    "stamp": {"agency": "customs", "after": ["papers", "health"], "duration": "10 min"},
}
BOTH = {"customs": {"officers": 1}, "health": {"officers": 1}}
TOGETHER = {"rule": "together", "by": "test", "steps": ["papers", "health"]}


def entries(these: World) -> int:
    """How many entries a whole run puts on its event list."""
    border = Border(these, draw(these, seed=1))
    border.run()
    return next(border.env._eid)


def added(number: int, **changes: Any) -> float:
    """Entries that each further consignment adds, one of which is its arrival; all come at the same moment."""
    one, more = (entries(world(at_h=(9,) * count, run_out="90 d", **changes)) for count in (1, number + 1))
    return (more - one) / number - 1


def test_a_visit_is_one_entry_however_long_the_line() -> None:
    """Forty wait for one officer: three steps each, three entries each."""
    assert added(40, procedure=IN_LINE) == 3


def test_work_side_by_side_costs_no_more() -> None:
    """Two steps at a time and one after both: three visits, three entries."""
    assert added(40, procedure=SIDE_BY_SIDE, teams=BOTH) == 3


def test_closing_costs_a_visit_nothing_while_work_in_hand_is_finished() -> None:
    """A team open for four hours a day takes weeks for forty consignments, with the same three entries each."""
    assert added(40, procedure=IN_LINE, teams={"customs": DAY}) == 3


def test_waiting_outside_costs_nothing() -> None:
    """Nine of ten wait outside for a place in the yard: each still has its three visits."""
    assert added(40, procedure=IN_LINE, post={"yard": 1}) == 3


def test_each_pause_adds_the_entry_with_which_work_goes_on() -> None:
    """9 h of work at 4 h a day is paused twice: three entries for the visit, of which two are used up."""
    steps = {"check": {"agency": "customs", "duration": "9 h"}}
    whole = added(1, procedure={"check": {"agency": "customs", "duration": "1 h"}}, teams={"customs": DAY})
    paused = added(1, procedure=steps, teams={"customs": DAY | {"at_close": "pause"}})
    assert (whole, paused) == (1, 3)


def test_patience_adds_the_entry_at_which_it_ends() -> None:
    """With patience for 2 h the first of one-hour visits are served and the others turn away: at most two entries."""
    assert 1 <= added(40, stream={"patience": "2 h"}) <= 2


def test_joint_work_is_one_entry_for_all_its_officers() -> None:
    """Papers and health together, then a stamp: two visits; waiting for a partner puts nothing on the list."""
    assert added(40, procedure=SIDE_BY_SIDE, teams=BOTH, rules=[TOGETHER]) <= 3


@pytest.mark.parametrize("at_close", ["finish", "pause"])
def test_nothing_stale_is_left_on_the_list(at_close: str) -> None:
    """Every day for a month no flow stands on the event list twice, nor more flows than there are officers."""
    teams = {"customs": {"officers": 2, "calendar": "08-12", "at_close": at_close}}
    these = world(at_h=(8,) * 60, run_out="30 d", teams=teams, procedure={"check": IN_LINE["look"] | {"after": []}})
    border = Border(these, draw(these, seed=1))
    for day in range(1, 30):
        border.env.run(until=day * 24 * HOUR_US + 7)
        flows = Counter(entry[3] for entry in border.env._queue if isinstance(entry[3], Flow))
        assert sum(flows.values()) <= 2
        assert set(flows.values()) <= {1}
