"""The description of a run: it travels, and says the command that repeats it."""

from __future__ import annotations

import pickle
import shlex
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chosen import choose
from sim.flags import ASKED_FOR, AUTO
from sim.options import parse_words, read_spec
from tb.bench.find import find_bench
from tb.spec import IDLE_LIMIT, Run, RunSpec
from tests.sim.conftest import PAGE, slice_spec

PRINTABLE = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=9
)
NAMES = st.text(string.ascii_letters + "_", min_size=1, max_size=6)


@st.composite
def specs(draw: st.DrawFn, folder: Path) -> RunSpec:
    """Any run that a command line can describe, of the engine or of a user's page."""
    own = draw(st.booleans())
    bench = find_bench("slice" if own else "conv_engine", PAGE if own else None)
    told: dict[str, Any] = {"toplevel": bench.toplevel, "bench": PAGE if own else None}
    for parameter in draw(st.lists(st.sampled_from(bench.parameters), max_size=3)):
        value = draw(st.integers(-(2**31), 2**31 - 1))
        told.setdefault("parameters", {})[parameter.name] = value
    for option in draw(st.lists(st.sampled_from(bench.options), max_size=3)):
        texts = st.just(str(folder)) if option.path else PRINTABLE.filter(bool)
        told.setdefault("options", {})[option.word] = draw(texts)
    names = st.lists(NAMES, max_size=3).map(tuple)
    return RunSpec(
        **told,
        simulator=draw(st.sampled_from(["verilator", "icarus"])),
        defines=draw(st.dictionaries(NAMES, PRINTABLE, max_size=3)),
        rtl=draw(st.sampled_from([None, folder])),
        tests=draw(names),
        profiles=draw(names),
        seed=draw(st.integers(0, 2**32 - 1)),
        max_mismatches=draw(st.integers(1, 10**6)),
        transport=draw(NAMES),
        build=draw(st.sampled_from([AUTO, *ASKED_FOR])),
        idle_limit=draw(st.floats(0, 1e9, exclude_min=True) | st.just(IDLE_LIMIT)),
        waves=draw(st.booleans()),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose name a shell, make and a list with commas all read otherwise."""
    odd = tmp_path_factory.mktemp("spec") / 'it\'s a $HOME, "so" # to; speak'
    odd.mkdir()
    return odd


def words_of(spec: RunSpec) -> dict[str, str]:
    bench = find_bench(spec.toplevel, spec.bench)
    return {parameter.name: parameter.word for parameter in bench.parameters}


@settings(deadline=None)
@given(data=st.data())
def test_a_replay_command_says_the_same_again(data: st.DataObject, folder: Path) -> None:
    spec = data.draw(specs(folder))
    program, *words = shlex.split(spec.replay("", words_of(spec), "kraken-cosim"))
    assert program == "kraken-cosim"
    assert read_spec(parse_words(words)) == spec.model_copy(update={"waves": True})
    # make puts one dollar in the place of two, and reads all else as it stands.
    program, *words = shlex.split(spec.replay("", words_of(spec)))
    assert program == "make"
    undone = [word.replace("$$", "\0").replace("$", "").replace("\0", "$") for word in words]
    assert read_spec(parse_words(undone)) == spec.model_copy(update={"waves": True})


@settings(deadline=None)
@given(data=st.data())
def test_a_description_travels(data: st.DataObject, folder: Path) -> None:
    spec = data.draw(specs(folder))
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert RunSpec.from_json(spec.model_dump_json()) == spec
    run = Run(
        spec=spec,
        parameters={"Rows": 4},
        folder=folder,
        transport="python",
        tools={"icarus": "11"},
        command="x",
    )
    assert Run.from_json(run.model_dump_json()) == run
    assert pickle.loads(pickle.dumps(run)) == run


def test_a_replay_command_leaves_out_what_is_usual() -> None:
    command = RunSpec(toplevel="conv_engine").replay("network")
    assert command == "make SIM=verilator TOPLEVEL=conv_engine TESTCASE=network SEED=1 WAVES=1"


def test_a_run_replays_with_its_own_command() -> None:
    spec = slice_spec(parameters={"Add": 3}, defines={"EXTRA": "4"})
    run = Run(
        spec=spec,
        parameters={},
        folder=Path("x"),
        transport="python",
        command="kraken-cosim",
    )
    assert run.replay(choose(spec).bench, "sound") == (
        f"kraken-cosim SIM=icarus TOPLEVEL=slice BENCH={PAGE} TESTCASE=sound SEED=1 ADD=3 "
        "DEFINES=EXTRA=4 WAVES=1"
    )


def test_paths_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec = RunSpec(toplevel="x", bench=Path("b.py"), rtl=Path("../rtl"))
    assert (spec.bench, spec.rtl) == (tmp_path / "b.py", tmp_path.parent / "rtl")
