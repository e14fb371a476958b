"""Incidents: what shuts posts at random, by calendar time, whatever anyone decides."""

import numpy as np
from numpy.typing import NDArray

from sim.border.draws import Luck, poisson
from sim.world import World
from sim.world.quantities import HOUR_US

Span = tuple[int, int]


def incident_spans(world: World, luck: Luck) -> dict[str, list[Span]]:
    """When incidents shut each post: spans [µs], in no order and perhaps overlapping."""
    spans: dict[str, list[Span]] = {post: [] for post in world.posts}
    for name, incident in world.incidents.items():
        start = max(world.start_us, incident.start)
        end = world.end_us if incident.until is None else min(world.end_us, incident.until)
        expected = incident.rate * max(0, end - start) / HOUR_US
        begins: NDArray[np.float64] = (
            start + np.rint(poisson(luck, f"incidents/{name}", expected) / incident.rate * HOUR_US)
            if expected
            else np.empty(0)
        )
        lasts = incident.lasts.quantile(luck.uniforms(f"incidents/{name}/lasts", len(begins)))
        for at, time in zip(begins, lasts, strict=True):
            for post in incident.posts:
                spans[post].append((int(at), int(at) + round(time)))
    return spans
