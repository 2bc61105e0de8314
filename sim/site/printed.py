"""Printed outputs in Markdown pages, and whether the commands above them still print that.

A page marks a block of output with a comment on the line above it::

    <!-- printed -->

The commands are those of the code block before that comment. ``<!-- printed, exit code 1 -->`` is
for commands that fail as they should. A line ``...`` of the output stands for any number of lines.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import SimError

MARK = re.compile(r"^<!-- printed(?:, exit code (?P<code>\d+))? -->$")
FENCE = re.compile(r"^(?P<fence>`{3,})\w*$")
INDENT = "    "
ANYTHING = "..."
VARYING = (
    (re.compile(r"build/(runs|regressions|soak|mutations)/[\w.-]+"), r"build/\1/*"),
    (re.compile(r"\d{8}-\d{6}"), "*"),
    (re.compile(r"(?<=commit )[0-9a-f]{7,}\+?( \(dirty\))?"), "*"),
    (re.compile(r"\d[\d,]*(\.\d+)? (s|ms|min|MB|k clocks/s)\b"), r"* \2"),
    (re.compile(r"\S*/(?=[\w.-]+_bench\.py)"), ""),
)
"""What differs from run to run and machine to machine, and what stands for it."""
VERSIONS = re.compile(r"^\s*(tools|\S+ on (verilator|icarus))\b")
"""Lines that tell versions: their first word counts."""
RULE = re.compile(r"[─━]+")
LIMIT_SECONDS = 900


class PrintedError(SimError):
    """A page's output is not what its commands print, or a page is not well formed."""

    exit_code = 1


@dataclass(frozen=True)
class Printed:
    """An output in a page.

    Attributes:
        page: where it stands.
        line: number of its mark, from 1.
        commands: what prints it.
        code: the exit code of the last command.
        output: its lines, without indentation.
    """

    page: Path
    line: int
    commands: tuple[str, ...]
    code: int
    output: tuple[str, ...]


def find_printed(page: Path) -> list[Printed]:
    """The marked outputs of a page.

    Raises:
        PrintedError: a mark has no commands before it or no output behind it.
    """
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks = list(_blocks(lines))
    found = []
    for number, line in enumerate(lines):
        mark = MARK.match(line)
        if mark is None:
            continue
        before = [block for first, block in blocks if first < number]
        behind = [block for first, block in blocks if first in (number + 1, number + 2)]
        if not before or not behind:
            raise PrintedError(
                f"{page}:{number + 1}: put the commands in a code block before the mark, and what "
                "they print in one behind it."
            )
        code = int(mark["code"] or 0)
        found.append(Printed(page, number + 1, before[-1], code, behind[0]))
    return found


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each code block, fenced or indented, with the index of its first line."""
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        first = number
        if fence is not None:
            number += 1
            while number < len(lines) and lines[number] != fence["fence"]:
                number += 1
            yield first, tuple(lines[first + 1 : number])
        elif lines[number].startswith(INDENT):
            while number < len(lines) and (lines[number].startswith(INDENT) or not lines[number]):
                number += 1
            block = [line.removeprefix(INDENT) for line in lines[first:number]]
            while not block[-1]:
                block.pop()
            yield first, tuple(block)
            continue
        number += 1


def check(printed: Printed, root: Path) -> None:
    """Type the commands again.

    Args:
        printed: the output and its commands.
        root: where they are typed.

    Raises:
        PrintedError: they print something else, or end with another exit code.
    """
    script = "\n".join(printed.commands)
    place = f"{printed.page}:{printed.line}"
    try:
        ended = subprocess.run(
            ["sh", "-e", "-c", script],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired as fault:
        raise PrintedError(f"{place}: '{script}' has not ended in {LIMIT_SECONDS} s.") from fault
    said = ended.stdout.splitlines()
    if ended.returncode != printed.code:
        raise PrintedError(
            f"{place}: '{script}' ended with exit code {ended.returncode}, not {printed.code}:\n"
            f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        )
    if missing := first_missing(printed.output, said):
        raise PrintedError(
            f"{place}: '{script}' no longer prints\n  {missing}\nbut\n"
            + "\n".join(f"  {line}" for line in said)
        )


def first_missing(output: Sequence[str], said: Sequence[str]) -> str:
    """The first line of a page's output that was not printed where it should; empty if all were.

    A page may begin and end in the middle of what is printed.
    """
    wanted = [line if line.strip() == ANYTHING else shape(line) for line in output]
    lines = [shape(line) for line in said]
    at, loose = 0, True
    for number, line in enumerate(wanted):
        if not line:
            continue
        if line.strip() == ANYTHING:
            loose = True
            continue
        while at < len(lines) and not lines[at]:
            at += 1
        if loose:
            at = next((i for i in range(at, len(lines)) if lines[i] == line), len(lines))
        if at == len(lines) or lines[at] != line:
            return output[number]
        at, loose = at + 1, False
    return ""


def shape(line: str) -> str:
    """A line without what differs from run to run: times, folders, versions, width of columns."""
    if versions := VERSIONS.match(line):
        return versions[1]
    for pattern, stand_in in VARYING:
        line = pattern.sub(stand_in, line)
    return " ".join(RULE.sub("-", line).split())
