"""The page about real cases: what happened, the answer in a sentence, and how far it was held to what was published."""

from collections.abc import Iterable, Iterator
from typing import Final

from sim.reports.cautions import say_assumed
from sim.reports.history import say_judged
from sim.reports.trust import made_by
from sim.reports.verdict import verdict_sentence
from sim.reports.words import clean
from sim.studies import Hindcast, Study

INTRODUCTION: Final = """\
# Real cases

What happened, what the bundled scenario of it answers, and how far the model was held to what was published. The page
is generated: change the scenario, then run `greenlane gallery > docs/cases.md`. Errors are those of the simulation;
they do not hold what the inputs get wrong, so read differences between policies and not forecasts. A *missed* figure
stays on the page: it says what the model leaves out.
"""


def gallery(cases: Iterable[tuple[Study, Hindcast]]) -> str:
    """Write the page: a section a case, each with the hash of the scenario it was made from."""
    return "\n".join([INTRODUCTION, *("\n".join(_section(study, found)) for study, found in cases)])


def _section(study: Study, found: Hindcast) -> Iterator[str]:
    scenario = study.scenario
    happened = scenario.about.split("\n\n")[0]
    policies = ", ".join(f"“{clean(scenario.policies[name].label)}”" for name in study.policies)
    yield f"## {clean(scenario.title)}\n"
    yield f"{clean(happened)}\n"
    yield f"- **Compared.** {policies}."
    yield f"- **Answer.** {clean(verdict_sentence(study))}"
    yield f"- **Held to what was published.** {say_judged(found)}"
    for row in found.rows:
        if row.judgement in ("reproduced", "missed"):
            yield f"  - {row.judgement}: {clean(row.observation.what)}, {clean(row.observation.value or '')}"
    yield f"- **Inputs.** {say_assumed(scenario)}"
    yield f"- {made_by(study)}; `greenlane run {scenario.name}`, `greenlane hindcast {scenario.name}`.\n"
