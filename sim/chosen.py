"""What a run description names, looked up and checked before anything is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sim.coverage.counted import counted
from sim.design import Design
from sim.errors import UsageError
from sim.filelist import read_file_list
from sim.flags import AUTO
from sim.properties import properties_of
from tb.bench import Bench, BenchError
from tb.bench.find import find_bench
from tb.bench.marks import touched, verilator_marks
from tb.bench.names import listed, unknown
from tb.seed import generator
from tb.spec import RunSpec, absolute
from tb.stimulus.profiles import NO_KIND, Profile
from tb.transport.registry import TRANSPORTS, served

LIST = ".f"
CODE = "code"
"""The coverage that has a build of its own."""
TRIED = 100
"""Cases of a page that are drawn before anything is built."""


@dataclass(frozen=True)
class Chosen:
    """A run description with all that it names.

    Attributes:
        spec: the description, with the bench's own name and whole paths.
        bench: its design.
        values: all elaboration parameters.
        tests: names of the tests to run.
        design: what is to be compiled.
    """

    spec: RunSpec
    bench: Bench
    values: dict[str, int]
    tests: tuple[str, ...]
    design: Design


def choose(spec: RunSpec) -> Chosen:
    """Look everything up.

    Raises:
        UsageError: something does not exist or is not legal.
    """
    try:
        bench = find_bench(spec.toplevel, spec.bench)
        values = _values(bench, spec)
        stalling = [port.name for port in bench.ports_for(values) if port.stalls]
        for text in spec.profiles:
            Profile.parse(text, stalling)
        options = bench.values_of(spec.options)
    except BenchError as fault:
        raise UsageError(_sentence(fault)) from fault
    _check_means(spec)
    tests = choose_tests(bench, spec.tests or (bench.small_job if spec.netlist else ()))
    _check(bench, values, options)
    _try_page(bench, values, spec.seed)
    design = design_of(bench, values, spec.defines, spec.rtl)
    if spec.coverage == CODE and spec.simulator == "verilator":
        design = counted(design)
    named = {option.word: option for option in bench.options}
    told = {
        word: str(absolute(Path(text))) if named[word].path else text
        for word, text in spec.options.items()
    }
    spec = spec.model_copy(update={"toplevel": bench.toplevel, "options": told})
    return Chosen(spec, bench, values, tests, design)


def takes_from(folder: Path, toplevel: str, bench: Path | None = None) -> bool:
    """Whether a folder holds another version of a design's source."""
    try:
        choose(RunSpec(toplevel=toplevel, bench=bench, rtl=folder, tests=("all",)))
    except UsageError:
        return False
    return True


def _check_means(spec: RunSpec) -> None:
    """Refuse what the simulator does not have."""
    transport, simulator = spec.transport, spec.simulator
    if transport and transport not in TRANSPORTS:
        raise UsageError(
            f"{unknown(f'TRANSPORT={transport}', TRANSPORTS, transport)}; "
            f"it can be {listed(TRANSPORTS, 'or')}."
        )
    if transport and transport not in served(simulator):
        raise UsageError(
            f"TRANSPORT={transport} does not work on {simulator}; "
            f"it can be {listed(served(simulator), 'or')} there."
        )
    if spec.build != AUTO and simulator == "icarus":
        raise UsageError(f"BUILD={spec.build} is for Verilator: leave it out on Icarus.")
    if spec.coverage == CODE and spec.build == "sanitized":
        raise UsageError(f"BUILD={spec.build} has no COVERAGE=code: leave one of them out.")
    if spec.coverage == CODE and spec.netlist:
        raise UsageError("COVERAGE=code counts the code of the RTL, of which gates have none left.")


def _values(bench: Bench, spec: RunSpec) -> dict[str, int]:
    if not spec.netlist:
        return bench.resolve(spec.parameters, spec.simulator)
    # Both simulators get the same gates, of the size that suits the slower one.
    return bench.resolve({**bench.small, **spec.parameters}, "icarus")


def _check(bench: Bench, values: dict[str, int], options: dict[str, Any]) -> None:
    if bench.check is None:
        return
    usage: tuple[type[Exception], ...] = (BenchError, *bench.usage_faults)
    try:
        bench.check(values, options)
    except usage as fault:
        raise UsageError(_sentence(fault)) from fault


def _try_page(bench: Bench, values: dict[str, int], seed: int) -> None:
    """Draw what a page draws, so that its faults are told before anything is built."""
    if bench.stimulus is None:
        return
    try:
        for _case in islice(bench.draw(generator(seed, "sound", NO_KIND), values), TRIED):
            pass
    except BenchError as fault:
        raise UsageError(_sentence(fault)) from fault


def choose_tests(bench: Bench, asked: Sequence[str]) -> tuple[str, ...]:
    """The tests to run: those asked for, all for ``all``, or the main job's.

    Raises:
        UsageError: the bench has no test of a name, or none at all.
    """
    wanted = tuple(asked) or tuple(bench.main_job)
    if wanted and bench.knows(wanted):
        return wanted
    known = tuple(bench.all_tests())
    if not known:
        raise UsageError(f"The bench of {bench.toplevel} has no test; give it stimulus and golden.")
    if tuple(asked) == ("all",):
        return known
    for name in asked:
        if name not in known:
            raise UsageError(
                f"{unknown(f'TESTCASE={name}', known, name)}; the bench of {bench.toplevel} has "
                f"{listed(known)}, and 'all' runs every one."
            )
    return bench.default_tests()


def design_of(
    bench: Bench, values: dict[str, int], defines: dict[str, str], rtl: Path | None = None
) -> Design:
    """A bench's design with these parameters.

    Args:
        bench: the bench.
        values: all elaboration parameters.
        defines: preprocessor definitions beside the bench's own.
        rtl: folder whose files replace those of the same name.

    Raises:
        UsageError: a source is missing.
    """
    sources: list[Path] = []
    includes = [Path(folder) for folder in bench.includes]
    found_defines: dict[str, str] = {}
    originals: list[Path] = []
    for original in bench.source_paths:
        path = _replaced(original, rtl)
        if path.suffix == LIST:
            named = read_file_list(path)
            originals += read_file_list(original).sources if original.is_file() else ()
            sources += [_replaced(source, rtl) for source in named.sources]
            includes += named.includes
            found_defines |= named.defines
        elif path.is_file():
            originals.append(original)
            sources.append(path)
        else:
            raise UsageError(f"{bench.toplevel} names the source {path}, which is no file.")
    if rtl is not None and not any(path.is_relative_to(rtl.resolve()) for path in sources):
        raise UsageError(f"RTL={rtl} is no folder that holds a source of {bench.toplevel}.")
    return Design(
        bench.top_module,
        tuple(dict.fromkeys(sources)),
        tuple(includes),
        parameters=values,
        defines={**found_defines, **bench.defines, **defines},
        properties=properties_of(originals),
        marks=verilator_marks(bench.top_module, touched(bench, values)),
    )


def _replaced(path: Path, rtl: Path | None) -> Path:
    other = rtl / path.name if rtl is not None else path
    return other.resolve() if other.is_file() else path.resolve()


def _sentence(fault: Exception) -> str:
    text = str(fault)
    return text if text.endswith(".") else f"{text}."
