"""Who a commit's address stands for: a keyed hash, never the address itself."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

from sourcing.git.command import output
from sourcing.records import Account, AccountLink, Identity

_NOREPLY = re.compile(r"^\d+\+([a-z0-9](?:[a-z0-9-]{0,38}))(\[bot\])?@users\.noreply\.github\.com$")
BOT = re.compile(
    r"\[bot\]|(^|[\s_.+-])bot($|[@\s_.-])|\w+-bot\b|\bdependabot|\brenovate|github[\s._-]?actions?\b|actions-user|pre-?commit-ci|semantic-release|"
    r"travis[\s._-]?ci|\bcircleci|\bsnyk|mergify|all-?contributors|\bcopilot\b|\bcopybara|codecov|deepsource|sourcery|^jenkins\b|\bjenkins@|"
    r"\bweblate|transifex|\bpyup|\bimgbot|\bcrowdin|\bautofix|\bgitbook|^noreply@github\.com$|\bbuild-?user\b|\btensorflower|"
    r"(^|[^a-z])(ci|release|releases|automation)@|\bautomation\b|^claude$|noreply@anthropic|cursoragent|devin-ai",
    re.I,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def keyed_handle(salt: bytes, address: str) -> str:
    """The first 16 hex digits of HMAC-SHA256(salt, the address in lower case without surrounding space)."""
    return hmac.new(salt, address.strip().lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]


def is_bot(name: str, address: str) -> bool:
    """Whether a commit's author is a machine, by name or address."""
    return bool(BOT.search(name) or BOT.search(address))


class Identities:
    """Turns (name, address) pairs of one repository into identities, each computed once."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._known: dict[tuple[str, str], Identity | None] = {}

    def of(self, name: str, address: str) -> Identity | None:
        """The identity behind a name and an address, None where the address says nobody."""
        key = (name, address)
        if key not in self._known:
            self._known[key] = self._identify(name, address)
        return self._known[key]

    def _identify(self, name: str, address: str) -> Identity | None:
        bare = address.strip().lower()
        if not bare or bare in ("none", "unknown", "(none)", "none@none"):
            return None
        login = _NOREPLY.match(bare)
        declared = (Account(site="github", handle=login.group(1)),) if login and not login.group(2) else ()
        account = Account(site="git", handle=keyed_handle(self._salt, bare))
        return Identity(account=account, name=shown_name(name), is_bot=is_bot(name, bare), declared=declared)

    def mailmap_links(self, git_dir: Path, mailmap_blob: str, *, reason: str) -> list[AccountLink]:
        """The joins a repository's mailmap declares between the addresses met so far.

        git itself reads the mailmap; only pairs of addresses that both wrote here are joined, bots never.
        """
        met = [(pair, identity) for pair, identity in self._known.items() if identity and not identity.is_bot]
        asked = "".join(f"{_flat(name)} <{_flat(address)}>\n" for (name, address), _ in met)
        answered = output(
            git_dir,
            "-c",
            f"mailmap.blob={mailmap_blob}",
            "check-mailmap",
            "--stdin",
            stdin=asked.encode("utf-8", "replace"),
        )
        links: dict[tuple[str, str], AccountLink] = {}
        for (_, identity), line in zip(met, answered.decode("utf-8", "replace").splitlines(), strict=True):
            address = line.rpartition("<")[2].rstrip(">")
            other = self._identify("", address)
            if other and other.account != identity.account:
                a, b = sorted((identity.account, other.account))
                links[a.key, b.key] = AccountLink(a=a, b=b, reason=reason)
        return [links[key] for key in sorted(links)]


def _flat(text: str) -> str:
    return re.sub(r"[<>\n\r\0]", " ", text).strip() or "-"


def shown_name(name: str) -> str:
    """A display name without control characters and addresses, at most 80 characters."""
    clean = EMAIL.sub("", "".join(char for char in name if char.isprintable()))
    return " ".join(clean.split())[:80]
