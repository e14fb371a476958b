"""Small worlds that queueing theory knows, and estimates over many replications of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from findings import record
from numpy.typing import NDArray
from scipy import stats

from sim.border import Activity, EventLog, draw, run
from sim.world import World
from sim.world.quantities import HOUR_US

REPLICATIONS = 24
SEED = 1

Values = NDArray[np.float64]


def queue_world(*, agencies: dict[str, int], **changes: Any) -> World:
    """One post, `a`, where each agency has so many officers at all hours; hour 0 is a Monday's midnight in UTC."""
    fields: dict[str, Any] = {
        "onset": "2024-01-01T00:00:00+00:00",
        "zone": "UTC",
        "lead_in": "100 h",
        "observe": "1000 h",
        "run_out": "30 h",
        "agencies": {name: {"label": name} for name in agencies},
        "goods": {"cargo": {"label": "Cargo"}},
        "posts": {"a": post(**agencies)},
    }
    return World.model_validate(fields | changes, context={"written": True})


def post(**officers: int) -> dict[str, Any]:
    return {"label": "Post", "teams": {name: {"officers": number} for name, number in officers.items()}}


def stream(per_h: float = 1, /, **changes: Any) -> dict[str, Any]:
    arrivals = {"pattern": "steady", "rate": f"{per_h!r}/h"}
    return {"label": "Stream", "kind": "commercial", "post": "a", "goods": "cargo", "arrivals": arrivals} | changes


def step(agency: str, duration: Any, **changes: Any) -> dict[str, Any]:
    return {"label": "Step", "agency": agency, "duration": duration} | changes


def exponential(mean: str) -> dict[str, str]:
    return {"distribution": "exponential", "mean": mean}


def replicate(world: World, *figures: Callable[[EventLog], float], replications: int = REPLICATIONS) -> list[Values]:
    """Each figure in each replication."""
    logs = (run(world, draw(world, SEED, number)) for number in range(replications))
    return list(np.array([[figure(log) for figure in figures] for log in logs]).T)


def assert_is(what: str, values: Values, exact: float, control: Values | None = None) -> None:
    """The 99.9 % t interval over the replications holds the exact value, and their mean is within 3 % of it.

    A control is something else that the same luck decides, less what it is on average: what it explains is taken off
    (Lavenberg and Welch 1981, *Management Science* 27).
    """
    if control is None:
        mean, error, freedom = values.mean(), values.std(ddof=1) / np.sqrt(len(values)), len(values) - 1
    else:
        line = stats.linregress(control, values)
        mean, error, freedom = line.intercept, line.intercept_stderr, len(values) - 2
    half_width = stats.t.ppf(0.9995, freedom) * error
    record("theory", what, float(mean), float(exact), float((mean - exact) / error))
    assert abs(mean - exact) <= half_width, f"{mean:.5g} ± {half_width:.2g}, but {exact:.5g} in theory"
    assert abs(mean / exact - 1) <= 0.03, f"{mean:.5g}, but {exact:.5g} in theory"


def assert_agree(what: str, ours: Values, theirs: Values) -> None:
    """Welch's 99.9 % interval of the difference of two independent means holds zero; they are within 10 % as well."""
    error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
    test = stats.ttest_ind(ours, theirs, equal_var=False)
    mean, other = float(ours.mean()), float(theirs.mean())
    record("simulator", what, mean, other, float((mean - other) / error))
    assert test.pvalue > 0.001, (
        f"{mean:.5g}, but {other:.5g} in the other simulator: {(mean - other) / error:+.1f} errors"
    )
    assert abs(mean / other - 1) <= 0.1, f"{mean:.5g}, but {other:.5g} in the other simulator"


def excess(officers: int, load: float) -> Callable[[EventLog], float]:
    """A control for one queue: by how many an arrival would find more than `officers` at work if nobody had to wait.

    Without waits the number at work is Poisson with the load as its mean, whatever the durations (M/G/∞), and Poisson
    arrivals find it so.
    """
    numbers = np.arange(200)
    mean = float(np.maximum(0, numbers - officers) @ stats.poisson.pmf(numbers, load))

    def control(log: EventLog) -> float:
        rows = services(log, "check")
        arrivals, order = np.sort(log.visits["ready"][rows]), np.argsort(log.visits["ready"][rows], kind="stable")
        ends = np.sort(arrivals + (log.visits["end"] - log.visits["start"])[rows][order])
        found = np.arange(len(rows)) - np.searchsorted(ends, arrivals, side="right")
        return float(np.maximum(0, found - officers).mean()) - mean

    return control


def services(log: EventLog, step_name: str, stream_name: str | None = None) -> NDArray[np.int64]:
    """Rows of the visits at a step for consignments of the cohort."""
    visits, who = log.visits, log.visits["consignment"]
    chosen = (visits["activity"] == Activity.SERVICE) & (visits["step"] == log.names.steps.index(step_name))
    chosen &= log.consignments["cohort"][who] == 1
    if stream_name is not None:
        chosen &= log.consignments["stream"][who] == log.names.streams.index(stream_name)
    return np.flatnonzero(chosen)


def mean_wait_h(log: EventLog, step_name: str = "check", stream_name: str | None = None) -> float:
    """Mean time in line before a step [h]."""
    rows = services(log, step_name, stream_name)
    return float((log.visits["start"][rows] - log.visits["ready"][rows]).mean()) / HOUR_US


def clearances_us(log: EventLog) -> NDArray[np.int64]:
    """(cohort,) time from arrival to release, which all must have reached [µs]."""
    cohort = log.consignments["cohort"] == 1
    times = (log.consignments["release"] - log.consignments["arrival"])[cohort]
    assert times.min() >= 0
    return times


def clearance_points(log: EventLog, name: str) -> NDArray[np.int64]:
    """(cohort,) a milestone of the cohort [µs]."""
    return log.consignments[name][log.consignments["cohort"] == 1]


def mean_clearance_h(log: EventLog) -> float:
    """Mean time from arrival to release of the cohort [h]."""
    return float(clearances_us(log).mean()) / HOUR_US
