"""A real browser for the tests that need one: Chromium of the system, driven by Playwright.

`browser` is one Chromium a module; `tab` is a fresh window in it, which watches what goes wrong by itself: at the end
of a test it fails on anything written to the console as an error, any exception of a script, and any request to another
machine. Both skip, with the reason, where Playwright or Chromium is missing; on a machine that must have them (`CI` is
`true`) they fail. `served` is the address of a server of its own. Mark such tests with `browser`.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from benchmarks.browser import CHROMIUM, SWITCHES, free_port, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

HERE = ("localhost", "127.0.0.1", "")
"""Hosts of this machine; addresses of files and of data have none."""
PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)")
"""What Streamlit's script asks for in vain before it asks at the root, when a page other than the first is loaded: it
cannot tell the name of a page from a folder that the server is in."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; of each module its own, so that no event loop is left running for other tests."""
    if importlib.util.find_spec("playwright") is None:
        do_without("playwright is not installed; it comes with the extra `dev`")
    if not CHROMIUM.exists():
        do_without(f"there is no {CHROMIUM}; Debian's package is called chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


def do_without(reason: str) -> None:
    """Skip what needs a browser; fail where there must be one."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    return free_port()


@pytest.fixture(scope="module")
def served(browser: Browser) -> Iterator[str]:
    """The address of a dashboard of the module's own, started as people start it."""
    with server() as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A window of its own, 1366 by 768, on a machine without a network; it fails the test on any error in it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if _is_error(message) else None)
    page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
    page.on("request", lambda request: wrong.append(f"request: {request.url}") if _leaves(request.url) else None)
    yield page
    context.close()
    assert wrong == []


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not PROBES.fullmatch(urlsplit(message.location["url"]).path)


def _leaves(url: str) -> bool:
    """Whether an address is on another machine; those of blobs hold that of their page."""
    return (urlsplit(url.removeprefix("blob:")).hostname or "") not in HERE
