"""Candidates for a planner's commonest questions, built from the scenario: which first, where, and what of a package.

Each candidate is a policy made of levers, on top of a policy of the scenario; nothing else is changed. All are compared
with that policy in one paired study.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import permutations
from math import factorial
from typing import Any, Final, Literal, get_args

from sim.policies import Policy, PolicyError, apply
from sim.scenario import Scenario
from sim.world.quantities import MINUTE_US, format_duration
from sim.world.staffing import needs

By = Literal["first_post", "repair_order", "one_more_officer", "lever"]
WAYS: Final[tuple[By, ...]] = get_args(By)
MOST: Final = 99
"""Candidates that a scenario can hold beside the baseline."""
_MOST_ORDERS: Final = 24


@dataclass(frozen=True)
class Candidates:
    """A scenario whose policies are a baseline and the candidates.

    Attributes
    ----------
    scenario
        The first policy is the baseline.
    left_out
        What was not made a candidate, and why, one sentence each.
    """

    scenario: Scenario
    left_out: tuple[str, ...]

    def setup_us(self, name: str) -> int:
        """The longest time that a lever of a candidate takes to be set up [µs]."""
        return max((lever.ready_after for lever in self.scenario.policies[name].levers), default=0)


def candidates(scenario: Scenario, by: By, policy: str | None = None) -> Candidates:
    """Build the candidates of a question.

    Parameters
    ----------
    by
        ``first_post``: each damaged or closed post mended and opened before the others. ``repair_order``: each order of
        repair tasks, or where these are more than 24, each task first. ``one_more_officer``: one more in each team at
        a post that has work. ``lever``: each lever of a package alone, and the package without it.
    policy
        What the candidates come on top of; the scenario's first unless given. For ``lever`` the package; the policy
        with most levers unless given.

    Raises
    ------
    ValueError
        If there is no candidate, or there are too many.
    """
    if policy is not None and policy not in scenario.policies:
        raise ValueError(f"{policy} is not a policy of {scenario.name}; it has {', '.join(scenario.policies)}")
    base, made, left_out = _MADE[by](scenario, policy)
    fitting: dict[str, Policy] = {}
    for name, candidate in made.items():
        try:
            apply(candidate, scenario.world)
            fitting[name] = candidate
        except PolicyError as error:
            left_out.append(f"{candidate.label}: {error}")
    if not fitting:
        whose = f"{policy} has no" if policy else f"no policy of {scenario.name} has"
        nothing = _NOTHING[by].format(name=scenario.name, whose=whose)
        raise ValueError("; ".join(left_out) or nothing)
    if len(fitting) > MOST:
        raise ValueError(f"{len(fitting)} candidates are too many to compare at once; at most {MOST} can be")
    policies = {base: scenario.policies[base], **fitting}
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    return Candidates(
        Scenario(**(fields | {"policies": policies, "provenance": _known(scenario, base)})), tuple(left_out)
    )


_Made = tuple[str, dict[str, Policy], list[str]]


def _one_more_officer(scenario: Scenario, policy: str | None) -> _Made:
    base = policy or next(iter(scenario.policies))
    made: dict[str, Policy] = {}
    idle = []
    world = scenario.world
    at_work = {(need.post, world.procedure[need.step].team_name) for need in needs(world)}
    for post, team in [(post, team) for post, there in world.posts.items() for team in there.teams]:
        words = f"One more in {team} at {world.posts[post].label}"
        if (post, team) in at_work:
            lever = {"surge_staff": {"post": post, "team": team, "officers": 1}}
            made[_name((base, *made), f"{post}-{team}")] = _on_top(scenario, base, words, [lever])
        else:
            idle.append(f"{words}: no consignment needs this team.")
    return base, made, idle


def _repair_order(scenario: Scenario, policy: str | None) -> _Made:
    base = policy or next(iter(scenario.policies))
    tasks = [f"{post}.{task}" for post, there in scenario.world.posts.items() for task in there.damage]
    all_orders = factorial(len(tasks)) <= _MOST_ORDERS
    orders = list(permutations(tasks)) if all_orders else [(task,) for task in tasks]
    made: dict[str, Policy] = {}
    for order in orders if len(tasks) > 1 else []:
        words = " → ".join(order) if all_orders else f"{order[0]} first"
        made[_name((base, *made), "-".join(order))] = _on_top(
            scenario, base, words, [{"repair_order": {"tasks": list(order)}}], without=("repair_order",)
        )
    return base, made, []


def _first_post(scenario: Scenario, policy: str | None) -> _Made:
    """Each post with damage has its tasks moved to the front; each closed one without damage is opened at once."""
    base = policy or next(iter(scenario.policies))
    made: dict[str, Policy] = {}
    for post, there in scenario.world.posts.items():
        if there.damage:
            lever: dict[str, Any] = {"repair_order": {"tasks": [f"{post}.{task}" for task in there.damage]}}
            words = f"{there.label} repaired first"
        elif there.closures:
            # A minute after it was closed: re-opening ends closures that have begun.
            closed_us = max(scenario.world.begins, min(closure.start for closure in there.closures))
            lever = {"reopen": {"posts": post, "at": format_duration(closed_us + MINUTE_US)}}
            words = f"{there.label} opened at once"
        else:
            continue
        made[_name((base, *made), post)] = _on_top(scenario, base, words, [lever], without=tuple(lever))
    return base, made, []


def _lever(scenario: Scenario, policy: str | None) -> _Made:
    base = next(iter(scenario.policies))
    package = policy or max(scenario.policies, key=lambda name: len(scenario.policies[name].levers))
    levers = scenario.policies[package].levers
    made = {package: scenario.policies[package]} if levers and package != base else {}
    for place, lever in enumerate(levers if len(levers) > 1 else ()):
        twice = sum(other.name == lever.name for other in levers) > 1
        which = f"{lever.name} ({place + 1})" if twice else lever.name
        alone = Policy(label=f"Only {which}", levers=(lever,))
        others = Policy(label=f"All but {which}", levers=(*levers[:place], *levers[place + 1 :]))
        made[_name((base, *made), f"only-{lever.name}")] = alone
        if len(levers) > 2:  # Of two, the package without one is the other alone.
            made[_name((base, *made), f"without-{lever.name}")] = others
    return base, made, []


_MADE: Final = {
    "first_post": _first_post,
    "repair_order": _repair_order,
    "one_more_officer": _one_more_officer,
    "lever": _lever,
}
_NOTHING: Final = {
    "first_post": "no post of {name} is damaged or closed, so there is none to open first",
    "repair_order": "{name} has fewer than two repair tasks, so there is no order to choose",
    "one_more_officer": "no team of {name} has work, so one more officer changes nothing",
    "lever": "{whose} levers to take apart",
}


def _on_top(
    scenario: Scenario, base: str, words: str, levers: list[dict[str, Any]], without: tuple[str, ...] = ()
) -> Policy:
    """A policy with levers added, in place of those of the same sort where two would contradict each other."""
    kept = [lever for lever in scenario.policies[base].levers if lever.name not in without]
    return Policy.model_validate({"label": words[:200], "levers": [*kept, *levers]}, context={"written": True})


def _name(taken: Collection[str], words: str) -> str:
    """A name for a policy, of the letters that names have, and not given twice."""
    plain = "".join(letter if letter.isalnum() or letter in "_-" else "-" for letter in words.lower())[:50]
    return next(name for name in _numbered(plain) if name not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _known(scenario: Scenario, base: str) -> dict[str, Any]:
    """What is known about numbers of the world and of the baseline."""
    return {
        path: known
        for path, known in scenario.provenance.items()
        if not path.startswith("policies.") or path.startswith(f"policies.{base}.")
    }
