"""What could flip an answer: the inputs that move a difference most, and those that changed nothing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from sim.measures import measure_of
from sim.reports.cells import Cell, Table
from sim.reports.document import finite
from sim.reports.figures import difference_cell, gap_cell, level_cell
from sim.reports.naming import label_of
from sim.reports.terminal import print_sentences, print_table
from sim.reports.words import clean, say
from sim.scenario import Scenario
from sim.studies import Interval, Study, difference, level
from sim.studies.screening import Screened
from sim.studies.sensitivity import Effect, Sensitivity

_MOST_ROWS: Final = 20
_MOST_NAMED: Final = 3
_MOST_IDLE: Final = 6


def print_sensitivity(console: Console, scenario: Scenario, found: Sensitivity) -> None:
    """Print the difference, what could flip it, the tornado as a table, and what changed nothing."""
    console.print(Text(clean(scenario.title), style="bold"))
    console.print()
    for sentence in (say_difference(scenario, found), *say_flips(found)):
        console.print(Text(sentence))
    console.print()
    if found.effects:
        print_table(console, tornado_table(found))
        console.print()
    print_sentences(console, say_idle(found))


def say_difference(scenario: Scenario, found: Sensitivity) -> str:
    """Say what the difference is as the scenario stands."""
    names = [f"“{clean(scenario.policies[name].label)}”" for name in (found.policy, found.baseline)]
    amount = gap_cell(found.difference, found.key)
    error = f" ({amount.error})" if amount.error else ""
    return f"{measure_of(found.key).label}, {names[0]} less {names[1]}: {amount.text}{error}."


def say_flips(found: Sensitivity) -> tuple[str, ...]:
    """Say of the most influential inputs how far they move the difference, and where they would flip it."""
    if not found.effects and not found.idle:
        return ("No assumed input states a range (`low` and `high`), so what could flip the answer is not known.",)
    if not found.effects:
        return ("No assumed input with a stated range moves the difference.",)
    first = () if _is_answer(found.difference) else ("No difference is shown as it is, so no answer could flip yet.",)
    return (*first, *(_say_effect(found, effect) for effect in found.effects[:_MOST_NAMED]))


def beneath_verdict(found: Sensitivity) -> tuple[str, ...]:
    """What stands under a verdict: the most influential assumed inputs, and what changed nothing."""
    moving, count = len(found.effects), len(found.effects) + len(found.idle)
    if not count:
        return say_flips(found)
    verb = "moves" if moving == 1 else "move"
    moved = f"{moving} of {count} assumed inputs with a stated range {verb} the difference; the largest stand here"
    return (*say_flips(found), f"{moved} ({found.replications} replications each).", *say_idle(found, _MOST_IDLE))


def flip_rows(found: Sensitivity) -> dict[str, Any]:
    """What could flip a difference as plain data."""
    return {
        "policy": found.policy,
        "baseline": found.baseline,
        "measure": found.key,
        "replications": found.replications,
        "difference": _bounds(found.difference),
        "inputs": [
            {
                "path": effect.input.path,
                "value": effect.input.written,
                "low": effect.input.low,
                "high": effect.input.high,
                "difference_at_low": _bounds(effect.low),
                "difference_at_high": _bounds(effect.high),
                "swing": effect.swing,
                "flips_at": effect.flip,
            }
            for effect in found.effects
        ],
        "changed_nothing": [{"path": entry.path, "reason": reason} for entry, reason in found.idle],
        "not_moved": [{"path": entry.path, "reason": reason} for entry, reason in found.unfit],
    }


def screening_rows(screened: Sequence[Screened], key: str) -> dict[str, Any]:
    """What screening tells as plain data."""
    inputs = [{"path": one.input.path, "effect": one.effect, "spread": one.spread} for one in screened]
    return {"measure": key, "inputs": inputs}


def sweep_rows(combinations: Sequence[Sequence[str]], studies: Sequence[Study]) -> dict[str, Any]:
    """Levels and difference of two policies for every combination of values, as plain data."""
    (first, other), key = studies[0].policies, studies[0].keys[0]
    return {
        "policy": other,
        "baseline": first,
        "measure": key,
        "replications": studies[0].replications,
        "combinations": [
            {
                "settings": list(chosen),
                "baseline": _bounds(level(study, first, key)),
                "policy": _bounds(level(study, other, key)),
                "difference": _bounds(difference(study, other, first, key)),
            }
            for chosen, study in zip(combinations, studies, strict=True)
        ],
    }


def say_idle(found: Sensitivity, most: int | None = None) -> tuple[str, ...]:
    """Say which inputs changed nothing or could not be moved, by reason; so many of each, if a number is given."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for entry, reason in found.idle:
        by_reason[f"Changed nothing ({reason})"].append(entry.path)
    for entry, reason in found.unfit:
        by_reason[f"Not moved, because {reason}"].append(entry.path)
    return tuple(f"{reason}: {_listed(paths, most)}." for reason, paths in by_reason.items())


def _listed(paths: Sequence[str], most: int | None) -> str:
    left = 0 if most is None else len(paths) - most
    return ", ".join(paths[:most]) + (f" and {left} more, which `greenlane sensitivity` lists" if left > 0 else "")


def tornado_table(found: Sensitivity) -> Table:
    """The inputs, the largest swing first, with the difference at both ends."""
    effects = found.effects[:_MOST_ROWS]
    left = len(found.effects) - len(effects)
    return Table(
        title="What moves the difference, one input at a time",
        corner="Input",
        columns=("Difference at its low", "Difference at its high", "Swing"),
        rows=tuple(place(effect.input.path) for effect in effects),
        cells=tuple(
            (
                gap_cell(effect.low, found.key).noted(f"at {effect.input.low}"),
                gap_cell(effect.high, found.key).noted(f"at {effect.input.high}"),
                Cell(effect.swing, unit=measure_of(found.key).said_unit).noted("flips" if effect.flip else ""),
            )
            for effect in effects
        ),
        note=f"{found.replications} replications each, all on the same draws."
        + (f" {left} inputs with a smaller swing are not shown." if left else ""),
    )


def print_screening(console: Console, screened: Sequence[Screened], key: str) -> None:
    """Print what Morris' screening tells, the largest effect first."""
    unit = measure_of(key).said_unit
    shown = screened[:_MOST_ROWS]
    table = Table(
        title="Screening: all inputs moved together",
        corner="Input",
        columns=("Mean absolute effect", "Spread"),
        rows=tuple(place(entry.input.path) for entry in shown),
        cells=tuple((Cell(entry.effect, unit=unit), Cell(entry.spread, unit=unit)) for entry in shown),
        note="Over the whole range of an input. A spread that is large beside the effect means that the input acts "
        "together with others, or not in proportion.",
    )
    print_table(console, table)


def print_sweep(console: Console, combinations: Sequence[Sequence[str]], studies: Sequence[Study]) -> None:
    """Print the levels of two policies and their difference for every combination of values."""
    first, other = studies[0].policies
    key = studies[0].keys[0]
    label = measure_of(key).label
    table = Table(
        title=f"{label} for each combination",
        corner="Values",
        columns=(f"“{label_of(studies[0], first)}”", f"“{label_of(studies[0], other)}”", "Difference"),
        rows=tuple(", ".join(map(_short, chosen)) for chosen in combinations),
        cells=tuple(
            (level_cell(study, first, key), level_cell(study, other, key), difference_cell(study, other, key))
            for study in studies
        ),
        note=f"{studies[0].replications} replications each, all on the same draws.",
    )
    print_table(console, table)


def _say_effect(found: Sensitivity, effect: Effect) -> str:
    entry, unit = effect.input, measure_of(found.key).said_unit
    swing = "by an amount that is not known" if effect.swing is None else f"by {say(effect.swing, unit)}"
    moves = f"{entry.path} is {entry.written}; from {entry.low} to {entry.high} it moves the difference {swing}"
    return f"{moves}: {_say_flip(found.difference, effect)}."


def _say_flip(gap: Interval, effect: Effect) -> str:
    """Say where the answer flips, as far as two ends can tell, and whether it is shown that it does."""
    what, verb = ("the answer", "flip") if _is_answer(gap) else ("its sign", "change")
    if effect.flip is None:
        return f"whether {what} {verb}s is not known" if effect.swing is None else f"at neither end does {what} {verb}"
    is_shown = any(_is_beyond_zero(end, gap) for end in (effect.low, effect.high))
    chance = "" if is_shown else ", where no difference is shown"
    return f"{what} {verb}s at about {effect.flip} (on a straight line to that end{chance})"


def _is_answer(gap: Interval) -> bool:
    """Whether a difference is known to one side of zero, or its bounds are not known."""
    return gap.low is None or gap.high is None or not gap.low <= 0 <= gap.high


def _is_beyond_zero(end: Interval, gap: Interval) -> bool:
    """Whether a whole interval lies on the other side of zero than a difference."""
    if end.low is None or end.high is None or gap.estimate is None:
        return False
    return end.high < 0 < gap.estimate or gap.estimate < 0 < end.low


def _bounds(gap: Interval) -> dict[str, float | None]:
    """An interval as plain data; what is unknown or not reached is None."""
    return {"estimate": finite(gap.estimate), "low": finite(gap.low), "high": finite(gap.high)}


def place(path: str) -> str:
    """A dotted path that can be folded between its steps."""
    return path.replace(".", " › ")


def _short(setting: str) -> str:
    """A what-if without the section that its path begins with."""
    path, _, value = setting.partition("=")
    section, _, rest = path.partition(".")
    return f"{place(rest or section)} = {value}"
