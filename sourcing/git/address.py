"""Addresses of repositories: what is asked for, what it is called, and where a browser opens it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from sourcing.errors import UsageError
from sourcing.git.clone import is_url, without_credentials
from sourcing.records import Repository

_SCP = re.compile(r"^(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One repository to read: local path or clone URL, optionally at one commit, optionally with its web address."""

    location: str
    commit: str | None = None
    web_url: str | None = None


def read_list(path: Path) -> list[Target]:
    """The targets of a repository list, in order: path or URL, optionally tab and commit, optionally tab and web address.

    Blank lines and lines that start with `#` are skipped; a relative path is taken from the list's own folder.
    Errors: UsageError that names file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(f"the repository list {path} cannot be read: {cause}", remedy="name a text file") from cause
    targets, folder = [], path.parent
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        location, *more = [cell.strip() for cell in line.split("\t")]
        commit, web = [*more, "", ""][:2]
        if (
            not location
            or len(more) > 2
            or (commit and not re.fullmatch(r"[0-9a-fA-F]{4,64}", commit))
            or (web and not re.fullmatch(r"https?://\S+", web))
            or (not more and re.search(r"\s(https?://\S+|[0-9a-f]{40})$", location))
        ):
            raise UsageError(
                f"{path}:{number} is not 'path or URL, tab, commit id, tab, web address'",
                remedy="separate the columns by tabs; leave the commit empty to give only a web address",
            )
        if not location.startswith(("/", "~")) and not is_url(location):
            location = f"{folder}/{location}"
        targets.append(Target(location=location, commit=commit or None, web_url=web or None))
    return targets


def located(target: Target) -> Target:
    """The target with its local path made absolute; a URL stays as it is. Errors: UsageError for `~` of nobody."""
    if is_url(target.location):
        return target
    try:
        absolute = str(Path(target.location).expanduser().absolute())
    except RuntimeError as cause:
        raise UsageError(
            f"{target.location} is in the home folder of somebody who is not known here", remedy="write the whole path"
        ) from cause
    return Target(location=absolute, commit=target.commit, web_url=target.web_url)


def repository_of(target: Target, *, origin: str | None) -> Repository:
    """What a target is called: by its web address, its URL, its declared origin, or, failing all, its path."""
    location = printable(without_credentials(target.location))
    web = target.web_url or web_address(target.location if is_url(target.location) else origin or "")
    if web:
        parts = urlsplit(web)
        name = parts.path.strip("/")
        return Repository(key=f"{parts.netloc}/{name}".lower(), name=name, location=location, web_url=web)
    path = Path(location.removeprefix("file://"))
    path = path.parent if path.name == ".git" else path
    parent, name = path.parent.name, path.name.removesuffix(".git")
    return Repository(key=f"local{path}", name=f"{parent}/{name}", location=location, web_url=None)


def printable(location: str) -> str:
    """A location as text that any encoding takes: bytes of a local path that are not UTF-8 come out as `\\udcNN`."""
    return location.encode("utf-8", "backslashreplace").decode()


def web_address(remote: str) -> str | None:
    """The https address a browser opens for a remote, None where it is no host's repository."""
    scp = _SCP.match(remote)
    if scp and not is_url_with_scheme(remote):
        host, path = scp.groups()
    else:
        try:
            parts = urlsplit(without_credentials(remote))
            number = parts.port
        except ValueError:  # a repository may declare any nonsense as its origin
            return None
        if parts.scheme not in ("http", "https", "ssh", "git") or not parts.hostname:
            return None
        port = f":{number}" if number and parts.scheme in ("http", "https") else ""
        host, path = f"{parts.hostname}{port}", parts.path
        if parts.scheme == "http":
            return f"http://{host}/{path.strip('/').removesuffix('.git')}"
    return f"https://{host}/{path.strip('/').removesuffix('.git')}"


def is_url_with_scheme(remote: str) -> bool:
    """Whether a remote is written with a scheme and not as `user@host:path`."""
    return "://" in remote


def file_link(repository: Repository, *, commit: str, path: str, line: int | None) -> str:
    """The address that shows one line at one commit, by the host's own pattern; a file address where there is no host."""
    anchor = f"#L{line}" if line else ""
    quoted = quote(path)
    if repository.web_url is None:
        return f"file://{quote(repository.location)}?commit={commit}&path={quote(path, safe='')}{anchor}"
    return f"{repository.web_url}/{_blob(repository.web_url)}/{commit}/{quoted}{anchor}"


def commit_link(repository: Repository, *, commit: str) -> str:
    """The address that shows one commit."""
    if repository.web_url is None:
        return f"file://{quote(repository.location)}?commit={commit}"
    host = urlsplit(repository.web_url).netloc
    return f"{repository.web_url}/{'-/commit' if 'gitlab' in host else 'commit'}/{commit}"


def _blob(web_url: str) -> str:
    host = urlsplit(web_url).netloc
    if "gitlab" in host:
        return "-/blob"
    return "src/commit" if any(name in host for name in ("codeberg", "gitea", "forgejo")) else "blob"
