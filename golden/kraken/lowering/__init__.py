"""From a golden layer to the packets that compute it, and from their sums back to its tensor."""
