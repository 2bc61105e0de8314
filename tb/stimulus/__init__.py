"""Gaps and stalls at ports: kinds of patterns, and profiles that say which port follows which.

It stands on the transport's interface, which takes a pattern as numbers and knows no kinds.
"""
