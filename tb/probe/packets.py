"""Holds a block against its golden function, packet by packet: for benches without a reference.

What passed its inputs is given to the golden function; what passed its outputs must be what that
tells, beat by beat. When it passes is not looked at, but for beats that never come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.streams.frame import KEEP, LAST
from tb.bench.bench import Bench, Values
from tb.bench.errors import BenchError
from tb.bench.page import Page
from tb.bench.ports import Field, Kind, Port, Role
from tb.probe.judge import Deviation, Verdict
from tb.probe.recording import Moment, Recording

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Passed:
    """The beats that passed a port.

    Attributes:
        port: which.
        edges: of each beat.
        packets: for each packet that ended the number of its first beat behind it.
    """

    port: Port
    edges: list[int]
    packets: list[int]

    def slices(self, *, whole: bool) -> list[slice]:
        """Beats of each packet; the last one may not have ended."""
        ends = [*self.packets]
        if not whole and (not ends or ends[-1] < len(self.edges)) and self.edges:
            ends.append(len(self.edges))
        return [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]


@dataclass(frozen=True)
class Expected:
    """A beat that is due: values and bits that count by field."""

    packet: int
    beat: int
    fields: Mapping[str, tuple[int, int]]


def judge_packets(
    bench: Bench, values: Values, recording: Recording, instance: str, start: int, until: int
) -> Verdict:
    """Compare what passed a block's outputs with what its golden function makes of its inputs.

    Args:
        bench: of the block; it has a golden function.
        values: all its parameters.
        recording: of the design around it.
        instance: path of the block.
        start: the edge to begin with: the block is at rest there, or in reset.
        until: the last edge to look at.
    """
    now = Moment(recording, instance)
    first = _behind_reset(bench, now, start, until)
    ports = bench.ports_for(values)
    try:
        passed = {port.name: _passed(now, port, first, until) for port in ports if port.valid}
        levels = [port for port in ports if port.kind is Kind.LEVEL and port.role is Role.SOURCE]
        for port in levels:
            passed[port.name] = Passed(port, list(range(first, until + 1)), [until + 1 - first])
        for port in ports:
            if port.follows:
                passed[port.name] = _following(port, passed[port.follows], until)
        page = Page(bench.toplevel, ports, bench.stimulus, bench.golden)
        due = _due(page, values, now, passed)
    except (BenchError, KeyError) as fault:
        return Verdict(None, 0, f"{type(fault).__name__}: {fault}")
    found: Deviation | None = None
    compared = 0
    for port in ports:
        if port.role is Role.SINK:
            deviation, count = _compare(bench, now, passed[port.name], due[port.name], until)
            compared += count
            if deviation and (found is None or deviation.edge < found.edge):
                found = deviation
    return Verdict(found, compared)


def _behind_reset(bench: Bench, now: Moment, start: int, until: int) -> int:
    """The first edge behind the last reset."""
    first = start
    if bench.reset is not None and now.has(bench.reset.signal):
        for edge in range(start, until + 1):
            now.edge = edge
            if now[bench.reset.signal] == bench.reset.on:
                first = edge + 1
    return first


def _passed(now: Moment, port: Port, first: int, until: int) -> Passed:
    edges: list[int] = []
    ends: list[int] = []
    last = next((field.signal for field in port.fields if field.name == LAST), "")
    for edge in range(first, until + 1):
        now.edge = edge
        if now[port.valid] and (not port.ready or now[port.ready]):
            edges.append(edge)
            if last and now[last]:
                ends.append(len(edges))
    return Passed(port, edges, ends if last else [len(edges)] if edges else [])


def _following(port: Port, followed: Passed, until: int) -> Passed:
    """An output that shows its beats a fixed time behind those of another port."""
    edges = [edge + port.latency for edge in followed.edges if edge + port.latency <= until]
    return Passed(port, edges, [end for end in followed.packets if end <= len(edges)])


def _words(now: Moment, passed: Passed, beats: slice, most: int | None) -> Any:
    """The words of a packet as a stimulus would have given them."""
    told = [f for f in passed.port.fields if not f.turned and f.name not in (KEEP, LAST)]
    edges = passed.edges[beats][:most]
    arrays = {field.name: _array(now, field, edges) for field in told}
    return arrays if len(arrays) > 1 else next(iter(arrays.values()))


def _array(now: Moment, field: Field, edges: Sequence[int]) -> Any:
    rows: list[Any] = []
    for edge in edges:
        now.edge = edge
        if field.word:
            rows.append(now.words(field.signal, field.word, signed=field.signed))
        else:
            rows.append(now.signed(field.signal) if field.signed else now[field.signal])
    return np.array(rows)


def _due(
    page: Page, values: Values, now: Moment, passed: Mapping[str, Passed]
) -> dict[str, list[Expected]]:
    """What must have passed each output, as far as the packets that came in tell it."""
    inputs = {n: p for n, p in passed.items() if p.port.role is Role.SOURCE and p.edges}
    slices = {name: found.slices(whole=False) for name, found in inputs.items()}
    due: dict[str, list[Expected]] = {
        port.name: [] for port in page.ports if port.role is Role.SINK
    }
    for packet in range(min(map(len, slices.values()), default=0)):
        whole = all(packet < len(p.packets) for p in inputs.values())
        told = {n: _words(now, p, slices[n][packet], None) for n, p in inputs.items()}
        beats = _told(page, values, told, packet)
        if not whole:
            # Only what does not change with the next beat is known by now.
            fewer = {n: _words(now, p, slices[n][packet], -1) for n, p in inputs.items()}
            try:
                shorter = _told(page, values, fewer, packet)
            except BenchError:
                break
            beats = {name: _common(beats[name], shorter[name]) for name in beats}
        for name, found in beats.items():
            due[name] += found
    return due


def _common(longer: list[Expected], shorter: list[Expected]) -> list[Expected]:
    """Beats in front that both tell; a packet's end is not known yet."""
    found: list[Expected] = []
    for a, b in zip(longer, shorter, strict=False):
        fields = {name: pair for name, pair in a.fields.items() if name != LAST}
        if fields != {name: pair for name, pair in b.fields.items() if name != LAST}:
            break
        found.append(Expected(a.packet, a.beat, fields))
    return found


def _told(page: Page, values: Values, inputs: Words, packet: int) -> dict[str, list[Expected]]:
    """Beats that the golden function tells for a packet."""
    frames = page.answer(f"packet {packet}", inputs, values)
    found: dict[str, list[Expected]] = {}
    for port in page.ports:
        if port.role is Role.SINK:
            found[port.name] = []
            for frame in frames.get(port.name, ()):
                names = [*frame.body, *([LAST] if port.ends_packets else [])]
                for beat in range(frame.beats):
                    fields = {}
                    for name in names:
                        counts = frame.counts(name, beat) if name != LAST else None
                        fields[name] = frame.value(name, beat), -1 if counts is None else counts
                    found[port.name].append(Expected(packet, beat, fields))
    return found


def _compare(
    bench: Bench, now: Moment, passed: Passed, due: Sequence[Expected], until: int
) -> tuple[Deviation | None, int]:
    """The first beat of an output that differs, and how many were compared."""
    for k, (edge, beat) in enumerate(zip(passed.edges, due, strict=False)):
        now.edge = edge
        for field in passed.port.fields:
            if field.name not in beat.fields or field.turned:
                continue
            value, care = beat.fields[field.name]
            width = now.width(field.signal)
            care &= (1 << width) - 1
            unknown = now.unknown(field.signal) & care
            actual = now.found(field.signal)[0][edge]
            differs = (actual ^ value) & care | unknown
            if differs:
                place = {"packet": beat.packet, "beat": beat.beat}
                return Deviation(
                    edge, field.signal, value & care, actual, differs, unknown, width, place
                ), k
    count = min(len(passed.edges), len(due))
    port = passed.port
    if len(due) > count and port.kind is Kind.HANDSHAKE and until - bench.quiet >= 0:
        asked = range(until - bench.quiet, until + 1)
        offers, takes = now.found(port.valid)[0], now.found(port.ready)[0]
        if all(takes[edge] and not offers[edge] for edge in asked):
            place = {"packet": due[count].packet, "beat": due[count].beat}
            return Deviation(until, port.valid, 1, 0, 1, 0, 1, place), count
    return None, count
