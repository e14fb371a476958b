"""Policies: what people may decide, as pure functions from a world to a world.

Policies
    Policy, apply, warnings, PolicyError, PolicyProblem
Levers
    Lever, LEVERS, GROUPS, Entry, Parameter, entry, catalogue_markdown
"""

from sim.policies.catalogue import GROUPS, LEVERS, Entry, Parameter, entry
from sim.policies.lever import Lever, PolicyError, PolicyProblem
from sim.policies.page import catalogue_markdown
from sim.policies.policy import Policy, apply, warnings

__all__ = [
    "GROUPS",
    "LEVERS",
    "Entry",
    "Lever",
    "Parameter",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "apply",
    "catalogue_markdown",
    "entry",
    "warnings",
]
