"""Replays for the page: recorded once and kept, and the part of a page that plays them.

Pages run anew at every click; what outlives that stands here.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from streamlit.components.v2 import component

from dashboard.session import Case, scenario_of
from sim import Scenario, record_replay, replay_script, replay_style

show_replay = component("greenlane_replay", css=replay_style(), js=replay_script())
"""Plays `data`: a replay, and the key that tells it from any other."""


# The key is all that decides what happens; one replay of the largest bundled case is some 650 KB.
@lru_cache(maxsize=16)
def recorded(asked: Case, left: str, right: str, replication: int) -> tuple[dict[str, Any], str]:
    """Run two policies of a case; give what happened, and a key that tells it from any other.

    Raises
    ------
    PolicyError, ReplayError
        As `record_replay` does.
    """
    scenario = scenario_of(asked)
    assert isinstance(scenario, Scenario)
    document = record_replay(scenario, (left, right), asked.seed, replication)
    return document, hashlib.sha256(json.dumps(document).encode()).hexdigest()
