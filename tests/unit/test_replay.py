"""The replay: what is packed is what happened, to half a second, and its file is closed to everything else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner
from unpacking import milestones, unpacked, visits

from sim import Scenario, apply, draw, load_scenario, run
from sim.border import NEVER, Activity, EventLog, Hold, Reason
from sim.cli import app
from sim.measures import Cause
from sim.measures.facts import facts_of
from sim.measures.groups import Group
from sim.reports.replay import ReplayError, record_replay, replay_document, replay_page, replay_script
from sim.reports.replay.columns import NO_TIME, pack, seconds
from sim.reports.replay.page import MODULES

SOURCES = Path(__file__).parents[2] / "sim" / "reports" / "replay"
HALF_A_SECOND_US = 500_000
PAIRS = {
    "two-agencies": ("in-turn", "joint"),
    "calendars-that-miss": ("two-stops", "aligned"),
    "closing-or-guarding": ("as-it-is", "closing"),
}


@pytest.fixture(scope="module", params=list(PAIRS))
def played(request: pytest.FixtureRequest) -> tuple[Scenario, tuple[EventLog, ...], dict[str, Any]]:
    """A scenario, the logs of two policies, and their replay."""
    scenario, pair = load_scenario(request.param), PAIRS[request.param]
    inputs = draw(scenario.world, 1, 0)
    logs = tuple(run(apply(scenario.policies[policy], scenario.world), inputs) for policy in pair)
    return scenario, logs, replay_document(scenario, pair, logs, 1, 0)


def test_numbers_of_32_bits_survive_packing() -> None:
    """The least, the most, nothing at all and both signs come back as they were."""
    columns = {"a": np.array([0, -1, 1, NO_TIME, 2**31 - 1]), "b": np.array([5, 4, 3, 2, -(10**9)])}
    back = unpacked(pack(columns))
    assert {name: column.tolist() for name, column in back.items()} == {
        name: column.tolist() for name, column in columns.items()
    }
    assert unpacked(pack({"a": np.array([], dtype=np.int64)}))["a"].size == 0


@pytest.mark.parametrize("number", [2**31, NO_TIME - 1])
def test_numbers_beyond_are_refused_in_a_sentence(number: int) -> None:
    """A run of more than 68 years (2**31 s) cannot be shown."""
    with pytest.raises(ReplayError, match="68 years"):
        pack({"end": np.array([number])})


def test_seconds_are_never_off_by_more_than_half_and_keep_their_order() -> None:
    """Over the longest run there can be, 68 years; Float32 hours would be off by 2**19 h / 2**25 = 56 s there."""
    times_us = np.sort(np.random.default_rng(1).integers(0, 2**31 * 1_000_000, 10_000))
    rounded_s = seconds(times_us, 0)
    assert np.abs(rounded_s * 1_000_000 - times_us).max() <= HALF_A_SECOND_US
    assert (np.diff(rounded_s) >= 0).all()
    assert seconds(np.array([NEVER]), 0).tolist() == [NO_TIME]


def test_every_milestone_is_in_the_replay(played: tuple[Scenario, tuple[EventLog, ...], dict[str, Any]]) -> None:
    """Of every consignment and both policies, to half a second, and never where it never happened."""
    _, logs, document = played
    for side, log in enumerate(logs):
        told = milestones(document, side)
        for name in ("arrival", "entry", "lodged", "release", "removal", "left"):
            exact = log.consignments[name].astype(np.int64)
            assert ((told[name] == NO_TIME) == (exact == NEVER)).all()
            there = exact != NEVER
            assert np.abs(told[name][there] * 1_000_000 - (exact[there] - log.start_us)).max(initial=0) <= (
                HALF_A_SECOND_US
            )
        assert told["outcome"].tolist() == log.consignments["outcome"].tolist()


def test_every_row_of_the_log_is_in_the_replay(played: tuple[Scenario, tuple[EventLog, ...], dict[str, Any]]) -> None:
    """All work and waits that ended come back; none of those marked as open had ended."""
    _, logs, document = played
    names = {"consignment": "consignment", "activity": "activity", "step": "step"}
    for side, log in enumerate(logs):
        rows = visits(document, side)
        closed = rows["open"] == 0
        assert closed.sum() >= len(log.visits["start"])
        moments = {"queued": log.visits["ready"], "ended": log.visits["end"]}
        exact = {
            **{told: log.visits[name] for told, name in names.items()},
            **{told: seconds(times_us, log.start_us) for told, times_us in moments.items()},
        }
        told = zip(*(rows[name][closed].tolist() for name in exact), strict=True)
        assert set(zip(*(column.tolist() for column in exact.values()), strict=True)) <= set(told)


def test_rows_stand_so_that_they_can_be_looked_up(
    played: tuple[Scenario, tuple[EventLog, ...], dict[str, Any]],
) -> None:
    """By consignment, then by joining a line; nothing is begun before it joined, nor ended before it was begun."""
    _, _, document = played
    for side in (0, 1):
        rows = visits(document, side)
        same = np.diff(rows["consignment"]) == 0
        assert (np.diff(rows["consignment"]) >= 0).all()
        assert (np.diff(rows["queued"])[same] >= 0).all()
        assert (rows["queued"] <= rows["started"]).all()
        assert (rows["started"] <= rows["ended"]).all()
        assert rows["ended"].max() <= document["clock"]["length"]
        states = unpacked(document["sides"][side]["states"])
        assert (np.diff(states["time"])[states["station"][1:] == 0] >= 0).all()


def test_who_is_there_is_counted_as_the_measures_count(
    played: tuple[Scenario, tuple[EventLog, ...], dict[str, Any]],
) -> None:
    """At random moments away from changes: arrivals less who is released or gone is the presence of the backlog."""
    scenario, logs, document = played
    moments_s = np.random.default_rng(2).integers(0, document["clock"]["length"], 300)
    for side, log in enumerate(logs):
        told = milestones(document, side)
        gone = np.where(told["release"] == NO_TIME, told["left"], told["release"])
        edges = np.concatenate([told["arrival"], gone])
        calm = moments_s[np.abs(moments_s[:, None] - edges).min(axis=1) > 1]
        assert calm.size > 100
        came = np.array([((told["arrival"] != NO_TIME) & (told["arrival"] <= at)).sum() for at in calm])
        went = np.array([((gone != NO_TIME) & (gone <= at)).sum() for at in calm])
        (facts,) = facts_of(scenario.world, log, (Group("all", "all"),))
        assert (came - went).tolist() == facts.presence.at(calm * 1_000_000 + log.start_us).tolist()


def test_the_worst_hour_is_that_of_the_measures(
    played: tuple[Scenario, tuple[EventLog, ...], dict[str, Any]],
) -> None:
    """It is the first moment of the worst backlog of what is counted, in the window of observation."""
    scenario, logs, document = played
    for side, log in zip(document["sides"], logs, strict=True):
        group = Group("all", "all") if document["words"]["subject"] == "all" else Group("relief", "kind")
        (facts,) = facts_of(scenario.world, log, (group,))
        most, when_us = facts.presence.worst(scenario.world.begins, scenario.world.end_us)
        assert (side["most"], side["worst"]) == (most, (when_us - log.start_us) // 1_000_000)


def test_dates_follow_the_local_clock_over_a_change() -> None:
    """In New York clocks go back on 3 November 2024 at 06:00 UTC, from 4 to 5 hours behind."""
    small = load_scenario("two-agencies")
    world = small.world.model_copy(update={"zone": "America/New_York", "onset": small.world.onset.replace(month=11)})
    clock = record_replay(small.model_copy(update={"world": world}), PAIRS["two-agencies"])["clock"]
    since = [clock["epoch"] + at for at, _ in clock["offsets"]]
    assert [ahead for _, ahead in clock["offsets"]] == [-4 * 3600, -5 * 3600]
    assert since[1] == 1730613600  # 2024-11-03T06:00:00Z


class Elements(HTMLParser):
    """Scripts of a page with their attributes and texts, and everything else that was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    return elements


HOSTILE = "</script><script>alert(1)</script><!-- \u2028\u2029 {data} & \" ' <img src=x onerror=alert(1)> 关"


@pytest.fixture(scope="module")
def hostile() -> tuple[dict[str, Any], str]:
    """The replay and page of a scenario all of whose names are attacks."""
    small = load_scenario("two-agencies")
    policies = {name: policy.model_copy(update={"label": HOSTILE}) for name, policy in small.policies.items()}
    posts = {name: post.model_copy(update={"label": HOSTILE}) for name, post in small.world.posts.items()}
    world = small.world.model_copy(update={"posts": posts})
    scenario = small.model_copy(update={"title": HOSTILE, "policies": policies, "world": world})
    document = record_replay(scenario, PAIRS["two-agencies"])
    return document, replay_page(document)


def test_names_cannot_leave_their_place(hostile: tuple[dict[str, Any], str]) -> None:
    """The page has its own two scripts and no more, no image, and the data is what it was."""
    document, page = hostile
    elements = parsed(page)
    (data, text), (module, _) = elements.scripts
    assert data == {"type": "application/json", "id": "data"}
    assert module == {"type": "module"}
    assert "img" not in elements.tags
    assert json.loads(text) == json.loads(json.dumps(document))
    assert not set("\u2028\u2029") & set(page)
    assert "<!--" not in page.split("</head>")[1]


def test_the_policy_of_the_page_allows_its_own_script_and_style_alone(hostile: tuple[dict[str, Any], str]) -> None:
    """By their digests; no network, no frame, no form; and no address of the web stands anywhere in it."""
    _, page = hostile
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    script = parsed(page).scripts[1][1]

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy == (
        f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert set(re.findall(r"https?://[^\"' )]+", page)) == {"http://www.w3.org/2000/svg"}  # a name, never fetched


def test_the_page_says_what_made_it(hostile: tuple[dict[str, Any], str]) -> None:
    """Scenario, hash, version, seed, replication, and that it is one draw of chance."""
    document, page = hostile
    made = document["made"]
    told = f"Scenario two-agencies (hash {made['hash'][:12]}), Greenlane {made['version']}, seed 1, replication 0"
    assert told in page
    assert "one draw of chance" in page


def test_the_largest_bundled_scenario_stays_below_a_megabyte() -> None:
    """Two policies of nepal-2015, over 90,000 rows together, in one file of less than 1,000,000 bytes."""
    document = record_replay(load_scenario("nepal-2015"), ("as-it-was", "one-stop"))
    assert sum(side["visits"]["rows"] for side in document["sides"]) > 80_000
    assert len(replay_page(document).encode()) < 1_000_000


def names_of(source: str) -> list[str]:
    return re.findall(r"^(?:export )?(?:default )?(?:async )?(?:const|let|function|class) (\w+)", source, re.MULTILINE)


def test_the_parts_of_the_script_fit_together() -> None:
    """Joined they are one module: no name is given twice, and what is imported was exported by a part before."""
    for last in ("component.js", "file.js"):
        known: list[str] = []
        for part in (*MODULES, last):
            source = (SOURCES / part).read_text(encoding="utf-8")
            imports = re.findall(r'^import \{ ([^}]*) \} from "\./(\w+\.js)";$', source, re.MULTILINE)
            assert source.count("import ") == len(imports)
            for names, other in imports:
                assert other in MODULES[: [*MODULES, last].index(part)]
                exported = re.findall(
                    r"^export (?:async )?(?:const|function) (\w+)", (SOURCES / other).read_text(), re.MULTILINE
                )
                assert set(names.split(", ")) <= set(exported)
            known += names_of(source)
        assert len(known) == len(set(known))
        assert "import " not in replay_script(last)
    assert sorted(path.name for path in SOURCES.glob("*.js")) == sorted([*MODULES, "component.js", "file.js"])


def test_the_script_and_the_model_number_things_alike() -> None:
    """The numbers in codes.js are those of the enumerations."""
    source = (SOURCES / "codes.js").read_text(encoding="utf-8")
    for name, enumeration in (("ACTIVITY", Activity), ("HOLD", Hold), ("REASON", Reason), ("CAUSE", Cause)):
        (body,) = re.findall(rf"export const {name} = \{{ (.*) \}};", source)
        for word, number in re.findall(r"(\w+): (\d+)", body):
            member = re.sub(r"([A-Z])", r"_\1", word).upper()
            assert enumeration[member] == int(number)


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    """Two policies by name, to the file that was named, with the seed and replication asked for."""
    out = tmp_path / "deep" / "room.html"
    asked = ["--policy", "joint", "--policy", "in-turn", "--seed", "5", "--replication", "2"]
    done = CliRunner().invoke(app, ["replay", "two-agencies", *asked, "--out", str(out)])
    assert done.exit_code == 0, done.output
    document = json.loads(parsed(out.read_text(encoding="utf-8")).scripts[0][1])
    assert [side["name"] for side in document["sides"]] == ["joint", "in-turn"]
    assert (document["made"]["seed"], document["made"]["replication"]) == (5, 2)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--policy", "joint", "--out", "a.html"], "two policies side by side"),
        (["--policy", "joint", "--policy", "none", "--out", "a.html"], "none"),
        (["--out", "a.txt"], "must end in .html"),
    ],
)
def test_the_command_refuses_in_a_sentence(
    more: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One policy, an unknown one, a file of another kind: exit code 2, the reason, and nothing written."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["replay", "two-agencies", *more])
    assert done.exit_code == 2
    assert said in re.sub(r"[\s│]+", " ", done.output)
    assert list(tmp_path.iterdir()) == []


def test_loads_beyond_all_ships_are_refused_with_exit_code_3(tmp_path: Path) -> None:
    """3 million tonnes are 3e9 kg, more than 2**31: a sentence says so, and nothing is written."""
    out = tmp_path / "a.html"
    asked = ["replay", "two-agencies", "--set", "streams.relief-trucks.tonnes=3000000", "--out", str(out)]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, "2 million tonnes" in done.output, out.exists()) == (3, True, False)
