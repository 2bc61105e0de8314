"""The front of an input stream: register slice, header, and the body as loads of words."""

from tb.designs.packet_input.bench import BENCH

__all__ = ["BENCH"]
