"""From the ranges of a port to words and their bits, as expressions of Python."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.header import Header, HeaderPort

WIDTH_NAME = re.compile(r"w(?:idth)?$|bits|_w_|^w", re.IGNORECASE)
MOST_BITS = 64
"""A vector wider than this is taken for several words."""


@dataclass(frozen=True)
class Words:
    """How a signal falls into words, as expressions of Python.

    Attributes:
        bits: of a word.
        lanes: words of a beat.
        remark: a sentence where this is a guess.
    """

    bits: str
    lanes: str = "1"
    remark: str = ""


class Sizes:
    """Reads ranges of a module.

    Args:
        header: the module.
    """

    def __init__(self, header: Header) -> None:
        self.values = {p.name: p.value for p in header.parameters if p.value is not None}

    def words(self, port: HeaderPort) -> Words:
        """How a signal falls into words."""
        sizes = [self.size(text) for text in (*port.arrays, *port.ranges)]
        if port.kind or None in sizes:
            remark = f"The width of {port.name} could not be read: say how many bits a word has."
            return Words("1", remark=remark)
        told = [size for size in sizes if size is not None]
        if not port.ranges:
            return Words("1", self.product(told) if port.arrays else "1")
        if len(told) > 1:
            return Words(told[-1], self.product(told[:-1]))
        factors = [part.strip() for part in told[0].split("*")]
        if len(factors) == 2 and "(" not in told[0]:
            at = next((i for i, part in enumerate(factors) if part.isdigit()), None)
            if at is None:
                named = [i for i, part in enumerate(factors) if WIDTH_NAME.search(part.strip('"]'))]
                at = named[0] if len(named) == 1 else 1
            return Words(factors[at], factors[1 - at])
        bits = self.value(told[0])
        if bits > MOST_BITS and bits % 8 == 0:
            lanes = str(bits // 8) if told[0].isdigit() else f"{told[0]} // 8"
            return Words("8", lanes, f"{port.name} is taken as words of 8 bits: mend word=.")
        return Words(told[0])

    def product(self, factors: Sequence[str]) -> str:
        """The product of expressions."""
        if all(part.isdigit() for part in factors):
            return str(math.prod(map(int, factors)))
        return " * ".join(
            part if re.fullmatch(r'[\w"\[\]]+', part) else f"({part})" for part in factors
        )

    def size(self, text: str) -> str | None:
        """Elements between two bounds, as Python; None where it cannot be told."""
        left, sign, right = (part.strip() for part in text.partition(":"))
        if not sign:
            return self.python(left)
        high, low = (right, left) if left == "0" else (left, right)
        less = re.fullmatch(r"(.+?)\s*-\s*1", high)
        if low == "0" and less:
            return self.python(less[1])
        return self.python(f"{high} + 1" if low == "0" else f"{high} - ({low}) + 1")

    def python(self, text: str) -> str | None:
        """An expression of parameters and numbers as Python; None where it is another."""
        if not re.fullmatch(r"[\w\s+\-*/()]+", text):
            return None
        names = set(re.findall(r"[A-Za-z_]\w*", text))
        if not names <= set(self.values):
            return None
        told = re.sub(r"[A-Za-z_]\w*", lambda match: f'values["{match[0]}"]', text)
        told = re.sub(r"\s*/\s*", " // ", told)
        told = re.sub(r"\s*\*\s*", " * ", told)
        return told if names else str(self.value(told))

    def value(self, text: str) -> int:
        """The number that an expression of `python` has with the default parameters."""
        return int(eval(text, {"__builtins__": {}}, {"values": self.values}))
