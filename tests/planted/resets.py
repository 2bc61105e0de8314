"""Bugs that follow from the sources: each reset that could have been forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tb.kraken.array import RTL
from tests.planted.bug import Bug, Seen
from tests.planted.planting import ENGINE

RESET_BLOCK = re.compile(
    r"if \(!rst_n\)(?: begin\n(?P<lines>.*?)\n *end else|(?P<line>[^;]*;))", re.S
)
RESET_KINDS = (
    "mismatch",
    "stuck",
    "flag",
    "unknown",
    "handshake",
    "surplus",
    "error",
    "error code",
    "closing",
)
ON_TOP = Seen(
    kinds=(*RESET_KINDS, "busy", "clocks"), tests=("reset_mid_pass",), simulators=("icarus",)
)
"""How those behind the engine are found."""
RESET_LINE = re.compile(r"\w+ +<= [^;]*;")


def missed_resets() -> Iterator[Bug]:
    """For each register that has a reset, the bug that it has none."""
    for source in sorted(RTL.glob("*.sv")):
        text = source.read_text(encoding="utf-8")
        for block in RESET_BLOCK.finditer(text):
            body = block["lines"] or block["line"]
            of_engine = source.name in ENGINE
            for line in RESET_LINE.findall(body):
                yield Bug(
                    f"no reset for {line.split()[0]} of {source.stem}",
                    source.name,
                    block[0],
                    block[0].replace(line, ";" if block["line"] else ""),
                    tests=("reset_mid_packet", "illegal_header") if of_engine else (),
                    top=None if of_engine else ON_TOP,
                    kinds=RESET_KINDS,
                    simulators=("icarus",),
                    narrow_ports=source.stem == "axis_gather",
                )
