"""Repairs: what is broken since the onset, and the crews that mend it. An ordinary SimPy process a task."""

from dataclasses import dataclass

from simpy.events import ProcessGenerator

from sim.border.clock import CAPACITY, Environment, at_moment
from sim.border.desks import Desks
from sim.border.draws import Luck
from sim.border.eventlog import Reason
from sim.border.gate import Gate
from sim.border.rules import rules_of
from sim.world import Damage, World
from sim.world.rules import ExtraCrews, RepairOrder

Name = tuple[str, str]
"""Post and task."""


@dataclass(frozen=True)
class Task:
    """A repair: what it mends, and the crew's working time [µs]."""

    name: Name
    damage: Damage
    duration: int


class Repairs:
    """Crews and the tasks they still have, in the order in which they take them.

    A free crew takes the first task that can be begun: those it comes after are done, and the place can be reached.
    """

    def __init__(self, env: Environment, world: World, luck: Luck, gates: list[Gate], desks: Desks) -> None:
        self.env, self.world, self.gates, self.desks = env, world, gates, desks
        self.posts = list(world.posts)
        self.tasks = [
            Task(
                (post, name),
                damage,
                round(float(damage.repair.quantile(luck.uniforms(f"repairs/{post}/{name}", 1))[0])),
            )
            for post, spec in world.posts.items()
            for name, damage in spec.damage.items()
        ]
        self.done: set[Name] = set()
        self.free = dict.fromkeys(world.crews, 0)
        onset = max(0, world.start_us)
        if self.tasks:
            at_moment(env, onset, CAPACITY, lambda _: self._strike())
        for name, crew in world.crews.items():
            self._crews_come(name, crew.count, max(onset, crew.start))
        for rule in rules_of(world, ExtraCrews):
            self._crews_come(rule.crew, rule.count, max(onset, rule.start))
            if rule.until is not None:
                self._crews_come(rule.crew, -rule.count, max(onset, rule.until))
        for moment in {max(onset, task.damage.start) for task in self.tasks} | {
            rule.start for rule in rules_of(world, RepairOrder)
        }:
            at_moment(env, max(onset, moment), CAPACITY, lambda _: self._send())

    def _crews_come(self, crew: str, count: int, moment: int) -> None:
        def come(_: object) -> None:
            self.free[crew] += count
            self._send()

        at_moment(self.env, moment, CAPACITY, come)

    def _strike(self) -> None:
        for task in self.tasks:
            self._stop(task)

    def _stop(self, task: Task) -> None:
        post, gate = task.name[0], self.gates[self.posts.index(task.name[0])]
        for what in task.damage.stops:
            if what in ("post", "gate"):
                gate.stop(task.name, Reason.DAMAGED)
            if what != "gate":
                for desk in self.desks.of_post(post) if what == "post" else self.desks.of_team(post, what):
                    desk.stop(task.name, Reason.DAMAGED, task.damage.leaves)
        if "post" in task.damage.stops:
            for roving in self.desks.roving_at(post):
                roving.shut_at(gate.number, Reason.DAMAGED)

    def _mend(self, task: Task) -> None:
        post, gate = task.name[0], self.gates[self.posts.index(task.name[0])]
        if task.name in gate.stops:
            gate.restore(task.name)
        for desk in self.desks.of_post(post):
            if task.name in desk.stops:
                desk.restore(task.name)
        if "post" in task.damage.stops:
            for roving in self.desks.roving_at(post):
                roving.open_at(gate.number, Reason.DAMAGED)

    def _send(self) -> None:
        """Send each free crew to the first task that it can begin."""
        for task in self._in_order():
            if self.free[task.damage.crew] > 0 and self._can_begin(task):
                self.free[task.damage.crew] -= 1
                self.tasks.remove(task)
                self.env.process(self._repair(task))

    def _in_order(self) -> list[Task]:
        for rule in rules_of(self.world, RepairOrder):
            if rule.in_force(self.env._now):
                first = {name: place for place, name in enumerate(rule.tasks)}
                return sorted(self.tasks, key=lambda task: first.get(task.name, len(first)))
        return list(self.tasks)

    def _can_begin(self, task: Task) -> bool:
        before = {(task.name[0], name) for name in task.damage.after}
        return before <= self.done and task.damage.start <= self.env._now

    def _repair(self, task: Task) -> ProcessGenerator:
        yield self.env.timeout(task.duration)
        self.done.add(task.name)
        self._mend(task)
        self.free[task.damage.crew] += 1
        self._send()
