"""Policies compared: which is better, by how much and how surely.

Two questions are kept apart. How does each policy differ from the baseline: intervals that hold together over all
policies compared (Bonferroni). And which is best: claimed only of a policy that beats *every* other one in paired
comparisons that hold together. With P policies either takes P - 1 comparisons. That the data chose the policy that is
compared with all others does no harm: a wrong claim takes a win over the true best, and the P - 1 comparisons of the
true best with the others hold together.

References
----------
Hsu, J. C. (1996). Multiple Comparisons: Theory and Methods, chapter 4 (with the best). Chapman & Hall.
Nelson, B. L. and Matejcik, F. J. (1995). Using common random numbers for indifference-zone selection and multiple
comparisons in simulation. Management Science 41(12), 1935-1945.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.measures import measure_of
from sim.studies.statistics import Interval, simultaneous, wins_share
from sim.studies.study import Study, difference, level, sample

HEADLINES = ("relief/clearance_mean_h", "all/clearance_mean_h")
"""The measures that decide unless others are named, the first that a world has."""

Verdict = Literal["better", "worse", "same", "differs", "no difference shown", "not known"]


@dataclass(frozen=True)
class Comparison:
    """How one measure differs between a policy and the baseline.

    Attributes
    ----------
    key
        The measure, "group/measure".
    difference
        Policy less baseline in the measure's unit; None when unknown, infinite when one of the two is not reached.
    low, high
        Bounds of its simulation error, together with those of all policies compared; None when there are none.
    wins_share
        Share of replications in which the policy is better (ties half); None when neither way is better.
    reached
        Replications in which both values are known and finite.
    verdict
        `better`, `worse`: the whole interval is on that side of zero (for a measure of which neither side is better:
        `differs`). `same`: the whole interval is closer to zero than what matters, which goes before the others.
        `no difference shown`: the interval holds zero. `not known`: there is no interval.
    """

    policy: str
    baseline: str
    key: str
    difference: float | None
    low: float | None
    high: float | None
    wins_share: float | None
    reached: int
    verdict: Verdict


def compare(
    study: Study,
    keys: Sequence[str] | None = None,
    matters: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> tuple[Comparison, ...]:
    """Compare every policy with the baseline, measure by measure.

    Parameters
    ----------
    keys
        The measures; all unless given. The intervals of one measure hold together over all policies; measures
        are read one by one.
    matters
        By key, the least difference one cares for, in the measure's unit.
    """
    thresholds = matters or {}
    return tuple(
        compare_two(study, policy, study.baseline, key, thresholds.get(key), confidence)
        for key in (study.keys if keys is None else keys)
        for policy in study.policies[1:]
    )


def compare_two(
    study: Study,
    policy: str,
    baseline: str,
    key: str,
    matters: float | None = None,
    confidence: float = 0.95,
    together: int | None = None,
) -> Comparison:
    """Compare two policies, as one of so many comparisons that are read together: the P - 1 unless told otherwise."""
    each = simultaneous(confidence, together or len(study.policies) - 1)
    gap = difference(study, policy, baseline, key, each)
    better = measure_of(key).better
    wins = None if better is None else wins_share(*sample(study, policy, key), *sample(study, baseline, key), better)
    verdict = judge(gap, better, matters)
    return Comparison(policy, baseline, key, gap.estimate, gap.low, gap.high, wins, gap.reached, verdict)


def judge(gap: Interval, better: Literal["low", "high"] | None, matters: float | None = None) -> Verdict:
    """Put the interval of a difference into a word; see `Comparison`."""
    if gap.low is None or gap.high is None:
        return "not known"
    nothing = matters or 0.0
    if -nothing <= gap.low and gap.high <= nothing:
        return "same"
    if gap.low <= 0 <= gap.high:
        return "no difference shown"
    if better is None:
        return "differs"
    return "better" if (gap.high < 0) == (better == "low") else "worse"


def headline_key(keys: Sequence[str]) -> str:
    """Choose what decides: the mean clearance of relief or, in a world without relief, of all consignments.

    Raises
    ------
    ValueError
        If the keys hold neither.
    """
    for key in HEADLINES:
        if key in keys:
            return key
    raise ValueError("these figures hold no mean clearance, of relief or of all; name the measure that decides")


@dataclass(frozen=True)
class Ranking:
    """Which policy looks best on a measure, and which others it is not shown to beat.

    Attributes
    ----------
    leader
        The policy with the best estimate; None when no policy has one.
    rivals
        Those that the leader does not beat, all comparisons together; empty when it is best.
    """

    leader: str | None
    rivals: tuple[str, ...]


def rank(study: Study, key: str, confidence: float = 0.95) -> Ranking:
    """Find the policy that is best on a measure, or those among which the best cannot be told.

    Raises
    ------
    ValueError
        If neither way is better for the measure.
    """
    leader = best(study, key, study.policies)
    others = [policy for policy in study.policies if policy != leader]
    if leader is None:
        return Ranking(None, tuple(others))
    beaten = {p for p in others if compare_two(study, leader, p, key, None, confidence).verdict == "better"}
    return Ranking(leader, tuple(policy for policy in others if policy not in beaten))


def best(study: Study, key: str, policies: Sequence[str]) -> str | None:
    """Return the policy with the best estimate, the first of equals; None when none is known.

    Raises
    ------
    ValueError
        If neither way is better for the measure.
    """
    better = measure_of(key).better
    if better is None:
        raise ValueError(f"of {key} neither more nor less is better, so no policy can be best at it")
    estimates = {policy: level(study, policy, key).estimate for policy in policies}
    known = {policy: estimate for policy, estimate in estimates.items() if estimate is not None}
    choose = min if better == "low" else max
    return choose(known, key=known.__getitem__) if known else None


def compared_policy(study: Study, key: str) -> str | None:
    """The policy that the verdict sets against the baseline: the best, or the next best if that is the baseline.

    Raises
    ------
    ValueError
        If neither way is better for the measure, or the study does not hold it.
    """
    leader = best(study, key, study.policies)
    others = [policy for policy in study.policies if policy != study.baseline]
    return leader if leader in others else best(study, key, others)


def lesson_gaps(study: Study, confidence: float = 0.95) -> tuple[Comparison, ...]:
    """Compare what the lessons of a scenario name; those with a policy that was not run are left out.

    The intervals hold together over all lessons that are told.
    """
    first = next(iter(study.scenario.policies))
    named = [(lesson.policy, lesson.than or first, lesson.measure) for lesson in study.scenario.lessons]
    told = [(policy, than, key) for policy, than, key in named if {policy, than} <= {*study.policies}]
    together = max(len(told), len(study.policies) - 1)
    return tuple(compare_two(study, *lesson, None, confidence, together) for lesson in told)
