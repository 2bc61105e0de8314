"""The module that cocotb loads: a cocotb test for each test of the run's bench."""

from __future__ import annotations

import json
from typing import Any

import cocotb
from pyuvm import uvm_root

from golden.streams.frame import FrameError
from tb.bench.errors import BenchError
from tb.bench.find import find_bench
from tb.env.test import BenchTest
from tb.results import USAGE
from tb.spec import Run

_RUN = Run.from_environment()
_BENCH = find_bench(_RUN.spec.toplevel, _RUN.spec.bench)
_USAGE_FAULTS: tuple[type[Exception], ...] = (BenchError, FrameError, *_BENCH.usage_faults)


def _cocotb_test(test: type[BenchTest]) -> Any:
    async def run(_dut: Any) -> None:
        try:
            await uvm_root().run_test(test)
        except _USAGE_FAULTS as fault:
            # The runner tells what the user got wrong from what the design did.
            line = {"test": test.test, "kind": type(fault).__name__, "message": str(fault)}
            with (_RUN.folder / USAGE).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            raise

    run.__name__ = run.__qualname__ = test.test
    run.__doc__ = test.__doc__
    return cocotb.test(run)


globals().update({name: _cocotb_test(test) for name, test in _BENCH.all_tests().items()})
