"""Where a flow can be besides at a team: at joint work, at a step without an officer, or in time that only passes."""

from sim.border.clock import Environment
from sim.border.eventlog import Activity
from sim.border.flow import Spell, Unattended
from sim.border.joint import Joint, Partners
from sim.border.log import Log
from sim.border.settling import Settling


class Places:
    """The places of a run that no roster fills; each is made when first asked for."""

    def __init__(self, env: Environment, log: Log, settling: Settling) -> None:
        self.env, self.log, self.settling = env, log, settling
        self.unattended = Unattended(env, log)
        self._spells: dict[Activity, Spell] = {}
        self._joints: dict[tuple[tuple[int, int], ...], Joint] = {}

    def spell(self, activity: Activity) -> Spell:
        """Time of one sort that passes without an officer."""
        if activity not in self._spells:
            self._spells[activity] = Spell(self.env, self.log, activity)
        return self._spells[activity]

    def joint(self, partners: Partners) -> Joint:
        """The joint work of some teams on some steps."""
        key = tuple((team.number, step) for team, step in partners)
        if key not in self._joints:
            self._joints[key] = Joint(self.env, self.log, self.settling, partners)
        return self._joints[key]
