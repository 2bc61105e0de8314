"""Packets of sums near every step of the result, and the configurations that they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken.stages.channel import SHIFT_MAX, RequantRounding
from golden.kraken.stages.fields import header_beats
from golden.kraken.stages.requantizer import RequantizerConfig
from golden.quant.fixed_point import wrap32
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.requantizer.definition import clocks
from tb.kraken.placed import Locate, WorkCase
from tb.kraken.stage_ports import WORD_IN, WORD_OUT
from tb.kraken.stage_words import (
    Scaling,
    critical_values,
    draw_bounds,
    draw_marks,
    draw_multipliers,
    draw_rounding,
    words_frame,
)
from tb.kraken.steps import Ints
from tb.kraken.works import SumsWork


@dataclass(frozen=True)
class Shape:
    """Sizes of a packet: beats of a column in each tile but the last, and in the last."""

    tiles: int
    rows: int
    rows_last: int
    columns: int


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[SumsWork]]:
    """Few and many tiles, rows and columns; each rounding; packets one behind another."""
    depth = values["Depth"]

    def ragged(tiles: int, most: int, columns: int) -> Shape:
        rows = int(rng.integers(1, min(most, depth) + 1))
        return Shape(tiles, rows, int(rng.integers(1, rows + 1)), columns)

    few = min(depth, 3)
    named = {
        "one beat": [Shape(1, 1, 1, 1)],
        "columns of a beat": [Shape(3, 1, 1, 9)],
        "tiles of a beat": [Shape(5, 1, 1, 1)],
        "tiles of a column": [ragged(int(rng.integers(2, 6)), 6, 1)],
        "two columns of two beats": [Shape(2, min(depth, 2), 1, 2)],
        "as deep as it goes": [Shape(3, depth, max(depth - 1, 1), 2)],
        "as deep, one column and three": [Shape(2, depth, 1, 1), Shape(1, depth, depth, 3)],
        "a smaller last tile": [Shape(2, few, 1, 3), Shape(1, few, few, 2)],
        "short packets": [
            Shape(1, 1, 1, 1),
            Shape(2, 1, 1, 1),
            Shape(1, few, few, 1),
            Shape(1, 1, 1, 1),
        ],
        "packets of any shape": [
            ragged(int(rng.integers(1, 6)), 8, int(rng.integers(1, 5))) for _ in range(3)
        ],
    }
    for name, shapes in named.items():
        yield _case(name, values, [_work(rng, values, shape) for shape in shapes])
    for rounding in RequantRounding:
        name = f"{rounding.name.lower()}, {few} rows"
        yield _case(name, values, [_work(rng, values, Shape(1, few, few, 12), rounding)])


def _work(
    rng: np.random.Generator, values: Values, shape: Shape, rounding: RequantRounding | None = None
) -> SumsWork:
    channels, rows = values["OutChannels"], values["Rows"]
    depths = [shape.rows] * (shape.tiles - 1) + [shape.rows_last]
    zero_point, low, high = draw_bounds(rng, ())
    tiles = tuple(_tile(rng, (depth, channels)) for depth in depths)
    config = RequantizerConfig(
        draw_rounding(rng) if rounding is None else rounding,
        int(zero_point),
        int(low),
        int(high),
        shape.columns,
        tiles,
    )
    parts = []
    for tile in tiles:
        shift = tile[..., 2, None]
        ends = (np.asarray(value) for value in (zero_point, low, high))
        scaling = Scaling(tile[..., 1, None], np.maximum(-shift, 0), *ends)
        wanted = (shape.columns, len(tile), channels, rows)
        x = critical_values(rng, scaling, WORD_IN, wanted)
        sums = wrap32((x >> np.maximum(shift, 0)) - tile[..., 0, None])
        anything = rng.integers(-(2**31), 2**31, sums.shape)
        sums = np.where(rng.integers(0, 10, sums.shape) == 0, anything, sums)
        parts.append(sums.reshape(-1, channels * rows))
    sums = np.concatenate(parts)
    return SumsWork(config, sums, draw_marks(rng, len(sums), channels, rows))


def _tile(rng: np.random.Generator, shape: tuple[int, int]) -> Ints:
    """Bias, mantissa and shift of each channel; biases that wrap, shifts both ways."""
    mantissa, right = draw_multipliers(rng, shape)
    kind = rng.integers(0, 4, shape)
    ends = rng.choice(np.array([-(2**31), 2**31 - 1, 0, -1]), shape)
    anything = rng.integers(-(2**31), 2**31, shape)
    bias = np.select([kind == 0, kind == 1], [ends, anything], rng.integers(-5000, 5000, shape))
    left = rng.integers(0, SHIFT_MAX + 1, shape)
    left = np.where(rng.random(shape) < 0.7, rng.integers(1, 5, shape), left)
    shift = np.where(rng.random(shape) < 0.75, -right, left)
    return np.stack([bias, mantissa, shift], axis=-1)


def _case(name: str, values: Values, works: Sequence[SumsWork]) -> WorkCase[SumsWork]:
    width = values["ConfigWidth"]
    frames: dict[str, list[Frame]] = {"config": [], "in": [], "out": []}
    edges: dict[str, list[Ints]] = {"config": [], "in": []}
    locate: dict[Frame, Locate] = {}
    for i, work in enumerate(works):
        config = work.config
        packet = f"{name}/{i}"
        words, marks = config.apply(work.sums, work.marks)
        sent = words_frame(f"{packet}/out", words.astype(np.int64), marks, WORD_OUT)
        taken = words_frame(f"{packet}/in", work.sums, work.marks, WORD_IN)
        frames["config"].append(config.frame(f"{packet}/config", width))
        frames["in"].append(taken)
        frames["out"].append(sent)
        rows = np.array([len(tile) for tile in config.tiles])
        starts = np.cumsum(rows) - rows
        edges["config"].append(header_beats(width) + starts)
        edges["in"].append(starts * config.columns)
        locate[taken] = locate[sent] = _places(i, config, values["Rows"])
    return WorkCase(
        name,
        frames,
        clocks=clocks([work.config for work in works], width),
        edges=edges,
        detail=", ".join(_text(work.config) for work in works),
        locate=locate,
        works=works,
    )


def _places(packet: int, config: RequantizerConfig, array_rows: int) -> Locate:
    """Where a word belongs: tile, column, row of its configuration, channel of the tile."""
    rows = np.array([len(tile) for tile in config.tiles])
    ends = np.cumsum(rows) * config.columns
    channels = config.tiles[0].shape[1]

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        tile = int(np.searchsorted(ends, beat, side="right"))
        column, row = divmod(beat - int(ends[tile - 1] if tile else 0), int(rows[tile]))
        slot, array_row = divmod(lane, array_rows)
        return {
            "packet": packet,
            "tile": tile,
            "column": column,
            "row": row,
            "channel": row * channels + slot,
            "array_row": array_row,
        }

    return locate


def _text(config: RequantizerConfig) -> str:
    rows = f"{len(config.tiles[0])}"
    if len(config.tiles[-1]) != len(config.tiles[0]):
        rows += f" ({len(config.tiles[-1])})"
    return f"{config.rounding.name.lower()} {len(config.tiles)}x{rows}x{config.columns}"
