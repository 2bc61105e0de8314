"""The words of ``make paper``."""

from __future__ import annotations

from golden.networks.paper import NETWORKS

DESIGN, TEST = "conv_engine", "paper"
"""What is simulated, and the test of its bench that runs the layers."""
ALL = (*NETWORKS, "mobilenet_v1", "mobilenet_v2")
"""What `all` stands for."""
JOBS = 2
"""Simulations side by side, where there are as many cores."""

WORDS = {
    "NETWORKS": "networks, or layers of them as vgg16/conv_2d_0; all adds the MobileNets "
    f"(default: {','.join(NETWORKS)})",
    "QUICK": "1 takes one block of output rows of each distinct layer (default 0)",
    "JOBS": f"simulations side by side (default {JOBS}; at most as many as there are cores)",
    "CLOCK_MHZ": "clock that frames a second are told for (default 400)",
}
"""What the paper's networks take beside the words of a run and the array's parameters."""
OWN = ("JOBS", "CLOCK_MHZ")
"""Those of them that no run knows."""
FIXED = ("TOPLEVEL", "BENCH", "TESTCASE", "LOCATE", "MODEL", "INPUT", "LAYERS", "RANDOM_LAYERS")
"""Words of a run that it has chosen itself or that mean nothing to it."""
