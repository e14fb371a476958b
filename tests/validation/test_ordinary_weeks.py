"""What nepal-2015 says it is calibrated to: two crossing surveys of October 2013, before any relief and any damage."""

import numpy as np
import pytest
from scipy.stats import t

from sim.border import NEVER, draw, run
from sim.scenario import load_scenario
from sim.world.quantities import HOUR_US

REPLICATIONS = 6
SURVEYS = {"trade-birgunj": (19 + 44 / 60, 15 + 3 / 60), "trade-bhairahawa": (3 + 9 / 60, 1 + 41 / 60)}
"""Mean and standard deviation from arrival to removal [h]."""


def test_ordinary_weeks_meet_the_surveys() -> None:
    """The 99.9 % interval of the mean holds that of the survey, and the standard deviation is within a tenth of it."""
    world = load_scenario("nepal-2015").world
    streams = {name: stream for name, stream in world.streams.items() if stream.kind == "commercial"}
    posts = {name: post.model_copy(update={"damage": {}}) for name, post in world.posts.items()}
    parts = {"streams": streams, "posts": posts, "backlog": (), "incidents": {}, "rules": ()}
    ordinary = world.model_copy(update=parts)
    took: dict[str, list[np.ndarray]] = {name: [] for name in SURVEYS}
    for replication in range(REPLICATIONS):
        log = run(ordinary, draw(ordinary, 1, replication))
        columns = log.consignments
        through = (columns["removal"] != NEVER) & (columns["cohort"] == 1)
        for name, times_h in took.items():
            mine = through & (columns["stream"] == log.names.streams.index(name))
            times_h.append((columns["removal"] - columns["base_arrival"])[mine] / HOUR_US)
    for name, (mean_h, deviation_h) in SURVEYS.items():
        means = np.array([times_h.mean() for times_h in took[name]])
        error = t.ppf(0.9995, REPLICATIONS - 1) * means.std(ddof=1) / np.sqrt(REPLICATIONS)
        assert abs(means.mean() - mean_h) < error
        assert np.concatenate(took[name]).std() == pytest.approx(deviation_h, rel=0.1)
