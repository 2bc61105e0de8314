"""Makes things in a thread of its own before they are asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """The items of a generator, made while the simulator runs.

    Used as a context: on leaving it, however that comes about, the generator is closed and its
    thread has ended. What the generator raises is raised where its item is asked for. The order of
    items is the generator's, and what it draws from generators of its own does not depend on how
    fast either side is.

    Args:
        items: makes them; runs in the thread alone.
        most: items that are made before they are asked for, the one in the making among them.
    """

    def __init__(self, items: Generator[Item, None, None], most: int = 1) -> None:
        self._items = items
        self._most = most
        self._made: deque[Item] = deque()
        self._ended = self._closed = False
        self._fault: BaseException | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._make, name="ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._closed = True
            self._made.clear()
            self._changed.notify_all()
        self._thread.join()

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        with self._changed:
            self._changed.wait_for(lambda: self._made or self._ended)
            if self._made:
                item = self._made.popleft()
                self._changed.notify_all()
                return item
            fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        raise StopIteration

    def _make(self) -> None:
        """Make items until there are no more or nobody wants them."""
        try:
            while self._wanted():
                item = next(self._items)
                with self._changed:
                    self._made.append(item)
                    self._changed.notify_all()
                del item  # what has been taken is not held here
        except StopIteration:
            pass
        except BaseException as fault:  # raised again where the item is asked for
            self._fault = fault
        finally:
            self._items.close()
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _wanted(self) -> bool:
        """Wait until there is room; whether anybody still wants items."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._made) < self._most)
            return not self._closed
