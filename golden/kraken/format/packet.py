"""One packet of the engine: its two input streams, the sums to expect, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.convolve import convolve
from golden.kraken.errors import DecodeError, PacketError
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT, axes
from golden.kraken.format.header import Header, header_beats
from golden.kraken.format.mapping import (
    CoreMap,
    Ints,
    core_map,
    cut_sums,
    join_sums,
    pixel_rows,
    sum_marks,
)
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape, Tiling
from golden.streams.frame import DATA, KEEP, Bytes, Frame
from golden.streams.words import beat_bytes, pack_marks, pack_words, unpack_words, wrap


@dataclass(frozen=True, eq=False)
class Packet:
    """What the engine does between two headers.

    Attributes:
        shape: the convolution.
        params: the array.
        x: integers [N, H, W, C_i] that fit `x_width` bits.
        kernel: integers [K_H, K_W, C_i, C_o] that fit `k_width` bits.
        x_zp: zero point, subtracted from every x.
        name: what reports call it.
        hold: keep the sums in the array and send nothing; another packet goes on from them.
        after: the packet whose held sums this one goes on from, or None to start at 0.

    Raises:
        ShapeError: the array cannot do the shape in one packet.
        PacketError: tensors do not have the shape or range, or the passes do not fit together.
    """

    shape: ConvShape
    params: ArrayParams
    x: npt.NDArray[Any] = field(repr=False)
    kernel: npt.NDArray[Any] = field(repr=False)
    x_zp: int = 0
    name: str = ""
    hold: bool = False
    after: Packet | None = field(default=None, repr=False)

    @classmethod
    def blank(cls, shape: ConvShape, params: ArrayParams, name: str = "") -> Packet:
        """A packet of zeros that takes no memory: for clocks and words, which no value changes."""
        zero = np.int8(0)
        x = np.broadcast_to(zero, (shape.n, shape.h, shape.w, shape.ci))
        kernel = np.broadcast_to(zero, (shape.kh, shape.kw, shape.ci, shape.co))
        return cls(shape, params, x, kernel, name=name)

    def __post_init__(self) -> None:
        s, p = self.shape, self.params
        self._check_tensor("x", self.x, (s.n, s.h, s.w, s.ci), p.x_width)
        self._check_tensor("kernel", self.kernel, (s.kh, s.kw, s.ci, s.co), p.k_width)
        limit = 1 << (p.x_width - 1)
        if not -limit <= self.x_zp < limit:
            raise PacketError(
                f"zero point {self.x_zp} of '{self.name}' does not fit {p.x_width} bits"
            )
        one_block = s.n == self.tiling.l == s.w == self.tiling.t == 1
        if (self.hold or self.accumulate) and not one_block:
            raise PacketError(
                f"'{self.name}' ({s}) cannot keep its sums in the array: that takes one image, "
                "one block, one input column and one iteration"
            )
        if self.after is not None:
            self._check_after(self.after)

    def _check_tensor(
        self, what: str, values: npt.NDArray[Any], shape: tuple[int, ...], width: int
    ) -> None:
        if values.shape != shape:
            raise PacketError(
                f"{what} of '{self.name}' has shape {list(values.shape)}, not {list(shape)}"
            )
        if values.dtype.kind != "i":
            raise PacketError(f"{what} of '{self.name}' is {values.dtype}, not a signed integer")
        limit = 1 << (width - 1)
        if values.dtype.itemsize * 8 > width and not (
            -limit <= int(values.min()) and int(values.max()) < limit
        ):
            raise PacketError(f"{what} of '{self.name}' has values that do not fit {width} bits")

    def _check_after(self, after: Packet) -> None:
        mine, theirs = self.accumulators_shape, after.accumulators_shape
        same_cores = (self.shape.kw, self.shape.sw, self.shape.pad_left) == (
            after.shape.kw,
            after.shape.sw,
            after.shape.pad_left,
        )
        if not after.hold or after.params != self.params or mine != theirs or not same_cores:
            raise PacketError(
                f"'{self.name}' cannot go on from '{after.name}': that packet must hold its sums, "
                "on the same array, for the same outputs, kernel width, column stride and padding"
            )

    @property
    def accumulate(self) -> bool:
        """Whether the packet goes on from sums that the array holds."""
        return self.after is not None

    @property
    def accumulators_shape(self) -> tuple[int, int, int, int]:
        """[N, H_o, W_o, C_o]."""
        s = self.shape
        return s.n, s.h_o, s.w_o, s.co

    @cached_property
    def tiling(self) -> Tiling:
        """How the array works through the shape."""
        return Tiling(self.shape, self.params)

    @cached_property
    def header(self) -> Header:
        """The header of both input streams."""
        s, t = self.shape, self.tiling
        return Header(
            kh=s.kh,
            kw=s.kw,
            sh=s.sh,
            sw=s.sw,
            x_zp=self.x_zp,
            pad_left=s.pad_left,
            ci=s.ci,
            w=s.w,
            w_o=s.w_o,
            l=t.l,
            n=s.n,
            t=t.t,
            last_rows=t.last_rows,
            last_channels=t.last_channels,
            accumulate=int(self.accumulate),
            hold=int(self.hold),
        )

    @cached_property
    def accumulators(self) -> npt.NDArray[np.int64]:
        """Sums before they wrap, those of earlier passes included: int64 [N, H_o, W_o, C_o]."""
        sums = convolve(self.shape, self.x, self.kernel, self.x_zp)
        earlier = self.after
        while earlier is not None:
            sums += convolve(earlier.shape, earlier.x, earlier.kernel, earlier.x_zp)
            earlier = earlier.after
        return sums

    @cached_property
    def word_rows(self) -> Ints:
        """Image row of every word of a load, as `pixel_rows` gives it."""
        return pixel_rows(self.tiling)

    @cached_property
    def cores(self) -> CoreMap:
        """What each core works on."""
        return core_map(self.tiling)

    @cached_property
    def pixel(self) -> Frame:
        """`s_axis_pixel`: header, then T times the same image.

        Null words carry the complement of `x_zp`, so an engine that looks at them is found out.
        """
        s, t, p = self.shape, self.tiling, self.params
        rows = self.word_rows
        inside = (rows >= 0) & (rows < s.h)
        word_type = np.int8 if p.x_width <= 8 else np.int16
        columns = self.x.astype(word_type, copy=False).transpose(0, 2, 3, 1)
        loads = columns[..., np.where(inside, rows, 0)]  # [N, W, C_i, L, Ph, R+F]
        loads = np.where(inside, loads, word_type(~self.x_zp))
        lanes = t.beats_per_load * p.pixel_port
        # All axes of the stream but the iterations, which repeat the body, and the load's beats.
        order = axes(t, PIXEL).shape[1:-1]
        words = np.zeros((*order, lanes), word_type)
        words[..., : loads.shape[-1]] = loads.transpose(0, 3, 1, 2, 4, 5)
        keep = np.zeros((*order, lanes), np.bool_)
        keep[..., : loads.shape[-1]] = inside[:, None, None]
        header = header_beats(self.header, p.pixel_bits)
        every = np.ones((len(header), p.pixel_port), np.bool_)
        return Frame(
            self._called(PIXEL),
            body={
                DATA: pack_words(words.reshape(-1, p.pixel_port), p.x_width),
                KEEP: pack_marks(keep.reshape(-1, p.pixel_port)),
            },
            header={DATA: header, KEEP: pack_marks(every)},
            repeat=t.t,
        )

    @cached_property
    def weight(self) -> Frame:
        """`s_axis_weight`: header, then T tiles."""
        s, t, p = self.shape, self.tiling, self.params
        cores = self.cores
        lanes = t.beats_per_weight_row * p.weight_port
        words = np.zeros((*axes(t, WEIGHT).shape[:-1], lanes), self.kernel.dtype)
        by_output = self.kernel[list(t.tap_rows)].transpose(1, 3, 2, 0)  # [K_W, C_o, C_i, K_H]
        by_output = np.ascontiguousarray(by_output)
        for q in range(s.sw):
            for iteration in range(t.t):
                channel = iteration * t.channels + cores.channel[q]
                core = np.flatnonzero(cores.used[q] & (channel < s.co))
                tile = by_output[cores.kernel_column[q, core], channel[core]]
                words[iteration, q][..., core] = tile.transpose(1, 2, 0)
        return Frame(
            self._called(WEIGHT),
            body={DATA: pack_words(words.reshape(-1, p.weight_port), p.k_width)},
            header={DATA: header_beats(self.header, p.weight_bits)},
        )

    @cached_property
    def sums(self) -> Frame | None:
        """`m_axis_sum` as it must come out; None for a packet that holds its sums."""
        t, p = self.tiling, self.params
        if self.hold:
            return None
        blocks = cut_sums(t, self._stored(self.accumulators))
        marks = sum_marks(t)[:, None, :, None]
        keep = np.broadcast_to(marks, blocks.shape).reshape(-1, p.sum_lanes)
        data = pack_words(blocks.reshape(-1, p.sum_lanes), p.y_width)
        return Frame(self._called(SUM), body={DATA: data, KEEP: pack_marks(keep)})

    @property
    def frames(self) -> dict[str, Frame]:
        """The packet's beats by stream; one that holds its sums has none of those."""
        inputs = {PIXEL: self.pixel, WEIGHT: self.weight}
        return inputs if self.sums is None else {**inputs, SUM: self.sums}

    def _called(self, stream: str) -> str:
        return f"{self.name or 'packet'}/{stream}"

    def _stored(self, sums: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """The sums as the array's registers hold them: int32, or int64 when they are wider."""
        wrapped = wrap(sums, self.params.y_width)
        return wrapped.astype(np.int32) if self.params.y_width <= 32 else wrapped

    def decode(self, sum_bytes: Bytes) -> npt.NDArray[Any]:
        """Rebuild the tensor from the beats of `m_axis_sum`.

        Args:
            sum_bytes: uint8 [beats, bytes of a beat], all beats of the packet in order.

        Returns:
            int32 [N, H_o, W_o, C_o] (int64 when a sum has more than 32 bits).

        Raises:
            DecodeError: beats are missing or surplus, a beat has another width, or the packet
                holds its sums.
        """
        t, p = self.tiling, self.params
        if self.hold:
            raise DecodeError(f"'{self.name}' holds its sums: there is nothing to decode")
        order = axes(t, SUM)
        expected = (order.beats, beat_bytes(p.sum_lanes, p.y_width))
        if sum_bytes.shape != expected:
            raise DecodeError(
                f"the sums of '{self.name}' are {list(sum_bytes.shape)} beats and bytes, "
                f"not {list(expected)}"
            )
        words = unpack_words(sum_bytes, p.sum_lanes, p.y_width)
        if p.y_width <= 32:
            words = words.astype(np.int32)
        return join_sums(t, words.reshape(*order.shape, p.out_channels, p.rows))
