"""Who is counted, and what is there when the run begins: lead-in, backlog, horizon."""

from worlds import arrivals, outcomes, services, times, trace, waits, world

from sim.border import NEVER, Activity, Outcome
from sim.world.quantities import HOUR_US

STEPS = {
    "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
    "sample": {"agency": "health", "duration": "2 h", "after": "papers"},
    "escort": {"agency": "police", "duration": "1 h", "after": "sample"},
}
TEAMS = {"customs": {"officers": 1}, "health": {"officers": 1}, "police": {"officers": 1}}


def backlog(**more):
    """One of aid that is there already."""
    return [{"post": "bridge", "stream": "aid", "count": 1, **more}]


def test_the_cohort_is_who_reaches_the_border_in_the_window_of_observation():
    """Observed from 0 to 24: base arrivals of -1 and 24 are traffic, those of 0 and 23:59 are measured."""
    log = trace(world(lead_in="1 d", observe="1 d", run_out="1 d", at_h=(-1, 0, 23.75, 24)))
    assert log.consignments["cohort"].tolist() == [0, 1, 1, 0]
    assert times(log, "release") == [0, 1, 24.75, 25.75]


def test_the_run_ends_after_the_run_out_and_nobody_is_dropped():
    """Observed for a day and followed for a day: who is not released by 48 is inside; work in hand is logged apart.

    0 is checked from 0 to 30 and released. 1 is at work from 30 on when the run ends, 2 waits inside, 3 outside.
    """
    log = trace(
        world(
            observe="1 d",
            run_out="1 d",
            post={"yard": 2},
            at_h=(0, 1, 2, 3),
            procedure={"check": {"agency": "customs", "duration": "30 h"}},
        )
    )
    assert outcomes(log) == [Outcome.RELEASED, Outcome.INSIDE, Outcome.INSIDE, Outcome.INSIDE]
    assert times(log, "release") == [30, None, None, None]
    assert times(log, "entry") == [0, 1, 30, None]
    assert log.ongoing["consignment"].tolist() == [1, 2]
    assert log.ongoing["start"].tolist() == [30 * HOUR_US, NEVER]
    assert log.end_us == 48 * HOUR_US


def test_a_run_may_begin_days_after_the_onset():
    """Begun 2 days after the onset with a lead-in of one: what was listed before hour 24 does not come."""
    log = trace(world(begins="2 d", lead_in="1 d", at_h=(0, 23, 24, 48)))
    assert times(log, "arrival") == [24, 48]
    assert log.consignments["cohort"].tolist() == [0, 1]


def test_traffic_of_the_lead_in_competes_with_the_cohort():
    """0 of the lead-in is at work from -0:30 to 0:30: the cohort's first waits for it."""
    log = trace(world(lead_in="1 d", at_h=(-0.5, 0)))
    assert services(log) == [(0, "check", -0.5, -0.5, 0.5), (1, "check", 0, 0.5, 1.5)]


def test_rules_do_not_act_in_the_lead_in():
    """A waiver holds from the onset if nothing is said: who lodged at -1 is checked, who lodges at 0 is not."""
    rules = [{"rule": "waived", "by": "test", "steps": ["check"]}]
    assert services(trace(world(lead_in="1 d", rules=rules, at_h=(-1, 0)))) == [(0, "check", -1, -1, 0)]


def test_a_backlog_outside_comes_in_first():
    """Two of aid wait outside since 5 h before the start: they come in at 8 before who arrives at 7."""
    log = trace(
        world(
            post={"gate": "08-18"}, at_h=(7,), backlog=[{"post": "bridge", "stream": "aid", "count": 2, "age": "5 h"}]
        )
    )
    assert times(log, "base_arrival") == times(log, "arrival") == [-5, -5, 7]
    assert times(log, "entry") == [8, 8, 8]
    assert services(log) == [(0, "check", 8, 8, 9), (1, "check", 8, 9, 10), (2, "check", 8, 10, 11)]


def test_time_before_the_run_is_logged_as_such():
    """What was waited before the start is a row of its own: from -5 to 0."""
    log = trace(world(at_h=(1,), backlog=backlog(age="5 h")))
    assert waits(log, Activity.EARLIER) == [(0, -5, 0)]
    assert times(log, "release") == [1, 2]


def test_a_backlog_is_not_in_the_cohort_unless_it_has_just_come():
    """Arrived before the window: not measured."""
    log = trace(world(at_h=(1,), backlog=backlog(age="5 h")))
    assert log.consignments["cohort"].tolist() == [0, 1]


def test_a_backlog_inside_waits_for_its_step():
    """Inside since 5 h and waiting for the sample: papers are done, sample from 0 to 2, escort to 3."""
    log = trace(world(teams=TEAMS, procedure=STEPS, at_h=(9,), backlog=backlog(age="5 h", step="sample")))
    assert services(log)[:2] == [(0, "sample", 0, 0, 2), (0, "escort", 2, 2, 3)]
    assert times(log, "arrival")[0] == -5
    assert times(log, "entry")[0] == 0


def test_a_backlog_inside_holds_places_in_the_yard():
    """One place, taken by the backlog until 3: who arrives at 1 comes in then."""
    log = trace(world(teams=TEAMS, procedure=STEPS, post={"yard": 1}, at_h=(1,), backlog=backlog(step="sample")))
    assert times(log, "entry") == [0, 3]


def test_a_backlog_inside_without_age_has_arrived_at_the_start():
    """Arrival is the start of the run."""
    log = trace(world(teams=TEAMS, procedure=STEPS, at_h=(9,), backlog=backlog(step="sample")))
    assert times(log, "arrival")[0] == 0


def test_a_backlog_that_waits_for_a_step_it_does_not_need_goes_on_with_the_next():
    """Tents need no sample: they go on with the escort at 0. If the sample was the last step, they are released."""
    procedure = STEPS | {"sample": STEPS["sample"] | {"for": {"goods": "food"}}}
    streams = {"aid": {"kind": "relief", "post": "bridge", "goods": "tents", "arrivals": arrivals()}}
    log = trace(world(teams=TEAMS, procedure=procedure, streams=streams, backlog=backlog(step="sample")))
    assert services(log) == [(0, "escort", 0, 0, 1)]
    short = {name: procedure[name] for name in ("papers", "sample")}
    log = trace(world(teams=TEAMS, procedure=short, streams=streams, backlog=backlog(step="sample")))
    assert times(log, "release") == [0]


def test_all_that_comes_before_its_step_is_done_wherever_it_stands_in_the_file():
    """The file names the escort first; it comes after the sample all the same and is still to be done."""
    procedure = {name: STEPS[name] for name in ("escort", "sample", "papers")}
    log = trace(world(teams=TEAMS, procedure=procedure, at_h=(9,), backlog=backlog(step="sample")))
    assert services(log)[:2] == [(0, "sample", 0, 0, 2), (0, "escort", 2, 2, 3)]


def test_papers_of_a_backlog_inside_were_completed_when_they_were_seen():
    """Papers are done, so nothing is found incomplete later, at the second step on papers."""
    procedure = STEPS | {"stamp": {"agency": "customs", "duration": "15 min", "after": "escort", "documentary": True}}
    stream = {"papers_complete": 0, "papers_take": "4 h"}
    log = trace(world(teams=TEAMS, procedure=procedure, at_h=(9,), stream=stream, backlog=backlog(step="sample")))
    assert [row for row in services(log) if row[0] == 0][-1] == (0, "stamp", 3, 3, 3.25)


def test_relief_of_a_backlog_inside_has_its_priority():
    """Trade and aid wait inside for the check; relief goes first by a rule of the start, though trade is older."""
    streams = {
        "trade": {"kind": "commercial", "post": "bridge", "goods": "food", "arrivals": arrivals()},
        "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals()},
    }
    rules = [{"rule": "priority", "by": "test", "level": 0, "posts": "bridge", "for": {"kind": "relief"}}]
    waiting = [
        {"post": "bridge", "stream": "trade", "count": 2, "age": "9 h", "step": "check"},
        {"post": "bridge", "stream": "aid", "count": 1, "age": "5 h", "step": "check"},
    ]
    log = trace(
        world(teams={"customs": {"officers": 1, "calendar": "08-18"}}, streams=streams, rules=rules, backlog=waiting)
    )
    assert log.consignments["stream"].tolist() == [0, 0, 1]
    assert [who for who, *_ in services(log)] == [2, 0, 1]
