"""The catalogue of measures: keys, groups and words."""

import re

import pytest
from logbook import LogBook, stream, tiny_world, wide_world

from sim.measures import CATALOGUE, Cause, Group, group_of, groups_of, keys_of, kinds_of, measure, measure_of

SUFFIXES = {"h": "_h", "share": "_share", "t": "_t", "t/day": "_per_day", "USD": "_usd", "USD/day": "_usd"}


def test_keys_are_unique_and_in_one_style():
    """Measure keys are lower case with underscores, each once, and end in their unit."""
    keys = [row.key for row in CATALOGUE]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []
    unit_at_end = re.compile(r"_(h|share|t|per_day|usd)$")
    ends = {row.key: unit_at_end.search(row.key) for row in CATALOGUE}
    assert {key: end and end[0] for key, end in ends.items()} == {row.key: SUFFIXES.get(row.unit) for row in CATALOGUE}


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.key)
def test_a_row_says_what_it_is(row):
    """Each row has a label, a sentence, a unit that is known, and an estimate that fits its unit."""
    assert row.label
    assert row.doc.endswith(".")
    assert row.unit in (*SUFFIXES, "")
    assert row.estimate != "proportion" or row.unit == "share"
    assert row.better in ("low", "high", None)


def test_a_mean_over_the_released_alone_never_decides():
    """It is labelled so, and neither way is better."""
    row = measure_of("relief/clearance_released_mean_h")
    assert "released only" in row.label
    assert row.better is None


def test_every_cause_has_a_figure():
    """All causes but time before the run, which no consignment of the cohort has, are measures."""
    causes = {row.key for row in CATALOGUE if row.key.startswith("ledger_")}
    assert causes == {f"ledger_{cause.name.lower()}_h" for cause in Cause} - {"ledger_earlier_h"}


def test_a_key_is_a_group_and_a_measure():
    """Both parts can be read off a key."""
    assert measure_of("relief/clearance_mean_h").label == "Clearance time, mean"
    assert group_of("relief/clearance_mean_h") == "relief"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("relief/clearence_mean_h", "did you mean clearance_mean_h"),
        ("clearance_mean_h", "a group, a slash and a measure"),
        ("relief/beauty", "a group, a slash and a measure"),
        ("", "a group, a slash and a measure"),
    ],
)
def test_an_unknown_key_is_refused_with_a_hint(key, hint):
    """The sentence names the key and says what would be right."""
    with pytest.raises(ValueError, match=hint) as caught:
        measure_of(key)
    assert repr(key) in str(caught.value)


def test_groups_are_those_the_world_names():
    """All, kinds it has, streams, goods, posts, destinations and hidden things, in this order."""
    assert [group.name for group in groups_of(tiny_world())] == [
        "all", "relief", "commercial", "aid", "trade", "food", "general", "east", "west"
    ]  # fmt: skip
    assert groups_of(wide_world())[-4:] == (
        Group("city", "destination"),
        Group("camp", "destination"),
        Group("weapons", "hidden"),
        Group("persons", "hidden"),
    )


def test_a_name_that_stands_for_two_things_means_the_first():
    """A stream called relief after its kind is that kind; goods called trade after a stream are that stream."""
    world = tiny_world(
        streams={"relief": stream("relief", "east", "trade"), "trade": stream("commercial", "east", "trade")},
        goods={"trade": {"label": "Trade"}},
    )
    assert groups_of(world) == (
        Group("all", "all"),
        Group("relief", "kind"),
        Group("commercial", "kind"),
        Group("trade", "stream"),
        Group("east", "post"),
        Group("west", "post"),
    )
    assert kinds_of(world) == ("relief", "commercial")


def test_keys_depend_on_the_names_of_the_world_alone():
    """Rules of a policy, officers and what happens in a run change no key and no order; each key is there once."""
    world = tiny_world()
    changed = tiny_world(
        rules=[{"rule": "priority", "by": "first", "level": 0, "posts": ["east"]}],
        drained_level=5,
        costs={"standing": 3.0},
    )
    book = LogBook(world)
    book.consignment(release=10)
    keys = measure(world, book.log()).keys
    assert keys == keys_of(world) == keys_of(changed)
    assert len(set(keys)) == len(keys)
    for key in ("all/still_inside", "relief/clearance_mean_h", "food/released_24h_share", "west/utilisation_share"):
        assert key in keys


def test_measures_stand_only_where_they_make_sense():
    """Officers belong to posts, not to kinds of stream; causes to kinds; carriers to what is hidden."""
    keys = keys_of(wide_world())
    assert [key for key in keys if key.startswith("city/")] == [
        "city/at_destination_mean_h",
        "city/at_destination_median_h",
        "city/at_destination_p90_h",
        "city/at_destination_48h_share",
        "city/at_destination_72h_share",
        "city/delivered_tonnes_per_day",
    ]
    assert [key for key in keys if key.startswith("weapons/")] == [
        "weapons/carriers",
        "weapons/examined_share",
        "weapons/found_share",
        "weapons/passed_unseen",
        "weapons/passed_unseen_share",
    ]
    assert "all/carriers" not in keys
    assert "relief/officer_h" not in keys
    assert "east/ledger_queue_h" not in keys
    assert "east/standing_usd" not in keys
