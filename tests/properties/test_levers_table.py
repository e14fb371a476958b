"""Every lever has a hand-worked trace, and a property or a world each way: a new one without them fails here."""

import ast
from functools import cache
from pathlib import Path

import pytest

from sim.policies import LEVERS

TESTS = Path(__file__).parents[1]
LINES, PAPERS, PLACES = "test_levers_of_lines", "test_levers_of_papers", "test_levers_of_places"
ARRIVAL, REOPENING, HURT = "test_levers_of_arrival", "test_levers_of_reopening", "test_levers_that_hurt"

TRACES: dict[str, str] = {
    "relief_priority": f"{LINES}::test_relief_priority_lets_relief_pass_and_trade_pay",
    "relief_lane": f"{LINES}::test_a_relief_lane_takes_its_officer_from_the_crowd",
    "parallel_checks": f"{LINES}::test_parallel_checks_wait_for_the_slowest_and_not_for_the_sum",
    "joint_inspection": f"{LINES}::test_joint_inspection_lasts_as_long_as_the_longest_and_a_fifth",
    "single_window": f"{PAPERS}::test_one_lodgement_instead_of_one_for_each_agency",
    "one_stop_post": f"{PLACES}::test_a_one_stop_post_spares_the_way_between_the_two_stops",
    "one_stop_shop": f"{PLACES}::test_facilitation_that_expires_between_two_waves_is_two_lines_of_yaml",
    "pre_arrival": f"{PAPERS}::test_papers_that_come_before_the_truck",
    "simplified_declaration": f"{PAPERS}::test_papers_that_may_come_later_are_not_waited_for",
    "waive": f"{PAPERS}::test_a_waiver_reaches_those_who_wait_only_if_it_says_so",
    "recognised_consignors": f"{PAPERS}::test_recognised_consignors_have_complete_papers_and_others_do_not",
    "co_locate": f"{PLACES}::test_a_desk_at_the_post_spares_the_courier",
    "align_hours": f"{PLACES}::test_joint_inspection_hurts_until_hours_are_aligned",
    "round_the_clock": f"{LINES}::test_round_the_clock_spreads_the_officers_there_are",
    "surge_staff": f"{LINES}::test_surge_staff_serves_the_line_side_by_side",
    "pool_inspectors": f"{PLACES}::test_a_pool_helps_the_long_line",
    "triage_unsolicited": f"{ARRIVAL}::test_a_remote_yard_keeps_the_post_free",
    "risk_targeting": f"{PAPERS}::test_targeting_inspects_nobody_or_everybody_if_asked_to",
    "advance_passenger_information": f"{PAPERS}::test_passengers_known_beforehand",
    "match_inspection_to_capacity": f"{PAPERS}::test_inspections_above_capacity_are_not_made",
    "auto_release_after": f"{PAPERS}::test_papers_that_have_waited_too_long_are_passed_over",
    "share_queue_information": f"{ARRIVAL}::test_who_knows_the_lines_turns_to_the_shorter_one",
    "slot_booking": f"{ARRIVAL}::test_slots_empty_the_line_for_others_and_win_no_hours_for_those_who_book",
    "repair_order": f"{LINES}::test_repair_order_opens_the_post_named_first",
    "repair_crews": f"{REOPENING}::test_more_crews_can_open_a_post_later",
    "reopen": f"{REOPENING}::test_nothing_enters_before_the_later_side_opens",
    "open_unchecked": f"{REOPENING}::test_an_open_border_and_control_restored",
    "military_closure": f"{ARRIVAL}::test_a_military_closure_stops_trade_and_frees_the_officer_for_relief",
    "customs_frontline": f"{ARRIVAL}::test_customs_at_the_frontline_lets_trade_go_on",
}
"""What each lever moves, worked out by hand."""

NO_LATER = "test_levers_without_queues::test_a_shorter_way_makes_nobody_later"
NOT_AT_ALL = "test_levers_without_queues::test_levers_of_lines_and_hours_move_nothing_without_lines"
OWN_ALONE = "test_levers_without_queues::test_levers_of_arrival_delay_or_refuse_those_they_are_for_and_nobody_else"
IN_LINE = "test_levers_in_line::test_more_officers_or_less_work_make_nobody_in_line_later"
MISSING = "test_levers_without_queues::test_papers_that_are_not_missing_make_nobody_later"

PROPERTIES: dict[str, tuple[str, ...]] = {
    "relief_priority": (NOT_AT_ALL, "test_levers_in_line::test_priority_for_all_is_priority_for_none"),
    "relief_lane": (NOT_AT_ALL, f"{LINES}::test_a_relief_lane_that_is_too_small_is_slower_than_the_crowd"),
    "parallel_checks": (NO_LATER, f"{HURT}::test_checks_side_by_side_can_lengthen_all_waits_together"),
    "joint_inspection": (
        TRACES["joint_inspection"],
        f"{HURT}::test_joint_work_waits_for_what_comes_before_any_of_its_parts",
    ),
    "single_window": (NO_LATER,),
    "one_stop_post": (NO_LATER, f"{HURT}::test_one_stop_can_bring_the_long_job_first"),
    "one_stop_shop": (NO_LATER,),
    "pre_arrival": (NO_LATER,),
    "simplified_declaration": (MISSING, IN_LINE),
    "waive": (NO_LATER, IN_LINE, f"{HURT}::test_a_waiver_for_some_can_lengthen_all_waits_together"),
    "recognised_consignors": (MISSING,),
    "co_locate": (NO_LATER, f"{PLACES}::test_the_other_post_pays_for_the_desk"),
    "align_hours": (NOT_AT_ALL, f"{HURT}::test_aligned_hours_have_fewer_officers_at_any_one_time"),
    "round_the_clock": (NOT_AT_ALL,),
    "surge_staff": (NOT_AT_ALL, IN_LINE, f"{HURT}::test_one_more_officer_can_lengthen_all_waits_together"),
    "pool_inspectors": (NOT_AT_ALL, f"{HURT}::test_a_quiet_post_pays_for_a_pool"),
    "triage_unsolicited": (OWN_ALONE,),
    "risk_targeting": (NO_LATER, "test_levers_elsewhere::test_a_larger_share_inspects_all_that_a_smaller_one_does"),
    "advance_passenger_information": (NO_LATER,),
    "match_inspection_to_capacity": (NOT_AT_ALL, IN_LINE),
    "auto_release_after": (NOT_AT_ALL, IN_LINE),
    "share_queue_information": (NOT_AT_ALL, f"{ARRIVAL}::test_what_is_counted_is_trucks_and_not_work"),
    "slot_booking": (OWN_ALONE, f"{HURT}::test_a_slot_can_put_a_truck_in_front_of_others"),
    "repair_order": (NOT_AT_ALL,),
    "repair_crews": (NOT_AT_ALL, f"{REOPENING}::test_more_crews_can_open_a_post_later"),
    "reopen": (NOT_AT_ALL, IN_LINE, f"{HURT}::test_a_post_that_reopens_sooner_can_release_who_comes_late_later"),
    "open_unchecked": (NO_LATER, IN_LINE),
    "military_closure": (OWN_ALONE, "test_levers_in_line::test_who_is_refused_makes_nobody_later"),
    "customs_frontline": (NO_LATER, "test_levers_elsewhere::test_customs_at_the_frontline_is_the_sum_of_its_parts"),
}
"""What each lever leaves alone or cannot worsen, where that is provable; else a world each way; and what went against.

Beside these, all of them draw nothing, change nothing when they come too late, and touch no other post:
`test_levers_elsewhere`.
"""


@cache
def _tests_of(module: str) -> dict[str, str]:
    """Source of each test of a module, by name."""
    (path,) = TESTS.glob(f"*/{module}.py")
    source = path.read_text(encoding="utf-8")
    found = ast.parse(source).body
    return {
        node.name: ast.get_source_segment(source, node) or "" for node in found if isinstance(node, ast.FunctionDef)
    }


def test_every_lever_is_in_the_table() -> None:
    """With a trace, and with a property or what stands for one."""
    assert list(TRACES) == list(PROPERTIES) == list(LEVERS)
    assert all(PROPERTIES.values())


@pytest.mark.parametrize("lever", list(LEVERS))
def test_what_the_table_names_is_there(lever: str) -> None:
    """Each test exists, and the file with the trace pulls the lever."""
    for named in (TRACES[lever], *PROPERTIES[lever]):
        module, _, name = named.partition("::")
        assert name in _tests_of(module), named
    module = TRACES[lever].partition("::")[0]
    (path,) = TESTS.glob(f"traces/{module}.py")
    assert f'"{lever}"' in path.read_text(encoding="utf-8")
