"""RTL in other people's styles passes and fails as our own does, on both simulators."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.run import simulate
from tb.bench.find import load_bench
from tb.spec import RunSpec

HERE = Path(__file__).parent
SIMULATORS = ["icarus", "verilator"]
NAMES = [path.stem.removesuffix("_bench") for path in sorted(HERE.glob("*_bench.py"))]
BUGS = {
    "moving_sum": ("old2 <= old1;", "old2 <= smp;"),
    "join_add": ("a_data_i[i] + b_data_i[i]", "a_data_i[i] + b_data_i[N-1-i]"),
    "invert_bytes": ("s_tuser + 3'd1", "s_tuser + (s_tlast ? 3'd2 : 3'd1)"),
    "parity2": ("first ^ bit_in", "first | bit_in"),
    "repeat3": ("left <= 3;", "left <= 3 - s_axis_tdata[3];"),
}


def spec_of(name: str, simulator: str, **more: Any) -> RunSpec:
    bench = HERE / f"{name}_bench.py"
    profiles = ("none", "dense", "bursts")
    told: dict[str, Any] = {"toplevel": name, "simulator": simulator, "bench": bench}
    return RunSpec.of(**told, profiles=profiles, **more)


def test_every_page_has_a_bug() -> None:
    assert sorted(BUGS) == NAMES


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("name", NAMES)
def test_it_passes(name: str, simulator: str, tmp_path: Path) -> None:
    result = simulate(spec_of(name, simulator), folder=tmp_path)
    assert result.passed, result.why()


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("name", NAMES)
def test_a_bug_is_found(name: str, simulator: str, tmp_path: Path) -> None:
    old, new = BUGS[name]
    copy = tmp_path / "rtl"
    copy.mkdir()
    for source in load_bench(HERE / f"{name}_bench.py").source_paths:
        shutil.copy(source, copy)
    (source,) = [path for path in copy.iterdir() if path.stem == name]
    text = source.read_text(encoding="utf-8")
    assert text.count(old) == 1
    source.write_text(text.replace(old, new), encoding="utf-8")
    (tmp_path / "run").mkdir()
    spec = spec_of(name, simulator, rtl=copy, tests=("sound",))
    result = simulate(spec, folder=tmp_path / "run")
    assert result.exit_code == 1, result.why()
    assert result.mismatches[0]["beat"] is not None


@pytest.mark.parametrize(
    ("name", "parameters"), [("moving_sum", {"SEED": -7}), ("join_add", {"N": 5})]
)
def test_other_parameters(name: str, parameters: dict[str, int], tmp_path: Path) -> None:
    result = simulate(spec_of(name, "icarus", parameters=parameters), folder=tmp_path)
    assert result.passed, result.why()
    words = {"moving_sum": "FIRST=-7", "join_add": "N=5"}
    assert words[name] in result.replay
