"""Sets of pixels that slide past the array."""

from __future__ import annotations

from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import as_signed, ones

Words = list[int | None]


class ShifterReference:
    """A set of words on each bus, less the zero point; None where a word is nobody's business."""

    def __init__(self, values: Values) -> None:
        self.rows, self.buses = values["Rows"], values["Buses"]
        self.set_words, self.word = values["SetWords"], values["XWidth"]
        self.sets: list[Words] = [[None] * self.set_words for _ in range(self.buses)]
        self.shifts = 0

    def due(self, now: Signals) -> Dues:
        """The words in front of the rows."""
        width = self.word + 1
        value = care = 0
        for u, words in enumerate(self.sets):
            for r, word in enumerate(words[: self.rows]):
                if word is not None:
                    low = (u * self.rows + r) * width
                    value |= (word & ones(width)) << low
                    care |= ones(width) << low
        return {"pixels": Due(value, care)}

    def clock(self, now: Signals) -> None:
        """Load sets, or shift them by a row."""
        if now["load"]:
            self.sets = self._loaded(now)
            self.shifts = 0
        elif now["shift"]:
            self.sets = [[*words[1:], None] for words in self.sets]
            self.shifts += 1

    def place(self) -> dict[str, int]:
        """How often the sets were shifted."""
        return {"shifts": self.shifts}

    def _loaded(self, now: Signals) -> list[Words]:
        count, marks = self.buses * self.set_words, now["marks"]
        zero = as_signed(now["zero_point"], self.word)
        words = now.words("words", self.word)
        centred: Words = [words[i] - zero if marks >> i & 1 else 0 for i in range(count)]
        if not now["together"]:
            return [centred[u * self.set_words :][: self.set_words] for u in range(self.buses)]
        rest: Words = [None] * (self.set_words - self.rows)
        sets: list[Words] = []
        for u in range(self.buses):
            # Sets that do not fit in behind one another belong to no layer.
            fits = (u + 1) * self.rows <= self.set_words
            here = centred[u * self.rows :][: self.rows] if fits else [None] * self.rows
            sets.append([*here, *rest])
        return sets
