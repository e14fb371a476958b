"""Estimates and their simulation error, against hand calculation, SciPy and the coverage they promise."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.studies import statistics as st

R = 30
STUDIES = 1000
# 1,000 studies at 95 %: the share that covers has standard deviation 0.7 points, so three of them are 2.1 points.
NOMINAL = (0.929, 0.971)


def row(*values: float) -> st.Floats:
    return np.array(values, dtype=np.float64)


def ones(size: int) -> st.Floats:
    return np.ones(size)


def covered(intervals: list[st.Interval], truth: float) -> float:
    return sum(i.low <= truth <= i.high for i in intervals) / len(intervals)


def busy_studies(seed: int) -> list[tuple[st.Floats, st.Floats]]:
    """Replications with n consignments that each wait n/4 hours plus the luck of the replication (sd 2)."""
    rng = np.random.default_rng(seed)
    count = rng.poisson(40, (STUDIES, R)).astype(float)
    luck = rng.normal(0, 2, (STUDIES, R))
    return list(zip(count * (count / 4 + luck), count, strict=True))


def test_ratio_is_linearised():
    """The ratio of sums has the variance of its residuals: 3 ± t(1) × 0.5 for (2 h, 1) and (10 h, 3)."""
    # 12/4 = 3; residuals 2-3 = -1 and 10-9 = 1, over the mean count 2: ∓0.5; variance (0.25 + 0.25) / 1 / 2 = 0.25.
    interval = st.ratio(row(2, 10), row(1, 3))
    half = stats.t.ppf(0.975, 1) * 0.5
    assert interval.estimate == 3
    assert (interval.low, interval.high) == pytest.approx((3 - half, 3 + half))
    assert (interval.reached, interval.replications) == (2, 2)


def test_ratio_covers_the_true_mean():
    """With counts and waits that rise together, 95 % intervals cover E[total]/E[count] in about 95 % of studies."""
    # E[n²]/4 / E[n] = (λ² + λ) / 4 / λ = (λ + 1) / 4 for Poisson counts.
    intervals = [st.ratio(total, count) for total, count in busy_studies(1)]
    assert NOMINAL[0] <= covered(intervals, 41 / 4) <= NOMINAL[1]


def test_averaging_replications_answers_another_question():
    """The average of single replications' means estimates E[n/4], which is not the mean wait of a consignment."""
    intervals = [st.mean(total, count) for total, count in busy_studies(2)]
    assert NOMINAL[0] <= covered(intervals, 40 / 4) <= NOMINAL[1]


def test_mean_is_the_t_interval():
    """Values of single replications get SciPy's t interval, whatever the counts they came from."""
    values, count = row(3, 5, 4, 8), row(1, 2, 3, 4)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    interval = st.mean(values * count, count, 0.9)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_unknown_replications_are_left_out():
    """A replication without a consignment of the group changes the counts reported, not the estimate or its error."""
    for estimator in (st.ratio, st.mean, st.proportion):
        with_gap = estimator(row(1, 0, 2, 3), row(4, 0, 4, 4))
        without = estimator(row(1, 2, 3), row(4, 4, 4))
        assert (with_gap.estimate, with_gap.low, with_gap.high) == (without.estimate, without.low, without.high)
        assert (with_gap.reached, with_gap.replications) == (3, 4)


def test_nothing_known_is_unknown():
    """No consignment in any replication: None, not zero."""
    for estimator in (st.ratio, st.mean, st.proportion):
        assert estimator(np.zeros(3), np.zeros(3)) == st.Interval(None, None, None, 0, 3)


@pytest.mark.parametrize(("total", "count"), [((4,), (2,)), ((4, 0), (2, 0))])
def test_one_replication_has_no_interval(total, count):
    """One replication that knows the value gives an estimate (4/2) and no bounds."""
    for estimator in (st.ratio, st.mean):
        interval = estimator(row(*total), row(*count))
        assert (interval.estimate, interval.low, interval.high) == (2, None, None)
    assert st.proportion(row(1), row(2)).low is None


def test_value_not_reached_is_infinite():
    """A quantile not reached in one of three replications averages to infinity, without bounds, reached in two."""
    assert st.mean(row(5, math.inf, 7), ones(3)) == st.Interval(math.inf, None, None, 2, 3)


@pytest.mark.parametrize(
    ("values", "base", "estimate", "reached"),
    [
        ((5, math.inf), (4, 9), math.inf, 1),
        ((5, 6), (math.inf, 9), -math.inf, 1),
        ((math.inf, 1), (math.inf, 2), None, 1),
    ],
)
def test_difference_with_a_value_not_reached(values, base, estimate, reached):
    """Infinity on one side is an infinite difference; on both sides nobody knows."""
    interval = st.paired_mean(row(*values), ones(2), row(*base), ones(2))
    assert interval == st.Interval(estimate, None, None, reached, 2)


@pytest.mark.parametrize("share", [0, 1])
def test_all_or_nothing_share_is_exact(share):
    """A share that is 0 (or 1) in all 30 replications is bounded by Clopper-Pearson's 0 (or 30) of 30 replications."""
    count = np.full(R, 200.0)
    interval = st.proportion(share * count, count)
    expected = stats.binomtest(share * R, R).proportion_ci(0.95, "exact")
    assert interval.estimate == share
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_share_never_has_width_zero():
    """A share of 1/3 in all of 30 replications is still not known exactly, however the thirds are counted."""
    count = np.array([3.0, 6.0, 9.0] * 10)
    interval = st.proportion(count / 3, count)
    # One replication more may differ with a chance of 1 - 0.025^(1/30), and then show 0 or 1.
    disagree = 1 - 0.025 ** (1 / 30)
    assert interval.low == pytest.approx(1 / 3 - disagree / 3)
    assert interval.high == pytest.approx(1 / 3 + disagree * 2 / 3)


@pytest.mark.parametrize(("share", "kin"), [(0.02, 1), (0.1, 0.2), (0.5, 1), (0.9, 0.5)])
def test_share_covers_the_truth(share, kin):
    """Bounds of a share cover at least 95 % (within chance) of clustered studies, up to all-or-nothing (kin = 1)."""
    # Of 50 consignments a share `kin` follow the luck of their replication; the others are independent.
    rng = np.random.default_rng(3)
    together = rng.random((STUDIES, R)) < share
    alone = rng.binomial(round(50 * (1 - kin)), share, (STUDIES, R))
    hits = together * round(50 * kin) + alone
    intervals = [st.proportion(row.astype(float), np.full(R, 50.0)) for row in hits]
    assert covered(intervals, share) >= NOMINAL[0]
    assert all(0 <= i.low < i.high <= 1 for i in intervals)


def test_paired_mean_is_the_paired_t_interval():
    """The difference of means over the same replications has SciPy's paired t interval."""
    values, base = row(3, 5, 4, 8), row(5, 6, 7, 9)
    expected = stats.ttest_rel(values, base).confidence_interval(0.95)
    interval = st.paired_mean(values, ones(4), base, ones(4))
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_paired_ratio_with_equal_counts_is_the_paired_t_interval():
    """With the same number of consignments in every replication the ratio is a mean, and so is its error."""
    values, base, four = row(3, 5, 4, 8), row(5, 6, 7, 9), np.full(4, 4.0)
    ratio = st.paired_ratio(4 * values, four, 4 * base, four)
    mean = st.paired_mean(values, ones(4), base, ones(4))
    assert (ratio.estimate, ratio.low, ratio.high) == pytest.approx((mean.estimate, mean.low, mean.high))


def test_pairing_cancels_shared_luck():
    """A constant gain of 2 h is certain when paired and lost in the luck of the replications when not."""
    base, count = busy_studies(4)[0]
    total = base - 2 * count
    paired = st.paired_ratio(total, count, base, count)
    unpaired = st.unpaired_ratio(total, count, base, count)
    assert (paired.low, paired.high) == pytest.approx((-2, -2))
    assert unpaired.low < -2 < unpaired.high
    # The spread of one ratio is that of (n + 1)/4 + luck, sd √(40/16 + 4 + …) ≈ 3 h: ± 2 × 3 × √(2/30) ≈ ± 1.5 h.
    assert unpaired.high - unpaired.low > 2


def test_paired_ratio_covers_the_true_difference():
    """Paired intervals of a gain that differs by consignment (1 h on average) cover it in about 95 % of studies."""
    rng = np.random.default_rng(5)
    intervals = []
    for base, count in busy_studies(5):
        gain = count + rng.normal(0, np.sqrt(count))
        intervals.append(st.paired_ratio(base - gain, count, base, count))
    assert NOMINAL[0] <= covered(intervals, -1) <= NOMINAL[1]


def test_welch_is_welch():
    """Independent replications, unequal in number and spread, get SciPy's Welch interval."""
    values, base = row(3, 5, 4, 8), row(5, 16, 7)
    expected = stats.ttest_ind(values, base, equal_var=False).confidence_interval(0.95)
    interval = st.unpaired_mean(values, ones(4), base, ones(3))
    assert interval.estimate == pytest.approx(20 / 4 - 28 / 3)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_welch_needs_two_replications_each():
    """One replication on either side has no spread, hence no bounds."""
    interval = st.unpaired_mean(row(3), ones(1), row(5, 7), ones(2))
    assert (interval.estimate, interval.low, interval.high) == (-3, None, None)


def test_difference_of_all_or_nothing_shares_is_bounded():
    """From 0 to 1 in all 30 replications: the difference is 1, and 1 less twice the exact bound at worst."""
    count = np.full(R, 10.0)
    interval = st.paired_proportion(count, count, 0 * count, count)
    disagree = 1 - 0.025 ** (1 / R)
    assert (interval.estimate, interval.high) == (1, 1)
    assert interval.low == pytest.approx(1 - 2 * disagree)


def test_difference_of_shares_stays_possible():
    """A difference of shares cannot exceed 1 whatever t says."""
    count = ones(3)
    interval = st.paired_proportion(row(1, 1, 1), count, row(0, 0, 1), count)
    assert interval.high == 1
    assert interval.estimate == pytest.approx(2 / 3)


def test_simultaneous_is_bonferroni():
    """Four intervals at 98.75 % hold together with at least 95 %; one or none needs no correction."""
    assert st.simultaneous(0.95, 4) == pytest.approx(0.9875)
    assert st.simultaneous(0.95, 1) == st.simultaneous(0.95, 0) == pytest.approx(0.95)


def test_wins_count_ties_half():
    """Of four replications known to both one is won, one lost, one tied and one won by reaching the value at all."""
    values, count = row(1, 5, 3, 9, 2), row(1, 1, 1, 1, 1)
    base, base_count = row(2, 4, 3, math.inf, 0), row(1, 1, 1, 1, 0)
    assert st.wins_share(values, count, base, base_count, "low") == 2.5 / 4
    assert st.wins_share(values, count, base, base_count, "high") == 1.5 / 4
    assert st.wins_share(values, 0 * count, base, base_count, "low") is None


def test_sums_do_not_lose_digits():
    """Sums are exact whatever their order: a tiny total survives between two huge ones that cancel."""
    assert st.ratio(row(1e17, 3, -1e17), ones(3)).estimate == 1
