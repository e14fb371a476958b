"""Rosters: officers on duty and hours of gates through a run, with all dated rules applied."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import world

from sim.border.openings import admissions, closed, gate_open
from sim.border.roster import duties, last_calls, located, officers, pooled, shared, spread_evenly, whole
from sim.border.step_functions import combine, span
from sim.world.quantities import DAY_US, HOUR_US, WEEK_US
from sim.world.rules import Pooled

RULE = {"by": "test", "post": "bridge", "team": "customs"}


def in_hours(steps):
    """A step function with its moments in hours."""
    return [(at / HOUR_US, value) for at, value in steps]


def first_day(steps):
    return [(at, value) for at, value in in_hours(steps) if at < 24]


def test_step_functions_are_joined_value_by_value():
    """Sums of 1 from 0 and 2 from 3, and 5 from 2 until 4: equal neighbours stand once."""
    one, other = [(0, 1), (3, 2)], [(0, 0), (2, 5), (4, 0)]
    assert combine(lambda a, b: a + b, one, other) == [(0, 1), (2, 6), (3, 7), (4, 2)]
    assert combine(lambda a, b: max(a, b), one, other) == [(0, 1), (2, 5), (4, 2)]
    assert combine(lambda a, b: 7, one, other) == [(0, 7)]


@given(st.data())
def test_a_joined_function_has_the_joined_value_everywhere(data):
    """At every whole moment the value of the join is the join of the values."""
    steps = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 3)), unique_by=lambda step: step[0])
    functions = [[(0, 1), *sorted(data.draw(steps))] for _ in range(3)]
    joined = combine(lambda a, b, c: a + 2 * b + 4 * c, *functions)
    for moment in range(22):
        a, b, c = (_at(function, moment) for function in functions)
        assert _at(joined, moment) == a + 2 * b + 4 * c


def test_a_span_is_cut_to_the_run():
    """The run is from -24 to 240 h."""
    run = world(lead_in="1 d")
    assert in_hours(span(run, 0, 5 * HOUR_US)) == [(-24, 0), (0, 1), (5, 0)]
    assert in_hours(span(run, -9 * DAY_US, None)) == [(-24, 1)]
    assert in_hours(span(run, 0, 99 * DAY_US)) == [(-24, 0), (0, 1)]
    assert in_hours(span(run, 20 * DAY_US, 30 * DAY_US)) == [(-24, 0)]
    assert in_hours(span(run, 5 * HOUR_US, 5 * HOUR_US)) == [(-24, 0)]


def test_officers_by_shift_and_calendar():
    """Four by day and one at night, on weekdays only: hour 0 is a Saturday, so they begin on Monday, at 48."""
    team = {"officers": {"06-18": 4, "18-06": 1}, "calendar": {"mon-fri": "24h"}}
    steps = in_hours(officers(world(teams={"customs": team}), "bridge", "customs"))
    assert steps[:4] == [(0, 0), (48, 1), (54, 4), (66, 1)]


def test_of_changes_that_overlap_the_later_in_the_list_holds():
    """Three from 1 to 5, five from 3 to 4."""
    team = {
        "officers": 1,
        "changes": [
            {"from": "1 h", "until": "5 h", "officers": 3},
            {"from": "3 h", "until": "4 h", "officers": 5},
        ],
    }
    steps = in_hours(officers(world(teams={"customs": team}), "bridge", "customs"))
    assert steps == [(0, 1), (1, 3), (3, 5), (4, 3), (5, 1)]


def test_extra_officers_come_with_the_new_hours():
    """Hours 06-18 by rule instead of 08-12, and one extra: two from 6 to 18."""
    rules = [
        RULE | {"rule": "hours", "calendar": "06-18"},
        RULE | {"rule": "extra_officers", "officers": 1},
    ]
    made = world(teams={"customs": {"officers": 1, "calendar": "08-12"}}, rules=rules)
    assert first_day(officers(made, "bridge", "customs")) == [(0, 0), (6, 2), (18, 0)]


def test_extra_officers_of_a_team_that_has_none_keep_its_calendar():
    """A team of nobody with a calendar of 08-12 gets two: from 8 to 12."""
    made = world(
        teams={"customs": {"officers": 0, "calendar": "08-12"}},
        rules=[RULE | {"rule": "extra_officers", "officers": 2}],
    )
    assert first_day(officers(made, "bridge", "customs")) == [(0, 0), (8, 2), (12, 0)]


def test_two_moves_from_one_team_share_what_it_has():
    """Customs has three; health asks for two and the police for two: health is first in the file and gets two."""
    move = RULE | {"rule": "extra_officers", "officers": 2, "taken_from": ["bridge", "customs"]}
    made = world(
        teams={"customs": {"officers": 3}, "health": {"officers": 1}, "police": {"officers": 1}},
        rules=[move | {"team": "health"}, move | {"team": "police"}],
    )
    there = {team: in_hours(officers(made, "bridge", team)) for team in ("customs", "health", "police")}
    assert there == {"customs": [(0, 0)], "health": [(0, 3)], "police": [(0, 2)]}


@pytest.mark.parametrize(("weekly", "each_day"), [(168, {1}), (24 * 7 * 2, {2}), (84, {0, 1}), (28 * 8, {1, 2})])
def test_hours_spread_evenly_are_kept_over_the_week(weekly, each_day):
    """So many officer-hours a week over shifts of 8 h, day and night: never more than half a shift away."""
    steps = spread_evenly(weekly, WEEK_US, [(0, WEEK_US)], 0)
    assert {n for at, n in steps if at < WEEK_US} == each_day
    assert abs(_sum_h(steps, WEEK_US) - weekly) <= 4


@given(st.integers(0, 2000), st.integers(1, 23))
def test_hours_spread_over_any_opening_hours_are_kept(weekly, open_h):
    """Over opening hours of any length, with a shift at the end that may be short: within half a shift of the last."""
    opening = [(day * DAY_US, day * DAY_US + open_h * HOUR_US) for day in range(7)]
    steps = spread_evenly(weekly, 7 * open_h * HOUR_US, opening, 0)
    assert abs(_sum_h(steps, WEEK_US) - weekly) <= 4


def test_hours_kept_from_a_date_are_those_of_the_week_from_it():
    """Two officers 08-20 are 168 h a week; by rule from day 2 on round the clock: one at all times."""
    rule = RULE | {"rule": "hours", "calendar": "24/7", "keep_officer_hours": True, "from": "2 d"}
    made = world(teams={"customs": {"officers": 2, "calendar": "08-20"}}, rules=[rule])
    assert in_hours(officers(made, "bridge", "customs"))[-2:] == [(44, 0), (48, 1)]


@pytest.mark.parametrize(("since", "days"), [(0, 1), (0, 3), (9, 10), (18, 20)])
def test_officers_do_not_multiply_because_the_run_ends_soon(since, days):
    """One officer 08-16 has 56 of the 168 h of a week: by rule round the clock one shift of three, 8 h a day as before.

    Were the hours of a week put into what is left of the run, one officer would become up to seven.
    """
    rule = RULE | {"rule": "hours", "calendar": "24/7", "keep_officer_hours": True, "from": f"{since} d"}
    made = world(teams={"customs": {"officers": {"08-16": 1}}}, rules=[rule], observe=f"{days - 0.5} d", run_out="12 h")
    steps = officers(made, "bridge", "customs")
    assert {n for _, n in steps} == {0, 1}
    assert _sum_h(steps, days * DAY_US) == 8 * days


def test_hours_that_open_after_a_week_of_holidays_keep_the_officers_of_an_ordinary_week():
    """Two officers 08-20 have 168 h a week; by rule 00-12 every day, but for holidays until 3 May: two from then on."""
    holidays = [f"2015-04-{day}" for day in range(25, 31)] + ["2015-05-01", "2015-05-02"]
    rule = RULE | {"rule": "hours", "calendar": {"daily": "00-12", "holidays": holidays}, "keep_officer_hours": True}
    made = world(teams={"customs": {"officers": 2, "calendar": "08-20"}}, rules=[rule], observe="9 d", run_out="1 d")
    steps = in_hours(officers(made, "bridge", "customs"))
    assert steps == [(0, 0), (192, 2), (204, 0), (216, 2), (228, 0)]


def test_reserved_officers_are_taken_out_of_the_team():
    """Two of three, from 5 to 9, for relief."""
    rule = RULE | {"rule": "reserved", "officers": 2, "for": {"kind": "relief"}, "from": "5 h", "until": "9 h"}
    made = world(teams={"customs": {"officers": 3}}, rules=[rule])
    (own, nobody), (lane, by) = duties(made, "bridge", "customs")
    assert in_hours(own.officers) == [(0, 3), (5, 1), (9, 3)]
    assert in_hours(lane.officers) == [(0, 0), (5, 2), (9, 0)]
    assert (own.name, lane.name) == ("customs", "customs (reserved)")
    assert nobody is None
    assert by == made.rules[0]


def test_last_calls_come_before_closing_and_not_before_fewer_officers():
    """An hour before each closing; the step from 4 to 1 is no closing."""
    steps = [(0, 0), (6, 4), (12, 1), (18, 0), (30, 2)]
    assert last_calls(steps, 1) == [(17, 18)]
    assert last_calls(steps, 0) == []


def test_last_calls_that_meet_are_one():
    """Closings at 12 and 16 with a last call of 5: from 7 to 16."""
    assert last_calls([(0, 0), (8, 1), (12, 0), (13, 1), (16, 0)], 5) == [(7, 16)]


def test_a_gate_is_open_when_both_sides_are():
    """06-18 here and 10-20 there: 10-18."""
    post = {"gate": "06-18", "neighbour": {"label": "There", "gate": "10-20"}}
    assert first_day(gate_open(world(post=post), "bridge")) == [(0, 0), (10, 1), (18, 0)]


def test_hours_of_a_gate_by_rule():
    """Day and night from 2 to 30, 06-18 else."""
    rule = {"rule": "gate_hours", "by": "test", "post": "bridge", "calendar": "24/7", "from": "2 h", "until": "30 h"}
    steps = in_hours(gate_open(world(post={"gate": "06-18"}, rules=[rule]), "bridge"))
    assert steps[:4] == [(0, 0), (2, 1), (42, 0), (54, 1)]


def test_closures_that_overlap_are_counted():
    """From 1 to 4 and from 3 to 6."""
    made = world(post={"closures": [{"from": "1 h", "until": "4 h"}, {"from": "3 h", "until": "6 h"}]})
    assert in_hours(closed(made, "bridge", "own")) == [(0, 0), (1, 1), (3, 2), (4, 1), (6, 0)]
    assert in_hours(closed(made, "bridge", "neighbour")) == [(0, 0)]


def test_a_rule_of_reopening_ends_what_has_begun_and_prolongs_nothing_that_was_over():
    """Closed 1-2, 3 for good, and 4-9: re-opened at 5. The first is over, the second and the third end then."""
    closures = [{"from": "1 h", "until": "2 h"}, {"from": "3 h"}, {"from": "4 h", "until": "9 h"}]
    rule = {"rule": "reopening", "by": "test", "post": "bridge", "phases": [{"at": "5 h"}]}
    steps = in_hours(closed(world(post={"closures": closures}, rules=[rule]), "bridge", "own"))
    assert steps == [(0, 0), (1, 1), (2, 0), (3, 1), (4, 2), (5, 0)]


def test_reopening_may_give_the_last_closure_a_later_end():
    """Closed 1-2; one side agrees at 5 only: closed until 5."""
    rule = {"rule": "reopening", "by": "test", "post": "bridge", "phases": [{"at": "5 h"}]}
    made = world(post={"closures": [{"from": "1 h", "until": "2 h"}]}, rules=[rule])
    assert in_hours(closed(made, "bridge", "own")) == [(0, 0), (1, 1), (5, 0)]


def test_spans_of_incidents_and_curfews_count_for_both_sides():
    """An incident from 3 to 5 and a curfew 04-06 on the first day."""
    post = {"curfews": [{"hours": "04-06", "from": "0 h", "until": "1 d"}]}
    steps = in_hours(closed(world(post=post), "bridge", "both", [(3 * HOUR_US, 5 * HOUR_US)]))
    assert steps == [(0, 0), (3, 1), (4, 2), (5, 1), (6, 0)]


def test_very_many_incidents_are_counted_in_one_pass():
    """20,000 incidents of a minute, one a minute, shut the post from 0 without a gap; pairing all takes minutes."""
    minute = HOUR_US // 60
    begun = perf_counter()
    steps = closed(world(), "bridge", "both", [(k * minute, (k + 1) * minute) for k in range(20_000)])
    assert in_hours(steps) == [(0, 1)]
    assert perf_counter() - begun < 5


def test_phases_of_reopening_say_whom_the_gate_lets_in():
    """Relief from 5, everybody from 9, in order of time."""
    phases = [{"at": "5 h", "for": {"kind": "relief"}}, {"at": "9 h"}]
    rule = {"rule": "reopening", "by": "test", "post": "bridge", "phases": phases}
    made = admissions(world(post={"closures": [{}]}, rules=[rule]), "bridge")
    assert [(at / HOUR_US, match.kind) for at, (match,) in made] == [(5, ("relief",)), (9, None)]


def test_shares_of_staff_are_rounded_up_to_whole_officers():
    """Half of 5 are 3; 7 % of 100 are 7 although the product of the floats is a little more."""
    assert whole(5 * 0.5) == 3
    assert whole(100 * 0.07) == 7
    assert whole(0.0) == 0


def test_a_pool_has_the_officers_of_all_its_posts():
    """Two and three by day: five from 6 to 18 while the rule holds, and its posts have none."""
    posts = {
        "bridge": {"teams": {"customs": {"officers": {"06-18": 2}}}},
        "ferry": {"teams": {"customs": {"officers": {"06-18": 3}}}},
    }
    rule = {"rule": "pooled", "by": "test", "team": "customs", "posts": ["bridge", "ferry"], "travel": "1 h"}
    made = world(posts=posts, rules=[rule])
    pool = next(rule for rule in made.rules if isinstance(rule, Pooled))
    assert first_day(pooled(made, pool).officers) == [(0, 0), (6, 5), (18, 0)]
    assert in_hours(officers(made, "bridge", "customs")) == [(0, 0)]


def test_officers_placed_at_posts_are_missed_in_the_capital_and_never_more_than_there_are():
    """The laboratory has three; two desks of two are placed: the second gets the one who is left."""
    desk = {"rule": "located", "by": "test", "team": "laboratory", "officers": 2}
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")}
    made = world(
        posts=posts,
        agencies={"customs": {}, "laboratory": {}},
        capital={"courier": "1 h", "teams": {"laboratory": {"officers": 3}}},
        rules=[desk | {"post": "bridge"}, desk | {"post": "ferry"}],
    )
    team = made.capital.teams["laboratory"]
    there = [in_hours(located(made, post, "laboratory", team).officers) for post in posts]
    assert there == [[(0, 2)], [(0, 1)]]
    assert in_hours(shared(made, team, "laboratory").officers) == [(0, 0)]


def _at(steps, moment):
    return [value for at, value in steps if at <= moment][-1]


def _sum_h(steps, end):
    edges = [*steps, (end, 0)]
    return sum(n * (min(b, end) - a) for (a, n), (b, _) in pairwise(edges) if a < end) / HOUR_US
