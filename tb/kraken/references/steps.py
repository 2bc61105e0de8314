"""The steps of a packet, one a clock, as soon as what they need is there."""

from __future__ import annotations

from golden.kraken.format.header import unpack
from tb.bench.parts import Due, Dues, IllegalInputError, Signals, Values
from tb.kraken.references.columns import Columns, bit
from tb.kraken.references.cores import Cores
from tb.kraken.references.loops import Loops
from tb.kraken.words import CAPTURE, DERIVED, LAYER

EVERY = (1 << CAPTURE.width) - 1


class StepsReference:
    """The step in turn, and the one that the array makes."""

    def __init__(self, values: Values) -> None:
        self.loops, self.columns, self.cores = Loops(), Columns(), Cores(values)
        self.first = False
        self.behind: dict[str, int | Due] = {"capture_b": 0}

    def due(self, now: Signals) -> Dues:
        """Whether a step is made, what it takes and ends, and what the array is told."""
        found: dict[str, int | Due] = dict(self.behind)
        if "capture_info_b" in found:
            found["capture_info_b"] = self._same_rows(now, found["capture_info_b"])
        place = self.loops.place
        if place is None:
            quiet = ("mismatch", "step", "pixels_take", "body_done", "packet_done", "last_fault")
            return found | dict.fromkeys(quiet, 0)
        takes = self._steps(now, place) and bit(place, "load_begins")
        last = bit(place, "load_last")
        return found | {
            "mismatch": int(self.first and now["tile_known"] and not now["tile_matches"]),
            "step": int(self._steps(now, place)),
            "pixels_take": int(takes),
            "body_done": int(takes and last),
            "packet_done": int(self._steps(now, place) and bit(place, "packet_ends")),
            "last_fault": int(takes and bool(now["pixels_last"]) != last),
            "iteration_ends": int(bit(place, "iteration_ends")),
            "block_ends": int(bit(place, "block_ends")),
        }

    def clock(self, now: Signals) -> None:
        """Make the step, or begin a packet."""
        place = self.loops.place
        steps = place is not None and self._steps(now, place)
        if now["enable"]:
            self.behind |= {"step_b": int(steps), "capture_b": 0}
        if steps and place is not None:
            self.behind |= self._told(now, place)
            self.columns.go_on(place)
            self.cores.go_on(place)
            self.loops.go_on()
            self.first = False
        if now["start"]:
            if self.loops.place is not None:
                raise IllegalInputError("a packet begins while another one is at work")
            header = unpack(now["layer"] >> DERIVED.width)
            for part in (self.loops, self.columns, self.cores):
                part.start(header)
            self.first = True

    def place(self) -> dict[str, int]:
        """The step in turn, and where it stands."""
        return {"step": self.loops.step, **self.loops.at}

    def _steps(self, now: Signals, place: int) -> bool:
        ready = now["enable"] and not now["stop"] and now["row_ready"]
        known = not self.first or (now["tile_known"] and now["tile_matches"])
        return bool(ready and known and (not bit(place, "load_begins") or now["pixels_valid"]))

    def _told(self, now: Signals, place: int) -> dict[str, int | Due]:
        """What the array is told of a step."""
        h = self.loops_header(now)
        cores, leaving = self.cores.due(place), self.columns.due(place)
        told: dict[str, int | Due] = {
            "restart_b": cores["restart"],
            "buses_b": cores["buses"],
            "hand_over_b": int(bit(place, "col_begins") and not h["accumulate"]),
            "capture_b": leaving["captures"],
            "capture_info_b": Due(0, 0),
        }
        if leaving["captures"]:
            last = all(bit(place, f"{of}_last") for of in ("block", "image", "iteration"))
            rows, rows_from = self.cores.rows(place, (self.cores.array.rows, 0))
            ends = bit(place, "iteration_last")
            told["capture_info_b"] = CAPTURE.pack(
                columns=leaving["columns"],
                tap=leaving["tap"],
                kernel_w=h["kw"],
                stride_w=h["sw"],
                channels_valid=h["last_channels"] if ends else h["iteration_channels"],
                rows_valid=rows,
                rows_from=rows_from,
                packet_last=int(last and leaving["none_left"]),
            )
        return told

    @staticmethod
    def loops_header(now: Signals) -> dict[str, int]:
        """Members of the layer that is at work."""
        return LAYER.unpack(now["layer"])

    def _same_rows(self, now: Signals, due: int | Due) -> int | Due:
        """The capture that is due, with rows told as the block tells them if they mean the same."""
        if isinstance(due, Due):
            return due
        told, own = CAPTURE.unpack(now["capture_info_b"]), CAPTURE.unpack(due)
        rows = told["rows_valid"], told["rows_from"]
        if self._rows(*rows) == self._rows(own["rows_valid"], own["rows_from"]):
            own["rows_valid"], own["rows_from"] = rows
        return CAPTURE.pack(**own)

    def _rows(self, valid: int, first: int) -> list[int]:
        """Rows of each core."""
        most, cores = self.cores.array.rows, self.cores.cores
        return [most if core < first else min(valid, most) for core in range(cores)]
