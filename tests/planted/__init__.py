"""Bugs planted in copies of the RTL: the bench must catch and place each of them."""
