"""Finds benches: those of the project by the name of their folder, a user's own by its file."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
import zlib
from pathlib import Path
from types import ModuleType

import tb.designs
from tb.bench.bench import Bench
from tb.bench.errors import BenchError, whereabouts
from tb.bench.names import listed, unknown

NAME = "BENCH"
"""What a bench's module calls its `Bench`."""


def design_names() -> list[str]:
    """Names of the project's designs."""
    return sorted(module.name for module in pkgutil.iter_modules(tb.designs.__path__))


def bench_folder(toplevel: str, file: Path | None = None) -> Path:
    """The folder that a bench and what belongs to it lie in.

    Args:
        toplevel: a design of the project.
        file: a user's own page instead.
    """
    if file is not None:
        return file.resolve().parent
    return Path(next(iter(tb.designs.__path__))) / toplevel


def find_bench(toplevel: str, file: Path | None = None) -> Bench:
    """The bench of a design.

    Args:
        toplevel: what the bench calls itself.
        file: a user's own page; None looks among the project's designs.

    Raises:
        BenchError: there is none of that name, or the file cannot be used.
    """
    if file is not None:
        bench = load_bench(file)
        if toplevel and bench.toplevel != toplevel:
            raise BenchError(
                f"BENCH={file} is the bench of {bench.toplevel}, not of TOPLEVEL={toplevel}."
            )
        return bench
    if toplevel not in design_names():
        raise BenchError(
            f"{unknown(f'TOPLEVEL={toplevel}', design_names(), toplevel)}; there are benches for "
            f"{listed(design_names())}, and BENCH= names a file of your own."
        )
    return _bench_of(importlib.import_module(f"{tb.designs.__name__}.{toplevel}"), toplevel)


def load_bench(file: Path) -> Bench:
    """The bench in a file of Python.

    Raises:
        BenchError: the file cannot be read or run, or holds no bench.
    """
    file = file.resolve()
    if not file.is_file():
        raise BenchError(f"BENCH={file} is no file.")
    # The path makes the name, so that files of one name in several folders do not meet.
    name = f"user_bench_{zlib.crc32(str(file).encode()):08x}"
    if name in sys.modules:
        return _bench_of(sys.modules[name], str(file))
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise BenchError(f"BENCH={file} is no file of Python: its name must end in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # What lies beside the page can be imported by it.
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as fault:
        del sys.modules[name]
        said = whereabouts(fault, str(file))
        raise BenchError(f"BENCH={file} cannot be loaded: {said}.") from fault
    return _bench_of(module, str(file))


def _bench_of(module: ModuleType, where: str) -> Bench:
    bench = getattr(module, NAME, None)
    if not isinstance(bench, Bench):
        raise BenchError(f"{where} has no {NAME} = Bench(...).")
    return bench.placed(Path(str(module.__file__)).parent)
