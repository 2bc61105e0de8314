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
    BusMap,
    CoreMap,
    bus_map,
    core_map,
    cut_sums,
    dealt,
    join_sums,
    pixel_rows,
    sum_marks,
)
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.sharing import ALONE, Sharing
from golden.kraken.format.tiling import Ints, Tiling
from golden.streams.frame import DATA, KEEP, USER, Bytes, Frame
from golden.streams.words import beat_bytes, pack_marks, pack_words, unpack_words, wrap


@dataclass(frozen=True, eq=False)
class Packet:
    """What the engine does between two headers.

    Attributes:
        shape: the convolution.
        params: the array.
        x: integers [N, H, W, C_i] that fit `x_width` bits.
        kernel: integers [K_H, K_W, C_i / groups, C_o] that fit `k_width` bits.
        x_zp: zero point, subtracted from every x.
        name: what reports call it.
        hold: keep the sums in the array and send nothing; another packet goes on from them.
        after: the packet whose held sums this one goes on from, or None to start at 0.
        sharing: how the cores share the buses.
        known: its sums [N, H_o, W_o, C_o], those of earlier passes included, where somebody has
            them already; None lets the packet compute them.

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
    sharing: Sharing = ALONE
    known: npt.NDArray[Any] | None = field(default=None, repr=False)

    @classmethod
    def blank(
        cls, shape: ConvShape, params: ArrayParams, name: str = "", sharing: Sharing = ALONE
    ) -> Packet:
        """A packet of zeros that takes no memory: for clocks and words, which no value changes."""
        zero = np.int8(0)
        x = np.broadcast_to(zero, (shape.n, shape.h, shape.w, shape.ci))
        kernel = np.broadcast_to(zero, (shape.kh, shape.kw, shape.depth, shape.co))
        return cls(shape, params, x, kernel, name=name, sharing=sharing)

    def __post_init__(self) -> None:
        s, p = self.shape, self.params
        self._check_tensor("x", self.x, (s.n, s.h, s.w, s.ci), p.x_width)
        self._check_tensor("kernel", self.kernel, (s.kh, s.kw, s.depth, s.co), p.k_width)
        limit = 1 << (p.x_width - 1)
        if not -limit <= self.x_zp < limit:
            raise PacketError(
                f"zero point {self.x_zp} of '{self.name}' does not fit {p.x_width} bits"
            )
        one_block = s.n == self.tiling.l == s.w == self.tiling.t == self.sharing.sets == 1
        if (self.hold or self.accumulate) and not one_block:
            raise PacketError(
                f"'{self.name}' ({s}) cannot keep its sums in the array: that takes one image, "
                "one block, one input column, one iteration and one bus"
            )
        if self.after is not None:
            self._check_after(self.after)
        if self.known is not None and self.known.shape != self.accumulators_shape:
            raise PacketError(
                f"the known sums of '{self.name}' have shape {list(self.known.shape)}, "
                f"not {list(self.accumulators_shape)}"
            )

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
        return Tiling(self.shape, self.params, self.sharing)

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
            ci=t.ci,
            w=s.w,
            w_o=s.w_o,
            l=t.l,
            n=s.n,
            t=t.t,
            last_rows=t.last_rows,
            last_channels=t.last_channels,
            accumulate=int(self.accumulate),
            hold=int(self.hold),
            sets=t.sharing.sets,
            share=t.share,
            stack=t.sharing.stack,
        )

    @cached_property
    def accumulators(self) -> npt.NDArray[np.int64]:
        """Sums before they wrap, those of earlier passes included: int64 [N, H_o, W_o, C_o]."""
        if self.known is not None:
            return self.known.astype(np.int64)
        sums = convolve(self.shape, self.x, self.kernel, self.x_zp)
        earlier = self.after
        while earlier is not None:
            sums += convolve(earlier.shape, earlier.x, earlier.kernel, earlier.x_zp)
            earlier = earlier.after
        return sums

    @cached_property
    def word_rows(self) -> Ints:
        """Image row of every word of a set, as `pixel_rows` gives it."""
        return pixel_rows(self.tiling)

    @cached_property
    def cores(self) -> CoreMap:
        """What each core works on."""
        return core_map(self.tiling)

    @cached_property
    def buses(self) -> BusMap:
        """What each bus carries and which core takes it."""
        return bus_map(self.tiling)

    @cached_property
    def pixel(self) -> Frame:
        """`s_axis_pixel`: header, then T times the same image, or with shares T different bodies.

        Null words carry the complement of `x_zp`, so an engine that looks at them is found out.
        """
        s, t, p = self.shape, self.tiling, self.params
        order = axes(t, PIXEL).shape[:-1]
        repeat = t.t if t.sharing.sets == s.groups == 1 else 1
        runs, run = t.load_shape
        together = runs < t.sharing.sets
        word_type = np.int8 if p.x_width <= 8 else np.int16
        lanes = t.beats_per_run * p.pixel_port
        words = np.zeros((order[0] // repeat, *order[1:], runs, lanes), word_type)
        marks = np.zeros(words.shape, np.bool_)
        words[..., :run] = ~self.x_zp
        size = p.rows if together else run
        for iteration, bus in np.ndindex(len(words), t.sharing.sets):
            at = (0, bus * size) if together else (bus, 0)
            loads, inside = self._set(iteration, bus, word_type)
            channels = np.s_[iteration, :, :, :, : loads.shape[3], :, at[0], at[1] : at[1] + size]
            words[channels] = np.where(inside, loads, word_type(~self.x_zp))
            marks[channels] = inside
        header = header_beats(self.header, p.pixel_bits)
        every = np.ones((len(header), p.pixel_port), np.bool_)
        return Frame(
            self._called(PIXEL),
            body={
                DATA: pack_words(words.reshape(-1, p.pixel_port), p.x_width),
                USER: pack_marks(marks.reshape(-1, p.pixel_port)),
            },
            header={DATA: header, USER: pack_marks(every)},
            repeat=repeat,
        )

    def _set(
        self, iteration: int, bus: int, word_type: type[np.generic]
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        """The words of one bus in one iteration, and which of them are in the image.

        Returns:
            [N, L, W, channels of the bus, Ph, R+F], and marks that broadcast to it.
        """
        s, t = self.shape, self.tiling
        block = int(self.buses.block[iteration, bus])
        channels = self.buses.input_channel[iteration, bus]
        channels = channels[channels >= 0]
        rows = self.word_rows[np.arange(t.l) * t.v + max(block, 0)]
        inside = (rows >= 0) & (rows < s.h)
        # The channels of a bus follow each other.
        part = slice(channels[0], channels[-1] + 1) if channels.size else slice(0)
        columns = self.x[..., part].astype(word_type, copy=False).transpose(0, 2, 3, 1)
        loads = columns[..., np.where(inside, rows, 0)]  # [N, W, channels, L, Ph, R+F]
        return loads.transpose(0, 3, 1, 2, 4, 5), inside[:, None, None]

    @cached_property
    def weight(self) -> Frame:
        """`s_axis_weight`: header, then T tiles."""
        s, t, p = self.shape, self.tiling, self.params
        cores = self.cores
        lanes = t.beats_per_weight_row * p.weight_port
        words = np.zeros((*axes(t, WEIGHT).shape[:-1], lanes), self.kernel.dtype)
        by_output = self.kernel[list(t.tap_rows)].transpose(1, 3, 2, 0)  # [K_W, C_o, depth, K_H]
        by_output = np.ascontiguousarray(by_output)
        for q, iteration in np.ndindex(s.sw, t.t):
            _, channel = dealt(t, iteration, cores.channel[q])
            core = np.flatnonzero(cores.used[q] & (channel >= 0))
            tile = by_output[cores.kernel_column[q, core], channel[core]]
            if s.groups > 1:
                tile = self._on_bus(tile, iteration, core, channel[core])
            words[iteration, q][..., core] = tile.transpose(1, 2, 0)
        return Frame(
            self._called(WEIGHT),
            body={DATA: pack_words(words.reshape(-1, p.weight_port), p.k_width)},
            header={DATA: header_beats(self.header, p.weight_bits)},
        )

    def _on_bus(
        self, tile: npt.NDArray[Any], iteration: int, core: Ints, channel: Ints
    ) -> npt.NDArray[Any]:
        """Weights of cores [cores, depth, K_H] for each load of their bus: [cores, C_i, K_H].

        They are 0 for channels of other groups.
        """
        s, buses = self.shape, self.buses
        loads = buses.input_channel[iteration, buses.core[iteration, core]]
        place = loads - (channel // (s.co // s.groups) * s.depth)[:, None]
        own = (loads >= 0) & (place >= 0) & (place < s.depth)
        taken = np.take_along_axis(tile, np.where(own, place, 0)[..., None], axis=1)
        return np.where(own[..., None], taken, 0)

    @cached_property
    def sums(self) -> Frame | None:
        """`m_axis_sum` as it must come out; None for a packet that holds its sums.

        A word that carries a sum has its bit of `USER`. `KEEP` has one for each byte, all of them
        set but for the bytes behind the last sum of the packet.
        """
        t, p = self.tiling, self.params
        if self.hold:
            return None
        order = axes(t, SUM)
        blocks = cut_sums(t, self._stored(self.accumulators))
        marks = np.broadcast_to(sum_marks(t)[:, None, :, None], blocks.shape)
        user = order.flatten(marks).reshape(-1, p.sum_lanes)
        data = pack_words(order.flatten(blocks).reshape(-1, p.sum_lanes), p.y_width)
        keep = np.ones(data.shape, np.bool_)
        keep[-1] = np.arange(data.shape[1]) < beat_bytes(
            int(user[-1].nonzero()[0][-1]) + 1, p.y_width
        )
        body = {DATA: data, USER: pack_marks(user), KEEP: pack_marks(keep)}
        return Frame(self._called(SUM), body=body)

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
        return join_sums(t, order.unflatten(words.reshape(-1, p.out_channels, p.rows)))
