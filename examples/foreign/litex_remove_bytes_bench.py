"""LiteX's Depacketizer with a header that ends in the middle of a word."""

from headers import remover

BENCH = remover("litex_remove_bytes", 6)
