"""What-ifs: a scenario's world and policies with other values, many times over."""

from collections.abc import Collection, Sequence

from sim.scenario.dumping import dump_scenario
from sim.scenario.loading import built
from sim.scenario.model import Scenario
from sim.scenario.problems import ScenarioError
from sim.scenario.tree import read_bytes


class WhatIfs:
    """Builds the world and some policies of a scenario with what-ifs: what runs need, not where numbers are from.

    The scenario is written and read once, which takes longer than building it.
    """

    def __init__(self, scenario: Scenario, policies: Collection[str] | None = None) -> None:
        """Take a scenario.

        Parameters
        ----------
        policies
            Those that are to run, all unless given; what a what-if does to another is left out.
        """
        kept = {name: policy for name, policy in scenario.policies.items() if policies is None or name in policies}
        self._left = scenario.policies.keys() - kept.keys()
        self._scenario = Scenario(name=scenario.name, title=scenario.title, world=scenario.world, policies=kept)
        self._tree, _ = read_bytes(dump_scenario(self._scenario).encode())

    def __call__(self, settings: Sequence[str]) -> Scenario:
        """Build it with what-ifs, as ``path=value``.

        Raises
        ------
        ScenarioError
            If a value does not fit; without lines, for nobody has seen the text they would be of.
        """
        mine = [setting for setting in settings if not self._is_of_others(setting)]
        try:
            return built(self._scenario.name, self._tree, [], mine)
        except ScenarioError as error:
            raise ScenarioError(problem._replace(line=None) for problem in error.problems) from None

    def _is_of_others(self, setting: str) -> bool:
        section, _, rest = setting.strip().partition(".")
        return section == "policies" and rest.partition("=")[0].partition(".")[0] in self._left
