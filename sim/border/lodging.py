"""What rules make of a consignment as it arrives and lodges: its lane, its papers, and where it stands."""

from sim.border.case import Case
from sim.border.draws import Inputs
from sim.border.nature import Nature
from sim.border.plan import in_force
from sim.border.selection import Selection
from sim.world import LANES, World
from sim.world.rules import PapersComplete, PapersLater, RemoteYard, Targeted

LAST = 2
"""The class of what is looked at last."""


class Lodging:
    """The rules that bite on one consignment and leave the order of work alone.

    Attributes
    ----------
    acts
        Whether any of them bites at lodgement.
    """

    def __init__(self, world: World, inputs: Inputs, drawn: Nature) -> None:
        self.world, self.drawn = world, drawn
        self.selection = Selection(world, inputs, drawn)
        self._papers = any(isinstance(rule, PapersComplete | PapersLater) for rule in world.rules)
        self._targets = any(isinstance(rule, Targeted) for rule in world.rules)
        self._remote = any(isinstance(rule, RemoteYard) for rule in world.rules)
        self.acts = self._papers or self._targets

    def remote_travel(self, case: Case, now: int) -> int | None:
        """Travel to the remote yard where a consignment has to stand [µs]; `None`: it stands at the post."""
        for rule in in_force(self.world, RemoteYard, case.traits, now) if self._remote else ():
            if case.traits.post in rule.posts:
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
        for rule in in_force(self.world, Targeted, case.traits, now):
            lane = "red" if self.selection.inspects(rule, case.number) else "green"
            case.lane = LANES.index(lane)
            case.traits = case.traits._replace(lane=lane)
            return

    def _read_papers(self, case: Case, now: int) -> None:
        for rule in in_force(self.world, PapersComplete, case.traits, now):
            case.incomplete = case.incomplete and bool(self.drawn.papers[case.number] >= rule.share)
        if in_force(self.world, PapersLater, case.traits, now):
            case.incomplete = False
