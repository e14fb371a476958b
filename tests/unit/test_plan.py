"""Plans: the procedure with the rules of the moment, compiled in one fixed order."""

import pytest
from worlds import world

from sim.border.plan import ancestors, compile_plan, loosened, merged, sorted_steps, without
from sim.world import Traits
from sim.world.quantities import HOUR_US

SERIES = {"a": frozenset(), "b": frozenset("a"), "c": frozenset("b"), "d": frozenset("c")}
STEPS = {
    "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
    "sample": {"agency": "health", "duration": "2 h", "after": "papers"},
    "exam": {"agency": "customs", "duration": "1 h", "after": "sample"},
    "escort": {"agency": "police", "duration": "1 h", "after": "exam"},
}
AID = Traits(stream="aid", kind="relief", goods="food", consignor="", lane="", post="bridge")
TENTS = Traits(stream="aid", kind="relief", goods="tents", consignor="", lane="", post="bridge")


def plan(*rules, traits=AID, at_h=0, **changes):
    """Steps of each piece of work, and the places of what it comes after."""
    fields = {"procedure": STEPS, "rules": [{"by": "test", **rule} for rule in rules], **changes}
    nodes = compile_plan(world(**fields), traits, round(at_h * HOUR_US))
    return [(node.steps, node.after) for node in nodes]


def test_without_rules_the_plan_is_the_procedure():
    """Each step after the one before."""
    assert plan() == [(("papers",), ()), (("sample",), (0,)), (("exam",), (1,)), (("escort",), (2,))]


def test_a_step_left_out_hands_its_order_on():
    """d comes after b once c is gone, and after nothing once all are."""
    assert without(SERIES, "abd") == {"a": frozenset(), "b": frozenset("a"), "d": frozenset("b")}
    assert without(SERIES, "d") == {"d": frozenset()}


def test_two_steps_left_out_hand_on_all_they_came_after():
    """Two branches that end in steps left out: the last step comes after the beginnings of both."""
    order = {"a": frozenset(), "b": frozenset(), "c": frozenset("a"), "d": frozenset("b"), "e": frozenset("cd")}
    assert without(order, "abe")["e"] == frozenset("ab")


def test_ancestors_are_all_that_must_be_done_before():
    """Directly or not."""
    assert ancestors(SERIES, "d") == set("abc")


def test_loosened_steps_do_not_wait_for_one_another_and_what_follows_waits_for_all():
    """a, b and c side by side; d waited for all three through c, and still does."""
    assert loosened(SERIES, set("abc")) == {
        "a": frozenset(),
        "b": frozenset(),
        "c": frozenset(),
        "d": frozenset("abc"),
    }


def test_loosened_steps_still_wait_for_what_is_not_of_the_group():
    """b and d side by side: d came after c, which is not of the group, and c after b; both still do."""
    assert loosened(SERIES, set("bd")) == SERIES


def test_loosening_neighbours_keeps_what_both_came_after():
    """b and c side by side: both after a, and d after both."""
    assert loosened(SERIES, set("bc")) == {
        "a": frozenset(),
        "b": frozenset("a"),
        "c": frozenset("a"),
        "d": frozenset("bc"),
    }


def test_merged_steps_come_after_all_and_before_all():
    """Sample and exam together: after papers, and the escort after them; the agency declared first leads."""
    small = world(procedure=STEPS)
    order = {"papers": frozenset(), "sample": frozenset({"papers"}), "exam": frozenset({"papers"})}
    order["escort"] = frozenset({"exam"})
    groups = {step: (step,) for step in order}
    together, lead = merged(order, groups, ["sample", "exam"], small)
    assert lead == "exam"
    assert groups["exam"] == ("exam", "sample")
    assert together == {
        "exam": frozenset({"papers"}),
        "papers": frozenset(),
        "escort": frozenset({"exam"}),
    }


def test_steps_of_one_agency_are_not_joint():
    """Papers and exam are both done by customs: nothing to do together."""
    together = {"rule": "together", "steps": ["papers", "exam"]}
    assert plan(together) == plan()


def test_joint_steps_that_follow_each_other_become_one():
    """Sample and exam together, though the exam came after the sample."""
    together = {"rule": "together", "steps": ["sample", "exam"], "overhead": 1.5}
    assert plan(together) == [(("papers",), ()), (("exam", "sample"), (0,)), (("escort",), (1,))]


def test_steps_together_with_another_between_them_are_refused():
    """Papers and escort together with the sample between them: the circle is named."""
    together = {"rule": "together", "steps": ["papers", "escort"]}
    with pytest.raises(ValueError, match=r"circle: .*sample"):
        plan(together)


def test_side_by_side_comes_before_together():
    """First side by side, then together: what stood between papers and escort no longer does."""
    side_by_side = {"rule": "side_by_side", "steps": ["papers", "sample", "exam", "escort"]}
    together = {"rule": "together", "steps": ["papers", "escort"]}
    assert plan(side_by_side, together) == [(("papers", "escort"), ()), (("sample",), ()), (("exam",), ())]


def test_waived_comes_before_all():
    """A waived step is not done with others either: the exam is alone."""
    waived = {"rule": "waived", "steps": ["sample"]}
    together = {"rule": "together", "steps": ["sample", "exam"]}
    assert plan(together, waived) == [(("papers",), ()), (("exam",), (0,)), (("escort",), (1,))]


def test_the_order_of_rules_never_matters():
    """Six orders of three rules, one plan."""
    rules = [
        {"rule": "side_by_side", "steps": ["sample", "exam", "escort"]},
        {"rule": "together", "steps": ["sample", "exam"]},
        {"rule": "waived", "steps": ["papers"]},
    ]
    plans = [plan(rules[a], rules[b], rules[3 - a - b]) for a in range(3) for b in range(3) if a != b]
    assert plans == [[(("exam", "sample"), ()), (("escort",), ())]] * 6


def test_rules_hold_from_their_first_moment_until_before_their_end():
    """From 2 until 4: at 2 and 3:59, not at 1:59 and 4."""
    rule = {"rule": "waived", "steps": ["sample"], "from": "2 h", "until": "4 h"}
    lengths = [len(plan(rule, at_h=at_h)) for at_h in (1.99, 2, 3.99, 4)]
    assert lengths == [4, 3, 3, 4]


def test_rules_are_for_whom_they_are_for():
    """Waived for tents only."""
    rule = {"rule": "waived", "steps": ["sample"], "for": {"goods": "tents"}}
    assert [len(plan(rule, traits=traits)) for traits in (AID, TENTS)] == [4, 3]


def test_a_step_of_an_agency_that_is_not_concerned_is_not_asked_for():
    """Health is concerned with food and not with tents."""
    procedure = STEPS | {"sample": STEPS["sample"] | {"concerned": True}}
    goods = {"food": {"agencies": "health"}, "tents": {}}
    sizes = [len(plan(traits=traits, procedure=procedure, goods=goods)) for traits in (AID, TENTS)]
    assert sizes == [4, 3]


def test_each_agency_is_lodged_with_before_its_first_step():
    """Customs at papers, health at the sample; the police ask for nothing."""
    assert _lodgements() == {"papers": ("customs",), "sample": ("health",), "exam": (), "escort": ()}


def test_a_single_window_asks_once_at_the_first_step_that_asks():
    """Papers only; with papers waived the sample."""
    once = {"rule": "one_lodgement"}
    assert _lodgements(once) == {"papers": ("customs",), "sample": (), "exam": (), "escort": ()}
    waived = {"rule": "waived", "steps": ["papers"]}
    assert _lodgements(once, waived) == {"sample": ("health",), "exam": (), "escort": ()}


def test_joint_work_is_lodged_for_with_all_its_agencies():
    """Without papers the exam is customs' first step; together with the sample both lodgements come before."""
    waived = {"rule": "waived", "steps": ["papers"]}
    together = {"rule": "together", "steps": ["sample", "exam"]}
    assert _lodgements(waived, together)["exam"] == ("health", "customs")


def test_steps_are_sorted_as_declared_where_there_is_a_choice():
    """c and b are free: as declared; a comes after b wherever it stands."""
    order = {"a": frozenset("b"), "c": frozenset(), "b": frozenset()}
    assert sorted_steps(order, ["a", "c", "b"]) == ["c", "b", "a"]
    assert sorted_steps(order) == ["c", "b", "a"]


def test_a_circle_is_named():
    """a after b after a."""
    with pytest.raises(ValueError, match=r"circle: (a → b → a|b → a → b)"):
        sorted_steps({"a": frozenset("b"), "b": frozenset("a")}, ["a", "b"])


def _lodgements(*rules):
    agencies = {"customs": {"lodgement": "1 h"}, "health": {"lodgement": "3 h"}, "police": {}}
    written = world(procedure=STEPS, agencies=agencies, rules=[{"by": "test", **rule} for rule in rules])
    return {node.steps[0]: node.lodges for node in compile_plan(written, AID, 0)}
