"""Policies: what people may decide, as pure functions from a world to a world.

Policies
    Policy, apply, warnings, PolicyError, PolicyProblem
Levers
    Lever, LEVERS, Entry, Parameter, entry
"""

from sim.policies.catalogue import LEVERS, Entry, Parameter, entry
from sim.policies.lever import Lever, PolicyError, PolicyProblem
from sim.policies.policy import Policy, apply, warnings

__all__ = [
    "LEVERS",
    "Entry",
    "Lever",
    "Parameter",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "apply",
    "entry",
    "warnings",
]
