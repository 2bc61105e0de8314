"""LiteX's Packetizer with a header that ends in the middle of a word."""

from headers import inserter

BENCH = inserter("litex_insert_bytes", 6)
