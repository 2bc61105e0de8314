import os
import sys
from pathlib import Path
from typing import Any

import pytest

from sim import tools
from sim.simulators import cocotb_folder, module_path
from sim.simulators import test_arguments as arguments_of_run
from sim.simulators import test_environment as environment_of_run
from sim.tools import Toolset
from tests.sim.conftest import slice_design

ICARUS = Toolset("icarus", tools.Tool("iverilog", Path("/tools/iverilog"), "11.0"))
VERILATOR = Toolset("verilator", tools.Tool("verilator", Path("/tools/verilator"), "5.048"))


def arguments(toolset: Toolset, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "module": "bench",
        "test_filter": ".*",
        "seed": 1,
        "folder": Path("/run"),
        "results": Path("/run/results.xml"),
        "waves": False,
        **changes,
    }
    return arguments_of_run(slice_design(), toolset, Path("/built"), **values)


def test_writes_are_trusted_on_verilator_alone() -> None:
    """On Icarus a trusted write would be sampled by the very edge that it follows."""
    name = "COCOTB_TRUST_INERTIAL_WRITES"
    assert environment_of_run(VERILATOR, {})[name] == "1"
    assert environment_of_run(ICARUS, {})[name] == "0"


def test_what_is_asked_for_stands_above_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCOTB_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("COCOTB_RANDOM_SEED", "99")
    monkeypatch.setenv("GPI_USERS", "mine")
    environment = environment_of_run(ICARUS, {"COCOTB_LOG_LEVEL": "INFO"})
    assert environment["COCOTB_LOG_LEVEL"] == "INFO"
    assert environment["GPI_USERS"] == "mine"
    assert "COCOTB_RANDOM_SEED" not in environment


def test_the_verilator_that_was_found_comes_first_on_path() -> None:
    assert environment_of_run(VERILATOR, {})["PATH"].split(os.pathsep)[0] == "/tools"


@pytest.mark.parametrize(
    ("seed", "drawn"), [(0, 1), (1, 2), (0x7FFFFFFE, 0x7FFFFFFF), (0x7FFFFFFF, 1)]
)
def test_registers_of_verilator_begin_as_the_seed_says(seed: int, drawn: int) -> None:
    """Verilator takes seeds from 1 to 2^31-1."""
    assert f"+verilator+seed+{drawn}" in arguments(VERILATOR, seed=seed)["plusargs"]
    assert "+verilator+rand+reset+2" in arguments(VERILATOR)["plusargs"]


def test_waves_are_recorded_only_when_asked_for() -> None:
    assert "--trace-file" in arguments(VERILATOR, waves=True)["test_args"]
    assert arguments(VERILATOR)["test_args"] == []
    assert arguments(ICARUS, waves=True)["plusargs"] == ["+dumpfile_path=slice.fst"]


def test_the_current_folder_is_named_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/elsewhere"])
    assert module_path() == [str(Path.cwd()), "/elsewhere"]


def test_cocotb_is_found_where_it_is_imported_from() -> None:
    import cocotb

    assert cocotb_folder() == Path(cocotb.__file__).resolve().parent
