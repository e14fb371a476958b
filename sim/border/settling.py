"""Settling: after all capacity changes of one instant, teams and gates act on them together.

Two changes at one instant (a shift that ends as a closure is lifted, say) must not let work begin in between.
"""

from collections.abc import Callable
from typing import Protocol

from simpy.events import Event

from sim.border.clock import SETTLE, Environment, at_moment


class Settles(Protocol):
    """Something with a capacity.

    Attributes
    ----------
    turn
        Lower turns begin first: teams (0) before gates (1), so that who waits inside goes before who comes in.
    """

    turn: int

    def settle_cut(self) -> None:
        """Act on less capacity."""

    def settle_fill(self) -> None:
        """Act on more capacity."""


class Turn:
    """Something that is done once at a turn of settling, for who changes no capacity."""

    def __init__(self, turn: int, act: Callable[[], None]) -> None:
        self.turn, self.settle_fill = turn, act

    def settle_cut(self) -> None:
        """Nothing has less capacity."""


class Settling:
    """Who has to act on changes of this instant."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._changed: dict[Settles, None] = {}
        self._due = False

    def touch(self, place: Settles) -> None:
        """Have a place act on its changes at this instant, once."""
        self._changed[place] = None
        if not self._due:
            self._due = True
            at_moment(self.env, self.env._now, SETTLE, self._settle)

    def _settle(self, _: Event) -> None:
        """First everything that has to stop, then everything that can begin."""
        for place in list(self._changed):
            place.settle_cut()
        while self._changed:
            place = min(self._changed, key=lambda changed: changed.turn)
            del self._changed[place]
            place.settle_fill()
        self._due = False
