"""Parameters of a block by those of what is around it."""

from __future__ import annotations

from collections.abc import Callable

from tb.bench.parts import Values


def told(*same: str, **other: str | int | Callable[[Values], int]) -> Callable[[Values], Values]:
    """A function from the parameters around a block to its own.

    Args:
        same: names of those that are handed on.
        other: by the block's name: the name around it, a number, or a function of those around it.
    """

    def parameters(values: Values) -> Values:
        found = {name: values[name] for name in same}
        for name, source in other.items():
            if isinstance(source, str):
                found[name] = values[source]
            else:
                found[name] = source if isinstance(source, int) else source(values)
        return found

    return parameters
