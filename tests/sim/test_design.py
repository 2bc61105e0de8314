import pickle
from pathlib import Path

import pytest

from sim.design import Design
from sim.errors import UsageError


def design(folder: Path, text: str, *includes: str, **others: str) -> Design:
    """A design of one source, ``rtl/top.v``, with other files by name (``__`` for a slash)."""
    files = {"rtl/top.v": text}
    for name, other in others.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        files[f"{stem}.{suffix}"] = other
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Design("top", (folder / "rtl/top.v",), tuple(folder / name for name in includes))


def names(folder: Path, found: tuple[Path, ...]) -> list[str]:
    return [str(path.relative_to(folder)) for path in found]


def test_a_design_travels(tmp_path: Path) -> None:
    whole = Design("top", (tmp_path / "a.v",), (tmp_path,), {"W": 3}, {"FAST": "1"}, "marks")
    assert pickle.loads(pickle.dumps(whole)) == whole


def test_sources_may_lie_anywhere(tmp_path: Path) -> None:
    sources = (tmp_path / "ours/rtl/a.sv", tmp_path / "theirs/a.sv")
    spread = Design("top", sources)
    assert spread.folder == tmp_path
    assert [spread.relative(path) for path in sources] == ["ours/rtl/a.sv", "theirs/a.sv"]
    assert spread.relative(tmp_path.parent / "x.vh") == "../x.vh"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"toplevel": "../top"}, "'../top' cannot be the name of a top module"),
        ({"parameters": {"A B": 1}}, "'A B' cannot be the name of a parameter"),
        ({"defines": {"": "1"}}, "'' cannot be the name of a definition"),
        ({"sources": ()}, "top has no source file"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], said: str) -> None:
    values: dict[str, object] = {"toplevel": "top", "sources": (Path("a.v"),), **changes}
    with pytest.raises(UsageError, match=said):
        Design(**values)  # type: ignore[arg-type]


def test_included_files_are_found_through_each_other(tmp_path: Path) -> None:
    text = '`include "a.vh"\n  `include  "sub/d.vh" // twice\n`include "d.vh"\n'
    found = design(
        tmp_path,
        text,
        "inc",
        rtl__a_vh='`include "b.vh"\n`include <c.vh>',
        inc__b_vh='`include "a.vh"',  # in a circle
        inc__c_vh="",
        rtl__sub__d_vh='`include "e.vh"',
        rtl__sub__e_vh="",  # beside the file that includes it
        inc__other_vh="",
    ).included()
    expected = ["inc/b.vh", "inc/c.vh", "rtl/a.vh", "rtl/sub/d.vh", "rtl/sub/e.vh"]
    assert names(tmp_path, found) == expected


def test_the_first_folder_wins(tmp_path: Path) -> None:
    files = {"inc__a_vh": "", "inc__b_vh": "", "more__a_vh": "", "more__b_vh": "", "rtl__b_vh": ""}
    found = design(tmp_path, '`include "a.vh"\n`include "b.vh"', "more", "inc", **files).included()
    assert names(tmp_path, found) == ["more/a.vh", "rtl/b.vh"]


def test_a_macro_may_name_any_header(tmp_path: Path) -> None:
    files = {"inc__a_vh": "", "inc__b_svh": "", "inc__c_txt": "", "rtl__d_sv": ""}
    found = design(tmp_path, "`include `HEADER\n", "inc", **files).included()
    assert names(tmp_path, found) == ["inc/a.vh", "inc/b.svh", "rtl/d.sv"]


def test_what_is_nowhere_is_the_compilers_business(tmp_path: Path) -> None:
    assert design(tmp_path, '`ifdef OTHER\n`include "none.vh"\n`endif\n', "gone").included() == ()


def test_a_missing_source_is_named() -> None:
    with pytest.raises(UsageError, match=r"/none/a\.v cannot be read: No such file"):
        Design("top", (Path("/none/a.v"),)).included()
