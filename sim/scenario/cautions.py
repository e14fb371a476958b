"""What is allowed in a scenario but probably not meant, in its world and in each policy."""

from sim.policies import apply
from sim.policies import warnings as policy_warnings
from sim.scenario.model import Scenario
from sim.scenario.problems import Problem, dotted
from sim.world.cautions import warnings as world_warnings


def warnings(scenario: Scenario) -> list[Problem]:
    """Find what a planner should look at before trusting results; none of it keeps a scenario from running."""
    known = world_warnings(scenario.world)
    found = [Problem(dotted(path), None, message) for path, message in known]
    for name, policy in scenario.policies.items():
        place = dotted(("policies", name))
        sentences = [sentence.removesuffix(".") for sentence in policy_warnings(policy, scenario.world)]
        sentences += [
            f"with this policy {dotted(path)}: {message}"
            for path, message in world_warnings(apply(policy, scenario.world))
            if (path, message) not in known
        ]
        found += [Problem(place, None, sentence) for sentence in sentences]
    return found
