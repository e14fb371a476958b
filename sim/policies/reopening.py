"""Levers of re-opening: what is repaired first, by how many crews, and how closed posts open again."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from sim.policies.lever import RELIEF, Dated, Lever, LodgementLever, TeamLever, say_moment
from sim.world.base import Names
from sim.world.posts import Closure
from sim.world.quantities import Count, Duration, Moment
from sim.world.rules import DatedRule, ExtraCrews, ExtraOfficers, Phase, Reopening, RepairOrder, Waived
from sim.world.rules.clock import Side
from sim.world.world import World

TaskName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$", max_length=121)]
"""A repair task as `post.task`."""
_MOST_BY_ONE: Final = 100
"""Officers who come one by one; each is a rule of its own."""


class RepairOrderLever(Lever):
    """Which damage is repaired first.

    Crews take the tasks in the order of the list as soon as one is free and what must be done before it is done; tasks
    that are not named come after, in the order of the scenario. Work in hand is not interrupted.
    """

    name = "repair_order"
    bites = "clock"
    cost = "It takes nobody more; what is moved forward pushes something else back."
    instrument = "It stands for a decision of the disaster office, not for an instrument; no measured effect was found."

    tasks: Annotated[tuple[TaskName, ...], Field(max_length=1000)]
    """Tasks, written `post.task`, in the order in which they are taken."""

    @model_validator(mode="after")
    def _check_tasks(self) -> "RepairOrderLever":
        twice = sorted({task for task in self.tasks if self.tasks.count(task) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is in the list more than once; name every task once")
        return self

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        known = {f"{post}.{task}": (post, task) for post, spec in world.posts.items() for task in spec.damage}
        if self._pick("repair task", self.tasks, known):
            yield RepairOrder(**dated, tasks=tuple(known[task] for task in self.tasks))


class RepairCrews(Lever):
    """More repair crews.

    Crews are added to those the world has, on the same terms; with more crews more tasks go on side by side, and no
    single task goes faster.
    """

    name = "repair_crews"
    bites = "clock"
    cost = "It takes the crews it says, for as long as it lasts; their journey is the place of `ready_after`."
    instrument = "It stands for crews lent by others, not for an instrument; no measured effect was found."

    crew: Names | None = None
    """Sorts of crew; left out, all."""
    count: Count
    """Crews added to each sort."""

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        for crew in self._pick("sort of crew", self.crew, world.crews):
            if self.count:
                yield ExtraCrews(**dated, crew=crew, count=self.count)

    def _idle(self, world: World) -> str | None:
        crews = self._pick("sort of crew", self.crew, world.crews)
        needed = any(damage.crew in crews for post in world.posts.values() for damage in post.damage.values())
        return None if needed else "no damage needs these crews"


class Reopen(Lever):
    """A closed post opens again.

    The closures of a post that began before the moment given end at that moment. It opens for everybody at once, for
    relief first, or in phases, each with its own share of staff and its own consignments that the gate lets in. Damage
    is not mended by it. Each side can be given moments of its own: nothing enters before the later side opens.
    """

    name = "reopen"
    bites = "clock"
    cost = (
        "It takes the staff of each phase; a post that opens with few officers moves its line from outside to inside."
    )
    instrument = (
        "It stands for an agreement to open, such as Damascus's consent to two more crossings for three months a week "
        "after the earthquake of February 2023. After Haiti's border had been left open for more than six weeks in "
        "2010, trucks waited up to six days when control returned with one agent. A post opens for both sides only "
        "when the later side does, as at the bridge between Liberia and Sierra Leone in 2015."
    )
    sources = (
        "AFP/Manila Bulletin, 2023/2/17; North Press 93101",
        "AP/Herald-Tribune, 2010/04/03",
        "Xinhua, 24 Feb 2015",
    )

    until: None = None
    """Not used: a post that has re-opened stays open, and a new closure shuts it."""
    posts: Names | None = None
    """Posts; left out, all that have closures."""
    side: Side = "both"
    """The side that opens: `own`, `neighbour` or `both`."""
    at: Moment | None = None
    """When they open with all their staff."""
    relief_first_until: Moment | None = None
    """With `at`: until when the gate lets in relief alone."""
    phases: Annotated[tuple[Phase, ...], Field(max_length=100)] = ()
    """Instead of `at`: stages, such as `{at: 3 d, staff: 50%, for: {kind: relief}}`, the earliest first."""

    @model_validator(mode="after")
    def _check_phases(self) -> "Reopen":
        if (self.at is None) == (not self.phases):
            raise ValueError("it does not say when: write `at`, or `phases`, and not both")
        if self.relief_first_until is not None and (self.at is None or self.relief_first_until <= self.at):
            raise ValueError("`relief_first_until` goes with `at` and must be later")
        moments = [phase.at for phase in self.phases]
        if moments != sorted(set(moments)):
            raise ValueError("the phases are out of order: each must begin later than the one before")
        return self

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        phases = self._stages()
        for phase in phases:
            self._check_filter(world, phase.match)
        for post in self._pick("post", self.posts, world.posts):
            if self.side == "neighbour" and self.posts is not None and world.posts[post].neighbour is None:
                raise self._fail(f"{post} has no neighbour's side; write `side: own`, or posts that have one")
            if self.posts is not None or self._closures(world, post):
                yield Reopening(**dated, post=post, phases=phases, side=self.side)

    def _stages(self) -> tuple[Phase, ...]:
        if self.at is None:
            return self.phases
        if self.relief_first_until is None:
            return (Phase(at=self.at),)
        return Phase(at=self.at, match=RELIEF), Phase(at=self.relief_first_until)

    def _idle(self, world: World) -> str | None:
        posts = world.posts if self.posts is None else self.posts
        opening = max(self._stages()[0].at, self.start + self.ready_after)
        shut = any(
            closure.start < opening and (closure.until is None or closure.until > opening)
            for post in posts
            for closure in self._closures(world, post)
        )
        return None if shut else f"none of these posts is closed {say_moment(opening)}"

    def _closures(self, world: World, post: str) -> tuple[Closure, ...]:
        """Closures of the side meant."""
        spec = world.posts[post]
        own = spec.closures if self.side != "neighbour" else ()
        return own + (spec.neighbour.closures if spec.neighbour and self.side != "own" else ())


class OpenUnchecked(TeamLever, LodgementLever):
    """The border stands open until control is restored.

    Until the moment given no check is made: who comes, and who waits already, passes with no step but those that are
    not named. From then on everybody who lodges is checked again, if it is said so by more officers than before.
    Whatever a check would have found until then is not found.
    """

    name = "open_unchecked"
    bites = "lodgement"
    cost = (
        "It frees all officers at first; the price is the control given up. The officers it adds come when control "
        "returns, for good."
    )
    instrument = (
        "It stands for a decision, not for an instrument. Haiti's border was left open for more than six weeks in "
        "2010; when control returned, with one agent at Malpasse, trucks waited up to six days."
    )
    sources = ("AP/Herald-Tribune, 2010/04/03",)

    until: Moment
    """When control is restored."""
    steps: Names | None = None
    """Steps that are not made; left out, all."""
    officers: Count = 0
    """Officers added from then on to each of the teams meant by `posts`, `agencies` and `teams`."""
    ramp: Duration = 0
    """Time in which they come, one by one, the first when control is restored; left out, all come then."""

    @model_validator(mode="after")
    def _check_ramp(self) -> "OpenUnchecked":
        if self.ramp and self.officers > _MOST_BY_ONE:
            raise ValueError(f"more than {_MOST_BY_ONE} officers cannot come one by one; leave out `ramp`")
        return self

    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        match = self._consignments_at(world, self.posts)
        steps = self._pick("step", self.steps, world.procedure)
        places = self._places(world, self.posts, self.agencies, self.teams)
        if steps and self.posts != ():
            yield Waived(**dated, match=match, also_waiting=True, steps=steps)
        for post, team in places:
            for start, officers in self._arrivals().items():
                yield ExtraOfficers(by=self.name, start=start, post=post, team=team, officers=officers)

    def _arrivals(self) -> Counter[int]:
        """How many officers come at which moments [µs]."""
        if not self.ramp:
            return Counter({self.until: self.officers} if self.officers else {})
        gaps = max(1, self.officers - 1)
        return Counter(self.until + place * self.ramp // gaps for place in range(self.officers))
