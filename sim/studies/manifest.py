"""What it takes to get the same numbers again: the manifest of a study."""

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from sim.scenario import Scenario
from sim.version import __version__

_LOCK: Final = Path(__file__).parents[2] / "requirements.lock"
_DECIDE: Final = ("simpy", "scipy", "pydantic", "pandas", "pyarrow")
"""Libraries beside NumPy that numbers pass through."""


class _Named(BaseModel):
    """The scenario of a manifest."""

    model_config = ConfigDict(extra="allow", strict=True)

    name: str
    hash: str


class Manifest(BaseModel):
    """What every manifest holds, whoever wrote it; what it holds besides depends on the version."""

    model_config = ConfigDict(extra="allow", strict=True)

    scenario: _Named
    seed: Annotated[int, Field(ge=0)]
    replications: Annotated[int, Field(ge=1)]
    policies: list[str]


def manifest(scenario: Scenario, policies: Sequence[str], seed: int, replications: int) -> dict[str, Any]:
    """Tell what it takes to get the same results again, beside the scenario itself."""
    return {
        "greenlane": __version__,
        "scenario": {"name": scenario.name, "title": scenario.title, "hash": scenario.hash},
        "seed": seed,
        "replications": replications,
        "policies": list(policies),
        **machine(),
    }


def machine() -> dict[str, Any]:
    """Tell on what the numbers are made; they are the same to the bit where all of this is the same."""
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {})
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "packages": {name: _version(name) for name in _DECIDE},
        "lock": hashlib.sha256(_LOCK.read_bytes()).hexdigest() if _LOCK.is_file() else None,
        "cpu": {"machine": platform.machine(), "features": [*simd.get("baseline", ()), *simd.get("found", ())]},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
