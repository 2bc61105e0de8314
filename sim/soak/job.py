"""What ``make soak`` is told: its words, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sim.chosen import takes_from
from sim.errors import UsageError
from sim.options import existing, given, read_positive, read_seed
from sim.soak.words import BOTH, HOURS, TESTS, WORDS
from tb.bench import BenchError
from tb.bench.bench import SIMULATORS
from tb.bench.find import design_names
from tb.bench.names import listed, unknown
from tb.bench.options import read_number, split_names
from tb.spec import DEFAULT_SEED, Simulator, check_simulator, command_line
from tb.transport.registry import NATIVE, PYTHON, served

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Way:
    """What a case runs on.

    Attributes:
        simulator: the simulator.
        transport: what moves the beats.
    """

    simulator: Simulator
    transport: str

    def __str__(self) -> str:
        return f"{self.simulator} {self.transport}"


@dataclass(frozen=True)
class SoakJob:
    """One soak.

    Attributes:
        seconds: wall time after which it ends.
        seed: every case comes from it and from the case's number.
        ways: simulators and transports that must agree, the quickest first.
        designs: designs of whole arrays, which are drawn by turns.
        blocks: designs that are drawn now and then, at random parameters.
        rtl: folder that holds other versions of source files; None for the project's own.
        only: the case to run; None for one after another.
        words: the words that repeat it.
    """

    seconds: float
    seed: int
    ways: tuple[Way, ...]
    designs: tuple[str, ...]
    blocks: tuple[str, ...]
    rtl: Path | None
    only: int | None
    words: Mapping[str, str]

    def replay(self, command: str, case: int | None = None) -> str:
        """The command that repeats it, or one of its cases."""
        one = {} if case is None else {"CASE": str(case)}
        return command_line({**self.words, **one}, command, "soak")


def read_job(variables: Mapping[str, str]) -> SoakJob:
    """The soak that these words describe.

    Raises:
        UsageError: a name is unknown, or a value is not legal.
    """
    told = given(variables, WORDS)
    hours = read_positive("HOURS", told.get("HOURS", str(HOURS)), "a number of hours")
    try:
        seed = read_seed(told.get("SEED", str(DEFAULT_SEED)))
        asked = told.get("SIM", BOTH)
        simulators = SIMULATORS if asked == BOTH else (check_simulator(asked),)
        only = read_number("CASE", told["CASE"], 0) if "CASE" in told else None
    except BenchError as fault:
        raise UsageError(str(fault)) from fault
    rtl = existing(told, "RTL") if "RTL" in told else None
    designs = _designs(split_names(told.get("DESIGN", "")), rtl)
    words = {**told, "SEED": str(seed)} | ({"RTL": str(rtl)} if rtl else {})
    return SoakJob(
        seconds=hours * SECONDS_PER_HOUR,
        seed=seed,
        ways=tuple(
            Way(cast(Simulator, simulator), transport)
            for simulator in simulators
            for transport in (NATIVE, PYTHON)
            if transport in served(simulator)
        ),
        designs=tuple(name for name in designs if name in TESTS),
        blocks=tuple(name for name in designs if name not in TESTS),
        rtl=rtl,
        only=only,
        words=words,
    )


def _designs(named: Sequence[str], rtl: Path | None) -> tuple[str, ...]:
    """The designs to draw: those named, or all where none is, as far as `rtl` holds any of them.

    Raises:
        UsageError: a name is unknown, or none is left.
    """
    known = design_names()
    for name in named:
        if name not in known:
            raise UsageError(
                f"{unknown(f'DESIGN={name}', known, name)}; it can be {listed(known)}."
            )
    asked = tuple(name for name in known if name in named or not named)
    held = tuple(name for name in asked if rtl is None or takes_from(rtl, name))
    if not held:
        raise UsageError(f"RTL={rtl} holds no source of {listed(asked, 'or')}.")
    return held
