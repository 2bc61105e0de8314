"""What a run is told (`RunSpec`), and what its simulator process is told besides (`Run`)."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tb.bench.bench import SIMULATORS, Bench
from tb.bench.errors import BenchError
from tb.bench.names import listed, unknown

RUN_VARIABLE = "TB_RUN"
"""Environment variable that holds the path of the run's JSON file."""

Simulator = Literal["verilator", "icarus"]
DEFAULT_SEED = 1
LARGEST_SEED = 2**32 - 1
IDLE_LIMIT = 900.0
"""Seconds without a finished case or a line of log; the bench itself names a hang far sooner."""
MAKE = "make"
"""The program that starts runs in a checkout."""


def absolute(path: Path) -> Path:
    """The path from anywhere: the simulator works in another folder than its caller."""
    return path.expanduser().resolve()


Place = Annotated[Path, AfterValidator(absolute)]
Told = Annotated[str, Field(min_length=1)]


class SpecError(BenchError):
    """A run's description is missing or malformed; the message says how to mend it."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def of(cls, **values: object) -> Self:
        """One from values that come from outside.

        Raises:
            SpecError: with one sentence, for the first value that is not legal.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as fault:
            raise SpecError(_sentence(fault)) from fault

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `model_dump_json` wrote.

        Raises:
            SpecError: the text is no such JSON.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as fault:
            raise SpecError(f"The run's description cannot be read: {_sentence(fault)}") from fault


def command_line(words: Mapping[str, str], command: str = MAKE, goal: str = "") -> str:
    """What a shell is given: a program, what it shall do, and ``NAME=value`` words.

    Args:
        words: by name; empty ones are left out.
        command: the program that takes them.
        goal: what it shall do, where that is not a run.
    """
    if command == MAKE:  # which would expand what follows a dollar
        words = {name: text.replace("$", "$$") for name, text in words.items()}
    told = (f"{name}={shlex.quote(text)}" for name, text in words.items() if text)
    return " ".join([command, *filter(None, [goal]), *told])


class RunSpec(_Plain):
    """One run: a design, its parameters, the tests, and the stimulus. Says its own replay command.

    Attributes:
        toplevel: name of the design's bench.
        simulator: ``verilator`` or ``icarus``.
        bench: file of a user's own bench; None for one of the project's.
        parameters: elaboration parameters that were given; the others have their defaults.
        defines: preprocessor definitions that were given.
        rtl: folder that holds other versions of the design's source files.
        tests: names of the tests; empty for the main job, ``all`` for every one.
        seed: every random choice of the run comes from it.
        waves: record waveforms (FST).
        max_mismatches: the run stops at this many faults.
        profiles: kinds of gaps and stalls that replace each test's own choice.
        transport: what moves the beats, a key of `tb.transport.registry.TRANSPORTS`; empty for the
            simulator's own.
        build: what Verilator's build is for: ``edit`` (quick to compile), ``long`` (quick to run),
            ``sanitized`` (finds faults in C++), or ``auto``.
        coverage: what is counted: ``none``, ``functional``, or ``code`` for both (on Verilator, in
            a build of its own; on Icarus functional alone).
        properties: check the properties of the project's own modules too; not on gates, nor where
            code is counted. None leaves it to the simulator: Icarus checks them.
        idle_limit: seconds without progress after which the simulator is ended.
        locate: whether the block at fault is looked for after a failure; None leaves it to who
            starts the run.
        options: texts of the design's own options.
        netlist: run on the gates that synthesis makes of the design.
    """

    toplevel: str
    simulator: Simulator = "verilator"
    bench: Place | None = None
    parameters: dict[str, int] = {}
    defines: dict[str, str] = {}
    rtl: Place | None = None
    tests: tuple[str, ...] = ()
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = DEFAULT_SEED
    waves: bool = False
    max_mismatches: Annotated[int, Field(ge=1)] = 1
    profiles: tuple[str, ...] = ()
    transport: str = ""
    build: Literal["auto", "edit", "long", "sanitized"] = "auto"
    coverage: Literal["none", "functional", "code"] = "none"
    properties: bool | None = None
    idle_limit: Annotated[float, Field(gt=0, allow_inf_nan=False)] = IDLE_LIMIT
    locate: bool | None = None
    options: dict[str, Told] = {}
    netlist: bool = False

    def replay(
        self, test: str = "", word_of: Mapping[str, str] | None = None, command: str = MAKE
    ) -> str:
        """The command that repeats this run, or one test of it, with waves.

        Args:
            test: the test to repeat; empty for all that this run was told.
            word_of: words of the parameters by their names, where they differ.
            command: the program that takes the words.
        """
        words = {
            "SIM": self.simulator,
            "TOPLEVEL": self.toplevel,
            "BENCH": str(self.bench or ""),
            "TESTCASE": test or ",".join(self.tests),
            "SEED": str(self.seed),
            **{(word_of or {}).get(k, k): str(v) for k, v in self.parameters.items()},
            "DEFINES": ",".join(
                f"{name}={_escaped(text)}" if text else name for name, text in self.defines.items()
            ),
            "RTL": str(self.rtl or ""),
            "PROFILES": ",".join(self.profiles),
            "MAX_MISMATCHES": "" if self.max_mismatches == 1 else str(self.max_mismatches),
            "TRANSPORT": self.transport,
            "BUILD": "" if self.build == "auto" else self.build,
            "COVERAGE": "" if self.coverage == "none" else self.coverage,
            "PROPERTIES": "" if self.properties is None else str(int(self.properties)),
            "IDLE_LIMIT": ""
            if self.idle_limit == IDLE_LIMIT
            else str(self.idle_limit).removesuffix(".0"),
            "LOCATE": "" if self.locate is None else str(int(self.locate)),
            **self.options,
            "WAVES": "1",
        }
        return command_line(words, command, "netlist" if self.netlist else "")


class Run(_Plain):
    """One simulator process: what to run, and what its results say of it.

    Attributes:
        spec: what was asked for.
        parameters: all elaboration parameters of the design.
        folder: existing folder that receives the results.
        transport: what moves the beats.
        commit: state of the source tree.
        tools: version of each tool.
        command: the program that repeats it.
    """

    spec: RunSpec
    parameters: dict[str, int]
    folder: Path
    transport: str
    commit: str = ""
    tools: dict[str, str] = {}
    command: str = MAKE

    def replay(self, bench: Bench, test: str = "") -> str:
        """The command that repeats it, or one test of it, with waves."""
        words = {parameter.name: parameter.word for parameter in bench.parameters}
        return self.spec.replay(test, words, self.command)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the file that the environment names.

        Raises:
            SpecError: the variable is not set, or the file cannot be read.
        """
        name = os.environ.get(RUN_VARIABLE)
        if not name:
            raise SpecError(
                f"{RUN_VARIABLE} is not set: start the bench through `python -m sim`, "
                "which describes the run and names the file there."
            )
        try:
            text = Path(name).read_text(encoding="utf-8")
        except OSError as fault:
            raise SpecError(f"{RUN_VARIABLE}={name} cannot be read: {fault.strerror}.") from fault
        return cls.from_json(text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,")


def check_simulator(name: str) -> str:
    """Return `name` when it is a simulator.

    Raises:
        SpecError: it is none.
    """
    if name not in SIMULATORS:
        raise SpecError(
            f"{unknown(f'SIM={name}', SIMULATORS, name)}; it can be {listed(SIMULATORS, 'or')}."
        )
    return name


def _sentence(fault: ValidationError) -> str:
    first = fault.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "it"
    return f"{place} is not legal: {first['msg']}."
