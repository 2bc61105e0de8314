"""Planted bugs as variants of one source, of which the file `mutant` says which one is alive."""

from __future__ import annotations

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
    "block does not go back to the first row",
    "early tlast goes unnoticed",
    "packet called whole before its last tile is",
    "buffers overlap by a row",
)
"""Bugs of `weights_rotator`, each in an expression."""
ENGINE = (
    "sums captured a clock early",
    "array goes on while sums wait",
    "weights not dropped after a fault",
    "busy forgets sums on their way",
)
"""Bugs of `conv_engine`."""


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
    old, new = bug.old, bug.new
    same = 0  # what both begin with, such as "assign x = "
    while old[same] == new[same]:
        same += 1
    start = max(old[:same].rfind(mark) + 1 for mark in "=(") if old.endswith((";", "),")) else 0
    end = len(old) - next((len(mark) for mark in ("),", ";") if old.endswith(mark)), 0)
    before, tail = old[:start], old[end:]
    changed = new[start : len(new) - len(tail)]
    return f"{before} (mutant_selected == {number} ? ({changed}) : ({old[start:end]})){tail}"
