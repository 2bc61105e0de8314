"""Reading TFLite flatbuffers into the neutral graph."""

from golden.tflite.reader import read_graph, read_graph_bytes

__all__ = ["read_graph", "read_graph_bytes"]
