"""Who is still in the running, and how many replications a precision takes, on figures worked out by hand."""

import math
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from folders import bridge, same_bits

from sim.reports.verdict import verdict_sentence
from sim.studies import (
    Interval,
    Ranking,
    Study,
    compare,
    compare_two,
    difference,
    rank,
    study,
)
from sim.studies.best import standings
from sim.studies.precision import (
    Precision,
    parse_precision,
    replications_needed,
    stein,
    study_to_precision,
)

MEAN = "relief/clearance_mean_h"
SHARE = "relief/released_24h_share"
LUCK = np.array([-3.0, -1.0, 0.0, 1.0, 3.0] * 6)
NOISE = np.array([-1.0, 1.0, 0.0, 1.0, -1.0] * 6)


def made(key: str, count: float = 1.0, **values: np.ndarray) -> Study:
    """A study of one measure from each policy's value in every replication."""
    names = tuple(values)
    figures = np.array(list(values.values()))[:, :, None]
    counts = np.full(figures.shape, count)
    scenario = SimpleNamespace(name="toy", policies={name: SimpleNamespace(label=name) for name in names})
    return Study(scenario, names, 1, figures.shape[1], (key,), figures * counts, counts, {}, np.zeros((len(names), 1)))


def test_who_is_shown_to_be_worse_is_out() -> None:
    """`b` and `c` differ by 0.1 h with noise of 0.9 h and both stay; `a` loses 2 h and is out."""
    result = standings(made(MEAN, a=12 + LUCK, b=10 + LUCK + NOISE, c=10.1 + LUCK), MEAN)
    assert [(place.policy, place.in_running) for place in result] == [("b", True), ("c", True), ("a", False)]
    # Two comparisons with each: the difference of b to c is -0.1 ± t(29, 1 - 0.05 / 2 / 2) × 0.910 / √30 h, with the
    # standard deviation of NOISE √(24 / 29) = 0.910.
    half = 2.3638 * math.sqrt(24 / 29) / math.sqrt(30)
    assert result[0].loss_low == pytest.approx(-0.1 - half, abs=1e-4)
    assert result[0].loss_high == pytest.approx(-0.1 + half, abs=1e-4)
    # Of one that is out only this is claimed: it loses, and at most what it may lose against b.
    assert result[2].loss_low == 0.0
    assert result[2].loss_high == pytest.approx(2 + half, abs=1e-4)


@pytest.mark.parametrize("rival_h", [9.4, 9.9])
def test_the_verdict_the_standings_and_the_intervals_agree(rival_h: float) -> None:
    """One rule: best is who beats every other in the intervals that are shown, in both places at once.

    The half-width is t(29, 0.975) × 0.166 h = 0.340 h: 9.4 h is less than 10 h by more, 9.7 and 9.9 h are not.
    One-sided at 95 % it would be 0.282 h, and a rival at 9.7 h would be best by one rule and not by the other.
    """
    for hours in (rival_h, 9.7):
        result = made(MEAN, a=10 + LUCK, b=hours + LUCK + NOISE)
        (gap,) = compare(result, [MEAN])
        running = {place.policy for place in standings(result, MEAN) if place.in_running}
        ranking = rank(result, MEAN)
        assert running == {ranking.leader, *ranking.rivals}
        assert (running == {"b"}) == (gap.verdict == "better") == (gap.high < 0) == (hours == 9.4)
        assert ("cannot be told apart" in verdict_sentence(result)) == (running == {"a", "b"})


def test_the_best_estimate_decides_who_is_out() -> None:
    """`c` is beaten by `b`, but not by `a`, whose estimate is best and whose luck is its own: all three stay.

    The verdict compares with the best estimate, so the standings do.
    """
    own = np.array([-9.0, 9.0, 0.0, -9.0, 9.0] * 6)
    result = made(MEAN, a=10 + own, b=10.1 + LUCK, c=10.6 + LUCK)
    assert compare_two(result, "b", "c", MEAN).verdict == "better"
    assert [place.in_running for place in standings(result, MEAN)] == [True, True, True]
    assert rank(result, MEAN) == Ranking("a", ("b", "c"))


def test_a_single_best_loses_nothing_and_more_can_be_better() -> None:
    """With 20 percentage points more released the second is alone in the running; nobody beats it."""
    result = standings(made(SHARE, 100, a=np.full(30, 0.5) + LUCK / 100, b=np.full(30, 0.7) + LUCK / 100), SHARE)
    assert [(place.policy, place.in_running) for place in result] == [("b", True), ("a", False)]
    assert result[0].loss_high == 0.0
    assert result[0].loss_low < 0


def test_what_is_not_known_is_never_put_out() -> None:
    """A policy without any figure can be neither in front nor shown to be worse."""
    study_ = made(MEAN, a=10 + LUCK, b=11 + LUCK)
    study_.count[1] = 0
    assert [(place.policy, place.in_running, place.loss_low) for place in standings(study_, MEAN)] == [
        ("a", True, -math.inf),
        ("b", True, None),
    ]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("relief/clearance_mean_h: 0.5 h", Precision(MEAN, 0.5)),
        ("relief/clearance_mean_h:30 min", Precision(MEAN, 0.5)),
        ("relief/clearance_mean_h: 5%", Precision(MEAN, 0.05, True)),
        ("relief/released_24h_share: 2 %", Precision(SHARE, 0.02)),
        ("relief/released_t: 40 t", Precision("relief/released_t", 40.0)),
    ],
)
def test_precision_is_read_as_people_write_it(text: str, precision: Precision) -> None:
    """In the unit of the measure, or as a percentage: of the baseline's level, for shares in points."""
    assert parse_precision(text) == precision


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.5 h", "does not say how precisely"),
        ("relief/clearance_h: 1 h", "is not the key of a measure"),
        ("relief/clearance_mean_h: 3", "needs a unit"),
        ("relief/clearance_mean_h: 0 h", "no length"),
        ("relief/released_t: many", "no amount in t"),
    ],
)
def test_a_precision_that_cannot_be_read_is_told(text: str, said: str) -> None:
    """In a sentence."""
    with pytest.raises(ValueError, match=said):
        parse_precision(text)


def test_replications_follow_from_the_pilot_as_stein_says() -> None:
    """Half-width 2.0452 × 0.910 / √30 = 0.3397 h in the pilot; for 0.1 h it takes 30 × 3.397² = 346.2, so 347."""
    pilot = made(MEAN, a=12 + LUCK, b=10 + LUCK + NOISE)
    assert replications_needed(pilot, Precision(MEAN, 0.1)) == 347
    assert replications_needed(pilot, Precision(MEAN, 0.4)) == 30
    # 1 % of the baseline's 12 h is 0.12 h: 30 × (0.3397 / 0.12)² = 240.4.
    assert replications_needed(pilot, Precision(MEAN, 0.01, True)) == 241


def test_of_a_single_policy_the_level_is_known_as_well_as_asked() -> None:
    """`LUCK` has the standard deviation √(120 / 29) = 2.034 h: ± 2.0452 × 2.034 / √30 = 0.7596 h; half takes 4 × 30."""
    assert replications_needed(made(MEAN, a=12 + LUCK), Precision(MEAN, 0.7596 / 2)) == 120


def test_the_final_interval_keeps_the_variance_of_the_pilot() -> None:
    """±0.34 h with 30 replications is ±0.17 h with 120, around the estimate of all."""
    gap = stein(Interval(-2.0, -2.34, -1.66, 30, 30), Interval(-1.9, -1.95, -1.85, 120, 120))
    assert (gap.estimate, gap.low, gap.high) == (-1.9, pytest.approx(-2.07), pytest.approx(-1.73))


def test_a_study_to_a_precision_ends_where_the_pilot_says_or_at_the_cap() -> None:
    """The pilot of 30 asks for more; with a cap it stops there and says so; the numbers are those of one go."""
    run = partial(study, bridge(), workers=1)
    pilot = run(replications=30)
    gap = difference(pilot, "all-hours", "as-is", MEAN)
    half = (gap.high - gap.low) / 2
    whole, stopped = study_to_precision(run, Precision(MEAN, half / 1.2), 30, 100)
    # 30 × 1.2² = 43.2
    assert (whole.replications, stopped.needed, stopped.reached) == (44, 44, True)
    assert stopped.reason.startswith("Stopped after 44 replications, which the pilot of 30 asked for")
    same_bits(whole, run(replications=44))
    capped, stopped = study_to_precision(run, Precision(MEAN, half / 1.2), 30, 40)
    assert (capped.replications, stopped.needed, stopped.reached) == (40, 44, False)
    assert stopped.reason.startswith("Stopped at the cap of 40 replications")
    early, stopped = study_to_precision(run, Precision(MEAN, half * 2), 30, 40)
    assert (early.replications, stopped.reached) == (30, True)


def test_a_share_is_asked_for_in_points() -> None:
    """60 % of a share are percentage points, and the reason says so."""
    run = partial(study, bridge(), workers=1)
    _, stopped = study_to_precision(run, parse_precision(f"{SHARE}: 60 %"), 30, 40)
    assert stopped.reason.endswith(f"{SHARE} is known to ±60 percentage points already.")


def test_a_pilot_of_less_than_thirty_is_refused() -> None:
    """It tells the variance badly."""
    with pytest.raises(ValueError, match="take 30 or more"):
        study_to_precision(partial(study, bridge()), Precision(MEAN, 1.0), 10, 100)
