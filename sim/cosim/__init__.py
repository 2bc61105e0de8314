"""``make cosim``: a whole network through the accelerator, in one simulation or in several."""
