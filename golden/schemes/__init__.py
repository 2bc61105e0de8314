"""Quantisation schemes besides TFLite's, a file each; importing them fills the registry."""

from golden.schemes import power_of_two
from golden.schemes.base import SCHEMES, Scheme, make_scheme, registers
from golden.schemes.convert import translated
from golden.schemes.format import Format
from golden.schemes.power_of_two import PowerOfTwo

__all__ = [
    "SCHEMES",
    "Format",
    "PowerOfTwo",
    "Scheme",
    "make_scheme",
    "power_of_two",
    "registers",
    "translated",
]
