"""A real browser for the tests that need one: Chromium of the system, driven by Playwright.

`browser` is one Chromium a module; `tab` is a fresh window in it, which watches what goes wrong by itself: at the end
of a test it fails on anything written to the console as an error, any exception of a script, and any request to another
machine. Both skip, with the reason, where Playwright or Chromium is missing. Mark such tests with `browser`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = ("localhost", "127.0.0.1", "")
"""Hosts of this machine; addresses of files and of data have none."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; of each module its own, so that no event loop is left running for other tests."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("playwright is not installed; it comes with the extra `dev`")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}; Debian's package is called chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A window of its own, 1366 by 768, on a machine without a network; it fails the test on any error in it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
    page.on("request", lambda request: wrong.append(f"request: {request.url}") if _leaves(request.url) else None)
    yield page
    context.close()
    assert wrong == []


def _leaves(url: str) -> bool:
    """Whether an address is on another machine; those of blobs hold that of their page."""
    return (urlsplit(url.removeprefix("blob:")).hostname or "") not in HERE
