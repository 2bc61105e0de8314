"""Quantisation schemes besides TFLite's: a file each, made of the three decisions of `Scheme`."""

from golden.quant.schemes.base import Format, Scheme
from golden.quant.schemes.power_of_two import PowerOfTwo

SCHEMES: dict[str, type[Scheme]] = {"power-of-two": PowerOfTwo}
"""Schemes by the name they have on the command line."""

__all__ = ["SCHEMES", "Format", "PowerOfTwo", "Scheme"]
