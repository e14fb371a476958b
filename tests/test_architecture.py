"""The rooms keep their order: who may import whom, who may draw, who may open files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[1]
EARLIER = {
    "version": "",
    "world": "version",
    "policies": "version world",
    "scenario": "version world policies",
    "border": "version world",
    "measures": "version world policies scenario border",
    "studies": "version world policies scenario border measures",
    "reports": "version world policies scenario border measures studies",
    "door": "version world policies scenario border measures studies reports",
    "cli": "version world policies scenario border measures studies reports door",
}
FILE_ROOMS = {"scenario", "studies", "reports", "cli"}
FILE_MODULES = {"io", "os", "pathlib", "shutil", "tempfile"}
FILE_CALLS = {"open", ".read_text", ".write_text", ".read_bytes", ".write_bytes", ".mkdir"} | {
    f"{verb}_{kind}" for verb in (".read", ".to") for kind in ("csv", "parquet", "excel")
}


def _modules(folder: str) -> dict[str, ast.Module]:
    """Syntax trees by path from the root, such as `sim/world/posts.py`."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths, f"no module found in {folder}"
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _room(path: str) -> str:
    return "door" if path == "sim/__init__.py" else path.split("/")[1].removesuffix(".py")


def _imports(path: str, tree: ast.Module) -> Iterator[str]:
    """Dotted names a module imports, wherever in it: `from sim.world import Post` gives `sim.world.Post`."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = [*start, *([node.module] if node.module else [])]
            yield from (".".join([*source, alias.name]) for alias in node.names)


def _origin(name: str) -> str | None:
    """The room an imported name belongs to; None when it lies outside `sim`."""
    first, second = [*name.split("."), ""][:2]
    if first != "sim":
        return None
    return second if second in EARLIER else "door"


def _attributes(tree: ast.Module) -> set[str]:
    """Dotted names a module uses, such as `np.random.default_rng` and `np.random`."""
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def _calls(tree: ast.Module) -> set[str]:
    """Names a module calls: `open` for a bare call, `.read_text` for a method."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    bare = {function.id for function in functions if isinstance(function, ast.Name)}
    return bare | {f".{function.attr}" for function in functions if isinstance(function, ast.Attribute)}


SIM = _modules("sim")
IMPORTED = {path: set(_imports(path, tree)) for path, tree in SIM.items()}


@pytest.mark.parametrize("path", SIM)
def test_a_room_imports_only_from_rooms_before_it(path: str) -> None:
    """No room looks forward; `policies` and `border` do not know each other; `border` knows `world` alone."""
    room = _room(path)
    assert room in EARLIER, "the design has no such room"
    allowed = {*EARLIER[room].split(), room, None}
    assert {name for name in IMPORTED[path] if _origin(name) not in allowed} == set()


@pytest.mark.parametrize("path", SIM)
def test_the_package_knows_nothing_of_what_is_built_on_it(path: str) -> None:
    """`sim` imports neither the dashboard nor the tests, the benchmarks or the scenario folder."""
    assert {name.split(".")[0] for name in IMPORTED[path]} & {"dashboard", "tests", "benchmarks", "scenarios"} == set()


def test_only_border_imports_simpy() -> None:
    """The simulation library stays behind one room, so that it can be changed there."""
    users = {_room(path) for path, names in IMPORTED.items() if any(name.split(".")[0] == "simpy" for name in names)}
    assert users <= {"border"}


def test_only_draws_makes_chance() -> None:
    """`numpy.random` is named in `sim/border/draws.py` alone, and the standard library's `random` nowhere."""
    chance = re.compile(r"(np|numpy)\.random\b|(random|secrets)(\.|$)")
    named = {path: {*_imports(path, tree), *_attributes(tree)} for path, tree in (SIM | _modules("dashboard")).items()}
    assert {path for path, names in named.items() if any(map(chance.match, names))} <= {"sim/border/draws.py"}


@pytest.mark.parametrize("path", [path for path in SIM if _room(path) not in FILE_ROOMS])
def test_only_the_rooms_at_the_edge_open_files(path: str) -> None:
    """World, policies, border and measures are values and functions: they neither read nor write files."""
    modules = {name.split(".")[0] for name in IMPORTED[path]} & FILE_MODULES
    assert (modules, _calls(SIM[path]) & FILE_CALLS) == (set(), set())


def test_the_dashboard_uses_the_public_door_alone() -> None:
    """Pages say `import sim` or `from sim import X` with X a public name, never `sim.world` or deeper."""
    used = {name for path, tree in _modules("dashboard").items() for name in _imports(path, tree)}
    used |= {".".join(name.split(".")[:2]) for tree in _modules("dashboard").values() for name in _attributes(tree)}
    public = {"sim", *(f"sim.{name}" for name in sim.__all__)}
    assert {name for name in used if name.split(".")[0] == "sim"} - public == set()


def test_the_public_door_offers_what_its_table_of_contents_lists() -> None:
    """The names in backticks in the docstring of `sim` are exactly `__all__`, each once, and each exists."""
    listed = re.findall(r"`(\w+)`", sim.__doc__ or "")
    assert sorted(listed) == sorted(sim.__all__)
    assert [name for name in sim.__all__ if not hasattr(sim, name)] == []


def test_modules_stay_short_enough_to_read() -> None:
    """No module is longer than 400 lines."""
    paths = [path for folder in ("sim", "dashboard") for path in (ROOT / folder).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}
