"""What studies of border posts found, as a shape: which way it goes, and when. Their inputs are not published."""

from itertools import pairwise

import numpy as np
from findings import record
from levers import under
from queues import Values, exponential, mean_clearance_h, mean_wait_h, queue_world, replicate, step, stream
from scipy import stats

from sim.border import EventLog
from sim.world import World

SPANS = {"lead_in": "0", "observe": "1500 h", "run_out": "100 h"}
CHECK = {"check": step("customs", exponential("20 min"))}


def assert_less(smaller: Values, larger: Values) -> None:
    """The 99.9 % interval of the paired difference lies below zero."""
    assert stats.ttest_rel(smaller, larger, alternative="less").pvalue < 0.0005


def minutes(*waits_h: Values) -> str:
    return ", ".join(f"{60 * wait.mean():.0f} min" for wait in waits_h)


def test_officers_who_go_where_the_line_is_help_the_more_the_busier_it_is() -> None:
    """A truck port of entry: officers reallocated by the state of the lines cut the trucks there by 13, 30 and 44 %.

    Moya (2012), light, normal and heavy traffic. Here two posts of two officers whose busy hours alternate; one pool of
    four who need no time to change over. By Little's law trucks there fall as the mean time does.
    """
    cuts = []
    for load in (0.5, 0.7, 0.85):
        busy = {f"{start:02d}-{start + 6:02d}": 3 if start % 12 == 0 else 1 for start in range(0, 24, 6)}
        quiet = {hours: 4 - weight for hours, weight in busy.items()}
        posts = {name: {"label": name, "teams": {"customs": {"officers": 2}}} for name in ("a", "b")}
        flows = {
            name: stream(post=name, arrivals={"pattern": "steady", "rate": f"{load * 6!r}/h", "profile": profile})
            for name, profile in (("a", busy), ("b", quiet))
        }
        apart = queue_world(agencies={"customs": 2}, posts=posts, streams=flows, procedure=CHECK, **SPANS)
        pooled = under(apart, {"pool_inspectors": {"teams": "customs", "travel": "0"}})
        (before,), (after,) = (replicate(world, mean_clearance_h, replications=12) for world in (apart, pooled))
        cuts.append(1 - after / before)
    for lighter, heavier in pairwise(cuts):
        assert_less(lighter, heavier)
    assert_less(np.zeros_like(cuts[0]), cuts[0])
    shown = ", ".join(f"{cut.mean():.0%}".replace("%", " %") for cut in cuts)
    record("published", "trucks fewer in light, normal, heavy traffic", shown, "13 %, 30 %, 44 % (Moya 2012)")


def test_a_booth_of_their_own_helps_the_few_and_costs_the_many() -> None:
    """Of trucks 22.5 % may use a booth of their own: opened to all, the mean wait falls and theirs grows.

    Springer (2010, 2011), Pacific Highway, later replaced by shared booths with queue-jump priority: better for them
    than sharing, at no cost to the mean.
    """
    shared = two_booths()
    waits = {
        name: replicate(world, lambda log: mean_wait_h(log, stream_name="aid"), mean_wait_h)
        for name, world in (
            ("own", under(shared, {"relief_lane": {"officers": 1}})),
            ("shared", shared),
            ("first", under(shared, "relief_priority")),
        )
    }
    assert_less(waits["shared"][1], waits["own"][1])
    assert_less(waits["own"][0], waits["shared"][0])
    assert_less(waits["first"][0], waits["shared"][0])
    # Who goes first takes the place of another with as much work: the mean over all keeps.
    assert abs(stats.ttest_rel(waits["first"][1], waits["shared"][1]).statistic) < stats.t.ppf(0.9995, 23)
    told = "falls for all, grows for them (Springer 2010, 2011)"
    record("published", "wait of all: booth of their own, shared", minutes(waits["own"][1], waits["shared"][1]), told)
    record("published", "theirs: own booth, shared, going first", minutes(*(wait[0] for wait in waits.values())), told)


def two_booths() -> World:
    """Two officers of 3/h for 3.3/h, of which 22.5 % are those whom a booth of their own would be for."""
    return queue_world(
        agencies={"customs": 2},
        streams={"aid": stream(0.225 * 3.3, kind="relief"), "trade": stream(0.775 * 3.3)},
        procedure=CHECK,
        **SPANS,
    )


def test_more_customs_officers_alone_do_not_cut_the_wait() -> None:
    """A partner agency that is the narrow place keeps it: one more officer at both gains, one at customs hardly.

    GAO (1992), T-GGD-92-29: more customs staff alone does not cut waits unless the partner agency grows as well.
    """
    narrow = queue_world(
        agencies={"customs": 2, "immigration": 2},
        streams={"trade": stream(3.6)},
        procedure={
            "papers": step("customs", exponential("20 min")),
            "check": step("immigration", exponential("30 min"), after=["papers"]),
        },
        **SPANS,
    )
    customs = {"surge_staff": {"team": "customs", "officers": 1}}
    partner = {"surge_staff": {"team": "immigration", "officers": 1}}
    (now,), (alone,), (both,) = (
        replicate(world, total_wait_h) for world in (narrow, under(narrow, customs), under(narrow, customs, partner))
    )
    assert_less(10 * (now - alone), now)
    assert_less(now, 2 * (now - both))
    told = "no cut alone (GAO 1992)"
    record("published", "both waits: now, more at customs, more at both", minutes(now, alone, both), told)


def total_wait_h(log: EventLog) -> float:
    return mean_wait_h(log, "papers") + mean_wait_h(log, "check")


def test_a_share_inspected_beyond_capacity_makes_the_line_grow_without_end() -> None:
    """Inspection has room for 5 % of the boxes: at 4 % the line at the end is short, at 6 % it has grown all the time.

    The study of the Container Security Initiative found such a share, 5 % at one port and 1.5 % at a larger one.
    """
    left = []
    for share in ("4%", "6%"):
        port = queue_world(
            agencies={"customs": 1},
            streams={"boxes": stream(20.0)},
            procedure={"check": step("customs", exponential("1 h"), **{"for": {"lane": "red"}})},
            lanes=[{"shares": {"red": share, "green": f"{100 - int(share[0])}%"}}],
            **SPANS,
        )
        left += replicate(port, waiting_at_the_end, replications=12)
    # At 6 % 0.2 an hour more come than leave, for 1600 h: 320 on average; at 4 % M/M/1 at load 0.8 has 4.
    assert_less(10 * left[0], left[1])
    shown = ", ".join(f"{number.mean():.0f} boxes" for number in left)
    record(
        "published", "line at the end: 4 % inspected, 6 % with room for 5 %", shown, "unstable beyond (INFORMS release)"
    )


def waiting_at_the_end(log: EventLog) -> float:
    return float((log.consignments["outcome"] == 0).sum())
