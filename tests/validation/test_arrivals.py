"""Arrivals against their curves: counts, totals and spacing of Poisson processes, and the shares of every mix."""

from typing import Any

import numpy as np
import pytest
from queues import SEED, assert_is, queue_world, stream
from scipy import stats

from sim.border import draw, run
from sim.world import World
from sim.world.quantities import DAY_US, HOUR_US

REPLICATIONS = 40


def arrivals_h(world: World, replication: int = 0) -> np.ndarray:
    return draw(world, SEED, replication).base_arrival / HOUR_US


def world_of(observe: str, **arrivals: Any) -> World:
    return queue_world(
        agencies={}, lead_in="0", observe=observe, run_out="1 h", streams={"trade": stream(arrivals=arrivals)}
    )


def assert_fits(seen: np.ndarray, expected: np.ndarray) -> None:
    """Poisson counts with these means: χ² is neither too large nor too small to believe (1 in 1000 either way)."""
    low, high = stats.chi2.ppf([0.001, 0.999], len(seen))
    assert low < ((seen - expected) ** 2 / expected).sum() < high


def test_counts_follow_the_profile_of_the_day() -> None:
    """240 a day, ten times as many by day as by night: 240·10/132 = 18.18 in each hour from 6 to 18, else 1.82."""
    world = world_of("30 d", pattern="steady", rate="240/day", profile={"06-18": 10, "18-06": 1})
    counts = np.zeros(24)
    for replication in range(REPLICATIONS):
        hours = arrivals_h(world, replication)
        counts += np.bincount(hours[hours < 720].astype(int) % 24, minlength=24)
    weights = np.array([1] * 6 + [10] * 12 + [1] * 6)
    assert_fits(counts, 30 * REPLICATIONS * 240 * weights / weights.sum())


def test_counts_vary_as_those_of_a_poisson_process() -> None:
    """At 10 an hour the counts of an hour are Poisson, hours differ as they should, and gaps are exponential, 6 min."""
    hours = arrivals_h(world_of("2000 h", pattern="steady", rate="10/h"))
    counts = np.bincount(hours[hours < 2000].astype(int), minlength=2000)
    assert_fits(counts, np.full(2000, 10.0))
    seen = np.bincount(np.minimum(counts, 20), minlength=21)[3:]
    chances = np.append(stats.poisson.pmf(np.arange(3, 20), 10), stats.poisson.sf(19, 10))
    assert_fits(seen, 2000 * chances)
    assert stats.kstest(np.diff(hours), stats.expon(scale=0.1).cdf).pvalue > 0.001


def test_a_calendar_moves_arrivals_but_keeps_their_number() -> None:
    """100 a day over the week, on weekdays from 8 to 16 only: 700 a week, all then, 17.5 in each of 40 hours."""
    world = world_of("28 d", pattern="steady", rate="100/day", calendar={"mon-fri": "08-16"})
    counts = np.zeros(168)
    for replication in range(REPLICATIONS):
        hours = arrivals_h(world, replication)
        counts += np.bincount(hours[hours < 672].astype(int) % 168, minlength=168)
    is_open = np.array([day < 5 and 8 <= hour < 16 for day in range(7) for hour in range(24)])
    assert counts[~is_open].sum() == 0
    assert_fits(counts[is_open], np.full(40, 4 * REPLICATIONS * 700 / 40))


@pytest.mark.parametrize("cv", [0.5, 1.0, 2.0])
def test_a_wave_brings_its_total_when_it_should(cv: float) -> None:
    """A wave of 300 with a mean of 48 h: the number is Poisson, and hour by hour it is gamma with that mean and cv."""
    world = world_of("2000 h", pattern="surge", total=300, mean="48 h", cv=cv, start="24 h")
    waves = [arrivals_h(world, replication) - 24 for replication in range(REPLICATIONS)]
    assert_fits(np.array([len(wave) for wave in waves]), np.full(REPLICATIONS, 300.0))
    together = np.concatenate(waves)
    low, high = stats.poisson.interval(0.999, 300 * REPLICATIONS)
    assert low <= len(together) <= high
    assert_is("mean time of arrival [h]", np.array([wave.mean() for wave in waves]), 48)
    gamma = stats.gamma(1 / cv**2, scale=48 * cv**2)
    edges = np.append(np.unique(np.round(gamma.ppf(np.linspace(0, 0.95, 20)))), np.inf)
    assert_fits(np.histogram(together, edges)[0], 300 * REPLICATIONS * np.diff(gamma.cdf(edges)))


def test_a_wave_keeps_its_total_when_it_comes_by_day_only() -> None:
    """Night hours take nothing away: still 300 on average, none of them at night."""
    world = world_of("2000 h", pattern="surge", total=300, mean="48 h", profile={"06-18": 1})
    waves = [arrivals_h(world, replication) for replication in range(REPLICATIONS)]
    assert_fits(np.array([len(wave) for wave in waves]), np.full(REPLICATIONS, 300.0))
    of_day = np.concatenate(waves) % 24
    assert of_day.min() >= 6
    assert of_day.max() < 18


def test_a_wave_longer_than_the_run_is_cut_not_squeezed() -> None:
    """Of 1000 that die away with mean 48 h a run of 48 h sees 1000(1 - 1/e) = 632 on average."""
    world = world_of("47 h", pattern="surge", total=1000, mean="48 h")
    numbers = np.array([len(arrivals_h(world, replication)) for replication in range(REPLICATIONS)])
    assert_fits(numbers, np.full(REPLICATIONS, 1000 * (1 - np.exp(-1))))


@pytest.mark.parametrize(
    "arrivals",
    [
        {"pattern": "steady", "rate": "97/day", "profile": {"06-18": 10, "18-06": 1}},
        {"pattern": "surge", "total": 400, "mean": "30 h"},
    ],
    ids=["steady", "surge"],
)
def test_regular_arrivals_keep_to_their_curve(arrivals: dict[str, Any]) -> None:
    """At the end of every hour the number so far is the expected number, rounded."""
    hours = arrivals_h(world_of("9 d", spacing="regular", **arrivals))
    ends = np.arange(1, 217)
    if arrivals["pattern"] == "steady":
        weights = np.array([1] * 6 + [10] * 12 + [1] * 6)
        expected = 97 * np.cumsum(np.tile(weights / weights.sum(), 9))
        tolerance = 1e-6
    else:
        expected = 400 * (1 - np.exp(-ends / 30))
        tolerance = 400 * 1e-6  # a wave is over when all but a millionth has come
    assert (np.abs(np.searchsorted(hours, ends) - expected) <= 0.5 + tolerance).all()


def test_convoys_come_together() -> None:
    """Convoys of 5, 4 a day: every moment brings 5, and the number of moments is Poisson with mean 4 a day."""
    world = queue_world(
        agencies={},
        lead_in="0",
        observe="499 d",
        run_out="1 d",
        streams={"trade": stream(arrivals={"pattern": "steady", "rate": "4/day"}, convoy=5)},
    )
    moments, sizes = np.unique(draw(world, SEED).base_arrival, return_counts=True)
    assert set(sizes) == {5}
    assert_fits(np.bincount(moments // (10 * DAY_US), minlength=50), np.full(50, 40.0))


def test_every_mix_is_drawn_with_its_shares_and_on_its_own() -> None:
    """Posts 3:1, goods 2:1:1 and lanes 60:30:10 are independent: each combination has the product of the shares."""
    world = queue_world(
        agencies={},
        posts={name: {"label": name, "teams": {}} for name in ("a", "b")},
        goods={name: {"label": name} for name in ("food", "shelter", "tools")},
        lanes=[{"shares": {"green": 0.6, "yellow": 0.3, "red": 0.1}}],
        streams={"trade": stream(40.0, post={"a": 3, "b": 1}, goods={"food": 2, "shelter": 1, "tools": 1})},
    )
    log = run(world, draw(world, SEED))
    columns = [log.consignments[name] for name in ("post", "goods", "lane")]
    lanes = {name: number for number, name in enumerate(log.names.lanes)}
    shares = [[0.75, 0.25], [0.5, 0.25, 0.25], [0.0] * len(lanes)]
    for name, share in (("green", 0.6), ("yellow", 0.3), ("red", 0.1)):
        shares[2][lanes[name]] = share
    expected = len(columns[0]) * np.einsum("i,j,k->ijk", *map(np.array, shares))
    seen = np.zeros(expected.shape)
    np.add.at(seen, tuple(columns), 1)
    assert seen[expected == 0].sum() == 0
    assert_fits(seen[expected > 0], expected[expected > 0])
