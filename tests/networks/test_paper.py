"""The networks of the Kraken paper, and the MobileNets, at their full size."""

from __future__ import annotations

import pytest

from sim.paper.job import read_job
from sim.paper.start import run_networks
from sim.paper.words import ALL

CLOCKS = {
    "alexnet": (1_128_953, 618_863),
    "vgg16": (22_938_119, 1_302_735),
    "resnet50": (5_776_353, 22_557),
    "mobilenet_v1": (1_471_422, 11_293),
    "mobilenet_v2": (1_253_596, 14_109),
}
"""Of the convolutions, and of the dense layers with seven frames."""


@pytest.mark.networks
@pytest.mark.parametrize("network", ALL)
def test_a_network_at_full_size(network: str) -> None:
    result = run_networks(read_job({"NETWORKS": network}))
    assert result.verdict == "passed", result.run.why()
    assert tuple(part.clocks for part in result.parts) == CLOCKS[network]
    for part in result.parts:
        assert part.clocks == part.predicted
        assert part.whole
        assert part.frames_per_second
        if part.published is not None:
            assert part.efficiency is not None
            # One clock of fill is too many for a fraction of a percent at most.
            assert part.efficiency > part.published.efficiency - 0.003
