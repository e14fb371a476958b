"""Files into scenarios: everything that is wrong with a file is found in one go and told together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

from pydantic import Field

from sim.policies import Policy, PolicyError, apply
from sim.scenario.layout import numbers_in
from sim.scenario.manifests import with_rows
from sim.scenario.mending import explained, mended, reading_context, sound
from sim.scenario.model import COMMAND_LINE, Frame, Scenario, Source, is_file_name
from sim.scenario.problems import Path, Problem, ScenarioError, dotted, not_known
from sim.scenario.ranges import range_problems
from sim.scenario.settings import apply_settings
from sim.scenario.sources import Mark, provenance_of, without_sources
from sim.scenario.tree import MOST_BYTES, Node, locate, plain, read_bytes, read_text
from sim.scenario.workbook import is_workbook
from sim.world.base import Base, Name
from sim.world.checks import groups
from sim.world.checks import problems as world_problems
from sim.world.world import World

_FRAME: Final = tuple(Frame.model_fields)
ENDINGS: Final = (".yaml", ".yml", ".xlsx")
_OTHER_WORKBOOKS: Final = (".xls", ".xlsb", ".xlsm", ".ods")
_SET_BY_HAND: Final = Source(grade="assumed", title="set on the command line", by="whoever ran it")


class _PolicyNames(Base):
    """The policies of a file by name, before they are read."""

    policies: Annotated[dict[Name, Any], Field(min_length=1, max_length=100)]
    """What is compared: at least one policy by name; the first is the baseline."""


def load_scenario(name_or_path: str | FilePath, settings: Sequence[str] = ()) -> Scenario:
    """Load a bundled scenario by its name, or a file by its path.

    Parameters
    ----------
    name_or_path
        `nepal-2015`, or a path that ends in `.yaml`, `.yml` or `.xlsx`.
    settings
        What-ifs, such as `posts.birgunj.teams.customs.officers=9`, set before the file is checked.

    Raises
    ------
    ScenarioError
        With all problems of the file and of the settings.
    """
    name, raw, folder = _read(str(name_or_path))
    return build_scenario(name, raw, settings, folder)


def scenario_names() -> list[tuple[str, str]]:
    """List the bundled scenarios: name and title. The files are not checked for it."""
    found = sorted((entry.name.removesuffix(".yaml"), entry) for entry in _bundled() if entry.name.endswith(".yaml"))
    return [(name, _title(entry.read_text(encoding="utf-8"))) for name, entry in found]


def build_scenario(name: str, raw: bytes, settings: Sequence[str] = (), folder: FilePath | None = None) -> Scenario:
    """Build a scenario from the bytes of a file: YAML, or an Excel workbook.

    Parameters
    ----------
    name
        What results call it.
    folder
        Where the file is, with the manifests it names; left out, manifests must be given in place.

    Raises
    ------
    ScenarioError
        With all problems of the file and of the settings.
    """
    if not is_workbook(raw):
        return built(name, *read_bytes(raw), settings, folder)
    # Here, because it is slow to load and most files are YAML.
    from sim.scenario.workbook.reading import read_workbook

    whole, problems, cells = read_workbook(raw)
    try:
        return built(name, whole, problems, settings, folder)
    except ScenarioError as error:
        raise ScenarioError(_in_cells(problem, cells) for problem in error.problems) from None


def _in_cells(problem: Problem, cells: Sequence[str]) -> Problem:
    """The problem with its cell, where lines count cells."""
    return problem if problem.line is None else problem._replace(line=None, cell=cells[problem.line - 1])


def built(
    name: str, whole: Node, problems: list[Problem], settings: Sequence[str], folder: FilePath | None = None
) -> Scenario:
    """Build a scenario from the tree of its file and the problems found so far, as `build_scenario` does."""
    tree, marks = _stripped(whole)
    tree, marks, set_problems = apply_settings(tree, marks, settings)
    tree = with_rows(tree, folder)
    read = _read_parts(tree)
    sources = {*tree.entries.get("sources", Node({})).entries, *([COMMAND_LINE] if settings else [])}
    provenance, mark_problems = provenance_of(marks, sources, {path for path, _ in numbers_in(plain(tree))})
    problems += [*set_problems, *read.problems, *mark_problems, *_cross_problems(read, sources)]
    problems += [] if problems else range_problems(tree, marks)
    if problems or read.world is None or read.frame is None:
        raise ScenarioError(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0))
    return Scenario(
        name=name,
        title=read.frame.title,
        about=read.frame.about,
        sources=read.frame.sources | ({COMMAND_LINE: _SET_BY_HAND} if settings else {}),
        world=read.world,
        policies=read.policies,
        targets=read.frame.targets,
        lessons=read.frame.lessons,
        observed=read.frame.observed,
        provenance=provenance,
    )


def _read(name_or_path: str) -> tuple[str, bytes, FilePath | None]:
    """The name of a scenario, the bytes of its file, and the folder it is in."""
    if is_file_name(name_or_path):
        for entry in _bundled():
            if entry.name == f"{name_or_path}.yaml":
                return name_or_path, entry.read_bytes(), entry.parent if isinstance(entry, FilePath) else None
        known = [entry.name.removesuffix(".yaml") for entry in _bundled() if entry.name.endswith(".yaml")]
        raise _refusal(
            f"{not_known(name_or_path, known, ' among the bundled scenarios')}; a file of yours ends in .yaml"
        )
    path = FilePath(name_or_path)
    if path.suffix.lower() not in ENDINGS:
        advice = "; save it as .xlsx, without macros" if path.suffix.lower() in _OTHER_WORKBOOKS else ""
        raise _refusal(
            f"{name_or_path!r:.200} is neither a bundled scenario nor a file that ends in .yaml, .yml or .xlsx{advice}"
        )
    if path.is_fifo() or path.is_char_device():
        raise _refusal(f"{name_or_path!r:.200} is not a file: it may have no end; write the path of a file")
    try:
        with path.open("rb") as file:
            return path.stem, file.read(MOST_BYTES + 1), path.parent
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(f"{name_or_path!r:.200} cannot be read: {reason}") from None


def _bundled() -> list[Traversable]:
    try:
        return sorted(files("scenarios").iterdir(), key=lambda entry: entry.name)
    except (ModuleNotFoundError, NotADirectoryError):  # installed without them
        return []


def _title(text: str) -> str:
    line = next((line for line in text.splitlines() if line.startswith("title:")), "title:")
    return str(plain(read_text(line)[0].entries["title"]) or "")


def _refusal(message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, message)])


def _without(tree: Node, keys: Collection[str]) -> Node:
    return Node({key: entry for key, entry in tree.entries.items() if key not in keys}, tree.line)


def _with(tree: Node, keys: Collection[str]) -> Node:
    return Node({key: entry for key, entry in tree.entries.items() if key in keys}, tree.line)


def _stripped(whole: Node) -> tuple[Node, list[Mark]]:
    """Take sources out of the world and the policies; the frame has fields of that name."""
    stripped, marks = without_sources(_without(whole, _FRAME))
    order = whole.entries | stripped.entries
    return Node({key: order[key] for key in order if key in stripped.entries or key in _FRAME}, whole.line), marks


@dataclass(frozen=True)
class _Parts:
    """What could be read of a file."""

    frame: Frame | None
    world: World | None
    sound_world: World | None
    """The world without what names something unknown, for policies to be applied to."""
    policies: dict[str, Policy]
    tree: Node
    """The file without what could not be read."""
    lost: frozenset[Path]
    """Places of what could not be read."""
    unsound: frozenset[Path]
    """Places of what is not in the sound world."""
    problems: list[Problem]


def _read_parts(tree: Node) -> _Parts:
    context = reading_context(tree)
    frame = mended(Frame, _with(tree, _FRAME), context)
    world = mended(World, _without(tree, (*_FRAME, "policies")), context)
    sound_world = sound(world, context)
    policies, policy_tree, lost, problems = _policies(_with(tree, ("policies",)), context)
    return _Parts(
        frame=frame.value,
        world=world.value,
        sound_world=sound_world.value,
        policies=policies,
        tree=Node({**frame.tree.entries, **world.tree.entries, **policy_tree.entries}, tree.line),
        lost=frame.lost | world.lost | lost,
        unsound=sound_world.lost | lost,
        problems=[*frame.problems, *world.problems, *problems],
    )


def _policies(tree: Node, context: dict[str, object]) -> tuple[dict[str, Policy], Node, frozenset[Path], list[Problem]]:
    names = mended(_PolicyNames, tree, context)
    tree, lost, problems = names.tree, set(names.lost), names.problems
    policies = {}
    for name in names.value.policies if names.value else ():
        policy = mended(Policy, tree, context, ("policies", name))
        tree, lost, problems = policy.tree, lost | policy.lost, problems + policy.problems
        if policy.value is not None:
            policies[name] = policy.value
    return policies, tree, frozenset(lost), problems


def _cross_problems(read: _Parts, sources: Collection[str]) -> list[Problem]:
    if read.world is None:
        return []
    found = [
        *world_problems(read.world, read.lost),
        *(_policy_findings(read.sound_world, read.policies, read.unsound) if read.sound_world else ()),
        *(_frame_findings(read.frame, read.world, read.policies, sources) if read.frame else ()),
    ]
    placed = [(*locate(read.tree, path), message) for path, message in found]
    return [
        Problem(dotted(path), node.line, message) for path, node, message in placed if not explained(path, read.lost)
    ]


def _policy_findings(
    world: World, policies: Mapping[str, Policy], lost: Collection[Path]
) -> Iterator[tuple[Path, str]]:
    known = set(world_problems(world, lost))
    for name, policy in policies.items():
        try:
            applied = apply(policy, world)
        except PolicyError as error:
            yield from _refused(name, error, lost)
            continue
        for path, message in world_problems(applied, lost):
            if (path, message) not in known and not explained(path, lost):
                yield ("policies", name), f"with this policy {dotted(path)} {message}"


def _refused(name: str, error: PolicyError, lost: Collection[Path]) -> Iterator[tuple[Path, str]]:
    for problem in error.problems:
        place = ("policies", name) if problem.lever is None else ("policies", name, "levers", problem.lever)
        # A policy may name what could not be read.
        if not any(repr(path[-1]) in problem.sentence for path in lost):
            yield place, problem.sentence.removesuffix(".")


def _frame_findings(
    frame: Frame, world: World, policies: Collection[str], sources: Collection[str]
) -> Iterator[tuple[Path, str]]:
    for index, target in enumerate(frame.targets):
        group = target.measure.partition("/")[0]
        if group not in groups(world):
            yield ("targets", index, "measure"), not_known(group, groups(world), " as a group of consignments")
    for index, lesson in enumerate(frame.lessons):
        named = {key: name for key, name in (("policy", lesson.policy), ("than", lesson.than)) if name is not None}
        for key, name in named.items():
            if name not in policies:
                yield ("lessons", index, key), not_known(name, policies, " among the policies")
    for index, observation in enumerate(frame.observed):
        if observation.source is not None and observation.source not in sources:
            yield ("observed", index, "source"), not_known(observation.source, sources, " among the sources")
        if observation.policy is not None and observation.policy not in policies:
            yield ("observed", index, "policy"), not_known(observation.policy, policies, " among the policies")
