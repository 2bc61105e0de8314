"""The ``NAME=value`` words of a job, checked and turned into the description of a run."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import UsageError
from sim.flags import ASKED_FOR, AUTO
from tb.bench import Bench, BenchError
from tb.bench.bench import SIMULATORS
from tb.bench.find import design_names, find_bench
from tb.bench.names import listed, unknown
from tb.bench.options import read_flag, read_number, split_names
from tb.spec import LARGEST_SEED, RunSpec, absolute, check_simulator

COVERAGES = ("none", "functional", "code")
WORDS = {
    "SIM": "simulator: verilator or icarus",
    "TOPLEVEL": "the design, by the name of its bench",
    "BENCH": "file of a bench of your own",
    "TESTCASE": "tests by name, with commas between; 'all' for every one (default: the main job)",
    "SEED": "0 to 2^32-1, or 'random' (default 1)",
    "WAVES": "1 records waveforms (FST)",
    "LOCATE": "0 leaves out to look for the block at fault, where a bench names parts",
    "MAX_MISMATCHES": "go on to this many faults (default 1)",
    "PROFILES": "kinds of gaps and stalls, with commas between",
    "DEFINES": "preprocessor definitions NAME or NAME=text, with commas between",
    "RTL": "folder whose files replace the design's of the same name",
    "TRANSPORT": "what drives and compares below the scoreboard: native or python",
    "BUILD": "on Verilator: edit (quick to compile), long (quick to run), sanitized (default auto)",
    "COVERAGE": "what is counted: none (default), functional, or code (both; code on Verilator)",
    "PROPERTIES": "1 checks the properties of the project's own modules too, 0 does not "
    "(default: 1 on Icarus, 0 on Verilator, which compiles longer for them)",
    "IDLE_LIMIT": "seconds without progress after which the simulator is ended",
}
"""What every run takes, by name."""


def parse_words(words: Sequence[str]) -> dict[str, str]:
    """Split ``NAME=value`` words.

    Raises:
        UsageError: a word has no ``=``, or a name comes twice.
    """
    variables: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise UsageError(f"'{word}' is not of the form NAME=value.")
        if name in variables:
            raise UsageError(f"{name} is given twice.")
        variables[name] = value
    return variables


def refuse(told: Mapping[str, str], fixed: Sequence[str], goal: str, takes: Sequence[str]) -> None:
    """Refuse words that a goal has chosen itself.

    Args:
        told: texts by word.
        fixed: words that it does not take.
        goal: its name, and what it does.
        takes: words that it takes beside those of a run.

    Raises:
        UsageError: one of them is told.
    """
    for name in fixed:
        if name in told:
            raise UsageError(
                f"{name} is not for {goal}; it takes {listed(takes)}, and the words of a run."
            )


def given(variables: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """The words of a goal that were given; empty ones count as not given.

    Raises:
        UsageError: one of them is not among `known`.
    """
    told = {name: text for name, text in variables.items() if text != ""}
    refuse_unknown(told, known)
    return told


def refuse_unknown(told: Iterable[str], known: Iterable[str]) -> None:
    """Refuse words that a goal does not know.

    Raises:
        UsageError: one of `told` is not among `known`.
    """
    words = list(known)
    for name in told:
        if name not in words:
            raise UsageError(f"{unknown(name, words)}; there are {listed(words)}.")


def read_spec(variables: Mapping[str, str], besides: Sequence[str] = ()) -> RunSpec:
    """The run that these words describe.

    Args:
        variables: texts by word; empty ones count as not given.
        besides: words that the caller takes itself.

    Raises:
        UsageError: a name is unknown, a needed one is missing, or a value is not legal.
    """
    try:
        told = {name: text for name, text in variables.items() if text != ""}
        return _read_spec(told, besides)
    except BenchError as fault:
        raise UsageError(str(fault)) from fault


def _read_spec(values: Mapping[str, str], besides: Sequence[str]) -> RunSpec:
    file = existing(values, "BENCH") if "BENCH" in values else None
    if "TOPLEVEL" not in values and file is None:
        raise UsageError(f"TOPLEVEL= is missing; it can be {listed(design_names(), 'or')}.")
    bench = find_bench(values.get("TOPLEVEL", ""), file)
    parameters = {parameter.word: parameter.name for parameter in bench.parameters}
    options = {option.word: option for option in bench.options}
    _check_names(bench, values, [*WORDS, *parameters, *options, *besides])
    if "SIM" not in values:
        raise UsageError(f"SIM= is missing; it can be {listed(SIMULATORS, 'or')}.")
    told: dict[str, Any] = {
        "simulator": check_simulator(values["SIM"]),
        "toplevel": bench.toplevel,
        "bench": file,
        "parameters": {
            name: read_number(word, values[word], None)
            for word, name in parameters.items()
            if word in values
        },
        "options": {
            word: str(existing(values, word)) if options[word].path else values[word]
            for word in options
            if word in values
        },
        "tests": split_names(values.get("TESTCASE", "")),
        "profiles": split_names(values.get("PROFILES", "")),
        "waves": read_flag("WAVES", values.get("WAVES", "0")),
        "defines": read_defines(values.get("DEFINES", "")),
    }
    if "SEED" in values:
        told["seed"] = read_seed(values["SEED"])
    if "RTL" in values:
        told["rtl"] = existing(values, "RTL")
    if "IDLE_LIMIT" in values:
        limit = values["IDLE_LIMIT"]
        told["idle_limit"] = read_positive("IDLE_LIMIT", limit, "a number of seconds")
    if "MAX_MISMATCHES" in values:
        told["max_mismatches"] = read_number("MAX_MISMATCHES", values["MAX_MISMATCHES"], 1)
    if "TRANSPORT" in values:
        told["transport"] = values["TRANSPORT"]
    if "BUILD" in values:
        told["build"] = read_build(values["BUILD"])
    if "LOCATE" in values:
        told["locate"] = read_flag("LOCATE", values["LOCATE"])
    if "COVERAGE" in values:
        told["coverage"] = read_coverage(values["COVERAGE"])
    if "PROPERTIES" in values:
        told["properties"] = read_flag("PROPERTIES", values["PROPERTIES"])
    return RunSpec.of(**told)


def _check_names(bench: Bench, values: Mapping[str, str], known: list[str]) -> None:
    double = sorted({name for name in known if known.count(name) > 1})
    if double:
        raise UsageError(
            f"{double[0]} means two things for the bench of {bench.toplevel}; give the parameter "
            "or option another name there."
        )
    refuse_unknown(values, known)


def read_defines(text: str) -> dict[str, str]:
    r"""Definitions ``NAME`` or ``NAME=text`` with commas between.

    A comma of a text is written ``\,``, a backslash before one ``\\``.
    """
    parts = [part for part in re.findall(r"(?:\\[\\,]|[^,])+", text) if part.strip()]
    pairs = (re.sub(r"\\([\\,])", r"\1", part).partition("=") for part in parts)
    return {name.strip(): value for name, _, value in pairs}


def read_positive(name: str, text: str, what: str = "a number") -> float:
    """The number that a word gives.

    Raises:
        UsageError: it is none, or not above 0; `what` it must be is said.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise UsageError(f"{name}={text} is not legal; give {what} above 0.")
    return value


def read_seed(text: str) -> int:
    """The seed that ``SEED=`` gives, drawn where it is ``random``.

    Raises:
        OptionError: it is no number.
        UsageError: it is out of range.
    """
    if text == "random":
        return secrets.randbelow(LARGEST_SEED + 1)
    seed = read_number("SEED", text, 0)
    if seed > LARGEST_SEED:
        raise UsageError(f"SEED={seed} is out of range; it can be 0 to {LARGEST_SEED}.")
    return seed


def read_build(text: str) -> str:
    """The kind of build that ``BUILD=`` gives.

    Raises:
        UsageError: there is none of that name.
    """
    known = [AUTO, *ASKED_FOR]
    if text not in known:
        raise UsageError(
            f"{unknown(f'BUILD={text}', known, text)}; it can be {listed(known, 'or')}."
        )
    return text


def read_coverage(text: str) -> str:
    """What ``COVERAGE=`` counts.

    Raises:
        UsageError: it is nothing that can be counted.
    """
    if text not in COVERAGES:
        raise UsageError(
            f"{unknown(f'COVERAGE={text}', COVERAGES, text)}; it can be {listed(COVERAGES, 'or')}."
        )
    return text


def existing(values: Mapping[str, str], name: str) -> Path:
    """The whole path that a word names.

    Raises:
        UsageError: there is nothing.
    """
    path = absolute(Path(values[name]))
    if not path.exists():
        raise UsageError(f"{name}={values[name]} does not exist.")
    return path
