"""Coverage of signals that are given clock by clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from golden.streams.frame import Frame
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, Found
from tb.kraken.steps import Bools, Ints

SIGNAL = ("low", "high")
LIMITS = ("least", "negative", "zero", "positive", "greatest")
IN = "in"
"""The port that carries them."""


@dataclass(frozen=True, eq=False)
class Given:
    """What is given in each clock of a packet, and the parameters of the design."""

    frame: Frame
    values: Values

    def bit(self, name: str) -> Bools:
        """A signal of one bit: bool [clocks]."""
        return self.frame.body[name][:, 0] & 1 != 0


def given(case: Any, before: Any, values: Values) -> Iterator[Given]:
    """What is given in each packet of a case."""
    for frame in case.frames[IN]:
        yield Given(frame, values)


def signal(name: str, meaning: str) -> Feature[Given]:
    """The point of a signal of one bit."""

    def of(clocks: Given) -> Found:
        high = clocks.bit(name)
        return {"low": ~high, "high": high}

    return Feature(name, meaning, SIGNAL, of)


def limits(words: Ints, width: int) -> Found:
    """Where signed words lie in their range, of `LIMITS`; the ends come first."""
    half = 1 << (width - 1)
    return {
        "least": words == -half,
        "greatest": words == half - 1,
        "negative": words < 0,
        "zero": words == 0,
        "positive": words > 0,
    }
