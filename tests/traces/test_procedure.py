"""Fork and join, papers before entry, and the rules that change a procedure: side by side, waived, one lodgement."""

from worlds import arrivals, services, times, trace, waits, world

from sim.border import NOBODY, Activity

TEAMS = {"customs": {"officers": 1}, "health": {"officers": 1}, "police": {"officers": 1}}
SERIES = {
    "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
    "sample": {"agency": "health", "duration": "2 h", "after": "papers"},
    "escort": {"agency": "police", "duration": "1 h", "after": "sample"},
}


def test_steps_without_order_run_side_by_side_and_the_next_waits_for_all():
    """Sample (2 h) and search (1 h) both follow papers (0:30) and come before the seal: it begins at 2:30.

    The sample ended last, so it is what made the seal ready, and the walk back from release goes seal, sample, papers.
    """
    procedure = {
        "papers": {"agency": "customs", "duration": "30 min"},
        "search": {"agency": "police", "duration": "1 h", "after": "papers"},
        "sample": {"agency": "health", "duration": "2 h", "after": "papers"},
        "seal": {"agency": "customs", "duration": "15 min", "after": ["search", "sample"]},
    }
    log = trace(world(teams=TEAMS, procedure=procedure))
    assert services(log) == [
        (0, "papers", 0, 0, 0.5),
        (0, "search", 0.5, 0.5, 1.5),
        (0, "sample", 0.5, 0.5, 2.5),
        (0, "seal", 2.5, 2.5, 2.75),
    ]
    assert _walk(log) == ["seal", "sample", "papers"]


def test_release_comes_when_the_last_of_all_is_done():
    """Nothing follows the two: release is at the end of the longer one, which is where the walk begins."""
    procedure = {
        "sample": {"agency": "health", "duration": "2 h"},
        "search": {"agency": "police", "duration": "1 h"},
    }
    log = trace(world(teams=TEAMS, procedure=procedure))
    assert times(log, "release") == [2]
    assert _walk(log) == ["sample"]


def test_of_two_that_end_together_the_earlier_in_the_procedure_is_critical():
    """Search and sample both end at 1; search stands first in the file, so it counts as what made the seal ready."""
    procedure = {
        "search": {"agency": "police", "duration": "1 h"},
        "sample": {"agency": "health", "duration": "1 h"},
        "seal": {"agency": "customs", "duration": "15 min", "after": ["sample", "search"]},
    }
    log = trace(world(teams=TEAMS, procedure=procedure))
    assert _walk(log) == ["seal", "search"]
    swapped = {name: procedure[name] for name in ("sample", "search", "seal")}
    assert _walk(trace(world(teams=TEAMS, procedure=swapped))) == ["seal", "sample"]


def test_side_by_side_at_one_team_goes_in_the_order_of_the_procedure():
    """Two steps ask the one customs officer at the same moment: the first in the file is done first."""
    procedure = {
        "first": {"agency": "customs", "duration": "1 h"},
        "second": {"agency": "customs", "duration": "1 h"},
        "third": {"agency": "customs", "duration": "1 h"},
    }
    log = trace(world(procedure=procedure))
    assert services(log) == [(0, "first", 0, 0, 1), (0, "second", 0, 1, 2), (0, "third", 0, 2, 3)]


def test_a_step_that_is_not_needed_leaves_its_order_to_those_around_it():
    """Tents need no sample; the escort comes after the sample, hence after papers: not before 0:30."""
    procedure = SERIES | {"sample": SERIES["sample"] | {"for": {"goods": "food"}}}
    log = trace(world(teams=TEAMS, procedure=procedure, stream={"goods": "tents"}))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "escort", 0.5, 0.5, 1.5)]


def test_a_step_marked_concerned_is_for_goods_that_name_its_agency():
    """Food names health, tents name nobody: food is sampled, tents are not."""
    procedure = {"sample": {"agency": "health", "duration": "2 h", "concerned": True}}
    streams = {"aid": _stream("food"), "tents": _stream("tents")}
    log = trace(
        world(teams=TEAMS, procedure=procedure, streams=streams, goods={"food": {"agencies": "health"}, "tents": {}})
    )
    assert services(log) == [(0, "sample", 0, 0, 2)]
    assert times(log, "release") == [2, 0]


def test_nothing_to_do_means_release_at_entry():
    """Without any step a consignment is released the moment it comes in: at 8, when the gate opens."""
    log = trace(world(procedure={}, post={"gate": "08-18"}, at_h=(6, 9)))
    assert times(log, "entry") == times(log, "release") == times(log, "removal") == [8, 9]
    assert log.consignments["final"][1] == NOBODY


def test_papers_are_seen_while_the_truck_waits_outside():
    """The gate opens at 8: papers are done from 6 to 6:30, the sample, which needs the goods, begins at entry."""
    log = trace(world(teams=TEAMS, procedure=SERIES, post={"gate": "08-18"}, at_h=(6,)))
    assert services(log) == [
        (0, "papers", 6, 6, 6.5),
        (0, "sample", 8, 8, 10),
        (0, "escort", 10, 10, 11),
    ]
    assert waits(log, Activity.GATE) == [(0, 6, 8)]
    assert _walk(log) == ["escort", "sample", "gate"]


def test_papers_that_take_longer_than_the_wait_outside_hold_up_the_rest():
    """Entry at 8, papers from 7 to 11 because customs opens late: the sample begins at 11, and papers are critical."""
    procedure = SERIES | {"papers": SERIES["papers"] | {"duration": "4 h"}}
    log = trace(world(teams=TEAMS, procedure=procedure, post={"gate": "08-18"}, at_h=(7,)))
    assert services(log, "health") == [(0, "sample", 11, 11, 13)]
    assert _walk(log) == ["escort", "sample", "papers"]


def test_if_all_is_done_on_papers_release_waits_for_entry():
    """Papers are the only step: done at 6:30, released at 8 when the truck comes in; the gate is critical."""
    procedure = {"papers": SERIES["papers"]}
    log = trace(world(procedure=procedure, post={"gate": "08-18"}, at_h=(6,)))
    assert times(log, "release") == [8]
    assert _walk(log) == ["gate"]


def test_papers_of_one_branch_do_not_wait_for_the_goods_of_another():
    """Two branches: papers then a search; a sample. Outside only papers are done; both others begin at entry, at 8."""
    procedure = {
        "papers": SERIES["papers"],
        "search": {"agency": "police", "duration": "1 h", "after": "papers"},
        "sample": {"agency": "health", "duration": "2 h"},
        "stamp": {"agency": "customs", "duration": "15 min", "after": ["search", "sample"], "documentary": True},
    }
    log = trace(world(teams=TEAMS, procedure=procedure, post={"gate": "08-18"}, at_h=(6,)))
    assert services(log) == [
        (0, "papers", 6, 6, 6.5),
        (0, "search", 8, 8, 9),
        (0, "sample", 8, 8, 10),
        (0, "stamp", 10, 10, 10.25),
    ]


def test_lodging_takes_the_consignee_time_but_no_place_in_line():
    """The consignee lodges 2 h after arrival, at 2, and joins the line then; entry was at 0."""
    log = trace(world(stream={"lodges_after": "2 h"}))
    assert services(log) == [(0, "check", 2, 2, 3)]
    assert waits(log, Activity.CONSIGNEE) == [(0, 0, 2)]
    assert times(log, "entry") == [0]
    assert times(log, "lodged") == [2]


def test_lodging_goes_on_while_the_truck_waits_outside():
    """Gate opens at 8, lodged at 7 (1 h after arrival): the check begins at 8. Lodged at 9: it begins at 9."""
    early = trace(world(post={"gate": "08-18"}, stream={"lodges_after": "1 h"}, at_h=(6,)))
    late = trace(world(post={"gate": "08-18"}, stream={"lodges_after": "3 h"}, at_h=(6,)))
    assert services(early) == [(0, "check", 8, 8, 9)]
    assert _walk(early) == ["check", "gate"]
    assert services(late) == [(0, "check", 9, 9, 10)]
    assert _walk(late) == ["check", "consignee"]


def test_side_by_side_the_slowest_counts_and_not_the_sum():
    """One after another papers, sample and escort take 3:30 h; side by side 2 h."""
    rules = [{"rule": "side_by_side", "by": "test", "steps": ["papers", "sample", "escort"]}]
    assert times(trace(world(teams=TEAMS, procedure=SERIES)), "release") == [3.5]
    log = trace(world(teams=TEAMS, procedure=SERIES, rules=rules))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "escort", 0, 0, 1), (0, "sample", 0, 0, 2)]
    assert times(log, "release") == [2]


def test_what_follows_steps_side_by_side_still_waits_for_all():
    """Papers and sample side by side: the escort came after the sample, hence after papers; it still does."""
    rules = [{"rule": "side_by_side", "by": "test", "steps": ["papers", "sample"]}]
    procedure = SERIES | {"papers": SERIES["papers"] | {"duration": "3 h"}}
    log = trace(world(teams=TEAMS, procedure=procedure, rules=rules))
    assert services(log) == [(0, "sample", 0, 0, 2), (0, "papers", 0, 0, 3), (0, "escort", 3, 3, 4)]


def test_a_waived_step_is_not_done_and_the_rest_goes_ahead():
    """Without the sample the escort follows papers."""
    rules = [{"rule": "waived", "by": "test", "steps": ["sample"]}]
    log = trace(world(teams=TEAMS, procedure=SERIES, rules=rules))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "escort", 0.5, 0.5, 1.5)]


def test_a_waiver_holds_for_who_lodges_while_it_lasts():
    """A waiver from 2 until 4: who lodges at 1 and at 4 is sampled, who lodges at 2 and 3 is not."""
    rules = [{"rule": "waived", "by": "test", "steps": ["sample"], "from": "2 h", "until": "4 h"}]
    procedure = {"sample": {"agency": "health", "duration": "30 min"}}
    log = trace(world(teams=TEAMS, procedure=procedure, rules=rules, at_h=(1, 2, 3, 4)))
    assert services(log) == [(0, "sample", 1, 1, 1.5), (3, "sample", 4, 4, 4.5)]
    assert times(log, "release") == [1.5, 2, 3, 4.5]


def test_rules_bite_at_lodgement_and_not_at_arrival():
    """Arrived at 1, lodged at 3, within the waiver from 2: not sampled. Lodged before it, waiting still: sampled."""
    rules = [{"rule": "waived", "by": "test", "steps": ["sample"], "from": "2 h"}]
    procedure = {"sample": {"agency": "health", "duration": "30 min"}}
    teams = {"health": {"officers": 1, "calendar": "08-12"}}
    lodging_late = {"streams": {"aid": _stream("food", 1) | {"lodges_after": "2 h"}}}
    assert services(trace(world(teams=teams, procedure=procedure, rules=rules, **lodging_late))) == []
    waiting = trace(world(teams=teams, procedure=procedure, rules=rules, at_h=(1,)))
    assert services(waiting) == [(0, "sample", 1, 8, 8.5)]


def test_a_waiver_is_for_the_consignments_it_names():
    """Waived for tents: food is sampled, tents are not."""
    rules = [{"rule": "waived", "by": "test", "steps": ["sample"], "for": {"goods": "tents"}}]
    procedure = {"sample": {"agency": "health", "duration": "30 min"}}
    streams = {"aid": _stream("food"), "tents": _stream("tents")}
    log = trace(world(teams=TEAMS, procedure=procedure, rules=rules, streams=streams))
    assert times(log, "release") == [0.5, 0]


def test_each_agency_has_its_own_lodgement_before_its_first_step():
    """Customs' lodgement takes 1 h, health's 3 h; customs has two steps and one lodgement.

    In series: lodge 1, papers 0:30, lodge 3, sample 2, exam 1: 7:30 h in all.
    """
    log = trace(_lodging_world())
    assert waits(log, Activity.CONSIGNEE) == [(0, 0, 1), (0, 1.5, 4.5)]
    assert services(log) == [(0, "papers", 1, 1, 1.5), (0, "sample", 4.5, 4.5, 6.5), (0, "exam", 6.5, 6.5, 7.5)]


def test_a_single_window_asks_for_one_lodgement_only():
    """One lodgement, that of the first agency (1 h): 4:30 h; or one that takes 15 minutes: 3:45 h."""
    rule = {"rule": "one_lodgement", "by": "test"}
    log = trace(_lodging_world([rule]))
    assert waits(log, Activity.CONSIGNEE) == [(0, 0, 1)]
    assert times(log, "release") == [4.5]
    assert times(trace(_lodging_world([rule | {"takes": "15 min"}])), "release") == [3.75]


def test_single_windows_of_different_dates_take_their_own_time():
    """15 minutes until hour 10, 30 minutes from then on."""
    rule = {"rule": "one_lodgement", "by": "test"}
    rules = [
        rule | {"takes": "15 min", "until": "10 h"},
        rule | {"takes": "30 min", "from": "10 h"},
    ]
    log = trace(_lodging_world(rules, at_h=(0, 20)))
    assert waits(log, Activity.CONSIGNEE) == [(0, 0, 0.25), (1, 20, 20.5)]


def test_a_joint_step_waits_for_the_lodgements_of_all_its_agencies():
    """Papers and sample together: customs' lodgement (1 h) and health's (3 h) run side by side, then 2 h of work."""
    rules = [{"rule": "together", "by": "test", "steps": ["papers", "sample"]}]
    log = trace(_lodging_world(rules))
    assert waits(log, Activity.CONSIGNEE) == [(0, 0, 3)]
    assert times(log, "release") == [6]


def test_with_papers_before_arrival_only_the_goods_are_left_to_see():
    """Notice 4 h ahead of arrival at 10: papers from 6 to 6:30, the sample from arrival at 10; 3 h instead of 3:30."""
    rules = [{"rule": "before_arrival", "by": "test"}]
    log = trace(world(teams=TEAMS, procedure=SERIES, rules=rules, stream={"notice": "4 h"}, at_h=(10,)))
    assert services(log) == [
        (0, "papers", 6, 6, 6.5),
        (0, "sample", 10, 10, 12),
        (0, "escort", 12, 12, 13),
    ]
    assert times(log, "lodged") == [6]
    assert times(log, "arrival") == times(log, "entry") == [10]


def test_papers_not_done_by_arrival_go_on():
    """Customs opens at 11: papers lodged at 6 are seen from 11, after arrival at 10, and the sample follows."""
    rules = [{"rule": "before_arrival", "by": "test"}]
    teams = TEAMS | {"customs": {"officers": 1, "calendar": "11-18"}}
    log = trace(world(teams=teams, procedure=SERIES, rules=rules, stream={"notice": "4 h"}, at_h=(10,)))
    assert services(log)[:2] == [(0, "papers", 6, 11, 11.5), (0, "sample", 11.5, 11.5, 13.5)]


def test_release_is_never_before_entry_even_if_all_papers_are_done_before_arrival():
    """Papers are all there is: done at 6:30; arrival at 7, gate at 8: released at 8."""
    rules = [{"rule": "before_arrival", "by": "test"}]
    procedure = {"papers": SERIES["papers"]}
    log = trace(world(procedure=procedure, rules=rules, post={"gate": "08-18"}, stream={"notice": "1 h"}, at_h=(7, 9)))
    assert services(log) == [(0, "papers", 6, 6, 6.5), (1, "papers", 8, 8, 8.5)]
    assert times(log, "release") == [8, 9]


def test_papers_may_come_ahead_from_the_moment_the_rule_holds():
    """Notice 8 h ahead of arrival at 10, rule from 5: lodged at 5. If the rule ended at 1: lodged at 10."""
    rule = {"rule": "before_arrival", "by": "test"}
    stream = {"notice": "8 h"}
    later = trace(world(procedure=SERIES, teams=TEAMS, rules=[rule | {"from": "5 h"}], stream=stream, at_h=(10,)))
    ended = trace(world(procedure=SERIES, teams=TEAMS, rules=[rule | {"until": "1 h"}], stream=stream, at_h=(10,)))
    assert times(later, "lodged") == [5]
    assert times(ended, "lodged") == [10]


def test_a_step_takes_its_number_of_hours_whatever_else_holds():
    """Rules move steps in time and never change how long one takes: the same draws with and without side by side."""
    procedure = {
        name: step | {"duration": {"distribution": "gamma", "mean": "1 h", "cv": 0.5}} for name, step in SERIES.items()
    }
    rules = [{"rule": "side_by_side", "by": "test", "steps": ["papers", "sample", "escort"]}]
    plain, changed = (trace(world(teams=TEAMS, procedure=procedure, rules=r, at_h=(0, 1, 2))) for r in ([], rules))
    assert _lengths(plain) == _lengths(changed)


def _lengths(log):
    visits = log.visits
    return sorted(
        zip(
            visits["consignment"].tolist(),
            visits["step"].tolist(),
            (visits["end"] - visits["start"]).tolist(),
            strict=True,
        )
    )


def _walk(log, who=0):
    """What made each thing ready, from release back: names of steps, or of other activities."""
    path, row = [], int(log.consignments["final"][who])
    while row != NOBODY:
        activity = Activity(log.visits["activity"][row])
        step = log.names.steps[log.visits["step"][row]]
        path.append(step if activity is Activity.SERVICE else activity.name.lower())
        row = int(log.visits["after"][row])
    return path


def _lodging_world(rules=(), at_h=(0,)):
    return world(
        teams=TEAMS,
        agencies={"customs": {"lodgement": "1 h"}, "health": {"lodgement": "3 h"}, "police": {}},
        procedure={
            "papers": {"agency": "customs", "duration": "30 min"},
            "sample": {"agency": "health", "duration": "2 h", "after": "papers"},
            "exam": {"agency": "customs", "duration": "1 h", "after": "sample"},
        },
        rules=list(rules),
        at_h=at_h,
    )


def _stream(goods, *at_h):
    return {"kind": "relief", "post": "bridge", "goods": goods, "arrivals": arrivals(*(at_h or (0,)))}
