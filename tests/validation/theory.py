"""Textbook results for queues with Poisson arrivals, written out. Rates per hour, times in hours.

Erlang C and A, Pollaczek and Khinchine, and Cobham's two classes, as in Gross, Shortle, Thompson and Harris,
*Fundamentals of Queueing Theory*.
"""

from math import factorial

import numpy as np


def erlang_c(arrivals_per_h: float, services_per_h: float, officers: int) -> float:
    """Chance that an arrival at an M/M/c queue has to wait."""
    load = arrivals_per_h / services_per_h
    all_busy = load**officers / factorial(officers) / (1 - load / officers)
    return all_busy / (sum(load**k / factorial(k) for k in range(officers)) + all_busy)


def wait_h(arrivals_per_h: float, services_per_h: float, officers: int = 1) -> float:
    """Mean wait before service in an M/M/c queue."""
    return erlang_c(arrivals_per_h, services_per_h, officers) / (officers * services_per_h - arrivals_per_h)


def pollaczek_khinchine_h(arrivals_per_h: float, mean_h: float, cv: float) -> float:
    """Mean wait before service in an M/G/1 queue."""
    second_moment = mean_h**2 * (1 + cv**2)
    return arrivals_per_h * second_moment / (2 * (1 - arrivals_per_h * mean_h))


def cobham_h(first_per_h: float, second_per_h: float, first_mean_h: float, second_mean_h: float) -> tuple[float, float]:
    """Mean waits of two classes with exponential services at one officer; work begun is never interrupted."""
    left_h = first_per_h * first_mean_h**2 + second_per_h * second_mean_h**2
    first = 1 - first_per_h * first_mean_h
    both = first - second_per_h * second_mean_h
    return left_h / first, left_h / (first * both)


def erlang_a(arrivals_per_h: float, services_per_h: float, officers: int, patience_h: float) -> tuple[float, float]:
    """Share that gives up, and mean number waiting, in an M/M/c queue with exponential patience."""
    most = 400
    leaves_per_h = [min(n, officers) * services_per_h + max(0, n - officers) / patience_h for n in range(1, most)]
    weights = np.concatenate([[1.0], np.cumprod(arrivals_per_h / np.array(leaves_per_h))])
    chance = weights / weights.sum()
    waiting = float(np.maximum(0, np.arange(most) - officers) @ chance)
    return waiting / patience_h / arrivals_per_h, waiting
