"""What would be saved: worlds without a cause of delay, and paired runs with and without it."""

import numpy as np
import pytest
from made import CLEARANCE, border, made_study
from worlds import times, trace, world

from sim.measures import Cause, kinds_of
from sim.policies import apply
from sim.scenario import build_scenario, load_scenario
from sim.studies import study
from sim.studies.removals import AMPLE, REMOVABLE, Account, take_away
from sim.studies.savings import largest_accounts, savings
from sim.world.quantities import DAY_US
from sim.world.rules import Reserved, Slots


def released(changed) -> list[float | None]:
    return times(trace(changed), "release")


def test_without_a_queue_nobody_waits_for_another():
    """Three at once and one officer: out after 1, 2 and 3 h; with ample officers all after 1 h."""
    busy = world(at_h=(0, 0, 0))
    assert released(busy) == [1, 2, 3]
    assert released(take_away(busy, Account(Cause.QUEUE, "customs", "bridge"))) == [1, 1, 1]


def test_ample_officers_keep_the_hours_of_their_team_and_are_in_the_reserved_lane_too():
    """Nobody at night is nobody at night; a lane reserved for one officer has as many as are needed."""
    night = world(teams={"customs": {"officers": {"06-18": 1}}}, at_h=(5, 5))
    assert released(take_away(night, Account(Cause.QUEUE, "customs", "bridge"))) == [7, 7]
    lane = Reserved(by="lane", post="bridge", team="customs", officers=1)
    reserved = world(teams={"customs": {"officers": 2}}, at_h=(0, 0, 0)).model_copy(update={"rules": (lane,)})
    assert released(reserved) == [1, 2, 3]
    changed = take_away(reserved, Account(Cause.QUEUE, "customs", "bridge"))
    assert [rule.officers for rule in changed.rules if isinstance(rule, Reserved)] == [AMPLE]
    assert released(changed) == [1, 1, 1]


def test_without_closing_hours_work_goes_on_at_night():
    """At 5 h nobody is there until 6 h; round the clock it is served at once, on the day of a holiday too."""
    closed = world(teams={"customs": {"officers": 1, "calendar": "06-18"}}, at_h=(5,))
    assert released(closed) == [7]
    assert released(take_away(closed, Account(Cause.OFF_SHIFT, "customs", "bridge"))) == [6]


def test_a_desk_in_the_capital_is_reached_for_all_posts():
    """Its hours and its officers are changed where it stands."""
    far = world(
        at_h=(5, 5),
        capital={"courier": "0 h", "teams": {"ministry": {"officers": 1, "calendar": "06-18"}}},
        agencies={"customs": {}, "ministry": {}},
        procedure={"permit": {"agency": "ministry", "duration": "1 h"}},
    )
    assert released(far) == [7, 8]
    assert released(take_away(far, Account(Cause.QUEUE, "ministry"))) == [7, 7]
    assert released(take_away(far, Account(Cause.OFF_SHIFT, "ministry"))) == [6, 7]


def test_gates_open_and_closures_end():
    """Closed for three days, with a gate that opens at 8 h: without all that it is served on arrival."""
    shut = world(post={"gate": "08-18", "closures": [{"from": "0 h", "until": "3 d"}]})
    assert released(shut) == [81]
    assert released(take_away(shut, Account(Cause.CLOSED, None, "bridge"))) == [1]


def test_what_held_before_observation_begins_stays():
    """A closure of the lead-in is kept up to the moment at which policies begin."""
    shut = world(post={"closures": [{"from": "-1 d", "until": "3 d"}]}, lead_in="2 d")
    (closure,) = take_away(shut, Account(Cause.CLOSED, None, "bridge")).posts["bridge"].closures
    assert (closure.start, closure.until) == (-DAY_US, 0)


def test_other_causes_are_taken_away_where_they_are():
    """Damage, places, papers, permits, couriers, the consignee's own time, slots and delays before rework."""
    crew = {"crews": {"team": {"count": 1}}}
    broken = world(post={"damage": {"hall": {"stops": "post", "crew": "team", "repair": "2 d"}}}, **crew)
    full = world(teams={"customs": {"officers": 2}}, post={"yard": 1}, at_h=(0, 0))
    papers = {"check": {"agency": "customs", "duration": "1 h", "documentary": True}}
    incomplete = world(stream={"papers_complete": 0, "papers_take": "10 h"}, procedure=papers)
    permit = {"check": {"agency": "customs", "duration": "5 h", "unattended": True}}
    slow = world(agencies={"customs": {"lodgement": "4 h"}}, stream={"lodges_after": "3 h"})
    far = {"courier": "5 h", "teams": {"customs": {"officers": 1}}}
    sent = world(capital=far, teams={"health": {"officers": 1}})
    slots = Slots(by="slots", post="bridge", per_hour=0.5)
    booked = world(at_h=(0, 0), teams={"customs": {"officers": 2}}).model_copy(update={"rules": (slots,)})
    again = {"agency": "customs", "duration": "1 h", "rework": {"chance": 1, "delay": "9 h", "at_most": 1}}
    cases = {
        Cause.DAMAGED: (broken, [49], [1]),
        Cause.YARD_FULL: (full, [1, 2], [1, 1]),
        Cause.PAPERS: (incomplete, [12], [1]),
        Cause.PERMIT: (world(procedure=permit), [5], [0]),
        Cause.CONSIGNEE: (slow, [8], [1]),
        Cause.COURIER: (sent, [11], [1]),
        Cause.SLOT: (booked, [1, 3], [1, 1]),
        Cause.REWORK: (world(procedure={"check": again}), [11], [2]),
    }
    for cause, (before, with_it, without) in cases.items():
        assert (cause, released(before)) == (cause, with_it)
        assert (cause, released(take_away(before, Account(cause, "customs", "bridge")))) == (cause, without)


def test_work_itself_is_not_taken_away():
    """Service and travel are no delay that anybody could do without."""
    assert {Cause.SERVICE, Cause.TRAVEL, Cause.EARLIER} == set(Cause) - set(REMOVABLE)
    with pytest.raises(ValueError, match="service cannot be taken away"):
        take_away(world(), Account(Cause.SERVICE))


def test_the_largest_accounts_are_those_of_what_decides():
    """6 h of queue at customs, 2 h of papers, of 2 released; trade and work do not count."""
    arrived = {"relief/arrived": [[(2, 1)] * 2] * 2, "relief/released_share": [[(2, 2)] * 2] * 2}
    found = made_study(CLEARANCE | arrived, border())
    relief, trade = (kinds_of(found.scenario.world).index(kind) for kind in ("relief", "commercial"))
    found.ledger[0, relief, 0, 0, Cause.QUEUE] = 6
    found.ledger[0, relief, 0, 2, Cause.PAPERS] = 2
    found.ledger[0, relief, 0, 1, Cause.SERVICE] = 100
    found.ledger[0, trade, 0, 0, Cause.OFF_SHIFT] = 100
    assert largest_accounts(found, "as-is") == (
        (Account(Cause.QUEUE, "customs", "bridge"), 3),
        (Account(Cause.PAPERS), 1),
    )
    assert largest_accounts(found, "fast") == ()


ONE_OFFICER = """\
title: One officer
onset: 2026-05-04 00:00+00:00
zone: UTC
observe: 2 d
run_out: 3 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}}
posts: {bridge: {label: The bridge, teams: {customs: {officers: 1}}}}
streams:
  aid: {label: Aid, kind: relief, post: bridge, goods: food, convoy: 3, arrivals: {pattern: listed, times: [1 h]}}
procedure: {check: {label: Check, agency: customs, duration: 1 h}}
policies: {as-is: {label: As it is}}
"""


def test_savings_are_paired_runs_without_each_cause():
    """A convoy of three waits 0, 1 and 2 h, 1 h on average: without the queue exactly that is saved, in every run."""
    found = study(build_scenario("one", ONE_OFFICER.encode()), replications=3, workers=1)
    told: list[tuple[int, int]] = []
    saved = savings(found, "as-is", workers=1, on_progress=lambda done, total: told.append((done, total)))
    (cause,) = saved.causes
    assert (cause.account, cause.went_h) == (Account(Cause.QUEUE, "customs", "bridge"), 1.0)
    assert cause.difference.estimate == pytest.approx(-1)
    assert (saved.replications, told) == (3, [(1, 3), (2, 3), (3, 3)])


def test_every_cause_can_be_taken_away_under_every_policy():
    """Whatever rules a policy has written, the world without a cause can be run."""
    for name in ("two-agencies", "calendars-that-miss"):
        scenario = load_scenario(name)
        for policy in scenario.policies.values():
            there = apply(policy, scenario.world)
            agency, post = next(iter(there.agencies)), next(iter(there.posts))
            for cause in set(REMOVABLE) - {Cause.COURIER}:
                log = trace(take_away(there, Account(cause, agency, post)))
                assert np.count_nonzero(log.consignments["cohort"])
