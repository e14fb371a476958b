"""Studies on disk: they go on where they were, and never mix with others."""

import json
import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from folders import BORDER, bridge, chunks, same_bits

from sim.scenario import build_scenario
from sim.studies import (
    FolderError,
    ReplicationResult,
    find_folder,
    gather,
    open_folder,
    read_study,
    replicate,
    study,
)
from sim.studies.chunks import chunk_files, read_chunks, write_chunk
from sim.studies.verification import verify


def made(number: int, value: float = 0.1) -> ReplicationResult:
    total = np.array([[value, math.inf, -0.0], [number, 1e-300, 3.0]])
    curves = {"relief/inside": np.array([[1.0, 2.0], [number, 4.0]])}
    return ReplicationResult(number, ("a", "b", "c"), total, np.ones((2, 3)), curves, np.full((2, 1, 2, 2), value))


def test_results_come_back_from_the_disk_to_the_bit(tmp_path: Path) -> None:
    """Totals, counts, curves and ledgers, infinity and minus zero among them; read in order of number."""
    write_chunk(tmp_path, [made(5), made(2, 1 / 3)])
    write_chunk(tmp_path, [made(3)])
    files = chunk_files(tmp_path)
    assert [(number, path.name) for number, path in files.items()] == [
        (2, "0000002.parquet"),
        (3, "0000003.parquet"),
        (5, "0000002.parquet"),
    ]
    back = list(read_chunks(files, files))
    for known, expected in zip(back, (made(2, 1 / 3), made(3), made(5)), strict=True):
        assert (known.replication, known.keys, list(known.curves)) == (
            expected.replication,
            expected.keys,
            list(expected.curves),
        )
        for name in ("total", "count", "ledger"):
            one, other = getattr(known, name), getattr(expected, name)
            assert (one.shape, one.tobytes()) == (other.shape, other.tobytes())
        np.testing.assert_array_equal(known.curves["relief/inside"], expected.curves["relief/inside"], strict=True)


def test_curves_of_the_first_replications_are_held_and_all_figures() -> None:
    """Of 205 replications all totals and the curves of 200; memory grows with figures alone from there on."""
    result = gather(bridge(), ("as-is", "all-hours"), 1, [made(number) for number in range(205)])
    assert result.total.shape == (2, 205, 3)
    assert result.total[1, :, 0].tolist() == list(range(205))
    assert result.curves["relief/inside"].shape == (2, 200, 2)
    assert result.curves["relief/inside"][1, :, 0].tolist() == list(range(200))


def test_a_study_goes_on_from_its_folder(tmp_path: Path) -> None:
    """Of 5 replications only the 2 that are missing after 3 are run, and the numbers are those of one go."""
    study(bridge(), replications=3, workers=1, out=tmp_path)
    ran: list[int] = []

    def counting(scenario, policies, seed, replication):
        ran.append(replication)
        return replicate(scenario, policies, seed, replication)

    told: list[tuple[int, int]] = []
    result = study(
        bridge(),
        replications=5,
        workers=1,
        out=tmp_path,
        replicate=counting,
        on_progress=lambda *at: told.append(at),
    )
    assert ran == [3, 4]
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    same_bits(result, study(bridge(), replications=5, workers=1))
    same_bits(read_study(find_folder(tmp_path)), result)


def test_fewer_replications_than_a_folder_holds_are_its_first_ones(tmp_path: Path) -> None:
    """Nothing is run, and nothing is lost."""
    study(bridge(), replications=4, workers=1, out=tmp_path)
    before = chunks(tmp_path)
    same_bits(study(bridge(), replications=2, workers=1, out=tmp_path), study(bridge(), replications=2, workers=1))
    assert chunks(tmp_path) == before


def test_replications_after_a_gap_are_not_shown_but_kept(tmp_path: Path) -> None:
    """With 0, 1 and 3 on the disk a study of two is shown; going on runs 2 alone."""
    scenario = bridge()
    names = tuple(scenario.policies)
    with open_folder(tmp_path, scenario, names, 1, 4) as folder:
        for number in (0, 1, 3):
            folder.save([replicate(scenario, names, 1, number)])
        assert read_study(folder).replications == 2
    ran: list[int] = []

    def counting(scenario, policies, seed, replication):
        ran.append(replication)
        return replicate(scenario, policies, seed, replication)

    result = study(scenario, replications=4, workers=1, out=tmp_path, replicate=counting)
    assert ran == [2]
    same_bits(result, study(scenario, replications=4, workers=1))


@pytest.mark.parametrize(
    ("settings", "policies", "seed", "said"),
    [
        (["posts.bridge.teams.customs.officers=2"], None, 1, r"customs\.officers.*1.* → .*2"),
        (["observe=1 d"], None, 1, "observe: 2 d → 1 d"),
        ([], None, 2, "The seed there: 1, here: 2"),
        ([], ["all-hours", "as-is"], 1, r"The policies there: \['as-is', 'all-hours'\]"),
    ],
)
def test_another_study_in_the_same_folder_is_refused_with_the_difference(
    tmp_path: Path, settings: list[str], policies: list[str] | None, seed: int, said: str
) -> None:
    """Nothing is written over."""
    study(bridge(), replications=1, workers=1, out=tmp_path)
    before = (tmp_path / "manifest.json").read_bytes(), chunks(tmp_path)
    with pytest.raises(FolderError, match=f"holds another study; choose another folder.*{said}"):
        study(bridge(*settings), policies, 1, seed, 1, out=tmp_path)
    assert ((tmp_path / "manifest.json").read_bytes(), chunks(tmp_path)) == before


def test_another_order_of_the_file_is_another_study(tmp_path: Path) -> None:
    """Which policy comes first decides ties, so the hash differs; the difference is told."""
    study(bridge(), ["as-is"], 1, workers=1, out=tmp_path)
    first, second = BORDER.splitlines()[-2:]
    turned = BORDER.replace(f"{first}\n{second}\n", f"{second}\n{first}\n")
    with pytest.raises(FolderError, match="policies: another order"):
        study(build_scenario("bridge", turned.encode()), ["as-is"], 1, workers=1, out=tmp_path)


def test_numbers_of_another_machine_are_not_mixed_in(tmp_path: Path) -> None:
    """A folder begun with another NumPy is refused once it holds numbers."""
    study(bridge(), replications=1, workers=1, out=tmp_path)
    path = tmp_path / "manifest.json"
    there = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(there | {"numpy": "1.0"}), encoding="utf-8")
    with pytest.raises(FolderError, match=r'begun with another numpy.*There: numpy "1.0"'):
        study(bridge(), replications=2, workers=1, out=tmp_path)


def test_the_manifest_says_what_made_the_numbers(tmp_path: Path) -> None:
    """Version, seed, hash, policies, Python, libraries, lock file and what the processor can do."""
    study(bridge(), replications=1, seed=9, workers=1, out=tmp_path)
    there = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (there["seed"], there["replications"], there["policies"]) == (9, 1, ["as-is", "all-hours"])
    assert there["scenario"]["hash"] == bridge().hash
    assert {"greenlane", "python", "numpy", "packages", "lock", "cpu"} <= there.keys()


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Two processes that write to one folder would overwrite each other."""
    scenario = bridge()
    with (
        open_folder(tmp_path, scenario, ["as-is"], 1, 1),
        pytest.raises(FolderError, match="another process is writing"),
        open_folder(tmp_path, scenario, ["as-is"], 1, 1),
    ):
        pass


def test_what_is_no_study_is_told(tmp_path: Path) -> None:
    """An empty folder, a strange manifest, a scenario that was edited, and a damaged file."""
    with pytest.raises(FolderError, match=r"holds no manifest\.json"):
        find_folder(tmp_path)
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FolderError, match="of something else"):
        find_folder(tmp_path)
    (tmp_path / "manifest.json").unlink()
    study(bridge(), replications=1, workers=1, out=tmp_path)
    (tmp_path / "replications" / "0000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(FolderError, match="cannot be read"):
        read_study(find_folder(tmp_path))
    text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(text.replace("run_out: 3 d", "run_out: 4 d"), encoding="utf-8")
    with pytest.raises(FolderError, match="was changed since the study was run"):
        find_folder(tmp_path)


def test_a_failure_keeps_what_was_finished(tmp_path: Path) -> None:
    """Replication 2 fails: 0 and 1 are on the disk, and going on without the fault runs the rest."""

    def failing(scenario, policies, seed, replication):
        if replication == 2:
            raise ZeroDivisionError("nobody on duty")
        return replicate(scenario, policies, seed, replication)

    with pytest.raises(ZeroDivisionError):
        study(bridge(), replications=4, workers=1, out=tmp_path, replicate=failing)
    assert list(find_folder(tmp_path).finished()) == [0, 1]
    same_bits(study(bridge(), replications=4, workers=1, out=tmp_path), study(bridge(), replications=4, workers=1))


# --- Folders that others may have written to --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept")
    study(bridge(), replications=2, workers=1, out=path)
    return path


def refused(path: Path) -> str:
    """What is said of a folder that can be neither shown nor verified."""
    told = []
    for look in (lambda: read_study(find_folder(path)), lambda: verify(path)):
        with pytest.raises(FolderError) as caught:
            look()
        told.append(str(caught.value))
    assert told[0] == told[1]
    return told[0]


MANIFESTS = {
    "a seed of words": ({"seed": "x"}, "of something else"),
    "a seed without end": ({"seed": float("inf")}, "of something else"),
    "a seed below nothing": ({"seed": -1}, "of something else"),
    "replications in a list": ({"replications": [2]}, "of something else"),
    "no policy": ({"policies": []}, "names no policies"),
    "one policy twice": ({"policies": ["as-is", "as-is"]}, "names no policies"),
    "a policy nobody knows": ({"policies": ["as-is", "../x"]}, "names no policies"),
    "policies that are no names": ({"policies": [[1], {}]}, "of something else"),
    "a hash that is no text": ({"scenario": {"name": "bridge", "hash": 5}}, "of something else"),
    "one policy of two": ({"policies": ["as-is"]}, "figures of another study"),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_that_holds_nonsense_is_refused(kept: Path, tmp_path: Path, case: str) -> None:
    """Whatever stands in it: a sentence that names the folder, never a fault of the program."""
    changed, words = MANIFESTS[case]
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    made = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(made | changed))
    assert words in refused(tmp_path)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"", b"\xff\xfe", b"null", b'{"seed": ' + b"9" * 5000 + b"}"])
def test_a_manifest_that_is_no_manifest_is_refused(kept: Path, tmp_path: Path, raw: bytes) -> None:
    """A hundred thousand brackets, nothing, no text, and a number of five thousand digits."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    (tmp_path / "manifest.json").write_bytes(raw)
    assert "of something else" in refused(tmp_path)
    with pytest.raises(FolderError, match="of something else"):
        study(bridge(), replications=2, workers=1, out=tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in the file system")
@pytest.mark.parametrize("name", ["manifest.json", "scenario.yaml", "replications/0000000.parquet"])
def test_what_has_no_end_or_bound_is_not_read(kept: Path, tmp_path: Path, name: str) -> None:
    """A pipe that nobody writes to, a device without end, and three gigabytes of nothing."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    path = tmp_path / name
    path.unlink()
    os.mkfifo(path)
    assert "cannot be read" in refused(tmp_path)
    path.unlink()
    path.symlink_to("/dev/zero")
    assert "cannot be read" in refused(tmp_path)
    path.unlink()
    path.touch()
    os.truncate(path, 3_000_000_000)
    assert "cannot be read" in refused(tmp_path)


def other_schema(table: Any, **metadata: str) -> Any:
    return table.replace_schema_metadata(metadata)


def renumbered(table: Any, numbers: list[Any]) -> Any:
    return table.set_column(0, "replication", pa.array(numbers))


TABLES: dict[str, Callable[[Any], Any]] = {
    "without metadata": lambda table: table.replace_schema_metadata(None),
    "with keys of something else": lambda table: other_schema(table, keys="a\nb"),
    "without totals": lambda table: table.drop_columns(["total"]),
    "without numbers": lambda table: table.drop_columns(["replication"]),
    "with numbers that are words": lambda table: renumbered(table, ["a", "b"]),
    "with numbers that are missing": lambda table: renumbered(table, [None, None]),
    "with numbers below nothing": lambda table: renumbered(table, [-2, -1]),
    "with a column of another form": lambda table: table.append_column("curve/x", pa.array([1, 2])),
    "of more numbers than fit": lambda _: pa.table({"replication": np.zeros(30_000_000, np.int64)}),
}


@pytest.mark.parametrize("case", TABLES)
def test_replications_that_hold_something_else_are_refused(
    kept: Path, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Parquet file that somebody else wrote, or one of few bytes that stand for very many numbers."""
    monkeypatch.setattr("sim.studies.chunks._MOST_VALUES", 20_000_000)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    (path,) = (tmp_path / "replications").glob("*.parquet")
    pq.write_table(TABLES[case](pq.read_table(path)), path)
    assert "delete that file and run the study again" in refused(tmp_path)


def test_nothing_outside_of_a_folder_is_written_through_links(kept: Path, tmp_path: Path) -> None:
    """The file beside the manifest and the lock are links to a file elsewhere, which stays as it is."""
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.write_text("mine")
    shutil.copytree(kept, folder)
    (folder / ".manifest.json").symlink_to(victim)
    study(bridge(), replications=3, workers=1, out=folder)
    assert victim.read_text() == "mine"
    (folder / ".lock").unlink()
    (folder / ".lock").symlink_to(victim)
    with pytest.raises(FolderError, match="cannot be written to"):
        study(bridge(), replications=3, workers=1, out=folder)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_folder_can_have_is_told(name: str) -> None:
    """Longer than a system allows, or with a character that ends a name."""
    assert "cannot be read" in refused(Path(name))
