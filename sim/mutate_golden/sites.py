"""Places of a golden model that can be changed, found with the operators of cosmic-ray."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from sim.mutate_golden.model import Mutant, Site, changed_lines

LEFT_OUT = ("_Is", "_IsNot", "VariableReplacer", "VariableInserter", "NoOp")
"""Ends of operators: identity in place of equality is no other function, the rest want a list of
names."""
IDENTITY = ("ReplaceComparisonOperator_Is_", "ReplaceComparisonOperator_IsNot_")
NEGATED = {
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is",
}
KINDS = (
    {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod"},
    {"LShift", "RShift", "BitOr", "BitAnd", "BitXor"},
)
"""Binary operators that stand for one another. A bit operator in place of a division raises a
TypeError in most places, and a power runs out of memory: their deaths prove little."""
BINARY = "ReplaceBinaryOperator_"
DELETED = "_Delete_"
"""In names of operators that take one away, which stands last."""
DECLARING = {"abstractmethod", "dataclass", "staticmethod", "classmethod", "override"}
"""Decorators that say how a class is declared, and compute nothing."""

Span = tuple[tuple[int, int], tuple[int, int]]
"""Start and end as line and column."""


@cache
def operators() -> tuple[str, ...]:
    """The operators that are used, by name."""
    names = (name.removeprefix("core/") for name in operator_names() if name.startswith("core/"))
    return tuple(name for name in names if name in NEGATED or _is_used(name))


def _is_used(name: str) -> bool:
    if name.startswith(BINARY):
        ends = set(name.removeprefix(BINARY).split("_"))
        return any(ends <= kind for kind in KINDS)
    return not (name.endswith(LEFT_OUT) or name.startswith(IDENTITY))


@cache
def operator(name: str) -> Any:
    """cosmic-ray's operator of that name."""
    return get_operator(f"core/{name}")()


def sites(path: Path, file: str) -> list[Site]:
    """Every place of a file that can be changed, in the order of the file.

    Args:
        path: of the file.
        file: its name below the project.
    """
    source = path.read_text(encoding="utf-8")
    found: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    nodes = list(ast_nodes(get_ast(source)))
    declared = list(declarations(source))
    known: dict[str, list[tuple[int, int]]] = {}
    for name in operators():
        # What an operator becomes does not matter for where it stands.
        stem = name if DELETED in name else name.rpartition("_")[0] or name
        if stem not in known:
            chosen = operator(name)
            known[stem] = [start for node in nodes for start, _ in chosen.mutation_positions(node)]
        for occurrence, start in enumerate(known[stem]):
            if not any(first <= start < last for first, last in declared):
                found[start].append((name, occurrence))
    return [
        Site(file=file, line=line, column=column, changes=tuple(changes))
        for (line, column), changes in sorted(found.items())
    ]


def declarations(source: str) -> Iterator[Span]:
    """Parts that are never computed with.

    These are annotations, decorators that only declare, and the `strict=True` of `zip`, which
    checks what is so: no caller gives other lengths.
    """
    for node in ast.walk(ast.parse(source)):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.AnnAssign | ast.arg):
            parts = [node.annotation]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = {named(part) for part in node.decorator_list}
            abstract = "abstractmethod" in names
            parts = [p for p in node.decorator_list if abstract or named(p) in DECLARING]
            if isinstance(node, ast.FunctionDef):
                parts.append(node.returns)
        elif isinstance(node, ast.keyword) and node.arg == "strict":
            parts = [node.value]
        for part in parts:
            if part is not None and part.end_lineno is not None:
                # The sign of a decorator stands before it.
                start = (part.lineno, max(0, part.col_offset - 1))
                yield start, (part.end_lineno, part.end_col_offset or 0)


def named(decorator: ast.expr) -> str:
    """The name of a decorator without its arguments."""
    while isinstance(decorator, ast.Call):
        decorator = decorator.func
    return decorator.attr if isinstance(decorator, ast.Attribute) else ast.unparse(decorator)


def draw(places: Sequence[Site], number: int | None, seed: int, root: Path) -> list[Mutant]:
    """Mutants at `number` places (None for all), one at each, the same for the same seed.

    Places whose every change leaves the program as it is are passed over.
    """
    rng = random.Random(seed)
    order = list(places)
    rng.shuffle(order)
    drawn: list[Mutant] = []
    for site in order:
        if number is not None and len(drawn) == number:
            break
        changes = list(site.changes)
        rng.shuffle(changes)
        made = next(filter(None, (mutant(site, *change, root) for change in changes)), None)
        if made is not None:
            drawn.append(made)
    return sorted(drawn, key=lambda made: (made.file, made.line, made.operator, made.after))


def mutant(site: Site, name: str, occurrence: int, root: Path) -> Mutant | None:
    """The mutant of one change; None where the program stays the same or is none any more."""
    source = (root / site.file).read_text(encoding="utf-8")
    changed = mutate_code(source, operator(name), occurrence)
    try:
        if changed is None or ast.dump(ast.parse(changed)) == ast.dump(ast.parse(source)):
            return None
    except SyntaxError:
        return None
    before, after = changed_lines(source, changed)
    return Mutant(
        file=site.file,
        line=site.line,
        operator=name,
        source=changed,
        before=before,
        after=after,
    )
