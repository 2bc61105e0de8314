"""Fixed-point arithmetic and quantisation schemes."""

from golden.quant.activation import Activation
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding

__all__ = ["Activation", "Requantiser", "Rounding"]
