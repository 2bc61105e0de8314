"""What must happen in each step of a packet, from its header and the sums that are wanted.

An output column is the sum over a window of input columns. For each of its channels one core works
on the first input column under the window, the core to its right on the next one, and so on. So a
sum begins in the first step of the first of these columns, is handed on in the first step of each
further one, and is whole after the last step of the last one.

The cores of a stack are counted through all iterations: each block takes a share of them, one after
another. The first block that an iteration meets is on bus 0, the next one on bus 1, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from golden.kraken import ArrayParams, Header
from golden.kraken.format.axes import BeatOrder
from tb.kraken.steps import Bools, Ints
from tb.kraken.words import CAPTURE, PLACE

ROWS_FROM = CAPTURE.pack(rows_from=(1 << CAPTURE.members["rows_from"]) - 1)
"""The bits of ``capture_t`` that say nothing where all cores have all rows."""


@dataclass(frozen=True)
class Leaving:
    """Output columns that are whole after an input column.

    Attributes:
        columns: how many, at least 1.
        tap: kernel column that the first of them met last.
        none_left: whether the last of them is the block's last one.
    """

    columns: int
    tap: int
    none_left: bool


@dataclass(frozen=True, eq=False)
class Walk:
    """The steps of one packet for t, n, l, w, ci, s, kh, one a clock.

    Attributes:
        header: a legal one.
        array: what it is for.
        name: what reports call it.
    """

    header: Header
    array: ArrayParams
    name: str = "packet"

    @cached_property
    def kernel_rows(self) -> tuple[int, ...]:
        """Kernel rows in the order of use."""
        h = self.header
        return tuple(kh for s in range(h.sh) for kh in range(s, h.kh, h.sh))

    @cached_property
    def order(self) -> BeatOrder:
        """The steps as beats."""
        h = self.header
        sizes = {"iteration": h.t, "image": h.n, "block": h.l, "w": h.w}
        return BeatOrder("step", 0, {**sizes, "input_channel": h.ci, "tap": h.kh})

    @cached_property
    def loads(self) -> BeatOrder:
        """The loads of pixels as beats: one for each input channel and each row phase."""
        sizes = {name: size for name, size in self.order.sizes.items() if name != "tap"}
        return BeatOrder("load", 0, {**sizes, "phase": min(self.header.sh, self.header.kh)})

    @property
    def count(self) -> int:
        """Q, how many steps there are."""
        return self.order.beats

    @property
    def steps_per_column(self) -> int:
        """C_i*K_H, steps of an input column."""
        return self.header.ci * self.header.kh

    def named(self, step: int) -> dict[str, int]:
        """Coordinates of one step by their names in reports."""
        at = self.order.split(step)
        kh = self.kernel_rows[at.pop("tap")]
        return {**at, "kh": kh}

    def __str__(self) -> str:
        h = self.header
        text = f"{h.t}x{h.n}x{h.l}x{h.w}x{h.ci}, kernel {h.kh}x{h.kw}, stride {h.sh}x{h.sw}"
        if h.sets == 1:
            return text
        return f"{text}, {h.sets} shares of {h.share}" + (f", stack of {h.stack}" * bool(h.stack))

    # ------------------------------------------------------------------ steps

    @cached_property
    def _at(self) -> dict[str, Ints]:
        """Indices of the steps by name: int64 [Q]."""
        indices = np.indices(self.order.shape)
        flat = (axis.reshape(-1) for axis in indices)
        return dict(zip(self.order.names, flat, strict=True))

    def ends(self, name: str) -> Bools:
        """Steps that are the last ones at their index along an axis: bool [Q]."""
        size = self.order.stride(name)
        return np.arange(self.count) % size == size - 1

    @cached_property
    def marks(self) -> dict[str, Bools]:
        """Members of ``place_t``: bool [Q] each."""
        h, at = self.header, self._at
        row = np.array(self.kernel_rows)[at["tap"]]
        last = {name: at[name] == size - 1 for name, size in self.order.sizes.items()}
        outer = last["iteration"] & last["image"] & last["block"] & last["w"]
        last_phase = row % h.sh == min(h.sh, h.kh) - 1
        return {
            # The first row of a load that is used is that of the phase itself.
            "load_begins": row < h.sh,
            "load_last": outer & last["input_channel"] & last_phase,
            "col_begins": (at["input_channel"] == 0) & (at["tap"] == 0),
            "col_first": at["w"] == 0,
            "col_ends": self.ends("w"),
            "col_last": last["w"],
            "block_last": last["block"],
            "image_last": last["image"],
            "iteration_last": last["iteration"],
            "block_ends": self.ends("block"),
            "iteration_ends": self.ends("iteration"),
            "packet_ends": np.arange(self.count) == self.count - 1,
        }

    @cached_property
    def places(self) -> list[int]:
        """``place_t`` of each step."""
        bits = {name: mark.astype(int).tolist() for name, mark in self.marks.items()}
        return [
            PLACE.pack(**{name: bit[step] for name, bit in bits.items()})
            for step in range(self.count)
        ]

    @cached_property
    def phase_first(self) -> Bools:
        """Whether the first kernel column of some output lies on the input column: bool [Q]."""
        return (self._at["w"] + self.header.pad_left) % self.header.sw == 0

    # ------------------------------------------------------------------ columns

    @cached_property
    def leaving(self) -> tuple[Leaving | None, ...]:
        """By input column: what leaves after it, None where nothing is whole.

        An output column is whole at its last kernel column or at the image's right edge.
        """
        h = self.header
        start = np.arange(h.w_o) * h.sw - h.pad_left
        whole = np.minimum(start + h.kw, h.w) - 1
        found: list[Leaving | None] = []
        for w in range(h.w):
            here = np.flatnonzero(whole == w)
            told = None
            if here.size:
                told = Leaving(here.size, w - int(start[here[0]]), int(here[-1]) == h.w_o - 1)
            found.append(told)
        return tuple(found)

    @cached_property
    def captured(self) -> tuple[Leaving | None, ...]:
        """By step: what is captured after it; a packet that holds its sums captures nothing."""
        ends = self.marks["col_ends"]
        return tuple(
            self.leaving[w] if end and not self.header.hold else None
            for w, end in zip(self._at["w"].tolist(), ends.tolist(), strict=True)
        )

    # ------------------------------------------------------------------ cores

    @property
    def group(self) -> int:
        """G, cores of a group."""
        return self.header.kw + self.header.sw - 1

    @property
    def cores(self) -> int:
        """E*G, cores that belong to a group."""
        return self.array.cols // self.group * self.group

    @property
    def channels(self) -> int:
        """S_W*E, channels of a whole iteration."""
        return self.array.cols // self.group * self.header.sw

    @cached_property
    def sums(self) -> tuple[Bools, Bools]:
        """By input column and core: where a wanted sum begins, and where one is: bool [W, C].

        Channel s of a group is in the group's core s+i while kernel column i is at work.
        """
        h = self.header
        first = np.arange(0, self.cores, self.group)[:, None] + np.arange(h.sw)
        begins = np.zeros((h.w, self.array.cols), np.bool_)
        wanted = begins.copy()
        for start in (np.arange(h.w_o) * h.sw - h.pad_left).tolist():
            for w in range(max(start, 0), min(start + h.kw, h.w)):
                wanted[w, first + w - start] = True
                begins[w, first + w - start] = w == max(start, 0)
        return begins, wanted

    @cached_property
    def wanted(self) -> Bools:
        """Cores that work on a wanted sum in each step; nothing depends on others: bool [Q, C]."""
        return self.sums[1][self._at["w"]]

    @cached_property
    def restart(self) -> Bools:
        """Cores that begin a new sum with each step: bool [Q, C]."""
        begins = self.sums[0][self._at["w"]]
        if self.header.accumulate:
            return np.zeros_like(begins)
        return begins & self.marks["col_begins"][:, None]

    @cached_property
    def hand_over(self) -> Bools:
        """Whether a sum that goes on comes from the core to the left: bool [Q]."""
        return self.marks["col_begins"] & (not self.header.accumulate)

    @cached_property
    def goes_on(self) -> Bools:
        """Whether a wanted sum goes on, so that `hand_over` counts: bool [Q]."""
        return np.logical_or.reduce(self.wanted & ~self.restart, axis=1)

    # ------------------------------------------------------------------ shares

    @cached_property
    def blocks(self) -> Ints:
        """Share that each core belongs to, counted from the first one of all: int64 [T, C]."""
        h = self.header
        if h.sets == 1:
            return np.zeros((h.t, self.array.cols), np.int64)
        before = np.arange(h.t) * (self.cores if h.stack else 0)
        return (before[:, None] + np.arange(self.array.cols)) // h.share

    @cached_property
    def buses(self) -> Ints:
        """Bus of each core in each step: int64 [Q, C]."""
        by_iteration = np.minimum(self.blocks - self.blocks[:, :1], self.header.sets - 1)
        return by_iteration[self._at["iteration"]]

    @cached_property
    def rows(self) -> list[tuple[int, int | None]]:
        """In each step: rows of the block's end, and the first core that has no more of them.

        Where all cores have all rows, the core is None.
        """
        h, found = self.header, {}
        # What lies behind the stack has no channels.
        ends_stack = self.blocks[:, : self.cores] >= h.stack - 1
        for t, block in np.ndindex(h.t, h.l):
            fewer = ends_stack[t] & (block == h.l - 1) & (h.last_rows < self.array.rows)
            first = int(np.argmax(fewer)) if fewer.any() else None
            found[t, block] = (self.array.rows if first is None else h.last_rows, first)
        pairs = zip(self._at["iteration"].tolist(), self._at["block"].tolist(), strict=True)
        return [found[pair] for pair in pairs]

    # ------------------------------------------------------------------ captures

    @cached_property
    def capture_words(self) -> list[tuple[int, int]]:
        """By step: ``capture_t``, and its bits that count; both 0 where nothing is captured."""
        h = self.header
        words = []
        for step, told in enumerate(self.captured):
            if told is None:
                words.append((0, 0))
                continue
            last = {name: bool(mark[step]) for name, mark in self.marks.items()}
            rows, rows_from = self.rows[step]
            ends = last["iteration_last"] and last["image_last"] and last["block_last"]
            info: Mapping[str, int] = {
                "columns": told.columns,
                "tap": told.tap,
                "kernel_w": h.kw,
                "stride_w": h.sw,
                "channels_valid": h.last_channels if last["iteration_last"] else self.channels,
                "rows_valid": rows,
                "rows_from": rows_from or 0,
                "packet_last": int(ends and told.none_left),
            }
            every = (1 << CAPTURE.width) - 1
            counts = every if rows_from is not None else every & ~ROWS_FROM
            words.append((CAPTURE.pack(**info), counts))
        return words
