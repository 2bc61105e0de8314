"""The static checks: which there are, and how their findings are told."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from sim.lint import Step, carry_out, cpp_files, cpp_steps, rtl_files, rtl_steps
from sim.places import RTL
from sim.spdx import LINE, lacking
from tb.bench.find import design_names, find_bench
from tests.sim.conftest import ROOT


def told(*steps: Step) -> tuple[int, list[str]]:
    console = Console(file=io.StringIO(), width=80)
    code = carry_out(steps, console)
    return code, console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def step(name: str, program: str, folder: Path, silent: bool = False) -> Step:
    return Step(name, (sys.executable, "-c", program), folder, silent)


def test_every_design_is_checked_at_each_of_its_sizes() -> None:
    steps = [step.name for step in rtl_steps()]
    assert len(set(steps)) == len(steps)
    for name in design_names():
        for tool in ("verilator", "iverilog"):
            found = [step for step in steps if f"{step} ".startswith(f"{tool} -Wall {name} ")]
            assert len(found) == len(find_bench(name).lint) >= 1
    for file in rtl_files():
        assert f"verible format {file}" in steps


def test_cpp_is_checked_for_its_licence_and_its_shape(tmp_path: Path) -> None:
    assert {"tb/transport/native/lane.cpp", "tb/transport/native/port.h"} <= set(cpp_files())
    assert told(*cpp_steps())[0] == 0
    bad = tmp_path / "bad.cpp"
    bad.write_text("int  main(){}\n", encoding="utf-8")
    for sound in cpp_steps():
        assert told(replace(sound, words=(*sound.words, str(bad))))[0] == 1, sound.name


def test_every_source_of_a_design_is_checked() -> None:
    files = {(ROOT / name).resolve() for name in rtl_files()}
    assert {path.resolve() for path in RTL.glob("*.sv")} <= files


def test_findings_are_told(tmp_path: Path) -> None:
    code, lines = told(
        step("good", "print('all [well]')", tmp_path),
        step("bad", "print('line [3] is wrong'); exit(3)", tmp_path),
        step("loud", "print('warning')", tmp_path, silent=True),
        step("quiet", "", tmp_path, silent=True),
    )
    assert code == 1
    assert [line.rpartition(" (")[0] or line for line in lines] == [
        "ok     good",
        "FAILED bad",
        "line [3] is wrong",
        "FAILED loud",
        "warning",
        "ok     quiet",
        "2 of 4 checks are clean.",
    ]


def test_clean_checks_are_0(tmp_path: Path) -> None:
    code, lines = told(
        step("here", f"import os; assert os.getcwd() == {str(tmp_path)!r}", tmp_path)
    )
    assert (code, lines[-1]) == (0, "1 of 1 checks are clean.")


def test_a_source_without_its_licence_is_found(tmp_path: Path) -> None:
    texts = {
        "good": f"{LINE}\n\nmodule m;\n",
        "late": f"\n{LINE}\n",
        "other": f"{LINE} or MIT\n",
        "none": "",
    }
    files = [tmp_path / name for name in texts]
    for file in files:
        file.write_text(texts[file.name], encoding="utf-8")
    assert list(lacking(files)) == files[1:]


def test_every_source_must_name_its_licence() -> None:
    (words,) = (step.words for step in rtl_steps() if step.name == "licence lines")
    assert {*rtl_files(), "hw/rtl/conv_engine.f", "hw/lint/verilator.vlt"} <= set(words)
