"""The two names of everything on the forge: a number, and an opaque global id that survives renaming."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

_NUMBER, _OBJECT, _PART, _WORD = b"\x92\x00\xce", b"\x93\x00\xce", b"\xce", b"\xd9"


def number(*words: object, low: int, high: int) -> int:
    """A number from low to below high, the same for the same words."""
    digest = hashlib.sha256("/".join(str(word) for word in words).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low)


def node_id(kind: str, one: int, part: int | str | None = None) -> str:
    """The global id of a thing: its kind's letters, its number (below 2**32), and what it is within that, if anything."""
    if part is None:
        packed = _NUMBER + struct.pack(">I", one)
    elif isinstance(part, int):
        packed = _OBJECT + struct.pack(">I", one) + _PART + struct.pack(">I", part)
    else:
        word = part.encode()
        packed = _OBJECT + struct.pack(">I", one) + _WORD + struct.pack(">B", len(word)) + word
    return f"{kind}_{base64.urlsafe_b64encode(packed).decode('ascii').rstrip('=')}"


def taken_apart(given: str) -> tuple[str, int, int | str | None] | None:
    """Kind, number and part of a global id, None where it is none of ours."""
    kind, _, text = given.partition("_")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        one = int(struct.unpack(">I", packed[3:7])[0])
        if packed[:3] == _NUMBER and len(packed) == 7:
            return kind, one, None
        if packed[:3] == _OBJECT and packed[7:8] == _PART and len(packed) == 12:
            return kind, one, int(struct.unpack(">I", packed[8:12])[0])
        if packed[:3] == _OBJECT and packed[7:8] == _WORD:
            return kind, one, packed[9:].decode("utf-8")
    except (binascii.Error, struct.error, UnicodeDecodeError, ValueError):
        return None
    return None
