"""Finds modules that are alike in a design that has one for each instance, in Yosys' own format."""

from __future__ import annotations

import re

MODULE = re.compile(r"^module (\\\S+)$.*?^end$", re.MULTILINE | re.DOTALL)
BODY = re.compile(r"^  cell (\\\S+) ", re.MULTILINE)
"""A cell that is an instance: types of gates begin with a dollar."""
PATHS = re.compile(r"^ *attribute \\hdlname .*\n", re.MULTILINE)
NUMBER = re.compile(r"\$\d+")
"""What makes generated names unique."""


def merge(text: str) -> str:
    """The design with one module for all that are alike but for the names of what is in them.

    A module ``name$path``, as the front end calls it after one instance, becomes ``name``. Where
    modules of one name are not alike, the others become ``name:2`` and so on.

    Args:
        text: RTLIL without processes, in which no two instances share a module.
    """
    bodies = {match[1]: match[0] for match in MODULE.finditer(text)}
    names: dict[str, str] = {}
    forms: dict[str, list[str]] = {}
    kept: list[str] = []
    for name in _inner_first(bodies):
        body = BODY.sub(lambda match: f"  cell {names.get(match[1], match[1])} ", bodies[name])
        base = name.partition("$")[0]
        form = _renumbered(PATHS.sub("", body).replace(name, base, 1))
        known = forms.setdefault(base, [])
        new = form not in known
        if new:
            known.append(form)
        number = known.index(form) + 1
        names[name] = base if number == 1 else f"{base}:{number}"
        if new:
            kept.append(body.replace(f"module {name}\n", f"module {names[name]}\n", 1))
    # The attributes of a module stand before it and do not matter here.
    return "\n".join(["attribute \\top 1", *reversed(kept), ""])


def _inner_first(bodies: dict[str, str]) -> list[str]:
    """Names of modules, each behind those of its instances."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in order:
            for inner in BODY.findall(bodies[name]):
                if inner in bodies:
                    visit(inner)
            order[name] = None

    for name in bodies:
        visit(name)
    return list(order)


def _renumbered(body: str) -> str:
    """The text with its generated names numbered in the order in which they come."""
    numbers: dict[str, str] = {}
    return NUMBER.sub(lambda match: numbers.setdefault(match[0], f"${len(numbers)}"), body)
