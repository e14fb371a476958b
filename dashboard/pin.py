"""The PIN that every page asks for first when others on the network may open them."""

import hmac
import os
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

import streamlit as st

DIGITS: Final = 6
MOST_TRIES: Final = 5
"""Tries a minute, of all visitors together: a million PINs then take months."""
WITHIN_S: Final = 60.0
_LET_IN: Final = "pin/let-in"


class Door:
    """Lets in whoever knows the PIN, and nobody for a while after too many tries."""

    def __init__(self, pin: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._pin = pin
        self._clock = clock
        self._tries_s: deque[float] = deque(maxlen=MOST_TRIES)
        self._lock = Lock()

    def wait_s(self) -> float:
        """Seconds until the next try is allowed."""
        if len(self._tries_s) < MOST_TRIES:
            return 0.0
        return max(0.0, self._tries_s[0] + WITHIN_S - self._clock())

    def opens(self, given: str) -> bool:
        """Whether the PIN is right; while it is too early for a try, no PIN is."""
        with self._lock:
            if self.wait_s() > 0:
                return False
            if hmac.compare_digest(given.strip().encode("utf-8"), self._pin.encode("utf-8")):
                return True
            self._tries_s.append(self._clock())
            return False


_DOORS: list[Door] = []
"""The door of this server; none while it serves this machine alone."""


def lock() -> str:
    """Ask for a PIN from now on, and say which."""
    # From the system, not from the luck of a simulation: nobody must be able to guess it from a seed.
    pin = f"{int.from_bytes(os.urandom(8), 'big') % 10**DIGITS:0{DIGITS}d}"
    _DOORS[:] = [Door(pin)]
    return pin


def ask() -> bool:
    """Whether this visit may see the pages; asks for the PIN if it may not yet."""
    if not _DOORS or st.session_state.get(_LET_IN):
        return True
    st.title("Greenlane", anchor=False)
    with st.form("pin", width=360):
        given = st.text_input("PIN", type="password", max_chars=20, help="It stands where Greenlane was started.")
        tried = st.form_submit_button("Open", type="primary")
    if not tried:
        return False
    wait_s = _DOORS[0].wait_s()
    if _DOORS[0].opens(given):
        st.session_state[_LET_IN] = True
        st.rerun()
    late = f"Too many tries. Try again in {wait_s:.0f} s." if wait_s else "This is not the PIN."
    st.error(late)
    return False


def is_locked() -> bool:
    """Whether others on the network may open the pages."""
    return bool(_DOORS)


def unlock() -> None:
    """Ask for no PIN any more."""
    _DOORS.clear()
