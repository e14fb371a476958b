"""In one line, served first come first served by one team, some levers can make nobody later; others can."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from levers import release_us, same_bytes, under
from strategies import CALENDARS, DURATIONS, SHIFTS, modest, perhaps, record
from worlds import trace
from worlds import world as build

from sim.border import NEVER, EventLog
from sim.world import World

streams = record(
    goods=["food"],
    papers_complete=perhaps("50%"),
    papers_take=["4 h"],
    convoy=perhaps(3, of=4),
    arrivals=[
        {"pattern": "steady", "rate": "30/day", "until": "30 h"},
        {"pattern": "listed", "times": ["0 h"] * 4 + ["7 h"] * 4},
        {"pattern": "listed", "times": ["0 h", "1 h", "1 h", "3 h", "9 h", "9 h"]},
    ],
)
teams = record(officers=SHIFTS, calendar=perhaps(*CALENDARS, of=3))
closures = st.sampled_from([[], [{"until": "20 h"}], [{"from": "4 h", "until": "20 h"}]])


@st.composite
def lines(draw: st.DrawFn) -> World:
    """A bridge where one team does one thing, for relief and for trade; it finishes what it has begun."""
    check = {"agency": "customs", "duration": draw(st.sampled_from(DURATIONS)), "documentary": True}
    return build(
        observe="30 h",
        run_out="60 d",
        post={"closures": draw(closures)},
        teams={"customs": draw(teams)},
        streams={
            name: draw(streams) | {"kind": kind, "post": "bridge"}
            for name, kind in (("aid", "relief"), ("trade", "commercial"))
        },
        procedure={"check": check},
    )


def compare(base: World, *levers: Any) -> tuple[EventLog, EventLog]:
    return trace(base), trace(under(base, *levers))


def with_papers(base: World, spared: str = "") -> World:
    """The same line where every file but those of one stream is complete, so that nobody comes back."""
    whole = {"papers_complete": 1.0}
    streams = {name: one if name == spared else one.model_copy(update=whole) for name, one in base.streams.items()}
    return base.model_copy(update={"streams": streams})


NEVER_LATER: dict[str, Any] = {
    "surge_staff": {"surge_staff": {"officers": 1, "from": "2 h"}},
    "reopen": {"reopen": {"at": "12 h"}},
    "auto_release_after": {"auto_release_after": {"waited": "1 h", "for": {"kind": "commercial"}}},
    "match_inspection_to_capacity": {
        "match_inspection_to_capacity": {"steps": "check", "expected_wait": "1 h", "for": {"kind": "commercial"}}
    },
    "simplified_declaration": {"simplified_declaration": {"for": {"kind": "commercial"}}},
    "waive": {"waive": {"steps": "check", "for": {"kind": "commercial"}, "until": "10 h", "also_waiting": True}},
    "open_unchecked": {"open_unchecked": {"for": {"kind": "commercial"}, "until": "10 h", "officers": 1}},
}
"""Levers that add officers or open hours to a line, or take work out of it."""


@modest
@given(lines(), st.sampled_from(sorted(NEVER_LATER)))
def test_more_officers_or_less_work_make_nobody_in_line_later(base: World, lever: str) -> None:
    """Each consignment is released at the same moment or sooner, whoever the lever is for.

    By induction along the line: who stands before has begun no later, hence is done no later, and no fewer officers are
    there. It holds for one line that nobody joins twice and work that is finished; in networks it does not, nor where
    incomplete files come back (see the levers that hurt). Of those whose files are not asked for any more, none does.
    """
    spared = "trade" if lever == "simplified_declaration" else ""
    before, after = compare(with_papers(base, spared), NEVER_LATER[lever])
    assert (release_us(after) <= release_us(before)).all()


@modest
@given(lines(), st.sampled_from([0, "50%", 1]))
def test_who_is_refused_makes_nobody_later(base: World, informal: Any) -> None:
    """Trade is refused: none of it is released, and relief, which joins the line once, at the same moment or sooner."""
    before, after = compare(with_papers(base, "trade"), {"military_closure": {"informal": informal}})
    trade = before.consignments["stream"] == 1
    assert (release_us(after) <= release_us(before))[~trade].all()
    assert (after.consignments["entry"][trade] == NEVER).all()


@modest
@given(lines())
def test_priority_for_all_is_priority_for_none(base: World) -> None:
    """Whoever is first in every line where all are first stands where he stood: the same log, to the byte."""
    before, after = compare(base, {"relief_priority": {"for": {}}})
    assert same_bytes(before, after)


@modest
@given(lines())
def test_one_officer_at_all_hours_serves_relief_no_later_if_it_goes_first(base: World) -> None:
    """One officer who always works: before a relief truck are the one in hand and relief, parts of the old line."""
    alone = (
        base.posts["bridge"]
        .teams["customs"]
        .model_copy(
            update={
                "officers": build().posts["bridge"].teams["customs"].officers,
                "calendar": build().posts["bridge"].gate,
            }
        )
    )
    bridge = base.posts["bridge"].model_copy(update={"teams": {"customs": alone}, "closures": ()})
    single = base.model_copy(update={"posts": {"bridge": bridge}})
    before, after = compare(with_papers(single), "relief_priority")
    aid = before.consignments["stream"] == 0
    assert (release_us(after) <= release_us(before))[aid].all()
