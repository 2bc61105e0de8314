"""Where each step of a packet stands in its loops."""

from __future__ import annotations

from collections.abc import Iterator

from golden.kraken import Header
from golden.kraken.format.header import unpack
from tb.bench.parts import Dues, Signals, Values
from tb.kraken.words import PLACE


def places(header: Header) -> Iterator[tuple[int, dict[str, int]]]:
    """``place_t`` of each step of a packet, and its coordinates."""
    h = header
    phases = min(h.sh, h.kh)
    taps = [(s, kh) for s in range(phases) for kh in range(s, h.kh, h.sh)]
    outer = ((t, n, b, w) for t in range(h.t) for n in range(h.n) for b in range(h.l)
             for w in range(h.w))  # fmt: skip
    for t, n, b, w in outer:
        lasts = {
            "iteration_last": t == h.t - 1,
            "image_last": n == h.n - 1,
            "block_last": b == h.l - 1,
            "col_last": w == h.w - 1,
        }
        for ci in range(h.ci):
            for i, (s, kh) in enumerate(taps):
                col_ends = ci == h.ci - 1 and i == len(taps) - 1
                block_ends = col_ends and lasts["col_last"]
                ends = block_ends and lasts["block_last"] and lasts["image_last"]
                load = s == phases - 1 and ci == h.ci - 1
                marks = {
                    **lasts,
                    "load_begins": s == kh,
                    "load_last": load and all(lasts.values()),
                    "col_begins": ci == 0 and kh == 0,
                    "col_first": w == 0,
                    "col_ends": col_ends,
                    "block_ends": block_ends,
                    "iteration_ends": ends,
                    "packet_ends": ends and lasts["iteration_last"],
                }
                word = PLACE.pack(**{name: int(mark) for name, mark in marks.items()})
                yield (
                    word,
                    {"iteration": t, "image": n, "block": b, "w": w, "channel": ci, "kh": kh},
                )


class Loops:
    """The step in turn.

    Attributes:
        place: its ``place_t``; None where no packet is at work.
        at: its coordinates.
        step: which of the packet it is.
    """

    def __init__(self) -> None:
        self.steps: Iterator[tuple[int, dict[str, int]]] = iter(())
        self.place: int | None = None
        self.at: dict[str, int] = {}
        self.step = -1

    def start(self, header: Header) -> None:
        """A packet begins."""
        self.steps, self.step = places(header), -1
        self.go_on()

    def go_on(self) -> None:
        """The next step is in turn."""
        found = next(self.steps, None)
        self.step += 1
        self.place, self.at = (None, {}) if found is None else found


class LoopsReference:
    """The loops by themselves."""

    def __init__(self, values: Values) -> None:
        self.loops = Loops()

    def due(self, now: Signals) -> Dues:
        """The place of the step in turn."""
        return {} if self.loops.place is None else {"place": self.loops.place}

    def clock(self, now: Signals) -> None:
        """Begin a packet, or go on by a step."""
        if now["start"]:
            self.loops.start(unpack(now["header"]))
        elif now["step"]:
            self.loops.go_on()

    def place(self) -> dict[str, int]:
        """The step, and where it stands."""
        return {"step": self.loops.step, **self.loops.at}
