"""Random layers on random arrays for hours, every simulator and transport against the others."""
