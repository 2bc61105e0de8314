"""What the sequencer must do in each step of a packet, derived from the sums that are wanted.

An output column is the sum over a window of input columns. For each of its channels one core works
on the first input column under the window, the core to its right on the next one, and so on. So a
sum begins in the first step of the first of these columns, is handed on in the first step of each
further one, and is whole after the last step of the last one: then it is captured.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from golden.kraken import SUM, Packet, axes, locate_sum, pack
from golden.kraken.format.axes import PIXEL, BeatOrder
from golden.kraken.format.mapping import channel_marks, sum_marks
from golden.streams.frame import Bytes, Frame, numbers
from golden.streams.words import pack_marks
from tb.designs.conv_engine.words import CAPTURE, HEADER, LAYER, layer_word
from tb.designs.step_sequencer.ports import ARRAY, PIXELS, ROWS, START

Marks = NDArray[np.bool_]

CAPTURE_BITS = (1 << CAPTURE.width) - 1
"""All of ``capture_t``."""


class Walk:
    """The steps of one packet.

    Args:
        packet: as the golden model lowers it.

    Attributes:
        packet: the same.
        loads: order of the sets of pixels, one for each row phase.
        steps: order of the steps, each with a row of weights.
        begins, ends: int64 [W_o], the first and the last input column under each output column.
    """

    def __init__(self, packet: Packet) -> None:
        self.packet = packet
        shape = packet.shape
        loads = {k: v for k, v in axes(packet.tiling, PIXEL).sizes.items() if k != "part"}
        self.loads = BeatOrder(PIXELS, 0, loads)
        columns = {k: v for k, v in loads.items() if k != "phase"}
        self.steps = BeatOrder(ROWS, 0, {**columns, "tap": shape.kh})
        window = np.arange(shape.w_o) * shape.sw - shape.pad_left
        self.begins = np.maximum(window, 0)
        self.ends = np.minimum(window + shape.kw - 1, shape.w - 1)

    def frames(self, last_at: tuple[int, ...] | None = None) -> dict[str, list[Frame]]:
        """All beats by port.

        Args:
            last_at: sets of pixels that are marked as the last one; None marks the last, as it
                should be.
        """
        beats = {
            START: Frame(self._called(START), {"layer": self._layer()}),
            PIXELS: Frame(self._called(PIXELS), self._pixels(last_at), last_at=last_at),
            ROWS: Frame(self._called(ROWS), self._rows()),
            ARRAY: self._array(),
        }
        return {port: [frame] for port, frame in beats.items()}

    def edges(self) -> dict[str, list[NDArray[np.int64]]]:
        """Beats of the last input column of each block, by port."""
        rows = self.steps.last_of("w")
        return {PIXELS: [self.loads.last_of("w")], ROWS: [rows], ARRAY: [rows]}

    def _called(self, port: str) -> str:
        return f"{self.packet.name or 'packet'}/{port}"

    def _layer(self) -> Bytes:
        return numbers([layer_word(self.packet.header, self.packet.params)], LAYER.width)

    def _pixels(self, last_at: tuple[int, ...] | None) -> dict[str, Bytes]:
        """A set that is marked as the last and is not is a fault, and so is the reverse."""
        beat = np.arange(self.loads.beats)
        last = beat == len(beat) - 1
        marked = last if last_at is None else np.isin(beat, last_at)
        return {"body_done": _bits(last), "last_fault": _bits(last != marked)}

    def _rows(self) -> dict[str, Bytes]:
        steps = self.steps
        behind = np.arange(1, steps.beats + 1)
        header = numbers([pack(self.packet.header)], HEADER.width)
        return {
            "tile_open": _bits(behind > 0),
            "tile_header": np.tile(header, (steps.beats, 1)),
            "tile_ending": _bits(behind % steps.stride("iteration") == 0),
            "block_done": _bits(behind % steps.stride("block") == 0),
            "packet_done": _bits(behind == steps.beats),
        }

    def _array(self) -> Frame:
        """The steps as the array sees them; what no wanted sum depends on does not count."""
        packet, shape = self.packet, self.packet.shape
        in_column = self.steps.stride("w")
        blocks = self.steps.beats // (shape.w * in_column)
        # One block of output rows is like the other: [W, steps of a column, C].
        begin, wanted = self._sums()
        restart = np.zeros((shape.w, in_column, packet.params.cols), np.bool_)
        hand_over = np.zeros((shape.w, in_column), np.bool_)
        if not packet.accumulate:
            restart[:, 0] = begin
            hand_over[:, 0] = True
        counts = np.broadcast_to(wanted[:, None], restart.shape)
        goes_on: Marks = np.logical_or.reduce(counts & ~restart, axis=-1)
        infos = [0 if i else info for info in self._captures() for i in range(in_column)[::-1]]
        counted = [CAPTURE_BITS if info else 0 for info in infos]

        def repeated(marks: Marks) -> Bytes:
            flat = marks.reshape(shape.w * in_column, -1)
            return np.tile(pack_marks(flat), (blocks, 1))

        return Frame(
            self._called(ARRAY),
            {
                "restart": repeated(restart),
                "hand_over": repeated(hand_over),
                "capture": _bits(np.array([info != 0 for info in infos])),
                "capture_info": numbers(infos, CAPTURE.width),
            },
            care={
                "restart": repeated(counts),
                "hand_over": repeated(goes_on),
                "capture": _bits(np.ones(len(infos), np.bool_)),
                "capture_info": numbers(counted, CAPTURE.width),
            },
        )

    def _sums(self) -> tuple[Marks, Marks]:
        """By input column and core: whether a wanted sum begins there, and whether one is there.

        Returns:
            bool [W, C] each.
        """
        shape, cores = self.packet.shape, self.packet.cores
        w = np.arange(shape.w)[:, None]
        # By core: the output column whose window has this input column under its kernel column.
        phase = w[:, 0] % shape.sw
        out = (w + shape.pad_left - cores.kernel_column[phase]) // shape.sw
        wanted = cores.used[phase] & (out >= 0) & (out < shape.w_o)
        begin = wanted & (self.begins[np.clip(out, 0, shape.w_o - 1)] == w)
        return begin, wanted

    def _captures(self) -> list[int]:
        """``capture_t`` of what leaves after each input column, 0 where nothing does."""
        packet, shape, tiling = self.packet, self.packet.shape, self.packet.tiling
        if packet.hold:
            return [0] * math.prod(self.steps.shape[:4])
        channels = channel_marks(tiling).sum(axis=1)
        rows = sum_marks(tiling)[0, :, 0, 0].sum(axis=-1)
        order = axes(tiling, SUM)
        found: list[int] = []
        for t, n, block, w in np.ndindex(*self.steps.shape[:4]):
            leaving = np.flatnonzero(self.ends == w)
            if not leaving.size:
                found.append(0)
                continue
            last = (t, n, block) == (tiling.t - 1, shape.n - 1, tiling.l - 1)
            # The core of channel 0 of the first group.
            core = locate_sum(packet, order.first(w=int(leaving[0])), 0).core
            assert core is not None
            found.append(
                CAPTURE.pack(
                    columns=leaving.size,
                    tap=core,
                    kernel_w=shape.kw,
                    stride_w=shape.sw,
                    iteration_channels=tiling.channels,
                    channels_valid=int(channels[t]),
                    rows_valid=int(rows[block]),
                    packet_last=int(last and leaving[-1] == shape.w_o - 1),
                )
            )
        return found


def _bits(marks: Marks) -> Bytes:
    """A mark a beat as a signal of one bit."""
    return marks.astype(np.uint8)[:, None]
