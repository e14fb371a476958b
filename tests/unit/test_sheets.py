"""A scenario as tables: what is shown is what the file states, and what is written back means the same."""

import pytest

from sim.reports.fields import Column, say_value, write_cell
from sim.reports.places import corridor_picture, map_picture
from sim.reports.sheets import SECTIONS, blanks, sheets
from sim.reports.traffic import arrival_chart, load_chart, procedure_graph
from sim.scenario import Scenario, ScenarioError, load_scenario, scenario_names
from sim.world.loads import loads
from sim.world.quantities import DAY_US

NAMES = [name for name, _ in scenario_names()]
PLAIN = Column("yard", "Yard", "", (), flag=False, words=False, share=False, needed=False, default=None)
WORDS = Column("label", "Label", "", (), flag=False, words=True, share=False, needed=True, default=None)


@pytest.fixture(scope="module")
def nepal() -> Scenario:
    return load_scenario("nepal-2015")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_table_shows_reads_back_to_the_same_scenario(name: str) -> None:
    """Every stated cell of every sheet, written as a what-if all together, leaves the hash as it is."""
    scenario = load_scenario(name)
    settings = [
        f"{f'{place}.' if place else ''}{column.key}={write_cell(column, cell)}"
        for section in SECTIONS
        for sheet in sheets(scenario, section)
        for place, cells in zip(sheet.places, sheet.cells, strict=True)
        for column, cell in zip(sheet.columns, cells, strict=True)
        if cell is not None and cell is not False
    ]
    assert len(settings) > 20
    assert load_scenario(name, settings).hash == scenario.hash


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("35 min", "35 min"),
        ("gamma, mean 35 min, cv 0.5", "{distribution: gamma, mean: 35 min, cv: 0.5}"),
        ("06-18: 4; 18-06: 1", "{06-18: 4, 18-06: 1}"),
        ("food, shelter", "[food, shelter]"),
        ("kind: relief, people; lane: red", "{kind: [relief, people], lane: red}"),
        ("08-12, 13-17", '"08-12, 13-17"'),
        ("27.7, 85.4", "[27.7, 85.4]"),
        ("{a: 1}", "{a: 1}"),
        ("  ", "null"),
    ],
)
def test_cells_are_written_as_people_say_it(written: str, value: str) -> None:
    """Units, distributions, shifts, lists and filters, without a brace."""
    assert write_cell(PLAIN, written) == value


def test_words_stay_words() -> None:
    """What looks like markup of YAML in a label is text."""
    assert write_cell(WORDS, "a: {b}, 'c' # d") == "\"a: {b}, 'c' # d\""


def test_values_are_said_without_braces() -> None:
    """Mixes of one name are that name; whole numbers have no decimals."""
    assert say_value({"bridge": 1.0}) == "bridge"
    assert say_value({"food": 60.0, "tents": 40.0}) == "food: 60; tents: 40"
    assert say_value({"distribution": "gamma", "mean": "2 h", "cv": 0.5}) == "gamma, mean 2 h, cv 0.5"


def test_rows_are_named_as_people_call_them(nepal: Scenario) -> None:
    """A team has the name of its post and its agency; shares are per cent; columns carry the fields' own words."""
    teams = next(sheet for sheet in sheets(nepal, "Posts and teams") if sheet.title == "Teams at posts")
    assert "Birgunj (Raxaul) · Customs" in teams.names
    assert teams.columns[0].doc.startswith("How many, by time of day")
    senders = next(sheet for sheet in sheets(nepal, "Goods") if sheet.title == "Senders")
    assert senders.cells[0] == ("Registered agency", "92.5%")


def test_load_marks_what_is_above_a_hundred(nepal: Scenario) -> None:
    """A bar a team; those whose work exceeds their officer-hours are marked in words too."""
    rows = load_chart(nepal).rows
    over = {row["team"] for row in rows if row["over"]}
    expected = [
        load for load in loads(nepal.world) if load.demand_h_per_week + load.surge_h_per_week > load.capacity_h_per_week
    ]
    assert len(over) == len(expected) > 0
    assert all("⚠" in row["told"] for row in rows if row["over"] and row["told"])
    assert len({row["team"] for row in rows}) == len(loads(nepal.world))


def test_arrivals_are_counted_in_consignments(nepal: Scenario) -> None:
    """A steady stream of 250 declarations a week brings 250 in each whole week, whatever its hours are."""
    rows = [row for row in arrival_chart(nepal).rows if row["stream"] == "Trade at Birgunj"]
    week = [row["a day"] for row in rows if 0 <= row["day"] < 7]
    assert sum(week) == pytest.approx(250, rel=1e-9)


def test_the_graph_holds_every_step_and_no_markup() -> None:
    """An edge for each `after`; quotation marks in a label cannot end it."""
    scenario = load_scenario("two-agencies", ['procedure.health-check.label="a\\" ]; evil [x"'])
    graph = procedure_graph(scenario)
    assert '"customs-check" -> "health-check";' in graph
    assert 'a\\" ]; evil [x' in graph


def test_the_corridor_and_the_map_are_drawn_offline(nepal: Scenario) -> None:
    """Every post and team is named in the words for those who cannot see; the map carries its outlines itself."""
    corridor = corridor_picture(nepal)
    assert all(post.label in corridor.alt for post in nepal.world.posts.values())
    assert "closed" not in corridor.alt
    there = map_picture(nepal)
    assert there is not None
    assert "http" not in there.chart.to_json().replace("https://vega.github.io/schema", "")
    assert map_picture(load_scenario("two-agencies")) is None


def test_what_is_shut_or_broken_at_the_start_is_said() -> None:
    """A closure from the onset shows at the gate, with its reason and its end."""
    shut = 'posts.border.closures=[{from: 0, until: 36 h, reason: "Flooded"}]'
    picture = corridor_picture(load_scenario("two-agencies", [shut]))
    assert "Flooded, until 1 d 12 h" in picture.alt
    gates = [row for row in picture.rows if "Gate" in row["text"]]
    assert {(row["text"][0], row["state"]) for row in gates} == {("✕", "✕ closed at the start")}


def test_the_corridor_says_hours_and_not_the_name_of_a_calendar(nepal: Scenario) -> None:
    """Sunday to Friday 09-18 is six days alike; all of it for the pointer, officers at the end of a box."""
    boxes = {row["told"]: row for row in corridor_picture(nepal).rows}
    assert boxes["Gate mon-fri: 09-18; sun: 09-18"]["text"] == "Gate 09-18, 6 days"
    assert (boxes["Indian customs, officers: 4"]["text"], boxes["Indian customs, officers: 4"]["end"]) == (
        "Indian customs",
        "4",
    )


def test_the_corridor_says_the_usual_day_where_days_differ() -> None:
    """Five days 06-18 and a Saturday that ends at noon: mostly 06-18."""
    hours = "posts.border.gate={mon-fri: 06-18, sat: 06-12}"
    rows = corridor_picture(load_scenario("two-agencies", [hours])).rows
    assert "Gate 06-18, mostly" in {row["text"] for row in rows}


def test_no_two_streams_are_drawn_alike(nepal: Scenario) -> None:
    """Nine streams, one colour and one kind of line each: every pair of the two is there once."""
    encoding = arrival_chart(nepal).chart.to_dict()["layer"][0]["encoding"]
    colours, dashes = (encoding[what]["scale"] for what in ("color", "strokeDash"))
    assert colours["domain"] == dashes["domain"]
    looks = {(colour, tuple(dash)) for colour, dash in zip(colours["range"], dashes["range"], strict=True)}
    assert len(looks) == len(nepal.world.streams) == 9


def test_an_entry_can_be_added_where_there_is_none_and_after_the_last() -> None:
    """A first closure makes the list, a second one comes after it; a new agency has a name of its own."""
    name = "two-agencies"
    first = next(one for one in blanks(load_scenario(name), "Disruption") if one.place == "posts.border.closures")
    assert (first.first, first.following) == (True, "0")
    one = "posts.border.closures=[{until: 1 d}]"
    second = next(b for b in blanks(load_scenario(name, [one]), "Disruption") if b.place == "posts.border.closures")
    assert (second.first, second.following) == (False, "1")
    both = load_scenario(name, [one, "posts.border.closures.1={from: 2 d, until: 3 d}"])
    assert [closure.start // DAY_US for closure in both.world.posts["border"].closures] == [0, 2]
    agency = next(b for b in blanks(load_scenario(name), "Goods") if b.place == "agencies")
    assert [column.key for column in agency.columns if column.needed] == ["label"]
    assert "police" in load_scenario(name, ["agencies.police={label: Police}"]).world.agencies


def test_nothing_is_added_beyond_the_next_place_of_a_list() -> None:
    """A gap in a list is refused with what is there."""
    with pytest.raises(ScenarioError, match="'5' is not known in the list"):
        load_scenario("two-agencies", ["posts.border.closures=[{until: 1 d}]", "posts.border.closures.5={until: 3 d}"])
