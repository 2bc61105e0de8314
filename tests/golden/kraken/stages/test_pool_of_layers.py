"""Pooling layers through the pool engine: from memory and back equals the layer itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.stages import pool_of_layers
from golden.kraken.stages.pool_layer import AnyLayer
from golden.kraken.stages.pool_of_layers import pool_passes
from golden.kraken.stages.pool_region import PoolRegion
from golden.layers.average_pool import AveragePool2D
from golden.layers.geometry import Padding, Window
from golden.layers.max_pool import MaxPool2D
from golden.layers.mean import Mean

UNTOUCHED = 99
"""In an output that no pass has written."""


def through(passes: list[PoolRegion], x: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The output that the passes write."""
    y = np.full(shape, UNTOUCHED, np.int8)
    for region in passes:
        words, marks = region.gather(x)
        assert len(words) == region.in_beats
        assert not words[~marks].any()
        assert region.config.ends_well
        out, counts, _ = region.config.apply(words, marks)
        assert len(out) == region.out_beats
        region.scatter(out, y)
        assert_places(region, x, words, marks, out, counts, y)
    return y


def assert_places(
    region: PoolRegion,
    x: np.ndarray,
    words: np.ndarray,
    marks: np.ndarray,
    out: np.ndarray,
    counts: np.ndarray,
    y: np.ndarray,
) -> None:
    """A few lanes of a few beats are where they are said to be."""

    def where(tensor: np.ndarray, place: Mapping[str, int]) -> int:
        return int(tensor[place["image"], place["h"], place["w"], place["channel"]])

    rng = np.random.default_rng(len(words))
    image = y.reshape(region.out_shape)
    for _ in range(20):
        beat, lane = int(rng.integers(len(words))), int(rng.integers(words.shape[1]))
        source = region.source(beat, lane)
        assert bool(source) == bool(marks[beat, lane])
        if "h" in source:
            assert where(x, source) == words[beat, lane]
        elif source:
            assert words[beat, lane] == -128
        beat = int(rng.integers(len(out)))
        place = region.place(beat, lane)
        assert bool(place) == bool(counts[beat, lane])
        if place:
            assert where(image, place) == out[beat, lane]


@st.composite
def engines(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """R, M, depth, open windows."""
    return (
        draw(st.integers(1, 8)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 3)),
    )


@st.composite
def inputs(draw: st.DrawFn) -> np.ndarray:
    """int8 [N, H, W, C]."""
    shape = (
        draw(st.integers(1, 2)),
        draw(st.integers(1, 13)),
        draw(st.integers(1, 9)),
        draw(st.integers(1, 9)),
    )
    rng = np.random.default_rng(draw(st.integers(0, 1 << 16)))
    return rng.integers(-128, 128, shape).astype(np.int8)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    padding: Padding = draw(st.sampled_from(["SAME", "VALID"]))
    kernel = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    return Window(kernel, (draw(st.integers(1, 5)), draw(st.integers(1, 5))), padding=padding)


@given(inputs(), windows(), engines(), st.booleans())
def test_pools_are_those_of_the_layer(
    x: np.ndarray, window: Window, engine: tuple[int, int, int, int], average: bool
) -> None:
    kind = AveragePool2D if average else MaxPool2D
    layer = kind(window=window, low=-120, high=100)
    passes = pool_passes(layer, x.shape, *engine)
    if not all(window.output_size(*x.shape[1:3])):
        assert passes is None
        return
    y = layer.forward(x)
    assert passes is not None
    assert average or len(passes) == 1
    assert np.array_equal(through(passes, x, y.shape), y)


@given(
    inputs(),
    engines(),
    st.sampled_from([(1,), (2,), (1, 2)]),
    st.booleans(),
    st.sampled_from([0.11, 0.7, 1.0, 1.9]),
    st.integers(-128, 127),
)
def test_means_are_those_of_the_layer(
    x: np.ndarray,
    engine: tuple[int, int, int, int],
    axes: tuple[int, ...],
    keep: bool,
    multiplier: float,
    zero_point: int,
) -> None:
    layer = Mean(
        axes=axes,
        keep_dims=keep,
        multiplier=multiplier,
        input_zero_point=zero_point,
        output_zero_point=7,
        low=-100,
    )
    passes = pool_passes(layer, x.shape, *engine)
    y = layer.forward(x)
    if passes is None:
        cells = np.prod([x.shape[axis] for axis in axes])
        assert cells == 1
        assert multiplier > 1
        return
    assert len(passes) == 1
    assert np.array_equal(through(passes, x, y.shape), y)


def test_long_lines_are_cut_into_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strips of one length: the last ones have windows in common."""
    monkeypatch.setattr(pool_of_layers, "COLUMNS", 7)
    x = np.random.default_rng(1).integers(-128, 128, (2, 5, 23, 3)).astype(np.int8)
    layer = MaxPool2D(window=Window((2, 3), (1, 2)))
    passes = pool_passes(layer, x.shape, 4, 2)
    assert passes is not None
    assert passes[0].segments == (0, 3, 6, 8)
    y = layer.forward(x)
    assert np.array_equal(through(passes, x, y.shape), y)


def test_windows_of_the_border_are_passes_of_their_own() -> None:
    layer = AveragePool2D(window=Window((3, 3), padding="SAME"))
    passes = pool_passes(layer, (1, 8, 8, 4), 7, 2)
    assert passes is not None
    cells = sorted(region.config.kernel_h * region.config.kernel_w for region in passes)
    assert cells == [4, 4, 4, 4, 6, 6, 6, 6, 9]


def test_a_global_average_takes_no_padding() -> None:
    """7 x 7 on seven rows: every word of every beat counts."""
    layer = AveragePool2D(window=Window((7, 7)))
    passes = pool_passes(layer, (1, 7, 7, 960), 7, 2)
    assert passes is not None
    (region,) = passes
    _, marks = region.gather(np.zeros((1, 7, 7, 960), np.int8))
    assert marks.all()
    assert region.in_beats == 7 * 480


@given(st.integers(1, 3000), st.integers(1, 4), st.integers(1, 48))
def test_chunks_of_channels_are_alike(channels: int, lanes: int, depth: int) -> None:
    """Chunks of the least depth that does, of which none is empty."""
    layer = MaxPool2D(window=Window((1, 1)))
    passes = pool_passes(layer, (1, 1, 1, channels), 1, lanes, depth)
    assert passes is not None
    (region,) = passes
    chunk = region.config.rows * lanes
    assert region.config.rows <= depth
    assert region.chunks == -(-channels // (depth * lanes)) == -(-channels // chunk)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (SimpleNamespace(op="RELU"), (1, 4, 4, 1)),
        (MaxPool2D(window=Window((5, 5))), (1, 4, 4, 1)),
        (MaxPool2D(window=Window((2, 2), dilation=(2, 2))), (1, 4, 4, 1)),
        (AveragePool2D(window=Window((2, 2), padding=(2, 0, 0, 0))), (1, 4, 4, 1)),
        (AveragePool2D(window=Window((260, 260))), (1, 260, 260, 1)),
        (MaxPool2D(window=Window((300, 300))), (1, 300, 300, 1)),
        (
            mean := Mean(
                axes=(3,), keep_dims=True, multiplier=1.0, input_zero_point=0, output_zero_point=0
            ),
            (1, 4, 4, 2),
        ),
        (mean, (4, 4, 2)),
    ],
)
def test_what_the_engine_cannot_do_is_left_to_software(
    layer: AnyLayer, shape: tuple[int, ...]
) -> None:
    assert pool_passes(layer, shape, 1, 1) is None
