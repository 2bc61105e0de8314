"""What packets refuse."""

from __future__ import annotations

import numpy as np
import pytest

from golden.kraken import ArrayParams, ConvShape, DecodeError, Packet, PacketError, Sharing
from golden.streams.frame import DATA
from tests.golden.kraken.packets import SMALL, decoded, make_packet, sums_of

SHAPE = ConvShape(1, 3, 3, 2, 4, 3, 3)


def tensors() -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((1, 3, 3, 2), np.int8), np.zeros((3, 3, 2, 4), np.int8)


def test_wrong_tensors() -> None:
    x, kernel = tensors()
    with pytest.raises(PacketError, match=r"x of 'a' has shape \[3, 3, 2\], not \[1, 3, 3, 2\]"):
        Packet(SHAPE, SMALL, x[0], kernel, name="a")
    with pytest.raises(PacketError, match="kernel of 'a' is uint8"):
        Packet(SHAPE, SMALL, x, kernel.astype(np.uint8), name="a")
    with pytest.raises(PacketError, match="x of 'a' has values that do not fit 8 bits"):
        Packet(SHAPE, SMALL, x.astype(np.int16) + 128, kernel, name="a")
    with pytest.raises(PacketError, match="zero point 128 of 'a' does not fit 8 bits"):
        Packet(SHAPE, SMALL, x, kernel, 128, name="a")


def test_known_sums_of_another_shape() -> None:
    sums = np.zeros((1, 1, 1, 3), np.int32)
    with pytest.raises(PacketError, match=r"known sums of 'a' have shape \[1, 1, 1, 3\]"):
        Packet(SHAPE, SMALL, *tensors(), name="a", known=sums)


def test_only_one_block_can_hold() -> None:
    with pytest.raises(PacketError, match="one image, one block, one input column"):
        make_packet(SHAPE, SMALL, hold=True)
    with pytest.raises(PacketError, match="one iteration and one bus"):
        make_packet(ConvShape.dense(2, 3, 4), SMALL, hold=True, sharing=Sharing(2))


def test_going_on_needs_a_packet_that_holds() -> None:
    shape = ConvShape.dense(2, 3, 4)
    sent = make_packet(shape, SMALL, name="sent")
    with pytest.raises(PacketError, match="cannot go on from 'sent'"):
        make_packet(shape, SMALL, after=sent)
    held = make_packet(shape, SMALL, hold=True)
    with pytest.raises(PacketError, match="cannot go on"):
        make_packet(ConvShape.dense(2, 3, 5), SMALL, after=held)
    with pytest.raises(DecodeError, match="nothing to decode"):
        held.decode(np.zeros((0, 0), np.uint8))


def test_decode_wants_every_beat() -> None:
    packet = make_packet(SHAPE, SMALL, name="a")
    data = sums_of(packet).whole(DATA)
    for wrong in (data[:-1], np.concatenate([data, data[:1]]), data[:, :-1]):
        with pytest.raises(DecodeError, match="the sums of 'a' are"):
            packet.decode(wrong)


def test_decode_follows_the_beats() -> None:
    packet = make_packet(SHAPE, SMALL)
    data = sums_of(packet).whole(DATA).copy()
    data[0, 0] ^= 1
    differs = packet.decode(data) != decoded(packet)
    assert differs.nonzero() == (0, 0, 0, 0)


def test_values_may_be_wider_than_their_type_needs() -> None:
    params = ArrayParams(rows=3, cols=24, x_width=16)
    x, kernel = tensors()
    packet = Packet(SHAPE, params, x, kernel + np.int8(1), x_zp=-3000)
    assert (packet.accumulators == 3000 * 18).all()
    assert packet.pixel.body[DATA].shape[1] == 2 * params.pixel_port
