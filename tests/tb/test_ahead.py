"""Things made ahead: in order, few at a time, with their faults, and ended when not wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from tb.env.ahead import Ahead


class Source:
    """Counts what it has made, and knows whether it was closed."""

    def __init__(self, count: int, fault_at: int = -1) -> None:
        self.count, self.fault_at = count, fault_at
        self.made = 0
        self.thread = ""
        self.closed = False

    def items(self) -> Generator[int, None, None]:
        self.thread = threading.current_thread().name
        try:
            for i in range(self.count):
                if i == self.fault_at:
                    raise ValueError(f"item {i}")
                self.made += 1
                yield i
        finally:
            self.closed = True


def made(source: Source, count: int) -> bool:
    """Whether that many are made, and no more."""
    deadline = time.monotonic() + 20
    while source.made < count and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(0.02)
    return source.made == count


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "ahead"]


def test_all_come_in_order_from_another_thread() -> None:
    source = Source(50)
    with Ahead(source.items()) as items:
        assert list(items) == list(range(50))
    assert source.closed
    assert source.thread == "ahead"
    assert not threads()


@pytest.mark.parametrize("most", [1, 2, 5])
def test_no_more_are_made_than_told(most: int) -> None:
    source = Source(20)
    with Ahead(source.items(), most) as items:
        assert made(source, most)
        for i in range(10):
            assert next(items) == i
            assert made(source, i + 1 + most)


def test_a_fault_comes_where_its_item_is_asked_for() -> None:
    source = Source(5, fault_at=2)
    with Ahead(source.items(), 4) as items:
        assert made(source, 2)
        assert [next(items), next(items)] == [0, 1]
        with pytest.raises(ValueError, match="item 2"):
            next(items)
        assert list(items) == []
    assert source.closed


def test_it_ends_when_nobody_wants_more() -> None:
    source = Source(100)

    def fail() -> None:
        with Ahead(source.items(), 3) as items:
            next(items)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert source.closed
    assert source.made < 10
    assert not threads()


def test_it_ends_where_nothing_was_asked_for() -> None:
    source = Source(3)
    with Ahead(source.items()):
        pass
    assert source.closed
    assert not threads()
