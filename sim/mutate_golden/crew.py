"""Processes that test mutants, each in its own copy of the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from sim.errors import SimError
from sim.mutate_golden import nursery
from sim.mutate_golden.lines import Judges
from sim.mutate_golden.model import Mutant, Outcome

LEAST_SECONDS = 60.0
FACTOR = 8.0
"""A mutant may take so many times the processor time that its tests take with sound models, and so
many seconds of it besides."""


class Nursery:
    """One process, and what it is told."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self.log = copy.with_suffix(".log")
        words = [sys.executable, "-P", nursery.__file__, str(copy), str(self.log)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            words,
            cwd=copy,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def carry_out(self, file: str, source: str, tests: list[str], limit: float) -> dict[str, Any]:
        """What becomes of the tests when a file of the copy has that content.

        Raises:
            SimError: the process has ended.
        """
        job = {"file": file, "source": source, "tests": tests, "limit": limit}
        writing, reading = _pipes(self.process)
        writing.write(json.dumps(job) + "\n")
        writing.flush()
        answer = reading.readline()
        if not answer:
            raise SimError(f"The process that tests mutants has ended; see {self.log}.")
        found: dict[str, Any] = json.loads(answer)
        return found

    def end(self) -> None:
        """Let it go."""
        self.process.kill()
        self.process.communicate()


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def try_mutants(
    mutants: Sequence[Mutant],
    judges: Judges,
    copies: Sequence[Path],
    on_outcome: Callable[[Outcome], None],
    least_seconds: float = LEAST_SECONDS,
) -> list[Outcome]:
    """Test each mutant by the tests that run its line, until one fails.

    Args:
        mutants: what to test.
        judges: which tests run what.
        copies: of the project, one for each process.
        on_outcome: called with each mutant that is through, one at a time.
        least_seconds: of processor time that each mutant may take.

    Returns:
        An outcome for each mutant, in their order.

    Raises:
        SimError: the sound models fail too, or a process ends.
    """
    free: SimpleQueue[Nursery] = SimpleQueue()
    crew = [Nursery(copy) for copy in copies]
    try:
        for member in crew:
            free.put(member)
        if mutants:
            _require_sound(mutants[0], judges, crew[0], least_seconds)
        outcomes: list[Outcome] = []
        with ThreadPoolExecutor(len(crew)) as pool:
            tested = partial(_tested, judges=judges, free=free, least_seconds=least_seconds)
            for outcome in pool.map(tested, mutants):
                outcomes.append(outcome)
                on_outcome(outcome)
        return outcomes
    finally:
        for member in crew:
            member.end()


def _require_sound(mutant: Mutant, judges: Judges, member: Nursery, least_seconds: float) -> None:
    """The same way with the file as it is must find nothing."""
    tests = chosen(mutant, judges)
    source = (member.copy / mutant.file).read_text(encoding="utf-8")
    found = member.carry_out(mutant.file, source, tests, limit(tests, judges, least_seconds))
    if found["state"] != "survived" or (tests and not found["ran"]):
        raise SimError(
            f"Without any mutant the tests of {mutant.file} do not pass: {found['test']}; "
            f"see {member.log}."
        )


def _tested(
    mutant: Mutant, judges: Judges, free: SimpleQueue[Nursery], least_seconds: float
) -> Outcome:
    tests = chosen(mutant, judges)
    if not tests:
        return Outcome(mutant=mutant, state="survived")
    member = free.get()
    try:
        most = limit(tests, judges, least_seconds)
        found = member.carry_out(mutant.file, mutant.source, tests, most)
    finally:
        free.put(member)
    return Outcome(
        mutant=mutant,
        state=found["state"],
        test=found["test"],
        tests=len(tests),
        seconds=found["seconds"],
    )


def chosen(mutant: Mutant, judges: Judges) -> list[str]:
    """The tests that may kill a mutant, in the order in which they are run."""
    return judges.of(mutant.file, mutant.line, mutant.line + mutant.before.count("\n"))


def limit(tests: Sequence[str], judges: Judges, least_seconds: float) -> float:
    """Seconds of processor time that a mutant may take."""
    return least_seconds + FACTOR * sum(judges.seconds[test] for test in tests)
