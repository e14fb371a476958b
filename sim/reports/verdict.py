"""The verdict of a study in words that a minister understands."""

import math
from dataclasses import dataclass
from typing import Final

from sim.measures import Measure, group_of, measure_of
from sim.reports.words import capital
from sim.studies import (
    Comparison,
    Ranking,
    Study,
    compare_two,
    compared_policy,
    headline_key,
    lesson_gaps,
    level,
    rank,
)
from sim.world.quantities import say_hours

_CLEARS: Final = {
    "all": "all traffic",
    "relief": "relief",
    "commercial": "commercial traffic",
    "people": "traffic of people",
}
"""What clears sooner or later, by its group."""


def verdict_sentence(
    study: Study, key: str | None = None, matters: float | None = None, confidence: float = 0.95
) -> str:
    """Say which policy does best on a measure, by how much against the baseline and how surely.

    A policy is called best only if it beats every other one; the interval holds together with those of all
    policies compared.

    Parameters
    ----------
    key
        The measure that decides; `headline_key` unless given.
    matters
        The least difference one cares for, in the measure's unit.

    Raises
    ------
    ValueError
        If neither way is better for the measure, or the study does not hold it.
    """
    key = headline_key(study.keys) if key is None else key
    words = _words(key)
    ranking = rank(study, key, confidence)
    if ranking.leader is None:
        return f"No replication had a consignment to judge {words.subject} by, so nothing is known."
    first = _who(study, key, words, ranking)
    policy = compared_policy(study, key)
    if policy is None:
        return first
    gap = compare_two(study, policy, study.baseline, key, matters, confidence)
    return " ".join([first, _how_much(study, gap, words, confidence), *_whether_it_matters(gap, words, matters)])


def lesson_sentences(study: Study, confidence: float = 0.95) -> list[str]:
    """Say how each lesson of a scenario came out, a sentence each; see `lesson_gaps`."""
    return [_lesson(study, gap, _words(gap.key), confidence) for gap in lesson_gaps(study, confidence)]


def _lesson(study: Study, gap: Comparison, words: "_Words", confidence: float) -> str:
    """Say where a measure stands under two policies, and how surely they differ."""
    policy, other = _label(study, gap.policy), _label(study, gap.baseline)
    levels = " against ".join(_value(study, gap.key, name, words) for name in (gap.policy, gap.baseline))
    if gap.difference is None or math.isinf(gap.difference):
        return f"{capital(words.subject)} under {policy} and under {other}: {levels}."
    amount = f"{words.amount(gap.difference)} {words.side(gap.difference)}"
    if gap.difference == 0:
        amount = f"neither {words.less} nor {words.more}"
    claim = f"{capital(words.subject)} {words.verb} {amount} under {policy} than under {other}"
    if gap.verdict == "no difference shown":
        return f"{claim}, which is no more than chance may do: {levels} ({_error(gap, words, confidence)})."
    return f"{claim}: {levels} ({_error(gap, words, confidence)}){_wins(study, gap, words)}."


@dataclass(frozen=True)
class _Words:
    """How one speaks of a measure: relief *clears* *sooner*, a share *is* *higher*."""

    subject: str
    verb: str
    superlative: str
    less: str
    more: str
    measure: Measure

    def side(self, difference: float) -> str:
        return self.less if difference < 0 else self.more

    def amount(self, difference: float) -> str:
        return _say(abs(difference), self.measure.said_unit, " percentage points")


def _words(key: str) -> _Words:
    measure, group = measure_of(key), group_of(key)
    if measure.key == "clearance_mean_h" and group in _CLEARS:
        return _Words(_CLEARS[group], "clears", "soonest", "sooner", "later", measure)
    superlative = "lowest" if measure.better == "low" else "highest"
    return _Words(f"{measure.label} ({group})", "is", superlative, "lower", "higher", measure)


def _who(study: Study, key: str, words: _Words, ranking: Ranking) -> str:
    """Name the best policy, or those among which it cannot be told."""
    what = f"{words.subject} {words.verb} {words.superlative}"
    tied = [policy for policy in study.policies if policy == ranking.leader or policy in ranking.rivals]
    names = [_label(study, policy) for policy in tied]
    if len(tied) == 1:
        value = _level(study, key, tied[0], words)
        if len(study.policies) == 1:
            return f"Under {names[0]} {words.subject} {words.verb} {value}."
        return f"{capital(what)} under {names[0]}: {value}."
    if study.baseline in tied:
        return f"It is not shown under which policy {what}: {_listed(names, 'and')} cannot be told apart."
    return f"{capital(what)} under {_listed(names, 'or')}, which cannot be told apart."


def _level(study: Study, key: str, policy: str, words: _Words) -> str:
    """Say where the measure stands under a policy."""
    value = _value(study, key, policy, words)
    return f"after {value} on average" if words.verb == "clears" else value


def _value(study: Study, key: str, policy: str, words: _Words) -> str:
    estimate = level(study, policy, key).estimate
    return "unknown" if estimate is None else _say(estimate, words.measure.said_unit, " %")


def _how_much(study: Study, gap: Comparison, words: _Words, confidence: float) -> str:
    """Say how a policy differs from the baseline, with the error and the share of replications."""
    policy, baseline = _label(study, gap.policy), _label(study, gap.baseline)
    if gap.difference is None or math.isinf(gap.difference):
        return (
            f"By how much {policy} differs from {baseline} is not known: "
            f"both were reached in {gap.reached} of {study.replications} replications only."
        )
    amount = f"{words.amount(gap.difference)} {words.side(gap.difference)}"
    if gap.difference == 0:
        amount = f"neither {words.less} nor {words.more}"
    error = _error(gap, words, confidence)
    return f"Under {policy} it {words.verb} {amount} than under {baseline} ({error}){_wins(study, gap, words)}."


def _error(gap: Comparison, words: _Words, confidence: float) -> str:
    """Say the bounds, the smaller amount first where both lie on one side."""
    if gap.low is None or gap.high is None:
        return "too few replications to tell how surely"
    if gap.low == gap.high:
        return "without simulation error"
    low, high = (f"{words.amount(bound)} {words.side(bound)}" for bound in (gap.low, gap.high))
    if gap.high <= 0:
        low, high = words.amount(gap.high), low
    elif gap.low >= 0:
        low = words.amount(gap.low)
    return f"simulation error at {_number(100 * confidence)} %: {low} to {high}"


def _wins(study: Study, gap: Comparison, words: _Words) -> str:
    """Say in what share of replications the difference had the sign that it has on the whole."""
    if not gap.difference or gap.wins_share is None or study.replications == 1:
        return ""
    fits = (gap.difference < 0) == (words.measure.better == "low")
    share = gap.wins_share if fits else 1 - gap.wins_share
    often = "all" if share == 1 else f"{_number(100 * share)} % of"
    return f", and {words.side(gap.difference)} in {often} {study.replications} replications"


def _whether_it_matters(gap: Comparison, words: _Words, matters: float | None) -> tuple[str, ...]:
    """Set the interval against the difference one cares for."""
    if matters is None or gap.low is None or gap.high is None:
        return ()
    amount = words.amount(matters)
    if gap.verdict == "same":
        return (f"That is less than the {amount} that would matter.",)
    if max(gap.low, -gap.high) > matters:
        return (f"That is more than the {amount} that would matter.",)
    return (f"Whether it is more than the {amount} that would matter is not shown.",)


def _label(study: Study, policy: str) -> str:
    return f"“{study.scenario.policies[policy].label}”"


def _listed(names: list[str], word: str) -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _say(value: float, unit: str, percent: str) -> str:
    """Say a value of zero or more with its unit: hours to the minute as people say them, shares in per cent."""
    if math.isinf(value):
        return "not reached"
    if unit == "h":
        return say_hours(value)
    if unit == "share":
        return _number(100 * value) + percent
    return f"{_number(value)} {unit.removeprefix('sum ')}".rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
