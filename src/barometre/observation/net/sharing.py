"""What several want at once is asked by the first, and waited for by the others: no task of its own is needed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


async def asked_once(asked: dict[Key, "asyncio.Future[Found]"], key: Key, ask: Callable[[], Awaitable[Found]]) -> Found:
    """The answer to `key`; it stays in `asked` unless `ask` takes it out. When who asks is stopped, another asks."""
    future = asked.get(key)
    while future is not None:
        if not future.done():
            await asyncio.wait((future,))
        if not future.cancelled():
            return future.result()
        future = asked.get(key)
    future = asked[key] = asyncio.get_running_loop().create_future()
    try:
        found = await ask()
    except BaseException:
        del asked[key]
        future.cancel()
        raise
    future.set_result(found)
    return found
