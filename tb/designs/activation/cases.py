"""Packets with tables and without, one after another; the next table comes as soon as it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken.stages.activation import ENTRIES, LATENCY, ActivationConfig
from golden.streams.frame import DATA, USER, Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.configured import clocks_of
from tb.kraken.placed import Locate, WorkCase
from tb.kraken.stage_ports import WORD_OUT
from tb.kraken.stage_words import draw_marks, words_frame
from tb.kraken.works import TableWork

SHORT, LONG = 3, 60
"""Beats of a packet in which no table has time to come in, and of one in which it has."""

PACKETS = 6
"""Packets of the random case."""

Table = NDArray[np.int8]


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[TableWork]]:
    """Tables back to back behind short and long packets, no table between them, and any order."""
    same = np.arange(ENTRIES, dtype=np.uint8).view(np.int8)
    one, two, three, four = (_table(rng) for _ in range(4))
    width = values["ConfigWidth"]
    yield _case(rng, values, f"one table, {width} bits", [(one, LONG)])
    yield _case(rng, values, "words as they are", [(same, SHORT), (None, SHORT)])
    yield _case(rng, values, "tables behind short packets", [(one, 1), (two, 1), (three, SHORT)])
    yield _case(rng, values, "tables behind long packets", [(three, LONG), (four, LONG), (one, 2)])
    yield _case(rng, values, "none between tables", [(two, 2), (None, LONG), (four, 2), (None, 1)])
    yield _case(rng, values, "none at all", [(None, 1), (None, 1), (None, SHORT), (None, 1)])
    drawn = [
        (None if rng.random() < 0.4 else _table(rng), int(rng.integers(1, SHORT * 4)))
        for _ in range(PACKETS)
    ]
    yield _case(rng, values, "any", drawn)


def _table(rng: np.random.Generator) -> Table:
    """A table in which no two entries are the same, so that a wrong row or place shows."""
    return rng.permutation(ENTRIES).astype(np.uint8).view(np.int8)


def _case(
    rng: np.random.Generator,
    values: Values,
    name: str,
    packets: Sequence[tuple[Table | None, int]],
) -> WorkCase[TableWork]:
    """Random words for each table, as many beats as it says."""
    rows, channels = values["Rows"], values["OutChannels"]
    told, taken, given, made = [], [], [], []
    locate: dict[Frame, Locate] = {}
    for i, (table, beats) in enumerate(packets):
        config = ActivationConfig(table)
        words = rng.integers(-128, 128, (beats, channels * rows))
        marks = draw_marks(rng, beats, channels, rows)
        out, _ = config.apply(words, marks)
        made.append(TableWork(config, words, marks))
        told.append(config.frame(f"{name}/{i}/config", values["ConfigWidth"]))
        taken.append(words_frame(f"{name}/{i}/in", words, marks, WORD_OUT))
        works = numbers([int(config.works)] * beats, 1)
        body = {DATA: pack_words(out, WORD_OUT), USER: pack_marks(marks), "works": works}
        given.append(Frame(f"{name}/{i}/out", body))
        locate[given[-1]] = _places(i, words, rows)
    return WorkCase(
        name,
        {"config": told, "in": taken, "out": given},
        clocks=clocks_of(told, taken, LATENCY),
        detail=f"{len(packets)} packets",
        locate=locate,
        works=made,
    )


def _places(packet: int, words: NDArray[np.int64], rows: int) -> Locate:
    """The packet, and the entry of its table that a word asks for."""

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        entry = int(words[beat, lane])
        return {
            "packet": packet,
            "channel": lane // rows,
            "array_row": lane % rows,
            "entry": entry,
        }

    return place
