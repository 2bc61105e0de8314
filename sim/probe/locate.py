"""Names the block in which the fault of a failed run sits."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

from sim.errors import SimError
from sim.files import put
from sim.probe.recording import Waves
from sim.probe.rerun import MOST_CLOCKS, Rerun, began_at, run_again
from sim.results import ASSERTION_FAILED, Row, RunResult
from sim.tools import Toolset
from sim.waves.recorded import Recorded
from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.parts import Located
from tb.probe.locate import Search, locate
from tb.results import MISMATCHES
from tb.transport.waves import waves_file

AT_REST = 4
"""Clocks in front of a case with which the judgement begins: some outputs follow a clock later."""
EARLY = 12
"""Clocks from there on in which a block may be wrong since it was not at rest, by an earlier fault
that did not show."""


def with_located(result: RunResult, bench: Bench, toolset: Toolset) -> RunResult:
    """A failed run's result, with the block at fault where it can be told.

    Args:
        result: of the run.
        bench: of its design.
        toolset: the simulator's.
    """
    if result.passed or not bench.parts or bench.clock is None or not _worth_it(result):
        return result
    try:
        found = _found(result, bench, toolset)
    except (SimError, BenchError, OSError) as fault:
        why = f"The block at fault was not found: {fault}"
        return result.model_copy(update={"remark": f"{result.remark} {why}".strip()})
    row = dataclasses.asdict(found)
    first, *others = result.mismatches or ({},)
    mismatches: tuple[Row, ...] = result.mismatches and ({**first, "located": row}, *others)
    if mismatches:
        lines = "".join(f"{json.dumps(mismatch)}\n" for mismatch in mismatches)
        put(result.folder / MISMATCHES, lines)
    return result.model_copy(update={"located": row, "mismatches": mismatches})


def _worth_it(result: RunResult) -> bool:
    """Whether a second run would show the same: no hang or crash, and no gates without blocks."""
    seen = result.mismatches or result.fault.startswith(ASSERTION_FAILED)
    return bool(seen) and not result.usage and not result.spec.netlist


def _found(result: RunResult, bench: Bench, toolset: Toolset) -> Located:
    """The block at fault.

    Raises:
        BenchError: the bench names a part that the design does not have.
        SimError: the run cannot be repeated with waveforms, or they do not show the fault.
        OSError: there is no whole file of waveforms.
    """
    if result.spec.waves and result.mismatches:
        whole = Rerun(result.folder, result.mismatches[0], None, True)
        found = _search(whole, bench, result, lambda: whole)
        if found is not None:
            return found
    again = run_again(result, toolset, began_at(result))
    if not again.failed:
        raise SimError("the test passed when it ran again.")
    found = _search(again, bench, result, lambda: run_again(result, toolset, 0))
    if found is None:
        raise SimError(f"waveforms end before it, after {MOST_CLOCKS:,} clocks.")
    return found


def _search(
    again: Rerun, bench: Bench, result: RunResult, longer: Callable[[], Rerun]
) -> Located | None:
    """Where the fault began: since the begin of the case, or before it; None as in `located_in`.

    What came before is looked at where a block is wrong from the begin on, or none is.

    Args:
        again: the recorded run.
        bench: of its design.
        result: of the run that has failed.
        longer: the same with all that was before the case.
    """
    found, began = located_in(again, bench, result), int(again.report.get("began", 0))
    if found is None or began == 0:
        return found
    of_a_block = bool(found.signal)
    if of_a_block and found.clock > began - AT_REST + EARLY:
        return found
    return located_in(longer(), bench, result, whole=True) or found


def located_in(
    again: Rerun, bench: Bench, result: RunResult, *, whole: bool = False
) -> Located | None:
    """Where the fault of a recorded run began; None where the file ends before it.

    Args:
        again: the recorded run.
        bench: of its design.
        result: of the run that has failed.
        whole: look from the last reset on, and not from the begin of the failing case.

    Raises:
        OSError: there is no whole file of waveforms.
    """
    waves = recorded(again, bench)
    if waves is None:
        return None
    began = 0 if whole else int(again.report.get("began", 0)) - AT_REST
    waves = waves.since(max(first_known(waves, bench), began - waves.clock(0), 0))
    if waves.edges > MOST_CLOCKS:
        return None
    search = Search(waves, result.spec.simulator)
    return locate(bench, result.parameters, search, again.report, waves.edges - 1)


def recorded(again: Rerun, bench: Bench) -> Waves | None:
    """The clocks up to a fault; None where they are not recorded.

    Raises:
        OSError: there is no whole file of waveforms.
    """
    top, clock, report = bench.top_module, bench.clock, again.report
    assert clock is not None
    file = Recorded.read(again.folder / waves_file(top), top)
    rises = file.all_rises(clock)
    if report:
        at = file.time(float(report["time_ns"]))
    elif again.assertion is not None:
        at = file.time(again.assertion.time_ns)
    elif rises:  # Verilator ends the simulation in an edge that is not recorded any more
        at = rises[-1] + file.period(clock)
    else:
        return None
    before = [rise for rise in rises if rise < at]
    if not before or at - before[-1] > file.period(clock):
        return None
    edges = [*before, at]
    return Waves(file, edges, int(report["clock"]) if report else len(edges))


def first_known(waves: Waves, bench: Bench) -> int:
    """The begin of the last reset; nothing is known of what was before the first one."""
    if bench.reset is None:
        return 0
    values, unknown = waves.column(bench.reset.signal)
    found = 0
    for edge in range(waves.edges):
        held = values[edge] == bench.reset.on and edge not in unknown
        if held and (edge == 0 or values[edge - 1] != bench.reset.on or edge - 1 in unknown):
            found = edge
    return found
