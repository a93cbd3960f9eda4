"""Carries the workspace into an answer that is produced after the view has been left."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from .context import WorkspaceRef, use_workspace


def carry_into_stream(response: Any, ref: WorkspaceRef) -> None:
    """Make a streaming answer produce its chunks, and close its sources, in the workspace.

    Between two chunks nothing is set, so the server's own code never runs in a workspace.
    """
    closers: list[Callable[[], Any]] = response._resource_closers  # noqa: SLF001
    closers[:] = [inside(ref, close) for close in closers]
    if response.is_async:
        response.streaming_content = async_chunks(ref, response.streaming_content)
    else:
        response.streaming_content = chunks(ref, iter(response.streaming_content))


def inside(ref: WorkspaceRef, work: Callable[[], Any]) -> Callable[[], Any]:
    """Return `work` bound to the workspace."""

    def run() -> Any:
        with use_workspace(ref):
            return work()

    return run


def chunks(ref: WorkspaceRef, source: Iterator[Any]) -> Iterator[Any]:
    """Yield each chunk of `source`, made in the workspace."""
    while True:
        with use_workspace(ref):
            try:
                chunk = next(source)
            except StopIteration:
                return
        yield chunk


async def async_chunks(ref: WorkspaceRef, source: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """Yield each chunk of an asynchronous `source`, made in the workspace."""
    iterator = aiter(source)
    while True:
        with use_workspace(ref):
            try:
                chunk = await anext(iterator)
            except StopAsyncIteration:
                return
        yield chunk
