"""The lessons of the teaching scenarios: there whatever the luck, gone once the mechanism behind them is taken away."""

from collections.abc import Iterator
from functools import cache

import pytest

from sim.measures import Cause
from sim.reports.cells import Cell
from sim.reports.targets import target_table
from sim.reports.verdict import lesson_sentences, verdict_sentence
from sim.scenario import load_scenario, numbers, scenario_names
from sim.studies import (
    Interval,
    Study,
    difference,
    lesson_gaps,
    level,
    study,
)

SEEDS = (1, 2, 3)
REPLICATIONS = 10
MORE = {"harbour": 20}
"""Carriers are rare, so that what is found of them takes more replications to tell."""
RELIEF = "relief/clearance_mean_h"
TRADE = "commercial/clearance_mean_h"


@cache
def ran(name: str, seed: int) -> Study:
    """All policies of a scenario."""
    return study(load_scenario(name), replications=MORE.get(name, REPLICATIONS), seed=seed, workers=1)


@cache
def without(name: str, seed: int, settings: tuple[str, ...], *policies: str) -> Study:
    """Some policies of a scenario with its mechanism taken away."""
    replications = MORE.get(name, REPLICATIONS)
    return study(load_scenario(name, settings), policies, replications=replications, seed=seed, workers=1)


def bounds(gap: Interval) -> tuple[float, float]:
    """Both ends of its simulation error at 95 %."""
    assert gap.low is not None
    assert gap.high is not None
    return gap.low, gap.high


def is_less(result: Study, policy: str, other: str, key: str) -> bool:
    """Whether a measure is lower under a policy than under another one, with its whole interval."""
    return bounds(difference(result, policy, other, key))[1] < 0


def gain(result: Study, policy: str, other: str, key: str = RELIEF) -> float:
    """How much lower a measure is under a policy than under another one."""
    estimate = difference(result, policy, other, key).estimate
    assert estimate is not None
    return -estimate


def value(result: Study, policy: str, key: str) -> float:
    estimate = level(result, policy, key).estimate
    assert estimate is not None
    return estimate


# --- calendars-that-miss ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_joint_inspection_hurts_until_hours_are_aligned(seed: int) -> None:
    """At the hours each side happens to keep it is later than two stops, at aligned hours sooner."""
    result = ran("calendars-that-miss", seed)
    assert is_less(result, "two-stops", "joint", RELIEF)
    assert is_less(result, "joint-aligned", "aligned", RELIEF)
    assert is_less(result, "joint-aligned", "two-stops", RELIEF)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_one_set_of_hours_joint_inspection_helps_at_once(seed: int) -> None:
    """Both sides keep the same hours from the start: the sign of the first lesson turns."""
    same = ("calendars.far-side=10-18", "calendars.near-side=10-18")
    assert is_less(without("calendars-that-miss", seed, same, "two-stops", "joint"), "joint", "two-stops", RELIEF)


# --- third-officer ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_officers_at_two_desks_of_a_chain_are_needed_together(seed: int) -> None:
    """The least that one more at each gains is more than twice the most that both gain one by one, added up."""
    result = ran("third-officer", seed)
    together = -bounds(difference(result, "one-more-each", "one-each", RELIEF))[1]
    desks = ("second-desk-customs", "second-desk-health")
    alone = [-bounds(difference(result, desk, "one-each", RELIEF))[0] for desk in desks]
    assert together > 2 * sum(alone)


def queue_h(result: Study, policy: str, agency: str) -> float:
    """Mean hours that released relief queues for an agency, all of it together."""
    world = result.scenario.world
    place = list(world.agencies).index(agency)
    return float(result.ledger[result.policies.index(policy)][0, :, place, Cause.QUEUE].sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_desk_upstream_moves_the_line(seed: int) -> None:
    """Most of the hours that queues at customs lose come back as hours of queues at the health office."""
    result = ran("third-officer", seed)
    lost = queue_h(result, "one-each", "customs") - queue_h(result, "second-desk-customs", "customs")
    moved = queue_h(result, "second-desk-customs", "health") - queue_h(result, "one-each", "health")
    assert lost > 0
    assert lost / 2 < moved < lost


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_fast_second_link_the_second_desk_is_nearly_all_there_is_to_gain(seed: int) -> None:
    """With three officers downstream a second desk upstream gains more than nine tenths of what both do."""
    settings = ("posts.border.teams.health.officers=3",)
    result = without("third-officer", seed, settings, "one-each", "second-desk-customs", "one-more-each")
    assert gain(result, "second-desk-customs", "one-each") > 0.9 * gain(result, "one-more-each", "one-each") > 0


# --- second-wave ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_waiver_that_ends_between_the_waves_gives_the_ships_nothing(seed: int) -> None:
    """The air wave gains from it and the sea wave not a minute; one that lasts until the ships, or papers ahead, do."""
    result = ran("second-wave", seed)
    assert is_less(result, "thirty-days", "permit-for-all", "air-relief/clearance_mean_h")
    by_sea = result.keys.index("sea-relief/clearance_mean_h")
    totals = result.total[:, :, by_sea]
    assert (totals[result.policies.index("thirty-days")] == totals[result.policies.index("permit-for-all")]).all()
    assert is_less(result, "until-the-ships", "thirty-days", RELIEF)
    assert is_less(result, "then-papers-ahead", "thirty-days", "sea-relief/clearance_mean_h")


@pytest.mark.parametrize("seed", SEEDS)
def test_with_ships_in_the_first_weeks_the_short_waiver_does(seed: int) -> None:
    """The ships come at once: the longer waiver gains less than a hundredth of what it gained before."""
    compared = ("until-the-ships", "thirty-days")
    early = ("streams.sea-relief.arrivals.from=1d", "streams.sea-relief.arrivals.mean=8d")
    result = without("second-wave", seed, early, *compared)
    assert gain(result, *compared) < 0.01 * gain(ran("second-wave", seed), *compared)


# --- controlled-again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_control_needs_an_officer_or_a_lane(seed: int) -> None:
    """Relief first helps relief and costs trade; more officers help both; and the open days let more pass unseen."""
    result = ran("controlled-again", seed)
    assert is_less(result, "relief-first", "one-officer", RELIEF)
    assert is_less(result, "one-officer", "relief-first", TRADE)
    assert is_less(result, "three-officers", "one-officer", RELIEF)
    assert is_less(result, "three-officers", "one-officer", TRADE)
    assert is_less(result, "never-open", "one-officer", "weapons/passed_unseen")


@pytest.mark.parametrize("seed", SEEDS)
def test_with_four_officers_the_return_of_control_is_no_event(seed: int) -> None:
    """Nobody queues, so relief first and more officers gain less than a tenth of what they gained before."""
    helped = ("relief-first", "three-officers")
    four = ("posts.crossing.teams.customs.officers=4",)
    result, before = without("controlled-again", seed, four, "one-officer", *helped), ran("controlled-again", seed)
    for policy in helped:
        assert gain(result, policy, "one-officer") < 0.1 * gain(before, policy, "one-officer")


# --- closing-or-guarding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_guarding_serves_relief_nearly_as_well_and_keeps_the_trade(seed: int) -> None:
    """Both are sooner than before and within a quarter of an hour; closing loses the duty, guarding none of it."""
    result = ran("closing-or-guarding", seed)
    assert is_less(result, "closing", "as-it-is", RELIEF)
    assert is_less(result, "guarding", "as-it-is", RELIEF)
    assert max(map(abs, bounds(difference(result, "guarding", "closing", RELIEF)))) < 0.25
    assert value(result, "closing", "all/duty_usd") == 0
    assert value(result, "guarding", "all/duty_usd") == value(result, "as-it-is", "all/duty_usd") > 0
    assert is_less(result, "closing", "guarding", "all/trade_per_day_usd")


@pytest.mark.parametrize("seed", SEEDS)
def test_guarding_finds_what_closing_never_sees(seed: int) -> None:
    """With shared knowledge more is found than by lot; of those who go round nothing is."""
    result = ran("closing-or-guarding", seed)
    assert is_less(result, "guarding-by-lot", "guarding", "weapons/found_share")
    assert value(result, "closing", "weapons/found_share") == 0
    assert value(result, "closing", "weapons/passed_unseen") > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_if_nobody_goes_round_closing_lets_nothing_through(seed: int) -> None:
    """What passes unseen hangs on the share that goes round: at none it is less than under guarding."""
    nobody = ("policies.closing.levers.0.military_closure.informal=0%",)
    result = without("closing-or-guarding", seed, nobody, "closing", "guarding")
    assert value(result, "closing", "weapons/passed_unseen") == 0
    assert is_less(result, "closing", "guarding", "weapons/passed_unseen")


@pytest.mark.parametrize("seed", SEEDS)
def test_if_scores_tell_nothing_shared_knowledge_finds_no_more_than_lot(seed: int) -> None:
    """At d′ = 0 both ways of guarding are the same run."""
    settings = ("risk.weapons.shared_signal=0",)
    result = without("closing-or-guarding", seed, settings, "guarding", "guarding-by-lot")
    found = "weapons/found_share"
    assert value(result, "guarding", found) == value(result, "guarding-by-lot", found) > 0


# --- harbour ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_opening_less_trade_and_better_helps_relief(seed: int) -> None:
    """A fifth of the trade instead of half, by score: relief, of which no rule speaks, is sooner, and more is found."""
    result = ran("harbour", seed)
    assert is_less(result, "less-and-better", "as-it-is", RELIEF)
    assert is_less(result, "less-and-better", "as-it-is", "imports/inspected_share")
    assert is_less(result, "as-it-is", "less-and-better", "strategic/found_share")


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_before_ships_free_the_hall_and_find_money(seed: int) -> None:
    """Relief workers are sooner, and more money is found in no more baggage."""
    result = ran("harbour", seed)
    assert is_less(result, "lists-before-ships", "as-it-is", "relief-workers/clearance_mean_h")
    assert is_less(result, "as-it-is", "lists-before-ships", "currency/found_share")


@pytest.mark.parametrize("seed", SEEDS)
def test_seals_help_transit_and_cost_no_duty(seed: int) -> None:
    """What is not opened leaves sooner, and so does the rest; the duty is the same to the dollar."""
    result = ran("harbour", seed)
    assert is_less(result, "sealed-transit", "as-it-is", "transit/clearance_mean_h")
    assert is_less(result, "sealed-transit", "as-it-is", RELIEF)
    assert value(result, "sealed-transit", "all/duty_usd") == value(result, "as-it-is", "all/duty_usd")


@pytest.mark.parametrize("seed", SEEDS)
def test_with_officers_to_spare_opening_less_does_nothing_for_relief(seed: int) -> None:
    """Twenty customs officers: the gain of relief fades to less than a hundredth."""
    compared = ("less-and-better", "as-it-is")
    result = without("harbour", seed, ("posts.harbour.teams.customs.officers=20",), *compared)
    assert abs(gain(result, *compared)) < 0.01 * gain(ran("harbour", seed), *compared)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_knowledge_opening_less_finds_less(seed: int) -> None:
    """At d′ = 0 a fifth finds less than half did: the sign turns."""
    compared = ("less-and-better", "as-it-is")
    result = without("harbour", seed, ("risk.strategic.shared_signal=0",), *compared)
    assert is_less(result, *compared, "strategic/found_share")


@pytest.mark.parametrize("seed", SEEDS)
def test_without_the_cruise_lists_help_relief_workers_little(seed: int) -> None:
    """One group instead of forty lands: what lists gain for relief workers fades to less than a third."""
    compared = ("lists-before-ships", "as-it-is", "relief-workers/clearance_mean_h")
    result = without("harbour", seed, ("streams.cruise.convoy=1",), *compared[:2])
    assert gain(result, *compared) < gain(ran("harbour", seed), *compared) / 3


# --- what the screen says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("calendars-that-miss", "joint-aligned"),
        ("third-officer", "one-more-each"),
        ("second-wave", "until-the-ships"),
        ("controlled-again", "three-and-first"),
        ("harbour", "together"),
    ],
)
def test_the_verdict_names_the_policy_of_the_lesson(name: str, best: str) -> None:
    """Its first sentence has it as the one under which relief clears soonest, or as one that is not told from it."""
    result = ran(name, SEEDS[0])
    first = verdict_sentence(result).partition(". ")[0]
    assert first.startswith("Relief clears soonest under ")
    assert f"“{result.scenario.policies[best].label}”" in first


LESSONS: dict[str, list[str]] = {
    "calendars-that-miss": ["worse", "better", "better"],
    "second-wave": ["better", "same", "better", "better"],
    "controlled-again": ["better", "worse", "better", "better", "differs", "worse"],
    "closing-or-guarding": ["", "", "worse", "worse", "worse", "", "better"],
    "harbour": ["better", "better", "better", "better", "better", "same"],
    "third-officer": ["better"] * 4,
}
"""How each lesson of a file comes out; nothing stands where its sign hangs on luck or on what nobody knows."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(LESSONS))
def test_the_verdict_tells_the_lessons(name: str, seed: int) -> None:
    """Each stands in it with its error, all of them read together."""
    result = ran(name, seed)
    verdicts = [gap.verdict for gap in lesson_gaps(result)]
    assert [verdict if meant else "" for verdict, meant in zip(verdicts, LESSONS[name], strict=True)] == LESSONS[name]
    assert len(lesson_sentences(result)) == len(LESSONS[name])


@pytest.mark.parametrize(
    ("name", "policies"),
    [
        ("second-wave", ["until-the-ships", "then-papers-ahead"]),
        ("closing-or-guarding", ["guarding"]),
        ("harbour", ["together"]),
    ],
)
def test_the_targets_tell_who_meets_them_all(name: str, policies: list[str]) -> None:
    """The table of targets, which every run prints, has a policy without a miss for each lesson, and no other."""
    result = ran(name, SEEDS[0])
    rows = zip(result.policies, target_table(result).cells, strict=True)
    assert [policy for policy, cells in rows if all(map(_is_met, cells))] == policies


def _is_met(cell: Cell) -> bool:
    return cell.note.startswith("met")


# --- not a tuned number -----------------------------------------------------------------------------------------------

MECHANISMS = ("posts.border.teams", "streams.sea-relief.arrivals.from")
"""Numbers that are the mechanism itself: who stands where, and when the ships come."""


def _claims(result: Study) -> Iterator[bool]:
    """The main lesson of a scenario, without its error."""
    name = result.scenario.name
    if name == "calendars-that-miss":
        yield gain(result, "two-stops", "joint") > 0
        yield gain(result, "joint-aligned", "aligned") > 0
    elif name == "third-officer":
        alone = [gain(result, f"second-desk-{desk}", "one-each") for desk in ("customs", "health")]
        yield gain(result, "one-more-each", "one-each") > 1.2 * sum(alone)
    elif name == "second-wave":
        yield gain(result, "until-the-ships", "thirty-days") > 0
    elif name == "controlled-again":
        yield gain(result, "relief-first", "one-officer") > 0
        yield gain(result, "three-officers", "one-officer") > 0
    elif name == "closing-or-guarding":
        yield gain(result, "guarding", "as-it-is") > 0
        yield value(result, "guarding", "all/duty_usd") > value(result, "closing", "all/duty_usd")
        yield value(result, "guarding", "weapons/found_share") > value(result, "guarding-by-lot", "weapons/found_share")
    elif name == "harbour":
        yield gain(result, "less-and-better", "as-it-is") > 0
        yield gain(result, "lists-before-ships", "as-it-is", "relief-workers/clearance_mean_h") > 0


REAL = ("chirundu", "ebola-2015", "haiti-2010", "haiyan-2013", "nepal-2015", "turkiye-syria-2023")
TAUGHT = [name for name, _ in scenario_names() if name not in (*REAL, "two-agencies")]


def test_no_teaching_case_is_without_lessons() -> None:
    """A new one has its lessons above."""
    assert set(LESSONS) == set(TAUGHT)


@pytest.mark.slow
@pytest.mark.parametrize("name", TAUGHT)
def test_no_lesson_hangs_on_one_number(name: str) -> None:
    """With any one number at the least or the most that its range allows, the lesson is still there."""
    lost = []
    for number in numbers(load_scenario(name)):
        for end in (number.low, number.high):
            if end not in (None, number.written) and not number.path.startswith(MECHANISMS):
                result = study(load_scenario(name, [f"{number.path}={end}"]), replications=6, workers=1)
                lost += [] if all(_claims(result)) else [f"{number.path}={end}"]
    assert lost == []
