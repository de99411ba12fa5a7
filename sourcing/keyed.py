"""The keyed hashes under which accounts, handles and names are known where they may not stand, and how names are folded for that."""

from __future__ import annotations

import hashlib
import hmac
import re
import sys
import unicodedata
from functools import cache


def keyed_handle(salt: bytes, address: str) -> str:
    """The first 16 hex digits of HMAC-SHA256(salt, the address in lower case without surrounding space)."""
    return hmac.new(salt, address.strip().lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]


def account_hash(salt: bytes, account: str) -> str:
    """The keyed hash under which an account is suppressed; the case of its handle makes no difference."""
    return hmac.digest(salt, f"suppression:{account.lower()}".encode(), hashlib.sha256).hex()


def mark_of(salt: bytes) -> str:
    """What tells whether two homes hash by the same key, and tells nothing of the key."""
    return account_hash(salt, "backup:key")


def apart_hash(one: str, other: str) -> str:
    """The hash of two accounts, each by its keyed hash, that a human said are two people's; in either order."""
    return hashlib.sha256("apart:{}:{}".format(*sorted((one, other))).encode()).hexdigest()


def word_hash(salt: bytes, word: str) -> str:
    """The keyed hash under which a handle is known as a word in a text."""
    return hmac.digest(salt, f"word:{word.lower()}".encode(), hashlib.sha256).hex()


def part_hash(salt: bytes, folded: str) -> str:
    """The keyed hash of the longest word of a name, which says where a closer look is worth it."""
    return hmac.digest(salt, f"part:{folded}".encode(), hashlib.sha256).hex()


def keyed_name(key: bytes, name: str) -> str | None:
    """The keyed hash of a name, the same in whatever order, case and accents its words are written; None for half a name."""
    folded = folded_name(name)
    return hmac.digest(key, f"name:{folded}".encode(), hashlib.sha256).hex() if folded else None


def folded_name(name: str) -> str | None:
    """The words of a name in order, without case and accents; None for half a name."""
    words = sorted(re.findall(r"[^\W\d_]+", folded(name)))
    is_whole = len(words) > 1 or any(len(word) > 1 and word.lower() == word.upper() for word in words)
    return " ".join(words) if is_whole else None


def folded(text: str) -> str:
    """A text without case and accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).translate(_accents()).casefold()


@cache
def _accents() -> dict[int, None]:
    return dict.fromkeys(code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code)))
