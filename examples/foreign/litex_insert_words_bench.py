"""LiteX's Packetizer with a header of two whole words."""

from headers import inserter

BENCH = inserter("litex_insert_words", 8)
