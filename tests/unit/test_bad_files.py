"""Files that are broken, hostile or full of mistakes give plain sentences with their places, and quickly."""

import contextlib
import os
import pickle
import time
from pathlib import Path

import pytest

from sim.scenario import Problem, Scenario, ScenarioError, build_scenario, load_scenario, starter_text

GOOD = """\
title: A bridge
onset: 2015-04-25 11:56+05:45
zone: Asia/Kathmandu
observe: 5 d
run_out: 5 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}}
posts:
  bridge: {label: The bridge, teams: {customs: {officers: 2}}}
streams:
  aid: {label: Aid, kind: relief, post: bridge, goods: food, arrivals: {pattern: surge, total: 50, mean: 2 d}}
procedure:
  check: {label: Check, agency: customs, duration: 30 min}
policies:
  as-is: {label: As it is}
"""


def load(text: str) -> Scenario:
    return build_scenario("test", text.encode())


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        build_scenario("test", text if isinstance(text, bytes) else text.encode())
    return caught.value.problems


def the_problem(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


def with_line(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, "the text to change must be there once"
    return GOOD.replace(old, new)


def test_the_file_that_the_bad_ones_are_made_of_is_good() -> None:
    """What follows is wrong for the reason it names, not because the rest of the file is."""
    assert load(GOOD).title == "A bridge"


TEN_MISTAKES = """\
title: Ten mistakes
onset: 2015-04-25 11:56
zone: Asia/Kathmandu
observe: 5 fortnights
run_out: 5 d
agencies:
  customs: {label: Customs}
  health: {label: Port health}
goods: {food: {label: Food, wieght: 2}}
posts:
  bridge:
    label: The bridge
    teams:
      customs: {officers: -3}
      scanner: {officers: 1, agency: custom}
  bridge: {label: Again}
streams:
  aid:
    label: Aid
    kind: relief
    post: brigde
    goods: food
    arrivals: {pattern: surge, total: 50, mean: 2 d}
  trade: {label: Trade, kind: commercial, post: bridge, goods: food, arrivals: {pattern: steady, rate: 50/day}}
procedure:
  check: {label: Check, agency: customs, after: second, duration: 30 min}
  second: {label: Second look, agency: customs, after: check, duration: 20 min}
  swab: {label: Swab, agency: health, duration: 5 min}
policies:
  as-is: {label: As it is}
  better: {label: Better, levers: [relief_priorty]}
"""


def test_ten_mistakes_are_reported_in_one_go() -> None:
    """Fields, names, circles, staffing, doubled keys, levers: each with path and line, in the order of the file."""
    expected = [
        ("onset", 2, "lacks its offset from UTC"),
        ("observe", 4, "'5 fortnights' is not a duration"),
        ("goods.food.wieght", 9, "did you mean 'weight'?"),
        ("posts.bridge.teams", 13, "the team 'health' is missing"),
        ("posts.bridge.teams.customs.officers", 14, "-3 is not a number of officers"),
        ("posts.bridge.teams.scanner.agency", 15, "'custom' is not an agency; did you mean 'customs'?"),
        ("posts.bridge", 16, "is written twice, first on line 11"),
        ("streams.aid.post", 21, "'brigde' is not a post; did you mean 'bridge'?"),
        ("procedure.check.after", 26, "wait for each other in a circle"),
        ("policies.better.levers.0", 31, "did you mean 'relief_priority'?"),
    ]
    found = problems_of(TEN_MISTAKES)
    assert [(problem.path, problem.line) for problem in found] == [(path, line) for path, line, _ in expected]
    for problem, (_, _, words) in zip(found, expected, strict=True):
        assert words in problem.message
    assert "\n" not in "".join(problem.message for problem in found)


def test_an_error_says_one_problem_a_line() -> None:
    """What the command line prints: place, line and sentence."""
    error = ScenarioError(problems_of(with_line("officers: 2", "officers: two")))
    sentence = "'two' is not a number of officers; write for example 4 or {06-18: 4, 18-06: 1}"
    assert str(error) == f"posts.bridge.teams.customs.officers (line 9): {sentence}"


def test_names_of_what_could_not_be_read_are_not_reported_as_unknown() -> None:
    """One mistake gives one message, not one for each place that leans on what it broke."""
    text = with_line("goods: {food: {label: Food}}", "goods: {food: {}}")
    assert the_problem(text) == Problem("goods.food.label", 7, "is needed: what people call it")
    text = with_line("posts:\n  bridge: {label: The bridge, teams", "posts:\n  bridge: {labl: The bridge, teams")
    assert {problem.path for problem in problems_of(text)} == {"posts.bridge.labl", "posts.bridge.label"}


ODD_VALUES = ["-1", "99999999999999999999", "[]", "{}", "null", "x", "true", ".inf", "100 years", "{value: {value: 3}}"]


@pytest.mark.parametrize("odd", ODD_VALUES)
def test_no_value_anywhere_makes_the_loader_fall(odd: str) -> None:
    """Any value of the starter in turn replaced by an odd one: a scenario or problems, never anything else."""
    lines = starter_text().splitlines()
    values = [number for number, line in enumerate(lines) if ": " in line and not line.lstrip().startswith("#")]
    # Every tenth place for each odd value, so that together they visit all places.
    for number in values[ODD_VALUES.index(odd) :: len(ODD_VALUES)]:
        changed = [*lines[:number], f"{lines[number].split(':')[0]}: {odd}", *lines[number + 1 :]]
        with contextlib.suppress(ScenarioError):
            assert load("\n".join(changed)).policies


def test_more_posts_than_a_rule_can_name_are_too_many() -> None:
    """A lever for all posts names each of them, and a rule names a thousand."""
    posts = "".join(
        f"  post-{number}: {{label: A post, teams: {{customs: {{officers: 1}}}}}}\n" for number in range(1000)
    )
    text = with_line("streams:\n", f"{posts}streams:\n").replace(
        "{label: As it is}", "{label: A, levers: [relief_priority]}"
    )
    problem = the_problem(text)
    assert (problem.path, problem.line) == ("posts", 8)
    assert "holds more than 1000 entries" in problem.message


MARKS = {
    "low: 1e400": "should be one value",
    "high: .5e999": "should be one value",
    "note: " + "long " * 20_000: "is longer than",
    "source: No Name": "is not a name",
}


@pytest.mark.parametrize("mark", MARKS)
def test_what_is_said_of_a_number_is_checked_as_well(mark: str) -> None:
    """A range without end, a note as long as a book, a source whose name is none."""
    text = with_line("officers: 2", f"officers: {{value: 2, {mark}}}")
    found = problems_of(f"{text}sources: {{No Name: {{title: A, grade: reported}}}}\n")
    key = mark.partition(":")[0]
    (problem,) = (problem for problem in found if problem.path == f"posts.bridge.teams.customs.officers.{key}")
    assert problem.line == 9
    assert MARKS[mark] in problem.message


SENTENCES = {
    "duration: 30 min": [
        ("duration: 30", "30 needs a unit, for example '35 min', '3.5 h' or '2 d'"),
        ("duration: 30 parsecs", "'30 parsecs' is not a duration"),
        ("duration: -5 min", "is not a duration"),
        ("duration: 1e400 d", "is"),
        ("duration: 9999999 weeks", "is longer than 100 years"),
        ("duration: .nan", "'.nan' is not a duration"),
        ("duration: null", "is empty; write a value or take the line out"),
        ("duration: {mean: 3 h}", "the distribution has no name"),
        ("duration: {distribution: gama, mean: 3 h, cv: 1}", "'gama' is not a known distribution"),
        ("duration: {distribution: gamma, mean: 3 h}", "either sd or cv must be given"),
    ],
    "officers: 2": [
        ("officers: 99999999999999999999999999999999999", "is not a number of officers"),
        (f"officers: {'9' * 5000}", "is not a number of officers"),
        ("officers: 1.5", "1.5 is not a number of officers"),
        ("officers: {06-18: 4, 12-20: 1}", "overlap"),
    ],
    "kind: relief": [("kind: aid", "'aid' is not known; write 'relief', 'commercial' or 'people'")],
    "label: Aid": [("label: 3", "should be text; put it into quotes"), ("label: [a]", "should be text")],
    "pattern: surge": [("pattern: wave", "the pattern 'wave' is not known; write 'steady', 'surge', 'listed'")],
    "zone: Asia/Kathmandu": [("zone: Asia/Nowhere", "the time zone 'Asia/Nowhere' is not known")],
    "onset: 2015-04-25 11:56+05:45": [
        ("onset: 2015", "2015 is not a date and time"),
        ("onset: '20150425'", "is not a date and time"),
        ("onset: 2015-13-45 11:56+05:45", "is not a date and time"),
    ],
    "title: A bridge": [("title:", "is empty"), ("titel: A bridge", "did you mean 'title'?")],
    "goods: {food: {label: Food}}": [("goods: [food]", "should hold entries such as 'name: value'")],
    "food: {label: Food}": [("Food!: {label: Food}", "is not a name; names are lower-case letters")],
    "label: As it is": [("label: As it is, levers: relief_priority", "should be a list")],
}


@pytest.mark.parametrize(("old", "new", "words"), [(o, n, w) for o, pairs in SENTENCES.items() for n, w in pairs])
def test_a_wrong_value_is_told_with_what_would_be_right(old: str, new: str, words: str) -> None:
    """Every sort of wrong value gives a sentence without the vocabulary of the program, and short."""
    found = problems_of(with_line(old, new))
    assert any(words in problem.message for problem in found), found
    for problem in found:
        assert len(problem.message) < 500
        assert not any(word in problem.message for word in ("Input should", "Value error", "pydantic", "Traceback"))


def test_a_missing_section_is_told_with_what_it_is_for() -> None:
    """The explanation of a needed key comes from where it is declared."""
    text = with_line("zone: Asia/Kathmandu\n", "")
    expected = "is needed: time zone of calendars and of dates on screen, such as Asia/Kathmandu"
    assert the_problem(text) == Problem("zone", 1, expected)
    text = with_line("policies:\n  as-is: {label: As it is}\n", "")
    assert "at least one policy by name" in the_problem(text).message


BROKEN = {
    "empty": ("", None, "is empty"),
    "only a comment": ("# nothing\n", None, "is empty"),
    "a list": ("- a\n- b\n", 1, "should hold entries"),
    "a word": ("hello", 1, "should hold entries"),
    "tabs": ("a:\n\tb: 1\n", 2, "is indented with a tab; use spaces"),
    "two documents": (GOOD + "---\ntitle: Another\n", 16, "more than one document"),
    "an open bracket": ("a: [1, 2\nb: 3\n", 2, "is not YAML"),
    "an open quote": ("a: 'x\n", 1, "is not YAML"),
    "two colons": ("a: b: c\n", 1, "put text that holds ': ' into quotes"),
    "not UTF-8": ("title: é\n".encode("latin-1"), 1, "is not UTF-8 text"),
    "control characters": (b"title: a\x00b\n", None, "holds control characters"),
    "python tag": ("a: 1\nb: !!python/object/apply:os.system ['echo']\n", 2, "tags are not read"),
    "own tag": ("a: !secret 1\n", 1, "tags are not read"),
    "merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "merges with '<<'"),
    "alias without anchor": ("a: *x\n", 1, "no anchor &x stands before it"),
    "alias in itself": ("a: &x [*x]\n", 1, "inside of what it stands for"),
    "key that is a list": ("? [a, b]\n: 1\n", 1, "has a key that is not plain text"),
    "deep nesting": ("a: " + "[" * 100 + "]" * 100, 1, "nested more than 40 levels deep"),
    "too large": (b"#" * 20_000_001, None, "is larger than 20 MB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_scenario_is_refused_with_a_reason(name: str) -> None:
    """What cannot be read at all gives one sentence, with the line where there is one."""
    text, line, words = BROKEN[name]
    problem = the_problem(text)
    assert problem.line == line
    assert words in problem.message


def bomb(levels: int) -> str:
    """Each level holds the one before nine times: 9^levels leaves."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, levels):
        copies = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{copies}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(30), "grows to more than 200,000 entries"),
        ("a: &a [x]\nb:\n" + "- *a\n" * 1_001, "more than 1,000 aliases"),
        ("[" * 500_000, "nested more than 40 levels deep"),
    ],
    ids=["billion laughs", "many aliases", "deep"],
)
def test_a_bomb_is_refused_before_it_goes_off(text: str, words: str) -> None:
    """What a file would grow to is counted before it is built; nine levels of nine would already be 4 * 10^8."""
    begun = time.perf_counter()
    assert words in the_problem(text).message
    assert time.perf_counter() - begun < 10


def test_yaml_is_that_of_version_1_2() -> None:
    """`NO` is a country, `10:00` a time of day, `on` a word; only true and false are truth values."""
    scenario = load(
        with_line("label: Aid", "label: NO").replace("label: Food", "label: 10:00").replace("As it is", "on")
    )
    assert scenario.world.streams["aid"].label == "NO"
    assert scenario.world.goods["food"].label == "10:00"
    assert scenario.policies["as-is"].label == "on"


def test_aliases_stand_for_what_they_name() -> None:
    """An honest anchor saves writing, and its problems are told at the line that uses it."""
    text = GOOD.replace("customs: {officers: 2}", "customs: &team {officers: 2}, gate-team: *team")
    assert problems_of(text)[0].path == "posts.bridge.teams.gate-team"
    both = text.replace("*team", "{officers: 2, agency: customs}").replace("&team ", "")
    assert list(load(both).world.posts["bridge"].teams) == ["customs", "gate-team"]


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yaml", "scenario.txt", "../nepal-2015", "a\0b.yaml", "", "."])
def test_what_is_no_scenario_is_refused_by_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that are not bundled, files that do not exist or are not YAML: one sentence, no traceback."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    (problem,) = caught.value.problems
    assert problem.message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Even one that is called like a scenario."""
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(str(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_may_have_no_end_is_not_opened(tmp_path: Path) -> None:
    """A pipe would be waited for, and a device may never end."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    zero = tmp_path / "zero.yaml"
    zero.symlink_to("/dev/zero")
    for path in (pipe, zero):
        with pytest.raises(ScenarioError, match="is not a file"):
            load_scenario(path)


def test_sources_and_ranges_are_checked() -> None:
    """Unknown sources, ranges on the wrong side or of another sort, and notes that are no text."""
    text = with_line("officers: 2", "officers: {value: 2, low: 3, source: nobody, note: 5}")
    assert [problem.path.rpartition(".")[2] for problem in problems_of(text)] == ["source", "note"]
    text = with_line("officers: 2", "officers: {value: 2, low: 3, high: 1}")
    assert [problem.message for problem in problems_of(text)] == [
        "3 is above the value itself; write the least it may be",
        "1 is below the value itself; write the most it may be",
    ]
    text = with_line("duration: 30 min", "duration: {value: 30 min, low: 20, high: 1 h}")
    assert the_problem(text).path == "procedure.check.duration.low"
    assert "needs a unit" in the_problem(text).message
    text = with_line("officers: 2", "officers: {06-18: {value: 2, source: x}}")
    assert "write {value: {…}, source: …} around them" in the_problem(text).message


def test_an_error_survives_the_way_back_from_a_worker_process() -> None:
    """Problems are data and can be pickled."""
    error = ScenarioError([Problem("posts", 3, "is needed")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
