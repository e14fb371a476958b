"""Candidates built from a scenario for a planner's questions."""

import pytest
from folders import BORDER, bridge

from sim.policies import apply
from sim.scenario import Scenario, build_scenario, dump_scenario
from sim.studies.candidates import candidates
from sim.world.quantities import HOUR_US

TWO_POSTS = """\
title: Two posts
onset: 2026-05-04 06:00+00:00
zone: UTC
observe: 2 d
run_out: 3 d
agencies: {customs: {label: Customs}, health: {label: Health}, police: {label: Police}}
goods: {food: {label: Food, agencies: health}}
crews: {builders: {count: 1}}
posts:
  bridge:
    label: The bridge
    teams: {customs: {officers: 2}, health: {officers: 1}, police: {officers: 1}}
    damage:
      deck: {crew: builders, repair: 1 d, label: Deck, stops: gate}
      ramp: {crew: builders, repair: 1 d, label: Ramp, stops: gate}
  ferry: {label: The ferry, teams: {customs: {officers: 1}, health: {officers: 1}}, closures: [{from: 0, until: 1 d}]}
streams:
  aid:
    {label: Aid, kind: relief, post: {bridge: 1, ferry: 1}, goods: food,
     arrivals: {pattern: surge, total: 15, mean: 1 d}}
procedure:
  papers: {label: Papers, agency: customs, duration: 1 h}
  check: {label: Check, agency: health, concerned: true, duration: 1 h}
policies:
  as-is: {label: As it is}
  package:
    label: All of it
    levers: [relief_priority, parallel_checks, surge_staff: {post: bridge, team: health, officers: 1, ready_after: 2 d}]
"""


@pytest.fixture(scope="module")
def two_posts() -> Scenario:
    return build_scenario("two-posts", TWO_POSTS.encode())


def test_one_more_officer_in_each_team_that_has_work(two_posts: Scenario) -> None:
    """Four teams do something; no step needs the police, which is said."""
    made = candidates(two_posts, "one_more_officer")
    assert list(made.scenario.policies) == ["as-is", "bridge-customs", "bridge-health", "ferry-customs", "ferry-health"]
    assert made.left_out == ("One more in police at The bridge: no consignment needs this team.",)
    (rule,) = apply(made.scenario.policies["ferry-customs"], two_posts.world).rules
    assert (rule.post, rule.team, rule.officers) == ("ferry", "customs", 1)


def test_each_order_of_repairs(two_posts: Scenario) -> None:
    """Two tasks have two orders."""
    made = candidates(two_posts, "repair_order")
    assert [policy.label for policy in made.scenario.policies.values()][1:] == [
        "bridge.deck → bridge.ramp",
        "bridge.ramp → bridge.deck",
    ]


def test_each_post_first(two_posts: Scenario) -> None:
    """The damaged one is repaired first, the closed one opened a minute after it was closed."""
    made = candidates(two_posts, "first_post")
    assert list(made.scenario.policies) == ["as-is", "bridge", "ferry"]
    (rule,) = apply(made.scenario.policies["ferry"], two_posts.world).rules
    assert [phase.at for phase in rule.phases] == [HOUR_US // 60]


def test_a_package_is_taken_apart(two_posts: Scenario) -> None:
    """Each of three levers alone, and the package without it; the set-up is the longest of its levers."""
    made = candidates(two_posts, "lever")
    assert list(made.scenario.policies) == [
        "as-is",
        "package",
        "only-relief_priority",
        "without-relief_priority",
        "only-parallel_checks",
        "without-parallel_checks",
        "only-surge_staff",
        "without-surge_staff",
    ]
    names = [lever.name for lever in made.scenario.policies["without-parallel_checks"].levers]
    assert names == ["relief_priority", "surge_staff"]
    assert (made.setup_us("package"), made.setup_us("without-surge_staff")) == (48 * HOUR_US, 0)


def test_of_two_levers_each_is_a_candidate_once() -> None:
    """The package without the first is the second alone, so it does not come twice."""
    text = TWO_POSTS.replace("parallel_checks, ", "")
    made = candidates(build_scenario("two-posts", text.encode()), "lever")
    assert list(made.scenario.policies) == ["as-is", "package", "only-relief_priority", "only-surge_staff"]


def test_candidates_come_on_top_of_a_policy(two_posts: Scenario) -> None:
    """The policy named is the baseline, and each candidate has its levers too."""
    made = candidates(two_posts, "one_more_officer", "package")
    assert next(iter(made.scenario.policies)) == "package"
    assert [lever.name for lever in made.scenario.policies["bridge-customs"].levers] == [
        "relief_priority",
        "parallel_checks",
        "surge_staff",
        "surge_staff",
    ]


@pytest.mark.parametrize("by", ["one_more_officer", "repair_order", "first_post", "lever"])
def test_a_scenario_of_candidates_can_be_kept_in_a_file(two_posts: Scenario, by: str) -> None:
    """Written and read again it has the same hash, so a ranking can be resumed and verified."""
    scenario = candidates(two_posts, by).scenario
    assert build_scenario("two-posts", dump_scenario(scenario).encode()).hash == scenario.hash


@pytest.mark.parametrize(
    ("by", "said"),
    [("repair_order", "fewer than two repair tasks"), ("first_post", "no post of bridge is damaged or closed")],
)
def test_a_question_without_candidates_is_told(by: str, said: str) -> None:
    """A bridge that is whole and open."""
    with pytest.raises(ValueError, match=said):
        candidates(bridge(), by)


def test_a_policy_without_levers_cannot_be_taken_apart(two_posts: Scenario) -> None:
    """The one that was named is blamed, though another of the scenario has levers."""
    with pytest.raises(ValueError, match="as-is has no levers to take apart"):
        candidates(two_posts, "lever", "as-is")


def test_a_policy_with_the_name_of_a_candidate_keeps_it() -> None:
    """The candidate gets a number."""
    text = BORDER.replace("  as-is: {label: As it is}", "  bridge-customs: {label: As it is}")
    made = candidates(build_scenario("bridge", text.encode()), "one_more_officer")
    assert list(made.scenario.policies) == ["bridge-customs", "bridge-customs-2"]
