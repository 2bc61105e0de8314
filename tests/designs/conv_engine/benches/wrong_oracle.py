"""The engine's bench with oracles that are wrong in one value: the engine is not to blame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from golden import oracle
from golden.kraken import Packet
from golden.reference import reference_trace
from tb.designs.conv_engine.bench import BENCH as ENGINE
from tb.designs.conv_engine.tests import layers


def wrong_trace(*args: Any) -> dict[str, NDArray[Any]]:
    """TFLite's tensors; of those of ten values, as the last layer has, one bit is flipped."""
    tensors = {name: np.array(tensor) for name, tensor in reference_trace(*args).items()}
    for tensor in tensors.values():
        if tensor.size == 10:
            tensor.flat[0] ^= 1
    return tensors


class WrongTensor(layers.NetworkTest):
    """A layer's output differs from TFLite's tensor."""

    test = "wrong_tensor"

    async def body(self) -> None:
        """See the class."""
        with mock.patch.object(oracle, "reference_trace", wrong_trace):
            await super().body()


class WrongSums(layers.NetworkTest):
    """The sums that are rebuilt of the beats differ from the golden layer's."""

    test = "wrong_sums"

    def decoded(self, packet: Packet) -> NDArray[Any]:
        """See `EngineTest.decoded`; the last one is changed."""
        sums = super().decoded(packet).copy()
        sums.flat[-1] += 1
        return sums


BENCH = replace(ENGINE, tests=(WrongTensor, WrongSums), main_job=())
