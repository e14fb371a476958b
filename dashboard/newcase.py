"""A new case from a handful of numbers: a border that runs, to be made one's own on the scenario page."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, Field

from dashboard.session import Case
from sim import build_scenario, dump_scenario

_START = "2026-01-05 06:00+00:00"


class Answers(BaseModel):
    """What the short form asks."""

    title: Annotated[str, Field(min_length=1, max_length=120, title="What the border is called")] = "My border"
    posts: Annotated[int, Field(ge=1, le=6, title="Posts")] = 1
    officers: Annotated[int, Field(ge=1, le=200, title="Officers at each post")] = 4
    opens: Annotated[int, Field(ge=0, le=23, title="Opens at (hour)")] = 6
    shuts: Annotated[int, Field(ge=1, le=24, title="Shuts at (hour)")] = 18
    minutes: Annotated[int, Field(ge=1, le=600, title="Minutes a check")] = 30
    closed_d: Annotated[int, Field(ge=0, le=60, title="Closed at first, in days")] = 2
    trade_a_day: Annotated[int, Field(ge=0, le=5000, title="Trucks of trade a day, all posts")] = 60
    relief: Annotated[int, Field(ge=1, le=50_000, title="Relief trucks in all")] = 200


def new_case(answers: Answers) -> Case:
    """Build the case that the answers describe."""
    scenario = build_scenario("new-border", json.dumps(_content(answers)).encode("utf-8"))
    return Case(name="new-border", text=dump_scenario(scenario))


def _content(answers: Answers) -> dict[str, Any]:
    """The scenario as a file holds it; whatever was not asked is a round number that says so."""
    names = [f"post-{number}" for number in range(1, answers.posts + 1)]
    observe_d = max(10, 2 * answers.closed_d)
    return {
        "greenlane": 1,
        "title": answers.title,
        "about": (
            "A border made from a few numbers. What was not asked is a round number: change it on the scenario page, "
            "and say where your numbers come from."
        ),
        "sources": {"form": {"grade": "assumed", "by": "whoever filled in the form"}},
        "source": "form",
        "onset": _START,
        "zone": "UTC",
        "lead_in": "3 d",
        "observe": f"{observe_d} d",
        "run_out": f"{observe_d} d",
        "agencies": {"customs": {"label": "Customs"}},
        "goods": {"supplies": {"label": "Relief goods"}, "general": {"label": "General cargo"}},
        "posts": {name: _post(answers, number) for number, name in enumerate(names, start=1)},
        "streams": _streams(answers, names),
        "procedure": {
            "check": {
                "label": "Customs check",
                "agency": "customs",
                "duration": {"distribution": "gamma", "mean": f"{answers.minutes} min", "cv": 0.5},
            }
        },
        "policies": _POLICIES,
    }


def _post(answers: Answers, number: int) -> dict[str, Any]:
    hours = "24/7" if answers.opens % 24 == answers.shuts % 24 else f"{answers.opens:02d}-{answers.shuts:02d}"
    post: dict[str, Any] = {
        "label": f"Post {number}",
        "gate": hours,
        "teams": {"customs": {"officers": answers.officers, "calendar": hours}},
    }
    if answers.closed_d:
        post["closures"] = [{"from": 0, "until": f"{answers.closed_d} d", "reason": "closed after the disaster"}]
    return post


def _streams(answers: Answers, names: list[str]) -> dict[str, Any]:
    evenly = dict.fromkeys(names, 1)
    streams: dict[str, Any] = {
        "relief-trucks": {
            "label": "Relief trucks",
            "kind": "relief",
            "post": evenly,
            "goods": "supplies",
            "arrivals": {"pattern": "surge", "total": answers.relief, "mean": "5 d", "cv": 0.7},
        }
    }
    if answers.trade_a_day:
        streams["trade"] = {
            "label": "Ordinary trade",
            "kind": "commercial",
            "post": evenly,
            "goods": "general",
            "arrivals": {"pattern": "steady", "rate": f"{answers.trade_a_day}/day"},
        }
    return streams


_POLICIES = {
    "as-is": {"label": "As it is", "why": "Every consignment takes its turn."},
    "relief-first": {
        "label": "Relief first",
        "why": "Relief goes to the head of every line; ordinary trade pays for it.",
        "levers": ["relief_priority"],
    },
    "round-the-clock": {
        "label": "Round the clock",
        "why": "The same officer-hours, spread over day and night, gates included.",
        "levers": ["round_the_clock"],
    },
    "more-officers": {
        "label": "Two more officers",
        "why": "Two more officers at each post for as long as it lasts.",
        "levers": [{"surge_staff": {"officers": 2}}],
    },
}
