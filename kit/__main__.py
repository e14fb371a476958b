"""Build an offline kit: `python -m kit --system windows --python 3.12`.

It is built on a machine that has the internet, for itself or for another system, and started on one that has not.
Wheels are chosen by pip's platform options, versions by the lock file beside this one.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import typer
from packaging.requirements import Requirement

from sim.version import __version__

ROOT: Final = Path(__file__).parents[1]
HERE: Final = Path(__file__).parent
SOURCES: Final = ("sim", "dashboard", "scenarios", "docs", "pyproject.toml", "README.md", "LICENSE")
"""All that the wheel of this project is built from."""
THIS: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
"""The version of Python that runs this."""
PYTHON: Final = re.compile(r"3\.(1[1-9]|[2-9]\d)")


@dataclass(frozen=True)
class System:
    """A system that a kit is for.

    Attributes
    ----------
    platforms
        pip's names of what it can run, best first.
    environment
        What markers of requirements ask for.
    starter
        The file that people open.
    """

    platforms: tuple[str, ...]
    environment: dict[str, str]
    starter: str


def _system(sys_platform: str, system: str, machine: str, starter: str, *platforms: str) -> System:
    os_name = "nt" if sys_platform == "win32" else "posix"
    markers = {"sys_platform": sys_platform, "platform_system": system, "platform_machine": machine}
    return System(platforms, {**markers, "os_name": os_name}, starter)


_GLIBC: Final = tuple(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5))
SYSTEMS: Final = {
    "linux": _system("linux", "Linux", "x86_64", "start.sh", *_GLIBC, "manylinux2014_x86_64", "manylinux1_x86_64"),
    "windows": _system("win32", "Windows", "AMD64", "start.bat", "win_amd64"),
    "macos": _system("darwin", "Darwin", "arm64", "start.command", "macosx_14_0_arm64"),
    "macos-intel": _system("darwin", "Darwin", "x86_64", "start.command", "macosx_14_0_x86_64"),
}
"""For Linux the C library of 2018 or later (2.28) is needed, for macOS version 14 or later."""


def wanted(system: System, python: str, lock: str) -> list[str]:
    """The packages of a lock file that a system needs, with their versions.

    Parameters
    ----------
    python
        Such as `3.12`.
    """
    environment = {**system.environment, "python_version": python, "python_full_version": f"{python}.0"}
    requirements = [Requirement(line) for line in lock.splitlines()]
    needed = [one for one in requirements if one.marker is None or one.marker.evaluate(dict(environment))]
    return [f"{one.name}{one.specifier}" for one in needed]


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments], check=True)


def fetch(system: System, python: str, folder: Path) -> None:
    """Put the wheel of this Greenlane and of all it needs into a folder."""
    with tempfile.TemporaryDirectory() as clean:
        # From a copy, because what an earlier build left in the project would go into the wheel as well.
        for name in SOURCES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(clean) / name)
        _pip("wheel", "--no-deps", "--wheel-dir", str(folder), clean)
    options = [part for name in system.platforms for part in ("--platform", name)]
    target = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, *options]
    packages = wanted(system, python, (HERE / "requirements.lock").read_text(encoding="utf-8"))
    _pip("download", "--no-deps", *target, "--dest", str(folder), *packages)


def pack(system: System, python: Sequence[str], wheels: Path, out: Path) -> None:
    """Write the ZIP file: wheels, what starts them, and what to read first."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for wheel in sorted(wheels.iterdir()):
            archive.write(wheel, f"greenlane/wheels/{wheel.name}", ZIP_STORED)
        starter = ZipInfo(f"greenlane/{system.starter}")
        starter.external_attr = 0o755 << 16
        source = HERE / ("start.bat" if system.starter.endswith(".bat") else "start.sh")
        text = source.read_text(encoding="utf-8")
        archive.writestr(starter, text.replace("\n", "\r\n") if system.starter.endswith(".bat") else text)
        read_first = (HERE / "READ-FIRST.txt").read_text(encoding="utf-8")
        told = {"VERSION": __version__, "PYTHONS": " or ".join(python), "STARTER": system.starter}
        for word, meaning in told.items():
            read_first = read_first.replace(f"@{word}@", meaning)
        archive.writestr("greenlane/READ-FIRST.txt", read_first)


def build(
    system: Annotated[str, typer.Option(help=f"Whom it is for: {', '.join(SYSTEMS)}.")],
    python: Annotated[list[str], typer.Option(help="Version of Python there; may be given again.")] = [THIS],  # noqa: B006
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The ZIP file to write.")] = None,
) -> None:
    """Build a ZIP file that installs and starts Greenlane on a machine without the internet."""
    if system not in SYSTEMS:
        raise typer.BadParameter(f"there is no kit for {system!r}; known: {', '.join(SYSTEMS)}", param_hint="--system")
    for version in python:
        if not PYTHON.fullmatch(version):
            raise typer.BadParameter(f"{version!r} is no version of Python from 3.11 on", param_hint="--python")
    target = out or Path(f"greenlane-{__version__}-{system}.zip")
    with tempfile.TemporaryDirectory() as folder:
        for version in python:
            typer.echo(f"Fetching what Python {version} on {system} needs …", err=True)
            fetch(SYSTEMS[system], version, Path(folder))
        pack(SYSTEMS[system], python, Path(folder), target)
    typer.echo(f"Wrote {target}, {target.stat().st_size / 1e6:.0f} MB.")


if __name__ == "__main__":
    typer.run(build)
