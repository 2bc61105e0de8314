"""The ``NAME=value`` words of a job, checked and turned into the arguments of `simulate`."""

from __future__ import annotations

import dataclasses
import difflib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from golden.kraken import ParameterError
from golden.kraken.format.params import ArrayParams
from sim.errors import UsageError
from sim.run import LARGEST_SEED
from sim.targets import SIMULATORS, TARGETS, check_simulator, find_target, listed

WORDS = (
    "SIM",
    "TOPLEVEL",
    "TESTCASE",
    "SEED",
    "WAVES",
    "MAX_MISMATCHES",
    "LAYERS",
    "MODEL",
    "INPUT",
    "PROFILES",
    "RANDOM_LAYERS",
    "TRANSPORT",
    "RTL",
    "IDLE_LIMIT",
)
"""Names of the words; ``make help`` says what each means."""

ARRAY = {entry.name.upper(): entry.name for entry in dataclasses.fields(ArrayParams) if entry.init}


def parse_words(words: list[str]) -> dict[str, str]:
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


def arguments(variables: Mapping[str, str]) -> dict[str, Any]:
    """Arguments for `sim.run.simulate`.

    Raises:
        UsageError: a name is unknown, a needed one is missing, or a value is not legal.
    """
    for name in variables:
        if name not in WORDS and name not in ARRAY:
            raise UsageError(_unknown(name))
    values = {name: text for name, text in variables.items() if text != ""}
    for name, legal in (("SIM", SIMULATORS), ("TOPLEVEL", tuple(TARGETS))):
        if name not in values:
            raise UsageError(f"{name}= is missing; it can be {listed(legal, 'or')}.")
    simulator, target = check_simulator(values["SIM"]), find_target(values["TOPLEVEL"])
    chosen: dict[str, Any] = {
        "simulator": simulator,
        "toplevel": target.toplevel,
        "testcases": _names(values, "TESTCASE"),
        "waves": _flag(values, "WAVES"),
        "params": _array(values, target.arrays[simulator]),
    }
    if "SEED" in values:
        drawn = values["SEED"] == "random"
        chosen["seed"] = (
            secrets.randbelow(LARGEST_SEED + 1) if drawn else _number(values, "SEED", 0)
        )
    if "RTL" in values:
        chosen["rtl_dir"] = _existing(values, "RTL")
    if "IDLE_LIMIT" in values:
        chosen["idle_limit"] = float(_number(values, "IDLE_LIMIT", 1))
    for name, key in (("MODEL", "model"), ("INPUT", "inputs")):
        if name in values:
            chosen[key] = _existing(values, name)
    for name in ("LAYERS", "PROFILES"):
        if name in values:
            chosen[name.lower()] = _names(values, name)
    for name in ("MAX_MISMATCHES", "RANDOM_LAYERS"):
        if name in values:
            chosen[name.lower()] = _number(values, name, 1)
    if "TRANSPORT" in values:
        chosen["transport"] = values["TRANSPORT"]
    return chosen


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.upper(), [*WORDS, *ARRAY], n=1)
    hint = f"; did you mean {close[0]}?" if close else "."
    return f"{name} is unknown{hint} Known are {listed([*WORDS, *ARRAY])}."


def _names(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())


def _flag(values: Mapping[str, str], name: str) -> bool:
    text = values.get(name, "0")
    if text not in ("0", "1"):
        raise UsageError(f"{name}={text} is not legal; it can be 0 or 1.")
    return text == "1"


def _number(values: Mapping[str, str], name: str, least: int) -> int:
    text = values[name]
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise UsageError(f"{name}={text} is not legal; give a whole number from {least} up.")
    return number


def _existing(values: Mapping[str, str], name: str) -> Path:
    path = Path(values[name]).expanduser().resolve()
    if not path.exists():
        raise UsageError(f"{name}={values[name]} does not exist.")
    return path


def _array(values: Mapping[str, str], usual: ArrayParams) -> ArrayParams:
    changed = {key: _number(values, name, 0) for name, key in ARRAY.items() if name in values}
    try:
        return dataclasses.replace(usual, **changed)
    except ParameterError as fault:
        given = ", ".join(f"{name}={values[name]}" for name in ARRAY if name in values)
        raise UsageError(f"{given} is not legal: {fault}.") from fault
