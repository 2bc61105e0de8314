"""The native transport does nothing that C++ does not allow; a sanitized build would tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.run import simulate
from tb.bench.find import load_bench
from tb.results import PASSED
from tb.spec import RunSpec
from tests.transports.changed import changed_project, run_in
from tests.transports.designs import FILES, TAPS
from tests.transports.fuzz import EPISODES, fuzzed
from tests.transports.native_bugs import NativeBug
from tests.transports.pages import page
from tests.transports.test_agreement import shown_by_verilator

FAULTS = (
    (
        NativeBug(
            "packet.h",
            "a beat behind the body's last one",
            "++row_ == spec_.body_beats",
            "row_++ == spec_.body_beats",
        ),
        "AddressSanitizer: heap-buffer-overflow",
    ),
    (
        NativeBug("port.h", "a beat too many is kept", "+ 1) % kHistory", "+ 1) % (kHistory + 1)"),
        "out of bounds",
    ),
)
"""What must be seen, and how the report calls it."""


def sanitized(toplevel: str, **told: object) -> RunSpec:
    return RunSpec.of(toplevel=toplevel, transport="native", build="sanitized", **told)


@pytest.mark.parametrize("toplevel", TAPS)
def test_the_conformance_suite_passes(toplevel: str) -> None:
    tests = shown_by_verilator(load_bench(FILES[toplevel]))
    result = simulate(sanitized(toplevel, bench=FILES[toplevel], tests=tests))
    assert not result.fault, result.fault
    assert {test.name: test.verdict for test in result.tests} == dict.fromkeys(tests, PASSED)


def fuzz_spec() -> RunSpec:
    """Packets of all shapes, among them some whose body is sent again and again."""
    return sanitized("axis_tap", bench=page(fuzzed, "axis_tap"), options={EPISODES: "30"})


def test_the_fuzz_passes() -> None:
    result = simulate(fuzz_spec())
    assert result.passed, result.why()


@pytest.mark.parametrize(("bug", "words"), FAULTS, ids=[bug.file for bug, _ in FAULTS])
def test_a_fault_is_the_verdict(bug: NativeBug, words: str, tmp_path: Path) -> None:
    """A report of the sanitizer ends the run, and the run says so."""
    project = changed_project(bug, tmp_path)
    result = run_in(project, fuzz_spec())
    assert not result.passed
    assert result.fault.startswith("The simulator did what C++ does not allow: ")
    assert words in result.fault
