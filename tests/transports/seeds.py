"""Many seeds of a design's own tests in one run, each as in a run with that seed alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tb.bench import Bench
from tb.bench.find import find_bench
from tb.env.test import BenchTest
from tb.seed import generator
from tb.spec import RUN_VARIABLE, Run
from tb.stimulus.profiles import NO_KIND, every
from tests.transports.designs import FILES


@contextlib.contextmanager
def told(run: Run) -> Iterator[None]:
    """Let a test read this description of the run."""
    spec, before = run.spec, os.environ[RUN_VARIABLE]
    path = run.folder / f"run-{spec.tests[0]}-{spec.seed}.json"
    path.write_text(run.model_dump_json(), encoding="utf-8")
    os.environ[RUN_VARIABLE] = str(path)
    try:
        yield
    finally:
        os.environ[RUN_VARIABLE] = before


def drawn_profile(bench: Bench, values: Mapping[str, int], seed: int) -> str:
    """How a seed's ports are held back."""
    rng = generator(seed, "profile")
    ports = [port.name for port in bench.ports_for(values) if port.stalls]
    return str(rng.choice([NO_KIND, *every(ports)]))


def with_seed(base: type[BenchTest], seed: int) -> type[BenchTest]:
    """A test of a bench with a seed and a profile of its own."""

    def build_phase(self: Any) -> None:
        self.test = base.test
        run = Run.from_environment()
        toplevel = run.spec.toplevel
        file = FILES.get(toplevel)
        profile = drawn_profile(find_bench(toplevel, file), run.parameters, seed)
        changes = {"seed": seed, "tests": (base.test,), "profiles": (profile,), "bench": file}
        with told(run.model_copy(update={"spec": run.spec.model_copy(update=changes)})):
            base.build_phase(self)

    name = f"{base.test}_{seed}"
    return type(name, (base,), {"test": name, "build_phase": build_phase, "__doc__": base.__doc__})


def seeded(toplevel: str, tests: Sequence[str], seeds: Sequence[int]) -> Bench:
    """A design's bench with some of its tests, each with each of the seeds, and no others."""
    bench = find_bench(toplevel, FILES.get(toplevel))
    known = bench.all_tests()
    made = tuple(with_seed(known[name], seed) for seed in seeds for name in tests)
    # A bench that draws no cases gets no tests but its own.
    return replace(bench, tests=made, main_job=(), small_job=(), stimulus=None, cases=None)
