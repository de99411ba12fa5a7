"""A body as text, in bounded time: its encoding is taken on trust only where reading it costs no more than its length."""

from __future__ import annotations

import codecs
import re

from scrapy.http import Response, TextResponse

_SLOW = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})  # no encodings of pages
_LONE = re.compile(r"[\ud800-\udfff]")


def body_text(response: Response) -> str:
    """The body as text: as its own encoding has it, what cannot be read replaced, without NUL and lone surrogates."""
    if isinstance(response, TextResponse):
        try:
            if codecs.lookup(response.encoding).name.replace("-", "_") not in _SLOW:
                return clean(response.text)
        except (LookupError, ValueError):
            pass
    return clean(response.body.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """A text without NUL, its lone surrogates replaced."""
    text = text.replace("\0", "")
    return text if text.isascii() or _is_sound(text) else _LONE.sub("�", text)


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
