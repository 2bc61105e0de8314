"""A deviation in words: the port, the word and its place."""

from __future__ import annotations

from tb.bench.bench import Bench, Values
from tb.bench.parts import Located
from tb.bench.ports import Field, Port
from tb.probe.judge import Deviation


def worded(
    bench: Bench, values: Values, instance: str, deviation: Deviation, clock: int
) -> Located:
    """Where a fault began, by the ports that the block's bench names."""
    port, field = _field(bench, values, deviation.signal)
    label, place, bounds = _spot(deviation, field)
    expected, actual = _texts(deviation, bounds, field)
    at = {**place, **deviation.place}
    where = "".join(f", {name} {value}" for name, value in deviation.place.items())
    block = f"{instance} ({bench.toplevel}): " if instance else ""
    sentence = f"{block}{label} in clock {clock}{where}: expected {expected}, actual {actual}"
    return Located(
        bench.toplevel, instance, port, deviation.signal, clock, at, expected, actual, sentence
    )


def _field(bench: Bench, values: Values, signal: str) -> tuple[str, Field | None]:
    """The port that a signal belongs to, and its field."""
    for port in bench.ports_for(values):
        for field in port.fields:
            if field.signal == signal:
                return port.name, field
        if signal in _handshake(port):
            return port.name, None
    return "", None


def _handshake(port: Port) -> tuple[str, ...]:
    return tuple(name for name in (port.valid, port.ready) if name)


def _spot(deviation: Deviation, field: Field | None) -> tuple[str, dict[str, int | str], range]:
    """The first part of the signal that differs: its name, its place, its bits."""
    signal, first = deviation.signal, _lowest(deviation.differs)
    if field is not None and field.packed is not None:
        low = field.packed.width
        for member, bits in field.packed.members.items():
            low -= bits
            if deviation.differs >> low & ((1 << bits) - 1):
                return f"{signal}.{member}", {"member": member}, range(low, low + bits)
    if field is not None and field.word and deviation.width > field.word:
        word = first // field.word
        bits_ = range(word * field.word, (word + 1) * field.word)
        return f"{signal}[{word}]", {"word": word}, bits_
    return signal, {}, range(deviation.width)


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _texts(deviation: Deviation, bits: range, field: Field | None) -> tuple[str, str]:
    mask = (1 << len(bits)) - 1
    signed = field is not None and field.packed is None and field.signed and bool(field.word)

    def text(whole: int) -> str:
        value = whole >> bits.start & mask
        if signed and value >> (len(bits) - 1):
            value -= mask + 1
        return f"{value:#x}" if len(bits) > 32 else str(value)

    unknown = deviation.unknown >> bits.start & mask
    return text(deviation.expected), "X" if unknown else text(deviation.actual)
