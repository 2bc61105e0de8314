"""Sums to int8: bias, multiplier and shift for each channel, in tiles that come in rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from golden.kraken.stages.channel import RequantRounding, requantize
from golden.kraken.stages.fields import unpack_fields
from golden.kraken.stages.requantizer import ENTRY_BITS, FIELDS, REGISTERS
from golden.quant.fixed_point import wrap32
from tb.bench.parts import Dues, Signals, Values
from tb.kraken.references.bits import as_signed, cut, joined
from tb.kraken.references.config import ConfigFront
from tb.kraken.references.pipeline import Pipeline
from tb.kraken.references.slice import Slice

Beat = dict[str, int]


@dataclass
class Bank:
    """Rows of a tile, and how it is scaled.

    Attributes:
        rows: those that are here.
        size: rows that it has.
        told: fields of its configuration.
        whole: all rows are here.
    """

    rows: list[int] = field(default_factory=list)
    size: int = 0
    told: dict[str, int] = field(default_factory=dict)
    whole: bool = False


class ScalingReference:
    """One bank is used while the next tile comes into the other one."""

    def __init__(self, values: Values) -> None:
        self.rows, self.channels = values["Rows"], values["OutChannels"]
        self.config = ConfigFront(values["ConfigWidth"])
        self.pipeline: Pipeline[Beat] = Pipeline(REGISTERS)
        self.slice: Slice[Beat] = Slice()
        self.banks = [Bank(), Bank()]
        self.writing = self.reading = 0
        self.tile = self.read_tile = 0
        self.row = self.column = 0

    def due(self, now: Signals) -> Dues:
        """Handshakes, and the beat that leaves."""
        head = self.slice.head
        found: dict[str, int] = {
            "s_axis_config_tready": int(self.config.ready(int(self._body_ready()))),
            "s_axis_tready": int(self.pipeline.moves(self.slice.ready)[0] and self._there()),
            "m_axis_tvalid": int(head is not None),
        }
        return found if head is None else {**found, **head}

    def clock(self, now: Signals) -> None:
        """Move beats on, and take a row."""
        ready, body_ready = self.slice.ready, self._body_ready()
        offered = bool(now["s_axis_config_tvalid"])
        fires = bool(now["s_axis_tvalid"]) and self.pipeline.moves(ready)[0] and self._there()
        self.slice.clock(self.pipeline.last, taken=bool(now["m_axis_tready"]))
        self.pipeline.clock(self._made(now) if fires else None, ready)
        freed = self._went_by() if fires else None
        row = now["s_axis_config_tdata"]
        if self.config.state == "body" and offered and body_ready:
            self._write(row)
        if freed is not None:
            self.banks[freed] = Bank()
        self.config.clock(
            row if offered else None,
            last=now["s_axis_config_tlast"],
            body_ready=int(body_ready),
            take=1,
        )

    def place(self) -> dict[str, int]:
        """Tile, column and beat of it that come in."""
        return {"tile": self.read_tile, "column": self.column, "row": self.row}

    def _body_ready(self) -> bool:
        bank = self.banks[self.writing]
        return not bank.whole

    def _there(self) -> bool:
        bank = self.banks[self.reading]
        return self.row < len(bank.rows)

    def _write(self, row: int) -> None:
        told = unpack_fields(FIELDS, self.config.header & (1 << 106) - 1)
        bank = self.banks[self.writing]
        last = self.tile + 1 == told["tiles"]
        bank.told, bank.size = told, told["rows_last"] if last else told["rows"]
        bank.rows.append(row)
        if len(bank.rows) == bank.size:
            bank.whole = True
            self.writing = 1 - self.writing
            self.tile = 0 if last else self.tile + 1

    def _went_by(self) -> int | None:
        """Go on to the next row; returns the bank that its last column leaves free."""
        bank = self.banks[self.reading]
        self.row += 1
        if self.row < bank.size:
            return None
        self.row = 0
        self.column += 1
        if self.column < bank.told["columns"]:
            return None
        self.column, free = 0, self.reading
        self.reading = 1 - self.reading
        self.read_tile += 1
        return free

    def _made(self, now: Signals) -> Beat:
        bank, marks = self.banks[self.reading], now["s_axis_tuser"]
        sums = np.array(now.words("s_axis_tdata", 32)).reshape(self.channels, self.rows)
        entries = cut(bank.rows[self.row], ENTRY_BITS, self.channels)
        bias = np.array([[as_signed(entry, 32)] for entry in entries])
        mantissa = np.array([[entry >> 32 & (1 << 32) - 1] for entry in entries])
        shift = np.array([[as_signed(entry >> 64, 8)] for entry in entries])
        told = bank.told
        words = requantize(
            wrap32(wrap32(sums + bias) << np.maximum(shift, 0)),
            mantissa,
            np.maximum(-shift, 0),
            RequantRounding(told["rounding"]),
            told["zero_point"],
            told["low"],
            told["high"],
        ).reshape(-1)
        kept = [word if marks >> i & 1 else 0 for i, word in enumerate(words.tolist())]
        return {
            "m_axis_tdata": joined(kept, 8),
            "m_axis_tuser": marks,
            "m_axis_tlast": now["s_axis_tlast"],
        }
