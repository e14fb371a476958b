"""The files around the code agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from sim.version import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
README_COMMANDS = [
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/greenlane run nepal-2015",
    'python3 -m venv .venv && .venv/bin/pip install -e ".[dev]" && .venv/bin/python -m pytest',
]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _pins() -> dict[str, list[str]]:
    """Versions by package; a package may have one per Python version."""
    pins: dict[str, list[str]] = {}
    for line in _text("requirements.lock").splitlines():
        name, version = line.split(";")[0].strip().split("==")
        pins.setdefault(canonicalize_name(name), []).append(version)
    return pins


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_every_direct_dependency_is_locked_within_its_bounds(dependency: str) -> None:
    """Each dependency of pyproject.toml is in the lock, at versions that pyproject.toml allows."""
    wanted = Requirement(dependency)
    pinned = _pins().get(canonicalize_name(wanted.name), [])
    assert pinned, f"{wanted.name} is not in requirements.lock; CONTRIBUTING.md says how to refresh it"
    assert [version for version in pinned if version not in wanted.specifier] == []


def test_the_lock_holds_exact_versions_and_names_no_host() -> None:
    """Every line of the lock is `name==version`, perhaps with a marker: no options, no addresses."""
    exact = re.compile(r"[a-z0-9-]+==[\w.!+]+( ; [^:@/]+)?")
    assert [line for line in _text("requirements.lock").splitlines() if not exact.fullmatch(line)] == []


def test_the_newest_version_in_the_changelog_is_the_package_version() -> None:
    """The first numbered heading of the changelog is the version the code reports."""
    versions = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$", _text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == __version__


def test_the_citation_names_this_version_and_licence() -> None:
    """CITATION.cff cites the version the code reports, under the licence of the package."""
    citation = YAML(typ="safe").load(_text("CITATION.cff"))
    assert (citation["version"], citation["license"]) == (__version__, PROJECT["license"])


@pytest.mark.parametrize("command", README_COMMANDS)
def test_the_readme_gives_each_command_line_in_a_block_of_its_own(command: str) -> None:
    """A newcomer can copy either line whole: it stands exactly once, alone in its block."""
    assert _text("README.md").count(f"```sh\n{command}\n```\n") == 1


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/decisions.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    """Every relative link of a page names a file that exists."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", _text(page))
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []
