"""Inputs, clock by clock, for which a changed design can be told from the sound one: as data, and
run on a simulator with nothing of the benches.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sim import simulators, tools
from sim.design import Design
from sim.errors import BuildError
from sim.mutate.aiger import ONE, ZERO, Rails, simulate
from sim.mutate.equivalence import Comparison
from sim.mutate.limited import Deadline, run
from sim.mutate.miter import FIRST, Contract, Miter, is_unknown
from sim.places import TOOLS
from tb.spec import Simulator

BIT = re.compile(r"(.*?)(?:\[(\d+)\])?")
TOP = "replay"
TAKEN = "SHOWN"
"""What stands before the outputs of a clock in the simulator's output."""

QUICK = ("-MAKEFLAGS", "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0")
"""A few clocks are simulated, so that compiling is what takes time."""


class Counterexample(BaseModel):
    """A trace that tells two versions of a design apart.

    Attributes:
        toplevel: top module of the design.
        parameters: with which.
        fault: the change, for people.
        clock: the clock.
        reset_clocks: how many clocks at the start are those of the reset.
        inputs: what to drive before each edge of the clock: binary digits by port, the highest
            first; x where nobody can know.
        outputs: what the sound design shows before it.
        mutated: what the changed one shows before the last one, at the ports that differ.
    """

    model_config = ConfigDict(frozen=True)

    toplevel: str
    parameters: dict[str, int]
    fault: str
    clock: str
    reset_clocks: int
    inputs: list[dict[str, str]]
    outputs: list[dict[str, str]]
    mutated: dict[str, str]

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Counterexample:
        """Read it from JSON.

        Raises:
            pydantic.ValidationError: the file holds something else.
        """
        return cls.model_validate_json(path.read_text(encoding="utf-8"))


def counterexample(
    design: Design, contract: Contract, found: Comparison, miter: Miter, fault: str
) -> Counterexample:
    """The trace of a witness, with what both versions show in a simulation of their circuits.

    Args:
        design: the sound design.
        contract: its contract.
        found: a witness of `equivalence.witness`.
        miter: the circuit that it was found in.
        fault: the change, for people.
    """
    driven = [miter.rails(told, known=True) for told in found.clocks]
    sound = [_digits(outputs) for outputs, _ in simulate(miter.sound, driven)]
    mutated = [_digits(outputs) for outputs, _ in simulate(miter.mutated, driven)]
    differ = {_port(name)[0] for name in found.outputs}
    inputs = [
        _digits({n: r for n, r in told.items() if n != FIRST and not is_unknown(n)})
        for told in driven
    ]
    return Counterexample(
        toplevel=design.toplevel,
        parameters=dict(design.parameters),
        fault=fault,
        clock=contract.clock,
        reset_clocks=contract.begins - 1,
        # The first clock of the circuit only sets the registers.
        inputs=inputs[1:],
        outputs=sound[1:],
        mutated={name: mutated[-1][name] for name in sorted(differ)},
    )


def replay(
    case: Counterexample, design: Design, simulator: Simulator, folder: Path, deadline: Deadline
) -> list[dict[str, str]]:
    """Drive a version with the inputs; returns its outputs in each clock.

    Args:
        case: the trace.
        design: the version.
        simulator: what runs it.
        folder: receives the files; made where there is none.
        deadline: when to be ready.

    Raises:
        BuildError: the version does not compile or run.
        OutOfTimeError: it was not over in time.
        ToolError: there is no such simulator.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    bench, log = folder / f"{TOP}.sv", folder / f"{TOP}.log"
    bench.write_text(_bench(case), encoding="utf-8")
    includes = [f"-I{path.resolve()}" for path in design.search_path()]
    defines = [f"-D{name}={text}" for name, text in design.defines.items()]
    sources = [str(path.resolve()) for path in (*design.sources, bench)]
    words = [*includes, *defines, *sources]
    steps: list[list[str]]
    if simulator == "icarus":
        program = str(tools.find_icarus().path)
        steps = [[program, "-g2012", "-s", TOP, "-o", TOP, *words], ["vvp", TOP]]
    else:
        program = str(tools.find_verilator(TOOLS).path)
        words = [*simulators.ARGUMENTS["verilator"], "--binary", "--timing", *QUICK, *words]
        steps = [[program, "--top-module", TOP, "--Mdir", "obj", *words], [f"obj/V{TOP}"]]
    for step in steps:
        if run(step, folder, log, deadline) != 0:
            said = log.read_text(encoding="utf-8", errors="replace")[-1000:]
            raise BuildError(f"{design.toplevel} cannot be replayed on {simulator}: {said}")
    return _shown(case, log.read_text(encoding="utf-8", errors="replace"))


def confirms(
    case: Counterexample,
    sound: Sequence[Mapping[str, str]],
    mutated: Sequence[Mapping[str, str]],
) -> bool:
    """Whether two runs show what the trace says: the sound one all of it, the other the difference.

    Args:
        case: the trace.
        sound: outputs of the sound design in each clock.
        mutated: outputs of the changed one.
    """
    return (
        len(sound) == len(mutated) == len(case.outputs)
        and all(
            _agree(due[name], shown[name])
            for due, shown in zip(case.outputs, sound, strict=True)
            for name in due
        )
        and all(_agree(due, mutated[-1][name]) for name, due in case.mutated.items())
        and any(_contradict(sound[-1][name], mutated[-1][name]) for name in case.mutated)
    )


def _agree(due: str, shown: str) -> bool:
    """Whether a value is what is due, where that is known."""
    return all(one in ("x", other) for one, other in zip(due, shown, strict=True))


def _contradict(left: str, right: str) -> bool:
    return any({one, other} == {"0", "1"} for one, other in zip(left, right, strict=True))


def _port(name: str) -> tuple[str, int]:
    match = BIT.fullmatch(name)
    assert match is not None  # everything matches
    return match[1], int(match[2] or 0)


def _digits(bits: Mapping[str, Rails]) -> dict[str, str]:
    """Binary digits by port."""
    ports: dict[str, dict[int, str]] = defaultdict(dict)
    for name, rails in bits.items():
        port, index = _port(name)
        ports[port][index] = {ONE: "1", ZERO: "0"}.get(rails, "x")
    return {
        port: "".join(digits.get(index, "0") for index in range(max(digits), -1, -1))
        for port, digits in sorted(ports.items())
    }


def _bench(case: Counterexample) -> str:
    """A module that drives the trace, and shows all outputs before each edge of the clock."""
    inputs, outputs = case.inputs[0], case.outputs[0]
    lines = [f"module {TOP};"]
    lines += [f"  reg {_range(text)}{name};" for name, text in inputs.items()]
    lines += [f"  wire {_range(text)}{name};" for name, text in outputs.items()]
    lines += [f"  reg {case.clock};"] if case.clock else []
    names = [*inputs, *outputs, *([case.clock] if case.clock else [])]
    parameters = ", ".join(f".{name}({value})" for name, value in case.parameters.items())
    ports = ", ".join(f".{name}({name})" for name in names)
    lines += [f"  {case.toplevel} #({parameters}) dut ({ports});", "  initial begin"]
    lines += [f"    {case.clock} = 0;"] if case.clock else []
    for told in case.inputs:
        lines += [f"    {name} = {len(text)}'b{text};" for name, text in told.items()]
        lines += ["    #4;"]
        lines += [f'    $display("{TAKEN} {name} %b", {name});' for name in outputs]
        lines += [f'    $display("{TAKEN}");', "    #1;"]
        lines += [f"    {case.clock} = 1;", "    #5;", f"    {case.clock} = 0;"] * bool(case.clock)
    return "\n".join([*lines, "    $finish;", "  end", "endmodule", ""])


def _range(text: str) -> str:
    return f"[{len(text) - 1}:0] "


def _shown(case: Counterexample, said: str) -> list[dict[str, str]]:
    clocks: list[dict[str, str]] = [{}]
    for line in said.splitlines():
        words = line.split()
        if words[:1] != [TAKEN]:
            continue
        if len(words) == 1:
            clocks.append({})
        else:
            clocks[-1][words[1]] = words[2].lower().replace("z", "x")
    return clocks[:-1]
