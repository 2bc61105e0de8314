"""Reads the port list of a Verilog module well enough to propose a bench for it.

It knows lists of the ANSI kind and of the older one, and leaves what it cannot tell as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

IGNORED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\(\*(?!\)).*?\*\)', re.DOTALL)
"""Comments, texts and attributes: no port stands in them."""
DIRECTIVE = re.compile(
    r"`(?:ifn?def|elsif|undef|define|include|default_nettype|timescale)\b[^\n]*|`(?:else|endif)\b"
)
"""Both branches of a condition count."""
DECLARED = re.compile(r"\b(input|output|inout)\b([^;]*);")
RANGE = re.compile(r"\[([^\[\]]*)\]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
EDGES = re.compile(r"\b(posedge|negedge)\s+([A-Za-z_][A-Za-z0-9_$]*)")
NUMBER = re.compile(r"(?:\d+\s*)?'s?([bodh])([0-9a-f_]+)|(\d[\d_]*)", re.IGNORECASE)
BASES = {"b": 2, "o": 8, "d": 10, "h": 16}
NETS = ("wire", "reg", "logic", "bit", "var", "tri")
NUMBERS = {"byte": 8, "shortint": 16, "int": 32, "integer": 32, "longint": 64}


@dataclass(frozen=True)
class HeaderPort:
    """One port.

    Attributes:
        name: as the RTL has it.
        direction: ``input``, ``output`` or ``inout``.
        ranges: texts between the brackets in front of the name, the first of them leftmost.
        arrays: those behind the name.
        signed: whether it is declared so.
        kind: its type where that is a name of the RTL's own.
    """

    name: str
    direction: str
    ranges: tuple[str, ...] = ()
    arrays: tuple[str, ...] = ()
    signed: bool = False
    kind: str = ""


@dataclass(frozen=True)
class HeaderParameter:
    """One parameter; `value` is None where its default is no plain whole number."""

    name: str
    text: str
    value: int | None


@dataclass(frozen=True)
class Header:
    """What a module says of itself.

    Attributes:
        name: the module.
        ports: in order.
        parameters: in order, without local ones.
        edges: the edge of each signal that clocked processes wait for, by name.
        body: what stands behind the port list, without comments.
    """

    name: str
    ports: tuple[HeaderPort, ...]
    parameters: tuple[HeaderParameter, ...]
    edges: dict[str, str]
    body: str


def read_header(text: str, module: str) -> Header | None:
    """The header of a module; None where the text has no such module.

    Args:
        text: of a source file.
        module: the module's name.
    """
    text = DIRECTIVE.sub(" ", IGNORED.sub(" ", text))
    found = re.search(rf"\b(?:module|macromodule)\s+(?:automatic\s+|static\s+)?{module}\b", text)
    if found is None:
        return None
    rest = text[found.end() :]
    end = re.search(r"\bendmodule\b", rest)
    rest = rest[: end.start()] if end else rest
    head, _, _ = rest.partition(";")
    while re.match(r"\s*import\b", head):
        rest = rest[len(head) + 1 :]
        head, _, _ = rest.partition(";")
    parameters: list[HeaderParameter] = []
    opening = re.match(r"\s*#\s*\(", rest)
    if opening:
        inner, rest = balanced(rest[opening.end() :])
        parameters += _parameters(inner)
    opening = re.match(r"\s*\(", rest)
    listed, body = balanced(rest[opening.end() :]) if opening else ("", rest)
    ports = tuple(_ports(listed))
    if not any(port.direction for port in ports):
        declared = {
            port.name: port
            for match in DECLARED.finditer(body)
            for port in _ports(f"{match[1]} {match[2]}")
        }
        ports = tuple(declared[port.name] for port in ports if port.name in declared)
        for match in re.finditer(r"\bparameter\b([^;]*);", body):
            parameters += _parameters(match[1])
    edges = {signal: edge for edge, signal in EDGES.findall(body)}
    return Header(module, ports, tuple(parameters), edges, body)


def balanced(text: str) -> tuple[str, str]:
    """What stands before the bracket that closes an opened one, and behind it."""
    depth = 1
    for i, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            return text[:i], text[i + 1 :]
    return text, ""


def split(text: str) -> Iterator[str]:
    """Parts between commas that stand in no bracket."""
    depth, start = 0, 0
    for i, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            yield text[start:i]
            start = i + 1
    if text[start:].strip():
        yield text[start:]


def _ports(text: str) -> Iterator[HeaderPort]:
    direction, signed, kind = "", False, ""
    ranges: tuple[str, ...] = ()
    for part in split(text):
        part = part.partition("=")[0]
        names = list(NAME.finditer(RANGE.sub(lambda match: " " * len(match[0]), part)))
        words = [match[0] for match in names]
        if not words:
            continue
        told = [word for word in words if word in ("input", "output", "inout")]
        before, behind = part[: names[-1].start()], part[names[-1].end() :]
        if told or len(words) > 1 or RANGE.search(before):
            direction = told[-1] if told else direction
            ranges = tuple(inner.strip() for inner in RANGE.findall(before))
            signed = "signed" in words
            number = next((word for word in words[:-1] if word in NUMBERS), None)
            if number and not ranges:
                ranges, signed = (f"{NUMBERS[number] - 1}:0",), "unsigned" not in words
            plain = {*NETS, *NUMBERS, "signed", "unsigned", *told}
            kind = next((word for word in words[:-1] if word not in plain), "")
        arrays = tuple(inner.strip() for inner in RANGE.findall(behind))
        yield HeaderPort(words[-1], direction, ranges, arrays, signed, kind)


def _parameters(text: str) -> Iterator[HeaderParameter]:
    local = False
    for part in split(text):
        left, _, right = part.partition("=")
        names = NAME.findall(RANGE.sub(" ", left))
        if "localparam" in names:
            local = True
        elif "parameter" in names:
            local = False
        if not names or local:
            continue
        told = names[:-1]
        whole = not {"real", "string", "type", "time", "realtime"} & set(told)
        yield HeaderParameter(names[-1], right.strip(), _number(right) if whole else None)


def _number(text: str) -> int | None:
    found = NUMBER.fullmatch(text.strip().removeprefix("-").strip())
    if not found:
        return None
    digits = (found[2] or found[3]).replace("_", "")
    try:
        value = int(digits, BASES[found[1].lower()] if found[1] else 10)
    except ValueError:
        return None
    return -value if text.strip().startswith("-") else value
