"""Planted bugs as variants of one source, of which the file `mutant` says which one is alive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tb.kraken.array import RTL
from tests.planted.bug import Bug, written

READ = """
  integer mutant_selected, mutant_file, mutant_read;
  initial begin : read_mutant
    mutant_selected = 0;
    mutant_file = $fopen("mutant", "r");
    if (mutant_file != 0) begin
      mutant_read = $fscanf(mutant_file, "%d", mutant_selected);
      $fclose(mutant_file);
    end
  end
"""
"""What a module with variants begins with."""

ROTATOR = (
    "row read before it is written",
    "early tlast goes unnoticed",
    "packet called whole before its last tile is",
    "buffers overlap by a row",
)
"""Bugs of `weights_rotator`, each in an expression."""
ENGINE = ("sums captured a clock early", "busy forgets sums on their way")
"""Bugs of `conv_engine`."""


PARTS = re.compile(
    r"(?P<head>(?:assign \w+\s*=|\.\w+\s*\()?)(?P<body>[^;]*?)(?P<tail>(?:;|\),)?)", re.DOTALL
)
"""An expression, and what stands around it where it is assigned or is a port's."""


def planted(names: Iterable[str]) -> list[Bug]:
    """The planted bugs of those names."""
    found = {bug.name: bug for bug in written()}
    return [found[name] for name in names]


def switched(bugs: Sequence[Bug], folder: Path) -> Path:
    """A folder with the source of the bugs, the n-th of them alive for number n, from 1 on."""
    folder.mkdir()
    (name,) = {bug.file for bug in bugs}
    text = with_number((RTL / name).read_text(encoding="utf-8"))
    for number, bug in enumerate(bugs, 1):
        assert text.count(bug.old) == bug.count
        text = text.replace(bug.old, _choice(bug, number))
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def with_number(source: str) -> str:
    """The source of a module that reads its number."""
    head, port_list, rest = source.partition("\n);\n")
    assert port_list
    return head + port_list + READ + rest


def changed(source: Path, changes: Mapping[str, str], folder: Path) -> Path:
    """A folder with a source that reads its number and has some texts replaced."""
    text = with_number(source.read_text(encoding="utf-8"))
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / source.name).write_text(text, encoding="utf-8")
    return folder


def _choice(bug: Bug, number: int) -> str:
    """The changed text or the sound one, by the number."""
    old, new = PARTS.fullmatch(bug.old), PARTS.fullmatch(bug.new)
    assert old
    assert new
    assert (old["head"], old["tail"]) == (new["head"], new["tail"])
    choice = f"(mutant_selected == {number} ? ({new['body']}) : ({old['body']}))"
    return f"{old['head']} {choice}{old['tail']}"
