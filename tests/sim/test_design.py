from pathlib import Path

import pytest

from sim.design import read_file_list
from sim.errors import UsageError


def test_a_list_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.sv", "a.sv"):
        (tmp_path / name).touch()
    listing = tmp_path / "top.f"
    listing.write_text("// first the package\nb.sv  # it\n\na.sv\n", encoding="utf-8")
    assert read_file_list(listing) == (tmp_path / "b.sv", tmp_path / "a.sv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.sv\n", r"top\.f:1: 'a\.sv' is not a file"),
        ("// x\n+incdir+x\n", r"top\.f:2: '\+incdir\+x' is not a file"),
        ("// nothing\n", "lists no source file"),
    ],
)
def test_a_bad_list_is_named(text: str, said: str, tmp_path: Path) -> None:
    listing = tmp_path / "top.f"
    listing.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_file_list(listing)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"top\.f cannot be read: No such file"):
        read_file_list(tmp_path / "top.f")
