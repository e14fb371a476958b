"""What common luck is worth: paired intervals beside unpaired ones at equal runs, and the table for the document.

Run ``python tests/validation/pairing.py`` to print the table of ``docs/validation.md`` (several minutes).
"""

from collections.abc import Iterator, Sequence

from sim import load_scenario
from sim.studies import Study, difference, sample, study
from sim.studies.statistics import unpaired_ratio

SCENARIO = "nepal-2015"
KEY = "relief/clearance_mean_h"
PAIR = "as-it-was", "aligned-hours"
"""Named on what its levers do, not on what came out: common hours change when officers work and nothing else. Every
consignment takes the same steps, in the same order, at the same desks, in lines of the same order."""
ORDER = "as-it-was", "relief-first"
"""The exception: a mere change of the order in the lines. Who is served before whom is no luck that could be shared."""
SEEDS = 1, 2, 3
"""Of the table; the test takes others, so that a pair that was chosen from the table would be found out."""
REPLICATIONS = 30


def halves_h(result: Study, policy: str) -> tuple[float, float]:
    """Half the paired and half the unpaired interval of a difference to the baseline [h]."""
    paired = difference(result, policy, result.baseline, KEY)
    unpaired = unpaired_ratio(*sample(result, policy, KEY), *sample(result, result.baseline, KEY))
    return (paired.high - paired.low) / 2, (unpaired.high - unpaired.low) / 2


def ran(policies: Sequence[str] | None, seed: int, replications: int = REPLICATIONS) -> Study:
    return study(load_scenario(SCENARIO), policies, replications, seed)


def table() -> Iterator[str]:
    """The table of the document, line by line: each policy against the baseline, one row, at every seed."""
    studies = [ran(None, seed) for seed in SEEDS]
    yield "| against `as-it-was` | paired | unpaired | ratio |"
    yield "| --- | --- | --- | --- |"
    for policy in studies[0].policies[1:]:
        halves = [halves_h(result, policy) for result in studies]
        paired, unpaired = (", ".join(f"{half:.2f}" for half in side) for side in zip(*halves, strict=True))
        ratios = ", ".join(f"{one / other:.2f}" for one, other in halves)
        yield f"| `{policy}` | ± {paired} h | ± {unpaired} h | {ratios} |"


if __name__ == "__main__":
    print("\n".join(table()))
