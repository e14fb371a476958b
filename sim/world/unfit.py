"""What does not fit together between parts of a world that are right each for itself."""

from collections.abc import Iterator

from sim.world.mentions import Path, team_names
from sim.world.rules import Pooled
from sim.world.streams import Stream
from sim.world.world import World


def unfit(world: World) -> Iterator[tuple[Path, str]]:
    """Find what cannot work although every name is known."""
    yield from _papers(world)
    yield from _convoys(world)
    yield from _examinations(world)
    yield from _pools(world)


def _papers(world: World) -> Iterator[tuple[Path, str]]:
    for name, stream in world.streams.items():
        if stream.papers_take is None and _may_lack_papers(world, stream):
            text = "papers_take is needed, because papers may be incomplete: how long the consignee takes"
            yield ("streams", name), text


def _may_lack_papers(world: World, stream: Stream) -> bool:
    """Whether papers of a stream may be incomplete: by its rows, by itself, or by who sends it."""
    stated = (None,) if stream.rows is None else stream.rows.papers
    if False in stated:
        return True
    senders = [sender for sender, weight in (stream.consignor or {}).items() if weight and sender in world.consignors]
    shares = [stream.papers_complete, *(world.consignors[sender].papers_complete for sender in senders)]
    return None in stated and any(share is not None and share < 1 for share in shares)


def _convoys(world: World) -> Iterator[tuple[Path, str]]:
    for name, stream in world.streams.items():
        if stream.rows is not None and stream.convoy != 1:
            yield ("streams", name, "convoy"), "a manifest has a row for each consignment; leave convoy out"


def _examinations(world: World) -> Iterator[tuple[Path, str]]:
    for kind, risk in world.risk.items():
        for step in risk.examined_by:
            if step in world.procedure and world.procedure[step].unattended:
                text = f"nobody looks in the step {step}, which is `unattended`; name steps that officers do"
                yield ("risk", kind, "examined_by"), text


def _pools(world: World) -> Iterator[tuple[Path, str]]:
    for index, rule in enumerate(world.rules):
        if isinstance(rule, Pooled):
            without = [post for post in rule.posts if post in world.posts and rule.team not in world.posts[post].teams]
            if rule.team in world.roving:
                yield ("rules", index, "team"), f"the team {rule.team!r} roves already; pool a team of posts"
            elif without and rule.team in team_names(world):
                text = f"has no team {rule.team!r} to pool at {', '.join(without)}; name posts that have one"
                yield ("rules", index, "posts"), text
