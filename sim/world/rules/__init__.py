"""Rules of work that people can decide on: dated values that levers write and the border reads."""

from typing import Annotated

from pydantic import Field

from sim.world.rules.clock import (
    ExtraCrews,
    ExtraOfficers,
    GateHours,
    Hours,
    Located,
    Phase,
    Pooled,
    Reopening,
    RepairOrder,
)
from sim.world.rules.dated import DatedRule, LodgementRule, clashes, merge, overlap
from sim.world.rules.lodgement import (
    BeforeArrival,
    LetThrough,
    OneLodgement,
    OneStop,
    PapersComplete,
    PapersLater,
    Priority,
    QueuesShown,
    Refused,
    RemoteYard,
    Reserved,
    Shortened,
    SideBySide,
    Slots,
    Targeted,
    Together,
    Waived,
)

Rule = Annotated[
    Waived
    | OneLodgement
    | SideBySide
    | Together
    | BeforeArrival
    | Priority
    | Reserved
    | OneStop
    | PapersLater
    | PapersComplete
    | Shortened
    | Targeted
    | LetThrough
    | Located
    | Pooled
    | QueuesShown
    | Slots
    | RemoteYard
    | Refused
    | ExtraOfficers
    | Hours
    | GateHours
    | RepairOrder
    | ExtraCrews
    | Reopening,
    Field(discriminator="rule"),
]
"""Any rule, told by its `rule`."""

__all__ = [
    "BeforeArrival",
    "DatedRule",
    "ExtraCrews",
    "ExtraOfficers",
    "GateHours",
    "Hours",
    "LetThrough",
    "Located",
    "LodgementRule",
    "OneLodgement",
    "OneStop",
    "PapersComplete",
    "PapersLater",
    "Phase",
    "Pooled",
    "Priority",
    "QueuesShown",
    "Refused",
    "RemoteYard",
    "Reopening",
    "RepairOrder",
    "Reserved",
    "Rule",
    "Shortened",
    "SideBySide",
    "Slots",
    "Targeted",
    "Together",
    "Waived",
    "clashes",
    "merge",
    "overlap",
]
