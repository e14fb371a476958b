"""What a handful of replications can and cannot say: estimates and their simulation error.

Every function takes arrays with one entry a replication, in replication order: ``total`` is the sum over the
consignments of a group (or the one value of that replication) and ``count`` how many consignments it sums over.
A replication with ``count`` 0 says nothing about the group: it is *unknown* and left out. A ``total`` of infinity is a
value that was *not reached* within the run (a quantile of consignments still waiting); an average over it is
infinite and has no interval, so an `Interval` says in how many replications the value was reached.

Replications are independent of each other while consignments of one replication are not: they queue behind
one another. The replication is therefore the unit of all variances, and consignments only weigh. Sums use
`math.fsum` over replications in order, so the results do not depend on who computed which replication.

References
----------
Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
binomial. Biometrika 26(4), 404-413.
Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 6 (ratio estimators). Wiley.
Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
counts estimated from survey data. Survey Methodology 24(2), 193-201.
Law, A. M. (2015). Simulation Modeling and Analysis, 5th edition, sections 10.2 (comparing two systems: paired t and
Welch) and 9.7 (Bonferroni). McGraw-Hill.
Welch, B. L. (1938). The significance of the difference between two means when the population variances are unequal.
Biometrika 29(3/4), 350-362.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An estimate and the bounds of its simulation error.

    Attributes
    ----------
    estimate
        None when no replication knows the value; infinite when some replication did not reach it.
    low, high
        None when the error cannot be told: fewer than two replications know the value, or it is infinite.
    reached
        Replications in which the value (for a difference: both values) is known and finite.
    replications
        Replications that were run (of a comparison of two studies: of the smaller one).
    """

    estimate: float | None
    low: float | None
    high: float | None
    reached: int
    replications: int


def ratio(total: Floats, count: Floats, confidence: float = 0.95) -> Interval:
    """Mean over all consignments, sum of totals over sum of counts, with its linearised variance.

    The number of consignments is itself random, so the mean is a ratio estimator: its error is that of the residuals
    ``total - ratio × count`` (Cochran 1977, chapter 6), with a t quantile on the replications that count.
    """
    known = count > 0
    return _level(total[known], count[known], len(count), confidence)


def mean(total: Floats, count: Floats, confidence: float = 0.95) -> Interval:
    """Average of the values of single replications, each weighing the same, with a t interval (Law 2015, section 4.5).

    For quantiles, maxima and hours of a run, which cannot be pooled over replications.
    """
    known = count > 0
    values = total[known] / count[known]
    return _level(values, np.ones_like(values), len(count), confidence)


def proportion(total: Floats, count: Floats, confidence: float = 0.95) -> Interval:
    """Share of all consignments, sum of totals over sum of counts, with bounds that stay within 0 and 1.

    The bounds are those of Clopper and Pearson (1934) for the number of *independent* draws that would be as uncertain
    as the ratio estimator is (Korn and Graubard 1998): consignments of one replication wait for the same officers and
    are far from independent. When all replications show the same share, above all 0 or 1, the variance is no guide
    and each replication counts as one draw: a share never seen in R replications is bounded by Clopper-Pearson's
    0 of R. The width is never zero. What no interval can hold is a rare event that befalls a whole replication and
    that none of the R has met.
    """
    known = count > 0
    total, count = total[known], count[known]
    plain = _level(total, count, len(known), confidence)
    if plain.estimate is None or plain.low is None:
        return plain
    if np.ptp(total / count) == 0:
        low, high = _unanimous(plain.estimate, 0.0, len(total), confidence)
    else:
        _, residuals = _linearise(total, count)
        low, high = _korn_graubard(plain.estimate, residuals, confidence)
    return Interval(plain.estimate, low, high, plain.reached, plain.replications)


def paired_ratio(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, confidence: float = 0.95
) -> Interval:
    """Difference of two ratios over the same replications: policy less baseline.

    The residuals of the two linearised ratios are differenced replication by replication, so what both policies
    share (the same consignments, the same luck) cancels: the paired t interval (Law 2015, section 10.2.1) of ratios.
    """
    known = (count > 0) | (base_count > 0)
    return _paired(total[known], count[known], base_total[known], base_count[known], len(count), confidence)


def paired_mean(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, confidence: float = 0.95
) -> Interval:
    """Average difference of the values of single replications, policy less baseline: the paired t interval.

    Taken over the replications in which both values are known (Law 2015, section 10.2.1).
    """
    known = (count > 0) & (base_count > 0)
    values, base_values = total[known] / count[known], base_total[known] / base_count[known]
    ones = np.ones_like(values)
    return _paired(values, ones, base_values, ones, len(count), confidence)


def paired_proportion(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, confidence: float = 0.95
) -> Interval:
    """Difference of two shares over the same replications, within -1 and 1 and never of width zero.

    As `paired_ratio`; but where all replications show the same difference (both policies all-or-nothing, or no
    consignment moved) the bound is exact: one replication more might differ with a chance bounded by Clopper-Pearson's
    0 of R, and then by anything that shares allow.
    """
    plain = paired_ratio(total, count, base_total, base_count, confidence)
    if plain.estimate is None or plain.low is None or plain.high is None:
        return plain
    both = (count > 0) & (base_count > 0)
    differences = total[both] / count[both] - base_total[both] / base_count[both]
    low, high = max(plain.low, -1.0), min(plain.high, 1.0)
    if differences.size and np.ptp(differences) == 0:
        low, high = _unanimous(plain.estimate, -1.0, differences.size, confidence)
    return Interval(plain.estimate, low, high, plain.reached, plain.replications)


def unpaired_ratio(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, confidence: float = 0.95
) -> Interval:
    """Difference of two ratios from independent replications, which need not be equally many (Welch 1938).

    For two studies that share no luck, and to show what pairing is worth.
    """
    known, base_known = count > 0, base_count > 0
    replications = min(len(count), len(base_count))
    return _unpaired(
        total[known], count[known], base_total[base_known], base_count[base_known], replications, confidence
    )


def unpaired_mean(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, confidence: float = 0.95
) -> Interval:
    """Difference of two averages of single replications' values from independent replications (Welch 1938)."""
    known, base_known = count > 0, base_count > 0
    values, base_values = total[known] / count[known], base_total[base_known] / base_count[base_known]
    replications = min(len(count), len(base_count))
    return _unpaired(values, np.ones_like(values), base_values, np.ones_like(base_values), replications, confidence)


def simultaneous(confidence: float, comparisons: int) -> float:
    """Confidence that each of several intervals needs so that all hold at once with `confidence`.

    Bonferroni's inequality (Law 2015, section 9.7): right whatever the intervals have in common.
    """
    return 1.0 - (1.0 - confidence) / max(comparisons, 1)


def wins_share(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, better: Literal["low", "high"]
) -> float | None:
    """Share of replications in which the first value beats the second; ties count half, None when none knows both.

    A value that was not reached (infinite) loses to one that was when low is better, and ties with another such.
    """
    known = (count > 0) & (base_count > 0)
    if not known.any():
        return None
    values, base_values = total[known] / count[known], base_total[known] / base_count[known]
    beats = values < base_values if better == "low" else values > base_values
    return float((beats + 0.5 * (values == base_values)).sum() / values.size)


def _level(total: Floats, count: Floats, replications: int, confidence: float) -> Interval:
    """Interval of a ratio of replications that all count."""
    reached = int(np.isfinite(total).sum())
    if total.size == 0:
        return Interval(None, None, None, 0, replications)
    if reached < total.size:
        return Interval(math.inf, None, None, reached, replications)
    estimate, residuals = _linearise(total, count)
    low, high = _student(estimate, _variance(residuals), residuals.size - 1, confidence)
    return Interval(estimate, low, high, reached, replications)


def _paired(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, replications: int, confidence: float
) -> Interval:
    """Interval of the difference of two ratios over the same replications."""
    reached = int((np.isfinite(total) & np.isfinite(base_total) & (count > 0) & (base_count > 0)).sum())
    open_ended = _open_ended(total, count, base_total, base_count, reached, replications)
    if open_ended is not None:
        return open_ended
    estimate, residuals = _linearise(total, count)
    base_estimate, base_residuals = _linearise(base_total, base_count)
    degrees = int(min(np.count_nonzero(count), np.count_nonzero(base_count))) - 1
    low, high = _student(estimate - base_estimate, _variance(residuals - base_residuals), degrees, confidence)
    return Interval(estimate - base_estimate, low, high, reached, replications)


def _unpaired(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, replications: int, confidence: float
) -> Interval:
    """Welch's interval of the difference of two ratios over independent replications."""
    reached = int(min(np.isfinite(total).sum(), np.isfinite(base_total).sum()))
    open_ended = _open_ended(total, count, base_total, base_count, reached, replications)
    if open_ended is not None:
        return open_ended
    estimate, residuals = _linearise(total, count)
    base_estimate, base_residuals = _linearise(base_total, base_count)
    gap, size, base_size = estimate - base_estimate, residuals.size, base_residuals.size
    if min(size, base_size) < 2:
        return Interval(gap, None, None, reached, replications)
    variance, base_variance = _variance(residuals), _variance(base_residuals)
    both = variance + base_variance
    spread = variance**2 / (size - 1) + base_variance**2 / (base_size - 1)
    low, high = _student(gap, both, both**2 / spread if spread > 0 else size + base_size - 2, confidence)
    return Interval(gap, low, high, reached, replications)


def _open_ended(
    total: Floats, count: Floats, base_total: Floats, base_count: Floats, reached: int, replications: int
) -> Interval | None:
    """Return the difference that has no interval: unknown, or infinite because one side was not always reached."""
    endless, base_endless = bool(np.isinf(total).any()), bool(np.isinf(base_total).any())
    if not count.any() or not base_count.any() or (endless and base_endless):
        return Interval(None, None, None, reached, replications)
    if endless or base_endless:
        return Interval(math.inf if endless else -math.inf, None, None, reached, replications)
    return None


def _linearise(total: Floats, count: Floats) -> tuple[float, Floats]:
    """Return the ratio of sums and its residual in each replication, in the unit of the ratio (Cochran 1977)."""
    counted = math.fsum(count.tolist())
    estimate = math.fsum(total.tolist()) / counted
    return estimate, (total - estimate * count) * (count.size / counted)


def _variance(residuals: Floats) -> float:
    """Variance of the mean of residuals that sum to zero; of a single one it says 0 and `_student` gives no bounds."""
    return math.fsum((residuals**2).tolist()) / max(residuals.size - 1, 1) / residuals.size


def _student(
    estimate: float, variance: float, degrees: float, confidence: float
) -> tuple[float, float] | tuple[None, None]:
    """Bounds by a t quantile; none without a degree of freedom."""
    if degrees < 1:
        return None, None
    half = float(scipy.special.stdtrit(degrees, 0.5 + confidence / 2)) * math.sqrt(variance)
    return estimate - half, estimate + half


def _korn_graubard(share: float, residuals: Floats, confidence: float) -> tuple[float, float]:
    """Clopper-Pearson bounds for the effective number of draws, lowered for the few degrees of freedom."""
    tail = (1 - confidence) / 2
    penalty = scipy.special.ndtri(1 - tail) / scipy.special.stdtrit(residuals.size - 1, 1 - tail)
    draws = share * (1 - share) / _variance(residuals) * penalty**2
    hits = share * draws
    low = scipy.special.betaincinv(hits, draws - hits + 1, tail)
    high = scipy.special.betaincinv(hits + 1, draws - hits, 1 - tail)
    return float(low), float(high)


def _unanimous(value: float, least: float, replications: int, confidence: float) -> tuple[float, float]:
    """Bounds of a value between `least` and 1 that every replication agrees on.

    A further replication disagrees with a chance of at most q, the Clopper-Pearson bound of 0 in R, and may then
    show anything from `least` to 1.
    """
    disagree = 1 - ((1 - confidence) / 2) ** (1 / replications)
    return value + disagree * (least - value), value + disagree * (1 - value)
