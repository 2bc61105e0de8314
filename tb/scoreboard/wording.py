"""Sentences for faults: the only place that words what a transport found."""

from __future__ import annotations

from collections.abc import Mapping

from tb.bench.ports import Port
from tb.transport.fault import Fault, FlagChange, PortState, Rule

FlagNames = Mapping[str, Mapping[int, str]]
"""What the values of status outputs mean, by output."""


def sentence(fault: Fault, ports: Mapping[str, Port], flag_names: FlagNames) -> str:
    """One sentence that says what happened.

    Args:
        fault: the facts.
        ports: the design's ports by name.
        flag_names: names of the values of its status outputs.
    """
    when = " during reset" if fault.in_reset else ""
    if fault.rule in (Rule.FLAG_DIFFERS, Rule.UNKNOWN_FLAG):
        return ", ".join(_flag(change, flag_names) for change in fault.flags) + when
    if fault.standstill is not None:
        return _standstill(fault)
    port = ports[fault.port]
    valid, ready = (port.label(name) or "valid" for name in (port.valid, port.ready))
    fields = " and ".join(port.label(port.field(name).signal) for name in fault.fields)
    match fault.rule:
        case Rule.DIFFERS if fault.source and not _answers(fault, port):
            return f"the bench's own driver sent a wrong {fields} on {port.name}"
        case Rule.DIFFERS:
            where = f"beat {fault.beat} of {fault.frame.name}" if fault.frame else "a beat"
            return f"{fields} of {port.name} differs in {where}"
        case Rule.SURPLUS:
            return f"{port.name} offers a beat, but no packet is expected"
        case Rule.UNKNOWN_VALID:
            return f"{valid} of {port.name} is {fault.text}{when}"
        case Rule.UNKNOWN_READY:
            return f"{ready} of {port.name} is {fault.text}{when}"
        case Rule.UNKNOWN_PAYLOAD:
            return f"{port.name} offers undefined bits in {fields}"
        case Rule.VALID_FELL:
            return f"{valid} of {port.name} fell before {ready} took the beat"
        case Rule.PAYLOAD_CHANGED:
            return f"{fields} of {port.name} changed before {ready} took the beat"
        case Rule.STRAY:
            return f"{fields} of {port.name} is not 0, though no beat is there"
        case Rule.VALID_IN_RESET:
            return f"{valid} of {port.name} is high during reset"
        case _:
            raise ValueError(f"no wording for {fault.rule}")


def state_text(state: PortState, ports: Mapping[str, Port]) -> str:
    """What a port was doing, for a standstill."""
    if state.frame is None:
        return f"{state.port}: nothing left to move"
    place = f"beat {state.beat} of {state.frame.beats} of {state.frame.name}"
    doing = "offers" if state.source else "waits for"
    port = ports[state.port]
    signals = ", ".join(
        f"{port.label(name)} {text}"
        for name, text in ((port.valid, state.valid), (port.ready, state.ready))
        if name
    )
    text = f"{state.port}: {doing} {place}, {state.waiting} clocks without a transfer"
    return f"{text} ({signals})" if signals else text


def _answers(fault: Fault, port: Port) -> bool:
    """Whether a field that differs is one that the design drives."""
    return any(not port.driven(port.field(name)) for name in fault.fields)


def _standstill(fault: Fault) -> str:
    figures = fault.standstill
    assert figures is not None
    if fault.rule is Rule.QUIET:
        what = f"no port has moved a beat for {figures.clocks} clocks, {figures.legal} are legal"
    else:
        what = f"the work has taken more than {figures.legal} clocks"
    return f"{what} ({figures.why})"


def _flag(change: FlagChange, names: FlagNames) -> str:
    meanings = names.get(change.name, {})

    def text(bits: str) -> str:
        """A number where all bits are known, with its meaning."""
        if bits.strip("01"):
            return bits
        meaning = meanings.get(int(bits, 2))
        return f"{int(bits, 2)} ({meaning})" if meaning else str(int(bits, 2))

    return f"{change.name} is {text(change.actual)}, expected {text(change.expected)}"
