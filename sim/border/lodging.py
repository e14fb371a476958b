"""What rules make of a consignment as it arrives and lodges: its lane, its papers, and where it stands."""

from sim.border.case import Case
from sim.border.kinds import Kinds
from sim.border.nature import Nature
from sim.border.selection import Selection
from sim.border.stages import Planner
from sim.world import World
from sim.world.rules import PapersComplete, PapersLater, RemoteYard, Targeted

LAST = 2
"""The class of what is looked at last."""


class Lodging:
    """The rules that bite on one consignment and leave the order of work alone.

    Attributes
    ----------
    acts
        Whether any of them bites at lodgement.
    matters
        Whether there is any of them.
    """

    def __init__(self, world: World, planner: Planner, kinds: Kinds, drawn: Nature) -> None:
        self.planner, self.kinds, self.drawn = planner, kinds, drawn
        self.selection = Selection(world, kinds.inputs, drawn)
        self._papers = any(isinstance(rule, PapersComplete | PapersLater) for rule in world.rules)
        self._targets = any(isinstance(rule, Targeted) for rule in world.rules)
        self._remote = any(isinstance(rule, RemoteYard) for rule in world.rules)
        self.acts = self._papers or self._targets
        self.matters = self.acts or self._remote

    def remote_travel(self, case: Case, now: int) -> int | None:
        """Travel to the remote yard where a consignment has to stand [µs]; `None`: it stands at the post."""
        for rule in self.planner.rules(RemoteYard, case.kind, now) if self._remote else ():
            if case.kind.traits.post in rule.posts:
                case.remote = True
                return rule.travel
        return None

    def lodge(self, case: Case, now: int) -> None:
        """Give a consignment the lane and the papers that the rules of this moment make of its luck."""
        if self._targets:
            self._select(case, now)
        if self._papers:
            self._read_papers(case, now)

    def _select(self, case: Case, now: int) -> None:
        for rule in self.planner.rules(Targeted, case.kind, now):
            lane = "red" if self.selection.inspects(rule, case.number) else "green"
            case.kind = self.kinds.in_lane(lane, case.kind)
            return

    def _read_papers(self, case: Case, now: int) -> None:
        for rule in self.planner.rules(PapersComplete, case.kind, now):
            case.incomplete = case.incomplete and bool(self.drawn.papers[case.number] >= rule.share)
        if self.planner.rules(PapersLater, case.kind, now):
            case.incomplete = False
