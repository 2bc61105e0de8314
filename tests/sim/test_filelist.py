from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.filelist import FileList, read_file_list


def written(folder: Path, **files: str) -> Path:
    """Empty sources, and lists with these texts; returns the list named ``top``."""
    (folder / "sub" / "inc").mkdir(parents=True, exist_ok=True)
    for name in ("a.sv", "b.sv", "with blank.sv", "sub/a.sv"):
        (folder / name).touch()
    for name, text in files.items():
        (folder / f"{name.replace('__', '/')}.f").write_text(text, encoding="utf-8")
    return folder / "top.f"


def test_a_list_is_read_in_order(tmp_path: Path) -> None:
    listing = written(tmp_path, top="// first the package\nb.sv  # it\n\na.sv sub/a.sv\n")
    expected = (tmp_path / "b.sv", tmp_path / "a.sv", tmp_path / "sub/a.sv")
    assert read_file_list(listing) == FileList(expected)


def test_a_name_may_hold_blanks_and_double_slashes(tmp_path: Path) -> None:
    listing = written(tmp_path, top="with blank.sv\nsub//a.sv // the rest\n")
    assert read_file_list(listing).sources == (tmp_path / "with blank.sv", tmp_path / "sub/a.sv")


def test_folders_and_definitions_are_read(tmp_path: Path) -> None:
    text = "+incdir+sub/inc+.\n+define+DEPTH=4+FAST\n+incdir+sub/inc\n+define+DEPTH=5\na.sv\n"
    listing = read_file_list(written(tmp_path, top=text))
    assert listing.includes == (tmp_path / "sub/inc", tmp_path)
    assert listing.defines == {"DEPTH": "5", "FAST": "1"}


def test_a_list_may_name_others_and_each_is_relative_to_itself(tmp_path: Path) -> None:
    listing = written(tmp_path, top="b.sv\n-f sub/low.f\nb.sv\n", sub__low="a.sv\n+incdir+inc\n")
    read = read_file_list(listing)
    assert read.sources == (tmp_path / "b.sv", tmp_path / "sub/a.sv")
    assert read.includes == (tmp_path / "sub/inc",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x.sv\n", r"top\.f:1: 'x\.sv' is not a file"),
        ("// x\n+libext+.v\n", r"top\.f:2: '\+libext\+\.v' is not understood; .* \+incdir\+FOLDER"),
        ("-y sub\n", r"top\.f:1: '-y' is not understood"),
        ("+incdir+nowhere\n", r"top\.f:1: there is no folder 'nowhere'"),
        ("a.sv\n-f\n", r"top\.f:2: the name of a list must follow -f"),
        ("a.sv\n-f other.f\n", r"other\.f:2: .*top\.f includes itself"),
        ("-f none.f\n", r"none\.f cannot be read: No such file"),
        ("// nothing\n", "lists no source file"),
    ],
)
def test_a_bad_list_is_named(text: str, said: str, tmp_path: Path) -> None:
    listing = written(tmp_path, top=text, other="a.sv\n-f top.f\n")
    with pytest.raises(UsageError, match=said):
        read_file_list(listing)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"top\.f cannot be read: No such file"):
        read_file_list(tmp_path / "top.f")


def test_a_list_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "top.f").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"top\.f cannot be read: it is no text"):
        read_file_list(tmp_path / "top.f")
