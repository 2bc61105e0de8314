"""From a golden layer to the packets that compute it, what they cost, and back to its tensor."""
