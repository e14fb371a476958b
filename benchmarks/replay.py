"""The replay under heavy load in headless Chromium: `python -m benchmarks.replay [SECONDS]`.

Prints how large the data of a page with about 3,000 consignments is, and how many frames a second it draws.
The world is that of `reference.yaml` for 4.5 days, with a tenth more work than customs can do, so that lines only grow.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import CHROMIUM, SWITCHES
from sim import load_scenario, record_replay, replay_page

SETTINGS = (
    "observe=4.5 d",  # 666.7 a day: 3,000
    "run_out=5 d",
    "streams.aid.arrivals.until=4.5 d",
    "streams.trade.arrivals.until=4.5 d",
    "procedure.customs.duration.mean=0.792 h",  # 1.1 × 20 officers × 108 h / 3,000
    'policies.in-turn={"label": "In order of arrival", "levers": []}',
)
SIZES = ((1366, 768), (1920, 1080))
FRAMES = """(seconds) => new Promise((done) => {
    const times = [];
    const tick = (now) => {
        times.push(now);
        if (now - times[0] < 1000 * seconds) requestAnimationFrame(tick);
        else done(times);
    };
    requestAnimationFrame(tick);
})"""


def frames_per_s(page: Page, seconds: float) -> tuple[float, float]:
    """Mean rate of frames while it plays, and the longest that one was shown [ms]."""
    page.get_by_role("button", name="Play").click()
    times: list[float] = page.evaluate(FRAMES, seconds)
    page.get_by_role("button", name="Pause").click()
    gaps = [later - before for before, later in pairwise(times)]
    return 1000 * len(gaps) / (times[-1] - times[0]), max(gaps)


def main(seconds: float = 8) -> None:
    """Write the page, open it, and print its size and its rate."""
    scenario = load_scenario(str(Path(__file__).with_name("reference.yaml")), SETTINGS)
    document: dict[str, Any] = record_replay(scenario, ("in-turn", "relief-first"))
    visits = sum(side["visits"]["rows"] for side in document["sides"])
    data, text = len(json.dumps(document)), replay_page(document)
    print(f"{document['consignments']['rows']} consignments, {visits} rows on two sides")
    print(f"data {data / 1e6:.2f} MB, file {len(text.encode()) / 1e6:.2f} MB")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "replay.html")
        path.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(path.as_uri())
            rate, longest_ms = frames_per_s(page, seconds)
            print(f"{width} × {height}: {rate:.0f} frames a second, the longest {longest_ms:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
