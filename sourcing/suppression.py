"""Who asked to be left alone, known by keyed hash alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sourcing.keyed import account_hash, apart_hash, keyed_name, part_hash, word_hash
from sourcing.traces import Traces, folded_word, is_telling


def stable_account(number: int | str) -> str:
    """The name under which a GitHub account is suppressed whatever its login; `number` is the one that GitHub gave it."""
    return f"github-id:{number}"


class Suppressed(Traces):
    """The suppressed and erased accounts, known by keyed hash alone; of the erased also the handles and names in texts.

    `apart` are hashes of pairs of accounts that a human set apart; they are asked for where links are followed, and not before.
    """

    def __init__(self, hashes: Iterable[str], *, salt: bytes, apart: Iterable[str] = ()) -> None:
        super().__init__()
        self.hashes, self.salt, self._apart = frozenset(hashes), salt, apart
        self._seen: dict[str, bool] = {}
        self._parts: dict[str, bool] = {}

    def __contains__(self, account: str) -> bool:
        return bool(self.hashes) and account_hash(self.salt, account) in self.hashes

    @cached_property
    def apart(self) -> frozenset[str]:
        """The hashes of the pairs of accounts that a human set apart."""
        return frozenset(self._apart)

    def are_apart(self, a: str, b: str) -> bool:
        """Whether a human said that two accounts are those of two people."""
        return bool(self.apart) and apart_hash(account_hash(self.salt, a), account_hash(self.salt, b)) in self.apart

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
