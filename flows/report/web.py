"""Which addresses a report lets anybody follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ODD = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\"'<>`]")


def web(address: str | None) -> str:
    """The address where it is plain http or https, else "": what it is about is then told without a link."""
    if not address or _ODD.search(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""
