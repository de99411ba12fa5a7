"""Who asked to be left alone, known by keyed hash alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from sourcing.sheets.known import keyed_name
from sourcing.traces import Traces, folded_word, is_telling


def account_hash(salt: bytes, account: str) -> str:
    """The keyed hash under which an account is suppressed; the case of its handle makes no difference."""
    return hmac.digest(salt, f"suppression:{account.lower()}".encode(), hashlib.sha256).hex()


def word_hash(salt: bytes, word: str) -> str:
    """The keyed hash under which a handle is known as a word in a text."""
    return hmac.digest(salt, f"word:{word.lower()}".encode(), hashlib.sha256).hex()


def part_hash(salt: bytes, folded: str) -> str:
    """The keyed hash of the longest word of a name, which says where a closer look is worth it."""
    return hmac.digest(salt, f"part:{folded}".encode(), hashlib.sha256).hex()


class Suppressed(Traces):
    """The suppressed and erased accounts, known by keyed hash alone; of the erased also the handles and names in texts."""

    def __init__(self, hashes: Iterable[str], *, salt: bytes) -> None:
        super().__init__()
        self.hashes, self.salt = frozenset(hashes), salt
        self._seen: dict[str, bool] = {}
        self._parts: dict[str, bool] = {}

    def __contains__(self, account: str) -> bool:
        return bool(self.hashes) and account_hash(self.salt, account) in self.hashes

    def is_word(self, word: str) -> bool:
        """Whether a word is a handle of somebody erased."""
        if word not in self._seen:
            self._seen[word] = is_telling(word) and word_hash(self.salt, word) in self.hashes
        return self._seen[word]

    def is_name(self, folded: str) -> bool:
        """Whether a name is that of somebody erased."""
        return keyed_name(self.salt, folded) in self.hashes

    def is_part(self, word: str) -> bool:
        """Whether a word is the longest in the name of somebody erased."""
        if word not in self._parts:
            self._parts[word] = part_hash(self.salt, folded_word(word)) in self.hashes
        return self._parts[word]

    def among(self, accounts: Iterable[str]) -> set[str]:
        """Those of the accounts that are suppressed."""
        return {account for account in accounts if account in self}
