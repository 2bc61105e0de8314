"""Beats of a stream as buffers, and words of any width in them; knows no design."""
