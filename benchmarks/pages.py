"""The dashboard in headless Chromium: `python -m benchmarks.pages [TIMES]`.

Prints how long after the server answers the first page can be used, how long after a click on Run the study of
nepal-2015 with two policies and ten replications is done, and the load of the machine before each.
"""

import os
import sys
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import CHROMIUM, PATIENCE_S, SWITCHES, server
from dashboard.address import code_of
from dashboard.session import Case

QUICK = Case(name="nepal-2015", policies=("as-it-was", "one-stop"), replications=10)


def first_page_s(page: Page, address: str) -> float:
    """Until the last scenario on offer and the form stand there."""
    began_s = time.monotonic()
    page.goto(address, wait_until="commit")
    page.get_by_role("button", name="Build this border").wait_for()
    return time.monotonic() - began_s


def quick_run_s(page: Page, address: str, seed: int) -> float:
    """From the click on Run until the page says that it is done."""
    case = QUICK.model_copy(update={"seed": seed})  # of each seed the server knows the answer once it was run
    page.goto(f"{address}/run?s={code_of(case)}")
    button = page.get_by_role("button", name="Run", exact=True)
    button.wait_for()
    page.wait_for_timeout(4000)  # the libraries of charts, loaded once the first page is there
    began_s = time.monotonic()
    button.click()
    page.get_by_text(f"Done: {case.replications} replications.").wait_for()
    return time.monotonic() - began_s


def main(times: int = 3) -> None:
    """Measure with a new server each time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for number in range(times):
            with server() as address:
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                page.set_default_timeout(1000 * PATIENCE_S)
                load = os.getloadavg()[0]
                first_s, run_s = first_page_s(page, address), quick_run_s(page, address, number + 1)
                print(f"load {load:.1f}: first page {first_s:.1f} s, quick run {run_s:.1f} s", flush=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
