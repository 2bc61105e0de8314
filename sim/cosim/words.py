"""The words of ``make cosim``."""

from __future__ import annotations

DESIGN, TEST = "kraken_top", "network"
"""What is simulated, and the test of its bench that runs a network."""
MODEL = "digits"
"""The network unless another is told."""
CLOCK_MHZ = 400.0

WORDS = {
    "MODEL": f"network by name or file, see golden/README.md (default: {MODEL})",
    "INPUT": "samples for it as .npy",
    "IMAGES": "how many samples go through (default: one batch of the model's own size)",
    "LAYERS": "layers by name or number, with commas between (default: all)",
    "JOBS": "simulations side by side, each with its share of the steps (default 1)",
    "CLOCK_MHZ": f"clock that frames a second are told for (default {CLOCK_MHZ:g})",
}
"""What a co-simulation of a network takes beside the words of a run and the array's parameters."""
OWN = ("JOBS", "CLOCK_MHZ")
"""Those of them that no run knows."""
FIXED = ("TOPLEVEL", "BENCH", "TESTCASE", "LOCATE")
"""Words of a run that it has chosen itself."""
