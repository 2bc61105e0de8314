"""Compare randomly corrupted files, each in a process of its own.

`python -m tests.golden.cli.corruption --count 1000 [MODEL.tflite ...]` corrupts the models in turn
and runs `compare` on every file. It fails when a process ends by a signal, by an exit code that
claims a difference or none at all, with a traceback or more than one sentence, or takes too much
time or memory.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from golden.cli import main as golden_main
from golden.networks.shipped import DIGITS
from golden.reference import ReferenceModel

SECONDS = 60
MOST_BYTES = 10**9
EDGES = (0, 1, 2, 0x7F, 0x80, 0xFF)
TABLES = 16_384
"""The converter writes tables at both ends of a file; weights lie between."""

Corruption = Callable[[np.random.Generator, bytearray], None]


def somewhere(rng: np.random.Generator, content: bytearray) -> int:
    """An offset: mostly in the tables, now and then in the weights."""
    reach = len(content) if rng.random() < 0.2 else min(TABLES, len(content))
    offset = int(rng.integers(reach))
    return offset if rng.random() < 0.3 else len(content) - 1 - offset


def overwrite_bytes(rng: np.random.Generator, content: bytearray) -> None:
    for _ in range(rng.integers(1, 9)):
        content[somewhere(rng, content)] = rng.choice([*EDGES, int(rng.integers(256))])


def flip_bits(rng: np.random.Generator, content: bytearray) -> None:
    for _ in range(rng.integers(1, 5)):
        content[somewhere(rng, content)] ^= 1 << int(rng.integers(8))


def overwrite_words(rng: np.random.Generator, content: bytearray) -> None:
    """Aligned words, for that is what offsets, lengths, shapes and scales are."""
    for _ in range(rng.integers(1, 4)):
        at = somewhere(rng, content) // 4 * 4
        word = rng.choice([0, 1, 2**16, 2**31 - 1, 2**31, 2**32 - 1, int(rng.integers(2**32))])
        content[at : at + 4] = int(word).to_bytes(4, "little")


def truncate(rng: np.random.Generator, content: bytearray) -> None:
    del content[int(rng.integers(len(content))) :]


def erase(rng: np.random.Generator, content: bytearray) -> None:
    at, length = somewhere(rng, content), int(rng.integers(1, 64))
    content[at : at + length] = bytes(len(content[at : at + length]))


def move(rng: np.random.Generator, content: bytearray) -> None:
    """Cut out a few bytes: everything behind them moves."""
    at = somewhere(rng, content)
    del content[at : at + int(rng.integers(1, 16))]


def repeat(rng: np.random.Generator, content: bytearray) -> None:
    """A piece of the tables over another one."""
    source, target = somewhere(rng, content), somewhere(rng, content)
    piece = content[source : source + int(rng.integers(4, 64))]
    content[target : target + len(piece)] = piece


CORRUPTIONS: tuple[Corruption, ...] = (
    overwrite_bytes,
    flip_bits,
    overwrite_words,
    truncate,
    erase,
    move,
    repeat,
)


def attempt(path: Path, log: Path) -> tuple[str, str | None]:
    """Run `compare` on the file in a child: how it ended, and what is wrong with that or None."""
    child = os.fork()
    if child == 0:
        _compare(path, log)
    _, status, usage = os.wait4(child, 0)
    text = log.read_text(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    ending = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    errors = [line for line in text.splitlines() if line.startswith("error: ")]
    if code not in (0, 2):
        return ending, f"{ending}: {text[-2000:]}"
    if "Traceback" in text:
        return ending, f"a traceback: {text}"
    if code == 2 and (len(errors) != 1 or not text.endswith(errors[0] + "\n")):
        return ending, f"no single sentence: {text}"
    if code == 0 and not re.search(r"^0 of [\d,]+ values differ", text, re.MULTILINE):
        return ending, f"no verdict: {text}"
    if usage.ru_maxrss * 1024 > MOST_BYTES:
        return ending, f"{usage.ru_maxrss / 1e6:.2f} GB"
    return ending, None


def _compare(path: Path, log: Path) -> None:
    """What the child does; never returns."""
    code = 70
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - a descriptor
        sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        try:
            code = golden_main(["compare", str(path), "--samples", "1"])
        except BaseException:
            import traceback

            traceback.print_exc()
        with contextlib.suppress(ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
    finally:
        os._exit(code)


def run(models: list[Path], count: int, seed: int, keep: Path | None = None) -> list[str]:
    """Corrupt and compare `count` files; what went wrong, a text for each."""
    rng = np.random.default_rng(seed)
    contents = [model.read_bytes() for model in models]
    # Children inherit what is imported.
    ReferenceModel(DIGITS)
    endings: Counter[str] = Counter()
    faults = []
    with tempfile.TemporaryDirectory() as scratch:
        path, log = Path(scratch) / "corrupt.tflite", Path(scratch) / "log"
        for index in range(count):
            content = bytearray(contents[index % len(contents)])
            corruption = CORRUPTIONS[int(rng.integers(len(CORRUPTIONS)))]
            corruption(rng, content)
            path.write_bytes(content)
            ending, fault = attempt(path, log)
            endings[ending] += 1
            if fault is not None:
                name = models[index % len(models)].name
                faults.append(f"file {index}, {corruption.__name__} of {name}: {fault}")
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{index}.tflite").write_bytes(content)
    print(", ".join(f"{times} times {ending}" for ending, times in endings.most_common()))
    return faults


def main() -> int:
    """Print how the processes ended and every fault; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden.cli.corruption")
    parser.add_argument("models", nargs="*", type=Path, default=[DIGITS], metavar="MODEL.tflite")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to put what failed")
    args = parser.parse_args()
    faults = run(args.models, args.count, args.seed, args.keep)
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
