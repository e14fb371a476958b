"""How far to trust a study: what a reader should know of it, one sentence each, and what made it."""

from collections.abc import Iterator
from typing import Final

from sim.measures import kinds_of
from sim.reports.cautions import scenario_cautions
from sim.reports.naming import label_of
from sim.reports.words import capital, say
from sim.studies import Hindcast, Study, level
from sim.version import __version__
from sim.world.quantities import say_duration

ENOUGH_REPLICATIONS: Final = 20
"""With fewer the intervals are a rough guide only (a convention)."""
_FEW: Final = 0.005
"""A share not released below which the mean can hardly mislead."""


def study_cautions(study: Study) -> tuple[str, ...]:
    """What can be told of a study: of its scenario, of what was still waiting, and of too few replications."""
    few = study.replications < ENOUGH_REPLICATIONS
    rough = (
        "One replication tells nothing of errors."
        if study.replications == 1
        else f"{study.replications} replications are few: the errors are rough."
    )
    return (
        *scenario_cautions(study.scenario, study.policies),
        *_left_waiting(study),
        *([f"{rough} Take {ENOUGH_REPLICATIONS} or more."] if few else []),
    )


def made_by(study: Study | Hindcast) -> str:
    """Say what made a result, so that it can be had again."""
    scenario = study.scenario
    return (
        f"Scenario {scenario.name} (hash {scenario.hash[:12]}), Greenlane {__version__}, seed {study.seed}, "
        f"{study.replications} replication{'s' * (study.replications != 1)}"
    )


def _left_waiting(study: Study) -> Iterator[str]:
    followed = say_duration(study.scenario.world.run_out)
    for kind in kinds_of(study.scenario.world):
        key = f"{kind}/unreleased_share"
        shares = {policy: level(study, policy, key).estimate or 0.0 for policy in study.policies}
        worst = max(shares, key=lambda policy: shares[policy])
        if shares[worst] > _FEW:
            most = f"up to {say(shares[worst], 'share')} (under “{label_of(study, worst)}”)"
            yield (
                f"{capital(kind)}: {most} were not released within {followed} of arrival. They count with "
                f"{followed} in the mean, which is too low for them; a longer run_out tells more."
            )
