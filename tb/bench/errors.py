"""What is wrong with a bench or with what a run asks of it; each message says how to mend it."""

from __future__ import annotations


class BenchError(Exception):
    """A bench cannot be found, read or used."""


class ParameterError(BenchError):
    """A design cannot be built with these parameters."""


class OptionError(BenchError):
    """An option of a run is unknown or has no legal value."""


def whereabouts(fault: BaseException, file: str) -> str:
    """An exception with the last line of a file that it came through: ``line 3, KeyError: 'x'``."""
    line, at = None, fault.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            line = at.tb_lineno
        at = at.tb_next
    if isinstance(fault, SyntaxError) and fault.filename == file:
        return f"line {fault.lineno}, SyntaxError: {fault.msg}"
    place = f"line {line}, " if line else ""
    said = " ".join(str(fault).split()).removesuffix(".")
    return f"{place}{type(fault).__name__}: {said}" if said else f"{place}{type(fault).__name__}"
