"""What a scenario asks of results: whether they will hold it."""

from sim.measures.catalogue import group_of, keys_of, measure_of
from sim.scenario import Problem, Scenario


def measure_problems(scenario: Scenario) -> tuple[Problem, ...]:
    """Find targets, lessons and published figures about measures that the scenario's results will not hold."""
    known = keys_of(scenario.world)
    targets = [(f"targets.{place}.measure", target.measure) for place, target in enumerate(scenario.targets)]
    lessons = [(f"lessons.{place}.measure", lesson.measure) for place, lesson in enumerate(scenario.lessons)]
    observed = [(f"observed.{place}.measure", entry.measure) for place, entry in enumerate(scenario.observed)]
    return tuple(
        Problem(path, None, why_unknown(key))
        for path, key in [*targets, *lessons, *observed]
        if key is not None and key not in known
    )


def why_unknown(key: str) -> str:
    """Say why results do not hold a measure."""
    try:
        measure = measure_of(key)
    except ValueError as error:
        return str(error)
    told = ", ".join(measure.scope).replace("kind", "kinds of stream")
    return f"“{measure.label}” is not told of {group_of(key)!r}; it is told of: {told}"
