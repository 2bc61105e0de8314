"""Many variants of one design in one simulator process, see `sim.fork_server`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sim import forks, provenance
from sim.chosen import choose
from sim.design import Design
from sim.errors import SimError, UsageError
from sim.launch import RUN_JSON, prepare, start
from sim.outcome import Outcome
from sim.places import COMMAND, DESIGNS, ROOT, TOOLS
from sim.process import HungError
from sim.results import LOG, RESULTS_XML, LineReader
from sim.run import FIRST_FAILURE
from sim.tools import find_toolset
from tb.results import PASSED
from tb.spec import Run, RunSpec

ORDERS_JSON = "orders.json"
LIMIT_BYTES = 2 << 30
"""Memory that a variant may take beyond what all share, unless told otherwise."""
MARGIN_SECONDS = 60.0
"""What the process gets for its start, and for each child beyond the child's own limit."""


class UnsoundError(SimError):
    """The sound design does not pass, so that what its variants do says nothing."""

    exit_code = 1


class ForksError(SimError):
    """The process that serves the variants has ended before its work was done."""


def run_many(
    spec: RunSpec,
    numbers: Sequence[int],
    *,
    limit_seconds: float,
    folder: Path,
    design: Design | None = None,
    limit_bytes: int = LIMIT_BYTES,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Run the tests on many variants of one design, which is built and loaded once.

    The design reads its number from the file `sim.forks.MUTANT` of its working folder at time 0.
    Each variant runs in a process of its own, one after another, until its first fault. Variant 0
    is the sound design; it runs first.

    Args:
        spec: what to run on each variant.
        numbers: of the variants, each greater than 0.
        limit_seconds: processor time after which a variant is ended; one that takes none is ended
            after `sim.forks.IDLE_SECONDS`.
        folder: existing empty folder. It receives the outcomes, one a line, in
            `sim.forks.OUTCOMES`, and keeps the folders of the first variants that failed and have
            left no report.
        design: what is simulated instead of the sources that the description names, with the ports
            and the parameters that the bench knows.
        limit_bytes: memory that a variant may take beyond what all share.
        on_outcome: called with each outcome but that of the sound design as soon as it is there.

    Returns:
        An outcome for each number, in order.

    Raises:
        UsageError: the description names something that does not exist or is not legal.
        ToolError: a tool is missing.
        BuildError: the design does not compile.
        UnsoundError: the sound design does not pass.
        ForksError: the disk is full, or the process that serves has crashed or hangs; the outcomes
            so far are in the file.
    """
    if spec.waves or spec.coverage != "none":
        raise UsageError("Many variants in one process have neither waves nor coverage.")
    if wrong := [number for number in numbers if number < 1]:
        raise UsageError(f"A variant has a number greater than 0, not {wrong[0]}.")
    if len(set(numbers)) != len(numbers):
        raise UsageError("Each number of a variant may be given once.")
    chosen = choose(spec.model_copy(update={"max_mismatches": 1}))
    toolset = find_toolset(spec.simulator, TOOLS)
    built = chosen
    if design is not None:  # which is a netlist already, where the description asks for one
        flat = chosen.spec.model_copy(update={"netlist": False})
        built = replace(chosen, design=design, spec=flat)
    prepared = prepare(built, toolset, DESIGNS)
    run = Run(
        spec=chosen.spec,
        parameters=chosen.values,
        folder=Path(),  # that of each child, which works there
        transport=prepared.transport,
        commit=provenance.commit(ROOT),
        tools=toolset.versions(),
        command=COMMAND,
    )
    folder = folder.absolute()
    (folder / RUN_JSON).write_text(run.model_dump_json(indent=2) + "\n", encoding="utf-8")
    orders = forks.Orders(
        folder=folder,
        numbers=tuple(numbers),
        limit_seconds=limit_seconds,
        limit_bytes=limit_bytes,
        idle_seconds=forks.IDLE_SECONDS,
        least_room=forks.LEAST_ROOM,
    )
    (folder / ORDERS_JSON).write_text(orders.model_dump_json() + "\n", encoding="utf-8")
    reader, found = LineReader(folder / forks.OUTCOMES), list[Outcome]()

    def tick() -> None:
        for row in reader.new():
            outcome = Outcome.model_validate(row)
            found.append(outcome)
            if outcome.number and on_outcome:
                on_outcome(outcome)

    try:
        code = start(
            chosen,
            prepared,
            toolset,
            folder,
            watched=[folder / forks.OUTCOMES],
            idle_limit=MARGIN_SECONDS + forks.WAITING * limit_seconds,
            on_tick=tick,
            environment={
                forks.ORDERS_VARIABLE: str(folder / ORDERS_JSON),
                "PYGPI_USERS": ",".join(forks.USERS),
                "COCOTB_RESULTS_FILE": RESULTS_XML,  # in the working folder of each child
                **FIRST_FAILURE,
            },
        )
    except HungError as hung:
        raise ForksError(str(hung)) from hung
    _complain(code, folder, found, 1 + len(numbers))
    return [outcome for outcome in found if outcome.number]


def _complain(code: int, folder: Path, found: Sequence[Outcome], due: int) -> None:
    """Raise what the end of the process means, unless all is well."""
    if found and found[0].state != PASSED:
        sound = found[0]
        raise UnsoundError(
            f"The sound design does not pass {sound.test or 'its tests'}, so that what variants of "
            f"it do would say nothing: {sound.state}, {sound.kind}. {sound.detail}"
        )
    if code == forks.FULL:
        raise ForksError(
            f"The disk of {folder} is full: make room for at least "
            f"{forks.LEAST_ROOM >> 20} MB; {len(found)} outcomes are in {forks.OUTCOMES}."
        )
    if code != forks.DONE or len(found) != due:
        log = folder / LOG
        last = log.read_text(encoding="utf-8", errors="replace")[-1000:] if log.exists() else ""
        raise ForksError(
            f"The simulator ended with exit code {code} after {len(found)} of {due} outcomes "
            f"(see {log}):\n{last}"
        )
