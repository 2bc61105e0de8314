"""Recorded waveforms: what is in them, and files that let viewers show it by name."""
