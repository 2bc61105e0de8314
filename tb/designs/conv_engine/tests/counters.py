"""Every counter of the engine at its greatest value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ConvShape, Packet
from golden.kraken.format.tiling import FIELD_MAX
from tb.designs.conv_engine.cases import engine_case
from tb.designs.conv_engine.tests.streams import StreamTest
from tb.kraken.engine import layer_title
from tb.seed import generator


class CountersTest(StreamTest):
    """Every count of the header at its greatest value; meant for a tiny array, such as 1 x 3.

    The last steps differ from those before, so a counter that wraps early is found.
    """

    test = "counters"

    async def body(self) -> None:
        """See the class."""
        for name, shape in self._shapes():
            rng = generator(self.run.spec.seed, self.test, name)
            x = rng.integers(-8, 8, (shape.n, shape.h, shape.w, shape.ci)).astype(np.int8)
            kernel = rng.integers(-2, 2, (shape.kh, shape.kw, shape.ci, shape.co)).astype(np.int8)
            packet = Packet(shape, self.array, x, kernel, 1, name)
            title = layer_title(self.test, name, "CONV_2D", str(shape))
            await self.check(engine_case(title, [packet], shape.macs_valid))

    def _shapes(self) -> Iterator[tuple[str, ConvShape]]:
        """One layer for each count, as small as it can be otherwise."""
        array, most = self.array, FIELD_MAX
        yield "most images", ConvShape(most, 1, 1, 1, 1)
        yield "most blocks", ConvShape(1, most * array.rows, 1, 1, 1)
        yield "most columns", ConvShape(1, 1, most, 1, 1)
        yield "most iterations", ConvShape(1, 1, 1, 1, most * array.cols)
        yield "most input channels", ConvShape(1, 1, 1, array.weight_depth, 1)
