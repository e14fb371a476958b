"""What people call groups of consignments, teams, policies, and time that passes without an officer."""

from typing import Final

from sim.border import Activity
from sim.measures import group_of
from sim.reports.words import clean
from sim.studies import Study, headline_key
from sim.world import World

CALLED: Final = {
    Activity.GATE: "At the gate",
    Activity.CONSIGNEE: "Consignee lodges",
    Activity.PAPERS: "Completing papers",
    Activity.REWORK: "Delay before rework",
    Activity.COLLECTION: "Collected after release",
    Activity.EARLIER: "Before the run",
    Activity.TRAVEL: "On the way",
    Activity.COURIER: "Papers by courier",
    Activity.SLOT: "Waiting for a slot",
    Activity.REMOVAL: "Waiting to be taken away",
}
"""What people call time without an officer; of steps they say the step."""


def subject(study: Study) -> str:
    """Name the group of consignments that decides: `relief`, or `all` in a world without relief."""
    return group_of(headline_key(study.keys))


def say_group(world: World, group: str) -> str:
    """Call a group of consignments what people call it."""
    for named in (world.streams, world.goods, world.posts):
        if group in named:
            return clean(named[group].label)
    return "all traffic" if group == "all" else group


def say_team(world: World, post: str | None, team: str) -> str:
    """Call a team by its agency and its post; by its own name too, if it is not that of the agency."""
    teams = {**(world.capital.teams if world.capital else {}), **world.roving}
    where = ", serving several posts"
    if post is not None:
        teams, where = world.posts[post].teams, f" at {clean(world.posts[post].label)}"
    elif world.capital and team in world.capital.teams:
        where = " in the capital"
    agency = (teams[team].agency if team in teams else None) or team
    label = clean(world.agencies[agency].label) if agency in world.agencies else team
    return label + ("" if agency == team else f" ({team})") + where


def label_of(study: Study, policy: str) -> str:
    """Return what people call a policy, on one line; with its name if others are called the same."""
    return labels_of(study)[study.policies.index(policy)]


def labels_of(study: Study) -> tuple[str, ...]:
    """Return what people call the policies, the baseline first."""
    labels = [clean(study.scenario.policies[policy].label) for policy in study.policies]
    named = zip(study.policies, labels, strict=True)
    return tuple(label if labels.count(label) == 1 else f"{label} ({policy})" for policy, label in named)
