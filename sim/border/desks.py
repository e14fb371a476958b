"""Desks: every team of a run with its roster, and which of them serves a consignment."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from sim.border.clock import Environment
from sim.border.eventlog import NOBODY
from sim.border.flow import Flow
from sim.border.log import Log
from sim.border.openings import is_on
from sim.border.roster import Duty, duties, located, pool_homes, pool_posts, pooled, shared
from sim.border.rovers import RovingTeam
from sim.border.rules import rules_of
from sim.border.settling import Settling
from sim.border.step_functions import mean
from sim.border.team import Team
from sim.world import Traits, World
from sim.world.posts import Team as TeamSpec
from sim.world.rules import Located, Pooled, Reserved

T = TypeVar("T", bound=Team)
Engine = tuple[Environment, Log, Settling]
Act = Callable[[], None]
Agenda = list[tuple[int, Act]]
"""What to do, and when."""


class Desks:
    """All teams of a run.

    Attributes
    ----------
    teams
        Each team with its post (`NOBODY`: it serves several), name and agency, by number.
    agenda
        What rosters do to them, and when.
    """

    def __init__(self, engine: Engine, world: World) -> None:
        self.world = world
        self.teams: list[tuple[Team, int, str, str]] = []
        self.agenda: Agenda = []
        self._engine = engine
        self._own: dict[tuple[str, str], list[tuple[Team, Reserved | None]]] = {}
        self._located: dict[tuple[str, str], Team] = {}
        self._roving: dict[str, RovingTeam] = {}
        self._capital: dict[str, Team] = {}
        posts = list(world.posts)
        for number, (post, spec) in enumerate(world.posts.items()):
            for name, team in spec.teams.items():
                for duty, rule in duties(world, post, name):
                    desk = self._add(Team, duty, team, number, spec.agency_of(name))
                    self._own.setdefault((post, name), []).append((desk, rule))
        for name, team in world.capital.teams.items() if world.capital else ():
            self._capital[name] = self._add(Team, shared(world, team, name), team, NOBODY, team.agency or name)
        for name, roving in world.roving.items():
            places = [posts.index(post) for post in roving.posts]
            agency, road = roving.agency or name, (places, places[:1], roving.travel)
            self._roving[name] = self._add(RovingTeam, shared(world, roving, name), roving, NOBODY, agency, *road)
        self._add_by_rule(posts)
        rules = [rule for rule in world.rules if isinstance(rule, Reserved | Located | Pooled)]
        for at in {at for rule in rules for at in (rule.start, rule.until) if at is not None}:
            self.agenda.append((max(at, world.start_us), partial(self._hand_over, at)))

    def _add_by_rule(self, posts: list[str]) -> None:
        for rule in rules_of(self.world, Located):
            if (rule.post, rule.team) not in self._located:
                spec = self.world.capital.teams[rule.team] if self.world.capital else None
                assert spec is not None
                duty = located(self.world, rule.post, rule.team, spec)
                agency = spec.agency or rule.team
                self._located[rule.post, rule.team] = self._add(Team, duty, spec, posts.index(rule.post), agency)
        for pool in rules_of(self.world, Pooled):
            if pool.team not in self._roving:
                first = self.world.posts[pool.posts[0]]
                places = [posts.index(post) for post in pool_posts(self.world, pool.team)]
                homes = [posts.index(post) for post in pool_homes(self.world, pool.team)]
                self._roving[pool.team] = self._add(
                    RovingTeam,
                    pooled(self.world, pool),
                    first.teams[pool.team],
                    NOBODY,
                    first.agency_of(pool.team),
                    places,
                    homes,
                    pool.travel,
                )

    def _add(self, kind: type[T], duty: Duty, spec: TeamSpec, post: int, agency: str, *more: Any) -> T:
        team = kind(*self._engine, len(self.teams), post, *more, pauses=spec.at_close == "pause")
        # Before policies begin nobody knows what they will bring.
        for since, until in ((self.world.start_us, self.world.begins), (self.world.begins, self.world.end_us)):
            if since < until:
                self.agenda.append((since, partial(team.get_used_to, mean(duty.officers, since, until))))
        self.teams.append((team, post, duty.name, agency))
        self.agenda += [(at, partial(team.restaff, officers)) for at, officers in duty.officers]
        for start, end in duty.refusing:
            self.agenda += [
                (max(start, self.world.start_us), partial(team.refuse, True)),
                (end, partial(team.refuse, False)),
            ]
        return team

    def everybody(self) -> Iterator[Team]:
        """All teams."""
        return (team for team, *_ in self.teams)

    def _hand_over(self, at_us: int) -> None:
        """Have who waits at desks that rules make or empty served by the desk that does so from this moment on."""

        for (post, name), ((own, _), *reserved) in self._own.items():
            is_pooled = any(post in pool.posts for pool in self._pools(name, at_us))
            own.hand_over(always(self._roving[name]) if is_pooled else None)
            for desk, rule in reserved:
                serves = rule is not None and rule.in_force(at_us) and not is_pooled
                desk.hand_over(None if serves else always(own))
        for (post, name), desk in self._located.items():
            desk.hand_over(None if self._is_located(post, name, at_us) else always(self._capital[name]))
        for name, team in self._capital.items():
            team.hand_over(partial(self._desk_instead, name, at_us) if self._is_emptied(name, at_us) else None)
        for pool in rules_of(self.world, Pooled):
            own_desk = partial(self._own_desk, pool.team)
            self._roving[pool.team].hand_over(None if self._pools(pool.team, at_us) else own_desk)
            if pool.in_force(at_us):
                self._roving[pool.team].travel = pool.travel

    def _pools(self, name: str, at_us: int) -> list[Pooled]:
        return [pool for pool in rules_of(self.world, Pooled) if pool.team == name and pool.in_force(at_us)]

    def _is_located(self, post: str, name: str, at_us: int) -> bool:
        rules = rules_of(self.world, Located)
        return any((rule.post, rule.team) == (post, name) and rule.in_force(at_us) for rule in rules)

    def _is_emptied(self, name: str, at_us: int) -> bool:
        """Whether rules place all officers of a team of the capital at posts, from a moment until rules change."""
        rules = [rule for rule in rules_of(self.world, Located) if rule.team == name]
        if not any(rule.in_force(at_us) for rule in rules):
            return False
        changes = {at for rule in rules for at in (rule.start, rule.until) if at is not None and at > at_us}
        until = min(changes, default=self.world.end_us)
        assert self.world.capital is not None
        left = shared(self.world, self.world.capital.teams[name], name).officers
        return until > at_us and not mean(left, max(at_us, self.world.start_us), until)

    def _desk_instead(self, name: str, at_us: int, flow: Flow) -> Team:
        """The desk that serves a flow instead of a capital without officers, if there is one at its post."""
        post = list(self.world.posts)[flow.case.kind.post]
        return self._located[post, name] if self._is_located(post, name, at_us) else self._capital[name]

    def _own_desk(self, name: str, flow: Flow) -> Team:
        return self._own[flow.case.kind.traits.post, name][0][0]

    def rank(self, team: Team) -> tuple[int, int]:
        """The order in which teams are seized for joint work: that of their agencies, then their own."""
        agency = self.teams[team.number][3]
        return list(self.world.agencies).index(agency), team.number

    def of_team(self, post: str, name: str) -> Iterator[Team]:
        """The desks of one team at a post."""
        for desk, _ in self._own[post, name]:
            yield desk
        if (post, name) in self._located:
            yield self._located[post, name]

    def of_post(self, post: str, side: str = "both") -> Iterator[Team]:
        """The desks at a post, of both sides or one: `own` or `neighbour`."""
        number = list(self.world.posts).index(post)
        for team, where, _, agency in self.teams:
            if where == number and is_on(self.world, agency, post, side):
                yield team

    def roving_at(self, post: str, side: str = "both") -> Iterator[RovingTeam]:
        """Roving teams that serve a post, on both sides or one."""
        number = list(self.world.posts).index(post)
        for team, _, _, agency in self.teams:
            if isinstance(team, RovingTeam) and number in team.posts and is_on(self.world, agency, post, side):
                yield team

    def find(self, traits: Traits, name: str, at_us: int) -> tuple[Team, bool]:
        """The desk that serves a consignment, and whether it is in the capital, so that papers go by courier."""
        if any(traits.post in pool.posts for pool in self._pools(name, at_us)):
            return self._roving[name], False
        if self._is_located(traits.post, name, at_us):
            return self._located[traits.post, name], False
        if (traits.post, name) in self._own:
            return self._at_post(traits, name, at_us), False
        if name in self._roving and list(self.world.posts).index(traits.post) in self._roving[name].posts:
            return self._roving[name], False
        if name in self._capital:
            return self._capital[name], True
        raise ValueError(
            f"nobody staffs the team {name!r} for {traits.post!r}: no team there, none roving, none in the capital"
        )

    def _at_post(self, traits: Traits, name: str, at_us: int) -> Team:
        (own, _), *reserved = self._own[traits.post, name]
        for desk, rule in reserved:
            if rule is not None and rule.in_force(at_us) and rule.match.matches(traits):
                return desk
        return own


def always(team: Team) -> Callable[[Flow], Team]:
    """The same desk for every flow."""
    return lambda _: team
