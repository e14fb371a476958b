"""What levers of papers and of selection move: papers later, fewer, before; steps waived, shortened or passed over."""

from levers import released, under
from worlds import arrivals, outcomes, services, times, trace, waits, world

from sim.border import Activity, Outcome
from sim.world import LANES

PAPERS_AND_CHECK = {
    "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
    "check": {"agency": "customs", "duration": "1 h", "after": "papers"},
}
INCOMPLETE = {"papers_complete": 0, "papers_take": "4 h"}


def _stream(*at_h, kind="relief", **more):
    return {"kind": kind, "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)} | more


# --- papers


def test_papers_that_may_come_later_are_not_waited_for():
    """Found incomplete at 0:30, completed by 4:30, seen again until 5, checked until 6. If later, checked by 1:30."""
    one = world(procedure=PAPERS_AND_CHECK, stream=INCOMPLETE)
    assert released(one) == [6]
    assert released(one, "simplified_declaration") == [1.5]
    assert released(one, {"simplified_declaration": {"for": {"goods": "tents"}}}) == [6]


def test_recognised_consignors_have_complete_papers_and_others_do_not():
    """With two officers neither waits for the other: 1.5 h for the one that is recognised, 6 h for the other."""
    streams = {"known": _stream(0, consignor="un", **INCOMPLETE), "other": _stream(0, consignor="anyone", **INCOMPLETE)}
    two = world(
        teams={"customs": {"officers": 2}},
        procedure=PAPERS_AND_CHECK,
        streams=streams,
        consignors={"un": {}, "anyone": {}},
    )
    assert released(two) == [6, 6]
    assert released(two, {"recognised_consignors": {"consignors": "un", "papers_complete": 1}}) == [1.5, 6]
    waived = {"consignors": "un", "papers_complete": 0, "waived": ["papers", "check"]}
    assert released(two, {"recognised_consignors": waived}) == [0, 6]


def test_a_recognised_consignor_is_never_held_back():
    """Its papers are always complete: a share of half changes nothing for it."""
    one = world(procedure=PAPERS_AND_CHECK, stream={"consignor": "un"}, consignors={"un": {}}, at_h=(0, 9, 18))
    assert released(one, {"recognised_consignors": {"consignors": "un", "papers_complete": 0.5}}) == released(one)


def test_one_lodgement_instead_of_one_for_each_agency():
    """2 h + 1 h with customs, 4 h + 1 h with health; lodged once it is 2 h + 1 h + 1 h, or as long as stated."""
    one = world(
        agencies={"customs": {"lodgement": "2 h"}, "health": {"lodgement": "4 h"}},
        teams={"customs": {"officers": 1}, "health": {"officers": 1}},
        procedure={
            "check": {"agency": "customs", "duration": "1 h"},
            "sample": {"agency": "health", "duration": "1 h", "after": "check"},
        },
    )
    assert released(one) == [8]
    assert released(one, "single_window") == [4]
    assert released(one, {"single_window": {"takes": "3 h"}}) == [5]


def test_papers_that_come_before_the_truck():
    """Announced 2 h before 10: papers are seen 8-8:30 and the truck is checked 10-11, instead of after 10:30."""
    one = world(procedure=PAPERS_AND_CHECK, stream={"notice": "2 h"}, at_h=(10,))
    assert released(one) == [11.5]
    assert released(one, "pre_arrival") == [11]
    assert services(trace(under(one, "pre_arrival"))) == [(0, "papers", 8, 8, 8.5), (0, "check", 10, 10, 11)]


def test_a_waiver_reaches_those_who_wait_only_if_it_says_so():
    """Three of 0, 5 h each; waived from 6 on. All three lodged before, so nothing moves.

    With `also_waiting` the third, in line since 0, passes at 6; the second, begun at 5, is finished at 10.
    """
    three = world(procedure={"check": {"agency": "customs", "duration": "5 h"}}, at_h=(0, 0, 0))
    waiver = {"steps": "check", "from": "6 h"}
    assert released(three) == released(three, {"waive": waiver}) == [5, 10, 15]
    assert released(three, {"waive": waiver | {"also_waiting": True}}) == [5, 10, 6]


def test_a_waiver_acts_when_all_that_changes_at_that_moment_has_changed():
    """Three come at 0 to a check of 5 h, waived from 6 on, and a scan of 30 min; the second is at its check till 10.

    The third is scanned 6-6:30. If the scanner closes at 6 for an hour, 7-7:30. If it opens at 6, after an hour, the
    first, who has waited for it since 5, goes before the third. If a second officer comes to the check at 6, he does
    not begin what is waived at that moment.
    """
    steps = {
        "check": {"agency": "customs", "duration": "5 h"},
        "scan": {"agency": "health", "duration": "30 min", "after": "check"},
    }
    waiver = {"waive": {"steps": "check", "from": "6 h", "also_waiting": True}}

    def three(scanner, customs=1):
        teams = {"customs": {"officers": customs}, "health": {"officers": scanner}}
        return world(procedure=steps, teams=teams, at_h=(0, 0, 0))

    assert released(three(1), waiver) == [5.5, 10.5, 6.5]
    assert released(three({"00-06": 1, "07-24": 1}), waiver) == [5.5, 10.5, 7.5]
    assert released(three({"00-05": 1, "06-24": 1}), waiver) == [6.5, 10.5, 7]
    assert released(three(1, customs={"00-06": 1, "06-24": 2}), waiver) == [5.5, 10.5, 6.5]


def test_a_waiver_catches_who_comes_after_its_end():
    """Waived until 5: who comes at 4 passes at once, who comes at 5 is checked."""
    assert released(world(at_h=(4, 5)), {"waive": {"steps": "check", "until": "5 h"}}) == [4, 6]


# --- selection


def test_inspections_above_capacity_are_not_made():
    """Five come at 0, an hour each, and nobody shall expect more than 2 h.

    The first is free, the second expects 1 h, the third 2 h; the fourth would expect 3 h and passes, so does the fifth.
    """
    five = world(at_h=(0, 0, 0, 0, 0))
    matched = {"match_inspection_to_capacity": {"steps": "check", "expected_wait": "2 h"}}
    assert released(five) == [1, 2, 3, 4, 5]
    assert released(five, matched) == [1, 2, 3, 0, 0]


def test_in_a_quiet_hour_everybody_is_inspected():
    """One every two hours never waits: the same times, whatever wait is borne."""
    quiet = world(at_h=(0, 2, 4))
    never = {"match_inspection_to_capacity": {"steps": "check", "expected_wait": 0}}
    assert released(quiet, never) == released(quiet) == [1, 3, 5]


def test_papers_that_have_waited_too_long_are_passed_over():
    """Papers take 5 h each, one officer: the second and the third pass at 2, and are checked until 3 and 4."""
    procedure = {
        "papers": {"agency": "customs", "duration": "5 h", "documentary": True},
        "check": {"agency": "health", "duration": "1 h", "after": "papers"},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1}}
    three = world(teams=teams, procedure=procedure, at_h=(0, 0, 0))
    assert released(three) == [6, 11, 16]
    assert released(three, {"auto_release_after": {"waited": "2 h"}}) == [6, 3, 4]
    assert waits(trace(under(three, {"auto_release_after": {"waited": "2 h"}})), Activity.PASSED_OVER) == [
        (1, 0, 2),
        (2, 0, 2),
    ]


def test_who_waits_too_long_is_let_through_wherever_it_waits_now():
    """A desk of the capital stands at the bridge until 1; three come at 0, 5 h each, and there is one officer.

    At 1 the second and the third are given to the capital, where the second is served until 6. At 2 the third has
    waited for 2 h, in two lines, and passes; otherwise it would be served 6-11.
    """
    three = world(
        agencies={"customs": {}, "laboratory": {}},
        capital={"courier": "3 h", "teams": {"laboratory": {"officers": 1}}},
        procedure={"analyse": {"agency": "laboratory", "duration": "5 h"}},
        at_h=(0, 0, 0),
    )
    desk = {"co_locate": {"until": "1 h"}}
    assert released(three, desk) == [5, 6, 11]
    assert released(three, desk, {"auto_release_after": {"waited": "2 h", "steps": "analyse"}}) == [5, 6, 2]


def again(**more):
    """Two come at 0; the check of 1 h is done four times, and one officer serves them in turn: 0-1, 1-2, 2-3, ..."""
    rework = {"chance": "100%", "at_most": 3, **more}
    return world(procedure={"check": {"agency": "customs", "duration": "1 h", "rework": rework}}, at_h=(0, 0))


def test_a_waiver_and_too_long_a_wait_end_what_is_done_again():
    """At 1:30 the first is in line for its second check and passes; the second, in hand until 2, is asked no more.

    Who waits no longer than 30 min: the second passes at 0:30; the first never waits, and is done at 4.
    With 2 h between the checks of the first it is back at 3, when nothing is asked any more.
    """
    waiver = {"waive": {"steps": "check", "from": "1.5 h", "also_waiting": True}}
    assert released(again()) == [7, 8]
    assert released(again(), waiver) == [1.5, 2]
    assert released(again(), {"auto_release_after": {"steps": "check", "waited": "30 min"}}) == [4, 0.5]
    assert released(again(delay="2 h"), waiver) == [3, 4]


def inspected_together():
    """Four come at 0 and are inspected together, 1 h each: 1, 2, 3, 4."""
    return world(
        teams={"customs": {"officers": 1}, "health": {"officers": 1}},
        procedure={
            "check": {"agency": "customs", "duration": "1 h"},
            "look": {"agency": "health", "duration": "30 min", "after": "check"},
        },
        at_h=(0, 0, 0, 0),
    )


def test_who_waits_for_joint_work_is_let_through_too():
    """Waived from 1:30 on, or after 1:30 in line: the second, begun at 1, is finished; the others pass at 1:30.

    Expected are 0, 1, 2 h and, as the third goes at once, 2 h again: of who may expect 90 min two pass at 0. A waiver
    of one of the two inspections alone reaches nobody who waits for both.
    """
    steps = ["check", "look"]
    joint = {"joint_inspection": {"steps": steps, "overhead": 1}}
    waiver = {"steps": steps, "from": "1.5 h", "also_waiting": True}
    assert released(inspected_together(), joint) == [1, 2, 3, 4]
    assert released(inspected_together(), joint, {"waive": waiver}) == [1, 2, 1.5, 1.5]
    assert released(inspected_together(), joint, {"waive": waiver | {"steps": "look"}}) == [1, 2, 3, 4]
    late = {"auto_release_after": {"steps": steps, "waited": "1.5 h"}}
    assert released(inspected_together(), joint, late) == [1, 2, 1.5, 1.5]
    most = {"match_inspection_to_capacity": {"steps": steps, "expected_wait": "1.5 h"}}
    assert released(inspected_together(), joint, most) == [1, 2, 0, 0]


def test_an_officer_held_for_joint_work_that_is_waived_goes_to_the_next():
    """Health sees tea from 0 to 5, so the first holds the customs officer; another waits for customs alone, 1 h.

    The joint work is waived at 2: the first passes then, and its officer checks the other from 2 to 3.
    """
    joint = {"joint_inspection": {"steps": ["check", "look"], "overhead": 1, "for": {"stream": "aid"}}}
    held = world(
        teams={"customs": {"officers": 1}, "health": {"officers": 1}},
        streams={
            "tea": {"kind": "commercial", "post": "bridge", "goods": "tents", "arrivals": arrivals(0)},
            "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0.5)},
            "trade": {"kind": "people", "post": "bridge", "goods": "food", "arrivals": arrivals(1)},
        },
        procedure={
            "check": {"agency": "customs", "duration": "1 h", "for": {"goods": "food"}},
            "look": {"agency": "health", "duration": "5 h", "for": {"kind": ["commercial", "relief"]}},
        },
    )
    waiver = {"waive": {"steps": ["check", "look"], "from": "2 h", "also_waiting": True, "for": {"stream": "aid"}}}
    assert released(held, joint) == [5, 10, 11]
    assert released(held, joint, waiver) == [5, 2, 3]


def test_too_long_a_line_and_too_long_a_wait_go_together():
    """Five come at 0, 1 h each. The third expects 2 h and stays for 90 min, the others would expect 3 h and pass."""
    five = world(at_h=(0,) * 5)
    line = {"match_inspection_to_capacity": {"steps": "check", "expected_wait": "2.5 h"}}
    wait = {"auto_release_after": {"steps": "check", "waited": "1.5 h"}}
    assert released(five, line, wait) == released(five, wait, line) == [1, 2, 1.5, 0, 0]


def test_who_has_turned_away_is_let_through_no_more():
    """Three come at 0, 5 h each; the others lose patience at 1, so nobody is there to be let through at 2."""
    three = world(
        stream={"patience": "1 h"}, procedure={"check": {"agency": "customs", "duration": "5 h"}}, at_h=(0,) * 3
    )
    log = trace(under(three, {"auto_release_after": {"waited": "2 h", "steps": "check"}}))
    assert waits(log, Activity.PASSED_OVER) == []
    assert outcomes(log) == [Outcome.RELEASED, Outcome.ABANDONED, Outcome.ABANDONED]


def hidden():
    """Forty trucks, each with its own hour; half of them carry weapons. A scan of the red lane finds them."""
    return world(
        procedure={"scan": {"agency": "customs", "duration": "15 min", "for": {"lane": "red"}}},
        stream={"hidden": {"weapons": "50%"}},
        risk={"weapons": {"label": "Weapons", "examined_by": "scan", "finds": 1, "signal": 0, "shared_signal": 10}},
        at_h=tuple(range(40)),
    )


def lanes(base, *levers):
    """Lanes and what is carried and found, by consignment."""
    columns = trace(under(base, *levers)).consignments
    return [LANES[lane] for lane in columns["lane"]], columns["carries"].tolist(), columns["found"].tolist()


def test_targeting_inspects_nobody_or_everybody_if_asked_to():
    """At 0 % all are green, pass at once and nothing is found; at 100 % all are red and all carriers are found."""
    nobody, carried, found = lanes(hidden(), {"risk_targeting": {"inspected": 0}})
    assert (set(nobody), set(found)) == ({"green"}, {0})
    assert released(hidden(), {"risk_targeting": {"inspected": 0}}) == list(range(40))
    everybody, _, found = lanes(hidden(), {"risk_targeting": {"inspected": 1}})
    assert (set(everybody), found) == ({"red"}, carried)
    assert 5 < sum(carried) < 35


def test_shared_knowledge_tells_carriers_apart():
    """Half are inspected: at a shared d′ of 10 these are just the carriers; at customs' own d′ of 0 they are not.

    The threshold lies at 5, half-way between both: one of forty is on the wrong side with chance 40 × 3e-7.
    """
    shared, carried, found = lanes(hidden(), {"risk_targeting": {"inspected": 0.5, "shared_information": True}})
    assert [lane == "red" for lane in shared] == [bool(bit) for bit in carried]
    assert found == carried
    alone, *_ = lanes(hidden(), {"risk_targeting": {"inspected": 0.5}})
    stated, *_ = lanes(hidden(), {"risk_targeting": {"inspected": 0.5, "signal": 10}})
    assert alone != shared == stated


def test_passengers_known_beforehand():
    """Announced 3 h before 10: the list is seen 7-7:30, the interview takes a quarter of its hour, 10-10:15."""
    procedure = {
        "list": {"agency": "customs", "duration": "30 min", "documentary": True},
        "interview": {"agency": "customs", "duration": "1 h", "after": "list"},
    }
    streams = {"people": _stream(10, kind="people", notice="3 h"), "aid": _stream(20, notice="3 h")}
    two = world(procedure=procedure, streams=streams)
    known = {"advance_passenger_information": {"steps": "interview", "to": "25%"}}
    assert released(two) == [11.5, 21.5]
    assert released(two, known) == [10.25, 21.5]
    assert times(trace(under(two, known)), "lodged") == [7, 20]
