"""The offline kit: what is in it for whom, and that it installs and runs where there is no network."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from kit.__main__ import ROOT, SYSTEMS, wanted
from sim import document, load_scenario, study, to_json

LOCK = (ROOT / "kit/requirements.lock").read_text(encoding="utf-8")
CUT_OFF = ("unshare", "--map-root-user", "--net")
"""Runs a command in a network of its own, in which there is nobody else."""


def kit(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kit", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_each_system_gets_what_it_needs() -> None:
    """Colorama is for Windows alone, watchdog for all but macOS; NumPy's last release for Python 3.11 is older."""
    lock = "colorama==1 ; sys_platform == 'win32'\nwatchdog==1 ; sys_platform != 'darwin'\nnumpy==2"
    names = {name: wanted(system, "3.12", lock) for name, system in SYSTEMS.items()}
    assert names == {
        "linux": ["watchdog==1", "numpy==2"],
        "windows": ["colorama==1", "watchdog==1", "numpy==2"],
        "macos": ["numpy==2"],
        "macos-intel": ["numpy==2"],
    }
    by_python = "numpy==1 ; python_full_version < '3.12'\nnumpy==2 ; python_full_version >= '3.12'"
    assert [wanted(SYSTEMS["linux"], python, by_python) for python in ("3.11", "3.12")] == [["numpy==1"], ["numpy==2"]]


def test_the_kit_holds_the_versions_that_results_are_made_with() -> None:
    """Every line of the kit's lock stands in the project's lock as well."""
    assert set(LOCK.splitlines()) <= set((ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--system", "amiga"), "there is no kit for 'amiga'; known: linux, windows, macos, macos-intel"),
        (("--system", "linux", "--python", "2.7"), "'2.7' is no version of Python from 3.11 on"),
    ],
)
def test_a_kit_that_cannot_be_is_refused(arguments: tuple[str, ...], told: str) -> None:
    """With what would be right, before anything is fetched."""
    answer = kit(*arguments)
    assert answer.returncode == 2
    assert told in " ".join(answer.stderr.replace("│", " ").split())


@pytest.mark.kit
def test_it_installs_and_runs_where_the_network_is_cut_off(tmp_path: Path) -> None:
    """Built here, unpacked there and started by its script, it gives the numbers of this checkout to the last digit."""
    if subprocess.run([*CUT_OFF, "true"], check=False).returncode != 0:
        pytest.skip("this system cannot cut a process off from the network")
    network = subprocess.run([*CUT_OFF, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
    assert [line.split(":")[0].strip() for line in network.splitlines()[2:]] == ["lo"]

    target = tmp_path / "kit.zip"
    built = kit("--system", "linux", "--out", str(target))
    assert built.returncode == 0, built.stderr
    with ZipFile(target) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "greenlane"
    with ZipFile(next((folder / "wheels").glob("greenlane-*.whl"))) as wheel:
        names = wheel.namelist()
    assert "scenarios/two-agencies.yaml" in names
    assert any(name.startswith("scenarios/results/two-agencies/") for name in names)
    assert any(name.endswith("docs/model.md") for name in names)
    command = [*CUT_OFF, "sh", str(folder / "start.sh"), "run", "two-agencies", "--replications", "2", "--json"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHON": sys.executable, "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == to_json(document(study(load_scenario("two-agencies"), replications=2, workers=1)))
