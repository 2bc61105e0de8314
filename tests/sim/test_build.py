import json
import multiprocessing
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim import build as builds
from sim import tools
from sim.build import KEPT_DESIGNS, KEPT_SECONDS, MANIFEST, build, identity
from sim.design import Design
from sim.errors import BuildError, ToolError, UsageError
from sim.flags import Kind
from sim.tools import Toolset, find_toolset
from tests.sim.built import SIMULATORS, build_in_process
from tests.sim.conftest import DATA, DESIGNS, TOOLS, FakeProgram, slice_design

ICARUS = Toolset("icarus", tools.Tool("iverilog", Path("iverilog"), "11.0"))
VERILATOR = Toolset(
    "verilator",
    tools.Tool("verilator", Path("verilator"), "5.048"),
    tools.Tool("g++", Path("g++"), "12.2.0"),
)


def copied(folder: Path) -> Path:
    shutil.copytree(DATA, folder)
    return folder


def edited(folder: Path) -> Path:
    source = copied(folder) / "slice.sv"
    source.write_text(source.read_text().replace("+ Width'(Offset)", "- Width'(Offset)"))
    return folder


@pytest.mark.parametrize("toolset", [ICARUS, VERILATOR], ids=lambda toolset: toolset.simulator)
def test_all_that_shapes_the_binary_changes_the_identity(toolset: Toolset, tmp_path: Path) -> None:
    usual = identity(slice_design(), toolset, False)
    newer = replace(toolset, main=replace(toolset.main, version="99.0"))
    others: list[dict[str, Any]] = [
        identity(slice_design(parameters={"Width": 17}), toolset, False),
        identity(slice_design(defines={"EXTRA": "1"}), toolset, False),
        identity(slice_design(folder=edited(tmp_path / "edited")), toolset, False),
        identity(slice_design(), toolset, True),
        identity(slice_design(), newer, False),
    ]
    assert all(other != usual for other in others)
    assert identity(slice_design(folder=copied(tmp_path / "same")), toolset, False) == usual


def test_verilators_compiler_and_marks_count() -> None:
    usual = identity(slice_design(), VERILATOR, False)
    other = replace(VERILATOR, compiler=tools.Tool("g++", Path("g++"), "13.1"))
    assert identity(slice_design(), other, False) != usual
    assert identity(slice_design(marks="`verilator_config\n"), VERILATOR, False) != usual


def test_each_kind_of_build_is_one_of_its_own_on_verilator() -> None:
    told = [json.dumps(identity(slice_design(), VERILATOR, False, kind)) for kind in Kind]
    assert len(set(told)) == len(Kind)


def test_the_processor_shapes_verilators_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.flags.has_v3", lambda: True)
    with_v3 = identity(slice_design(), VERILATOR, False)
    monkeypatch.setattr("sim.flags.has_v3", lambda: False)
    assert identity(slice_design(), VERILATOR, False) != with_v3


def test_an_unchanged_design_is_built_once(tmp_path: Path) -> None:
    toolset = find_toolset("icarus", TOOLS)
    first = build(slice_design(), toolset, tmp_path, waves=False)
    second = build(slice_design(), toolset, tmp_path, waves=False)
    assert (first.reused, second.reused) == (False, True)
    assert first.folder == second.folder


def test_an_unfinished_folder_is_built_again(tmp_path: Path) -> None:
    toolset = find_toolset("icarus", TOOLS)
    first = build(slice_design(), toolset, tmp_path, waves=False)
    (first.folder / MANIFEST).unlink()
    (first.folder / "left-over").touch()
    again = build(slice_design(), toolset, tmp_path, waves=False)
    assert not again.reused
    assert not (again.folder / "left-over").exists()


@SIMULATORS
def test_a_design_that_does_not_compile_is_told(simulator: str, tmp_path: Path) -> None:
    source = copied(tmp_path / "broken") / "slice.sv"
    source.write_text(source.read_text().replace("endmodule", "endmodul"), encoding="utf-8")
    designs = tmp_path / "designs"
    with pytest.raises(BuildError, match=r"(?s)slice does not compile.*slice\.sv:\d+") as caught:
        build(slice_design(source.parent), find_toolset(simulator, TOOLS), designs, waves=False)
    assert caught.value.exit_code == 1
    assert not [path for path in designs.iterdir() if path.is_dir()]


def test_processes_that_ask_at_once_build_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        outcomes = pool.map(build_in_process, [str(tmp_path)] * 4, chunksize=1)
    assert sorted(reused for reused, _ in outcomes) == [False, True, True, True]
    assert len({folder for _, folder in outcomes}) == 1


def test_only_old_designs_beyond_the_newest_are_removed(tmp_path: Path) -> None:
    now = 1_000_000.0
    for number in range(KEPT_DESIGNS + 3):
        folder = tmp_path / f"icarus-slice-{number}"
        folder.mkdir()
        (folder / MANIFEST).touch()
        age = KEPT_SECONDS + 100 - number if number != 1 else 10
        os.utime(folder / MANIFEST, (now - age, now - age))
    for name, age in (("old", KEPT_SECONDS + 1), ("new", 1.0)):
        log = tmp_path / f"{name}.failed.log"
        log.touch()
        os.utime(log, (now - age, now - age))
    for name, age in (("half-old", KEPT_SECONDS + 1), ("half-new", 1.0)):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.lock").touch()
        os.utime(tmp_path / name, (now - age, now - age))
    builds._prune(tmp_path, now=now)
    assert (tmp_path / "half-new").is_dir()
    assert not (tmp_path / "half-old").exists()
    (tmp_path / "half-new").rmdir()
    assert [path.name for path in tmp_path.glob("*.log")] == ["new.failed.log"]
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert len(left) == KEPT_DESIGNS
    assert "icarus-slice-1" in left
    assert "icarus-slice-0" not in left


def test_waves_without_their_library_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toolset = find_toolset("verilator", TOOLS)
    monkeypatch.setattr("sim.bootstrap.include_folders", lambda: [tmp_path])
    with pytest.raises(ToolError, match=r"lz4\.h and zlib\.h.*liblz4-dev zlib1g-dev.*leave WAVES"):
        build(slice_design(), toolset, tmp_path / "designs", waves=True)


def test_a_missing_compiler_is_named(fake_program: FakeProgram, tmp_path: Path) -> None:
    for name in ("verilator", "make", "perl"):
        fake_program(name, prints="Verilator 5.048 of somebody")
    with pytest.raises(ToolError, match=r"g\+\+ is not on PATH"):
        find_toolset("verilator", tmp_path)


def test_nothing_but_the_binary_is_kept() -> None:
    model = build(slice_design(), find_toolset("verilator", TOOLS), DESIGNS, waves=False)
    kept = sorted(path.name for path in model.folder.iterdir())
    assert kept == ["build.log", MANIFEST, "slice"]


def test_the_manifest_says_what_was_built() -> None:
    toolset = find_toolset("icarus", TOOLS)
    compiled = build(slice_design(), toolset, DESIGNS, waves=False)
    manifest = json.loads((compiled.folder / MANIFEST).read_text())
    assert manifest.pop("seconds") > 0
    assert manifest.pop("native") is False
    assert manifest == json.loads(json.dumps(identity(slice_design(), toolset, False)))


def test_make_cannot_work_in_a_folder_with_blanks(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"make cannot build in .*a folder's name has a blank"):
        build(slice_design(), VERILATOR, tmp_path / "my designs", waves=False)


def test_a_missing_source_is_told(tmp_path: Path) -> None:
    design = Design("top", (tmp_path / "none.v",))
    with pytest.raises(UsageError, match=r"none\.v cannot be read"):
        build(design, ICARUS, tmp_path, waves=False)
