"""What is sent out, through a notification block that the team made on Prefect's page."""

from __future__ import annotations

from httpx import HTTPError
from prefect.blocks.abstract import NotificationBlock, NotificationError
from prefect.blocks.core import Block

from flows.progress import Progress


def send(block: str | None, subject: str, body: str, *, progress: Progress) -> bool:
    """Whether it was sent; a message that cannot go does not fail the run, it is said in its log."""
    if block is None:
        return False
    try:
        found = Block.load(block)
        if not isinstance(found, NotificationBlock):
            raise ValueError(f"{block} is no notification block")
        with found.raise_on_failure():
            found.notify(body, subject=subject)  # type: ignore[unused-coroutine]
    except (ValueError, OSError, HTTPError, NotificationError) as failure:
        progress.note(f"not sent through {block}: {type(failure).__name__}; look at the block on Prefect's page")
        return False
    return True
