"""Layers of a chosen shape, the wrong bit that a bench must find in them, and what runs tell."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import ArrayParams
from golden.kraken.format.axes import SUM
from golden.streams.frame import DATA
from sim.run import simulate
from tb.bench import OptionError
from tb.designs.conv_engine.workload import Workload, sendings
from tb.results import PYTHON, SIMULATOR, SPENT, STREAMS
from tb.spec import RunSpec

ARRAY = ArrayParams(rows=2, cols=6, weight_depth=8)
DEEP = Workload(1, 1, 20, 4, 3, 2)
"""Deeper than the weight buffers: several packets, whose sums are added."""


def test_a_workload_is_read_as_it_is_written() -> None:
    work = Workload(3, 1, 64, 32, 14, 7)
    assert Workload.read(str(work)) == work
    assert (work.height, work.width) == (14, 7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3,1,4", "SHAPE=3,1,4 has 3 numbers; give 6: K,S,C_i,C_o,height,width."),
        ("3,1,4,4,4,x", "SHAPE=x is not legal"),
        ("3,0,4,4,4,4", "SHAPE=0 is not legal"),
    ],
)
def test_what_is_none_is_told(text: str, said: str) -> None:
    with pytest.raises(OptionError) as fault:
        Workload.read(text)
    assert said in str(fault.value)


def test_the_seed_says_what_tensors_there_are() -> None:
    first, again, other = (DEEP.plan(seed, ARRAY).packets[0] for seed in (1, 1, 2))
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.kernel, again.kernel)
    assert not np.array_equal(first.x, other.x)


def test_the_wrong_bit_is_counted_over_all_packets() -> None:
    packets = DEEP.plan(1, ARRAY).packets
    sound = [sending.frames[SUM].whole(DATA) for sending in sendings(packets)]
    assert len(sound) > 1
    beats = [len(data) for data in sound]
    for wrong in range(sum(beats)):
        planted = [sending.frames[SUM].whole(DATA) for sending in sendings(packets, wrong)]
        differs = np.concatenate(planted) ^ np.concatenate(sound)
        assert differs[wrong, 0] == 1
        assert differs.sum() == 1
    with pytest.raises(OptionError, match=f"which has {sum(beats)} of sums"):
        sendings(packets, sum(beats))


@pytest.mark.parametrize("wrong", [None, 3])
def test_a_run_tells_where_its_time_went(wrong: int | None) -> None:
    told = {} if wrong is None else {"WRONG": str(wrong)}
    spec = RunSpec.of(
        toplevel="conv_engine",
        simulator="icarus",
        tests=("benchmark",),
        parameters={"Rows": 2, "Cols": 6, "WeightDepth": 8},
        options={"SHAPE": str(DEEP), **told},
        transport="python",
    )
    result = simulate(spec)
    if wrong is not None:
        (mismatch,) = result.mismatches
        assert (mismatch["port"], mismatch["beat"]) == (SUM, wrong)
        return
    assert result.passed, result.why()
    (case,) = result.cases
    spent = case["figures"][SPENT]
    assert set(spent) == {STREAMS, SIMULATOR, PYTHON}
    assert all(seconds > 0 for seconds in spent.values())
    assert sum(spent.values()) < result.run_seconds
