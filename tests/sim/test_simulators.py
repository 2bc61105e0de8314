import os
import sys
from pathlib import Path

import pytest

from sim import tools
from sim.errors import ToolError
from sim.simulators import (
    cocotb_folder,
    embedded_python,
    module_path,
    run_command,
    run_environment,
)
from sim.tools import Toolset
from tests.sim.conftest import slice_design

ICARUS = Toolset("icarus", tools.Tool("iverilog", Path("/tools/iverilog"), "11.0"))
VERILATOR = Toolset("verilator", tools.Tool("verilator", Path("/tools/verilator"), "5.048"))


def command(toolset: Toolset, seed: int = 1, waves: bool = False) -> list[str]:
    folder = Path("/run")
    return run_command(
        slice_design(), toolset, Path("/built"), seed=seed, folder=folder, waves=waves
    )


def environment_of_run(toolset: Toolset, environment: dict[str, str]) -> dict[str, str]:
    return run_environment(
        slice_design(),
        toolset,
        module="bench",
        test_filter=".*",
        seed=1,
        results=Path("/run/results.xml"),
        environment=environment,
        python_path=[Path("/mine")],
    )


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
    assert environment["COCOTB_RANDOM_SEED"] == "1"
    assert environment["PYTHONPATH"].startswith(f"/mine{os.pathsep}")


@pytest.mark.parametrize("name", ["icarus", "verilator"])
def test_what_cocotb_loads_into_a_simulator_is_there(name: str) -> None:
    library, entry = embedded_python().split(";")
    assert Path(library).is_file()
    assert Path(entry.removesuffix(",initialize")).is_file()
    assert (cocotb_folder() / f"libs/libcocotbvpi_{name}.so").is_file()


def test_a_python_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIBPYTHON_LOC", raising=False)
    monkeypatch.setattr("find_libpython.find_libpython", lambda: None)
    with pytest.raises(ToolError, match=r"no shared library.*--enable-shared"):
        embedded_python()


def test_the_verilator_that_was_found_comes_first_on_path() -> None:
    assert environment_of_run(VERILATOR, {})["PATH"].split(os.pathsep)[0] == "/tools"


@pytest.mark.parametrize(
    ("seed", "drawn"), [(0, 1), (1, 2), (0x7FFFFFFE, 0x7FFFFFFF), (0x7FFFFFFF, 1)]
)
def test_registers_of_verilator_begin_as_the_seed_says(seed: int, drawn: int) -> None:
    """Verilator takes seeds from 1 to 2^31-1."""
    assert f"+verilator+seed+{drawn}" in command(VERILATOR, seed=seed)
    assert "+verilator+rand+reset+2" in command(VERILATOR)


def test_verilator_goes_on_behind_an_assertion_that_fails() -> None:
    """As Icarus does: the bench has its say."""
    assert "+verilator+error+limit+1000" in command(VERILATOR)
    assert not [word for word in command(ICARUS) if "error" in word]


def test_waves_are_recorded_only_when_asked_for() -> None:
    assert command(VERILATOR, waves=True)[1:4] == ["--trace", "--trace-file", "slice.fst"]
    assert not [word for word in command(VERILATOR) if "trace" in word]
    assert command(ICARUS, waves=True)[-2:] == ["+dumpfile_path=slice.fst", "-fst"]
    assert command(ICARUS)[-1] == "-none"


def test_the_current_folder_is_named_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/elsewhere"])
    assert module_path() == [str(Path.cwd()), "/elsewhere"]


def test_cocotb_is_found_where_it_is_imported_from() -> None:
    import cocotb

    assert cocotb_folder() == Path(cocotb.__file__).resolve().parent
