"""`hw/DATAFLOW.md` shows what the golden model does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tb.kraken.array import RTL
from tests.hw.drawings import drawings

PAGE = Path(RTL).parent / "DATAFLOW.md"
DRAWINGS = drawings()


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_page_has_the_drawing(name: str) -> None:
    assert f"```text\n{DRAWINGS[name]}\n```" in PAGE.read_text(encoding="utf-8")


def test_every_drawing_of_the_page_is_made() -> None:
    assert PAGE.read_text(encoding="utf-8").count("```text") == len(DRAWINGS)
