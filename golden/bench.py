"""How fast the layers are: ours against TFLite's reference and default (XNNPACK) kernels.

`python -m golden.bench [MODEL.tflite ...]` measures in one run, two threads each. Networks above
100 million MACs run one image at a time, smaller ones 32: ours at once, TFLite's one by one, for
that is the batch size their files have.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from golden.cli.inputs import positive
from golden.errors import GoldenError, InputError
from golden.inputs import load_inputs
from golden.kraken import ArrayParams
from golden.layers.base import Array
from golden.model import Model
from golden.reference import ReferenceModel, Resolver
from golden.summary import summarise

FOLDER = Path("build/models")
NETWORKS = (
    "vgg16",
    "resnet50",
    "image_classification",
    "visual_wake_words",
    "keyword_spotting",
    "anomaly_detection",
    "keyword_spotting_mobilenetv2",
)
LARGE_MACS = 100_000_000
SMALL_BATCH = 32
PEAK = (
    "import sys, numpy as np; from pathlib import Path; from golden import Model;"
    "m = Model.from_tflite(sys.argv[1]); t = [m.tensors[n] for n in m.inputs];"
    "m.run(*(np.zeros(x.shape, x.dtype) for x in t));"
    "print(*(s.split()[1] for s in Path('/proc/self/status').read_text().splitlines()"
    " if s.startswith('VmHWM')))"
)


@dataclass(frozen=True)
class Timing:
    """One network: seconds for the whole batch, the median of the repetitions.

    Attributes:
        macs: of one image.
        batch: images.
        ours: seconds.
        reference: seconds of TFLite's reference kernels.
        xnnpack: seconds of TFLite's default kernels.
        peak: bytes that a process loading and running the model takes at most.
    """

    macs: int
    batch: int
    ours: float
    reference: float
    xnnpack: float
    peak: int


def measure(path: Path, threads: int, repeats: int, seed: int) -> Timing:
    """Time one model; the three take turns, so that a busy machine troubles all of them."""
    model = Model.from_tflite(path)
    macs = sum(entry.macs for entry in summarise(model, ArrayParams()))
    batch = 1 if macs >= LARGE_MACS else SMALL_BATCH
    samples, _ = load_inputs(model, path, rng=np.random.default_rng(seed))
    inputs = tuple(np.resize(x, (batch, *x.shape[1:])) for x in samples)
    fast = ReferenceModel(path, Resolver.XNNPACK, threads=threads, keep_tensors=False)
    slow = ReferenceModel(path, threads=threads, keep_tensors=False)
    runs = (lambda: model.run(*inputs), _one_by_one(slow, inputs), _one_by_one(fast, inputs))
    seconds = np.array([[_time(run) for run in runs] for _ in range(repeats + 1)])[1:]
    ours, reference, xnnpack = np.median(seconds, axis=0)
    return Timing(macs, batch, ours, reference, xnnpack, _peak(path))


def _one_by_one(model: ReferenceModel, inputs: tuple[Array, ...]) -> Callable[[], object]:
    return lambda: [model.run(*(x[i : i + 1] for x in inputs)) for i in range(len(inputs[0]))]


def _time(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _peak(path: Path) -> int:
    command = [sys.executable, "-c", PEAK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m golden.bench", description=__doc__)
    parser.add_argument("models", nargs="*", type=Path, metavar="MODEL.tflite")
    parser.add_argument("--threads", type=positive, default=2)
    parser.add_argument("--repeats", type=positive, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of inputs that are not images")
    args = parser.parse_args()
    os.environ["GOLDEN_THREADS"] = str(args.threads)
    try:
        paths = args.models or _usual()
        print(
            f"{'network':30} {'MMACs':>8} {'batch':>5} {'ours ms':>9} {'reference':>10} "
            f"{'XNNPACK':>9} {'vs ref':>7} {'vs XNN':>7} {'peak MB':>8}"
        )
        for path in paths:
            t = measure(path, args.threads, args.repeats, args.seed)
            print(
                f"{path.stem:30} {t.macs / 1e6:8.1f} {t.batch:5} {t.ours * 1e3:9.2f} "
                f"{t.reference * 1e3:10.2f} {t.xnnpack * 1e3:9.2f} {t.reference / t.ours:6.2f}x "
                f"{t.xnnpack / t.ours:6.2f}x {t.peak / 1e6:8.0f}",
                flush=True,
            )
    except GoldenError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    print("vs: how many times faster ours is")
    return 0


def _usual() -> list[Path]:
    paths = [FOLDER / f"{name}.tflite" for name in NETWORKS]
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        raise InputError(
            f"{FOLDER} lacks {', '.join(missing)}: run python -m golden.networks.zoo and "
            "python -m golden.networks.seeded first"
        )
    return paths


if __name__ == "__main__":
    sys.exit(main())
