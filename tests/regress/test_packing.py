"""Folders on their way."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from sim.regress.packing import move, pack, settled, unpack
from sim.results import RunResult, TestOutcome
from tb.results import FAILED
from tests.regress.conftest import job


def fill(folder: Path) -> dict[str, bytes]:
    """Lay down files; returns what they hold."""
    holds = {"sim.log": b"words\n" * 1000, "deep/er/wave.fst": bytes(range(256)), "empty": b""}
    for name, content in holds.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return holds


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_folder_arrives_as_it_was(tmp_path: Path) -> None:
    left = tmp_path / "left"
    holds = fill(left)
    unpack(pack(left), tmp_path / "artefacts" / "key")
    assert content(tmp_path / "artefacts" / "key") == holds
    assert [path.name for path in (tmp_path / "artefacts").iterdir()] == ["key"]


def test_nothing_is_laid_down_elsewhere(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../../harm"))
    with pytest.raises(tarfile.OutsideDestinationError):
        unpack(archive.getvalue(), tmp_path / "artefacts" / "key")
    assert [*(tmp_path / "artefacts").iterdir()] == []
    assert not (tmp_path / "harm").exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    left = tmp_path / "left"
    fill(left)
    (left / "link").symlink_to("/etc/passwd")
    unpack(pack(left), tmp_path / "key")
    assert "link" not in content(tmp_path / "key")


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "old").touch()
    left = tmp_path / "left"
    holds = fill(left)
    move(left, tmp_path / "key")
    assert content(tmp_path / "key") == holds
    assert not left.exists()


def test_a_result_that_has_moved_tells_where_it_is(tmp_path: Path) -> None:
    left, place = tmp_path / "left", tmp_path / "artefacts" / "key"
    place.mkdir(parents=True)
    result = RunResult(
        spec=job().spec,
        parameters={},
        folder=left,
        tests=(TestOutcome(name="t", verdict=FAILED, seconds=1.0, message=f"see {left}/sim.log"),),
        waves=left / "slice.fst",
        fault=f"It hung. See {left}/sim.log.",
    )
    moved = settled(result, place)
    assert moved.folder == place
    assert moved.waves == place / "slice.fst"
    assert moved.fault == f"It hung. See {place}/sim.log."
    assert moved.tests[0].message == f"see {place}/sim.log"
    assert RunResult.read(place) == moved
    assert "left" not in (place / "junit.xml").read_text()
