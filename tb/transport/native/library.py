"""The functions of `lane.cpp` in this very process, which is the Verilated program."""

from __future__ import annotations

import ctypes
from functools import cache

from tb.bench.errors import BenchError
from tb.transport.native.records import SIGNATURES


class NativeError(BenchError):
    """The simulator was built without the native transport."""


@cache
def library() -> ctypes.CDLL:
    """The program's own functions.

    Raises:
        NativeError: it has none.
    """
    found = ctypes.CDLL(None)
    for name, (result, arguments) in SIGNATURES.items():
        try:
            function = getattr(found, name)
        except AttributeError as fault:
            raise NativeError(
                "This simulator was built without the native transport: choose TRANSPORT=python."
            ) from fault
        function.restype, function.argtypes = result, arguments
    return found


def release_and_acquire() -> tuple[int | None, int | None]:
    """Addresses of the functions that let the interpreter's other threads run meanwhile."""
    api = ctypes.pythonapi
    return tuple(
        ctypes.cast(function, ctypes.c_void_p).value
        for function in (api.PyEval_SaveThread, api.PyEval_RestoreThread)
    )  # type: ignore[return-value]
