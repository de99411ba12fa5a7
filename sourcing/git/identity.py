"""Who a commit's address stands for: a keyed hash, never the address itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from sourcing.git.command import output
from sourcing.keyed import keyed_handle
from sourcing.records import Account, AccountLink, Identity
from sourcing.suppression import stable_account

_NOREPLY = re.compile(r"^(\d+)\+([a-z0-9](?:[a-z0-9_-]{0,38}))(\[bot\])?@users\.noreply\.github\.com$")
# Said of a name, or of an address before the `@`: the domain says where somebody works, and people work at such firms.
# People are called Talbot, Le Bot, Jenkins, Claude and Travis Cipriani.
BOT = re.compile(
    r"\[bot\]|(?<![^\W_])(?<!\ble[ ._-])bot(?![^\W_])|[-_]robot\b|merge-?bot\b|\bdependabot|\brenovate(bot)?\b|"
    r"\bgithub[\s._-]?actions?\b|\bactions-user\b|pre-?commit-ci|semantic-release|\btravis[\s._-]?ci\b|\bcircleci\b|"
    r"\bsnyk\b|\bmergify|all-?contributors|\bcopilot\b|\bcopybara|codecov|deepsource|\bsourcery\b|\bweblate\b|"
    r"\btransifex\b|\bpyup\b|\bimgbot|\bcrowdin\b|\bautofix|\bgitbook\b|\bbuild[ _-]?user\b|\btensorflower|"
    r"\bautomation\b|^jenkins([\s_.-]?(ci|x|build|user|admin|server))?$",
    re.I,
)
# Who signs as a group is nobody in particular: "The Oven Authors", "Oven Team".
_GROUP = re.compile(r"\b(team|authors|contributors|maintainers|developers|organi[sz]ation)\s*$", re.I)
_ROLE = re.compile(r"(^|[_+-])(ci|releases?|automation)$|^cursoragent$|^devin-ai", re.I)  # of an address before the `@`
_NOBODY = ("noreply@github.com", "noreply@anthropic.com")
# What machines give out and lessons print: under such an address anybody commits, and it tells nobody apart.
_UNSET = re.compile(
    r"^[^@]*$|@[^.@]*$|[@.](?:local|localhost|localdomain|internal|intranet|lan|home|invalid|arpa)$|\(none\)$|@example\.(?:com|net)$|"
    r"^(?:(?:your?|my)?[._-]?(?:e-?mail|name|user(?:name)?|address|mail)|you|me|test|example|root|anonymous|nobody|none|somebody|someone)"
    r"@(?:example\.org|e?mail\.com|test\.com|(?:your)?(?:domain|company|site|host)\.com|gmail\.com|foo\.com|bar\.com)$"
)
_NEAR_ADDRESS = re.compile(r"(?<!\S)\S+@\S+")  # in a name also addresses of a bare host


def is_bot(name: str, address: str) -> bool:
    """Whether a commit's author is a machine or a group, by name or address: nobody who could be met."""
    local = address.strip().lower().rpartition("@")[0]
    return (
        bool(BOT.search(name) or _GROUP.search(name) or BOT.search(local) or _ROLE.search(local))
        or address.strip().lower() in _NOBODY
    )


def is_unset(address: str) -> bool:
    """Whether an address is what a machine or a lesson gives to everybody, so that it tells nobody apart."""
    return bool(_UNSET.search(address.strip().lower()))


class Identities:
    """Turns (name, address) pairs of one repository into identities, each computed once.

    Under an address that tells nobody apart somebody is known by name, and in this repository alone.
    """

    def __init__(self, salt: bytes, *, repository: str = "") -> None:
        self._salt, self._repository = salt, repository
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
        hidden = _NOREPLY.match(bare)
        number, login, bot = hidden.groups() if hidden else ("", "", "")
        declared = (Account(site="github", handle=login),) if login and not bot else ()
        told = f"{self._repository}\n{' '.join(name.split())}\n{bare}" if is_unset(bare) else bare
        account = Account(site="git", handle=keyed_handle(self._salt, told))
        return Identity(
            account=account, name=shown_name(name), is_bot=is_bot(name, bare), declared=declared, number=number
        )

    def under_another_login(self, is_left_alone: Callable[[str], bool]) -> list[AccountLink]:
        """The joins of addresses to the number that GitHub keeps when a login changes, of those numbers that are to be left alone.

        Of anybody else an address may claim a number that is not theirs, and joins nobody by it.
        """
        found = {
            (one.account, Account.parse(kept))
            for one in self._known.values()
            if one and one.number and not one.is_bot and is_left_alone(kept := stable_account(one.number))
        }
        return [AccountLink(a=a, b=b, reason="the commit address holds the GitHub number") for a, b in sorted(found)]

    def mailmap_links(self, git_dir: Path, mailmap_blob: str, *, reason: str) -> list[AccountLink]:
        """The joins a repository's mailmap declares for the addresses met so far: each with its proper address.

        git itself reads the mailmap; bots are never joined, nor an address whose names it gives to several people.
        """
        met = [(pair, identity) for pair, identity in self._known.items() if identity and not identity.is_bot]
        asked = "".join(f"{_flat(name)} <{_flat(address)}>\n" for (name, address), _ in met)
        answered = output(
            git_dir.absolute(),
            "-C",
            "/",  # in a folder with a mailmap of its own, git would read that one too
            "-c",
            f"mailmap.blob={mailmap_blob}",
            "-c",
            "mailmap.file=/dev/null",
            "check-mailmap",
            "--stdin",
            stdin=asked.encode("utf-8", "replace"),
        )
        proper: dict[Account, set[Account]] = defaultdict(set)
        for (_, identity), line in zip(met, answered.decode("utf-8", "replace").split("\n")[:-1], strict=True):
            address = line.rpartition("<")[2].rstrip(">")
            other = None if is_unset(address) else self._identify("", address)
            proper[identity.account].add(other.account if other and not other.is_bot else identity.account)
        pairs = {
            tuple(sorted((account, other)))
            for account, (other, *more) in proper.items()
            if not more and other != account
        }
        return [AccountLink(a=a, b=b, reason=reason) for a, b in sorted(pairs)]


def _flat(text: str) -> str:
    return re.sub(r"[<>\n\r\0]", " ", text).strip() or "-"


def shown_name(name: str) -> str:
    """A display name without control characters and addresses, at most 80 characters."""
    clean = _NEAR_ADDRESS.sub("", "".join(char for char in name if char.isprintable()))
    return " ".join(clean.split())[:80]
