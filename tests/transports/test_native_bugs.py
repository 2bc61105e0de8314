"""The bench is under test too: with a bug in the native transport, the two no longer agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.run import simulate
from tb.spec import RunSpec
from tests.planted.planting import plant
from tests.transports.changed import changed_project, run_in
from tests.transports.compare import difference
from tests.transports.fuzz import EPISODES, fuzzed
from tests.transports.native_bugs import NativeBug, native_bugs
from tests.transports.pages import page

EVERY = 34
"""One in so many is planted in the usual run."""

COUNT = 60
"""Episodes in which each must show."""

IDLE_LIMIT = 40.0
"""Seconds after which a transport that hangs is ended."""


def spec_of(design: str, rtl: Path | None, transport: str) -> RunSpec:
    return RunSpec(
        toplevel=design,
        bench=page(fuzzed, design),
        rtl=rtl,
        transport=transport,
        options={EPISODES: str(COUNT)},
        coverage="functional",
        properties=False,
        idle_limit=IDLE_LIMIT,
    )


def cases() -> Iterator[ParameterSet]:
    for i, bug in enumerate(native_bugs()):
        marks = [pytest.mark.transports] if i % EVERY else []
        name = f"{bug.file}-{bug.name}".replace(" ", "_")
        yield pytest.param(bug, id=name, marks=marks)


@pytest.mark.parametrize("bug", list(cases()))
def test_it_is_noticed(bug: NativeBug, tmp_path: Path) -> None:
    project = changed_project(bug, tmp_path)
    rtl = plant(bug.rtl, tmp_path) if bug.rtl else None
    result = run_in(project, spec_of(bug.design, rtl, "native"))
    sound = simulate(spec_of(bug.design, rtl, "python"))
    assert difference(sound, result), "nothing differs"


def test_a_copy_without_a_bug_agrees(tmp_path: Path) -> None:
    """It is the bug that the others notice."""
    project = changed_project(
        NativeBug("packets.py", "none", "@classmethod", "@classmethod"), tmp_path
    )
    result = run_in(project, spec_of("array_tap", None, "native"))
    assert not difference(simulate(spec_of("array_tap", None, "python")), result)
