"""Pooling behind the convolution engine: in its order of beats, against the pooled tensor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, ShapeError, Sharing, Tiling
from golden.kraken.format.axes import SUM, axes
from golden.kraken.format.mapping import cut_sums, sum_marks
from golden.kraken.stages.pool_fused import FusedPool, fusable
from golden.layers.average_pool import AveragePool2D
from golden.layers.base import Layer
from golden.layers.geometry import Window
from golden.layers.max_pool import MaxPool2D
from golden.layers.mean import Mean

ARRAY = ArrayParams(rows=4, cols=12, kh_max=3, kw_max=3, s_max=2, weight_depth=64)
MEAN = Mean(axes=(1, 2), keep_dims=True, multiplier=0.8, input_zero_point=-7, output_zero_point=3)


def tiling_of(
    rows: int, columns: int, channels: int, images: int = 1, sharing: Sharing | None = None
) -> Tiling:
    """A layer of 1x1 kernels with such outputs."""
    shape = ConvShape(images, rows, columns, 2, channels)
    return Tiling(shape, ARRAY, sharing or Sharing())


def words_of(tiling: Tiling, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The beats behind the engine, with their marks: from the tensor by the engine's mapping."""
    order, lanes = axes(tiling, SUM), tiling.params.sum_lanes
    words = order.flatten(cut_sums(tiling, y)).reshape(-1, lanes)
    marks = sum_marks(tiling)[:, None, :, None]
    marks = np.broadcast_to(marks, cut_sums(tiling, y).shape)
    return words, order.flatten(marks).reshape(-1, lanes)


def assert_fused(fused: FusedPool, layer: Layer, seed: int = 0) -> None:
    """Pooling the engine's beats gives the beats that the layer's own result is cut into."""
    s = fused.tiling.shape
    rng = np.random.default_rng(seed)
    y = rng.integers(-128, 128, (s.n, s.h_o, s.w_o, s.co)).astype(np.int8)
    pooled = layer.forward(y)
    assert isinstance(pooled, np.ndarray)
    pooled = pooled.reshape(s.n, *fused.size, s.co)
    out, counts, _ = fused.config.apply(*words_of(fused.tiling, y))
    words, marks = fused.cut(pooled)
    assert np.array_equal(counts, marks)
    assert np.array_equal(out, words)
    assert marks.sum() == pooled.size, "each word of the pooled tensor leaves once"
    for beat, lane in np.argwhere(marks)[:: max(len(words) // 9, 1)].tolist():
        p = fused.place(beat, lane)
        assert pooled[p["image"], p["h"], p["w"], p["channel"]] == words[beat, lane]
    for beat, lane in np.argwhere(~marks)[:3].tolist():
        assert "h" not in fused.place(beat, lane)


@st.composite
def tilings(draw: st.DrawFn) -> Tiling:
    sharing = draw(st.sampled_from([Sharing(), Sharing(sets=2, stack=2), Sharing(sets=2, stack=3)]))
    try:
        return tiling_of(
            draw(st.integers(1, 24)),
            draw(st.integers(1, 8)),
            draw(st.integers(1, 30)),
            draw(st.integers(1, 2)),
            sharing,
        )
    except ShapeError:
        assume(False)
        raise


@given(
    tilings(),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(1, 4), st.integers(1, 3)),
    st.booleans(),
)
def test_windows_in_a_block(
    tiling: Tiling, kernel: tuple[int, int], stride: tuple[int, int], average: bool
) -> None:
    kind = AveragePool2D if average else MaxPool2D
    layer = kind(window=Window(kernel, stride), low=-90)
    fused = fusable(layer, tiling)
    s, rows = tiling.shape, tiling.params.rows
    fits = kernel[0] <= s.h_o and kernel[1] <= s.w_o
    inside = tiling.blocks == 1 or (kernel[0] <= stride[0] and rows % stride[0] == 0)
    one = kernel[1] == s.w_o
    across = one or (kernel[1] <= 3 * stride[1] and (s.w_o - kernel[1]) % stride[1] == 0)
    whole = kernel == (s.h_o, s.w_o) and not tiling.sharing.stack
    assert (fused is not None) == (fits and ((inside and across) or whole))
    if fused is not None:
        assert_fused(fused, layer)


@given(tilings())
def test_the_whole_image(tiling: Tiling) -> None:
    fused = fusable(MEAN, tiling)
    if tiling.sharing.stack and tiling.blocks > 1:
        assert fused is None
        return
    assert fused is not None
    assert fused.over_blocks == (tiling.blocks > 1)
    assert_fused(fused, MEAN)


@pytest.mark.parametrize(("rows", "columns"), [(7, 5), (3, 1), (9, 4)])
def test_means_over_columns(rows: int, columns: int) -> None:
    layer = Mean(
        axes=(2,), keep_dims=False, multiplier=1.0, input_zero_point=0, output_zero_point=0
    )
    fused = fusable(layer, tiling_of(rows, columns, 5))
    assert fused is not None
    assert_fused(fused, layer)


def test_padding_and_deep_columns_are_left_to_others() -> None:
    tiling = tiling_of(8, 8, 5)
    assert fusable(MaxPool2D(window=Window((2, 2), (2, 2))), tiling) is not None
    assert fusable(MaxPool2D(window=Window((3, 3), (2, 2), padding="SAME")), tiling) is None
    assert fusable(MaxPool2D(window=Window((2, 2), (2, 2), padding="SAME")), tiling) is not None
    assert fusable(MaxPool2D(window=Window((2, 2), (2, 2))), tiling, depth=2) is None
