"""Everything there is to say of one design under test, in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tb.bench import parameters as parameter_checks
from tb.bench.case import Case
from tb.bench.columns import Column
from tb.bench.keeper import Keeper
from tb.bench.options import Option, read_options
from tb.bench.page import Golden, Page, Stimulus
from tb.bench.parameters import Parameter
from tb.bench.parts import Part, Reference
from tb.bench.ports import Port
from tb.bench.signals import Flag, Inner, Reset

if TYPE_CHECKING:
    from tb.coverage.model import Group
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
        sources: source files in order of compilation, or ``.f`` files that list them; a name
            without a whole path is looked for from the folder of the bench's own file.
        ports: its ports, or a function that tells them for given parameters.
        stimulus: draws packets: (generator, parameters) to mappings from input port to words; see
            `tb.bench.page`.
        golden: (words by input port, parameters) to words by output port; see there too.
        cases: draws whole cases instead of those two: (generator, parameters) to cases.
        clock: the clock input; None for a block without one.
        reset: the reset input; None for a block without one.
        edged: names of the ports whose packets have edges that cases tell, see `Case.edges`.
        flags: status outputs with a known value in every clock.
        watched: other signals that tests of the design look at themselves.
        inner: signals inside the design that viewers of waveforms show by name.
        parameters: elaboration parameters.
        derive: all parameters from those given or defaulted; raises `ParameterError` with a
            sentence where they do not go together.
        top: name of the top module in the sources, where that is not `toplevel`.
        includes: folders that hold included files, named as the sources are.
        defines: preprocessor definitions that the sources always need.
        tests: the design's own tests, or a function that loads them; ``sound`` and ``reset`` stand
            in front of them where there are cases to draw.
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
        small: parameters of a run on gates, unless told otherwise; where gates would be too many
            or too slow.
        small_job: tests of a run on gates when none is named; the main job when empty.
        coverage: functional coverage beside that of every design's ports, or a function that
            loads it.
        parts: blocks inside it that have benches, in the order of the data flow, so that a fault
            can be located among them.
        reference: the design as its contract has it, clock by clock, for given parameters: what
            judges it where it is part of another design.
        wiring: what lies between its parts, for given parameters: as a reference, but of what the
            parts get and of what the design makes of what they tell, by the paths of their signals.
            It judges a design that has no reference.
        meaning: one line for people.
    """

    toplevel: str
    sources: str | Path | Sequence[str | Path]
    ports: Sequence[Port] | Callable[[Values], Sequence[Port]]
    stimulus: Stimulus | None = None
    golden: Golden | None = None
    cases: Callable[[np.random.Generator, Values], Iterable[Case]] | None = None
    clock: str | None = "clk"
    reset: Reset | None = field(default_factory=Reset)
    edged: Sequence[str] = ()
    flags: Sequence[Flag] = ()
    watched: Sequence[str] = ()
    inner: Sequence[Inner] = ()
    parameters: Sequence[Parameter] = ()
    derive: Callable[[dict[str, int]], dict[str, int]] = dict
    top: str = ""
    includes: Sequence[str | Path] = ()
    defines: Mapping[str, str] = field(default_factory=dict)
    tests: Sequence[type[BenchTest]] | Callable[[], Sequence[type[BenchTest]]] = ()
    main_job: Sequence[str] = ()
    options: Sequence[Option] = ()
    check: Callable[[Values, Mapping[str, Any]], None] | None = None
    usage_faults: Sequence[type[Exception]] = ()
    context: Callable[[Bench, Values], Context] | None = None
    columns: Sequence[Column] = ()
    case_label: str = "case"
    quiet: int = QUIET
    lint: Sequence[Values] = ({},)
    small: Values = field(default_factory=dict)
    small_job: Sequence[str] = ()
    coverage: Sequence[Group] | Callable[[], Sequence[Group]] = ()
    parts: Sequence[Part] = ()
    reference: Callable[[Values], Reference] | None = None
    wiring: Callable[[Values], Reference] | None = None
    meaning: str = ""

    keeper: ClassVar[Keeper | None] = None
    """Where a process keeps what benches draw; None keeps nothing."""

    @property
    def top_module(self) -> str:
        """Name of the top module in the sources."""
        return self.top or self.toplevel

    @property
    def source_paths(self) -> tuple[Path, ...]:
        """The source files and lists."""
        if isinstance(self.sources, str | Path):
            return (Path(self.sources),)
        return tuple(Path(path) for path in self.sources)

    def placed(self, folder: Path) -> Bench:
        """The bench with its files looked for from the folder of its own file."""
        return replace(
            self,
            sources=[folder / path for path in self.source_paths],
            includes=[folder / path for path in self.includes],
        )

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
        if self.keeper is None:
            return self.drawn(rng, values)
        return self.keeper.draw(rng, lambda rng: self.drawn(rng, values))

    def drawn(self, rng: np.random.Generator, values: Values) -> Iterator[Case]:
        """The same, drawn anew whatever is kept."""
        if self.cases is not None:
            yield from self.cases(rng, values)
            return
        page = Page(self.toplevel, self.ports_for(values), self.stimulus, self.golden)
        yield from page.draw(rng, values)

    def all_tests(self) -> dict[str, type[BenchTest]]:
        """The tests by name, in order."""
        from tb.common import tests_for  # they need the bench's own types

        own = self.tests() if callable(self.tests) else self.tests
        return {test.test: test for test in (*tests_for(self), *own)}

    def knows(self, names: Sequence[str]) -> bool:
        """Whether there are tests of these names; none is loaded for those of the main job."""
        return set(names) <= set(self.main_job) or set(names) <= set(self.all_tests())

    def default_tests(self) -> tuple[str, ...]:
        """The main job."""
        return tuple(self.main_job) or tuple(self.all_tests())
