"""The `?s=` of the address: a case as one code that can be sent to somebody else, read with limits."""

import base64
import binascii
import hashlib
import re
import zlib
from collections import OrderedDict
from threading import Lock
from typing import Final

import streamlit as st
from pydantic import ValidationError

from dashboard.session import Case, case, scenario_of, start_with
from sim import Scenario, scenario_names

KEY: Final = "s"
"""The part of the address that holds the code."""
LONGEST_CODE: Final = 6_000
"""Characters; longer addresses do not survive every mail program."""
MOST_BYTES: Final = 200_000
"""What a code may unfold to."""
MOST_KEPT: Final = 50
_LOCAL: Final = "~"
_READ, _REFUSED = "address/read", "address/refused"


class CodeError(ValueError):
    """A code cannot be read; its text is a sentence for whoever followed the link."""


class Kept:
    """Cases too large for an address, kept by this server; the oldest go."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._lock = Lock()

    def keep(self, kept: Case) -> str:
        """Keep a case under a key that follows from it."""
        key = hashlib.sha256(kept.model_dump_json().encode("utf-8")).hexdigest()[:32]
        with self._lock:
            self._cases[key] = kept
            self._cases.move_to_end(key)
            while len(self._cases) > self._most:
                self._cases.popitem(last=False)
        return key

    def find(self, key: str) -> Case | None:
        """Find a case by its key."""
        return self._cases.get(key)


KEPT = Kept()
"""What this server keeps."""


def code_of(case: Case) -> str:
    """Write a case as a code; a case too large for it is kept by this server, and the code names it."""
    plain = case.model_dump_json(exclude_defaults=True).encode("utf-8")
    code = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode("ascii").rstrip("=")
    fits = len(code) <= LONGEST_CODE and len(plain) <= MOST_BYTES
    return code if fits else _LOCAL + KEPT.keep(case)


def travels(code: str) -> bool:
    """Whether a code means the same on another machine."""
    return not code.startswith(_LOCAL)


def case_from(code: str) -> Case:
    """Read a code.

    Raises
    ------
    CodeError
        If it is too long, damaged, or names what this version does not have.
    """
    if code.startswith(_LOCAL):
        kept = KEPT.find(code.removeprefix(_LOCAL))
        if kept is None:
            raise CodeError("This link names a file that is no longer kept here. Upload the file again.")
        return kept
    try:
        read = Case.model_validate_json(_unfolded(code))
    except ValidationError:
        raise CodeError("This link is damaged or from another version of Greenlane.") from None
    _check_names(read)
    return read


def _unfolded(code: str) -> bytes:
    if len(code) > LONGEST_CODE or not re.fullmatch(r"[\w-]+", code, re.ASCII):
        raise CodeError("This link is damaged: it is too long, or holds signs that no link of Greenlane has.")
    try:
        folded = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        reader = zlib.decompressobj()
        plain = reader.decompress(folded, MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        raise CodeError("This link is damaged: part of it is missing or was changed.") from None
    if not reader.eof or reader.unused_data:
        raise CodeError("This link is damaged: it is cut short, or unfolds to more than any case holds.")
    return plain


def _check_names(read: Case) -> None:
    if read.text is None and read.name not in dict(scenario_names()):
        raise CodeError(f"This link names the scenario {read.name!r}, which this version does not have.")
    scenario = scenario_of(read)
    if isinstance(scenario, Scenario) and not set(read.policies) <= set(scenario.policies):
        unknown = next(name for name in read.policies if name not in scenario.policies)
        raise CodeError(f"This link compares the policy {unknown!r}, which its scenario does not have.")


def open_address() -> None:
    """Begin a visit with the case of its address."""
    if st.session_state.setdefault(_READ, False):
        return
    st.session_state[_READ] = True
    code = st.query_params.get(KEY)
    if code is None:
        return
    try:
        start_with(case_from(code))
    except CodeError as error:
        st.session_state[_REFUSED] = str(error)


def bind_address() -> None:
    """Write the case into the address, whatever page it is."""
    if case() != Case() or KEY in st.query_params:
        code = code_of(case())
        if st.query_params.get(KEY) != code:
            st.query_params[KEY] = code


def refusal() -> str | None:
    """Say what was wrong with the address of this visit; it is said once."""
    told: str | None = st.session_state.pop(_REFUSED, None)
    return told
