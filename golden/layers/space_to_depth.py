"""SPACE_TO_DEPTH (YOLOv2's passthrough) and DEPTH_TO_SPACE: blocks of pixels and channels."""

from __future__ import annotations

from dataclasses import dataclass

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.slicing import copy_of


@dataclass(kw_only=True, eq=False)
class SpaceToDepth(Layer):
    """Output channel (dy * block + dx) * C + c is channel c of the block's pixel (dy, dx)."""

    block: int
    op: str = "SPACE_TO_DEPTH"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """[N, H, W, C] to [N, H / block, W / block, block**2 * C]."""
        (x,) = arrays
        n, height, width, channels = x.shape
        b = self.block
        cells = x.reshape(n, height // b, b, width // b, b, channels)
        return cells.transpose(0, 1, 3, 2, 4, 5).reshape(n, height // b, width // b, -1)


@dataclass(kw_only=True, eq=False)
class DepthToSpace(Layer):
    """The inverse of `SpaceToDepth`."""

    block: int
    op: str = "DEPTH_TO_SPACE"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """[N, H, W, block**2 * C] to [N, H * block, W * block, C]."""
        (x,) = arrays
        n, height, width, channels = x.shape
        b = self.block
        cells = x.reshape(n, height, width, b, b, channels // (b * b))
        return cells.transpose(0, 1, 3, 2, 4, 5).reshape(n, height * b, width * b, -1)


def block_size(operator: Operator) -> int:
    """The checked block size."""
    block = int(operator.option("block_size"))
    if block < 1:
        raise CorruptModelError(f"{operator.where} has block_size {block}")
    return block


@builds("SPACE_TO_DEPTH")
def build_space_to_depth(operator: Operator) -> Layer:
    """The layer of a SPACE_TO_DEPTH operator."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    checks.require_rank(operator, source, 4)
    block = block_size(operator)
    n, height, width, channels = source.shape
    if height % block or width % block:
        raise CorruptModelError(
            f"{operator.where} cannot cut {height} x {width} pixels into blocks of {block}"
        )
    checks.require_shape(
        operator, output, (n, height // block, width // block, channels * block * block)
    )
    return SpaceToDepth(block=block).bind(operator, source)


@builds("DEPTH_TO_SPACE")
def build_depth_to_space(operator: Operator) -> Layer:
    """The layer of a DEPTH_TO_SPACE operator."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    checks.require_rank(operator, source, 4)
    block = block_size(operator)
    n, height, width, channels = source.shape
    if channels % (block * block):
        raise CorruptModelError(
            f"{operator.where} cannot cut {channels} channels into blocks of {block}"
        )
    checks.require_shape(
        operator, output, (n, height * block, width * block, channels // (block * block))
    )
    return DepthToSpace(block=block).bind(operator, source)
