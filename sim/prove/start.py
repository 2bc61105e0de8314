"""``make prove``: prove properties, or that planted bugs are found."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sim import provenance
from sim.errors import UsageError
from sim.places import BUILD, ROOT
from sim.prove import planted
from sim.prove.crew import carry_out
from sim.prove.job import ProveJob, read_job
from sim.prove.prove import prove
from sim.prove.result import PROOF_JSON, Proof, Proofs
from sim.prove.show import show, show_found, show_proof
from sim.prove.solver import versions
from sim.soak.start import new_folder

PROOFS = BUILD / "proofs"
"""A folder for each time that something was proven."""
PLANTED_JSON = "planted.json"


def run_prove(variables: Mapping[str, str], console: Console) -> int:
    """Prove what the words describe, showing each proof; returns the exit code.

    Raises:
        SimError: it cannot be done.
    """
    job = read_job(variables)
    tools = versions()
    folder = new_folder(PROOFS)
    if job.planted:
        return _run_planted(job, folder, console)
    return _run_proofs(job, folder, tools, console)


def _run_proofs(job: ProveJob, folder: Path, tools: dict[str, str], console: Console) -> int:
    started = time.monotonic()
    tasks = job.tasks(folder)
    if not tasks:
        raise UsageError("None of these modules has a quick proof; leave QUICK out.")
    proofs: dict[int, Proof] = {}
    for number, proof in carry_out(tasks, prove, job.jobs):
        proofs[number] = proof
        show_proof(proof, console)
    result = Proofs(
        stamp=folder.name,
        commit=provenance.commit(ROOT),
        tools=tools,
        proofs=tuple(proofs[number] for number in sorted(proofs)),
        seconds=time.monotonic() - started,
    )
    file = folder / PROOF_JSON
    file.write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
    show(result, console)
    console.print(f"results  {file}\nreplay   {job.command}", highlight=False, soft_wrap=True)
    return 0 if result.passed else 1


def _run_planted(job: ProveJob, folder: Path, console: Console) -> int:
    everything = ProveJob(**{**vars(job), "quick": False}).tasks(folder)
    bugs = list(planted.plant(everything, folder, job.quick))
    if not bugs:
        raise UsageError("None of these modules has a planted bug.")
    found = dict(carry_out(bugs, planted.find, job.jobs))
    ordered = [found[number] for number in sorted(found)]
    rows = [planted.as_row(one) for one in ordered]
    file = folder / PLANTED_JSON
    file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    show_found(ordered, console)
    console.print(f"results  {file}\nreplay   {job.command}", highlight=False, soft_wrap=True)
    return 0 if all(one.property for one in ordered) else 1
