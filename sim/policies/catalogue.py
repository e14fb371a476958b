"""All levers by name, and what a reader needs to know about each."""

from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any, Final, cast

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sim.policies.coordination import (
    JointInspection,
    ParallelChecks,
    PreArrival,
    ReliefLane,
    ReliefPriority,
    SingleWindow,
    Waive,
)
from sim.policies.lever import Lever
from sim.policies.reopening import Reopen, RepairCrews, RepairOrderLever
from sim.policies.staffing import RoundTheClock, SurgeStaff

LEVERS: Final[dict[str, type[Lever]]] = {
    lever.name: lever
    for lever in (
        ReliefPriority,
        ReliefLane,
        ParallelChecks,
        JointInspection,
        SingleWindow,
        PreArrival,
        Waive,
        RoundTheClock,
        SurgeStaff,
        RepairOrderLever,
        RepairCrews,
        Reopen,
    )
}
"""Every lever that a policy can name, in the order in which they are shown."""

BITES: Final = {
    "notice": "It bites at notice: for consignments announced while it holds.",
    "lodgement": "It bites at lodgement: for consignments that lodge while it holds, and those keep it to the end.",
    "clock": "It bites by the clock: for whoever is there while it holds.",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a lever.

    Attributes
    ----------
    name
        As it is written in a policy.
    doc
        What it means, with the source of its default.
    needed
        Whether it must be given.
    default
        The value when it is left out, as plain data; None if that is nothing.
    """

    name: str
    doc: str
    needed: bool
    default: Any


@dataclass(frozen=True)
class Entry:
    """A lever as readers see it.

    Attributes
    ----------
    name
        What it is called in a policy.
    title
        What it is in a few words.
    text
        One paragraph: what it changes, when it bites, what it costs, what it stands for.
    parameters
        Its own first, dates last.
    sources
        Publisher, item, year, address.
    """

    name: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    sources: tuple[str, ...]


def entry(name: str) -> Entry:
    """What a reader needs to know about a lever.

    Raises
    ------
    KeyError
        If there is no such lever.
    """
    lever = LEVERS[name]
    title, _, changes = cleandoc(lever.__doc__ or "").partition("\n\n")
    text = " ".join([*changes.split(), BITES[lever.bites], lever.cost, lever.instrument])
    fields = sorted(lever.model_fields.items(), key=lambda item: item[0] in Lever.model_fields)
    parameters = tuple(_parameter(name, field) for name, field in fields)
    return Entry(name, title.rstrip("."), text, parameters, lever.sources)


def _parameter(name: str, field: FieldInfo) -> Parameter:
    needed = field.is_required()
    # The description stands in because `Annotated` wants at least one piece of metadata.
    written = cast(Any, Annotated[field.annotation, field.description, *field.metadata])
    adapter: TypeAdapter[Any] = TypeAdapter(written)
    default = (
        None if needed else adapter.dump_python(field.get_default(), mode="json", by_alias=True, exclude_none=True)
    )
    return Parameter(field.alias or name, " ".join((field.description or "").split()), needed, default)
