"""Ports and parameters that the stages behind the engine have in common."""

from __future__ import annotations

from golden.kraken.stages.fields import CONFIG_WIDTH
from tb.bench import SINK, SOURCE, Parameter, Port, Role, stream

WORD_IN, WORD_OUT = 32, 8
"""Bits of a sum, and of a word of the stages."""

DEPTH = 48
"""Beats of a column unless told otherwise: ceil(96 / 2)."""

SMALL_DEPTH = 12
"""The same on Icarus."""


def config_port(width: int) -> Port:
    """Where configurations come in; a report shows their bytes, where they have whole ones."""
    word = 8 if width % 8 == 0 else 1
    return stream("config", "s_axis_config", SOURCE, word=word, signed=False)


def words_port(name: str, role: Role, *, word: int, prefix: str = "", user: bool = True) -> Port:
    """A stream of beats of words, a mark for each.

    Args:
        name: of the port.
        role: whether the bench sends or takes.
        word: bits of a word.
        prefix: before the signals' names; ``s_axis`` or ``m_axis`` unless given.
        user: whether it has marks.
    """
    usual = "s_axis" if role is SOURCE else "m_axis"
    return stream(name, prefix or usual, role, word=word, user=user)


def in_and_out(word: int) -> tuple[Port, Port]:
    """The words that come, of `word` bits, and the int8 words that leave."""
    return (
        words_port("in", SOURCE, word=word),
        words_port("out", SINK, word=WORD_OUT),
    )


ROWS = Parameter("Rows", 7, 1, 255, "R, rows of a channel in a beat", usual={"icarus": 4})
OUT_CHANNELS = Parameter("OutChannels", 2, 1, 64, "M, channels of a beat")
DEPTHS = Parameter("Depth", DEPTH, 1, 1024, "most beats of a column", usual={"icarus": SMALL_DEPTH})


def config_width(least: int = 72) -> Parameter:
    """The width of a configuration beat."""
    return Parameter("ConfigWidth", CONFIG_WIDTH, least, 4096, "bits of a configuration beat")
