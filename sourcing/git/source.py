"""One repository from its address to a landed batch: history, tree, chosen blobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourcing.choice import choose
from sourcing.errors import LeftAloneError
from sourcing.git import clone
from sourcing.git.address import Target, printable, repository_of
from sourcing.git.clone import cloned, is_url, without_credentials
from sourcing.git.command import naming
from sourcing.git.history import History
from sourcing.git.identity import Identities
from sourcing.git.log import read_log
from sourcing.git.snapshot import (
    committed_at,
    has_commit,
    is_shallow,
    locate,
    origin,
    read_blobs,
    readable,
    resolve,
    sizes,
    tree,
)
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.records import MAILMAP, AccountLink, Contributions, FileEntry, Held, Repository

VERSION = "git-4"  # grows when the same repository would be landed differently


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Caps on one repository: megabytes of a clone, seconds of one git process."""

    megabytes: int = 2_000
    seconds: float = 900


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The first row of a batch: which repository, at which commit; `commit` is None where it is empty.

    `is_partial`: only what some of its people did was read; `commits` counts everybody's all the same.
    """

    repository: Repository
    commit: str | None
    committed_at: datetime | None
    commits: int
    is_shallow: bool
    is_partial: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenText:
    """A chosen path, its blob id and whether the blob is held in the landing."""

    path: str
    blob: str
    held: Held


def batch_of(target: Target, *, commit: str | None, salt: bytes) -> str:
    """The identity of the batch that reading this target at this commit lands."""
    keyed = Identities(salt).of("", "salt@batch.invalid")
    location = printable(without_credentials(target.location))
    handle = keyed.account.handle if keyed else ""
    return batch_id("git", VERSION, location, target.web_url or "", commit or "empty", handle)


def newest(target: Target, *, limits: Limits) -> str | None:
    """The commit that reading this target now would read, without cloning. Errors: RepositoryError."""
    if is_url(target.location):
        return target.commit or clone.tip(target.location, seconds=min(60.0, limits.seconds))
    return resolve(locate(Path(target.location)), target.commit)


def collect(
    target: Target, *, landing: Landing, salt: bytes, clock: datetime, limits: Limits, scratch: Path
) -> Manifest:
    """The landed batch of one repository. Errors: RepositoryError, LeftAloneError where the landing spares its owner; nothing is landed then.

    Tables: head (1 row), file, account, link, commit, touch, review, path, text.
    """
    with _opened(target, limits=limits, scratch=scratch) as git_dir:
        commit = resolve(git_dir, target.commit)
        identity = batch_of(target, commit=commit, salt=salt)
        if landing.has(identity):
            return landing.manifest(identity)
        repository = repository_of(target, origin=origin(git_dir))
        if landing.spares(repository.key):
            raise LeftAloneError("the owner of a repository is to be left alone", remedy="leave it out of what is read")
        tables = _read(
            git_dir, repository, commit=commit, url=target.location, landing=landing, salt=salt, limits=limits
        )
        return landing.write(
            Draft(
                batch_id=identity,
                kind="git",
                source=repository.location,
                repository=repository.key,
                fetched_at=clock,
                version=VERSION,
                tables=tables,
            )
        )


@contextmanager
def _opened(target: Target, *, limits: Limits, scratch: Path) -> Iterator[Path]:
    if not is_url(target.location):
        yield locate(Path(target.location))
        return
    url = target.location
    with (
        cloned(url, below=scratch, megabytes=limits.megabytes, seconds=limits.seconds) as git_dir,
        naming(without_credentials(url), instead_of=git_dir),
    ):
        if target.commit and len(target.commit) >= 40 and not has_commit(git_dir, target.commit):
            clone.bring(git_dir, [target.commit], url=url, megabytes=limits.megabytes, seconds=limits.seconds)
        yield git_dir


def _read(
    git_dir: Path,
    repository: Repository,
    *,
    commit: str | None,
    url: str,
    landing: Landing,
    salt: bytes,
    limits: Limits,
) -> dict[str, list[object]]:
    """The rows of every table of the batch; the blobs are put into the landing on the way."""
    if commit is None:
        return {"head": [Head(repository=repository, commit=None, committed_at=None, commits=0, is_shallow=False)]}
    files = tree(git_dir, commit, seconds=limits.seconds)
    texts = _hold_texts(git_dir, files, url=url, landing=landing, limits=limits)
    identities, history = Identities(salt, repository=repository.key), History()
    history.add(read_log(git_dir, commit, identities=identities, seconds=limits.seconds))
    links = _mailmap(git_dir, texts, identities=identities, repository=repository)
    is_cut = is_shallow(git_dir)
    done: Contributions = history.contributions(
        paths=frozenset(entry.path for entry in files), links=links, is_shallow=is_cut
    )
    head = Head(
        repository=repository,
        commit=commit,
        committed_at=committed_at(git_dir, commit),
        commits=history.count,
        is_shallow=is_cut,
    )
    return {
        "head": [head],
        "file": list(files),
        "account": list(done.accounts),
        "link": [*done.links, *identities.under_another_login(landing.leaves_alone)],
        "commit": list(done.commits),
        "touch": list(done.touches),
        "review": list(done.reviews),
        "path": list(done.totals),
        "text": list(texts),
    }


def _hold_texts(
    git_dir: Path, files: list[FileEntry], *, url: str, landing: Landing, limits: Limits
) -> list[ChosenText]:
    """The chosen texts, their blobs held; of a URL clone they are brought in one request, those held already never again."""
    chosen = choose(files)
    have = {entry.blob for entry in chosen if landing.has_blob(entry.blob)}
    rest = [entry for entry in chosen if entry.blob not in have]
    if is_url(url):
        asked = dict.fromkeys(entry.blob for entry in rest)
        present = sizes(git_dir, asked, seconds=limits.seconds)
        clone.bring(
            git_dir,
            [blob for blob in asked if blob not in present],
            url=url,
            megabytes=limits.megabytes,
            seconds=limits.seconds,
        )
    wanted, held = readable(git_dir, rest, seconds=limits.seconds)
    for name, data in read_blobs(git_dir, wanted, seconds=limits.seconds):
        landing.put_blob(name, data)
    return [ChosenText(path=entry.path, blob=entry.blob, held=held.get(entry.path, Held.HELD)) for entry in chosen]


def _mailmap(
    git_dir: Path, texts: list[ChosenText], *, identities: Identities, repository: Repository
) -> list[AccountLink]:
    """The joins of the mailmap at the root, none where it is not there (a blob held before may be absent from this clone)."""
    present = {text.path: text.blob for text in texts if text.held is Held.HELD}
    blob = present.get(".mailmap")
    if blob is None or blob not in sizes(git_dir, [blob]):
        return []
    return identities.mailmap_links(git_dir, blob, reason=f"{MAILMAP}{repository.key}")
