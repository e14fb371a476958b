"""The reference network in Ciw: a node a station, two priority classes, fed the inputs that Greenlane drew."""

from typing import Any

import ciw
import numpy as np
from numpy.typing import NDArray

from benchmarks.network import OFFICERS, Work


class Gaps(ciw.dists.Distribution):
    """Times between arrivals at one post, one after the other."""

    def __init__(self, moments: NDArray[np.int64]) -> None:
        self.gaps = iter(np.diff(moments, prepend=0).tolist())

    def sample(self, t: Any = None, ind: Any = None) -> float:
        return next(self.gaps, float("inf"))


class Drawn(ciw.dists.Distribution):
    """Work at one station by consignment: Ciw numbers them from 1 in order of arrival."""

    def __init__(self, durations: list[int]) -> None:
        self.durations = durations

    def sample(self, t: Any = None, ind: Any = None) -> int:
        return self.durations[ind.id_number - 1]

    def __deepcopy__(self, memo: object) -> "Drawn":
        return self


def run(work: Work) -> NDArray[np.int64]:
    """Run it; return the end of service at each station: (n, stations) [µs]."""
    stations, nodes = work.stations, work.stations * work.posts
    arrival, post, level = np.array(work.arrival), np.array(work.post), np.array(work.level)
    classes = {"relief": 0, "commercial": 1}
    arrivals = {
        name: [
            Gaps(arrival[(post == number) & (level == priority)]) if not place else None
            for number in range(work.posts)
            for place in range(stations)
        ]
        for name, priority in classes.items()
    }
    services = [Drawn([row[place] for row in work.durations]) for place in range(stations)] * work.posts
    routers = [
        ciw.routing.Leave() if node % stations == stations - 1 else ciw.routing.Direct(to=node + 2)
        for node in range(nodes)
    ]
    simulation = ciw.Simulation(
        ciw.create_network(
            arrival_distributions=arrivals,
            service_distributions=dict.fromkeys(classes, services),
            routing={name: ciw.routing.NetworkRouting(routers=routers) for name in classes},
            number_of_servers=[OFFICERS] * nodes,
            priority_classes=classes,
        )
    )
    simulation.simulate_until_max_customers(len(work), method="Finish")
    ends = np.zeros((len(work), stations), dtype=np.int64)
    for record in simulation.get_all_records(only=["service"]):
        ends[record.id_number - 1, (record.node - 1) % stations] = record.service_end_date
    return ends
