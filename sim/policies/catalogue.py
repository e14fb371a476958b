"""All levers by name, and what a reader needs to know about each."""

from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any, Final, cast

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sim.policies.arrivals import ShareQueueInformation, SlotBooking, TriageUnsolicited
from sim.policies.coordination import (
    JointInspection,
    ParallelChecks,
    PreArrival,
    ReliefLane,
    ReliefPriority,
    SingleWindow,
    Waive,
)
from sim.policies.frontline import CustomsFrontline, MilitaryClosure
from sim.policies.lever import Lever
from sim.policies.papers import RecognisedConsignors, SimplifiedDeclaration
from sim.policies.places import CoLocate, OneStopPost, OneStopShop, PoolInspectors
from sim.policies.reopening import OpenUnchecked, Reopen, RepairCrews, RepairOrderLever
from sim.policies.selection import (
    AdvancePassengerInformation,
    AutoReleaseAfter,
    MatchInspectionToCapacity,
    RiskTargeting,
)
from sim.policies.staffing import AlignHours, RoundTheClock, SurgeStaff

GROUPS: Final[dict[str, tuple[type[Lever], ...]]] = {
    "Coordination": (
        ReliefPriority,
        ReliefLane,
        ParallelChecks,
        JointInspection,
        SingleWindow,
        OneStopPost,
        OneStopShop,
        PreArrival,
        SimplifiedDeclaration,
        Waive,
        RecognisedConsignors,
        CoLocate,
        AlignHours,
        RoundTheClock,
        SurgeStaff,
        PoolInspectors,
        TriageUnsolicited,
        RiskTargeting,
        AdvancePassengerInformation,
        MatchInspectionToCapacity,
        AutoReleaseAfter,
        ShareQueueInformation,
        SlotBooking,
    ),
    "Re-opening": (RepairOrderLever, RepairCrews, Reopen, OpenUnchecked),
    "Conflict zone": (MilitaryClosure, CustomsFrontline),
}
"""Every lever, by what it is for, in the order in which they are shown."""

LEVERS: Final[dict[str, type[Lever]]] = {lever.name: lever for group in GROUPS.values() for lever in group}
"""Every lever that a policy can name."""

BITES: Final = {
    "notice": "It bites at notice: for consignments announced while it holds.",
    "arrival": "It bites at arrival: for consignments that reach the border while it holds.",
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
    changes
        What it changes.
    bites
        When it does, and for whom.
    cost
        What it takes in officers and set-up.
    instrument
        The instrument it stands for, and what is known of its effect.
    parameters
        Its own first, dates last.
    sources
        Publisher, item, year, address.
    """

    name: str
    title: str
    changes: str
    bites: str
    cost: str
    instrument: str
    parameters: tuple[Parameter, ...]
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of that in one paragraph."""
        return f"{self.changes} {self.bites} {self.cost} {self.instrument}"


def entry(name: str) -> Entry:
    """What a reader needs to know about a lever.

    Raises
    ------
    KeyError
        If there is no such lever.
    """
    lever = LEVERS[name]
    title, _, changes = cleandoc(lever.__doc__ or "").partition("\n\n")
    fields = sorted(lever.model_fields.items(), key=lambda item: item[0] in Lever.model_fields)
    parameters = tuple(_parameter(name, field) for name, field in fields)
    return Entry(
        name=name,
        title=title.rstrip("."),
        changes=" ".join(changes.split()),
        bites=BITES[lever.bites],
        cost=lever.cost,
        instrument=lever.instrument,
        parameters=parameters,
        sources=lever.sources,
    )


def _parameter(name: str, field: FieldInfo) -> Parameter:
    needed = field.is_required()
    # The description stands in because `Annotated` wants at least one piece of metadata.
    written = cast(Any, Annotated[field.annotation, field.description, *field.metadata])
    adapter: TypeAdapter[Any] = TypeAdapter(written)
    default = (
        None if needed else adapter.dump_python(field.get_default(), mode="json", by_alias=True, exclude_none=True)
    )
    return Parameter(field.alias or name, " ".join((field.description or "").split()), needed, default)
