"""The studies that come with the bundled scenarios are those of these scenarios, and of this model."""

from importlib.resources import files
from pathlib import Path

import pytest

from sim.scenario import load_scenario, scenario_names
from sim.studies.stored import REPLICATIONS, SEED, stored_study
from sim.studies.verification import verify

NAMES = [name for name, _ in scenario_names()]
RESULTS = Path(str(files("scenarios"))) / "results"
QUICK = ["two-agencies", "third-officer"]
MAKE = "run `python -m sim.studies.stored` and look at what moved"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_belongs_to_the_scenario_as_it_is(name: str) -> None:
    """Same hash, same version, all policies, all replications."""
    found = stored_study(load_scenario(name))
    assert found is not None, MAKE
    assert (found.replications, found.seed) == (REPLICATIONS, SEED), MAKE
    assert found.policies == tuple(load_scenario(name).policies), MAKE


def test_another_scenario_has_no_stored_study() -> None:
    """One officer more, and what is stored is not shown."""
    changed = load_scenario("two-agencies", ["posts.border.teams.customs.officers=4"])
    assert stored_study(changed) is None


@pytest.mark.parametrize(
    "name",
    [
        "two-agencies",
        "third-officer",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in NAMES
            if name not in ("two-agencies", "third-officer")
        ),
    ],
)
def test_what_is_stored_is_what_the_model_gives(name: str) -> None:
    """A replication run again gives the stored figures."""
    assert verify(RESULTS / name, sample=1).different == (), MAKE


def test_what_is_stored_is_small() -> None:
    """All of it together below 8 MB, so that the package stays light."""
    assert sum(path.stat().st_size for path in RESULTS.rglob("*") if path.is_file()) < 8_000_000
