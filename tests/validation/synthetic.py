"""How often intervals hold what they should: synthetic studies whose truth is known, and the table for the document.

Run ``python tests/validation/synthetic.py`` to print the table of ``docs/validation.md``.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np

from sim.studies import Study, difference, level
from sim.studies.best import standings
from sim.studies.precision import Precision, replications_needed, stein

KEY = "relief/clearance_mean_h"
SHARE = "relief/released_24h_share"
STUDIES = 1000
REPLICATIONS = 30
GAINS_H = (0.0, 1.0, 2.0, 2.5)
"""What each of four policies gains on the baseline's mean of 20 h."""
SHARES = (0.3, 0.34, 0.38, 0.4)


def synthetic(seed: int, replications: int = REPLICATIONS, cv: float = 0.2) -> Study:
    """Four policies whose true means are 20 h less `GAINS_H` and whose true shares are `SHARES`.

    A replication has a random number of consignments, luck that all policies share (skewed, as queues are) and luck
    of each policy's own. The number of consignments and the shared luck go together: a crowded week is a slow one.
    Truths are those of means over consignments, so the luck is centred with the number as weight. The number varies by
    `cv`: 0.2 unless given, about twice the most of the bundled scenarios (0.03 to 0.11).
    """
    rng = np.random.default_rng([2026, seed])
    crowd = rng.gamma(1 / cv**2, cv**2, replications)
    count = np.maximum(1, rng.poisson(200 * crowd)).astype(float)
    # E[crowd²] = 1 + cv² with mean 1: the centre of `crowd` weighed by itself.
    shared_h = 8.0 * (crowd - 1 - cv**2 + rng.exponential(0.5, replications) - 0.5)
    totals, counts = [], []
    for gain_h, share in zip(GAINS_H, SHARES, strict=True):
        own_h = rng.normal(0.0, 1.5, replications)
        chance = np.clip(share + 0.05 * rng.uniform(-1, 1, replications), 0, 1)
        hits = rng.binomial(count.astype(int), chance).astype(float)
        totals.append(np.stack([count * (20.0 - gain_h + shared_h + own_h), hits], axis=1))
        counts.append(np.stack([count, count], axis=1))
    names = ("a", "b", "c", "d")
    scenario = SimpleNamespace(name="synthetic", policies={name: SimpleNamespace(label=name) for name in names})
    shape = np.zeros((4, 1))
    return Study(scenario, names, seed, replications, (KEY, SHARE), np.array(totals), np.array(counts), {}, shape)


def first(study: Study, replications: int) -> Study:
    """The first replications of a study."""
    total, count = study.total[:, :replications], study.count[:, :replications]
    return Study(study.scenario, study.policies, study.seed, replications, study.keys, total, count, {}, study.ledger)


def holds(low: float, truth: float, high: float) -> bool:
    return low <= truth <= high


def level_mean(seed: int) -> bool:
    gap = level(synthetic(seed), "a", KEY)
    return holds(gap.low, 20.0, gap.high)


def level_mean_uneven(seed: int, replications: int = REPLICATIONS) -> bool:
    """A limit: where the size of the cohort varies by half, 30 replications are not enough for the level."""
    gap = level(synthetic(seed, replications, 0.5), "a", KEY)
    return holds(gap.low, 20.0, gap.high)


def paired_mean_uneven(seed: int) -> bool:
    gap = difference(synthetic(seed, cv=0.5), "c", "a", KEY)
    return holds(gap.low, -GAINS_H[2], gap.high)


def level_share(seed: int) -> bool:
    gap = level(synthetic(seed), "a", SHARE)
    return holds(gap.low, SHARES[0], gap.high)


def paired_mean(seed: int) -> bool:
    gap = difference(synthetic(seed), "c", "a", KEY)
    return holds(gap.low, -GAINS_H[2], gap.high)


def paired_share(seed: int) -> bool:
    gap = difference(synthetic(seed), "c", "a", SHARE)
    return holds(gap.low, SHARES[2] - SHARES[0], gap.high)


def simultaneous_mean(seed: int) -> bool:
    study = synthetic(seed)
    gaps = [difference(study, name, "a", KEY, 1 - 0.05 / 3) for name in "bcd"]
    return all(holds(gap.low, -gain, gap.high) for gap, gain in zip(gaps, GAINS_H[1:], strict=True))


def with_the_best(seed: int) -> bool:
    """The true best (`d`) is in the running, and all bounds of what is lost hold: 2.5, 1.5, 0.5 and -0.5 h."""
    truth = {"a": 2.5, "b": 1.5, "c": 0.5, "d": -0.5}
    return all(
        holds(place.loss_low, max(truth[place.policy], place.loss_low), place.loss_high)
        and place.loss_low <= max(truth[place.policy], 0.0)
        and (place.in_running or place.policy != "d")
        for place in standings(synthetic(seed), KEY)
    )


def two_stage(seed: int, rule: str = "stein") -> bool:
    """The difference of `c` is wanted to ±0.45 h, which takes about 90 replications, three times the pilot."""
    whole = synthetic(seed, 200)
    pilot = _pair(first(whole, REPLICATIONS))
    needed = replications_needed(pilot, Precision(KEY, 0.45))
    ended = _pair(first(whole, min(needed, 200)))
    gap = difference(ended, "c", "a", KEY)
    if rule == "stein":
        gap = stein(difference(pilot, "c", "a", KEY), gap)
    return holds(gap.low, -GAINS_H[2], gap.high)


def two_stage_plain(seed: int) -> bool:
    """As above, but with the ordinary interval of all replications in the end."""
    return two_stage(seed, "plain")


def naive(seed: int) -> bool:
    """What is not done: look after each batch of five and stop when the interval is short enough."""
    whole = _pair(synthetic(seed, 200))
    for replications in range(5, 201, 5):
        gap = difference(first(whole, replications), "c", "a", KEY)
        if (gap.high - gap.low) / 2 <= 1.0:
            break
    return holds(gap.low, -GAINS_H[2], gap.high)


def _pair(study: Study) -> Study:
    total, count = study.total[[0, 2]], study.count[[0, 2]]
    return Study(study.scenario, ("a", "c"), study.seed, study.replications, study.keys, total, count, {}, study.ledger)


CHECKS = {
    "level, mean over consignments": (level_mean, 0.92, 0.98),
    "level, share": (level_share, 0.92, 0.98),
    "paired difference, mean": (paired_mean, 0.92, 0.98),
    "paired difference, share": (paired_share, 0.92, 0.98),
    "simultaneous, three differences": (simultaneous_mean, 0.92, 1.0),
    "with the best, four policies": (with_the_best, 0.92, 1.0),
    "sequential, Stein's two stages": (two_stage, 0.92, 1.0),
    "sequential, two stages, ordinary interval at the end": (two_stage_plain, 0.92, 1.0),
}
"""What is measured, and within which bounds the coverage of a 95 % interval must lie."""

BEYOND = {
    "limit: level, cohort sizes that vary by half": level_mean_uneven,
    "limit: the same with 100 replications": lambda seed: level_mean_uneven(seed, 100),
    "limit: paired difference, cohort sizes that vary by half": paired_mean_uneven,
}
"""Where the promise ends: nothing is claimed, and the table says what one gets."""


def covered(check, studies: int = STUDIES) -> float:
    """Share of studies in which the interval holds the truth."""
    return sum(check(seed) for seed in range(studies)) / studies


def table(studies: int = STUDIES) -> Iterator[str]:
    """The table of the document, line by line."""
    yield "| 95 % intervals | must cover | cover |"
    yield "| --- | --- | --- |"
    for name, (check, low, high) in CHECKS.items():
        bounds = f"{low:.0%}–{high:.0%}" if high < 1 else f"{low:.0%} or more"
        yield f"| {name} | {bounds} | {covered(check, studies):.1%} |".replace("%", " %")
    for name, check in BEYOND.items():
        yield f"| {name} | | {covered(check, studies):.1%} |".replace("%", " %")
    yield f"| for comparison: stop when short enough (not used) | | {covered(naive, studies):.1%} |".replace("%", " %")


if __name__ == "__main__":
    print("\n".join(table()))
