"""Benches, agents and scoreboard that drive a simulated design and judge it beat by beat."""
