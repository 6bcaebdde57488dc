"""Waiting without a thread: plain functions that stop at a call and let the event loop go on with other requests.

A WSGI application knows no `await`. Run in a greenlet, it can hand an awaitable to the loop and is resumed with the
result; one thread then serves many requests, and no two threads contend for the interpreter.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

Result = TypeVar("Result")


class _Request(greenlet):
    """A function that may wait."""


async def run(function: Callable[..., Result], *arguments: Any) -> Result:
    """Run a function that may call `wait`, in the thread of the event loop."""
    request = _Request(function, getcurrent())
    request.gr_context = copy_context()
    given = request.switch(*arguments)
    while not request.dead:
        try:
            result = await given
        except BaseException as error:  # noqa: BLE001 - whatever the awaitable raises belongs to the one who waits
            given = request.throw(error)
        else:
            given = request.switch(result)
    return given  # type: ignore[no-any-return]


def loop_goes_on() -> bool:
    """Tell whether the event loop in which `wait` would wait is there to stay."""
    return isinstance(getcurrent(), _Request)


def wait(awaitable: Awaitable[Result]) -> Result:
    """Wait for an awaitable: inside `run` the loop goes on meanwhile, elsewhere the thread stands still."""
    current = getcurrent()
    if isinstance(current, _Request) and current.parent is not None:
        return current.parent.switch(awaitable)  # type: ignore[no-any-return]
    return asyncio.run(_finish(awaitable))


async def _finish(awaitable: Awaitable[Result]) -> Result:
    return await awaitable


def wait_for_other(future: "Future[None]") -> None:
    """Wait until another request has finished its part."""
    if loop_goes_on():
        wait(asyncio.wrap_future(future))
    else:
        future.result()
