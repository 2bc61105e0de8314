"""Words in wide numbers."""

from __future__ import annotations

from collections.abc import Iterable


def ones(bits: int) -> int:
    """A number of so many bits that are all 1."""
    return (1 << bits) - 1


def joined(words: Iterable[int], width: int) -> int:
    """Words of so many bits side by side, the first one in the lowest bits; they wrap."""
    whole, low, mask = 0, 0, ones(width)
    for word in words:
        whole |= (int(word) & mask) << low
        low += width
    return whole


def cut(whole: int, width: int, count: int, *, signed: bool = False) -> list[int]:
    """The inverse of `joined`."""
    mask, sign = ones(width), 1 << (width - 1)
    words = [whole >> i * width & mask for i in range(count)]
    return [word - 2 * sign if word & sign else word for word in words] if signed else words


def spread(marks: int, count: int, width: int) -> int:
    """A mask with `width` ones for each mark that is set."""
    full = ones(width)
    return sum(full << i * width for i in range(count) if marks >> i & 1)


def as_signed(value: int, width: int) -> int:
    """The lowest bits as a two's complement number."""
    value &= ones(width)
    return value - (1 << width) if value >> (width - 1) else value
