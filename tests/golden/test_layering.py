"""Imports go one way, from the models down to arrays, and none leaves `golden`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import golden

ROOT = Path(golden.__path__[0])


def imports(package: str) -> Iterator[tuple[str, str]]:
    """Each module below `package` with each module that it imports."""
    files = list((ROOT / package).rglob("*.py"))
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield path.relative_to(ROOT).as_posix(), node.module or ""
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield path.relative_to(ROOT).as_posix(), alias.name


MEETING = ("kraken/accelerator/",)
"""What in `kraken` brings layers and the accelerator together, and so knows both."""

ABOVE_LAYERS = (
    "golden.model",
    "golden.schemes",
    "golden.kraken",
    "golden.networks",
    "golden.frontends",
)


@pytest.mark.parametrize(
    ("package", "above"),
    [
        ("", ("tb", "sim", "tests", "cocotb", "pyuvm", "golden.cli.")),
        ("streams", ("golden.kraken", "golden.layers", "golden.graph", *ABOVE_LAYERS)),
        ("quant", ("golden.graph", "golden.tflite", "golden.layers", *ABOVE_LAYERS)),
        ("layers", ABOVE_LAYERS),
        ("schemes", ("golden.kraken", "golden.networks", "golden.frontends")),
        ("kraken", ("golden.layers", "golden.model", "golden.networks", "golden.frontends")),
        ("kraken/format", ("golden.kraken.lowering", "golden.kraken.timing")),
        ("kraken/timing", ("golden.kraken.lowering",)),
        (
            "kraken/stages",
            ("golden.kraken.lowering", "golden.kraken.timing", "golden.kraken.accelerator"),
        ),
    ],
)
def test_a_package_knows_nothing_of_those_above_it(package: str, above: tuple[str, ...]) -> None:
    inside = ("cli/", "bench.py", "__main__.py")
    wrong = [
        (user, used)
        for user, used in imports(package)
        if f"{used}.".startswith(tuple(f"{name.rstrip('.')}." for name in above))
        and not (used.startswith("golden.cli") and user.startswith(inside))
        and not (package == "kraken" and user.startswith(MEETING))
    ]
    assert wrong == []
