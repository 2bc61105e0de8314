"""Narrow beats to sets of words."""

from __future__ import annotations

from dataclasses import dataclass, field

from tb.bench.parts import Due, Dues, IllegalInputError, Signals, Values
from tb.kraken.references.bits import ones


@dataclass
class Gather:
    """Collects beats until they have the words of a set.

    Attributes:
        word: bits of a word.
        beat_words: words of a beat.
        set_most: words of the largest set.
        data, marks: beats of the set that are here, the first one in the lowest bits.
        beats: how many.
    """

    word: int
    beat_words: int
    set_most: int
    data: int = 0
    marks: int = 0
    beats: int = 0

    def completes(self, size: int) -> bool:
        """Whether one more beat makes a set of so many words whole."""
        return self.beat_words >= self.set_most or (self.beats + 1) * self.beat_words >= size

    def with_beat(self, data: int, marks: int) -> tuple[int, int]:
        """Words and marks of the set with a beat that comes."""
        data &= ones(self.beat_words * self.word)
        marks &= ones(self.beat_words)
        return (
            self.data | data << self.beats * self.beat_words * self.word,
            self.marks | marks << self.beats * self.beat_words,
        )

    def take(self, data: int, marks: int, size: int) -> None:
        """A beat is taken."""
        if self.completes(size):
            self.data = self.marks = self.beats = 0
        else:
            self.data, self.marks = self.with_beat(data, marks)
            self.beats += 1

    def counts(self, size: int) -> int:
        """Words that count in a set of that size; what else the last beat has is passed too."""
        if self.beat_words >= self.set_most:
            return self.set_most
        return min(size, self.set_most)


@dataclass
class GatherReference:
    """A gatherer by itself."""

    values: Values
    gather: Gather = field(init=False)

    def __post_init__(self) -> None:
        v = self.values
        self.gather = Gather(v["WordWidth"], v["InWords"], v["OutWords"])

    def due(self, now: Signals) -> Dues:
        """The set with the last of its beats."""
        if not now["s_axis_tvalid"]:
            return {"m_axis_tvalid": 0, "stray_last": 0}
        size = now["set_words"]
        if not 1 <= size <= self.gather.set_most:
            raise IllegalInputError(f"a set of {size} words")
        whole = self.gather.completes(size)
        ready = now["m_axis_tready"] if whole else 1
        found: dict[str, int | Due] = {
            "m_axis_tvalid": int(whole),
            "s_axis_tready": ready,
            "stray_last": int(now["s_axis_tlast"] and not whole),
        }
        if whole:
            words = self.gather.counts(size)
            data, marks = self.gather.with_beat(now["s_axis_tdata"], now["s_axis_tuser"])
            found["m_axis_tdata"] = Due(data, ones(words * self.gather.word))
            found["m_axis_tuser"] = Due(marks, ones(words))
            found["m_axis_tlast"] = now["s_axis_tlast"]
        return found

    def clock(self, now: Signals) -> None:
        """Keep a beat that is taken."""
        if now["s_axis_tvalid"] and now["s_axis_tready"]:
            self.gather.take(now["s_axis_tdata"], now["s_axis_tuser"], now["set_words"])

    def place(self) -> dict[str, int]:
        """Which beat of its set is in turn."""
        return {"beat of the set": self.gather.beats}
