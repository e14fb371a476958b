"""Multiple comparisons with the best: who may be best, and by how much others may fall short.

With many candidates the question is seldom who is best, but who is *still in the running*. One rule answers both, here
and in the verdict: a candidate is out if the one with the best estimate is shown to be better (`rank`). The true best
is put out only if one of its own k - 1 comparisons errs, and these hold together, so it stays in with the whole
confidence, and the bounds on what each loses against the best of the others hold too, all together. Intervals are the
two-sided ones that tables show. One-sided ones would do and are a tenth shorter, but then a policy could be called best
whose interval beside it holds zero.

References
----------
Hsu, J. C. (1984). Constrained simultaneous confidence intervals for multiple comparisons with the best. Annals of
Statistics 12(3), 1136-1144.
Nelson, B. L. and Matejcik, F. J. (1995). Using common random numbers for indifference-zone selection and multiple
comparisons in simulation. Management Science 41(12), 1935-1945.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.measures import measure_of
from sim.studies.comparison import rank
from sim.studies.statistics import simultaneous
from sim.studies.study import Study, difference, level


@dataclass(frozen=True)
class Standing:
    """How a policy stands against the best of all others.

    Attributes
    ----------
    estimate
        Of the measure; None when unknown, infinite when not reached.
    in_running
        Whether the policy with the best estimate is not shown to be better.
    loss_low, loss_high
        Bounds, all policies together, of what it loses against the best of the others: negative is a gain, whichever
        way the measure is better; None when unknown.
    """

    policy: str
    estimate: float | None
    in_running: bool
    loss_low: float | None
    loss_high: float | None


def standings(study: Study, key: str, confidence: float = 0.95) -> tuple[Standing, ...]:
    """Tell of every policy whether it may be the best on a measure, the best estimate first.

    Raises
    ------
    ValueError
        If neither way is better for the measure.
    """
    ranking = rank(study, key, confidence)
    running = set(study.policies) if ranking.leader is None else {ranking.leader, *ranking.rivals}
    sign = 1.0 if measure_of(key).better == "low" else -1.0
    bounds = {policy: _losses(study, policy, key, confidence, sign) for policy in study.policies}
    estimates = {policy: level(study, policy, key).estimate for policy in study.policies}
    unknown = {policy for policy in study.policies if estimates[policy] is None}

    def order(policy: str) -> tuple[bool, float]:
        estimate = estimates[policy]
        return (estimate is None, 0.0 if estimate is None else sign * estimate)

    return tuple(
        _standing(policy, estimates[policy], bounds[policy], running, unknown)
        for policy in sorted(study.policies, key=order)
    )


Bounds = tuple[float, float]


def _losses(study: Study, policy: str, key: str, confidence: float, sign: float) -> Mapping[str, Bounds]:
    """Bounds of what a policy loses against each other one; endless where nothing is known."""
    others = [other for other in study.policies if other != policy]
    each = simultaneous(confidence, len(others))
    found: dict[str, Bounds] = {}
    for other in others:
        gap = difference(study, policy, other, key, each)
        if gap.low is None or gap.high is None:
            found[other] = (-float("inf"), float("inf"))
        else:
            found[other] = (gap.low, gap.high) if sign > 0 else (-gap.high, -gap.low)
    return found


def _standing(
    policy: str, estimate: float | None, against: Mapping[str, Bounds], running: set[str], unknown: set[str]
) -> Standing:
    rivals = [other for other in running if other != policy]
    if not against or policy in unknown:
        return Standing(policy, estimate, policy in running, None, None)
    low = min(0.0, max(low for low, _ in against.values()))
    # If no other is in the running, this one is the best: it loses nothing.
    high = max((against[other][1] for other in rivals), default=0.0)
    return Standing(policy, estimate, policy in running, low, max(high, 0.0))
