"""Designs out of packages of others: which hold to AXI-Stream, and what is wrong with the rest."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.places import ROOT
from sim.results import RunResult
from sim.run import simulate
from tb.bench.find import load_bench
from tb.spec import RunSpec

PAGES = ROOT / "examples" / "foreign"
ICARUS, VERILATOR = "icarus", "verilator"
SOUND = [
    "litex_narrow",
    "litex_widen_whole",
    "litex_fifo",
    "litex_insert_words",
    "litex_remove_words",
    "litex_remove_bytes",
    "libsv_skid",
]
"""What passes every kind of gap and stall, and resets."""
USUAL = ("litex_narrow", "litex_remove_bytes", "libsv_skid")
"""Of these the usual run takes the benches and bugs."""
ONLY_VERILATOR = ["finn_dwc"]
"""What Icarus 11 cannot read."""
PROFILES = ("none", "dense", "bursts")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a design.

    Attributes:
        page: its bench.
        profiles: under which it shows.
        kind, said: of the report.
        case: in which it shows first.
    """

    page: str
    profiles: tuple[str, ...]
    kind: str
    said: str
    case: str
    tests: tuple[str, ...] = ("sound",)


FAULTS = {
    "null bytes of a short packet are marked as data": Fault(
        "litex_widen", ("none",), "mismatch", "tkeep of out differs", "case 1"
    ),
    "a packet of one beat ends behind its header": Fault(
        "litex_insert_bytes", ("none",), "mismatch", "tlast of out differs", "case 2"
    ),
    "bytes are taken while nothing is valid": Fault(
        "litex_insert_bytes", ("dense:in",), "mismatch", "tdata and tlast of out", "case 0"
    ),
    "a packet is counted again while its last beat waits": Fault(
        "litex_packet_fifo", ("dense:out",), "mismatch", "out", "case 2"
    ),
}


@dataclass(frozen=True)
class Bug:
    """One change of a sound design, which must be found.

    Attributes:
        page: its bench.
        old, new: the text, and what becomes of it.
        tests: that find it.
    """

    page: str
    old: str
    new: str
    tests: tuple[str, ...] = ("sound",)


BUGS = {
    "byte left out": Bug("litex_narrow", "(converter_mux == 2'd3)", "(converter_mux == 2'd2)"),
    "tlast on each byte": Bug(
        "litex_narrow", "(converter_sink_last & converter_last)", "converter_sink_last"
    ),
    "beat taken at once": Bug(
        "litex_narrow", "(converter_last & converter_source_ready)", "converter_last"
    ),
    "not reset": Bug(
        "litex_narrow", "        converter_mux <= 2'd0;\n    end", "    end", ("reset",)
    ),
    "ready while full": Bug("litex_fifo", "(level0 != 3'd4)", "(level0 != 3'd5)"),
    "first word twice": Bug(
        "litex_insert_words",
        "source_payload_data <= sr[63:32];",
        "source_payload_data <= sr[31:0];",
    ),
    "header lost": Bug(
        "litex_remove_words",
        "sr <= {sink_payload_data, sr[63:32]};",
        "sr <= {sr[63:32], sink_payload_data};",
    ),
    "no valid asked for": Bug("libsv_skid", "i_input_valid && o_input_ready", "o_input_ready"),
    "overwritten": Bug(
        "libsv_skid",
        "if (accept && !transmit) next_state = FULL;",
        "if (accept && !transmit) next_state = BUSY;",
    ),
    "old word again": Bug(
        "libsv_skid", "if (state == FULL) o_data <= buffer;", "if (0) o_data <= buffer;"
    ),
}


def run(page: str, simulator: str, folder: Path, **more: Any) -> RunResult:
    bench = PAGES / f"{page}_bench.py"
    told = {"toplevel": load_bench(bench).toplevel, "simulator": simulator, "bench": bench}
    return simulate(RunSpec.of(**{"profiles": PROFILES, **told, **more}), folder=folder)


def test_every_page_is_run() -> None:
    pages = {path.stem.removesuffix("_bench") for path in PAGES.glob("*_bench.py")}
    assert pages == {*SOUND, *ONLY_VERILATOR, *(fault.page for fault in FAULTS.values())}


def part(pages: dict[str, str]) -> list[Any]:
    """Names of tests by their page; those of pages that are not usual are thorough."""
    thorough = pytest.mark.thorough
    return [
        name if page in USUAL else pytest.param(name, marks=thorough)
        for name, page in pages.items()
    ]


@pytest.mark.parametrize("page", part({page: page for page in SOUND}))
def test_it_passes(page: str, tmp_path: Path) -> None:
    result = run(page, ICARUS, tmp_path)
    assert result.passed, result.why()


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("finn_dwc", {"IBITS": 24, "OBITS": 16}),
        pytest.param("finn_dwc", {"IBITS": 8, "OBITS": 32}, marks=pytest.mark.thorough),
        pytest.param("finn_dwc", {"IBITS": 32, "OBITS": 8}, marks=pytest.mark.thorough),
        pytest.param("finn_dwc", {"IBITS": 5, "OBITS": 7}, marks=pytest.mark.thorough),
        *(pytest.param(page, {}, marks=pytest.mark.thorough) for page in SOUND),
    ],
)
def test_it_passes_on_verilator(page: str, parameters: dict[str, int], tmp_path: Path) -> None:
    result = run(page, VERILATOR, tmp_path, parameters=parameters)
    assert result.passed, result.why()


@pytest.mark.parametrize("simulator", [ICARUS, pytest.param(VERILATOR, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told(fault: Fault, simulator: str, tmp_path: Path) -> None:
    result = run(fault.page, simulator, tmp_path, profiles=fault.profiles, tests=fault.tests)
    assert result.exit_code == 1, result.why()
    first = result.mismatches[0]
    assert first["kind"] == fault.kind
    assert fault.said in first["detail"]
    assert f"of {fault.case}/out" in first["detail"]


@pytest.mark.parametrize("name", part({name: bug.page for name, bug in BUGS.items()}))
def test_a_bug_is_found(name: str, tmp_path: Path) -> None:
    bug = BUGS[name]
    copy = tmp_path / "rtl"
    copy.mkdir()
    (source,) = load_bench(PAGES / f"{bug.page}_bench.py").source_paths
    target = Path(shutil.copy(source, copy))
    text = target.read_text(encoding="utf-8")
    assert text.count(bug.old) == 1
    target.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    (tmp_path / "run").mkdir()
    result = run(bug.page, ICARUS, tmp_path / "run", rtl=copy, tests=bug.tests)
    assert result.exit_code == 1, result.why()
