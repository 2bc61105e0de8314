"""Gaps and stalls of AXI-Stream ports: kinds of patterns, and profiles that say who follows which.

It stands on the transport's interface, which takes a pattern as numbers and knows no kinds.
"""
