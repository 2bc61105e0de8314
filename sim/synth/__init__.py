"""Synthesis: gates and paths of a design, and its netlist for simulation."""
