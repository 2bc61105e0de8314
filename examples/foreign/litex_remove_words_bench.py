"""LiteX's Depacketizer with a header of two whole words."""

from headers import remover

BENCH = remover("litex_remove_words", 8)
