"""What a replay shows: two policies on the same consignments, and the words that the numbers stand for."""

from datetime import timedelta
from typing import Any, Final

import numpy as np

from sim.border import Activity, EventLog, Reason, draw, run
from sim.measures import Cause, measure_of
from sim.measures.facts import facts_of
from sim.measures.groups import Group, float_column, int_column, kinds_of
from sim.measures.ledger import OWN_TIME
from sim.policies import apply
from sim.reports.naming import CALLED
from sim.reports.palette import CAUSE_COLOURS, KIND_MARKS
from sim.reports.replay.columns import pack
from sim.reports.replay.side import TeamKey, base_arrivals, side
from sim.reports.words import capital, clean
from sim.scenario import Scenario
from sim.version import __version__
from sim.world import World
from sim.world.quantities import SECOND_US

KILOGRAMS_PER_T: Final = 1000

_REASONS: Final = {
    Reason.OPEN: ("at work", Cause.QUEUE),
    Reason.CLOSED: ("closed", Cause.CLOSED),
    Reason.DAMAGED: ("damaged", Cause.DAMAGED),
    Reason.OFF_SHIFT: ("off shift", Cause.OFF_SHIFT),
    Reason.LAST_CALL: ("last call", Cause.OFF_SHIFT),
}
"""What people call the state of a team, and the cause of waiting for it."""


def record_replay(scenario: Scenario, policies: tuple[str, str], seed: int = 1, replication: int = 0) -> dict[str, Any]:
    """Run two policies on the same luck, and tell what happened.

    Raises
    ------
    PolicyError
        If a policy does not fit the world.
    ReplayError
        If the run is too long to be shown.
    """
    inputs = draw(scenario.world, seed, replication)
    worlds = [apply(scenario.policies[policy], scenario.world) for policy in policies]
    return replay_document(scenario, policies, tuple(run(world, inputs) for world in worlds), seed, replication)


def replay_document(
    scenario: Scenario, policies: tuple[str, str], logs: tuple[EventLog, ...], seed: int, replication: int
) -> dict[str, Any]:
    """Put the logs of two policies, of the same seed and replication, into one document for the script.

    Returns
    -------
    dict
        Plain values that JSON can hold. Times are whole seconds since the start of the run.
    """
    world, log = scenario.world, logs[0]
    teams: tuple[TeamKey, ...] = tuple(dict.fromkeys(key for log in logs for key in log.names.teams))
    subject = _subject(world)
    sides = [
        {
            "name": policy,
            "label": clean(scenario.policies[policy].label),
            "why": clean(scenario.policies[policy].why),
            **_worst(world, log, subject),
            **side(log, teams),
        }
        for policy, log in zip(policies, logs, strict=True)
    ]
    return {
        "made": _made(scenario, seed, replication),
        "clock": _clock(world),
        "words": _words(world, log, teams, subject),
        "consignments": _nature(log),
        "sides": sides,
    }


def _made(scenario: Scenario, seed: int, replication: int) -> dict[str, Any]:
    return {
        "title": clean(scenario.title),
        "scenario": scenario.name,
        "hash": scenario.hash,
        "version": __version__,
        "seed": seed,
        "replication": replication,
    }


def _clock(world: World) -> dict[str, Any]:
    """When the run is, and how far the local clock is ahead of UTC from which second on."""
    start = world.onset + timedelta(microseconds=world.start_us)
    length_s = (world.end_us - world.start_us) // SECOND_US
    offsets: list[tuple[int, int]] = []
    # Zones change on whole hours of UTC or, rarely, on half ones.
    for at_s in range(0, length_s + 1, 1800):
        ahead = (start + timedelta(seconds=at_s)).astimezone(world.time_zone).utcoffset() or timedelta()
        ahead_s = int(ahead.total_seconds())
        if not offsets or offsets[-1][1] != ahead_s:
            offsets.append((at_s, ahead_s))
    return {
        "epoch": round(start.timestamp()),
        "length": length_s,
        "offsets": offsets,
        "onset": -world.start_us // SECOND_US,
        "begins": (world.begins - world.start_us) // SECOND_US,
    }


def _words(world: World, log: EventLog, teams: tuple[TeamKey, ...], subject: Group) -> dict[str, Any]:
    """Names of posts, teams, steps and so on, in the order of their numbers."""
    agencies = {name: clean(agency.label) for name, agency in world.agencies.items()}
    names = log.names
    return {
        "subject": subject.name,
        "posts": [{"label": clean(post.label), "places": post.yard} for post in world.posts.values()],
        "teams": [_team(key, [agencies[name] for name in names.agencies]) for key in teams],
        "kinds": [_kind(kind) for kind in kinds_of(world)],
        "streams": [clean(world.streams[name].label) for name in names.streams],
        "goods": [clean(world.goods[name].label) for name in names.goods],
        "steps": [clean(world.procedure[name].label) for name in names.steps],
        "activities": [CALLED.get(activity, activity.name.lower().replace("_", " ")) for activity in Activity],
        "outcomes": ["still there", "released", "turned away", "turned back", "gone round unseen"],
        "causes": [_cause(cause) for cause in Cause],
        "reasons": [{"label": label, "cause": cause} for label, cause in _REASONS.values()],
        "own": {int(activity): int(cause) for activity, cause in OWN_TIME.items()},
    }


def _team(key: TeamKey, agencies: list[str]) -> dict[str, Any]:
    post, name, agency = key
    return {"post": post, "label": capital(clean(name.replace("-", " "))), "agency": agencies[agency]}


def _kind(kind: str) -> dict[str, str]:
    colour, shape = KIND_MARKS[kind]
    return {"name": kind, "label": capital(kind), "colour": colour, "shape": shape}


def _cause(cause: Cause) -> dict[str, str]:
    if cause is Cause.EARLIER:
        return {"label": "Wait before the run", "colour": "#ffffff", "ink": "black"}
    colour, ink = CAUSE_COLOURS[f"ledger_{cause.name.lower()}_h"]
    return {"label": measure_of(f"all/ledger_{cause.name.lower()}_h").label, "colour": colour, "ink": ink}


def _nature(log: EventLog) -> dict[str, Any]:
    """What the consignments are, which no policy changes; kilograms, because columns are whole numbers."""
    columns = log.consignments
    base_s = base_arrivals(log)
    kilograms = np.rint(float_column(columns, "tonnes") * KILOGRAMS_PER_T).astype(np.int64)
    names = ("stream", "goods", "cohort")
    kinds = list(dict.fromkeys(log.names.kinds))
    kind = np.array([kinds.index(kind) for kind in log.names.kinds], dtype=np.int64)
    return pack(
        {
            "base": np.diff(base_s, prepend=0),
            "kind": kind[int_column(columns, "stream")],
            **{name: int_column(columns, name) for name in names},
            "kilograms": kilograms,
        }
    )


def _subject(world: World) -> Group:
    """Relief if there is any, else all: what the counters count."""
    return Group("relief", "kind") if "relief" in kinds_of(world) else Group("all", "all")


def _worst(world: World, log: EventLog, subject: Group) -> dict[str, int]:
    """When most consignments of the subject wait, and how many."""
    (facts,) = facts_of(world, log, (subject,))
    most, when_us = facts.presence.worst(world.begins, world.end_us)
    return {"worst": (when_us - world.start_us) // SECOND_US, "most": most}
