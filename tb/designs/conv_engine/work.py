"""A layer with all that the engine's bench needs of it: packets, beats, sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Plan, Sharing, lower
from tb.designs.conv_engine.cases import EngineCase, engine_case
from tb.kraken.engine import layer_title


@dataclass(frozen=True, eq=False)
class LayerWork:
    """One layer and its input.

    Attributes:
        layer: the golden layer.
        plan: its packets, which expect the layer's sums.
        sums: the layer's sums before the bias.
        case: the packets with their beats.
        told: what its line tells besides.
    """

    layer: Any
    plan: Plan
    sums: NDArray[np.int32]
    case: EngineCase
    told: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        layer: Any,
        x: NDArray[np.int8],
        network: str,
        array: ArrayParams,
        sharing: Sharing | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> Self:
        """Lower a layer and compute what it must come to.

        Args:
            layer: the golden layer.
            x: its input.
            network: what it belongs to.
            array: what it runs on.
            sharing: how the cores share the buses in one packet; None leaves it to the lowering.
            told: what its line tells besides.
        """
        sums = layer.accumulate(x)
        plan = lower(layer, x, array, sharing).knowing(sums)
        title = layer_title(network, layer.name, plan.op, plan.text)
        case = engine_case(title, plan.packets, plan.macs_valid)
        case = replace(case, layer=layer, plan=plan)
        return cls(layer, plan, sums, case, told or {})
