"""The cores side by side: what each of them holds, read through the ports of the output."""

from tb.designs.pe_array.bench import BENCH

__all__ = ["BENCH"]
