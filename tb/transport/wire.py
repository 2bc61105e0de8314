"""One signal of the design in the simulator, as text to read and as a number to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cocotb.handle import ArrayObject

from tb.transport.binding import BindingError

Reader = Callable[[], str]
"""Gives a signal's value as text, highest bit first: ``0``, ``1``, ``X`` or ``Z`` a bit."""

Writer = Callable[[int], None]
"""Drives a signal with an unsigned number."""


class Wire:
    """A signal, or an unpacked array of them as one, element 0 in the lowest bits.

    Args:
        dut: the design's top handle.
        name: the signal.

    Attributes:
        name: as given.
        handle: cocotb's handle.
        width: bits.
        read, write: its value.

    Raises:
        BindingError: the design has no such signal.
    """

    def __init__(self, dut: Any, name: str) -> None:
        self.name = name
        handle = getattr(dut, name, None)
        if handle is None:
            raise BindingError(dut._name, name)
        self.handle = handle
        parts = _elements(handle)
        self.width = sum(_width(part) for part in parts)
        self.read: Reader
        self.write: Writer
        if len(parts) == 1:
            self.read, self.write = _reader(parts[0]), _writer(parts[0])
        else:
            self.read, self.write = _read_all(parts), _write_all(parts)


def _elements(handle: Any) -> list[Any]:
    """The handle itself, or all elements of an unpacked array, the lowest index first."""
    # The type is asked and not the value: Icarus dies when it is asked for that of an array.
    if isinstance(handle, ArrayObject):
        return [part for index in sorted(handle.range) for part in _elements(handle[index])]
    return [handle]


def _width(handle: Any) -> int:
    return len(handle._handle.get_signal_val_binstr())


def _reader(handle: Any) -> Reader:
    # ``str(handle.value)`` says the same, but wraps the simulator's text in a logic type first,
    # which costs four times the reading itself, several times a clock.
    text: Reader = handle._handle.get_signal_val_binstr
    return text


def _writer(handle: Any) -> Writer:
    def write(value: int) -> None:
        handle.value = value

    return write


def _read_all(parts: Sequence[Any]) -> Reader:
    readers = [_reader(part) for part in reversed(parts)]
    return lambda: "".join(read() for read in readers)


def _write_all(parts: Sequence[Any]) -> Writer:
    places, low = [], 0
    for part in parts:
        width = _width(part)
        places.append((_writer(part), low, (1 << width) - 1))
        low += width

    def write(value: int) -> None:
        for put, shift, mask in places:
            put((value >> shift) & mask)

    return write
