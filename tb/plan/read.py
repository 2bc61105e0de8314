"""Plans as files: what an hjson file holds, with one sentence for what is wrong with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tb.bench.errors import BenchError

Model = TypeVar("Model", bound=BaseModel)


class PlanError(BenchError):
    """A test plan is missing, cannot be read, or does not fit its bench."""


def read_hjson(path: Path) -> dict[str, Any]:
    """The object that the file holds.

    Raises:
        PlanError: it cannot be read, is no hjson, or gives a key twice.
        BenchError: the library that reads it is missing.
    """
    try:
        import hjson  # an installation without the extra `regress` lacks it
    except ImportError as fault:
        raise BenchError(
            f"{path} needs hjson, which is missing: pip install 'kraken-cosim[regress]'."
        ) from fault
    try:
        text = path.read_text(encoding="utf-8")
        found = hjson.loads(text, object_pairs_hook=_once)
    except (OSError, UnicodeDecodeError) as fault:
        raise PlanError(f"{path} cannot be read: {fault}.") from fault
    except hjson.HjsonDecodeError as fault:
        raise PlanError(f"{path}, line {fault.lineno}, is no hjson: {fault.msg}.") from fault
    except _TwiceError as fault:
        raise PlanError(f"{path} gives the key {fault} twice in one object; keep one.") from fault
    if not isinstance(found, dict):
        raise PlanError(f"{path} holds no object; write {{key: value}}.")
    return found


def as_model(kind: type[Model], raw: Any, path: Path) -> Model:
    """What a file holds, as checked data.

    Raises:
        PlanError: it lacks something, has too much, or a value is not legal.
    """
    try:
        return kind.model_validate(raw)
    except ValidationError as fault:
        first = fault.errors()[0]
        what, key = f"{path}: {_place(raw, first['loc'])}", first["loc"][-1] if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            raise PlanError(f"{what} is unknown; leave {key} out or correct its name.") from fault
        if first["type"] == "missing":
            raise PlanError(f"{what} is missing; give {key}.") from fault
        raise PlanError(f"{what} is not legal: {first['msg']}.") from fault


def _place(raw: Any, keys: tuple[int | str, ...]) -> str:
    """Keys from the outside to the inside; an entry of a list by its name where it has one."""
    texts: list[str] = []
    for key in keys:
        try:
            raw = raw[key]
        except (LookupError, TypeError):
            raw = None
        named = isinstance(key, int) and isinstance(raw, dict) and "name" in raw
        texts.append(str(raw["name"]) if named and isinstance(raw, dict) else str(key))
    return " / ".join(texts) or "the file"


class _TwiceError(Exception):
    """A key that comes twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise _TwiceError(key)
    return dict(pairs)
