"""Many runs: every policy on the same replications, and what can be said of them.

Running: `study`, `Study`, `replicate`, `ReplicationResult`, `gather`, `Engine`, `usable_cores`.
Reading: `level`, `difference`, `sample`, `Interval`.
Comparing: `compare`, `compare_two`, `Comparison`, `Verdict`, `rank`, `Ranking`, `headline_key`, `verdict_sentence`.
Failing: `StudyError`, `ReplicationError`.
The estimators themselves are in `sim.studies.statistics`.
"""

from sim.studies.comparison import Comparison, Ranking, Verdict, compare, compare_two, headline_key, rank
from sim.studies.replication import Engine, ReplicationError, ReplicationResult, StudyError, replicate
from sim.studies.statistics import Interval
from sim.studies.study import Study, difference, gather, level, sample, study, usable_cores
from sim.studies.verdict import verdict_sentence

__all__ = [
    "Comparison",
    "Engine",
    "Interval",
    "Ranking",
    "ReplicationError",
    "ReplicationResult",
    "Study",
    "StudyError",
    "Verdict",
    "compare",
    "compare_two",
    "difference",
    "gather",
    "headline_key",
    "level",
    "rank",
    "replicate",
    "sample",
    "study",
    "usable_cores",
    "verdict_sentence",
]
