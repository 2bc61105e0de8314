"""A design with its properties as a transition relation in SMT-LIB, made by Yosys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from sim.design import Design
from sim.errors import SimError
from sim.places import PROPERTIES
from sim.properties import shared_files
from sim.prove.elaborate import ASSERT, ASSUME, COVER, FORMAL, Elaborated, Property, elaborate
from sim.prove.settings import ParameterSet, Settings
from sim.synth import yosys

RELATION = "relation.smt2"
READ = f"read_slang -j 1 -f /work/{yosys.LIST}"
TOLD = re.compile(r"^; yosys-smt2-(assert|assume|cover) \d+ (\S+)", re.MULTILINE)
"""How the file of the relation tells a property."""


class LostError(SimError):
    """A property of the sources did not reach the prover, so that nothing would be proven by it."""

    exit_code = 1


@dataclass(frozen=True)
class Relation:
    """What the solver is asked about.

    Attributes:
        file: the relation.
        design: what it was made of.
        elaborated: properties and ports by the sources; properties that are left out are not here.
        asserts: names that must hold.
        covers: names that must be reached.
    """

    file: Path
    design: Design
    elaborated: Elaborated
    asserts: tuple[str, ...]
    covers: tuple[str, ...]

    def written(self, name: str) -> Property | None:
        """Where a property is written; None for one that its source gives no name."""
        return next((one for one in self.elaborated.properties if one.name == name), None)


def make_relation(design: Design, chosen: ParameterSet, folder: Path) -> Relation:
    """Write the relation, and see that each property of the sources is in it.

    Args:
        design: the module with its properties.
        chosen: which of them are proven.
        folder: existing folder for what is written.

    Raises:
        BuildError: the design cannot be read.
        LostError: a property is lost.
        ToolError: a tool is missing.
    """
    elaborated = elaborate(design)
    told = [_as_given(one, chosen) for one in elaborated.properties]
    kept = [one for one in told if _is_kept(one, chosen)]
    dropped = {one.name for one in told} - {one.name for one in kept}
    given = [one.name for one in told if one.kind == ASSUME and _is_given(one.name, chosen)]
    yosys.run(design, _commands(design, dropped, given, bool(chosen.only)), folder)
    file = folder / RELATION
    there = TOLD.findall(file.read_text(encoding="utf-8"))
    refuse_lost(kept, there, bool(chosen.along))
    return Relation(
        file,
        design,
        replace(elaborated, properties=tuple(kept)),
        tuple(name for kind, name in there if kind == ASSERT),
        tuple(name for kind, name in there if kind == COVER),
    )


def _is_given(name: str, chosen: ParameterSet) -> bool:
    return matches(name, chosen.given)


def _as_given(one: Property, chosen: ParameterSet) -> Property:
    """What a set in front proves is taken for granted."""
    given = one.kind == ASSERT and _is_given(one.name, chosen)
    return replace(one, kind=ASSUME) if given else one


def _is_kept(one: Property, chosen: ParameterSet) -> bool:
    """A cover goes with the property whose premise it is; assumptions are always there.

    What has no name cannot be asked for: the design's own assertions.
    """
    if one.kind == ASSUME:
        return True
    if not one.name:
        return not chosen.only
    name = one.name.removesuffix("_premise")
    if chosen.only and not matches(name, chosen.only):
        return False
    return not matches(name, chosen.without)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a property goes by one of the patterns, with its instances or without."""
    label = name.rpartition(".")[2]
    return any(fnmatchcase(name, text) or fnmatchcase(label, text) for text in patterns)


def _commands(
    design: Design, dropped: Iterable[str], given: Iterable[str], named_only: bool
) -> list[str]:
    top = design.toplevel
    # What inner modules assume of their surroundings is proven here: they are the surroundings.
    inner = f"{top}/*.u_properties.*"
    return [
        READ,
        f"hierarchy -check -top {top}",
        "proc",
        "flatten",
        f"chformal -assume2assert {inner}",
        *(f"chformal -assert2assume {_escaped(top, name)}" for name in given),
        *(f"delete {_escaped(top, name)}" for name in dropped if name),
        *(["delete t:$check */$* %i"] if named_only else []),
        "setundef -undriven -anyseq",
        "opt_clean",
        "memory_nordff",
        # All look at the same edge. Told so they would be looked at a step later than they fail.
        "select -assert-none t:$check r:TRG_ENABLE=1 %i r:TRG_WIDTH=1 %d",
        "setparam -set TRG_ENABLE 0 t:$check",
        "async2sync",
        "chformal -lower",
        "setattr -set keep 1 t:$assert t:$assume t:$cover",  # else those that are alike are merged
        "opt -keepdc -fast",
        "formalff -clk2ff -ff2anyinit",
        "dffunmap",
        "opt_clean",
        f"write_smt2 -wires /work/{RELATION}",
    ]


def _escaped(top: str, name: str) -> str:
    """A cell for a selection, in which brackets are patterns."""
    return f"{top}/{re.sub(r'[][*?]', '?', name)}"


def refuse_lost(written: Sequence[Property], there: Sequence[tuple[str, str]], along: bool) -> None:
    """Every property that is written must be there under its name; of those without, as many."""
    found = Counter(there)
    lost = []
    for one in written:
        kinds = (ASSUME, ASSERT) if one.kind == ASSUME and along else (one.kind,)
        if one.name and not any(found[kind, one.name] == 1 for kind in kinds):
            lost.append(f"{one.kind} {one.name} ({one.place})")
    unnamed = sum(not one.name for one in written)
    named = {one.name for one in written}
    if (others := sum(name not in named for _, name in there)) != unnamed:
        lost.append(f"{unnamed} without a name, of which {others} are there")
    if lost:
        raise LostError(f"{len(lost)} properties did not reach the prover: {'; '.join(lost[:5])}.")


def proof_design(
    module: str, settings: Settings, chosen: ParameterSet, sources: Sequence[Path]
) -> Design:
    """A module with its properties and those that are proven along.

    Args:
        module: its name.
        settings: its settings.
        chosen: the elaboration.
        sources: those of all designs, in order.
    """
    own = [PROPERTIES / f"{name}.sv" for name in (module, *chosen.along)]
    return Design(
        settings.top or module,
        (*sources, *shared_files(PROPERTIES), *own),
        parameters=chosen.parameters,
        defines={FORMAL: "1", **chosen.defines},
    )
