"""What a blob's bytes are as the forge shows them."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 512 * 1024  # bytes of one text that GraphQL gives
_LOOKED_AT = 8000  # bytes Git looks into for a zero


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A blob's text, None where it is binary; cut off where it is too long."""

    text: str | None
    is_binary: bool
    is_truncated: bool


def is_binary(data: bytes) -> bool:
    """Whether Git takes these bytes for something other than text."""
    return b"\0" in data[:_LOOKED_AT]


def content(data: bytes) -> Content:
    """Bytes as GraphQL shows them: what is no UTF-8 becomes U+FFFD."""
    binary = is_binary(data)
    text = None if binary else data[:MOST].decode("utf-8", "replace")
    return Content(text=text, is_binary=binary, is_truncated=not binary and len(data) > MOST)
