"""Putting answers on the disk (落盘) while the next ones are under way: one call for all that wait for it.

The disk takes milliseconds, in which the event loop has other things to do; what came in the meantime needs
no call of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Flushing:
    """Waits until a file's bytes are on the disk; ``flush`` does it, and is called in a thread."""

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._under_way: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def done(self) -> None:
        """What was written before this call is on the disk after it. Raises what ``flush`` raises."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._after(self._under_way))
        await asyncio.shield(self._next)

    async def _after(self, under_way: asyncio.Task[None] | None) -> None:
        """A call that is under way may have begun before the bytes were written: the one after it counts."""
        if under_way is not None:
            await asyncio.wait([under_way])
        self._under_way, self._next = self._next, None
        await asyncio.to_thread(self._flush)
