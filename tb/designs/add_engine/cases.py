"""Packets of each operation and rounding, and packets that pass between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken.stages.adder import LATENCY, AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from golden.streams.frame import DATA, USER, Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.designs.add_engine.draw import KINDS, draw_config
from tb.kraken.configured import clocks_of, with_further
from tb.kraken.placed import Locate, WorkCase
from tb.kraken.stage_ports import WORD_OUT
from tb.kraken.stage_words import draw_marks, draw_rounding, words_frame
from tb.kraken.works import AdderWork

BEATS = 12
"""Beats of a packet that is to show what becomes of its words."""

SHORT = 3
"""Most beats of one that is to follow another soon."""

PACKETS = 5
"""Packets of the random case."""

Ints = NDArray[np.int64]
WORKING = (AdderOp.ADD, AdderOp.SUB, AdderOp.MUL)


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[AdderWork]]:
    """All operations with all sorts of multipliers and any rounding, then packets in any order."""
    for op in WORKING:
        told = [(draw_config(rng, op, draw_rounding(rng), kind), BEATS) for kind in KINDS]
        yield _case(rng, values, op.name.lower(), told)
    passing = [AdderConfig.bypass(), *(_passing(rng) for _ in range(2))]
    yield _case(rng, values, "passing", [(config, BEATS) for config in passing])
    between = []
    for op in WORKING:
        between += [
            (draw_config(rng, op, draw_rounding(rng), "usual"), int(rng.integers(1, SHORT + 1))),
            (_passing(rng), int(rng.integers(1, SHORT + 1))),
        ]
    yield _case(rng, values, "passing between", between)
    single = [
        draw_config(rng, WORKING[int(rng.integers(3))], rounding, kind)
        for rounding, kind in zip(RequantRounding, ("usual", "powers of two", "any"), strict=True)
    ]
    yield _case(rng, values, "packets of one beat", [(config, 1) for config in single * 2])
    drawn = [
        draw_config(rng, AdderOp(int(rng.integers(4))), draw_rounding(rng), str(kind))
        for kind in rng.choice(list(KINDS), PACKETS)
    ]
    yield _case(rng, values, "any", [(config, int(rng.integers(1, BEATS))) for config in drawn])
    short = [(config, int(rng.integers(1, SHORT + 1))) for config in (*single, _passing(rng))]
    yield _case(rng, values, "beats behind headers", short, further=True)


def _passing(rng: np.random.Generator) -> AdderConfig:
    """A configuration that lets words pass whatever else it says."""
    return draw_config(rng, AdderOp.PASS, draw_rounding(rng), "any")


def draw_words(rng: np.random.Generator, zero_point: int, shape: tuple[int, ...]) -> Ints:
    """Words [beats, lanes]: any, ends, and small numbers behind the zero point."""
    kind = rng.integers(0, 8, shape)
    ends = rng.choice(np.array([-128, -127, -1, 0, 1, 127]), shape)
    small = np.clip(zero_point + rng.integers(-4, 5, shape), -128, 127)
    return np.select([kind == 0, kind < 3], [ends, small], rng.integers(-128, 128, shape))


def _case(
    rng: np.random.Generator,
    values: Values,
    name: str,
    packets: Sequence[tuple[AdderConfig, int]],
    further: bool = False,
) -> WorkCase[AdderWork]:
    """Words for each configuration, as many beats as it says; with beats behind it if asked for."""
    rows, channels = values["Rows"], values["OutChannels"]
    told, taken, operands, given, made = [], [], [], [], []
    locate: dict[Frame, Locate] = {}
    for i, (config, beats) in enumerate(packets):
        first = draw_words(rng, config.zero_point_1, (beats, channels * rows))
        second = draw_words(rng, config.zero_point_2, (beats, channels * rows))
        marks = draw_marks(rng, beats, channels, rows)
        out, _ = config.apply(first, marks, second if config.works else None)
        made.append(AdderWork(config, first, second, marks))
        told.append(config.frame(f"{name}/{i}/config", values["ConfigWidth"]))
        if further:
            told[-1] = with_further(rng, told[-1], values["ConfigWidth"])
        taken.append(words_frame(f"{name}/{i}/in", first, marks, WORD_OUT))
        if config.works:
            # Where the second stream says that it ends must not matter.
            ends = tuple(int(beat) for beat in np.flatnonzero(rng.random(beats) < 0.3))
            body = {DATA: pack_words(second, WORD_OUT)}
            operands.append(Frame(f"{name}/{i}/operand", body, last_at=ends))
        works = numbers([int(config.works)] * beats, 1)
        body = {DATA: pack_words(out, WORD_OUT), USER: pack_marks(marks), "works": works}
        given.append(Frame(f"{name}/{i}/out", body))
        locate[given[-1]] = _places(i, config, first, second, rows)
    return WorkCase(
        name,
        {"config": told, "in": taken, "operand": operands, "out": given},
        clocks=clocks_of(told, taken, LATENCY),
        detail=f"{len(packets)} packets",
        locate=locate,
        works=made,
    )


def _places(packet: int, config: AdderConfig, first: Ints, second: Ints, rows: int) -> Locate:
    """The packet and its operation, and the two words."""

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {
            "packet": packet,
            "op": int(config.op),
            "channel": lane // rows,
            "array_row": lane % rows,
            "first": int(first[beat, lane]),
            "second": int(second[beat, lane]),
        }

    return place
