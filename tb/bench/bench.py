"""Everything there is to say of one design under test, in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tb.bench import parameters as parameter_checks
from tb.bench.case import Arrays, Case, to_frame
from tb.bench.columns import Column
from tb.bench.errors import BenchError
from tb.bench.options import Option, read_options
from tb.bench.parameters import Parameter
from tb.bench.ports import Port, Role
from tb.bench.signals import Flag, Reset

if TYPE_CHECKING:
    from tb.env.test import BenchTest
    from tb.scoreboard.context import Context

Values = Mapping[str, int]
"""Parameters of a design by their names in the RTL."""

SIMULATORS = ("verilator", "icarus")
QUIET = 64
"""Clocks without a beat that are legal where a bench says nothing else."""


@dataclass(frozen=True, eq=False)
class Bench:
    """A design, its golden function and its tests.

    A page of one's own needs `toplevel`, `sources`, `ports`, `stimulus` and `golden`; the tests
    ``sound`` and ``reset`` come with them.

    Attributes:
        toplevel: what commands call the design.
        sources: source files in order of compilation, or one ``.f`` file that lists them.
        ports: its ports, or a function that tells them for given parameters.
        stimulus: draws packets: (generator, parameters) to mappings from input port to words.
        golden: (words by input port, parameters) to words by output port.
        cases: draws whole cases instead of those two: (generator, parameters) to cases.
        clock: the clock input; None for a block without one.
        reset: the reset input; None for a block without one.
        flags: status outputs with a known value in every clock.
        parameters: elaboration parameters.
        derive: all parameters from those given or defaulted; raises `ParameterError` with a
            sentence where they do not go together.
        top: name of the top module in the sources, where that is not `toplevel`.
        module: the design's module for whose block this is, where `top` only wraps it.
        includes: folders that hold included files.
        defines: preprocessor definitions that the sources always need.
        tests: the design's own tests; ``sound`` and ``reset`` stand in front of them where there
            are cases to draw.
        main_job: tests that run when none is named.
        options: words that only these tests take.
        check: looks at parameters and options before anything is built; raises `OptionError`.
        usage_faults: exceptions of the design's tests that mean: what the run was told cannot be
            done, and not: the design is wrong.
        context: explains the design's beats to the scoreboard, for given parameters.
        columns: what a table tells of each case beyond beats, values and clocks.
        case_label: what a case is called in tables.
        quiet: clocks without a beat that are legal, unless a case says otherwise.
        lint: sets of parameters that the static checks elaborate the design with.
        meaning: one line for people.
    """

    toplevel: str
    sources: Path | Sequence[Path]
    ports: Sequence[Port] | Callable[[Values], Sequence[Port]]
    stimulus: Callable[[np.random.Generator, Values], Iterable[Arrays]] | None = None
    golden: Callable[[Any, Values], Arrays] | None = None
    cases: Callable[[np.random.Generator, Values], Iterable[Case]] | None = None
    clock: str | None = "clk"
    reset: Reset | None = field(default_factory=Reset)
    flags: Sequence[Flag] = ()
    parameters: Sequence[Parameter] = ()
    derive: Callable[[dict[str, int]], dict[str, int]] = dict
    top: str = ""
    module: str = ""
    includes: Sequence[Path] = ()
    defines: Mapping[str, str] = field(default_factory=dict)
    tests: Sequence[type[BenchTest]] = ()
    main_job: Sequence[str] = ()
    options: Sequence[Option] = ()
    check: Callable[[Values, Mapping[str, Any]], None] | None = None
    usage_faults: Sequence[type[Exception]] = ()
    context: Callable[[Bench, Values], Context] | None = None
    columns: Sequence[Column] = ()
    case_label: str = "case"
    quiet: int = QUIET
    lint: Sequence[Values] = ({},)
    meaning: str = ""

    @property
    def top_module(self) -> str:
        """Name of the top module in the sources."""
        return self.top or self.toplevel

    def ports_for(self, values: Values) -> tuple[Port, ...]:
        """The ports of the design with these parameters."""
        return tuple(self.ports(values) if callable(self.ports) else self.ports)

    def resolve(self, given: Values, simulator: str) -> dict[str, int]:
        """All parameters: those given, and the simulator's defaults.

        Raises:
            ParameterError: a value is not legal.
        """
        parameter_checks.check(self.parameters, given)
        values = {p.name: p.default_on(simulator) for p in self.parameters}
        values.update(given)
        known = {name: value for name, value in values.items() if value is not None}
        return self.derive(known)

    def values_of(self, options: Mapping[str, str]) -> dict[str, Any]:
        """Values of all options.

        Raises:
            OptionError: an option is unknown or not legal.
        """
        return read_options(self.options, options)

    @property
    def draws(self) -> bool:
        """Whether there are cases to draw."""
        return self.cases is not None or self.stimulus is not None

    def draw(self, rng: np.random.Generator, values: Values) -> Iterator[Case]:
        """Cases from the generator, with what must come out of each.

        Raises:
            BenchError: the stimulus or the golden function gives what no port takes.
        """
        if self.cases is not None:
            yield from self.cases(rng, values)
            return
        if self.stimulus is None or self.golden is None:
            raise BenchError(f"{self.toplevel}: give stimulus and golden, or cases.")
        ports = {port.name: port for port in self.ports_for(values)}
        for i, inputs in enumerate(self.stimulus(rng, values)):
            outputs = self.golden(inputs, values)
            name = f"case {i}"
            frames = {}
            for role, arrays in ((Role.SOURCE, inputs), (Role.SINK, outputs)):
                for port, words in arrays.items():
                    if port not in ports or ports[port].role is not role:
                        raise BenchError(f"{self.toplevel}: {name} names {port}, no {role} port.")
                    frames[port] = [to_frame(f"{name}/{port}", ports[port], words)]
            yield Case(name, frames)

    def all_tests(self) -> dict[str, type[BenchTest]]:
        """The tests by name, in order."""
        from tb.common import tests_for  # they need the bench's own types

        return {test.test: test for test in (*tests_for(self), *self.tests)}

    def default_tests(self) -> tuple[str, ...]:
        """The main job."""
        return tuple(self.main_job) or tuple(self.all_tests())
