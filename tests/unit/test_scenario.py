"""Scenario files: what is read, what a what-if changes, where numbers come from, and back into a file again."""

import pickle
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from sim.policies import Policy
from sim.scenario import (
    Scenario,
    ScenarioError,
    Source,
    Target,
    assumed_share,
    build_scenario,
    dump_scenario,
    json_schema,
    load_scenario,
    numbers,
    scenario_names,
    starter_text,
    unsourced,
    warnings,
    write_starter,
)
from sim.scenario.tree import plain, read_bytes
from sim.world.quantities import DAY_US, HOUR_US, MINUTE_US

FILE = """\
greenlane: 1
title: Two sources
sources:
  survey: {grade: measured, title: A survey of the bridge, publisher: A ministry, year: 2015, address: example.org}
  press: {grade: reported, title: A newspaper}
  guess: {grade: assumed, by: the planner}
source: guess
onset: 2015-04-25 11:56+05:45
zone: Asia/Kathmandu
observe: 5 d
run_out: 5 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}, tents: {label: Tents}}
posts:
  bridge:
    label: The bridge
    source: survey
    yard: {value: 40, low: 30, high: 60, source: press, note: seen from the air}
    teams:
      customs: {officers: {06-18: 4, 18-06: 1}}
    closures:
      - {until: 2026-01-01, reason: a test, source: press}
      - {until: 1 d}
streams:
  aid:
    label: Aid
    kind: relief
    post: bridge
    goods: {food: 60, tents: 40}
    arrivals: {pattern: surge, total: {value: 50, source: survey}, mean: 2 d}
    papers_complete: 80%
    papers_take: 1 d
procedure:
  check:
    label: Check
    agency: customs
    documentary: true
    duration: {distribution: gamma, mean: {value: 30 min, low: 20 min, high: 1 h, source: survey}, cv: 0.5}
policies:
  as-is: {label: As it is}
  shared: {label: Shared, levers: [relief_priority, {waive: {steps: check, until: {value: 3 d, source: press}}}]}
targets:
  - {measure: relief/released_48h_share, at_least: 90%}
  - {measure: aid/clearance_mean_h, at_most: 3 d}
lessons:
  - {measure: aid/clearance_mean_h, policy: shared}
observed:
  - {what: Trucks on the worst day, value: about 900, measure: aid/backlog_worst, source: press}
"""


def load(*settings: str) -> Scenario:
    return build_scenario("two", FILE.replace("2026-01-01", "2015-04-28").encode(), settings)


def problem_of(*settings: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(*settings)
    (problem,) = caught.value.problems
    return f"{problem.path}: {problem.message}"


def again(scenario: Scenario) -> Scenario:
    return build_scenario(scenario.name, dump_scenario(scenario).encode())


def test_a_file_becomes_a_world_and_policies() -> None:
    """Quantities with units, dates in the zone, shorthand, and the first policy as baseline."""
    scenario = load()
    assert list(scenario.policies) == ["as-is", "shared"]
    assert scenario.world.observe == 5 * DAY_US
    # Midnight of 28 April in Kathmandu is 60 h 4 min after 11:56 of 25 April.
    assert scenario.world.posts["bridge"].closures[0].until == 60 * HOUR_US + 4 * MINUTE_US
    assert scenario.world.streams["aid"].post == {"bridge": 1.0}
    assert scenario.world.streams["aid"].papers_complete == 0.8
    assert scenario.world.procedure["check"].duration.mean() == 30 * MINUTE_US


def test_a_number_has_the_nearest_source() -> None:
    """Its own, else that of its block, else that of the block around it; ranges and notes are the number's own."""
    known = {number.path: number for number in numbers(load())}
    assert known["posts.bridge.yard"].source == "press"
    assert (known["posts.bridge.yard"].low, known["posts.bridge.yard"].high) == ("30", "60")
    assert known["posts.bridge.teams.customs.officers"].source == "survey"
    assert known["posts.bridge.closures.0.until"].source == "press"
    assert known["posts.bridge.closures.1.until"].source == "survey"
    assert known["streams.aid.arrivals.total"].source == "survey"
    assert known["streams.aid.arrivals.mean"].source == "guess"
    assert known["procedure.check.duration.mean"].grade == "measured"
    assert known["procedure.check.duration.cv"].grade == "assumed"
    assert known["policies.shared.levers.1.waive.until"].source == "press"
    assert load().provenance["posts.bridge.yard"].note == "seen from the air"


def test_every_number_about_the_real_world_is_listed_once() -> None:
    """Quantities, weights, shifts and dates; neither names and labels nor what the planner chose to ask."""
    assert [(number.path, number.written) for number in numbers(load())] == [
        ("posts.bridge.yard", "40"),
        ("posts.bridge.closures.0.until", "2 d 12 h 4 min"),
        ("posts.bridge.closures.1.until", "1 d"),
        ("posts.bridge.teams.customs.officers", "{06-18: 4, 18-06: 1}"),
        ("streams.aid.arrivals.total", "50"),
        ("streams.aid.arrivals.mean", "2 d"),
        ("streams.aid.goods.food", "60"),
        ("streams.aid.goods.tents", "40"),
        ("streams.aid.papers_complete", "0.8"),
        ("streams.aid.papers_take", "1 d"),
        ("procedure.check.duration.mean", "30 min"),
        ("procedure.check.duration.cv", "0.5"),
        ("policies.shared.levers.1.waive.until", "3 d"),
    ]


def test_the_share_of_assumptions_counts_what_has_no_source_too() -> None:
    """7 of 13 numbers are measured or reported; without the source of the file the other 6 have none."""
    assert assumed_share(load()) == pytest.approx(6 / 13)
    assert unsourced(load()) == []
    bare = build_scenario("two", FILE.replace("source: guess\n", "").encode())
    assert assumed_share(bare) == pytest.approx(6 / 13)
    assert len(unsourced(bare)) == 6


def test_a_what_if_changes_what_it_says_and_counts_as_assumed() -> None:
    """The number, its source and the hash change; all else stays."""
    scenario = load("posts.bridge.teams.customs.officers=9")
    assert scenario.world.posts["bridge"].teams["customs"].officers.shifts == ((0, 1440, 9),)
    known = {number.path: number for number in numbers(scenario)}
    assert known["posts.bridge.teams.customs.officers"].grade == "assumed"
    assert known["posts.bridge.teams.customs.officers"].source == "command-line"
    assert scenario.sources["command-line"].by
    assert scenario.hash != load().hash
    assert scenario.world.streams == load().world.streams


def test_what_ifs_reach_lists_fields_left_out_and_levers() -> None:
    """Items by number, optional fields and blocks of the layout, whole values, and parameters of policies."""
    scenario = load(
        "posts.bridge.closures.1.until=36 h",
        "costs.standing=20 USD/h",
        "procedure.check.rework={chance: 10%, at_most: 2, source: press}",
        "policies.shared.levers.1.waive.until=5 d",
        "streams.aid.goods=tents",
    )
    assert scenario.world.posts["bridge"].closures[1].until == 36 * HOUR_US
    assert scenario.world.costs.standing == 20
    assert scenario.world.procedure["check"].rework is not None
    assert scenario.source_of(("procedure", "check", "rework", "chance")) == "press"
    assert scenario.world.streams["aid"].goods == {"tents": 1.0}
    assert again(scenario).policies["shared"] == scenario.policies["shared"]
    assert load("posts.bridge.yard=").world.posts["bridge"].yard is None
    assert load("posts.bridge.yard=50").source_of(("posts", "bridge", "yard")) == "command-line"


WHOLE_BORDER = """\
risk: {weapons: {label: Weapons, examined_by: check, finds: {value: 50%, source: press}}}
capital: {courier: 1 d, teams: {police: {officers: 1, agency: customs}}}
roving: {dogs: {officers: 1, agency: customs, posts: bridge, travel: 2 h}}
destinations: {camp: {label: Camp}}
incidents: {fog: {label: Fog, posts: bridge, rate: 1/week, lasts: {distribution: gamma, mean: 3 h, cv: 1}}}
policies:
"""


def test_what_ifs_and_numbers_cover_the_whole_border() -> None:
    """Both sides, curfews, removal, the way on, the capital, roving teams, incidents, and what may be hidden."""
    settings = {
        "posts.bridge.neighbour.gate": "06-18",
        "posts.bridge.crossing": "30 min",
        "posts.bridge.curfews.0.hours": "20-06",
        "posts.bridge.removals": "12/h",
        "posts.bridge.onward.camp": "5 h",
        "posts.bridge.passable_from": "2 d",
        "capital.courier": "2 d",
        "capital.teams.police.officers": "3",
        "roving.dogs.travel": "3 h",
        "incidents.fog.rate": "2/week",
        "incidents.fog.lasts.mean": "4 h",
        "risk.weapons.finds": "0.8",
        "risk.weapons.signal": "1.5",
        "streams.aid.hidden.weapons": "0.01",
        "streams.aid.duty": "0.1",
        "streams.aid.diversion.to.bridge": "2 h",
    }
    # What is new as a whole is set as a whole; the rest by its own path.
    whole = {
        "posts.bridge.neighbour.gate": "posts.bridge.neighbour={label: N, gate: 06-18}",
        "posts.bridge.curfews.0.hours": "posts.bridge.curfews=[{hours: 20-06}]",
        "posts.bridge.onward.camp": "posts.bridge.onward={camp: 5 h}",
        "streams.aid.diversion.to.bridge": "streams.aid.diversion={to: {bridge: 2 h}}",
    }
    text = FILE.replace("2026-01-01", "2015-04-28").replace("policies:\n", WHOLE_BORDER)
    changed = build_scenario(
        "two", text.encode(), [whole.get(path, f"{path}={set_}") for path, set_ in settings.items()]
    )
    known = {number.path: (number.written, number.source) for number in numbers(changed)}
    assert {path: known.get(path) for path in settings} == {
        path: (value, "command-line") for path, value in settings.items()
    }
    assert again(changed) == changed
    schema = jsonschema.Draft202012Validator(json_schema())
    sourced = text.replace("risk: {weapons", "risk: {source: press, weapons")
    assert [error.message for error in schema.iter_errors(plain(read_bytes(sourced.encode())[0]))] == []


def test_a_what_if_may_add_a_whole_entry() -> None:
    """Another policy is written in one piece under its new name, after the others."""
    scenario = load("policies.mine={label: Mine, levers: [relief_priority]}")
    assert list(scenario.policies)[-1] == "mine"
    assert scenario.policies["mine"].label == "Mine"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("streams.aid.hidden.weapon=1%", "did you mean 'weapons'?"),
        ("posts.brige.yard=3", "'brige' is not known in posts; did you mean 'bridge'?"),
        (
            "posts.bridge.teams.custom.officers=3",
            "'custom' is not known in posts.bridge.teams; did you mean 'customs'?",
        ),
        ("posts.bridge.yards=3", "did you mean 'yard'?"),
        ("cost.standing=3", "'cost' is not known at the top; did you mean 'costs'"),
        ("posts.bridge.closures.7.until=3 d", "'7' is not known in the list posts.bridge.closures; known: 0, 1"),
        ("posts.bridge.label.x=3", "posts.bridge.label is a single value: nothing can be set below it"),
        ("posts.bridge.yard", "is not a what-if; write path=value"),
        ("=3", "is not a what-if"),
        ("posts.bridge.yard=[", "is not YAML"),
        ("posts.bridge.yard=!!python/name:os.system ''", "tags are not read"),
        ("posts.bridge.yard=-3", "posts.bridge.yard: -3 is not a whole number"),
        ("posts.bridge.kind=", "posts.bridge.kind: is empty"),
    ],
)
def test_a_what_if_that_leads_nowhere_says_what_is_near(setting: str, words: str) -> None:
    """A typo never makes a new post or team by accident."""
    assert words in problem_of(setting)


def test_what_ifs_and_mistakes_of_the_file_are_told_together() -> None:
    """One run of the command tells all there is to change."""
    with pytest.raises(ScenarioError) as caught:
        build_scenario("two", FILE.replace("80%", "180%").encode(), ["posts.brige.yard=3"])
    assert [problem.path for problem in caught.value.problems] == ["posts.brige.yard=3", "streams.aid.papers_complete"]


def test_the_hash_is_that_of_what_decides_results() -> None:
    """Words and sources around the world do not count, nor how a quantity is written; numbers, levers and order do."""
    same = FILE.replace("title: Two sources", "title: Other words").replace("mean: 2 d}", "mean: 48 h}")
    original = build_scenario("two", FILE.encode())
    assert build_scenario("other", same.encode()).hash == original.hash
    fewer = FILE.replace("[relief_priority, ", "[")
    swapped = FILE.replace("{food: 60, tents: 40}", "{tents: 40, food: 60}")
    assert len({original.hash, *(build_scenario("two", text.encode()).hash for text in (fewer, swapped))}) == 3
    assert len(original.hash) == 64


def test_a_scenario_survives_the_file_and_the_pickle() -> None:
    """Written and read again it is the same: world, policies, sources, provenance, targets, observations."""
    for scenario in (load(), load("posts.bridge.yard=50", "costs.standing=20 USD/h")):
        assert again(scenario) == scenario
        assert again(scenario).hash == scenario.hash
        assert dump_scenario(again(scenario)) == dump_scenario(scenario)
        assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_words_that_look_like_other_things_survive_the_file() -> None:
    """Labels such as NO, 10:00, null or 1e3 come back as the words they are."""
    for word in ("NO", "10:00", "null", "true", "1e3", "0x1F", "é: x", "2015-04-25", "- a", "# b"):
        labels = {"bridge": load().world.posts["bridge"].model_copy(update={"label": word})}
        scenario = load().model_copy(update={"world": load().world.model_copy(update={"posts": labels})})
        assert again(scenario).world.posts["bridge"].label == word


def test_targets_are_read_in_the_unit_of_their_measure() -> None:
    """90 % is 0.9 of a share, three days are 72 hours; a figure at the limit meets the target."""
    share, mean = load().targets
    assert (share.limit, mean.limit) == (0.9, 72)
    assert share.met(0.9)
    assert not share.met(0.89)
    assert mean.met(72)
    assert not mean.met(72.1)
    for wrong in ({"at_least": "3 d"}, {"at_most": "90%", "at_least": "90%"}, {}):
        with pytest.raises(ValueError, match=r"share|needed"):
            Target.model_validate({"measure": "relief/released_48h_share", **wrong})


def test_targets_and_observations_name_what_exists() -> None:
    """A group of consignments that the world does not have, a policy and a source that are not listed."""
    wrong = FILE.replace("aid/clear", "aids/clear", 1).replace("worst, source: press", "worst, source: x")
    wrong = wrong.replace("policy: shared}", "policy: share}")
    with pytest.raises(ScenarioError) as caught:
        build_scenario("two", wrong.encode())
    assert [problem.path for problem in caught.value.problems] == [
        "targets.1.measure",
        "lessons.0.policy",
        "observed.0.source",
    ]


def test_sources_say_what_their_grade_needs() -> None:
    """What is assumed says by whom, all else has a title."""
    with pytest.raises(ValueError, match="who assumed it"):
        Source.model_validate({"grade": "assumed"})
    with pytest.raises(ValueError, match="what the source is called"):
        Source.model_validate({"grade": "measured", "by": "me"})


def test_warnings_name_the_policy_they_are_about() -> None:
    """A lever that changes nothing is told at its policy, what holds without any policy at its place in the world."""
    idle = load("policies.shared.levers.1.waive.from=30 d", "policies.shared.levers.1.waive.until=40 d")
    ((place, message),) = [(problem.path, problem.message) for problem in warnings(idle)]
    assert place == "policies.shared"
    assert message.startswith("waive: it is ready only after the end of the run")
    busy = load("procedure.check.duration=40 h", "streams.aid.arrivals={pattern: steady, rate: 10/day}")
    ((place, message),) = [(problem.path, problem.message) for problem in warnings(busy)]
    assert place == "posts.bridge.teams.customs"
    assert "officer-hours a week" in message


def test_the_starter_is_written_once_and_runs_through_the_checks(tmp_path: Path) -> None:
    """The file a newcomer gets is right, sourced, without warnings, and never overwrites another."""
    path = tmp_path / "mine.yaml"
    write_starter(path)
    scenario = load_scenario(str(path))
    assert scenario.name == "mine"
    assert len(scenario.policies) == 3
    assert (unsourced(scenario), warnings(scenario), assumed_share(scenario)) == ([], [], 1.0)
    assert again(scenario) == scenario
    with pytest.raises(ScenarioError, match="exists already"):
        write_starter(path)
    assert path.read_text(encoding="utf-8") == starter_text()
    with pytest.raises(ScenarioError, match=r"does not end in \.yaml"):
        write_starter(tmp_path / "mine.txt")
    with pytest.raises(ScenarioError, match="cannot be written"):
        write_starter(tmp_path / "nowhere" / "mine.yaml")


def test_the_schema_accepts_good_files_and_points_at_bad_keys() -> None:
    """Editors get the layout of the file with sources and ranges; a doubtful key is refused there as well."""
    schema = jsonschema.Draft202012Validator(json_schema())
    jsonschema.Draft202012Validator.check_schema(json_schema())
    good = plain(read_bytes(FILE.encode())[0])
    starter = plain(read_bytes(starter_text().encode())[0])
    assert [error.message for content in (good, starter) for error in schema.iter_errors(content)] == []
    bad = plain(read_bytes(FILE.replace("yard:", "yrad:").encode())[0])
    assert "yrad" in next(schema.iter_errors(bad)).message


BUNDLED = [name for name, _ in scenario_names()]


def test_bundled_scenarios_are_listed_by_name_and_title() -> None:
    """Every YAML file of the folder, and nothing else."""
    folder = files("scenarios")
    assert sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")) == BUNDLED
    assert all(title for _, title in scenario_names())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_scenario_is_sourced_and_survives_the_file(name: str) -> None:
    """All its numbers name a source, its policies apply, and what is written of it reads back the same."""
    scenario = load_scenario(name)
    assert scenario.name == name
    assert unsourced(scenario) == []
    assert again(scenario) == scenario
    assert all(isinstance(policy, Policy) for policy in scenario.policies.values())
    schema = jsonschema.Draft202012Validator(json_schema())
    content = plain(read_bytes((files("scenarios") / f"{name}.yaml").read_bytes())[0])
    assert [error.message for error in schema.iter_errors(content)] == []
