"""What must hold in every run of every world, whatever its rules."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from runs import Run, Visit, free_us, most_at_once, run_of
from strategies import modest, thorough, worlds

from sim.border import NEVER, NOBODY, Activity, Outcome, Reason, draw, run
from sim.border.draws import Luck
from sim.measures import ledger
from sim.world import World
from sim.world.quantities import HOUR_US
from sim.world.rules import BeforeArrival, Hours, Pooled, Priority, RemoteYard, Shortened, Slots, Together

MILESTONES = ("arrival", "entry", "release", "removal")
AFTER_RELEASE = (Activity.COLLECTION, Activity.REMOVAL)
GONE = (Outcome.ABANDONED, Outcome.TURNED_BACK, Outcome.INFORMAL)


# --- time


def ledgers_add_up(it: Run) -> None:
    """The ledger of a released consignment adds up to its clearance time to the microsecond; others have none."""
    entries = ledger(it.world, it.log)
    total = np.zeros(len(it.inputs), dtype=np.int64)
    np.add.at(total, entries.consignment, entries.us)
    columns = it.log.consignments
    took = np.where(columns["release"] == NEVER, 0, columns["release"] - columns["base_arrival"])
    np.testing.assert_array_equal(total, took)
    assert (entries.us > 0).all()


def rows_begin_where_what_made_them_ready_ended(it: Run) -> None:
    """The walk back from release tiles time: `ready` is the end of `after`, or the arrival, lodgement or start."""
    for visit in it.visits:
        if visit.after != NOBODY:
            before = it.visits[visit.after]
            assert (before.consignment, before.critical, before.end) == (visit.consignment, 1, visit.ready)
        elif visit.activity == Activity.EARLIER:
            assert visit.ready == it.columns["base_arrival"][visit.consignment] < it.log.start_us
        else:
            began = (it.columns[name][visit.consignment] for name in ("base_arrival", "arrival", "lodged"))
            assert visit.ready in (*began, it.log.start_us)
    for number, last in enumerate(it.columns["final"]):
        if last != NOBODY:
            assert it.visits[last].consignment == number
            assert it.visits[last].end == it.columns["release"][number]


def nothing_happens_before_its_cause(it: Run) -> None:
    """Arrival, entry, release and removal come in this order; work after lodgement, physical work after entry."""
    joint = any(isinstance(rule, Together) for rule in it.world.rules)
    physical = [not step.documentary for step in it.world.procedure.values()]
    for visit in it.visits:
        assert visit.ready <= visit.start <= visit.end <= it.log.end_us
    for number in range(len(it.inputs)):
        moments = [it.columns[name][number] for name in MILESTONES]
        reached = [moment for moment in moments if moment != NEVER]
        assert moments[: len(reached)] == sorted(reached)
        for visit in services_of(it, number):
            assert NEVER != it.columns["lodged"][number] <= visit.ready
            if physical[visit.step] and not joint:
                assert NEVER != it.columns["entry"][number] <= visit.ready


def release_comes_with_the_last_work(it: Run) -> None:
    """A consignment is released at its entry, its lodgement or the end of its last work, whichever is latest."""
    for number, release in enumerate(it.columns["release"]):
        if release != NEVER:
            before = [visit.end for visit in it.of_consignment[number] if visit.activity not in AFTER_RELEASE]
            assert release == max([it.columns["entry"][number], it.columns["lodged"][number], *before])


def everyone_is_released_or_gone_or_there(it: Run) -> None:
    """Came = released + gone + still there or on the way, each with the milestones of its outcome and no others."""
    detours = it.has(Slots) or any(stream.diversion for stream in it.world.streams.values())
    for number, outcome in enumerate(it.columns["outcome"]):
        has = {name: it.columns[name][number] != NEVER for name in (*MILESTONES, "left")}
        base, arrival = it.columns["base_arrival"][number], it.columns["arrival"][number]
        if detours:
            assert arrival == NEVER or arrival >= base
        else:
            assert arrival == (base if max(base, it.log.start_us) < it.log.end_us else NEVER)
        assert has["removal"] <= has["release"] <= has["entry"] <= has["arrival"]
        assert has["release"] == (outcome == Outcome.RELEASED)
        assert has["left"] == (outcome in GONE)


def who_is_gone_is_left_alone(it: Run) -> None:
    """After a consignment has left nothing more is begun on it; after its release it only waits to be taken away."""
    for visit in it.visits:
        left, release = (it.columns[name][visit.consignment] for name in ("left", "release"))
        assert left == NEVER or visit.start <= left
        assert release == NEVER or visit.end <= release or visit.activity in AFTER_RELEASE


def removal_and_delivery_keep_their_pace(it: Run) -> None:
    """Removals at a post are as far apart as its pace says; delivery comes after removal, and on a passable road."""
    removed, delivered = it.log.consignments["removal"], it.log.consignments["delivered"]
    for number, post in enumerate(it.world.posts.values()):
        here = (it.log.consignments["post"] == number) & (removed != NEVER)
        if post.removals is not None:
            assert (np.diff(np.sort(removed[here])) >= round(HOUR_US / post.removals)).all()
        there = here & (delivered != NEVER)
        assert (delivered[there] >= np.maximum(removed[there], post.passable_from or NEVER)).all()
    assert (delivered[removed == NEVER] == NEVER).all()


def only_what_is_there_is_found(it: Run) -> None:
    """What is found is carried, and was examined for by work that was done."""
    columns = it.log.consignments
    assert not (columns["found"] & ~(columns["examined"] & columns["carries"])).any()
    worked_on = np.isin(np.arange(len(it.inputs)), [visit.consignment for visit in it.services])
    assert not columns["examined"][~worked_on].any()


def services_of(it: Run, number: int) -> list[Visit]:
    """Work on a consignment."""
    return [visit for visit in it.of_consignment[number] if visit.activity == Activity.SERVICE]


# --- officers


def own_teams(it: Run) -> list[int]:
    """Desks that keep their work: where a rule makes or empties a desk, another one goes on with it."""
    return [team for team in range(len(it.log.names.teams)) if not it.hands_over(team)]


def settled_teams(it: Run) -> list[int]:
    """Desks that keep their work and stay where they are: a roving officer serves who is near first."""
    return [team for team in own_teams(it) if not it.is_roving(team)]


def no_team_works_beyond_its_officers_except_overtime(it: Run) -> None:
    """A `pause` team is never above its officers on duty; a `finish` team only with work begun before they went."""
    busy = it.busy(ongoing=False)
    for team in own_teams(it):
        finishes = it.spec_of_team(team).at_close == "finish"
        states = it.states[NOBODY, team]
        for state, until in zip(states, [*(later.time for later in states[1:]), it.log.end_us], strict=True):
            stopped = state.reason in (Reason.CLOSED, Reason.DAMAGED)
            able = 0 if stopped else state.officers
            if not finishes or stopped:
                assert most_at_once(busy[team], state.time, until) <= able
            for start in {start for start, end in busy[team] if state.time <= start < until and start < end}:
                assert most_at_once(busy[team], start, start + 1) <= able


def nothing_begins_unless_the_team_is_at_work(it: Run) -> None:
    """Work begins while its team is open with officers on duty; paused work goes on then or in the last call."""
    own = own_teams(it)
    for visit in it.services:
        if visit.team not in own:
            continue
        state = it.state_of_team(visit.team, visit.start)
        assert state.reason == Reason.OPEN
        assert state.officers > 0
        for _, _, end in it.pauses[visit.row]:
            assert it.state_of_team(visit.team, end).reason in (Reason.OPEN, Reason.LAST_CALL)


def work_takes_what_was_drawn(it: Run) -> None:
    """From start to end without pauses: the quantile of the step's uniform; joint, the longest team's × overhead."""
    times: dict[tuple[int, int], int] = defaultdict(int)
    for job in it.jobs:
        number, first = job[0].consignment, job[0]
        node = it.node_of(first)
        by_team: dict[str, int] = defaultdict(int)
        for name in node.steps:
            by_team[it.world.procedure[name].team_name] += it.drawn_us(number, name, times[number, first.step])
        times[number, first.step] += 1
        assert len(job) == len(by_team)
        assert worked_us(it, first) == round(max(by_team.values()) * it.factor_of(first, node))


def worked_us(it: Run, visit: Visit) -> int:
    """Time at work, pauses left out [µs]."""
    return visit.end - visit.start - sum(end - start for _, start, end in it.pauses[visit.row])


def lines_are_first_come_first_served(it: Run) -> None:
    """Of two of a class that wait at one desk, the one that was ready first begins first."""
    own = settled_teams(it)
    ranked = it.has(Priority, RemoteYard)
    lines = defaultdict(list)
    for job in it.jobs:
        if len(job) == 1 and job[0].team in own:
            lines[job[0].team, it.class_of(job[0]) if ranked else 0].append(job[0])
    for line in lines.values():
        for earlier, later in pairwise(sorted(line, key=lambda visit: (visit.ready, visit.start))):
            assert earlier.ready == later.ready or earlier.start <= later.start


def nobody_waits_while_an_officer_is_free(it: Run) -> None:
    """From ready to start every officer is busy whenever the team is open, joint work and broken desks apart."""
    damage = [task for post in it.world.posts.values() for task in post.damage.values()]
    if it.has(Together) or any(task.leaves for task in damage):
        return
    busy = it.busy(ongoing=True)
    for team in settled_teams(it):
        visits = [visit for visit in it.services if visit.team == team]
        ready, start = (np.array([getattr(visit, name) for visit in visits]) for name in ("ready", "start"))
        free = [free_us(busy[team], it.states[NOBODY, team], it.log.end_us, moments) for moments in (ready, start)]
        np.testing.assert_array_equal(*free)


# --- gate and yard


def the_yard_is_never_overfull(it: Run) -> None:
    """From entry to removal each holds a place; there are never more than the yard has, but for a backlog inside."""
    if it.has(RemoteYard):
        return
    for number, (name, post) in enumerate(it.world.posts.items()):
        here = [k for k, at in enumerate(it.columns["post"]) if at == number and it.columns["entry"][k] != NEVER]
        spans = []
        for k in here:
            gone = max(it.columns["removal"][k], it.columns["left"][k])
            spans.append((it.columns["entry"][k], it.log.end_us if gone == NEVER else gone))
        inside = sum(entry.count for entry in it.world.backlog if entry.post == name and entry.step is not None)
        if post.yard is not None:
            assert most_at_once(spans, it.log.start_us, it.log.end_us) <= max(post.yard, inside)
            for entry in {entry for entry, gone in spans if it.log.start_us < entry < gone}:
                assert most_at_once(spans, entry, entry + 1) <= post.yard


def nobody_enters_a_gate_that_is_shut(it: Run) -> None:
    """Entry is while the gate is open, but for a backlog that is inside from the start, and to a remote yard."""
    if it.has(RemoteYard):
        return
    for number, entry in enumerate(it.columns["entry"]):
        if entry != NEVER and not it.begins_inside(number):
            assert it.state_of_gate(it.columns["post"][number], entry).reason == Reason.OPEN


# --- patience


def patience_lasts_as_long_as_was_drawn(it: Run) -> None:
    """Who gives up does so after exactly its patience, never served; whoever is there longer was begun on before."""
    if any(step.unattended or step.agency in it.world.roving for step in it.world.procedure.values()) or it.has(Pooled):
        return
    begun = dict.fromkeys(range(len(it.inputs)), it.log.end_us)
    for visit in it.services:
        begun[visit.consignment] = min(begun[visit.consignment], visit.start)
    for who, start in zip(it.log.ongoing["consignment"].tolist(), it.log.ongoing["start"].tolist(), strict=True):
        if start != NEVER:
            begun[who] = min(begun[who], start)
    streams = list(it.world.streams.values())
    for number, outcome in enumerate(it.columns["outcome"]):
        origin = it.inputs.origins[it.inputs.origin[number]]
        patience = streams[origin.stream].patience
        if patience is None:
            assert outcome != Outcome.ABANDONED
        elif origin.backlog is None:
            uniform = it.inputs.of(origin, "patience")[it.inputs.index[number]]
            gives_up = it.columns["arrival"][number] + int(np.rint(patience.quantile(uniform)))
            if outcome == Outcome.ABANDONED:
                assert it.columns["left"][number] == gives_up
                assert begun[number] == it.log.end_us
            elif outcome not in GONE and NEVER < it.columns["arrival"][number] < gives_up < it.log.end_us:
                out = it.columns["release"][number]
                assert min(begun[number], it.log.end_us if out == NEVER else out) <= gives_up


# --- tables


def tables_are_in_order_and_complete(it: Run) -> None:
    """Visits come in order of their end, states in order of time, from the start on, each a change."""
    assert (np.diff(it.log.visits["end"]) >= 0).all()
    assert (np.diff(it.log.states["time"]) >= 0).all()
    at_posts = {place for place in it.states if NOBODY not in place}
    assert len(it.states) - len(at_posts) == len(it.world.posts) + len(it.log.names.teams)
    assert {team for _, team in at_posts} == {team for team in range(len(it.log.names.teams)) if it.is_roving(team)}
    for states in it.states.values():
        assert states[0].time == it.log.start_us
        for one, other in pairwise(states):
            assert (one.officers, one.reason) != (other.officers, other.reason)
    for who in it.log.ongoing["consignment"].tolist():
        assert it.columns["outcome"][who] != Outcome.RELEASED


INVARIANTS: tuple[Callable[[Run], None], ...] = (
    ledgers_add_up,
    rows_begin_where_what_made_them_ready_ended,
    nothing_happens_before_its_cause,
    release_comes_with_the_last_work,
    everyone_is_released_or_gone_or_there,
    who_is_gone_is_left_alone,
    removal_and_delivery_keep_their_pace,
    only_what_is_there_is_found,
    no_team_works_beyond_its_officers_except_overtime,
    nothing_begins_unless_the_team_is_at_work,
    work_takes_what_was_drawn,
    lines_are_first_come_first_served,
    nobody_waits_while_an_officer_is_free,
    the_yard_is_never_overfull,
    nobody_enters_a_gate_that_is_shut,
    patience_lasts_as_long_as_was_drawn,
    tables_are_in_order_and_complete,
)


@thorough
@given(worlds())
def test_every_run_keeps_every_invariant(world: World) -> None:
    """Whatever the world and its rules, the log of a run keeps each of the claims above."""
    it = run_of(world)
    for invariant in INVARIANTS:
        invariant(it)


# --- worlds without rules, whose own dates say what must be


def bare(world: World) -> World:
    return world.model_copy(update={"rules": ()})


def hours_are_those_of_the_world(it: Run) -> None:
    """Work begins in the hours of its team and outside closures of its side, and not in its last call."""
    for visit in it.services:
        spec, post = it.spec_of_team(visit.team), it.post_of_team(visit.team)
        opening = it.open_intervals(it.world.calendar(spec.calendar))
        assert any(since <= visit.start < until for since, until in opening)
        where = it.log.names.posts[it.columns["post"][visit.consignment]] if it.is_roving(visit.team) else post
        # What takes no time ends where it would begin, as the post closes.
        assert (
            where is None
            or visit.start == visit.end
            or not it.is_closed(where, visit.start, (it.side_of(visit.team, where),))
        )
        if not spec.changes and len(spec.officers.shifts) == 1:
            closing = [until for _, until in opening if until < it.log.end_us]
            assert not any(until - spec.last_call <= visit.start < until for until in closing)


def gates_open_when_the_world_says(it: Run) -> None:
    """Entry is in the hours of the gates of both sides, and outside their closures."""
    for number, entry in enumerate(it.columns["entry"]):
        if entry != NEVER and not it.begins_inside(number):
            post = it.log.names.posts[it.columns["post"][number]]
            spec = it.world.posts[post]
            for gate in (spec.gate, *([spec.neighbour.gate] if spec.neighbour else [])):
                opening = it.open_intervals(it.world.calendar(gate))
                assert any(since <= entry < until for since, until in opening)
            assert not it.is_closed(post, entry)


def all_that_was_needed_was_done_in_order(it: Run) -> None:
    """A released consignment has had each step that it needs, after all steps this comes after were done for good."""
    procedure = it.world.procedure
    names = list(procedure)
    for number, release in enumerate(it.columns["release"]):
        if release == NEVER or it.begins_inside(number):
            continue
        traits = it.traits(number)
        concerned = it.world.goods[traits.goods].agencies
        needed = {
            name
            for name, step in procedure.items()
            if step.match.matches(traits) and (not step.concerned or step.agency in concerned)
        }
        done = defaultdict(list)
        for visit in it.of_consignment[number]:
            if visit.activity in (Activity.SERVICE, Activity.PERMIT):
                done[names[visit.step]].append(visit)
        assert set(done) == needed
        for name in needed:
            for before in set(procedure[name].after) & needed:
                assert done[before][-1].end <= done[name][0].ready


BARE = (hours_are_those_of_the_world, gates_open_when_the_world_says, all_that_was_needed_was_done_in_order)


@modest
@given(worlds())
def test_runs_without_rules_follow_the_dates_of_the_world(world: World) -> None:
    """Hours, closures and the procedure are read from the world itself, and the log keeps to them."""
    it = run_of(bare(world))
    for invariant in BARE:
        invariant(it)


# --- the same again


@modest
@given(worlds(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_bytes(world: World, seed: int) -> None:
    """Runs of one world with one seed are the same in every table, to the byte, also when inputs are used again."""
    inputs = draw(world, seed)
    logs = [run(world, inputs), run(world, inputs), run(world, draw(world, seed))]
    for table in ("consignments", "visits", "holds", "states", "ongoing"):
        first, *others = ({key: column.tobytes() for key, column in getattr(log, table).items()} for log in logs)
        assert [first] * 2 == others
    assert logs[0].names == logs[2].names


# --- chance


@modest
@given(worlds())
def test_what_is_drawn_does_not_depend_on_rules(world: World) -> None:
    """Who comes when, and what each consignment is, are the same before a policy and after it."""
    one, two = draw(world, 1), draw(bare(world), 1)
    for name in ("base_arrival", "origin", "index", "stream"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    ruled, free = run(world, one).consignments, run(bare(world), two).consignments
    same = ("base_arrival", "stream", "goods", "consignor", "destination", "first_post", "cohort", "score", "carries")
    for name in (*same, "tonnes", "value_usd"):
        np.testing.assert_array_equal(ruled[name], free[name])


@modest
@given(worlds())
def test_work_takes_the_same_time_under_any_rules(world: World) -> None:
    """Work done alone both times takes a consignment the same time, to the microsecond, with rules and without."""
    assume(not any(isinstance(rule, Shortened) for rule in world.rules))
    taken = [times_us(run_of(world)), times_us(run_of(bare(world)))]
    for key in taken[0].keys() & taken[1].keys():
        assert taken[0][key] == taken[1][key]


def times_us(it: Run) -> dict[tuple[int, int, int], int]:
    """Working time by consignment, step and how many times the step was done before, joint work left out [µs]."""
    found: dict[tuple[int, int, int], int] = {}
    times: dict[tuple[int, int], int] = defaultdict(int)
    for job in it.jobs:
        for visit in job:
            key = visit.consignment, visit.step
            if len(it.node_of(visit).steps) == 1:
                found[*key, times[key]] = worked_us(it, visit)
            times[key] += 1
    return found


@modest
@given(worlds(), worlds())
def test_a_stream_draws_the_same_whoever_else_comes(world: World, other: World) -> None:
    """A stream added to a world changes neither when the others come, nor what they are, nor how long they take."""
    extra = next(iter(other.streams.values())).model_copy(update={"post": {"east": 1.0}})
    more = world.model_copy(update={"streams": {"extra": extra, **world.streams}})
    one, two = run_of(world), run_of(more)
    here, there = times_us(one), times_us(two)
    for origin in one.inputs.origins:
        same = next(found for found in two.inputs.origins if found.name == origin.name)
        for name in ("base_arrival", "goods", "consignor", "first_post", "lane", "carries"):
            columns = (it.log.consignments[name][its.numbers] for it, its in ((one, origin), (two, same)))
            np.testing.assert_array_equal(*columns)
        renamed = dict(zip(same.numbers.tolist(), origin.numbers.tolist(), strict=True))
        for (number, *rest), time in there.items():
            if number in renamed:
                assert here.get((renamed[number], *rest), time) == time


@modest
@given(worlds())
def test_rules_do_nothing_before_their_date(world: World) -> None:
    """What ended before the first rule began is the same without rules: policies never act in the lead-in."""
    # Who knows of another closing time ahead calls last, and who may lodge ahead does so, before that date.
    assume(not any(isinstance(rule, Hours | BeforeArrival) for rule in world.rules))
    first = min((rule.start for rule in world.rules), default=0)
    assume(world.rules and world.start_us < first)
    ended = []
    for it in (run_of(world), run_of(bare(world))):
        names = [(it.post_of_team(team), name) for team, (_, name, _) in enumerate(it.log.names.teams)]
        ended.append([(*v[1:4], v.team >= 0 and names[v.team], *v[5:8]) for v in it.visits if v.end < first])
    assert ended[0] == ended[1]


sizes = st.integers(1, 50)


@modest
@given(st.integers(0, 2**64), st.integers(0, 2**32), st.text(max_size=20), st.text(max_size=20), sizes, sizes)
def test_numbers_of_one_purpose_are_its_own(
    seed: int, replication: int, name: str, other: str, size: int, more: int
) -> None:
    """Another name, seed or replication gives other numbers; a longer vector begins with the shorter one."""
    uniforms = Luck(seed, replication).uniforms(name, size)
    assert ((uniforms >= 0) & (uniforms < 1)).all()
    np.testing.assert_array_equal(Luck(seed, replication).uniforms(name, size + more)[:size], uniforms)
    others = [Luck(seed + 1, replication), Luck(seed, replication + 1)]
    assert not any(np.isin(uniforms, luck.uniforms(name, size)).any() for luck in others)
    if name != other:
        assert not np.isin(uniforms, Luck(seed, replication).uniforms(other, size)).any()


@pytest.mark.parametrize(("one", "other"), [((7, 1), (7, 10)), ((7, 0), (70, 0)), ((1, 2), (2, 1)), ((0, 1), (1, 0))])
def test_seeds_and_replications_do_not_alias(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Pairs of seed and replication that look alike give different numbers."""
    assert not np.isin(Luck(*one).uniforms("x", 100), Luck(*other).uniforms("x", 100)).any()


@modest
@given(worlds())
def test_replications_differ(world: World) -> None:
    """Two replications of a world with random arrivals do not meet the same luck."""
    one, two = draw(world, 1, 0), draw(world, 1, 1)
    random = [name for name, stream in world.streams.items() if getattr(stream.arrivals, "spacing", "") == "random"]
    for name in random:
        moments = [
            inputs.base_arrival[origin.numbers]
            for inputs in (one, two)
            for origin in inputs.origins
            if origin.name == f"streams/{name}"
        ]
        assert not len(moments[0]) or not np.isin(moments[0], moments[1]).any()


@modest
@given(worlds())
def test_every_purpose_has_a_name_of_its_own(world: World) -> None:
    """Streams and backlogs draw under names that are all different, so that no two share their luck."""
    inputs = draw(world, 1)
    names = [origin.name for origin in inputs.origins]
    assert len(set(names)) == len(names)
    assert sorted(np.concatenate([origin.numbers for origin in inputs.origins])) == list(range(len(inputs)))
