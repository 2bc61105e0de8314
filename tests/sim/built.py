"""What the tests of builds share: a design built and run, and built in another process."""

from pathlib import Path
from typing import Any

import pytest

from sim.build import build, simulate_compiled
from sim.design import Design
from sim.tools import find_toolset
from tests.sim.conftest import BENCH, DESIGNS, ROOT, TOOLS, slice_design

SIMULATORS = pytest.mark.parametrize("simulator", ["icarus", "verilator"])


def simulate(design: Design, simulator: str, folder: Path, **keywords: Any) -> tuple[int, str]:
    """Build and run; returns the exit code and the log."""
    waves = keywords.get("waves", False)
    toolset = find_toolset(simulator, TOOLS)
    compiled = build(design, toolset, DESIGNS, waves=waves)
    run = folder / f"run{len(list(folder.glob('run*')))}"
    run.mkdir()
    arguments = {
        "module": BENCH,
        "test_filter": "passes_words",
        "seed": 5,
        "environment": {},
        "python_path": [ROOT],
        **keywords,
    }
    code = simulate_compiled(compiled, design, toolset, folder=run, **arguments)
    return code, (run / "sim.log").read_text()


def build_in_process(folder: str) -> tuple[bool, str]:
    model = build(slice_design(), find_toolset("icarus", TOOLS), Path(folder), waves=False)
    return model.reused, str(model.folder)
