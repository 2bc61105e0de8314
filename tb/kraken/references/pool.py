"""Windows of a strip, scaled to int8, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from golden.kraken.stages.channel import RequantRounding, requantize
from golden.kraken.stages.fields import unpack_fields
from golden.kraken.stages.pool import ACC_WIDTH, DROPS_AFTER, HEADER, LEAST, REGISTERS
from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import as_signed, cut, joined, ones, spread
from tb.kraken.references.stage import Beat, StageReference

HEADER_WIDTH = sum(field.bits for field in HEADER.values())


def down(
    words: Sequence[int],
    marks: Sequence[int],
    *,
    adds: bool,
    whole: bool,
    kernel: int,
    stride: int,
    rows_out: int,
) -> tuple[list[int], list[bool]]:
    """Windows down the words of a channel: values and marks of the rows that leave."""
    nothing = 0 if adds else LEAST
    kept = [word if mark else nothing for word, mark in zip(words, marks, strict=True)]
    values: list[int] = []
    counts: list[bool] = []
    for i in range(rows_out):
        window = slice(i * stride, i * stride + kernel)
        values.append(sum(kept[window]) if adds else max(kept[window]))
        counts.append((all if whole else any)(marks[window]))
    return values, counts


@dataclass(frozen=True)
class Column:
    """Where a beat stands in its strip.

    Attributes:
        row: its place in its column.
        begins, ends: slots of the windows that do so with the column, a bit each.
    """

    row: int
    begins: int
    ends: int


def columns(
    *, slots: int, kernel: int, stride: int, columns: int, rows: int, rows_last: int, strips: int
) -> Iterator[Column]:
    """The beats of strip after strip, without end; windows take the slots by turns."""
    for strip in count():
        for column in range(columns):
            begins = 1 << column // stride % slots if column % stride == 0 else 0
            behind = column - kernel + 1
            ends = 1 << behind // stride % slots if behind >= 0 and behind % stride == 0 else 0
            for row in range(rows if strip < strips else rows_last):
                yield Column(row, begins, ends)


Slot = tuple[int, bool] | None
"""What a window has gathered, its bias included, and whether it counts; None before it began."""


class Sums:
    """What the open windows have gathered, by row, lane and slot."""

    def __init__(self, lanes: int, slots: int, width: int) -> None:
        self.lanes, self.slots, self.width = lanes, slots, width
        self.rows: dict[int, list[list[Slot]]] = {}

    def gathered(
        self, at: Column, words: Sequence[int], marks: Sequence[int], told: Told
    ) -> list[list[Slot]]:
        """What the windows have gathered with a beat, by lane and slot."""
        empty: list[list[Slot]] = [[None] * self.slots for _ in range(self.lanes)]
        before = self.rows.get(at.row, empty)
        return [
            [
                self._grown(slot, at.begins >> s & 1, word, bool(mark), told)
                for s, slot in enumerate(lane)
            ]
            for lane, word, mark in zip(before, words, marks, strict=True)
        ]

    def _grown(self, slot: Slot, begins: int, word: int, mark: bool, told: Told) -> Slot:
        biased = as_signed(word + told.bias, self.width)
        if begins:
            return biased, mark
        if slot is None:
            return None
        value, counted = slot
        value = as_signed(value + word, self.width) if told.adds else max(value, biased)
        return value, (counted and mark) if told.whole else (counted or mark)

    def ended(self, lanes: Sequence[Sequence[Slot]], ends: int) -> list[Slot]:
        """The window that ends, by lane."""
        slot = ends.bit_length() - 1
        return [lane[slot] for lane in lanes]


@dataclass(frozen=True)
class Told:
    """How windows gather.

    Attributes:
        adds: words are added; else the greatest counts.
        whole: a window counts if all of its words do.
        bias: of a window.
    """

    adds: bool
    whole: bool
    bias: int


class PairReference:
    """Sum or greater of two words, in the same clock."""

    def __init__(self, values: Values) -> None:
        self.width = values["Width"]

    def due(self, now: Signals) -> Dues:
        """The result; the greater one only of words that are near each other."""
        a, b = as_signed(now["a"], self.width), as_signed(now["b"], self.width)
        if now["sum"]:
            return {"y": a + b & ones(self.width)}
        return {"y": max(a, b) & ones(self.width)} if abs(a - b) < 256 else {}

    def clock(self, now: Signals) -> None:
        """Nothing is kept."""


class RowsReference:
    """Windows down a beat, in two registers that load as they are told."""

    def __init__(self, values: Values) -> None:
        self.rows = values["Rows"]
        self.width = 8 + (self.rows - 1).bit_length()
        self.first: dict[str, Due] | None = None
        self.second: dict[str, Due] | None = None

    def due(self, now: Signals) -> Dues:
        """Values and marks in the second register."""
        return self.second or {}

    def clock(self, now: Signals) -> None:
        """Load registers."""
        move, first = now["move"], self.first
        if move & 1:
            self.first = self._made(now)
        if move & 2:
            self.second = first

    def _made(self, now: Signals) -> dict[str, Due] | None:
        rows_out, kernel, stride = now["rows_out"], now["kernel_h"], now["stride_h"]
        if not rows_out or not kernel or (rows_out - 1) * stride + kernel > self.rows:
            return None
        values, marks = down(
            now.words("x", 8),
            cut(now["counts"], 1, self.rows),
            adds=bool(now["sum"]),
            whole=bool(now["whole"]),
            kernel=kernel,
            stride=stride,
            rows_out=rows_out,
        )
        care = ones(self.width * rows_out)
        return {
            "y": Due(joined(values, self.width), care),
            "marks": Due(joined(marks, 1), ones(self.rows)),
        }


class WindowsReference:
    """Which windows begin and end with the beat in turn."""

    def __init__(self, values: Values) -> None:
        self.slots = values["OpenWindows"]
        self.beats: Iterator[Column] = iter(())
        self.at: Column | None = None
        self.beat = 0

    def due(self, now: Signals) -> Dues:
        """The place of the beat in turn."""
        at = self.at
        return {} if at is None else {"row": at.row, "begins": at.begins, "ends": at.ends}

    def clock(self, now: Signals) -> None:
        """Begin a packet, or go on by a beat."""
        if now["start"]:
            names = ("columns", "rows", "rows_last", "strips")
            told = {name: now[name] for name in names}
            kernel, stride = now["kernel_w"], now["stride_w"]
            self.beats = columns(slots=self.slots, kernel=kernel, stride=stride, **told)
            self.beat = -1
        if now["start"] or (now["step"] and self.at is not None):
            self.at = next(self.beats)
            self.beat += 1

    def place(self) -> dict[str, int]:
        """The beat of its packet."""
        return {"beat": self.beat}


@dataclass(frozen=True)
class Arriving:
    """A beat in the first register of the sums."""

    at: Column
    words: Sequence[int]
    marks: Sequence[int]
    told: Told


class SumsReference:
    """Windows across columns, in two registers that load as they are told."""

    def __init__(self, values: Values) -> None:
        self.v = values
        self.sums = Sums(values["Lanes"], values["OpenWindows"], values["AccWidth"])
        self.first: Arriving | None = None
        self.second: list[Slot] | None = None

    def due(self, now: Signals) -> Dues:
        """Whether the first register's beat leaves; the window in the second one."""
        found: dict[str, int | Due] = {}
        if now["valid"] and self.first is not None:
            found["leaves"] = int(self.first.at.ends != 0)
        if self.second is not None and None not in self.second:
            width = self.v["AccWidth"]
            pairs = [slot for slot in self.second if slot is not None]
            marks = joined((mark for _, mark in pairs), 1)
            value = joined((value for value, _ in pairs), width)
            found["x"] = Due(value, spread(marks, len(pairs), width))
            found["marks"] = marks
        return found

    def clock(self, now: Signals) -> None:
        """Load registers; the beat that leaves the first one is kept."""
        move, first = now["move"], self.first
        lanes = None
        if first is not None and now["valid"]:
            lanes = self.sums.gathered(first.at, first.words, first.marks, first.told)
        if move & 2:
            ends = first.at.ends if first is not None else 0
            self.second = self.sums.ended(lanes, ends) if lanes is not None and ends else None
        if move & 1:
            if lanes is not None and first is not None:
                self.sums.rows[first.at.row] = lanes
            self.first = self._arriving(now) if now["in_valid"] else None

    def _arriving(self, now: Signals) -> Arriving:
        bias = as_signed(now["bias"], self.v["AccWidth"])
        return Arriving(
            Column(now["row"], now["begins"], now["ends"]),
            now.words("v", self.v["VWidth"]),
            cut(now["counts"], 1, self.v["Lanes"]),
            Told(bool(now["sum"]), bool(now["whole"]), bias),
        )

    def place(self) -> dict[str, int]:
        """The row of the beat in the first register."""
        return {"row": self.first.at.row} if self.first is not None else {}


class PoolReference(StageReference):
    """A beat of windows down, then across, then scaled; where none ends, nothing leaves."""

    def __init__(self, values: Values) -> None:
        super().__init__(
            values, REGISTERS, lambda i, beat: i == DROPS_AFTER - 1 and "m_axis_tlast" not in beat
        )
        self.rows, self.channels = values["Rows"], values["OutChannels"]
        self.slots = values["OpenWindows"]
        self.sums = Sums(self.lanes, self.slots, values.get("AccWidth", ACC_WIDTH))
        self.fields: dict[str, int] = {}
        self.beats: Iterator[Column] = iter(())

    def begin(self, header: int) -> None:
        """The next packet is pooled as its configuration says."""
        f = self.fields = unpack_fields(HEADER, header & ones(HEADER_WIDTH))
        told = {name: f[name] for name in ("columns", "rows", "rows_last", "strips")}
        self.beats = columns(slots=self.slots, kernel=f["kernel_w"], stride=f["stride_w"], **told)

    def made(self, now: Signals) -> Beat:
        """What leaves of a beat; nothing where no window ends."""
        f, at = self.fields, next(self.beats)
        words = now.words("s_axis_tdata", 8)
        counted = cut(now["s_axis_tuser"], 1, self.lanes)
        values: list[int] = []
        marks: list[int] = []
        for m in range(self.channels):
            mine = slice(m * self.rows, (m + 1) * self.rows)
            column, counts = down(
                words[mine],
                counted[mine],
                adds=bool(f["op"]),
                whole=bool(f["whole"]),
                kernel=f["kernel_h"],
                stride=f["stride_h"],
                rows_out=f["rows_out"],
            )
            rest = self.rows - f["rows_out"]
            values += [*column, *[0] * rest]
            marks += [*map(int, counts), *[0] * rest]
        told = Told(bool(f["op"]), bool(f["whole"]), f["bias"])
        lanes = self.sums.gathered(at, values, marks, told)
        self.sums.rows[at.row] = lanes
        if not at.ends:
            return {}
        return self._scaled(self.sums.ended(lanes, at.ends), now)

    def _scaled(self, ended: Sequence[Slot], now: Signals) -> Beat:
        f = self.fields
        pairs = [(0, False) if slot is None else slot for slot in ended]
        y = requantize(
            [value for value, _ in pairs],
            f["mantissa"],
            f["shift"],
            RequantRounding(f["rounding"]),
            f["zero_point"],
            f["low"],
            f["high"],
        ).tolist()
        kept = [word if mark else 0 for word, (_, mark) in zip(y, pairs, strict=True)]
        works = f["op"] or f["kernel_h"] != 1 or f["kernel_w"] != 1
        return {
            "m_axis_tdata": joined(kept, 8),
            "m_axis_tuser": joined((mark for _, mark in pairs), 1),
            "m_axis_tlast": now["s_axis_tlast"],
            "works": int(bool(works)),
        }
