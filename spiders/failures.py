"""What a failed download is called: a reason without addresses, which may hold credentials, told by its kind and never by its text."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import StrEnum

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from spiders.guard import Forbidden
from spiders.settings import MOST_BYTES, MOST_REDIRECTS

TOO_LARGE = f"larger than {MOST_BYTES // 1024 // 1024} MiB"
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (TlsError, "its certificate does not hold, or TLS failed"),
    (DownloadTimeoutError, "no answer in time"),
    (CannotResolveHostError, "no such host"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (ResponseDataLossError, "the answer broke off"),
    (DownloadFailedError, "the connection broke off"),
)


class Refused(IgnoreRequest):
    """A request that is not made, or an answer that is not taken; the message is the reason."""


class Spoiled(IgnoreRequest):
    """An answer whose body is not what its headers say; the message says how."""


class Unreached(IgnoreRequest):
    """A request that is not made, because what has to be known before could not be had; the message says why."""


class Later(IgnoreRequest):
    """A request that is not made now; `is_end`: nor any other in this run, because a limit of the site stands against it."""

    def __init__(self, reason: str, *, is_end: bool = False) -> None:
        super().__init__(reason)
        self.is_end = is_end


class Fate(StrEnum):
    """What becomes of a page whose download failed."""

    REFUSED = "refused"
    SPOILED = "spoiled"  # tried again, and refused at last
    AGAIN = "again"  # tried again, and failed at last
    LATER = "later"  # back in line


def fate_of(cause: BaseException) -> tuple[Fate, str]:
    """What becomes of a page, and why, in words that hold no address."""
    if isinstance(cause, Later):
        return Fate.LATER, str(cause)
    if isinstance(cause, Spoiled):
        return Fate.SPOILED, str(cause)
    if isinstance(cause, Unreached):
        return Fate.AGAIN, str(cause)
    if isinstance(cause, Refused):
        return Fate.REFUSED, str(cause)
    if isinstance(cause, IgnoreRequest):  # Scrapy's own: the one that is raised here is of too many redirects
        return Fate.REFUSED, f"more than {MOST_REDIRECTS} redirects"
    if isinstance(cause, DownloadCancelledError):
        return Fate.REFUSED, TOO_LARGE
    if is_forbidden(cause):
        return Fate.REFUSED, "its address is no public one"
    causes = list(_causes(cause))
    found = (word for kind, word in _WORDS for one in causes if isinstance(one, kind))
    return Fate.AGAIN, next(found, type(cause).__name__)


def is_forbidden(cause: BaseException) -> bool:
    """Whether a failure comes from the guard, whose number Twisted passes on."""
    numbers = (getattr(one, "osError", None) or getattr(one, "errno", None) for one in _causes(cause))
    return errno.EACCES in numbers or any(isinstance(one, Forbidden) for one in _causes(cause))


def _causes(cause: BaseException) -> Iterator[BaseException]:
    """A failure and all that led to it, those that Twisted lists as reasons too, each once."""
    waiting, seen = [cause], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [behind for behind in (one.__cause__, one.__context__) if behind is not None]
        reasons = getattr(one, "reasons", None)
        waiting += [value for value in (getattr(each, "value", None) for each in reasons or ()) if value is not None]
