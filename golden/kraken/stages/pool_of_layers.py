"""From pooling layers to passes of the pool engine over a tensor that lies in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import cast

from golden.kraken.errors import StageError
from golden.kraken.stages.pool import (
    ACC_WIDTH,
    DEPTH,
    HEADER,
    OPEN_WINDOWS,
    PoolConfig,
    PoolOp,
)
from golden.kraken.stages.pool_finish import Finish, finish_of
from golden.kraken.stages.pool_layer import AVERAGE, MAX, MEAN, AnyLayer, MeanLayer, WindowLayer
from golden.kraken.stages.pool_region import Line, PoolRegion

COLUMNS = HEADER["columns"].greatest
"""Most columns of a strip."""


@dataclass(frozen=True)
class Pooling:
    """What a layer does to an image, whatever it makes of a window; pairs are (height, width).

    Attributes:
        kernel: cells of a window.
        stride: cells between windows.
        pads: rows and columns of padding: top, bottom, left, right.
        size: output rows and columns.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    pads: tuple[int, int, int, int]
    size: tuple[int, int]


def pooling_of(layer: AnyLayer, x_shape: tuple[int, ...]) -> Pooling | None:
    """The windows of a layer over an input [N, H, W, C]; None where it has none.

    Args:
        layer: MAX_POOL_2D, AVERAGE_POOL_2D, or MEAN over rows, columns or both.
        x_shape: of its input.
    """
    if len(x_shape) != 4:
        return None
    height, width = x_shape[1:3]
    if layer.op in (MAX, AVERAGE):
        window = cast(WindowLayer, layer).window
        size = window.output_size(height, width)
        if window.dilation != (1, 1) or not all(size):
            return None
        return Pooling(window.kernel, window.stride, window.pads(height, width), size)
    if layer.op == MEAN:
        axes = set(cast(MeanLayer, layer).axes)
        if not axes or not axes <= {1, 2}:
            return None
        kernel = (height if 1 in axes else 1, width if 2 in axes else 1)
        return Pooling(kernel, kernel, (0, 0, 0, 0), (height // kernel[0], width // kernel[1]))
    return None


def pool_passes(
    layer: AnyLayer,
    x_shape: tuple[int, ...],
    rows: int,
    lanes: int,
    depth: int = DEPTH,
    open_windows: int = OPEN_WINDOWS,
    acc_width: int = ACC_WIDTH,
) -> list[PoolRegion] | None:
    """The passes that do a pooling layer, which together write every word of its output.

    Args:
        layer: MAX_POOL_2D, AVERAGE_POOL_2D or MEAN.
        x_shape: of its input.
        rows: R.
        lanes: M, channels of a beat.
        depth: most beats of a column.
        open_windows: most windows that share a column.
        acc_width: bits of a sum.

    Returns:
        None where the engine cannot do the layer, or not with the layer's very result.
    """
    pooling = pooling_of(layer, x_shape)
    if pooling is None:
        return None
    passes: list[PoolRegion] = []
    whole = layer.op == MAX
    for down, across in product(
        _lines(pooling, x_shape, 0, whole), _lines(pooling, x_shape, 1, whole)
    ):
        finish = finish_of(layer, down.kernel * across.kernel, acc_width)
        if finish is None:
            return None
        try:
            region = _region(
                x_shape, pooling.size, down, across, finish, (rows, lanes, depth, open_windows)
            )
            region.config.check(depth, open_windows, acc_width)
        except StageError:
            return None
        passes.append(region)
    return passes


def _lines(pooling: Pooling, x_shape: tuple[int, ...], axis: int, whole: bool) -> Iterator[Line]:
    """Windows along an axis in runs of equal ones; cut at the border unless `whole`."""
    kernel, stride = pooling.kernel[axis], pooling.stride[axis]
    before, size, count = pooling.pads[2 * axis], x_shape[1 + axis], pooling.size[axis]
    if whole:
        yield Line(0, count, -before, kernel, stride)
        return
    run: Line | None = None
    for i in range(count):
        start = max(i * stride - before, 0)
        cells = min(i * stride - before + kernel, size) - start
        if run and cells == run.kernel and start == run.start + run.count * run.stride:
            run = replace(run, count=run.count + 1)
        else:
            if run:
                yield run
            run = Line(i, 1, start, cells, stride)
    assert run is not None
    yield run


def _region(
    x_shape: tuple[int, ...],
    size: tuple[int, int],
    down: Line,
    across: Line,
    finish: Finish,
    engine: tuple[int, int, int, int],
) -> PoolRegion:
    """How equal windows lie in strips.

    Windows lie one after another as columns where they are too wide to be open at once, or where
    there are cells between them that none takes; rows of a beat likewise. A window higher than a
    beat lies in as many columns as its rows take beats.

    Raises:
        StageError: there is no window, or one does not fit a strip.
    """
    rows, lanes, depth, open_windows = engine
    n, height, width, channels = x_shape
    if min(down.kernel, across.kernel) < 1:
        raise StageError("a window of the pooling lies in the padding as a whole")
    tall = down.kernel > rows
    kernel_w, stride_w = across.kernel, across.stride
    if tall:
        kernel_w *= -(-down.kernel // rows)
    if tall or kernel_w > open_windows * stride_w or kernel_w < stride_w:
        stride_w = kernel_w
    if kernel_w > COLUMNS:
        raise StageError(f"a window of {kernel_w} columns does not fit a strip of {COLUMNS}")
    windows = min(across.count, (COLUMNS - kernel_w) // stride_w + 1)
    starts = range(0, across.count, windows)
    kernel_h = min(down.kernel, rows)
    stride_h = 1 if tall else min(down.stride, kernel_h)
    rows_out = 1 if tall else min((rows - kernel_h) // stride_h + 1, down.count)
    if tall:
        kernel_h = rows
    chunks = -(-channels // (depth * lanes))
    beats = -(-channels // (chunks * lanes))
    config = PoolConfig(
        array_rows=rows,
        whole=not tall,
        kernel_h=kernel_h,
        stride_h=stride_h,
        rows_out=rows_out,
        kernel_w=kernel_w,
        stride_w=stride_w,
        columns=(windows - 1) * stride_w + kernel_w,
        rows=beats,
        rows_last=beats,
        **asdict(finish),
    )
    return PoolRegion(
        config,
        (n, height, width, channels),
        (n, *size, channels),
        down,
        across,
        lanes,
        chunks,
        -(-down.count // rows_out),
        tuple(min(start, across.count - windows) for start in starts),
        tall,
        fill=finish.op is PoolOp.MAX and not tall,
    )
