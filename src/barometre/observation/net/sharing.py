"""One request shared by all who want its result at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")


async def request_once(
    requests: dict[Key, "asyncio.Future[Result]"], key: Key, request: Callable[[], Awaitable[Result]]
) -> Result:
    """Return the result of `request`, run once for all tasks that ask for the same key at the same time.

    Args:
        requests: results by key, under way or finished; the caller removes those that it no longer wants to share.
        key: what identifies the request.
        request: run by the first task; when that task is cancelled or fails, the next one that waits runs its own.
    """
    future = requests.get(key)
    while future is not None:
        if not future.done():
            await asyncio.wait((future,))
        if not future.cancelled():
            return future.result()
        future = requests.get(key)
    future = requests[key] = asyncio.get_running_loop().create_future()
    try:
        result = await request()
    except BaseException:
        del requests[key]
        future.cancel()
        raise
    future.set_result(result)
    return result
