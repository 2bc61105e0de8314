"""What the sequencer must do in each step of a packet, derived from the sums that are wanted.

An output column is the sum over a window of input columns. For each of its channels one core works
on the first input column under the window, the core to its right on the next one, and so on. So a
sum begins in the first step of the first of these columns, is handed on in the first step of each
further one, and is whole after the last step of the last one: then it is captured.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet, pack
from golden.streams.frame import Bytes, Frame, numbers
from golden.streams.words import pack_marks
from tb.designs.step_sequencer.ports import ARRAY, PIXELS, ROWS, START
from tb.kraken.captures import captures
from tb.kraken.steps import Steps
from tb.kraken.words import CAPTURE, HEADER, LAYER, bits, layer_word

Marks = NDArray[np.bool_]

CAPTURE_BITS = (1 << CAPTURE.width) - 1
"""All of ``capture_t``."""


class Walk:
    """The steps of one packet.

    Args:
        packet: as the golden model lowers it.

    Attributes:
        packet: the same.
        steps: its steps, each with a row of weights.
    """

    def __init__(self, packet: Packet) -> None:
        self.packet = packet
        self.steps = Steps(packet)

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
        rows = self.steps.order.last_of("w")
        return {PIXELS: [self.steps.loads.last_of("w")], ROWS: [rows], ARRAY: [rows]}

    def _called(self, port: str) -> str:
        return f"{self.packet.name or 'packet'}/{port}"

    def _layer(self) -> Bytes:
        return numbers([layer_word(self.packet.header, self.packet.params)], LAYER.width)

    def _pixels(self, last_at: tuple[int, ...] | None) -> dict[str, Bytes]:
        """A set that is marked as the last and is not is a fault, and so is the reverse."""
        beat = np.arange(self.steps.loads.beats)
        last = beat == len(beat) - 1
        marked = last if last_at is None else np.isin(beat, last_at)
        return {"body_done": bits(last), "last_fault": bits(last != marked)}

    def _rows(self) -> dict[str, Bytes]:
        steps = self.steps.order
        behind = np.arange(1, steps.beats + 1)
        header = numbers([pack(self.packet.header)], HEADER.width)
        return {
            "tile_open": bits(behind > 0),
            "tile_header": np.tile(header, (steps.beats, 1)),
            "tile_ending": bits(behind % steps.stride("iteration") == 0),
            "block_done": bits(behind % steps.stride("block") == 0),
            "packet_done": bits(behind == steps.beats),
        }

    def _array(self) -> Frame:
        """The steps as the array sees them; what no wanted sum depends on does not count."""
        packet, shape = self.packet, self.packet.shape
        in_column = self.steps.order.stride("w")
        blocks = self.steps.count // (shape.w * in_column)
        # One block of output rows is like the other: [W, steps of a column, C].
        begin, wanted = self._sums()
        restart = np.zeros((shape.w, in_column, packet.params.cols), np.bool_)
        hand_over = np.zeros((shape.w, in_column), np.bool_)
        if not packet.accumulate:
            restart[:, 0] = begin
            hand_over[:, 0] = True
        counts = np.broadcast_to(wanted[:, None], restart.shape)
        goes_on: Marks = np.logical_or.reduce(counts & ~restart, axis=-1)
        told = [CAPTURE.pack(**info) if info else 0 for info in captures(packet)]
        infos = [0 if i else info for info in told for i in range(in_column)[::-1]]
        counted = [CAPTURE_BITS if info else 0 for info in infos]

        def repeated(marks: Marks) -> Bytes:
            flat = marks.reshape(shape.w * in_column, -1)
            return np.tile(pack_marks(flat), (blocks, 1))

        return Frame(
            self._called(ARRAY),
            {
                "restart": repeated(restart),
                "hand_over": repeated(hand_over),
                "capture": bits(np.array([info != 0 for info in infos])),
                "capture_info": numbers(infos, CAPTURE.width),
            },
            care={
                "restart": repeated(counts),
                "hand_over": repeated(goes_on),
                "capture": bits(np.ones(len(infos), np.bool_)),
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
        # The first input column under the window.
        begin = wanted & (np.maximum(out * shape.sw - shape.pad_left, 0) == w)
        return begin, wanted
