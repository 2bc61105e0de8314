"""Kinds of build: which a run takes, and their flags by processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import flags
from sim.flags import AUTO, LONG_RUN, V3, Kind, flags_of, has_v3, kind_of


def processors(folder: Path, *sets: frozenset[str]) -> Path:
    """A file as Linux tells of its processors, one for each set of abilities."""
    path = folder / "cpuinfo"
    parts = [f"processor\t: {i}\nflags\t\t: {' '.join(sorted(x))}\n" for i, x in enumerate(sets)]
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


@pytest.fixture
def on_intel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")


@pytest.mark.usefixtures("on_intel")
def test_wide_registers_are_used_where_all_processors_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "CPU_INFO", processors(tmp_path, V3 | {"sse2"}, V3))
    for kind in Kind:
        told = flags_of(kind)
        assert all("-march=x86-64-v3" in part for part in (told.fast, told.slow, told.main))


@pytest.mark.usefixtures("on_intel")
@pytest.mark.parametrize("lacking", sorted(V3))
def test_a_processor_that_lacks_something_gets_the_plain_build(
    lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "CPU_INFO", processors(tmp_path, V3, V3 - {lacking}))
    assert not has_v3()
    assert flags_of(Kind.EDIT).fast[0] == "-O1"
    assert flags_of(Kind.LONG).fast[0] == "-O2"
    assert not [flag for flag in flags_of(Kind.EDIT).fast if "march" in flag]


def test_another_machine_or_none_that_tells_gets_the_plain_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "CPU_INFO", processors(tmp_path, V3))
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert not has_v3()
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert has_v3()
    monkeypatch.setattr(flags, "CPU_INFO", tmp_path / "none")
    assert not has_v3()
    monkeypatch.setattr(flags, "CPU_INFO", processors(tmp_path))
    assert not has_v3()


def test_the_length_of_a_run_decides_unless_it_is_told() -> None:
    assert kind_of(AUTO, waves=False) is Kind.EDIT
    assert kind_of(AUTO, waves=False, clocks=LONG_RUN - 1) is Kind.EDIT
    assert kind_of(AUTO, waves=False, clocks=LONG_RUN) is Kind.LONG
    assert kind_of("edit", waves=False, clocks=LONG_RUN) is Kind.EDIT
    assert kind_of("long", waves=False) is Kind.LONG
    assert kind_of("sanitized", waves=True) is Kind.SANITIZED


@pytest.mark.parametrize("build", [AUTO, "long"])
def test_waves_are_compiled_into_the_quick_build(build: str) -> None:
    assert kind_of(build, waves=True, clocks=LONG_RUN) is Kind.EDIT
