"""Files for viewers of waveforms, against the waveforms that simulators recorded."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from golden.kraken import ErrorCode
from sim.results import RunResult
from sim.run import simulate
from sim.waves.gtkwave import BEGIN, CLOSED, END, FILTERS, TRANSLATED
from sim.waves.recorded import Recorded
from sim.waves.surfer import DIGITS, MAPPINGS
from sim.waves.viewers import recorded_in, write_viewers
from tb.bench.bench import SIMULATORS, Bench
from tb.bench.find import find_bench
from tb.kraken.words import LAYER
from tb.spec import RunSpec
from tb.transport.waves import window_file

Made = Callable[[str, str], tuple[RunResult, Bench]]

SMALL = {"Rows": 2, "Cols": 6, "KhMax": 3, "KwMax": 3, "SMax": 2, "WeightDepth": 64}
RUNS: Mapping[str, Mapping[str, object]] = {
    "axis_skid": {"tests": ("sound",)},
    "header_reader": {"tests": ("reset",)},
    "config_reader": {"tests": ("reset",)},
    "pe_core": {"tests": ("sound",)},
    "packet_input": {"tests": ("reset",)},
    "conv_engine": {"tests": ("reset_mid_packet",), "parameters": SMALL},
    "kraken_top": {"tests": ("reset_mid_pass",), "parameters": SMALL},
}
"""Quick runs of designs by what is in their waveforms: streams, structs, states, arrays."""
LONG = {("kraken_top", "icarus"), ("config_reader", "verilator")}
"""Those whose like is there in a design that is sooner built."""
CASES = [
    pytest.param(
        design, simulator, marks=[pytest.mark.thorough] if (design, simulator) in LONG else []
    )
    for design in RUNS
    for simulator in SIMULATORS
    if simulator == "icarus" or design in ("axis_skid", "header_reader", "config_reader")
]
"""On Verilator those that are quickly built."""
FAULT_NS = 205.0


@pytest.fixture(scope="module")
def made() -> Made:
    """Runs with the viewers' files beside their waveforms, each made once."""

    @functools.cache
    def make(design: str, simulator: str) -> tuple[RunResult, Bench]:
        told = {"toplevel": design, "simulator": simulator, "waves": True, **RUNS[design]}
        result = simulate(RunSpec.of(**told))
        assert result.passed, result.why()
        bench = find_bench(design)
        write_viewers(result.folder, bench, result.parameters, FAULT_NS)
        return result, bench

    return make


def waves_of(result: RunResult, bench: Bench) -> Recorded:
    (waves,) = recorded_in(result.folder, bench)
    return waves


def saved(folder: Path, bench: Bench, ending: str) -> list[str]:
    return (folder / f"{bench.top_module}.{ending}").read_text(encoding="utf-8").splitlines()


TRACE = re.compile(r"(?:\((?P<bit>\d+)\))?(?P<path>.+?)(?:\[(?P<high>\d+):0\])?")


def traces(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Flags, filter file and text of each line of a save file that shows a signal."""
    flags, file = 0, ""
    for line in lines:
        if line.startswith("@"):
            flags, file = int(line[1:], 16), ""
        elif line.startswith("^"):
            file = line.split(" ")[1]
        elif line[0] not in "[*-":
            yield flags, file, line


@pytest.mark.parametrize(("design", "simulator"), CASES)
def test_gtkwave_finds_every_signal_of_a_save_file(design: str, simulator: str, made: Made) -> None:
    result, bench = made(design, simulator)
    waves, lines = waves_of(result, bench), saved(result.folder, bench, "gtkw")
    shown = set()
    for flags, file, line in traces(lines):
        alias = re.fullmatch(r"#\{(\w+)\} (.+)", line)
        parts = alias[2].split(" ") if alias else [line]
        for part in parts:
            found = TRACE.fullmatch(part)
            assert found is not None
            path = found["path"].removeprefix(f"{bench.top_module}.")
            width = waves.width(path)
            assert width == int(found["high"] or 0) + 1, path
            assert int(found["bit"] or 0) < width
            shown.add(path)
        assert bool(flags & TRANSLATED) == bool(file)
        assert not file or (result.folder / file).is_file()
    touched = [
        *(port.valid for port in bench.ports_for(result.parameters)),
        *(port.ready for port in bench.ports_for(result.parameters)),
        *(flag.signal for flag in bench.flags),
        *(inner.path for inner in bench.inner if inner.packed is None),
    ]
    assert {name for name in touched if name} <= shown


@pytest.mark.parametrize(("design", "simulator"), CASES)
def test_the_groups_of_a_save_file_are_those_of_the_bench(
    design: str, simulator: str, made: Made
) -> None:
    result, bench = made(design, simulator)
    lines = saved(result.folder, bench, "gtkw")
    open_: list[str] = []
    names: list[str] = []
    for flags, name in itertools.pairwise(lines):
        kind = int(flags[1:], 16) & ~CLOSED if flags.startswith("@") else 0
        if kind == BEGIN:
            assert not open_
            open_.append(name)
            names.append(name[1:])
        elif kind == END:
            assert open_.pop() == name
    assert not open_
    ports = [port.name for port in bench.ports_for(result.parameters)]
    inner = [inner.path for inner in bench.inner]
    status = ["status"] if bench.flags or bench.watched else []
    assert names == ["clock", *ports, *status, *inner]


@pytest.mark.parametrize(("design", "simulator"), CASES)
def test_surfer_finds_every_signal_and_formats_the_one_it_just_added(
    design: str, simulator: str, made: Made
) -> None:
    result, bench = made(design, simulator)
    waves = waves_of(result, bench)
    items, focus = 0, None
    for line in saved(result.folder, bench, "sucl"):
        word, _, rest = line.partition(" ")
        assert not set(rest) & set("#;")  # which would end the command
        if word in ("variable_add", "divider_add"):
            assert focus is None  # else it would not stand at the end
            items += 1
            top, _, path = rest.partition(".")
            assert word == "divider_add" or (top == bench.top_module and waves.width(path))
        elif word == "item_focus":
            focus = int("".join(f"{DIGITS.index(letter):x}" for letter in rest), 16)
            assert focus == items - 1
        elif word == "item_unfocus":
            focus = None
        elif word == "item_set_format" and rest != "Unsigned":
            text = (result.folder / MAPPINGS / f"{rest}.txt").read_text(encoding="utf-8")
            assert text.startswith(f"Name = {rest}\nBits = ")
    assert line == f"cursor_set {int(FAULT_NS * 1000)}"  # in picoseconds


@pytest.mark.parametrize(
    "design", ["header_reader", pytest.param("config_reader", marks=pytest.mark.thorough)]
)
def test_states_have_the_names_that_the_design_gives_them(design: str, made: Made) -> None:
    """Verilator records the names of an enumeration's values."""
    result, bench = made(design, "verilator")
    (inner,) = (inner for inner in bench.inner if inner.names)
    variable = waves_of(result, bench).variables[inner.path]
    assert variable.enum_type is not None
    assert {int(value, 2): name for value, name in variable.enum_type[1]} == inner.names


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_fault_codes_are_told_by_name(simulator: str, made: Made) -> None:
    result, _ = made("header_reader", simulator)
    text = (result.folder / FILTERS / "fault.txt").read_text(encoding="utf-8")
    rows = dict(line.split(" ") for line in text.splitlines())
    assert rows == {f"{code.value:04b}": code.name for code in ErrorCode}
    text = (result.folder / MAPPINGS / "fault.txt").read_text(encoding="utf-8")
    head, rows_ = text.splitlines()[:2], text.splitlines()[2:]
    assert head == ["Name = fault", "Bits = 4"]
    assert dict(line.split(" ") for line in rows_) == {
        str(code.value): code.name for code in ErrorCode
    }


def test_a_struct_that_is_recorded_whole_is_cut_into_its_members(made: Made) -> None:
    """Bits are counted from the highest; the members lie side by side from there on."""
    result, bench = made("conv_engine", "icarus")
    cut: dict[str, list[int]] = {}
    for _, _, line in traces(saved(result.folder, bench, "gtkw")):
        if found := re.fullmatch(r"#\{(\w+)\} (.+)", line):
            parts = found[2].split(" ")
            if all("pixel_layer" in part for part in parts):
                cut[found[1]] = [int(part[1 : part.index(")")]) for part in parts]
    assert list(cut) == list(LAYER.members)
    assert {name: len(bits) for name, bits in cut.items()} == LAYER.members
    assert [bit for bits in cut.values() for bit in bits] == list(range(LAYER.width))


def test_a_struct_that_is_recorded_by_members_has_them_all(made: Made) -> None:
    result, bench = made("header_reader", "verilator")
    waves = waves_of(result, bench)
    lines = saved(result.folder, bench, "gtkw")
    members = [name for name in waves.variables if name.startswith("layer.")]
    assert sum(waves.width(name) for name in members) == LAYER.width
    text = "\n".join(lines)
    for name in members:
        assert f"{bench.top_module}.{name}" in text


def test_a_file_that_a_crash_left_is_passed_over(made: Made, tmp_path: Path) -> None:
    result, bench = made("axis_skid", "icarus")
    whole = waves_of(result, bench).path.read_bytes()
    (tmp_path / window_file(bench.top_module)).write_bytes(whole[: len(whole) // 2])
    assert write_viewers(tmp_path, bench, result.parameters, None) == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == [window_file(bench.top_module)]
    (tmp_path / f"{bench.top_module}.fst").write_bytes(whole)
    commands = write_viewers(tmp_path, bench, result.parameters, None)
    assert commands == {
        "GTKWave": "gtkwave axis_skid.fst axis_skid.gtkw",
        "Surfer": "surfer axis_skid.fst --command-file axis_skid.sucl",
    }


def test_an_edge_finds_the_last_value_before_it(made: Made) -> None:
    result, bench = made("axis_skid", "icarus")
    waves = waves_of(result, bench)
    # Of a clock of 10 ns, in picoseconds.
    assert waves.period("clk") == 10_000
    edges = waves.rises("clk", 0, 0, 10**6)
    assert edges == list(range(5_000, 5_000 + 10_000 * len(edges), 10_000))
    assert waves.rises("clk", 45_000, 2, 1) == [25_000, 35_000, 45_000, 55_000]
    assert waves.rises("clk", 45_001, 2, 1) == [35_000, 45_000, 55_000]
    assert waves.rises("clk", 15_000, 9, 0) == [5_000, 15_000]
    assert waves.rises("clk", edges[-1], 1, 9) == edges[-2:]
    assert waves.rises("no such signal", 45_000, 2, 1) == []
    # The clock itself is always low before its own edge, and high 1 ps behind it.
    assert set(waves.found_by("clk", edges)) == {0}
    assert set(waves.found_by("clk", [edge + 1 for edge in edges])) == {1}
