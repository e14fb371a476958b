"""Many runs: every policy on the same replications, and what can be said of them.

Running: `study`, `Study`, `replicate`, `ReplicationResult`, `gather`, `Engine`, `usable_cores`.
Keeping: `StudyFolder`, `open_folder`, `find_folder`, `read_study`, `manifest`.
Reading: `level`, `difference`, `sample`, `Interval`.
Comparing: `compare`, `compare_two`, `Comparison`, `Verdict`, `rank`, `Ranking`, `headline_key`, `compared_policy`,
  `lesson_gaps`.
Looking back: `hindcast`, `Hindcast`, `Beside`, `prediction`, `Prediction`.
Failing: `StudyError`, `ReplicationError`, `FolderError`.
The estimators themselves are in `sim.studies.statistics`.
"""

from sim.studies.comparison import (
    Comparison,
    Ranking,
    Verdict,
    compare,
    compare_two,
    compared_policy,
    headline_key,
    lesson_gaps,
    rank,
)
from sim.studies.execution import usable_cores
from sim.studies.folder import FolderError, StudyFolder, find_folder, open_folder
from sim.studies.hindcast import Beside, Hindcast, hindcast
from sim.studies.manifest import manifest
from sim.studies.prediction import Prediction, prediction
from sim.studies.replication import Engine, ReplicationError, ReplicationResult, StudyError, replicate
from sim.studies.statistics import Interval
from sim.studies.study import Study, difference, gather, level, read_study, sample, study

__all__ = [
    "Beside",
    "Comparison",
    "Engine",
    "FolderError",
    "Hindcast",
    "Interval",
    "Prediction",
    "Ranking",
    "ReplicationError",
    "ReplicationResult",
    "Study",
    "StudyError",
    "StudyFolder",
    "Verdict",
    "compare",
    "compare_two",
    "compared_policy",
    "difference",
    "find_folder",
    "gather",
    "headline_key",
    "hindcast",
    "lesson_gaps",
    "level",
    "manifest",
    "open_folder",
    "prediction",
    "rank",
    "read_study",
    "replicate",
    "sample",
    "study",
    "usable_cores",
]
