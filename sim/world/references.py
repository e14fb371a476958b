"""A calendar given in place, or by the name it has in the scenario."""

import re
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from sim.world.base import Name
from sim.world.calendars import Calendar


def _form(written: Any) -> str:
    is_name = (
        isinstance(written, str) and re.fullmatch(r"[a-z][a-z0-9_-]*", written) and written not in ("never", "always")
    )
    return "name" if is_name else "calendar"


CalendarRef = Annotated[Annotated[Name, Tag("name")] | Annotated[Calendar, Tag("calendar")], Discriminator(_form)]
"""A calendar, or the name of one."""
