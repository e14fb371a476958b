"""Verdicts on policies, in figures and in words, against differences put in by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.reports.verdict import lesson_sentences, verdict_sentence
from sim.scenario.model import Lesson
from sim.studies import (
    Interval,
    Ranking,
    Study,
    compare,
    compare_two,
    difference,
    headline_key,
    level,
    rank,
)
from sim.studies.comparison import judge

MEAN = "relief/clearance_mean_h"
P90 = "relief/clearance_p90_h"
SHARE = "relief/released_24h_share"
ARRIVED = "relief/arrived"

LUCK = np.array([-3.0, -1.0, 0.0, 1.0, 3.0] * 6)
"""30 replications' luck that all policies share [h]."""
NOISE = np.array([-1.0, 1.0, 0.0, 1.0, -1.0] * 6)
"""And a little that they do not; unrelated to the shared luck, sum zero."""


def made(key, count=10, labels=None, lessons=(), **values):
    """Make a study of one measure from each policy's value in every replication."""
    names = tuple(values)
    policies = {name: SimpleNamespace(label=(labels or {}).get(name, name)) for name in names}
    stacked = np.array([np.asarray(value, dtype=float) for value in values.values()])[:, :, None]
    counts = np.full(stacked.shape, float(count))
    scenario = SimpleNamespace(name="toy", policies=policies, lessons=lessons)
    return Study(scenario, names, 1, stacked.shape[1], (key,), stacked * counts, counts, {}, np.zeros(len(names)))


def test_intervals_are_paired_and_hold_together():
    """With two policies against the baseline each interval is the paired one at 97.5 %."""
    result = made(MEAN, as_is=20 + LUCK, a=15 + LUCK + NOISE, b=22 + LUCK - NOISE)
    a, b = compare(result, [MEAN])
    alone = difference(result, "a", "as_is", MEAN, 0.975)
    assert (a.policy, a.baseline, a.key) == ("a", "as_is", MEAN)
    assert (a.difference, a.low, a.high) == (alone.estimate, alone.low, alone.high)
    assert a.difference == pytest.approx(-5)
    assert (a.verdict, b.verdict) == ("better", "worse")
    assert (a.wins_share, b.wins_share) == (1, 0)
    assert a.reached == 30


def test_all_measures_are_compared_unless_some_are_named():
    """One comparison for every policy but the baseline and every measure."""
    result = made(MEAN, as_is=20 + LUCK, a=15 + LUCK, b=22 + LUCK)
    assert [(c.key, c.policy) for c in compare(result)] == [(MEAN, "a"), (MEAN, "b")]


def test_simultaneous_intervals_all_hold():
    """Of 400 studies of four equal policies, at most about 5 % show any difference at all."""
    rng = np.random.default_rng(1)
    shown = 0
    for _ in range(400):
        values = 20 + rng.normal(0, 1, (5, 30))
        result = made(MEAN, as_is=values[0], a=values[1], b=values[2], c=values[3], d=values[4])
        shown += any(c.verdict != "no difference shown" for c in compare(result))
    # 5 % of 400 is 20 with standard deviation 4.4.
    assert shown <= 20 + 3 * 4.4


@pytest.mark.parametrize(
    ("low", "high", "better", "matters", "verdict"),
    [
        (-3, -1, "low", None, "better"),
        (-3, -1, "high", None, "worse"),
        (1, 3, "low", None, "worse"),
        (1, 3, "high", None, "better"),
        (1, 3, None, None, "differs"),
        (-1, 3, "low", None, "no difference shown"),
        (0, 0, "low", None, "same"),
        (-1, 3, "low", 4, "same"),
        (1, 3, "low", 4, "same"),
        (1, 3, "low", 2, "worse"),
        (-3, 1, "low", 2, "no difference shown"),
        (None, None, "low", 2, "not known"),
    ],
)
def test_words_for_intervals(low, high, better, matters, verdict):
    """Within what matters is the same, then the side of zero decides, and without an interval nobody knows."""
    assert judge(Interval(0.0, low, high, 30, 30), better, matters) == verdict


def test_values_not_reached_are_compared_by_wins_only():
    """A quantile not reached in some replications has no interval but still wins and loses."""
    never = np.where(LUCK > 2, math.inf, 50 + LUCK)
    gap = compare_two(made(P90, as_is=never, a=40 + LUCK), "a", "as_is", P90)
    assert (gap.difference, gap.low, gap.high, gap.verdict) == (-math.inf, None, None, "not known")
    # The luck exceeds 2 in 6 of 30 replications.
    assert (gap.reached, gap.wins_share) == (24, 1)


def test_measure_without_a_better_side_has_no_winner():
    """More or fewer arrivals are neither good nor bad."""
    gap = compare_two(made(ARRIVED, count=1, as_is=20 + LUCK, a=25 + LUCK + NOISE), "a", "as_is", ARRIVED)
    assert (gap.verdict, gap.wins_share) == ("differs", None)
    with pytest.raises(ValueError, match="relief/arrived neither more nor less is better"):
        rank(made(ARRIVED, as_is=20 + LUCK), ARRIVED)


def test_best_must_beat_every_other():
    """A policy that beats the baseline but not its rival is not called best."""
    close = made(MEAN, as_is=20 + LUCK, a=15 + LUCK + NOISE, b=15.1 + LUCK - NOISE)
    apart = made(MEAN, as_is=20 + LUCK, a=15 + LUCK + NOISE, b=17 + LUCK - NOISE)
    assert rank(close, MEAN) == Ranking("a", ("b",))
    assert rank(apart, MEAN) == Ranking("a", ())


def test_best_of_equals_is_seldom_claimed():
    """Of 400 studies of four equal policies, at most about 5 % call one of them best."""
    rng = np.random.default_rng(2)
    claims = 0
    for _ in range(400):
        values = 20 + rng.normal(0, 1, (4, 30))
        claims += not rank(made(MEAN, as_is=values[0], a=values[1], b=values[2], c=values[3]), MEAN).rivals
    assert claims <= 20 + 3 * 4.4


def test_headline_is_relief_or_everyone():
    """The mean clearance of relief decides, without relief that of all, and without either one must choose."""
    assert headline_key(["all/clearance_mean_h", MEAN]) == MEAN
    assert headline_key(["all/clearance_mean_h", P90]) == "all/clearance_mean_h"
    with pytest.raises(ValueError, match="name the measure that decides"):
        headline_key([P90])


def test_verdict_names_the_best_policy():
    """Which policy, by how much against the baseline, how surely, and in what share of replications."""
    # The noise has sd √(24/29) = 0.910 and standard error 0.166; t(29) at 97.5 % one side 2.045: ± 0.340 h = 20 min.
    result = made(MEAN, labels={"as_is": "As it was", "shop": "One-stop shop"}, as_is=20 + LUCK, shop=15 + LUCK + NOISE)
    assert verdict_sentence(result) == (
        "Relief clears soonest under “One-stop shop”: after 15 h on average. "
        "Under “One-stop shop” it clears 5 h sooner than under “As it was” "
        "(simulation error at 95 %: 4 h 40 min to 5 h 20 min sooner), and sooner in all 30 replications."
    )


def test_verdict_when_the_baseline_is_best():
    """The baseline may be best; the next best is set against it."""
    result = made(MEAN, as_is=20 + LUCK, a=28 + LUCK, b=25 + LUCK + NOISE)
    text = verdict_sentence(result)
    assert text.startswith("Relief clears soonest under “as_is”: after 20 h on average. Under “b” it clears 5 h later")
    assert text.endswith("later in all 30 replications.")


def test_verdict_when_the_best_cannot_be_told_from_the_baseline():
    """Without a difference shown no policy is called best, and both bounds are said with their side."""
    # 0.1 h = 6 min less, ± 20 min as above. It is later in the 12 replications with a noise of +1 h, sooner in 18.
    text = verdict_sentence(made(MEAN, as_is=20 + LUCK, a=19.9 + LUCK + NOISE))
    assert text == (
        "It is not shown under which policy relief clears soonest: “as_is” and “a” cannot be told apart. "
        "Under “a” it clears 6 min sooner than under “as_is” "
        "(simulation error at 95 %: 26 min sooner to 14 min later), and sooner in 60 % of 30 replications."
    )


def test_verdict_when_two_share_the_first_place():
    """Two that both beat the baseline are named together."""
    text = verdict_sentence(made(MEAN, as_is=20 + LUCK, a=15 + LUCK + NOISE, b=15.1 + LUCK - NOISE))
    assert text.startswith(
        "Relief clears soonest under “a” or “b”, which cannot be told apart. Under “a” it clears 5 h"
    )


@pytest.mark.parametrize(
    ("gain", "matters", "ending"),
    [
        (5, 2, "That is more than the 2 h that would matter."),
        (5, 5, "Whether it is more than the 5 h that would matter is not shown."),
        (1, 2, "That is less than the 2 h that would matter."),
    ],
)
def test_verdict_says_whether_it_matters(gain, matters, ending):
    """A gain of 5 h ± 20 min is more than 2 h; against 5 h nobody knows; 1 h ± 20 min is less than 2 h."""
    result = made(MEAN, as_is=20 + LUCK, a=20 - gain + LUCK + NOISE)
    assert verdict_sentence(result, matters=matters).endswith(ending)


def test_verdict_on_a_share():
    """Shares are said in per cent, their differences in percentage points, and more is better."""
    result = made(SHARE, count=100, as_is=0.5 + LUCK / 100, a=0.6 + LUCK / 100 + NOISE / 100)
    text = verdict_sentence(result, SHARE)
    assert "(relief) is highest under “a”: 60 %. Under “a” it is 10 percentage points higher" in text
    assert text.endswith("and higher in all 30 replications.")


def test_verdict_without_chance():
    """Where every replication shows the same gain there is no simulation error to speak of."""
    text = verdict_sentence(made(MEAN, as_is=np.full(3, 20.0), a=np.full(3, 18.0)))
    assert "it clears 2 h sooner than under “as_is” (without simulation error)" in text


def test_verdict_without_any_difference():
    """Equal policies are neither sooner nor later, and neither is best."""
    text = verdict_sentence(made(MEAN, as_is=20 + LUCK, a=20 + LUCK))
    assert "“as_is” and “a” cannot be told apart." in text
    assert text.endswith("Under “a” it clears neither sooner nor later than under “as_is” (without simulation error).")


def test_verdict_from_one_replication_claims_nothing():
    """One replication gives a difference but no verdict."""
    text = verdict_sentence(made(MEAN, as_is=[20], a=[18]))
    assert "cannot be told apart" in text
    assert text.endswith("2 h sooner than under “as_is” (too few replications to tell how surely).")


def test_verdict_on_one_policy():
    """A study without anything to compare with says what it found."""
    assert verdict_sentence(made(MEAN, as_is=20 + LUCK)) == "Under “as_is” relief clears after 20 h on average."


def test_verdict_on_values_not_reached():
    """A difference that is not known is not given a number."""
    never = np.where(LUCK > 2, math.inf, 50 + LUCK)
    text = verdict_sentence(made(P90, as_is=never, a=40 + LUCK), P90)
    assert text.endswith("is not known: both were reached in 24 of 30 replications only.")


def test_verdict_on_nobody():
    """Without a single consignment of the group there is nothing to say."""
    text = verdict_sentence(made(MEAN, count=0, as_is=LUCK, a=LUCK))
    assert text == "No replication had a consignment to judge relief by, so nothing is known."


def test_levels_agree_with_the_sentence():
    """The value in the sentence is the level of the study."""
    assert level(made(MEAN, as_is=20 + LUCK), "as_is", MEAN).estimate == pytest.approx(20)


def test_a_lesson_is_told_with_both_values_and_its_error():
    """Two read together: standard error 0.166 h, t(29) at 98.75 % one side 2.364, so ± 24 min; or no error at all."""
    lessons = (Lesson(measure=MEAN, policy="a"), Lesson(measure=MEAN, policy="b", than="a"))
    values = {"as_is": 20 + LUCK, "a": 15 + LUCK + NOISE, "b": 15 + LUCK + NOISE}
    assert lesson_sentences(made(MEAN, lessons=lessons, **values)) == [
        "Relief clears 5 h sooner under “a” than under “as_is”: 15 h against 20 h "
        "(simulation error at 95 %: 4 h 36 min to 5 h 24 min sooner), and sooner in all 30 replications.",
        "Relief clears neither sooner nor later under “b” than under “a”: 15 h against 15 h "
        "(without simulation error).",
    ]


def test_a_lesson_that_chance_may_explain_says_so():
    """6 min less, with an error of some 20 min."""
    lessons = (Lesson(measure=MEAN, policy="a"),)
    (told,) = lesson_sentences(made(MEAN, lessons=lessons, as_is=20 + LUCK, a=19.9 + LUCK + NOISE))
    assert told.startswith("Relief clears 6 min sooner under “a” than under “as_is”, which is no more than chance may")


def test_a_lesson_about_a_policy_that_was_not_run_is_left_out():
    """Only what was compared is told; officers' hours are not said in days."""
    lessons = (Lesson(measure="all/officer_h", policy="a"), Lesson(measure="all/officer_h", policy="gone"))
    result = made("all/officer_h", 1, lessons=lessons, as_is=np.full(3, 420.0), a=np.full(3, 1060.0))
    (told,) = lesson_sentences(result)
    assert told.startswith("Officer-hours on duty (all) is 640 h higher under “a” than under “as_is”: 1,060 h against")
