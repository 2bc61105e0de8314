"""The transport in Python: ports, their drivers and monitors, and the comparison, beat by beat."""
