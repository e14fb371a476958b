"""The page about policies that readers get, made from what the levers say of themselves."""

import json
from typing import Any, Final

from sim.policies.catalogue import GROUPS, Parameter, entry
from sim.policies.lever import Lever

INTRODUCTION: Final = """\
# Policies

A policy is what people decide: a name, a label, why one would do it, and a list of levers. This page lists all levers;
`greenlane levers --full` shows the same on a terminal. It is generated from the code: change the lever, not the page.

```yaml
policies:
  together:
    label: Inspect together, papers first
    why: Health and customs open the same boxes twice.
    levers:
      - pre_arrival
      - joint_inspection: {steps: [inspect, sample], for: {kind: relief}}
      - waive: {steps: permit, until: 34 d}
```

The order of levers does not matter. Officers sum and waivers unite; two levers that set any other thing differently, at
one time and for one consignment, are refused by name. A lever says when it bites: at notice, at arrival, at lodgement
(a consignment keeps to the end what held when it lodged) or by the clock. No lever acts before the world's `begins`.

`for` says which consignments are meant, by `stream`, `kind`, `goods`, `consignor`, `lane` or `post`. All levers have
these parameters too, unless they say otherwise:
"""


def catalogue_markdown() -> str:
    """All levers as a page in Markdown: what each changes, when, at what cost, what it stands for, its parameters."""
    common = {row.name: row for row in entry("relief_priority").parameters if _is_common(row)}
    parts = [INTRODUCTION, _table(list(common.values()))]
    for group, levers in GROUPS.items():
        parts.append(f"## {group}\n")
        parts += [_section(lever, common) for lever in levers]
    return "\n".join(parts)


def _section(lever: type[Lever], common: dict[str, Parameter]) -> str:
    about = entry(lever.name)
    own = [row for row in about.parameters if common.get(row.name) != row]
    parts = [f"### {about.title}\n", f"`{lever.name}`. {about.changes}\n"]
    parts.append(f"- {about.bites}\n- {about.cost}\n- {about.instrument}\n")
    if own:
        parts.append(_table(own))
    if about.sources:
        parts.append(f"Sources: {' · '.join(about.sources)}.\n")
    return "\n".join(parts)


def _is_common(parameter: Parameter) -> bool:
    names = {field.alias or name for name, field in Lever.model_fields.items()}
    return parameter.name in names


def _table(parameters: list[Parameter]) -> str:
    rows = [f"| `{row.name}` | {_default(row)} | {row.doc.replace('|', '/')} |" for row in parameters]
    return "\n".join(["| parameter | left out | |", "| --- | --- | --- |", *rows, ""])


def _default(parameter: Parameter) -> str:
    if parameter.needed:
        return "*needed*"
    empty: tuple[Any, ...] = (None, {}, [], "")
    return "" if parameter.default in empty else f"`{_plain(parameter.default)}`"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value).replace('"', "")
