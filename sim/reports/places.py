"""Where things cross, drawn: the posts of a corridor as a scheme, and on an outline of the countries around."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import altair as alt
from altair import LayerChart

from sim.reports.charts.picture import Picture, inline
from sim.reports.fields import say_value
from sim.scenario import Scenario
from sim.world.calendars import Calendar
from sim.world.posts import Closure, Post, Team
from sim.world.quantities import say_duration
from sim.world.references import CalendarRef

BOUNDARIES: Final = "Natural Earth, 1:50 million. Boundaries do not imply endorsement."

_AT_WORK, _HIT, _SHUT = "there from the start", "⚠ damaged at the start", "✕ closed at the start"
_STATES: Final = {_AT_WORK: "#e3eef3", _HIT: "#f5b76b", _SHUT: "#b9c0c4"}
_MARKS: Final = {_AT_WORK: "", _HIT: "⚠ ", _SHUT: "✕ "}
"""Before what stands in a box, so that its state is not told by colour alone."""
_IN_A_ROW: Final = 3
_LONGEST_HOURS: Final = 14
_LEGEND: Final = alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeWidth=0.5, symbolSize=160)
_PADDING_PX, _DIGIT_PX = 6, 7
"""Left and right of the words in a box, and what a digit of the number at its end takes."""
_MARGIN: Final = 0.35
_LEAST_DEGREES: Final = 3.0
_NEIGHBOUR, _GATE, _YARD, _TEAMS, _ONWARD = (0.0, 17.0), (18.0, 32.0), (33.0, 43.0), (44.0, 86.0), (87.0, 100.0)


def corridor_picture(scenario: Scenario) -> Picture:
    """Draw each post as a row: the other side, gate, yard, teams, and where it leads, with what is shut or broken."""
    boxes: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    top = 0.0
    for post in scenario.world.posts.values():
        heads.append({"x": 0.0, "y": top + 0.5, "text": f"{post.label} · {post.kind}{_trouble(post, scenario)}"})
        made = list(_boxes(scenario, post, top + 1))
        boxes += made
        top = max(box["y2"] for box in made) + 0.5
    x, y = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 100])), alt.Y("y:Q", axis=None, scale=_down(top))
    base = alt.Chart(inline(boxes))
    there = [state for state in _STATES if any(box["state"] == state for box in boxes)]
    fill = alt.Scale(domain=there, range=[_STATES[state] for state in there])
    rects = base.mark_rect(stroke="#14526b", strokeWidth=0.5, cornerRadius=2).encode(
        x=x,
        x2="x2:Q",
        y=y,
        y2="y2:Q",
        tooltip=[alt.Tooltip("told:N", title=" "), alt.Tooltip("state:N", title=" ")],
        color=alt.Color("state:N", scale=fill, legend=None if there == [_AT_WORK] else _LEGEND),
    )
    middle = alt.Y("centre:Q", axis=None, scale=_down(top))
    room = f"(datum.x2 - datum.x) / 100 * width - {2 * _PADDING_PX} - {_DIGIT_PX} * length(datum.end)"
    words = base.mark_text(
        fontSize=11, color="#1d2b33", align="left", dx=_PADDING_PX, limit=alt.ExprRef(expr=room)
    ).encode(x=x, y=middle, text="text:N")
    ends = base.mark_text(fontSize=11, fontWeight=600, color="#1d2b33", align="right", dx=-_PADDING_PX).encode(
        x=alt.X("x2:Q", axis=None), y=middle, text="end:N"
    )
    titles = alt.Chart(inline(heads)).mark_text(align="left", fontSize=13, fontWeight=600, color="#1d2b33")
    layers = [rects, words, ends, titles.encode(x=x, y=y, text="text:N")]
    said = [f"{head['text']}." for head in heads] + [f"{box['told']}, {box['state']}." for box in boxes]
    title = "The corridor: the other side, gate, yard, teams with their officers, and where it leads"
    return Picture(title, f"{title}. {' '.join(said)}", boxes, LayerChart(layer=layers).properties(height=26 * top))


def map_picture(scenario: Scenario) -> Picture | None:
    """Draw the posts that have a position on the outlines of the countries around; None if none has."""
    placed: list[dict[str, Any]] = [
        {"label": post.label, "latitude": post.position[0], "longitude": post.position[1]}
        for post in scenario.world.posts.values()
        if post.position is not None
    ]
    if not placed:
        return None
    box = _around(placed)
    from_west = sorted(placed, key=lambda row: float(row["longitude"]))
    around = alt.Chart(alt.InlineData(values={"type": "FeatureCollection", "features": _countries(box)}))
    land = around.mark_geoshape(fill="#f3f6f7", stroke="#7f8c92", clip=True, aria=False)
    points = alt.Chart(inline(placed)).encode(longitude="longitude:Q", latitude="latitude:Q", tooltip="label:N")
    dots = points.mark_point(filled=True, size=90, color="#d55e00", opacity=1)
    names = [
        alt.Chart(inline(rows))
        .mark_text(dy=dy, fontSize=12, fontWeight=600, color="#1d2b33")
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="label:N")
        # Neighbours from west to east have their names above and below in turn, so that these do not overlap.
        for dy, rows in ((-12, from_west[::2]), (16, from_west[1::2]))
    ]
    title = "Where the posts are"
    said = [f"{row['label']} at {row['latitude']}, {row['longitude']}." for row in placed]
    chart = LayerChart(layer=[land, dots, *names]).project(type="mercator", fit=_frame(box))
    return Picture(title, f"{title}. {' '.join(said)} {BOUNDARIES}", placed, chart)


def _boxes(scenario: Scenario, post: Post, top: float) -> Iterator[dict[str, Any]]:
    world = scenario.world
    exit_teams = [name for name in post.teams if world.agencies[post.agency_of(name)].side == "exit"]
    here = [name for name in post.teams if name not in exit_teams]
    shut = _SHUT if _closed(post.closures, world.begins) else _AT_WORK
    out = {stopped for damage in post.damage.values() for stopped in damage.stops}
    gate = shut if shut == _SHUT or not out & {"post", "gate"} else _HIT
    yield _box(_GATE, top, f"Gate {_hours(scenario, post.gate)}", gate, f"Gate {_all_hours(scenario, post.gate)}")
    places = "Yard" if post.yard is None else f"Yard, {post.yard} places"
    yield _box(_YARD, top, places, shut)
    if post.neighbour is not None:
        beyond = _SHUT if _closed(post.neighbour.closures, world.begins) else _AT_WORK
        gate_beyond = post.neighbour.gate
        said = [f"{post.neighbour.label} {hours(scenario, gate_beyond)}" for hours in (_hours, _all_hours)]
        yield _box(_NEIGHBOUR, top, said[0], beyond, said[1])
    for place, name in enumerate(exit_teams):
        yield _team_box(_NEIGHBOUR, top + 1.1 * (place + 1), scenario, (post, name), _AT_WORK)
    for place, name in enumerate(here):
        row, column = divmod(place, _IN_A_ROW)
        wide = (_TEAMS[1] - _TEAMS[0]) / _IN_A_ROW
        left = _TEAMS[0] + column * wide
        state = _HIT if name in out or "post" in out else shut
        yield _team_box((left, left + wide - 0.6), top + 1.1 * row, scenario, (post, name), state)
    for place, name in enumerate(post.onward):
        yield _box(_ONWARD, top + 1.1 * place, f"→ {world.destinations[name].label}", _AT_WORK)


def _box(span: tuple[float, float], top: float, text: str, state: str, told: str = "", end: str = "") -> dict[str, Any]:
    """Lay out a box a row high: words at its left, a number at its right end, and all of it for the pointer."""
    place = {"x": span[0], "x2": span[1], "y": top, "y2": top + 1, "centre": top + 0.5}
    return {**place, "text": f"{_MARKS[state]}{text}", "end": end, "told": told or text, "state": state}


def _team_box(
    span: tuple[float, float], top: float, scenario: Scenario, whose: tuple[Post, str], state: str
) -> dict[str, Any]:
    post, name = whose
    team: Team = post.teams[name]
    written = team.model_dump(mode="json")["officers"]
    counts = sorted(set(written.values())) if isinstance(written, Mapping) else [written]
    officers = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    label = scenario.world.agencies[post.agency_of(name)].label
    return _box(span, top, label, state, f"{label}, officers: {say_value(written)}", officers)


def _all_hours(scenario: Scenario, reference: CalendarRef) -> str:
    return say_value(scenario.world.calendar(reference).model_dump(mode="json"))


def _hours(scenario: Scenario, reference: CalendarRef) -> str:
    """Opening hours; where they are long, those of the usual day and on how many days a week."""
    hours = _all_hours(scenario, reference)
    if len(hours) <= _LONGEST_HOURS:
        return hours
    week = scenario.world.calendar(reference).week
    usual = max(filter(None, week), key=week.count)
    said = say_value(Calendar(week=(usual,) * 7).model_dump(mode="json"))
    alike = week.count(usual) == sum(map(bool, week))
    return f"{said}, {week.count(usual)} days" if alike else f"{said}, mostly"


def _closed(closures: Sequence[Closure], at: int) -> bool:
    return any(closure.start <= at and (closure.until is None or at < closure.until) for closure in closures)


def _trouble(post: Post, scenario: Scenario) -> str:
    """What is shut or broken at the start, and until when."""
    both = [*post.closures, *(post.neighbour.closures if post.neighbour else ())]
    said = [
        f"{closure.reason}, {'closed to the end' if closure.until is None else 'until ' + say_duration(closure.until)}"
        for closure in both
    ]
    said += [f"{damage.label or name}: out until repaired" for name, damage in post.damage.items()]
    return f" — {'; '.join(said)}" if said else ""


def _around(placed: Sequence[Mapping[str, Any]]) -> tuple[float, float, float, float]:
    """West, south, east and north of a frame around the posts [degrees]."""
    sides = []
    for key in ("longitude", "latitude"):
        values = [row[key] for row in placed]
        half = max((max(values) - min(values)) * (0.5 + _MARGIN), _LEAST_DEGREES / 2)
        middle = (max(values) + min(values)) / 2
        sides.append((middle - half, middle + half))
    (west, east), (south, north) = sides
    return west, max(south, -85.0), east, min(north, 85.0)


def _frame(box: tuple[float, float, float, float]) -> dict[str, Any]:
    west, south, east, north = box
    corners = [[west, south], [east, north]]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPoint", "coordinates": corners}}


def _countries(box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Outlines that reach into a frame."""
    west, south, east, north = box
    reached = []
    for rings in _outlines():
        xs, ys = [point[0] for point in rings[0]], [point[1] for point in rings[0]]
        if min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south:
            reached.append({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": rings}})
    return reached


@cache
def _outlines() -> list[list[list[tuple[float, float]]]]:
    """Polygons of all countries, each a list of rings of longitude and latitude."""
    packed = files("sim.reports").joinpath("outlines", "countries-50m.json.gz").read_bytes()
    topology = json.loads(gzip.decompress(packed))
    (east, north), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for right, up in arc:
            x, y = x + right, y + up
            points.append((round(x * east + west, 3), round(y * north + south, 3)))
        arcs.append(points)
    polygons = []
    for country in topology["objects"]["countries"]["geometries"]:
        many = {"Polygon": [country.get("arcs")], "MultiPolygon": country.get("arcs")}.get(country["type"], [])
        polygons += [[_ring(arcs, ring) for ring in rings] for rings in many]
    return polygons


def _ring(arcs: Sequence[list[tuple[float, float]]], numbers: Sequence[int]) -> list[tuple[float, float]]:
    """Join arcs end to end; a number below zero is an arc run backwards."""
    joined: list[tuple[float, float]] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        joined += points[1:] if joined else points
    return joined


def _down(top: float) -> alt.Scale:
    return alt.Scale(domain=[top, 0])
