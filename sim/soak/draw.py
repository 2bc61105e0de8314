"""The cases of a soak: each is drawn from the soak's seed and its own number, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.chosen import choose
from sim.errors import SimError, UsageError
from sim.soak.job import SoakJob, Way
from sim.soak.words import STALLS, TESTS
from tb.bench import Bench
from tb.bench.bench import SIMULATORS
from tb.bench.find import find_bench
from tb.kraken.random_arrays import random_array
from tb.seed import generator
from tb.spec import LARGEST_SEED, RunSpec
from tb.stimulus.profiles import every
from tb.transport.registry import NATIVE, PYTHON

SEEDS_PER_ARRAY = 4
"""Cases in a row on one array, so that most of the time goes into simulating."""
BLOCK_EVERY = 5
"""One array in so many is a block by itself."""
LONG_EVERY = 7
"""One case in so many is a long simulation, in which memory must not grow; no multiple of the
cases on an array, or it would always fall on the same designs."""
LAYERS = 6
"""Layers that a usual simulation draws."""
LONG_LAYERS = {NATIVE: 1500, PYTHON: 500}
"""Layers of a long one by its transport: enough to tell growth from noise, in half a minute."""
PROFILES = 8
"""Kinds of gaps and stalls that a case goes through, of some thirty."""
MOST_DRAWS = 200
"""Draws in which a legal array must be found."""
BLOCK_TESTS = ("sound", "reset")
LAYERS_WORD = "RANDOM_LAYERS"


class RefusalError(SimError):
    """Parameters were refused in the wrong way, or none was taken."""

    exit_code = 1


@dataclass(frozen=True)
class Case:
    """What is run on every simulator and transport.

    Attributes:
        number: its place in the soak, from 0 on.
        array: number of its array; cases of one array share a build.
        spec: the run; simulator and transport are still to be chosen.
        ways: simulators and transports that must agree.
        refused: sentences that refused illegal draws of the array, for its first case.
    """

    number: int
    array: int
    spec: RunSpec
    ways: tuple[Way, ...]
    refused: tuple[str, ...] = ()

    def on(self, way: Way) -> RunSpec:
        """The run on one simulator and transport."""
        told = {"simulator": way.simulator, "transport": way.transport}
        return self.spec.model_copy(update=told)


def case(job: SoakJob, number: int) -> Case:
    """A case of a soak.

    Raises:
        RefusalError: the bench refuses illegal parameters without a sentence that names one.
    """
    array, first = divmod(number, SEEDS_PER_ARRAY)
    rng = generator(job.seed, "soak array", str(array))
    bench = find_bench(_design(rng, job, array))
    parameters, refused = legal(rng, bench, job.rtl)
    rng = generator(job.seed, "soak case", str(number))
    seed = int(rng.integers(LARGEST_SEED + 1))
    chosen, told = _tests(rng, job, bench, number)
    if len(chosen) > 1:
        # How beats were held back and passed is counted, and must be the same too.
        told["coverage"] = "functional"
    if told["tests"] == (STALLS,):
        told["profiles"] = _profiles(rng, bench, parameters)
    spec = RunSpec.of(
        toplevel=bench.toplevel, parameters=parameters, seed=seed, rtl=job.rtl, **told
    )
    return Case(number, array, spec, chosen, refused if first == 0 else ())


def _tests(
    rng: np.random.Generator, job: SoakJob, bench: Bench, number: int
) -> tuple[tuple[Way, ...], dict[str, object]]:
    """In which ways a case is run, and its tests with their options."""
    if bench.toplevel not in TESTS:
        known = bench.all_tests()
        return job.ways, {"tests": tuple(name for name in BLOCK_TESTS if name in known)}
    drawing = TESTS[bench.toplevel][0]
    if number % LONG_EVERY == LONG_EVERY - 1:
        # By turns on each way: one alone takes as long as several usual cases.
        way = job.ways[number // LONG_EVERY % len(job.ways)]
        return (way,), _drawing(drawing, LONG_LAYERS[way.transport])
    test = str(rng.choice(TESTS[bench.toplevel]))
    return job.ways, _drawing(drawing, LAYERS) if test == drawing else {"tests": (test,)}


def _profiles(
    rng: np.random.Generator, bench: Bench, parameters: Mapping[str, int]
) -> tuple[str, ...]:
    """Some kinds of gaps and stalls, each on one port or on all."""
    ports = bench.ports_for(bench.resolve(parameters, SIMULATORS[0]))
    known = every([port.name for port in ports if port.stalls])
    return tuple(known[i] for i in sorted(rng.choice(len(known), PROFILES, replace=False)))


def _drawing(test: str, layers: int) -> dict[str, object]:
    """A test that draws that many layers."""
    return {"tests": (test,), "options": {LAYERS_WORD: str(layers)}}


def _design(rng: np.random.Generator, job: SoakJob, array: int) -> str:
    """Whole arrays by turns, and now and then a block."""
    if job.blocks and (not job.designs or array % BLOCK_EVERY == BLOCK_EVERY - 1):
        return str(rng.choice(job.blocks))
    return job.designs[array % len(job.designs)]


def legal(
    rng: np.random.Generator, bench: Bench, rtl: Path | None = None
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Legal parameters, and the sentences that refused those drawn before.

    Raises:
        RefusalError: see `case`.
    """
    refused: list[str] = []
    for _ in range(MOST_DRAWS):
        drawn = _draw(rng, bench)
        try:
            choose(RunSpec(toplevel=bench.toplevel, parameters=drawn, rtl=rtl, tests=("all",)))
        except UsageError as fault:
            check_refusal(str(fault), bench, drawn)
            refused.append(str(fault))
        except Exception as fault:
            raise RefusalError(
                f"{bench.toplevel} refuses {drawn} by {type(fault).__name__}, not by a sentence: "
                f"{fault}."
            ) from fault
        else:
            return drawn, tuple(refused)
    raise RefusalError(f"{bench.toplevel} has refused {MOST_DRAWS} draws of parameters in a row.")


def check_refusal(text: str, bench: Bench, drawn: dict[str, int]) -> None:
    """See that a refusal is one sentence that names a parameter.

    Raises:
        RefusalError: it is none.
    """
    plain = text.lower().replace("_", "")
    if (
        "\n" in text
        or not text.endswith(".")
        or not any(p.name.lower() in plain for p in bench.parameters)
    ):
        raise RefusalError(
            f"{bench.toplevel} refuses {drawn} without a sentence that names a parameter: {text}"
        )


def _draw(rng: np.random.Generator, bench: Bench) -> dict[str, int]:
    """Parameters: of an array for what has one, else near those that the static checks take."""
    if bench.toplevel in TESTS:
        return random_array(rng, [parameter.name for parameter in bench.parameters])
    return _near_linted(rng, bench)


def _near_linted(rng: np.random.Generator, bench: Bench) -> dict[str, int]:
    """One of the sets of the static checks, some values of it those of others or one beside.

    What has another default on another simulator is always told.
    """
    drawn = {p.name: p.default for p in bench.parameters if p.usual and p.default is not None}
    drawn |= bench.lint[int(rng.integers(len(bench.lint)))]
    for parameter in bench.parameters:
        values = {entry[parameter.name] for entry in bench.lint if parameter.name in entry}
        values |= {parameter.default} if parameter.default is not None else set()
        if values and rng.random() < 0.4:
            value = int(rng.choice(sorted(values)))
            drawn[parameter.name] = value + int(rng.integers(-1, 2))
    return drawn
