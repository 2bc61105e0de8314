"""The header reader: legal headers open a packet, all others stop the stream."""

from tb.designs.header_reader.bench import BENCH

__all__ = ["BENCH"]
