"""What the command line and the role ask of GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ranking.discovery import Discovery
from sourcing.errors import UsageError
from sourcing.github.discover import Kind, Seek, check


@dataclass(frozen=True, kw_only=True)
class Named:
    """Ways of finding people as options name them."""

    logins: Sequence[str] | None = None
    organisations: Sequence[str] | None = None
    contributors_of: Sequence[str] | None = None
    queries: Sequence[str] | None = None
    file: Path | None = None

    def seeks(self) -> list[Seek]:
        """The ways, each once, in order. Errors: UsageError where one names nothing, or the file cannot be read."""
        listed = read_logins(self.file) if self.file else []
        by_kind = (
            (Kind.LOGIN, (*map(login_of, self.logins or ()), *listed)),
            (Kind.ORGANISATION, self.organisations or ()),
            (Kind.CONTRIBUTORS, self.contributors_of or ()),
            (Kind.USERS, self.queries or ()),
        )
        return list(dict.fromkeys(check(Seek(kind=kind, value=value)) for kind, values in by_kind for value in values))


def seeks_of(plan: Discovery) -> list[Seek]:
    """A role's own plan as single steps, those most likely to name builders first. Errors: UsageError."""
    by_kind = (
        (Kind.CONTRIBUTORS, plan.repositories),
        (Kind.ORGANISATION, plan.organisations),
        (Kind.TOPIC, plan.topics),
        (Kind.DEPENDENCY, plan.dependencies),
        (Kind.USERS, plan.users),
    )
    return [check(Seek(kind=kind, value=value)) for kind, values in by_kind for value in values]


def read_logins(path: Path) -> list[str]:
    """The logins in a file, one a line: `login`, `@login` or a profile URL; blank lines and `#` comments left out."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        reason = getattr(cause, "strerror", None) or "it is no UTF-8 text"
        raise UsageError(
            f"the file {path} cannot be read: {reason}", remedy="name a file of logins, one a line"
        ) from cause
    words = [word for word in (line.split("#")[0].strip() for line in lines) if word]
    if not words:
        raise UsageError(f"the file {path} names nobody", remedy="write logins into it, one a line")
    return [login_of(word) for word in words]


def login_of(word: str) -> str:
    """The login in `login`, `@login`, `github:login` or a profile URL."""
    bare = word.strip().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return bare.removeprefix("github.com/").removeprefix("github:").removeprefix("@")
