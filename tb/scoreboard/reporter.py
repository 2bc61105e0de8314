"""Builds the report of a fault from what the transport saw and what the design's side explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import Frame
from tb.bench.case import Title
from tb.bench.packed import Packed
from tb.bench.ports import Field, Port
from tb.scoreboard.context import Context
from tb.scoreboard.diagnosis import Cause, diagnose
from tb.scoreboard.lanes import compared, has_lanes, lanes_of, mark_fields, shown
from tb.scoreboard.report import BeatReport, LaneReport, MarkReport, Report
from tb.scoreboard.wording import FlagNames, sentence, state_text
from tb.transport.fault import Fault, FaultKind, SeenBeat

MOST_WORDS = 4
"""Differing words of a field that is not the main one that a report tells."""


@dataclass(frozen=True)
class Circumstances:
    """What every report of a test says about the run and the design.

    Attributes:
        test: name of the test.
        simulator: its name.
        seed: the regression's seed.
        replay: command that repeats the test with waveforms.
        ports: the design's ports by name.
        flag_names: names of the values of its status outputs.
    """

    test: str
    simulator: str
    seed: int
    replay: str
    ports: Mapping[str, Port] = field(default_factory=dict)
    flag_names: FlagNames = field(default_factory=dict)


def build_report(fault: Fault, context: Context, circumstances: Circumstances) -> Report:
    """Everything that is known about a fault."""
    ports = circumstances.ports
    port, frame, beat = fault.port, fault.frame, fault.beat
    detail = sentence(fault, ports, circumstances.flag_names)
    if fault.kind is FaultKind.STUCK:
        port, reason = context.stuck_port(fault.ports)
        detail = f"{reason}; {detail}"
        state = next(state for state in fault.ports if state.port == port)
        frame, beat = state.frame, state.beat
    main = ports[port].main if port in ports else None
    lanes = _lanes(context, main, fault) if main is not None else ()
    wrong = [lane for lane in lanes if lane.wrong]
    first = wrong[0].lane if wrong else None
    title = context.title(frame) if frame is not None else Title()
    causes = _causes(fault, context)
    spot = main.name if main is not None else ""
    if not wrong and fault.fields:
        spot = fault.fields[0]
    note = build_note(fault.kind.value, detail, title, fault.clock, fault.time_ns, circumstances)
    return replace(
        note,
        port=port,
        beat=beat if frame is not None else None,
        beats=frame.beats if frame is not None else None,
        fields=fault.fields,
        lane=first,
        place=_place(context, frame, beat, spot, first or 0),
        lanes=lanes,
        marks=_marks(ports[port], main, fault) if port in ports else (),
        recent=_recent(main, fault),
        cause=causes[0].name if causes else "",
        cause_text=causes[0].text if causes else "",
        hints=tuple(f"{cause.name}: {cause.text}" for cause in causes[1:]),
        ports=tuple(state_text(state, ports) for state in fault.ports),
        lane_columns=tuple(context.lane_columns),
        pictures=tuple(context.pictures(frame)) if frame is not None else (),
    )


def build_note(
    kind: str, detail: str, title: Title, clock: int, time_ns: float, circumstances: Circumstances
) -> Report:
    """The report of a check that concerns no single beat: clocks, a whole tensor, an error."""
    return Report(
        kind=kind,
        detail=detail,
        test=circumstances.test,
        port="",
        clock=clock,
        time_ns=time_ns,
        simulator=circumstances.simulator,
        seed=circumstances.seed,
        replay=circumstances.replay,
        subject=dict(title.parts),
        packet=title.packet,
        label=title.label,
    )


def _causes(fault: Fault, context: Context) -> list[Cause]:
    if fault.kind not in (FaultKind.MISMATCH, FaultKind.UNKNOWN) or fault.actual is None:
        return []
    evidence = context.evidence(fault)
    return diagnose(evidence) if evidence is not None else []


def _lanes(context: Context, main: Field, fault: Fault) -> tuple[LaneReport, ...]:
    """The words of the bad beat; without an expected packet nothing is expected of them."""
    seen, frame, beat, name = fault.actual, fault.frame, fault.beat, main.name
    width = fault.widths.get(name, 0)
    if seen is None or not has_lanes(main, width):
        return ()
    if frame is None or name not in frame.body:
        actual = lanes_of(main, seen.values[name], width)
        unknown = lanes_of(main, seen.unknown.get(name, 0), width) != 0
        values = [None if x else int(v) for v, x in zip(actual, unknown, strict=True)]
        places = [_place(context, frame, beat, name, i) for i in range(len(values))]
        return tuple(
            LaneReport(i, None, value, True, False, place)
            for i, (value, place) in enumerate(zip(values, places, strict=True))
        )
    words = compared(main, width, frame, beat, seen)
    kept = _kept(fault, frame, words.counts)
    # An offer that changed need not have been right before.
    wrong = words.wrong & (fault.kind is not FaultKind.HANDSHAKE)
    return tuple(
        LaneReport(
            lane=i,
            expected=int(words.expected[i]),
            actual=None if words.unknown[i] else int(words.actual[i]),
            kept=bool(kept[i]),
            wrong=bool(wrong[i]),
            place=_place(context, frame, beat, name, i),
        )
        for i in range(len(wrong))
    )


def _place(
    context: Context, frame: Frame | None, beat: int, field: str, lane: int
) -> dict[str, int]:
    return dict(context.place(frame, beat, field, lane)) if frame is not None else {}


def _kept(fault: Fault, frame: Frame, counts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Words that carry something: those that count, and that a field marks one by one."""
    name, _ = mark_fields(fault.widths, len(counts))
    if name not in frame.body:
        return counts
    marks = frame.value(name, fault.beat)
    return counts & np.array([bool(marks >> i & 1) for i in range(len(counts))])


def _marks(port: Port, main: Field | None, fault: Fault) -> tuple[MarkReport, ...]:
    """Fields that differ but for the main one, whose words stand in the table."""
    seen, frame = fault.actual, fault.frame
    if seen is None or frame is None:
        return ()
    found: list[MarkReport] = []
    for field_ in port.fields:
        name = field_.name
        if name not in fault.fields:
            continue
        width = fault.widths[name]
        laned = has_lanes(field_, width)
        if field_ is main and laned:
            continue
        label = port.label(field_.signal)
        due, unknown = frame.value(name, fault.beat), seen.unknown.get(name, 0)
        if field_.packed is not None:
            found += _members(field_.packed, name, label, due, seen.values[name], unknown)
        elif laned and field_.word and width > field_.word:
            found += _words(field_, label, due, seen.values[name], unknown, width)
        else:
            actual = shown(seen.values[name], width)
            if unknown:
                actual = f"{actual} with X or Z in {shown(unknown, width)}"
            found.append(MarkReport(name, label, shown(due, width), actual))
    return tuple(found)


def _members(
    packed: Packed, name: str, label: str, due: int, seen: int, unknown: int
) -> list[MarkReport]:
    """The members of a struct that differ or are undefined."""
    expected, actual, hidden = (packed.unpack(whole) for whole in (due, seen, unknown))
    return [
        MarkReport(
            name,
            f"{label}.{member}",
            str(expected[member]),
            "X" if hidden[member] else str(actual[member]),
        )
        for member in packed.members
        if expected[member] != actual[member] or hidden[member]
    ]


def _words(
    field_: Field, label: str, due: int, seen: int, unknown: int, width: int
) -> list[MarkReport]:
    expected, actual = lanes_of(field_, due, width), lanes_of(field_, seen, width)
    hidden = lanes_of(field_, unknown, width) != 0
    wrong = np.flatnonzero((expected != actual) | hidden)[:MOST_WORDS]
    return [
        MarkReport(
            field_.name,
            f"{label}[{i}]",
            str(expected[i]),
            "X" if hidden[i] else str(actual[i]),
        )
        for i in wrong
    ]


def _recent(main: Field | None, fault: Fault) -> tuple[BeatReport, ...]:
    """The beats before; those of the packet before have no index in this one."""
    first = fault.beat - len(fault.recent)
    return tuple(
        BeatReport(
            beat=first + i if first + i >= 0 else None,
            clock=seen.clock,
            values=_values(main, seen, fault.widths),
        )
        for i, seen in enumerate(fault.recent)
    )


def _values(main: Field | None, seen: SeenBeat, widths: Mapping[str, int]) -> tuple[int, ...]:
    if main is not None and has_lanes(main, widths.get(main.name, 0)):
        return tuple(int(v) for v in lanes_of(main, seen.values[main.name], widths[main.name]))
    return tuple(seen.values.values())
