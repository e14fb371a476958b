"""What the model knows of one consignment while it passes."""

from typing import TYPE_CHECKING

from sim.border.eventlog import NOBODY
from sim.world import Traits

if TYPE_CHECKING:
    from sim.border.flow import Flow
    from sim.border.stages import Plan

ORDINARY = 1
"""The priority class of a consignment that no rule favours."""


class Case:
    """A consignment on its way.

    Attributes
    ----------
    number
        Its place in order of base arrival.
    origin, index
        Its stream or backlog, and its place in that: the keys of its luck.
    traits
        What filters can ask.
    post
        Number of its post.
    level
        Its class in every line.
    entered
        Whether it is, or has been, inside.
    incomplete
        Whether its papers still lack something.
    lane
        Number of its lane.
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
        Branches of its journey so far.
    ended
        Whether it is released or gone.
    """

    __slots__ = (
        "ended",
        "entered",
        "flows",
        "incomplete",
        "index",
        "lane",
        "latest",
        "level",
        "number",
        "origin",
        "plan",
        "post",
        "remote",
        "sinks_left",
        "traits",
        "waiting",
    )

    def __init__(
        self, number: int, origin: int, index: int, traits: Traits, post: int, *, lane: int = NOBODY, incomplete: bool
    ) -> None:
        self.number, self.origin, self.index, self.traits, self.post, self.incomplete = (
            number,
            origin,
            index,
            traits,
            post,
            incomplete,
        )
        self.level = ORDINARY
        self.lane = lane
        self.remote = False
        self.entered = False
        self.ended = False
        self.plan: Plan | None = None
        self.waiting: list[int] = []
        self.latest: dict[int, tuple[int, int, int]] = {}
        self.sinks_left = 0
        self.flows: list[Flow] = []
