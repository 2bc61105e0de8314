"""The steps that the sequencer is held to make the golden sums, whatever bits do not count."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet, axes
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.mapping import cut_sums
from golden.streams.frame import DATA, KEEP, Frame
from golden.streams.words import unpack_marks, unpack_words
from tb.designs.conv_engine.directed import deep, directed
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.conv_engine.words import CAPTURE
from tb.designs.step_sequencer.case import packets_of
from tb.designs.step_sequencer.ports import ARRAY
from tb.designs.step_sequencer.walk import Walk

ARRAY_SIZE = ArrayParams(rows=2, cols=13, kh_max=7, kw_max=7, s_max=3, weight_depth=64)
SPECS = (*directed(ARRAY_SIZE), *deep(ARRAY_SIZE))

Ints = NDArray[np.int64]


def drawn(frame: Frame, name: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A field of all beats; bits that do not count are random."""
    noise = rng.integers(0, 256, frame.body[name].shape, np.uint8)
    return frame.body[name] & frame.care[name] | noise & ~frame.care[name]


class Cores:
    """The array of a packet after another: what each core adds, and to what.

    Attributes:
        sums: int64 [C, R].
    """

    def __init__(self, params: ArrayParams, rng: np.random.Generator) -> None:
        self.params, self.rng = params, rng
        self.sums = rng.integers(-1000, 1000, (params.cols, params.rows))

    def run(self, packet: Packet) -> Iterator[tuple[tuple[int, ...], dict[str, int], Ints]]:
        """Every capture: where it stands, what is told of it, and the cores' sums."""
        params, shape, tiling = packet.params, packet.shape, packet.tiling
        walk = Walk(packet)
        frame = walk.frames()[ARRAY][0]
        restart = drawn(frame, "restart", self.rng)
        restart = np.unpackbits(restart, axis=1, count=params.cols, bitorder="little")
        hand_over = drawn(frame, "hand_over", self.rng)[:, 0] & 1
        pixels, weights = self._pixels(packet), self._weights(packet)
        for i, at in enumerate(np.ndindex(*walk.steps.shape)):
            t, n, block, w, ci, tap = at
            kh = tiling.tap_rows[tap]
            words = pixels[n, block, w, ci, kh % shape.sh][kh // shape.sh :][: params.rows]
            left = np.concatenate([np.zeros((1, params.rows), np.int64), self.sums[:-1]])
            before = left if hand_over[i] else self.sums
            before = np.where(restart[i][:, None] == 1, 0, before)
            self.sums = before + weights[t, w % shape.sw, ci, tap][:, None] * words
            if frame.value("capture", i):
                yield at, CAPTURE.unpack(frame.value("capture_info", i)), self.sums

    @staticmethod
    def _pixels(packet: Packet) -> Ints:
        """By image, block, column, channel and phase: words less the zero point."""
        body, params = packet.pixel.body, packet.params
        words = unpack_words(body[DATA], params.pixel_port, params.x_width) - packet.x_zp
        words = np.where(unpack_marks(body[KEEP], params.pixel_port), words, 0)
        return words.reshape(*axes(packet.tiling, PIXEL).shape[1:-1], -1)

    @staticmethod
    def _weights(packet: Packet) -> Ints:
        """By iteration, column of the stride, channel and tap: a row of all cores."""
        params = packet.params
        words = unpack_words(packet.weight.body[DATA], params.weight_port, params.k_width)
        return words.reshape(*axes(packet.tiling, WEIGHT).shape[:-1], -1)


def check(packet: Packet, cores: Cores) -> int:
    """Compare every capture of a packet; tells how many output columns have left."""
    tiling = packet.tiling
    due = cut_sums(tiling, packet.accumulators)
    due = due.reshape(*due.shape[:4], -1, packet.params.rows)  # [T, N, L, W_o, B*M, R]
    left: dict[tuple[int, ...], int] = {}
    ended = False
    for (t, n, block, *_), info, sums in cores.run(packet):
        assert not ended
        group = info["kernel_w"] + info["stride_w"] - 1
        for k in range(info["columns"]):
            wo = left.get((t, n, block), 0)
            left[t, n, block] = wo + 1
            member = np.arange(info["channels_valid"])
            core = member // info["stride_w"] * group + member % info["stride_w"]
            core += info["tap"] - k * info["stride_w"]
            expected = due[t, n, block, wo][: len(member), : info["rows_valid"]]
            np.testing.assert_array_equal(sums[core][:, : info["rows_valid"]], expected)
        assert info["iteration_channels"] == tiling.channels
        ended = bool(info["packet_last"])
    assert ended
    return sum(left.values())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_steps_make_the_sums(spec: LayerSpec) -> None:
    rng = np.random.default_rng(5)
    cores = Cores(ARRAY_SIZE, rng)
    for packet in packets_of(spec, rng, ARRAY_SIZE):
        if packet.hold:
            assert not list(cores.run(packet))
        else:
            columns = packet.tiling.t * packet.shape.n * packet.tiling.l * packet.shape.w_o
            assert check(packet, cores) == columns
