"""Builds the report of a fault from what the transport saw and what the design's side explains."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tb.scoreboard.context import Context, Title
from tb.scoreboard.diagnosis import Cause, diagnose
from tb.scoreboard.report import BeatReport, LaneReport, Report
from tb.transport.fault import Fault, FaultKind, SeenBeat
from tb.transport.frame import Frame


@dataclass(frozen=True)
class Circumstances:
    """What every report of a test says about the run.

    Attributes:
        test: name of the cocotb test.
        simulator: its name.
        seed: the regression's seed.
        replay: command that repeats the test with waveforms.
    """

    test: str
    simulator: str
    seed: int
    replay: str


def build_report(fault: Fault, context: Context, circumstances: Circumstances) -> Report:
    """Everything that is known about a fault."""
    port, detail, frame, beat = fault.port, fault.detail, fault.frame, fault.beat
    if fault.kind is FaultKind.STUCK:
        port, reason = context.stuck_port(fault.ports)
        detail = f"{reason}; {detail}"
        state = next(state for state in fault.ports if state.port == port)
        frame, beat = state.frame, state.beat
    seen = fault.actual
    lanes = _lanes(context, port, frame, beat, seen)
    wrong = [lane for lane in lanes if lane.wrong]
    first = wrong[0].lane if wrong else None
    title = context.title(frame) if frame is not None else Title()
    causes = _causes(fault, context)
    note = build_note(fault.kind.value, detail, title, fault.clock, fault.time_ns, circumstances)
    return replace(
        note,
        port=port,
        beat=beat if frame is not None else None,
        beats=frame.beats if frame is not None else None,
        fields=fault.fields,
        lane=first,
        place=dict(context.place(frame, beat, first or 0)) if frame is not None else {},
        lanes=lanes,
        keep_expected=frame.marks(beat) if frame is not None else "",
        keep_actual=seen.keep if seen is not None else "",
        last_expected=str(int(beat in frame.lasts)) if frame is not None else "",
        last_actual=seen.last if seen is not None else "",
        recent=_recent(context, fault),
        cause=causes[0].name if causes else "",
        cause_text=causes[0].text if causes else "",
        hints=tuple(f"{cause.name}: {cause.text}" for cause in causes[1:]),
        ports=tuple(str(state) for state in fault.ports),
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
        network=title.network,
        layer=title.layer,
        op=title.op,
        shape=title.shape,
        packet=title.packet,
    )


def _causes(fault: Fault, context: Context) -> list[Cause]:
    if fault.kind not in (FaultKind.MISMATCH, FaultKind.UNKNOWN) or fault.actual is None:
        return []
    evidence = context.evidence(fault)
    return diagnose(evidence) if evidence is not None else []


def _lanes(
    context: Context, port: str, frame: Frame | None, beat: int, seen: SeenBeat | None
) -> tuple[LaneReport, ...]:
    """The lanes of the bad beat; without an expected packet nothing is expected of them."""
    if seen is None:
        return ()
    actual = context.words(port, seen.data)
    unknown = np.zeros(len(actual), np.bool_)
    if seen.unknown:
        unknown = context.words(port, seen.unknown) != 0
    expected = None if frame is None else context.words(port, frame.data(beat))
    marks = "" if frame is None else frame.marks(beat)[::-1]
    return tuple(
        LaneReport(
            lane=i,
            expected=None if expected is None else int(expected[i]),
            actual=None if unknown[i] else int(actual[i]),
            kept=not marks or marks[i] == "1",
            wrong=expected is not None and bool(unknown[i] or expected[i] != actual[i]),
            place=dict(context.place(frame, beat, i)) if frame is not None else {},
        )
        for i in range(len(actual))
    )


def _recent(context: Context, fault: Fault) -> tuple[BeatReport, ...]:
    """The beats before; those of the packet before have no index in this one."""
    first = fault.beat - len(fault.recent)
    return tuple(
        BeatReport(
            beat=first + i if first + i >= 0 else None,
            clock=seen.clock,
            values=tuple(int(v) for v in context.words(fault.port, seen.data)),
            keep=seen.keep,
            last=seen.last,
        )
        for i, seen in enumerate(fault.recent)
    )
