"""What has to be put right before TFLite's own interpreter takes a file that we can read."""

from __future__ import annotations

from pathlib import Path

WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
"""Operators whose third input is a bias."""


def with_bias_axis_zero(path: Path | str) -> bytes:
    """The file with quantized_dimension 0 in every bias, which has no other dimension.

    Some public files carry another one, which TFLite refuses since litert 1.3. Call this only on
    files that `read_graph` accepts.
    """
    from ai_edge_litert import schema_py_generated as schema

    from golden.tflite.options import operator_names
    from golden.tflite.writer import pack

    content = Path(path).read_bytes()
    plain = schema.Model.GetRootAs(content, 0)
    names = operator_names([plain.OperatorCodes(i) for i in range(plain.OperatorCodesLength())])
    model = schema.ModelT.InitFromPackedBuf(content)
    graph = model.subgraphs[0]
    for operator in graph.operators:
        if names[operator.opcodeIndex] in WEIGHTED and len(operator.inputs) > 2:
            index = operator.inputs[2]
            if index >= 0 and graph.tensors[index].quantization is not None:
                graph.tensors[index].quantization.quantizedDimension = 0
    return bytes(pack(model, len(content)))
