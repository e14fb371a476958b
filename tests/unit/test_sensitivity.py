"""Inputs moved within their ranges: which matter, which could flip a verdict, and which changed nothing."""

from pathlib import Path

import pytest
from folders import BORDER

from sim.reports.flips import beneath_verdict, say_flips, say_idle
from sim.scenario import Scenario, ScenarioError, WhatIfs, build_scenario
from sim.studies import FolderError, Interval, ReplicationError, Study, difference, find_folder, level, replicate, study
from sim.studies.inputs import Input, assumed_inputs, between, grid, say_between
from sim.studies.screening import screen
from sim.studies.sensitivity import Effect, Sensitivity, flip_point, sensitivity
from sim.studies.variants import kept_variants, study_variants

KEY = "relief/clearance_mean_h"
RANGED = (
    BORDER.replace("officers: 1,", "officers: {value: 1, low: 1, high: 3},")
    .replace("mean: 1 h,", "mean: {value: 1 h, low: 30 min, high: 90 min},")
    .replace("total: 15,", "total: {value: 15, low: 10, high: 20},")
    .replace("goods: food,", "goods: food, tonnes: {value: 10, low: 5, high: 20},")
) + (
    "  slower: {label: Slower, levers: [surge_staff: {officers: {value: 1, low: 1, high: 2}}]}\n"
    "costs: {standing: {value: 20 USD/h, low: 10 USD/h, high: 30 USD/h}}\n"
)


@pytest.fixture(scope="module")
def ranged() -> Scenario:
    """A bridge whose numbers have ranges."""
    return build_scenario("bridge", RANGED.encode())


def test_without_any_range_it_is_said_that_nothing_was_tried() -> None:
    """A scenario whose numbers state no ends is not called one whose inputs matter nothing."""
    found = sensitivity(build_scenario("bridge", BORDER.encode()), "all-hours", "as-is", KEY, replications=2, workers=1)
    assert (found.effects, found.idle) == ((), ())
    (said,) = beneath_verdict(found)
    assert said == "No assumed input states a range (`low` and `high`), so what could flip the answer is not known."


def test_inputs_are_the_assumed_numbers_with_a_range(ranged: Scenario) -> None:
    """With their ends as written."""
    found = {entry.path: (entry.written, entry.low, entry.high) for entry in assumed_inputs(ranged)}
    assert found["procedure.papers.duration.mean"] == ("1 h", "30 min", "90 min")
    assert len(found) == 6


@pytest.mark.parametrize(
    ("low", "high", "share", "value", "said"),
    [
        ("1", "4", 1 / 3, "2", "2"),
        ("0.5", "1", 0.5, "0.75", "0.75"),
        ("90%", "95%", 0.5, "92.5%", "92.5%"),
        ("30 min", "90 min", 0.5, "1.000000000 h", "1 h"),
        ("0", "7 d", 0.5, "84.000000000 h", "3 d 12 h"),
        ("10 USD/h", "30 USD/h", 0.5, "20 USD/h", "20 USD/h"),
        ("6 h", "48 h", 1.0, "48 h", "2 d"),
    ],
)
def test_values_between_two_ends(low: str, high: str, share: float, value: str, said: str) -> None:
    """In the unit of the ends; officers stay whole; ends are as written."""
    assert between(low, high, share) == value
    assert say_between(low, high, share) == said


def test_a_place_between_two_units_is_said_as_a_share_of_the_way() -> None:
    """A rate an hour and a rate a day cannot be mixed without knowing rates."""
    with pytest.raises(ValueError, match="not in the same unit"):
        between("1/h", "18/day", 0.5)
    assert say_between("1/h", "18/day", 0.5) == "50 % of the way from 1/h to 18/day"


def test_variants_are_those_of_studies_of_their_own(ranged: Scenario) -> None:
    """Each variant has the figures to the bit that a study of the changed scenario has, with one worker or two."""
    variants = [[], ["procedure.papers.duration.mean=2 h"]]
    names = ("as-is", "all-hours")
    one = study_variants(ranged, variants, names, KEY, 3, workers=1)
    two = study_variants(ranged, variants, names, KEY, 3, workers=2)
    for settings, alone, together in zip(variants, one, two, strict=True):
        whole = study(WhatIfs(ranged)(settings), names, 3, workers=1)
        place = whole.keys.index(KEY)
        assert alone.total[:, :, 0].tolist() == whole.total[:, :, place].tolist() == together.total[:, :, 0].tolist()
        assert alone.keys == (KEY,)


def test_a_what_if_concerns_the_policies_that_run(ranged: Scenario) -> None:
    """What it does to another policy is left out; what does not fit is told without a line that nobody can look up."""
    two = WhatIfs(ranged, ("as-is", "all-hours"))
    assert list(two(["policies.slower.levers.0.surge_staff.officers=2", "observe=3 d"]).policies) == [
        "as-is",
        "all-hours",
    ]
    assert two([]).world == ranged.world
    with pytest.raises(ScenarioError) as wrong:
        two(["posts.bridge.teams.customs.officers=many"])
    assert [problem.line for problem in wrong.value.problems] == [None]


def test_variants_that_were_stopped_go_on_from_their_folder(ranged: Scenario, tmp_path: Path) -> None:
    """Of 2 variants × 3 replications the 4th run fails: 3 are kept, 3 are run then, with the bits of one go."""
    variants = [[], ["procedure.papers.duration.mean=2 h"]]
    names = ("as-is", "all-hours")
    ran: list[int] = []

    def failing(scenario, policies, seed, replication):
        ran.append(replication)
        if len(ran) == 4:
            raise ReplicationError("bridge", "as-is", seed, replication, "nobody on duty")
        return replicate(scenario, policies, seed, replication)

    def going_on() -> tuple[Study, ...]:
        return study_variants(ranged, variants, names, KEY, 3, workers=1, out=tmp_path, replicate=failing)

    with pytest.raises(ReplicationError) as failed:
        going_on()
    assert "--set 'procedure.papers.duration.mean=2 h'" in failed.value.command()
    assert kept_variants(tmp_path) is None
    result = going_on()
    assert ran == [0, 1, 2, 0, 0, 1, 2]
    _, kept = kept_variants(tmp_path)
    whole = study_variants(ranged, variants, names, KEY, 3, workers=1)
    for one, two, three in zip(result, kept, whole, strict=True):
        assert one.total.tolist() == two.total.tolist() == three.total.tolist()
    with pytest.raises(FolderError, match="not a study"):
        find_folder(tmp_path)


def test_each_input_is_put_to_both_ends_and_the_largest_swing_is_first(ranged: Scenario) -> None:
    """The ends are those of studies set by hand; what another policy or tonnes and costs decide changes nothing."""
    found = sensitivity(ranged, "all-hours", "as-is", KEY, replications=3, workers=1)
    by_path = {effect.input.path: effect for effect in found.effects}
    slow = study(WhatIfs(ranged)(["procedure.papers.duration.mean=90 min"]), replications=3, workers=1)
    expected = difference(slow, "all-hours", "as-is", KEY).estimate
    assert by_path["procedure.papers.duration.mean"].high.estimate == expected
    swings = [effect.swing for effect in found.effects]
    assert swings == sorted(swings, reverse=True)
    assert min(swings) > 0
    idle = {entry.path: reason for entry, reason in found.idle}
    assert idle["policies.slower.levers.0.surge_staff.officers"] == "belongs to slower, which is not compared"
    assert "uses it in these runs" in idle["streams.aid.tonnes"]
    assert "uses it in these runs" in idle["costs.standing"]


def test_an_input_that_does_not_fit_at_an_end_is_not_moved() -> None:
    """The shop takes two of three officers out of the capital, which may have but one: who compares it is told so."""
    capital = RANGED
    for old, new in (
        ("{customs: {label: Customs}}", "{customs: {label: Customs}, health: {label: Health}}"),
        ("streams:", "capital: {courier: 1 h, teams: {health: {officers: {value: 3, low: 1, high: 4}}}}\nstreams:"),
        ("procedure:", "procedure:\n  look: {label: Look, agency: health, duration: 1 h}"),
        ("  slower:", "  shop: {label: Shop, levers: [one_stop_shop: {officers: 2}]}\n  slower:"),
    ):
        capital = capital.replace(old, new)
    scenario = build_scenario("bridge", capital.encode())
    found = sensitivity(scenario, "shop", "as-is", KEY, replications=2, workers=1)
    ((entry, reason),) = found.unfit
    assert entry.path == "capital.teams.health.officers"
    assert reason.startswith(
        "capital.teams.health.officers=1 does not fit: policies.shop: one_stop_shop: 2 officers of"
    )
    assert f"Not moved, because {reason}: {entry.path}." in say_idle(found)
    assert entry.path not in {effect.input.path for effect in found.effects}
    assert sensitivity(scenario, "all-hours", "as-is", KEY, replications=2, workers=1).unfit == ()


SHOWN = Interval(-2, -3, -1, 9, 9)


def told(low: Interval, high: Interval, swing: float | None, flip: str | None, here: Interval = SHOWN) -> str:
    """The end of what is said of an input that moves a difference, −2 h unless given, to those at its ends."""
    effect = Effect(Input("observe", "2 d", "1 d", "4 d"), low, high, swing, flip)
    *_, said = say_flips(Sensitivity("fast", "as-is", "relief/clearance_mean_h", 9, here, (effect,), ()))
    return said.partition(" h: ")[2] or said.partition("not known: ")[2]


def test_a_flip_is_claimed_as_far_as_two_ends_can_tell() -> None:
    """The whole interval at an end turned round; its middle alone; no end turned round; an end that is not known."""
    same, turned, unsure = Interval(-4, -5, -3, 9, 9), Interval(1, 0.5, 1.5, 9, 9), Interval(1, -1, 3, 9, 9)
    line = "the answer flips at about 3 d (on a straight line to that end"
    assert told(same, turned, 5, "3 d") == f"{line})."
    assert told(same, unsure, 5, "3 d") == f"{line}, where no difference is shown)."
    assert told(same, same, 2, None) == "at neither end does the answer flip."
    unreached = Interval(float("inf"), None, None, 3, 9)
    assert told(same, unreached, None, None) == "whether the answer flips is not known."


def test_where_no_difference_is_shown_no_answer_flips() -> None:
    """Of a difference whose interval holds zero only the sign of its middle can change."""
    unshown, turned = Interval(-2, -5, 1, 9, 9), Interval(1, 0.5, 1.5, 9, 9)
    line = "its sign changes at about 3 d (on a straight line to that end"
    assert told(unshown, turned, 5, "3 d", here=unshown) == f"{line})."
    assert told(unshown, unshown, 2, None, here=unshown) == "at neither end does its sign change."


def test_a_flip_point_is_where_the_difference_changes_sign() -> None:
    """On a straight line from -2 at 1 officer to +1 at 4 it is at 3; where the sign stays there is none."""
    here, there = Interval(-2.0, -3, -1, 9, 9), Interval(1.0, 0, 2, 9, 9)
    assert flip_point(here, there, "1", "4") == "3"
    assert flip_point(here, Interval(-0.1, -1, 1, 9, 9), "1", "4") is None


def test_a_sweep_is_every_combination() -> None:
    """Two officers or three, times two durations."""
    assert grid(["a.b=2,3", "c=1 h, 2 h"]) == (
        ("a.b=2", "c=1 h"),
        ("a.b=2", "c=2 h"),
        ("a.b=3", "c=1 h"),
        ("a.b=3", "c=2 h"),
    )
    with pytest.raises(ValueError, match="is no sweep"):
        grid(["a.b"])


def test_screening_finds_what_matters(ranged: Scenario) -> None:
    """Tonnes and costs have no effect at all, the time for papers has one; the same seed gives the same figures."""
    pytest.importorskip("SALib", reason="needs the extra `sensitivity`")
    found = screen(ranged, "all-hours", "as-is", KEY, trajectories=3, replications=1, workers=1)
    effects = {screened.input.path: screened.effect for screened in found}
    assert effects["streams.aid.tonnes"] == effects["costs.standing"] == 0
    assert effects["procedure.papers.duration.mean"] > 0
    assert found == screen(ranged, "all-hours", "as-is", KEY, trajectories=3, replications=1, workers=1)


def test_the_ordinary_level_is_among_the_variants(ranged: Scenario) -> None:
    """No what-if is the scenario as it is."""
    (as_is,) = study_variants(ranged, [()], ("as-is",), KEY, 2, workers=1)
    assert level(as_is, "as-is", KEY) == level(study(ranged, ["as-is"], 2, workers=1), "as-is", KEY)
