"""What the model knows of one consignment while it passes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.border.flow import Flow
    from sim.border.kinds import Kind
    from sim.border.stages import Plan

ORDINARY = 1
"""The priority class of a consignment that no rule favours."""


class Case:
    """A consignment on its way.

    Attributes
    ----------
    number
        Its place in order of base arrival.
    index
        Its place among the consignments of its origin: with that the key of its luck.
    kind
        What it has in common with others: its origin and traits, and so its post and lane.
    level
        Its class in every line.
    entered
        Whether it is, or has been, inside.
    incomplete
        Whether its papers still lack something.
    remote
        Whether it stands in a yard away from the post.
    plan
        The work on it, from lodgement on.
    waiting
        Work of the plan that waits, and for how many things.
    latest
        For that work, the latest of the things done so far: when, its place in the plan (earlier wins), and its row of
        visits.
    sinks_left
        Work of the plan that nothing comes after, not yet done.
    flows
        Branches of its journey so far, while it is there.
    ended
        Whether it is released or gone.
    """

    __slots__ = (
        "ended",
        "entered",
        "flows",
        "incomplete",
        "index",
        "kind",
        "latest",
        "level",
        "number",
        "plan",
        "remote",
        "sinks_left",
        "waiting",
    )

    def __init__(self, number: int, index: int, kind: "Kind", incomplete: bool) -> None:
        self.number, self.index, self.kind, self.incomplete = number, index, kind, incomplete
        self.level = ORDINARY
        self.remote = self.entered = self.ended = False
        self.plan: Plan | None = None
        self.flows: tuple[Flow, ...] = ()
        self.waiting: list[int]
        self.latest: dict[int, tuple[int, int, int]]
        self.sinks_left: int
