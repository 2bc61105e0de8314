"""Headers whose cores share several buses."""

from __future__ import annotations

from dataclasses import replace

from golden.kraken import ArrayParams, Header


class StackError(ValueError):
    """An iteration would meet more blocks than there are sets."""


def fixed(plain: Header, sets: int, share: int) -> Header:
    """The packet with so many sets, each for `share` cores in every iteration."""
    return replace(plain, sets=sets, share=share)


def stacked(
    plain: Header, array: ArrayParams, sets: int, groups_of_block: int, blocks: int
) -> Header:
    """The packet with blocks of rows that lie on one another.

    Iterations and channels of the last one follow from how the blocks are dealt.

    Args:
        plain: what else there is to say of it.
        array: what it is for.
        sets: sets of pixels of a load.
        groups_of_block: groups of cores that a block takes, C_o / S_W.
        blocks: V, blocks of the stack.

    Raises:
        StackError: an iteration would meet more blocks than there are sets.
    """
    group = plain.kw + plain.sw - 1
    groups, total = array.cols // group, blocks * groups_of_block
    iterations = -(-total // groups)
    for first in range(0, total, groups):
        last = min(first + groups, total) - 1
        met = last // groups_of_block - first // groups_of_block + 1
        if met > sets:
            raise StackError(f"groups {first} to {last} are of {met} blocks, more than {sets} sets")
    left = total - (iterations - 1) * groups
    return replace(
        plain,
        sets=sets,
        share=groups_of_block * group,
        stack=blocks,
        t=iterations,
        last_channels=left * plain.sw,
    )
