"""All chance of a run, drawn beforehand as uniforms.

One named stream of numbers a purpose: ``SeedSequence(seed, spawn_key=(replication, *words))`` where the words are a
hash of the name. A purpose is, for example, the time one step takes the consignments of one stream. Nothing drawn
depends on a policy, so two policies meet the same consignments with the same luck.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.world import Listed, Manifest, Stream, World, arrival_curve, listed_us
from sim.world.distributions import DurationDistribution

Uniforms = NDArray[np.float64]
Times = list[int]
"""A time for each consignment of an origin, by its index [µs]: a list, because the event loop reads one at a time."""

MOST_US = 2.0**55
"""Longer than any run: more than a thousand years."""


@dataclass(frozen=True)
class Luck:
    """Uniform numbers by name.

    Attributes
    ----------
    seed, replication
        What, with a name, decides the numbers.
    """

    seed: int
    replication: int
    _drawn: dict[tuple[str, int], Uniforms] = field(default_factory=dict, repr=False, compare=False)
    _listed: dict[tuple[str, int], list[float]] = field(default_factory=dict, repr=False, compare=False)
    _times: dict[tuple[str, int, int], tuple[DurationDistribution, Times]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def uniforms(self, name: str, size: int) -> Uniforms:
        """Numbers of one purpose: (size,), each in [0, 1). A longer vector begins with the shorter one."""
        key = name, size
        if key not in self._drawn:
            self._drawn[key] = self._generator(name).random(size)
        return self._drawn[key]

    def listed(self, name: str, size: int) -> list[float]:
        """The same as a list, where a chance is compared with them one by one."""
        key = name, size
        if key not in self._listed:
            self._listed[key] = self.uniforms(name, size).tolist()
        return self._listed[key]

    def times(self, name: str, size: int, law: DurationDistribution) -> Times:
        """Durations that the numbers of one purpose mean under a law, worked out once for all policies [µs]."""
        # The law is kept with its durations, so no other one can come to have its identity.
        key = name, size, id(law)
        if key not in self._times:
            self._times[key] = law, rounded(law.quantile(self.uniforms(name, size)))
        return self._times[key][1]

    def _generator(self, name: str) -> np.random.Generator:
        words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u4").tolist()
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(self.replication, *words)))
        )

    def __getstate__(self) -> dict[str, object]:
        """What is sent to another process: the numbers can be drawn again there."""
        return {"seed": self.seed, "replication": self.replication, "_drawn": {}, "_listed": {}, "_times": {}}


@dataclass(frozen=True)
class Origin:
    """A stream, or a backlog of one: consignments whose luck is drawn together.

    Attributes
    ----------
    name
        Unique; it names the streams of numbers.
    stream
        Number of the stream.
    numbers
        (n,) numbers of its consignments in the run.
    """

    name: str
    stream: int
    numbers: NDArray[np.int64]
    backlog: int | None = None


@dataclass(frozen=True)
class Inputs:
    """What happens to a world whatever anyone decides: who comes when, with what, and with what luck.

    Attributes
    ----------
    luck
        The uniforms.
    base_arrival
        (n,) arrival at the border before any policy, rising [µs]. A consignment's number is its place here.
    origins
        Streams and backlogs; each consignment belongs to one.
    origin
        (n,) number of that origin.
    index
        (n,) place among the consignments of its origin.
    """

    luck: Luck
    base_arrival: NDArray[np.int64]
    origins: tuple[Origin, ...]
    origin: NDArray[np.int64]
    index: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.base_arrival)

    @cached_property
    def stream(self) -> NDArray[np.int64]:
        """(n,) number of each consignment's stream."""
        return np.array([origin.stream for origin in self.origins], dtype=np.int64)[self.origin]

    def of(self, origin: Origin, purpose: str) -> Uniforms:
        """Luck of all consignments of an origin in one matter."""
        return self.luck.uniforms(f"{origin.name}/{purpose}", len(origin.numbers))

    def listed(self, origin: int, purpose: str) -> list[float]:
        """The same as a list, for an origin by number."""
        its = self.origins[origin]
        return self.luck.listed(f"{its.name}/{purpose}", len(its.numbers))

    def times(self, origin: int, purpose: str, law: DurationDistribution) -> Times:
        """Durations of all consignments of an origin in one matter."""
        its = self.origins[origin]
        return self.luck.times(f"{its.name}/{purpose}", len(its.numbers), law)

    def perhaps(self, origin: int, purpose: str, law: DurationDistribution | None) -> Times | None:
        """The same; `None` where no such time passes."""
        return None if law is None else self.times(origin, purpose, law)


def draw(world: World, seed: int, replication: int = 0) -> Inputs:
    """Draw who comes when.

    Parameters
    ----------
    world
        Before any policy: levers change nothing that is drawn here.
    seed, replication
        Not negative. The same two give the same inputs.
    """
    luck = Luck(seed, replication)
    arrivals: list[NDArray[np.int64]] = []
    origins: list[tuple[str, int, int | None]] = []
    for number, (name, stream) in enumerate(world.streams.items()):
        arrivals.append(np.repeat(_convoys_us(name, stream, world, luck), stream.convoy))
        origins.append((f"streams/{name}", number, None))
    for number, backlog in enumerate(world.backlog):
        arrivals.append(np.full(backlog.count, world.start_us - backlog.age))
        origins.append(
            (f"backlog/{backlog.post}/{backlog.stream}/{number}", list(world.streams).index(backlog.stream), number)
        )
    origin = np.repeat(np.arange(len(arrivals)), [len(times) for times in arrivals])
    index = np.concatenate([np.arange(len(times)) for times in arrivals])
    times = np.concatenate(arrivals).astype(np.int64)
    order = np.lexsort((index, origin, times))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    cuts = np.split(place, np.cumsum([len(a) for a in arrivals])[:-1])
    return Inputs(
        luck=luck,
        base_arrival=times[order],
        origins=tuple(
            Origin(name, stream, numbers, k) for (name, stream, k), numbers in zip(origins, cuts, strict=True)
        ),
        origin=origin[order],
        index=index[order],
    )


def _convoys_us(name: str, stream: Stream, world: World, luck: Luck) -> NDArray[np.int64]:
    """Arrival of each convoy of a stream, rising [µs]."""
    if isinstance(stream.arrivals, Listed):
        return listed_us(stream.arrivals, world)
    if isinstance(stream.arrivals, Manifest):
        return np.array(stream.arrivals.rows.between(world.start_us, world.end_us).arrival, dtype=np.int64)
    curve = arrival_curve(stream.arrivals, world)
    if stream.arrivals.spacing == "regular":
        return curve.moment_us(np.arange(0.5, curve.total))
    return curve.moment_us(poisson(luck, f"streams/{name}/arrivals", curve.total))


def poisson(luck: Luck, name: str, total: float) -> NDArray[np.float64]:
    """Points of a Poisson process of rate 1 on [0, total)."""
    size = int(total + 6 * np.sqrt(total) + 20)
    while True:
        points = np.cumsum(-np.log1p(-luck.uniforms(name, size)))
        if points[-1] >= total:
            return points[points < total]
        size *= 2


def rounded(times: NDArray[np.float64]) -> Times:
    """Durations in whole microseconds."""
    whole: Times = np.rint(np.minimum(times, MOST_US)).astype(np.int64).tolist()
    return whole
