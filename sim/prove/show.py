"""Proofs as text for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.pages.words import plural, seconds
from sim.prove.planted import Found
from sim.prove.result import Counterexample, Proof, Proofs

STATES = {
    "proven": "proven",
    "failed": "FAILED",
    "unreached": "UNREACHED",
    "timeout": "NO ANSWER",
    "lost": "LOST",
}


def proof_line(proof: Proof) -> str:
    """A proof that has ended."""
    told = [
        f"{STATES[proof.state]:<9}",
        proof.module,
        proof.sizes,
        proof.how,
        plural(len(proof.properties), "property", "properties"),
        f"{plural(len(proof.covers), 'cover')} reached",
        seconds(proof.seconds),
    ]
    return "  ".join(filter(None, told))


def show_proof(proof: Proof, console: Console) -> None:
    """Print a proof that has ended, and what is wrong with it."""
    console.print(proof_line(proof), highlight=False, markup=False, soft_wrap=True)
    if proof.fault:
        console.print(Text(proof.fault, style="red"), soft_wrap=True)
    if proof.counterexample:
        show_counterexample(proof.counterexample, console)


def show_counterexample(example: Counterexample, console: Console) -> None:
    """Print the ports clock by clock."""
    console.print(Text(f"{example.place}: {example.text}"), soft_wrap=True)
    clocks = len(example.ports[0].values) if example.ports else 0
    table = Table("clock", *(str(example.first + n) for n in range(clocks)), box=box.SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for row in example.ports:
        table.add_row(row.port, *row.values)
    console.print(table)
    if example.inductive:
        console.print(
            "It begins in a state that no property forbids: the design is wrong, or a property is "
            "missing that says why that state cannot be.",
            soft_wrap=True,
        )
    console.print(f"waves    {example.waves}", highlight=False, soft_wrap=True)


def proofs_table(proofs: Sequence[Proof]) -> Table:
    """A row for each elaboration of a module."""
    table = Table(
        "module", "parameters", "properties", "how", "covers", "assumptions", "seconds", "verdict",
        box=box.SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for index in (2, 4, 5, 6):
        table.columns[index].justify = "right"
    for proof in proofs:
        table.add_row(
            proof.module,
            proof.sizes,
            str(len(proof.properties)),
            proof.how,
            str(len(proof.covers)),
            str(len(proof.assumptions)),
            f"{proof.seconds:.1f}",
            STATES[proof.state],
        )
    return table


def show(result: Proofs, console: Console) -> None:
    """Print the table and the verdict."""
    console.print(proofs_table(result.proofs))
    modules = len({proof.module for proof in result.proofs})
    bad = [proof for proof in result.proofs if proof.state != "proven"]
    count = sum(len(proof.properties) for proof in result.proofs)
    told = f"{len(bad)} of {plural(len(result.proofs), 'proof')}"
    if not bad:
        held = plural(count, "property", "properties")
        told = f"{held} in {plural(len(result.proofs), 'proof')} of {plural(modules, 'module')}"
    verdict, style = ("FAILED", "bold red") if bad else ("PROVEN", "bold green")
    console.print(Text(f"{verdict}: {told}, {seconds(result.seconds)}", style=style))


def show_found(found: Sequence[Found], console: Console) -> None:
    """Print which planted bugs were found."""
    table = Table(
        "module", "bug", "property", "clock", "seconds", "verdict",
        box=box.SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for one in found:
        seen = bool(one.property)
        table.add_row(
            one.module,
            one.bug.name,
            one.property or one.bug.property,
            str(one.clock) if seen else "",
            f"{one.seconds:.1f}",
            "found" if seen else "MISSED",
        )
    console.print(table)
    missed = sum(not one.property for one in found)
    text = (
        f"{missed} of {plural(len(found), 'planted bug')} missed"
        if missed
        else (f"all of {plural(len(found), 'planted bug')} found")
    )
    verdict, style = ("FAILED", "bold red") if missed else ("PASSED", "bold green")
    console.print(Text(f"{verdict}: {text}", style=style))
