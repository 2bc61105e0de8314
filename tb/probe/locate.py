"""Walks the parts of a design to the first block that does not do what its inputs ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tb.bench.bench import Bench, Values
from tb.bench.errors import BenchError
from tb.bench.find import find_bench
from tb.bench.parts import Located, Part
from tb.probe.judge import Deviation, Verdict, judge
from tb.probe.packets import judge_packets
from tb.probe.recording import Recording
from tb.probe.wording import worded

OnVerdict = Callable[[str, Bench, Verdict], None]


@dataclass(frozen=True)
class Block:
    """A block at its place.

    Attributes:
        bench: its bench.
        values: its parameters.
        instance: its path from the top module on.
    """

    bench: Bench
    values: Values
    instance: str


@dataclass(frozen=True)
class Finding:
    """A block and its first deviation."""

    block: Block
    deviation: Deviation


@dataclass(frozen=True)
class Search:
    """A search among the parts of a design.

    Attributes:
        recording: of the run.
        simulator: the parameters' defaults are those for it.
        start: the first edge whose state is known.
        on_verdict: told of each block that was judged.
    """

    recording: Recording
    simulator: str
    start: int = 0
    on_verdict: OnVerdict | None = None

    def first(self, bench: Bench, values: Values, instance: str, until: int) -> Finding | None:
        """The first deviation among the parts of a block; of one clock the one upstream."""
        found: Finding | None = None
        for block in blocks(bench, values, instance, self.recording, self.simulator):
            limit = until if found is None else found.deviation.edge
            finding = self._in(block, limit)
            if finding and (found is None or finding.deviation.edge < found.deviation.edge):
                found = finding
        return found

    def _in(self, block: Block, until: int) -> Finding | None:
        bench = block.bench
        if bench.reference is None and bench.golden is None:
            # Its parts may deviate though all between them is right.
            between = self._own(block, until) if bench.wiring is not None else None
            limit = until if between is None else between.deviation.edge
            return self.first(bench, block.values, block.instance, limit) or between
        own = self._own(block, until)
        if own is None:
            return None
        return self.first(bench, block.values, block.instance, own.deviation.edge) or own

    def _own(self, block: Block, until: int) -> Finding | None:
        """The first deviation of a block itself."""
        bench = block.bench
        has_golden = bench.reference is None and bench.wiring is None
        how = judge_packets if has_golden else judge
        verdict = how(bench, block.values, self.recording, block.instance, self.start, until)
        if self.on_verdict is not None:
            self.on_verdict(block.instance, bench, verdict)
        return None if verdict.deviation is None else Finding(block, verdict.deviation)


def blocks(
    bench: Bench, values: Values, instance: str, recording: Recording, simulator: str
) -> Iterator[Block]:
    """The parts of a block that are recorded.

    Raises:
        BenchError: a part's bench is not there, or its parameters are not legal.
    """
    for part in bench.parts:
        inner = bench_of(part)
        path = f"{instance}.{part.instance}" if instance else part.instance
        parameters = _all(inner, part.parameters(values), simulator)
        for found in recording.instances(path):
            yield Block(inner, parameters, found)


def _all(bench: Bench, given: Values, simulator: str) -> Values:
    """Parameters of a block; around it there may be such as its own bench does not take."""
    usual = {p.name: p.default_on(simulator) for p in bench.parameters}
    known = {name: value for name, value in usual.items() if value is not None} | dict(given)
    try:
        return bench.derive(dict(known))
    except BenchError:
        return known


def bench_of(part: Part) -> Bench:
    """The bench of a part.

    Raises:
        BenchError: there is none.
    """
    if isinstance(part.bench, Bench):
        return part.bench
    if isinstance(part.bench, Path):
        return find_bench("", part.bench)
    return find_bench(part.bench)


def locate(
    bench: Bench,
    values: Values,
    search: Search,
    report: Mapping[str, object],
    until: int,
) -> Located:
    """Where a fault began.

    Args:
        bench: of the design that failed; it has parts.
        values: all its parameters.
        search: what was recorded.
        report: of the fault, as ``mismatches.jsonl`` has it; empty where there is none.
        until: the last edge that matters.

    Returns:
        The block; where no part deviates it is the design itself.

    Raises:
        BenchError: a part's bench is not there, or the design has no such part.
    """
    around, there = _there(bench, values, search)
    _refuse_missing(bench, around, there)
    found = search.first(bench, values, around, until)
    if found is not None:
        return worded(
            found.block.bench,
            found.block.values,
            found.block.instance,
            found.deviation,
            search.recording.clock(found.deviation.edge),
        )
    return own_fault(bench, report)


def _there(bench: Bench, values: Values, search: Search) -> tuple[str, list[Block]]:
    """The parts of the design, below the top module or below the block that it wraps."""
    for around in ("", *search.recording.children):
        found = list(blocks(bench, values, around, search.recording, search.simulator))
        if found:
            return around, found
    return "", []


def _refuse_missing(bench: Bench, around: str, there: Sequence[Block]) -> None:
    """A part that is named and not there would never be at fault."""
    recorded = {block.instance.removeprefix(f"{around}.") for block in there}
    for part in bench.parts:
        if "[*]" not in part.instance and part.instance not in recorded:
            raise BenchError(
                f"The bench of {bench.toplevel} names the part {part.instance}, but the design "
                "has no such instance."
            )


def own_fault(bench: Bench, report: Mapping[str, object]) -> Located:
    """A fault of what is around the parts of a design, seen at the design's own ports."""
    port, clock = str(report.get("port", "")), int(str(report.get("clock", 0)))
    at = f" It shows on {port} in clock {clock}." if port else ""
    sentence = f"{bench.toplevel}: each of its blocks does what its inputs ask for.{at}"
    return Located(bench.toplevel, "", port, "", clock, sentence=sentence)
