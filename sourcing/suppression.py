"""Who asked to be left alone, known by keyed hash alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def account_hash(salt: bytes, account: str) -> str:
    """The keyed hash under which an account is suppressed; the case of its handle makes no difference."""
    return hmac.digest(salt, f"suppression:{account.lower()}".encode(), hashlib.sha256).hex()


class Suppressed:
    """The suppressed and erased accounts, known by keyed hash alone."""

    def __init__(self, hashes: Iterable[str], *, salt: bytes) -> None:
        self.hashes, self._salt = frozenset(hashes), salt

    def __contains__(self, account: str) -> bool:
        return bool(self.hashes) and account_hash(self._salt, account) in self.hashes

    def among(self, accounts: Iterable[str]) -> set[str]:
        """Those of the accounts that are suppressed."""
        return {account for account in accounts if account in self}

    def owns(self, repository: str) -> bool:
        """Whether the owner named in `host/owner/name` is a suppressed account of GitHub or of that host.

        A namesake on another host is taken for the person: leaving out too much harms nobody who asked.
        """
        host, *path = repository.split("/")
        site = host.split(":")[0].split(".")[-2:][0]
        return len(path) > 1 and any(f"{where}:{path[0]}" in self for where in ("github", site))
