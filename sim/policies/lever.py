"""What every lever is: a decision with a name, dates and parameters that writes dated rules into a world."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, Final, Literal, NamedTuple, TypedDict

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.world.base import Base, Names
from sim.world.calendars import Calendar
from sim.world.filters import EVERYTHING, Filter
from sim.world.procedure import LANES
from sim.world.quantities import LONGEST_US, Duration, Moment, say_duration
from sim.world.references import CalendarRef
from sim.world.rules import DatedRule, merge
from sim.world.staffing import reached
from sim.world.world import World

KINDS: Final = ("relief", "commercial", "people")
RELIEF: Final = Filter(kind=("relief",))


class PolicyProblem(NamedTuple):
    """Something wrong with a policy, and where it is one lever, that lever's position in the list."""

    sentence: str
    lever: int | None = None


class PolicyError(ValueError):
    """A policy that cannot be applied to this world; its text has one sentence a line."""

    def __init__(self, problems: Iterable[PolicyProblem]) -> None:
        """Keep all problems, so that they can be shown together."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """One sentence a line."""
        return "\n".join(problem.sentence for problem in self.problems)


class Dated(TypedDict):
    """What every rule of one lever has in common."""

    by: str
    start: int
    until: int | None


def say_known(name: object, known: Collection[str], most: int = 20) -> str:
    """Say which names would be right, the nearest first: `did you mean 'permit'? Known: assess, permit`."""
    near = get_close_matches(str(name)[:60], known, n=1)
    listed = ", ".join(list(known)[:most]) or "none"
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return (f"did you mean {near[0]!r}? " if near else "") + f"Known: {listed}{more}"


class Lever(Base):
    """A decision people can take.

    A lever's class is the one place where it is described. The first line of its docstring is its title and the rest
    says what it changes; fields are its parameters, each with its own docstring. Adding a lever is one such class and
    its name in the catalogue.
    """

    name: ClassVar[str]
    """What it is called in a policy."""
    bites: ClassVar[Literal["notice", "arrival", "lodgement", "clock"]]
    """What decides whether a consignment meets it: its notice, its arrival, its lodgement, or the clock."""
    cost: ClassVar[str]
    """What it takes in officers and set-up, in a sentence."""
    instrument: ClassVar[str]
    """The instrument it stands for, and what is known of its effect."""
    sources: ClassVar[tuple[str, ...]] = ()
    """Publisher, item, year and address of what `instrument` cites."""

    start: Moment = Field(default=0, alias="from")
    """When it is decided, counted from the onset; a moment before the onset stands for a decision taken in advance."""
    until: Moment | None = None
    """When it ends; left out, it holds for good."""
    ready_after: Duration = 0
    """Time to set it up: it begins to act this long after `from`, and never before policies begin."""

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, written: Any) -> Any:
        """Take a lever as a policy writes it: `waive: {…}`, or the bare name."""
        if isinstance(written, str) and written == cls.name:
            return {}
        if isinstance(written, Mapping) and list(written) == [cls.name]:
            written = {} if written[cls.name] is None else written[cls.name]
        if not isinstance(written, Mapping | Lever):
            sentence = f"the parameters of {cls.name} are names with values; write for example {{until: 34 d}}"
            raise ValueError(sentence)  # noqa: TRY004 -- validators report ValueError
        return written

    @model_validator(mode="after")
    def _check_dates(self) -> "Lever":
        ready = self.start + self.ready_after
        if ready > LONGEST_US:
            raise ValueError(
                "it begins more than 100 years after the onset: write an earlier `from` or a shorter `ready_after`"
            )
        if self.until is not None and self.until <= ready:
            raise ValueError(
                f"it ends {say_moment(self.until)}, before it begins to act {say_moment(ready)}: "
                "`until` must be later than `from` plus `ready_after`"
            )
        return self

    @model_serializer(mode="wrap")
    def _wrap(self, write: SerializerFunctionWrapHandler, info: SerializationInfo) -> str | dict[str, Any]:
        """Write the lever as a policy does, without what is at its default; `exclude_unset` keeps what was stated."""
        fields = type(self).model_fields
        changed = {field.alias or name for name, field in fields.items() if getattr(self, name) != field.get_default()}
        parameters = {
            key: _without_nothing(value) for key, value in write(self).items() if info.exclude_unset or key in changed
        }
        return {self.name: parameters} if parameters else self.name

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the written form: the name with its parameters, or the bare name where none is needed."""
        named: JsonSchemaValue = {
            "type": "object",
            "properties": {cls.name: handler(core_schema)},
            "required": [cls.name],
            "additionalProperties": False,
        }
        needed = any(field.is_required() for field in cls.model_fields.values())
        return named if needed else {"anyOf": [{"const": cls.name}, named]}

    def rules(self, world: World) -> tuple[DatedRule, ...]:
        """The rules it writes into a world; none if its parameters are neutral or it ends before policies begin.

        Raises
        ------
        PolicyError
            If a parameter names something that the world does not have.
        """
        dated = Dated(by=self.name, start=max(self.start + self.ready_after, world.begins), until=self.until)
        written = tuple(self._write(world, dated))
        return written if self.until is None or dated["start"] < self.until else ()

    def apply(self, world: World) -> World:
        """The world with the rules of this lever added."""
        return add_rules(world, self.rules(world))

    def idle(self, world: World) -> str | None:
        """Why the lever changes nothing in this world, as the end of a sentence; None if it may change something.

        Raises
        ------
        PolicyError
            If a parameter names something that the world does not have.
        """
        if not self.rules(world):
            over = self.until is not None and self.until <= world.begins
            return "it ends before policies begin" if over else self._idle(world) or "its parameters ask for no change"
        if self.start + self.ready_after >= world.end_us:
            return "it is ready only after the end of the run"
        return self._idle(world)

    @abstractmethod
    def _write(self, world: World, dated: Dated) -> Iterator[DatedRule]:
        """Yield the rules, names checked."""

    def _idle(self, world: World) -> str | None:
        """What `idle` says beyond what holds for all levers."""
        return None

    def _fail(self, sentence: str) -> PolicyError:
        return PolicyError([PolicyProblem(f"{self.name}: {sentence}.")])

    def _pick(self, noun: str, names: Names | None, known: Collection[str]) -> tuple[str, ...]:
        """The names given, or all known ones when they are left out, each once and in the order of the world."""
        for name in names or ():
            if name not in known:
                raise self._fail(f"this world has no {noun} {name!r}; {say_known(name, known)}")
        return tuple(name for name in known if names is None or name in names)

    def _calendar(self, world: World, reference: CalendarRef) -> Calendar:
        """The calendar meant, its name checked."""
        if isinstance(reference, str):
            self._pick("calendar", (reference,), world.calendars)
        return world.calendar(reference)

    def _check_filter(self, world: World, match: Filter) -> None:
        self._pick("stream", match.stream, world.streams)
        self._pick("kind of stream", match.kind, KINDS)
        self._pick("goods", match.goods, world.goods)
        self._pick("kind of consignor", match.consignor, world.consignors)
        self._pick("lane", match.lane, LANES)
        self._pick("post", match.post, world.posts)

    def _places(
        self, world: World, posts: Names | None, agencies: Names | None, teams: Names | None
    ) -> tuple[tuple[str, str], ...]:
        """The posts and teams meant by names of posts, agencies and teams, each left out for all."""
        here = self._pick("post", posts, world.posts)
        self._pick("agency", agencies, world.agencies)
        self._pick("team", teams, dict.fromkeys(team for post in world.posts.values() for team in post.teams))
        places = tuple(
            (post, team)
            for post in here
            for team in world.posts[post].teams
            if agencies is None or world.posts[post].agency_of(team) in agencies
            if teams is None or team in teams
        )
        if not places and () not in (here, agencies, teams):
            raise self._fail(f"none of these teams works at {', '.join(here)}; write posts and teams that go together")
        return places


class LodgementLever(Lever):
    """A lever for some consignments, which bites when they lodge."""

    match: Filter = Field(default=EVERYTHING, alias="for")
    """The consignments it is for, such as `{goods: medicine}`; left out, all."""

    def _consignments(self, world: World) -> Filter:
        """The filter, its names checked."""
        self._check_filter(world, self.match)
        return self.match

    def _consignments_at(self, world: World, posts: Names | None) -> Filter:
        """The filter, narrowed to some posts; left out, all that the filter means."""
        match = self._consignments(world)
        if posts is None:
            return match
        here = self._pick("post", posts, world.posts)
        meant = here if match.post is None else tuple(post for post in here if post in match.post)
        return match.model_copy(update={"post": meant})

    def _idle(self, world: World) -> str | None:
        met = can_match(world, self.match)
        return None if met else "no consignment of this world is among those it is for"


class TeamLever(Lever):
    """A lever for some teams at some posts."""

    posts: Names | None = None
    """Posts; left out, all."""
    agencies: Names | None = None
    """Agencies whose teams are meant; left out, all."""
    teams: Names | None = None
    """Teams, by their names at the posts; left out, all."""


def add_rules(world: World, rules: Collection[DatedRule]) -> World:
    """The world with rules added; the world itself if there are none."""
    return world.model_copy(update={"rules": merge(world.rules, rules)}) if rules else world


def say_moment(at_us: int) -> str:
    """A moment in words, from the onset."""
    if at_us == 0:
        return "at the onset"
    return f"{say_duration(abs(at_us))} {'after' if at_us > 0 else 'before'} the onset"


def can_match(world: World, *filters: Filter) -> bool:
    """Whether some consignment of a world, its lane aside, is meant by all of some filters."""
    streams = set.intersection(*(set(world.filter_streams(match)) for match in filters))
    return any(_can_match(world, name, filters) for name in streams)


def _can_match(world: World, name: str, filters: Collection[Filter]) -> bool:
    stream = world.streams[name]
    has = {
        "goods": {goods for goods, weight in stream.goods.items() if weight},
        "consignor": {sender for sender, weight in (stream.consignor or {"": 1}).items() if weight},
        "post": {*reached(world, stream), *(backlog.post for backlog in world.backlog if backlog.stream == name)},
    }
    asked = {trait: [getattr(match, trait) for match in filters] for trait in has}
    return all(
        there.intersection(*(names for names in asked[trait] if names is not None)) for trait, there in has.items()
    )


def _without_nothing(value: Any) -> Any:
    """A written value without the parts that were left out."""
    if isinstance(value, Mapping):
        return {key: _without_nothing(part) for key, part in value.items() if part is not None}
    return [_without_nothing(part) for part in value] if isinstance(value, list | tuple) else value
