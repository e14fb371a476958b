"""What there is: posts, teams, goods, streams, procedure, disruption, and the rules of work. Nothing here runs.

World and its parts
    World, Window, Agency, Goods, Consignor, Post, Team, StaffChange, Closure, Damage, Crew, Stream, Steady, Surge,
    Listed, Manifest, Rows, Backlog, Step, Rework, LaneRule, LANES, Costs, Filter, Traits
Rules
    DatedRule, Rule, clashes, merge
Curves
    Curve, arrival_curve, listed_us, shares
"""

from sim.world.base import shares
from sim.world.costs import Costs
from sim.world.curves import Curve, arrival_curve, listed_us
from sim.world.filters import Filter, Traits
from sim.world.goods import Agency, Consignor, Goods
from sim.world.manifests import Rows
from sim.world.posts import Closure, Crew, Damage, Post, StaffChange, Team
from sim.world.procedure import LANES, LaneRule, Rework, Step
from sim.world.rules import DatedRule, Rule, clashes, merge
from sim.world.streams import Backlog, Listed, Manifest, Steady, Stream, Surge
from sim.world.world import Window, World

__all__ = [
    "LANES",
    "Agency",
    "Backlog",
    "Closure",
    "Consignor",
    "Costs",
    "Crew",
    "Curve",
    "Damage",
    "DatedRule",
    "Filter",
    "Goods",
    "LaneRule",
    "Listed",
    "Manifest",
    "Post",
    "Rework",
    "Rows",
    "Rule",
    "StaffChange",
    "Steady",
    "Step",
    "Stream",
    "Surge",
    "Team",
    "Traits",
    "Window",
    "World",
    "arrival_curve",
    "clashes",
    "listed_us",
    "merge",
    "shares",
]
