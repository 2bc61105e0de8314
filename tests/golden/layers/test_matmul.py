"""Exact products on float BLAS: chunks, bounds, streaming, and the work in blocks."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.layers.lookup import look_up, look_up_pairs, lookup_table, pair_table
from golden.layers.matmul import ExactMatmul, StreamedMatmul, exact_chunks, greatest_sum
from golden.parallel import cores, for_each
from tests.golden.strategies import SEEDS, data

weights = st.tuples(
    SEEDS, st.integers(1, 3000), st.integers(1, 5), st.sampled_from([1, 20, 127, None])
)


def drawn(case: tuple[int, int, int, int | None]) -> np.ndarray:
    """Weights [K, C] up to a magnitude, or all at the extreme."""
    seed, rows, columns, reach = case
    if reach is None:
        return np.full((rows, columns), -128, np.int8)
    return np.random.default_rng(seed).integers(-reach, reach + 1, (rows, columns), np.int8)


@given(weights)
def test_chunks_are_exact_and_as_long_as_that_allows(case: tuple) -> None:
    w = drawn(case)
    chunks = exact_chunks(w)
    assert np.concatenate([np.arange(c.start, c.stop) for c in chunks]).tolist() == list(
        range(len(w))
    )
    magnitudes = np.abs(w.astype(np.int64))
    for chunk, following in zip(chunks, [*chunks[1:], None], strict=True):
        assert magnitudes[chunk].sum(axis=0).max() * 128 <= 2**24
        if following is not None:
            assert magnitudes[chunk.start : chunk.stop + 1].sum(axis=0).max() * 128 > 2**24


@given(weights, st.integers(-128, 127), st.booleans())
def test_products_are_those_of_integers(case: tuple, zero_point: int, extreme: bool) -> None:
    w = drawn(case)
    x = data(case[0], (3, len(w)), extreme)
    exact = (x.astype(np.int64) - zero_point) @ w.astype(np.int64)
    for product in (ExactMatmul(w, zero_point), StreamedMatmul(w, zero_point)):
        assert np.array_equal(product(x.astype(np.float32), "x"), exact)
        assert np.abs(exact).max() <= product.reach == greatest_sum(w, zero_point)


def test_the_bound_is_reached() -> None:
    """No smaller bound holds: the worst input attains it."""
    w = np.array([[5], [-7], [100]], np.int8)
    for zero_point in (-128, -3, 127):
        inputs = np.array(np.meshgrid(*[[-128, 127]] * 3)).reshape(3, -1).T
        centred = np.abs((inputs - zero_point) @ w.astype(int)).max()
        stored = 128 * np.abs(w.astype(int)).sum()
        assert greatest_sum(w, zero_point) == max(centred, stored)


def test_tables() -> None:
    table = lookup_table(lambda x: -(x // 2))
    x = data(1, (7, 300_000))
    assert np.array_equal(look_up(table, x), -(x // 2))
    assert np.array_equal(look_up(table, x[:, ::3]), -(x[:, ::3] // 2))
    pairs = pair_table(lambda a, b: np.maximum(a, b) - np.minimum(a, b) // 2)
    y = data(2, (7, 300_000))
    wanted = np.maximum(x, y) - np.minimum(x, y) // 2
    assert np.array_equal(look_up_pairs(pairs, x, y), wanted)
    row = np.broadcast_to(y[:1], x.shape)
    assert np.array_equal(look_up_pairs(pairs, x, y[:1]), look_up_pairs(pairs, x, row))


@pytest.mark.parametrize("threads", ["1", "3"])
def test_every_item_once(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDEN_THREADS", threads)
    assert cores() == int(threads)
    seen: list[int] = []
    for_each(seen.append, list(range(100)))
    assert sorted(seen) == list(range(100))


@pytest.mark.parametrize("threads", ["1", "2"])
def test_faults_come_through(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDEN_THREADS", threads)

    def fail(item: int) -> None:
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 4"):
        for_each(fail, [4, 5])


def test_a_forked_child_works_on() -> None:
    """The pool's threads do not live in the child, which must not wait for them."""
    code = (
        "import os, numpy as np\n"
        "from golden.parallel import for_each\n"
        "for_each(str, [1, 2, 3])\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    for_each(str, [1, 2, 3])\n"
        "    os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ | {"GOLDEN_THREADS": "2"},
    )
    assert done.stdout == "7\n"


@given(SEEDS, st.integers(1, 700), st.integers(1, 3), st.sampled_from([-128, -1, 0, 127]))
def test_the_greatest_sum_is_reached(seed: int, depth: int, channels: int, zero_point: int) -> None:
    """By an input of extremes, for each sign of the sum, and by 128 where nothing is subtracted."""
    weights = data(seed, (depth, channels)).astype(np.int64)
    high = np.where(weights > 0, 127, -128) - zero_point
    low = np.where(weights > 0, -128, 127) - zero_point
    sums = [abs((x * weights).sum(axis=0)).max() for x in (high, low)]
    wanted = max(*sums, (128 * abs(weights)).sum(axis=0).max())
    assert greatest_sum(weights, zero_point) == wanted
    assert greatest_sum(0 * weights, zero_point) == 0
