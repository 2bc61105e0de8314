"""Fixed-point arithmetic: roundings, multipliers, and what follows the sums of a layer."""

from golden.quant.activation import Activation
from golden.quant.arithmetic import TFLITE, Arithmetic
from golden.quant.output_stage import OutputStage
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding

__all__ = ["TFLITE", "Activation", "Arithmetic", "OutputStage", "Requantiser", "Rounding"]
