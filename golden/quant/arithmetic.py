"""How integers are brought from one scale to another: what layers ask of a quantisation scheme."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from golden.quant.fixed_point import Int64, mbqm, quantize_multipliers
from golden.quant.output_stage import OutputStage
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding


class Arithmetic(ABC):
    """Rescaling of single values and of sums."""

    @abstractmethod
    def rescale(self, values: npt.ArrayLike, multiplier: npt.ArrayLike) -> Int64:
        """Integers nearest to values [..., C] times a real multiplier >= 0, scalar or [C]."""

    @abstractmethod
    def output_stage(
        self,
        multipliers: npt.ArrayLike,
        zero_point: int,
        low: int,
        high: int,
        rounding: Rounding = Rounding.DOUBLE,
    ) -> OutputStage:
        """What follows the sums of a layer.

        Args:
            multipliers: float64 [channels] or scalar, input scale * kernel scale / output scale.
            zero_point: of the output.
            low: least stored output value.
            high: greatest stored output value.
            rounding: which of TFLite's roundings the operator has there; a scheme with a rounding
                of its own does not care.
        """


class FixedPoint(Arithmetic):
    """TFLite's: a 31-bit mantissa and a shift, rounded as its reference kernels round."""

    def rescale(self, values: npt.ArrayLike, multiplier: npt.ArrayLike) -> Int64:
        """The product with the quantised multiplier, rounded twice (gemmlowp)."""
        return mbqm(values, *quantize_multipliers(multiplier))

    def output_stage(
        self,
        multipliers: npt.ArrayLike,
        zero_point: int,
        low: int,
        high: int,
        rounding: Rounding = Rounding.DOUBLE,
    ) -> Requantiser:
        """TFLite's requantisation."""
        reals = np.atleast_1d(np.asarray(multipliers, np.float64))
        return Requantiser(reals, zero_point, low, high, rounding)


TFLITE = FixedPoint()
"""The arithmetic of models that come from TFLite."""
