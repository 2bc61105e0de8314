"""What the benches of LiteX's header cores share: some put a header before data, some take it off.

The header goes beside the data as one wide word, which stands through the packet.
"""

import numpy as np
from packages import litex

from tb.bench import SINK, SOURCE, Bench, Field, Reset, random_words, stream

LANES = 4
"""Bytes of a beat."""
LENGTHS = ([3, 2, 9], [40, 2], [1], [2, 1, 3])
"""Beats of data behind each header, by case."""


def joined(packet, length):
    """The header's bytes before those of the data; what fills the last beat is not compared."""
    header = int(packet["header"][0, 0]).to_bytes(length, "little")
    text = np.concatenate([np.frombuffer(header, np.uint8), packet["data"].ravel()])
    filled = np.ma.masked_all(-(-len(text) // LANES) * LANES, np.int64)
    filled[: len(text)] = text
    return filled.reshape(-1, LANES)


def parted(beats, length):
    """Data and the header beside each of their beats."""
    text = beats.ravel()
    count = (len(text) - length) // LANES
    header = int.from_bytes(text[:length].astype(np.uint8).tobytes(), "little")
    return {
        "data": text[length : length + count * LANES].reshape(count, LANES),
        "header": np.full((count, 1), header, dtype=object),
    }


def beside(prefix, length):
    """The signal of the header."""
    return [Field("header", f"{prefix}_theader", word=8 * length)]


def inserter(name, length):
    """The bench of a core that puts a header of so many bytes before the data."""

    def stimulus(rng, values):
        for lengths in LENGTHS:
            rows = [beats + -(-length // LANES) for beats in lengths]
            drawn = [random_words(rng, count, LANES, 8, signed=False) for count in rows]
            yield {"in": [parted(beats, length) for beats in drawn]}

    return Bench(
        toplevel=name,
        sources=[litex(name)],
        ports=[
            stream("in", "s_axis", SOURCE, signed=False, extra=beside("s_axis", length)),
            stream("out", "m_axis", SINK, signed=False),
        ],
        clock="sys_clk",
        reset=Reset("sys_rst", active_low=False),
        golden=lambda inputs, values: {"out": [joined(packet, length) for packet in inputs["in"]]},
        stimulus=stimulus,
        meaning=f"LiteX: puts a header of {length} bytes before the data",
    )


def remover(name, length):
    """The bench of a core that takes a header of so many bytes off."""

    def stimulus(rng, values):
        for lengths in LENGTHS:
            rows = [beats + -(-length // LANES) for beats in lengths]
            yield {"in": [random_words(rng, count, LANES, 8, signed=False) for count in rows]}

    return Bench(
        toplevel=name,
        sources=[litex(name)],
        ports=[
            stream("in", "s_axis", SOURCE, signed=False),
            stream("out", "m_axis", SINK, signed=False, extra=beside("m_axis", length)),
        ],
        clock="sys_clk",
        reset=Reset("sys_rst", active_low=False),
        golden=lambda inputs, values: {"out": [parted(beats, length) for beats in inputs["in"]]},
        stimulus=stimulus,
        meaning=f"LiteX: takes a header of {length} bytes off",
    )
