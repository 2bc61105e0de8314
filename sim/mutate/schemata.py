"""Writes mutants into the source: one of them, or many behind a number that selects one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import UsageError
from sim.mutate.elaborate import header_end
from sim.mutate.model import NUMBER_FILE, SELECTED, Mutant, Numbered
from sim.mutate.operators import enclosed
from sim.mutate.walk import EMPTY

READER = (
    f"  int {SELECTED};"
    "  initial begin : read_mutant"
    "  integer file, got;"
    f'  {SELECTED} = 0; file = $fopen("{NUMBER_FILE}", "r");'
    "  if (file != 0) begin"
    f'  got = $fscanf(file, "%d", {SELECTED}); $fclose(file);'
    "  end end"
)
"""Declares the variable and reads it at time 0, all on one line; Icarus 11 takes no other form."""


@dataclass
class Site:
    """Mutants that change the same text.

    Attributes:
        start: where it begins, in characters.
        end: where it ends.
        changes: text of each mutant by its number.
        inner: sites within it, in order.
    """

    start: int
    end: int
    changes: dict[int, str] = field(default_factory=dict)
    inner: list[Site] = field(default_factory=list)


def apply(rtl: Path, mutant: Mutant, target: Path) -> Path:
    """Write the file with that one mutant in it, as somebody might have written the fault.

    Lines keep their numbers.

    Args:
        rtl: folder of the sources.
        mutant: a mutant of the source.
        target: folder that the file is written to, made where there is none.

    Returns:
        The file.

    Raises:
        UsageError: the sources are not those that the mutant is of.
    """
    text = _text(rtl, mutant)
    start, end = mutant.offset, mutant.offset + mutant.length
    after = mutant.after if mutant.after == EMPTY else enclosed(mutant.after)
    if _is_implicit(text, start, end):
        after = f"{mutant.before}({mutant.after})"
    after += "\n" * mutant.before.count("\n")
    return _write(target / mutant.file, text[:start] + after + text[end:])


def write_schemata(rtl: Path, numbered: Sequence[Numbered], target: Path) -> None:
    """Write changed copies of the files of these mutants, with all of them in it.

    Number 0 means the same as the source, and every other number the same as `apply` makes of that
    mutant. Lines keep their numbers.

    Args:
        rtl: folder of the sources.
        numbered: mutants of the source, each with another number.
        target: folder that the files are written to, made where there is none.

    Raises:
        UsageError: the sources are not those that the mutants are of, or a number is there twice.
    """
    numbers = [each.number for each in numbered]
    if len(set(numbers)) != len(numbers):
        raise UsageError("Two mutants of one build have the same number: number each by itself.")
    files: dict[str, list[Numbered]] = defaultdict(list)
    for each in numbered:
        files[each.mutant.file].append(each)
    for name, mutants in files.items():
        texts = {_text(rtl, each.mutant) for each in mutants}
        text = texts.pop()
        module = mutants[0].mutant.module
        at = header_end(text, module, name)
        whole = Site(0, len(text), inner=_tree(mutants))
        below = [site for site in whole.inner if site.end <= at]
        if below:
            raise UsageError(f"{name} has a mutant in its header, where nothing can be selected.")
        _write(target / name, _copied(text, whole, {at: READER}))


def _text(rtl: Path, mutant: Mutant) -> str:
    """The source that the mutant is of.

    Raises:
        UsageError: it is another one, or none.
    """
    if mutant.family != "source":
        raise UsageError(f"{mutant.description} is not a mutant of the source.")
    path = rtl / mutant.file
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"The source {path} cannot be read: {fault.strerror}.") from fault
    if text[mutant.offset : mutant.offset + mutant.length] != mutant.before:
        raise UsageError(
            f"{path} has changed since {mutant.description} was made of it: make the mutants again."
        )
    return text


def _tree(numbered: Sequence[Numbered]) -> list[Site]:
    """Sites in order, those within others below them."""
    sites: dict[tuple[int, int], Site] = {}
    for each in numbered:
        mutant = each.mutant
        key = (mutant.offset, mutant.offset + mutant.length)
        sites.setdefault(key, Site(*key)).changes[each.number] = mutant.after
    roots: list[Site] = []
    around: list[Site] = []
    for site in sorted(sites.values(), key=lambda site: (site.start, -site.end)):
        while around and around[-1].end <= site.start:
            around.pop()
        (around[-1].inner if around else roots).append(site)
        around.append(site)
    return roots


def _copied(text: str, site: Site, inserted: Mapping[int, str]) -> str:
    """The text of a site with the sites in it made selectable, and more text at some places."""
    pieces: list[str] = []
    at = site.start
    stops: list[tuple[int, Site | None]] = [(each.start, each) for each in site.inner]
    stops += [(place, None) for place in inserted]
    for place, inner in sorted(stops, key=lambda stop: stop[0]):
        pieces.append(text[at:place])
        pieces.append(inserted[place] if inner is None else _selectable(text, inner))
        at = place if inner is None else inner.end
    return "".join([*pieces, text[at : site.end]])


def _selectable(text: str, site: Site) -> str:
    """The text of a site behind a selection."""
    sound = _copied(text, site, {})
    if EMPTY in site.changes.values():
        (number,) = site.changes
        return f"begin if ({SELECTED} != {number}) {sound} end"
    chosen = "".join(
        f"({SELECTED} == {number}) ? ({after}) : " for number, after in site.changes.items()
    )
    whole = f"({chosen}({sound}))"
    return f"{sound}({whole})" if _is_implicit(text, site.start, site.end) else whole


def _is_implicit(text: str, start: int, end: int) -> bool:
    """Whether this is a port connected to what has its name, as in ``.clk,``."""
    return text[:start].endswith(".") and not text[end:].lstrip().startswith("(")


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
