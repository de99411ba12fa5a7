"""Clone URLs: all commits and trees first, chosen blobs in one deliberate request, nothing ever checked out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sourcing.errors import RepositoryError
from sourcing.git.command import arguments, call, complaint, end, environment, too_slow

_URL = re.compile(r"^(https?|git|ssh|file)://|^[\w.-]+@[\w.-]+:")
_PROTOCOLS = "https:http:git:ssh:file"


def is_url(address: str) -> bool:
    """Whether an address is a clone URL (or `user@host:path`) and no local path."""
    return bool(_URL.match(address))


def without_credentials(url: str) -> str:
    """The URL without a user name or password, fit for records and messages."""
    return re.sub(r"^(\w+://)[^/]*@", r"\1", url)


@contextmanager
def cloned(url: str, *, below: Path, megabytes: int, seconds: float) -> Iterator[Path]:
    """A bare clone without blobs, removed when the block ends, whatever happens.

    Errors: RepositoryError where the URL cannot be reached or the clone passes `megabytes` or `seconds`.
    """
    below.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="clone-", dir=below))
    try:
        target = folder / "repository.git"
        words = ("clone", "--quiet", "--bare", "--no-tags", "--filter=blob:none", "--template=", "--", url, str(target))
        problem = _run(None, *words, watching=folder, url=url, megabytes=megabytes, seconds=seconds)
        if problem is not None:
            raise RepositoryError(
                f"{without_credentials(url)} cannot be cloned: {problem}", remedy="check the address and the network"
            )
        _forget_promise(target)
        yield target
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(
    git_dir: Path | None, *words: str, stdin: bytes = b"", watching: Path, url: str, megabytes: int, seconds: float
) -> str | None:
    """What git complained of while it talked to `url`, None where all went well. Errors: RepositoryError past a cap."""
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as complaints:
        asked.write(stdin)
        asked.seek(0)
        process = subprocess.Popen(
            arguments(git_dir, *words),
            stdin=asked,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=environment(protocols=_PROTOCOLS),
            start_new_session=True,
        )
        try:
            while process.poll() is None:
                if time.monotonic() > deadline:
                    raise too_slow(without_credentials(url), seconds=seconds)
                _check_size(watching, url=url, megabytes=megabytes)
                time.sleep(0.05)
            _check_size(watching, url=url, megabytes=megabytes)
        finally:
            end(process)
            process.wait()
        complaints.seek(0)
        return complaint(complaints.read()) if process.returncode else None


def _check_size(folder: Path, *, url: str, megabytes: int) -> None:
    if folder_bytes(folder) > megabytes * 1_000_000:
        raise RepositoryError(
            f"{without_credentials(url)} is larger than {megabytes} MB", remedy="raise git_megabytes in sourcing.toml"
        )


def _forget_promise(git_dir: Path) -> None:
    """Makes git take an absent blob as absent, instead of trying to fetch each by itself."""
    for setting in ("extensions.partialClone", "remote.origin.promisor", "remote.origin.partialCloneFilter"):
        call(git_dir, "config", "--local", "--unset-all", setting)


def folder_bytes(folder: Path) -> int:
    """The bytes of all files below a folder that is being written: files and folders may go while we look."""
    total = 0
    for inside, _, names in os.walk(folder):  # passes over a folder that is gone, where a glob would raise
        for name in names:
            with suppress(FileNotFoundError):
                total += (Path(inside) / name).stat().st_size
    return total


_NOT_THERE = re.compile(r"not our ref ([0-9a-f]{40,64})")
MOST_REFUSED = 50  # objects that a host may lack before the request is given up


def bring(git_dir: Path, objects: Iterable[str], *, url: str, megabytes: int, seconds: float) -> None:
    """Fetches the named objects in one request; what the host has not stays absent.

    A host refuses a whole request for one object that it lacks: it is asked again without that one.
    Errors: RepositoryError where the host refuses altogether, or the clone passes `megabytes` or `seconds`.
    """
    wanted = dict.fromkeys(objects)
    most = len(wanted) - MOST_REFUSED
    while wanted:
        problem = _fetch(git_dir, wanted, url=url, megabytes=megabytes, seconds=seconds)
        if problem is None:
            break
        refused = _NOT_THERE.search(problem)
        if refused is None or refused.group(1) not in wanted or len(wanted) <= most:
            raise RepositoryError(
                f"{without_credentials(url)} does not give single objects: {problem}",
                remedy="clone it in full and name the local path",
            )
        del wanted[refused.group(1)]
    _forget_promise(git_dir)


def _fetch(git_dir: Path, wanted: Iterable[str], *, url: str, megabytes: int, seconds: float) -> str | None:
    """Why one request for objects failed, None where it did not."""
    return _run(
        git_dir,
        "-c",
        "fetch.negotiationAlgorithm=noop",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--recurse-submodules=no",
        "--filter=blob:none",
        "--stdin",
        "origin",
        stdin="".join(f"{name}\n" for name in wanted).encode(),
        watching=git_dir,
        url=url,
        megabytes=megabytes,
        seconds=seconds,
    )


def tip(url: str, *, seconds: float) -> str | None:
    """The commit the URL's HEAD stands at now, None for an empty repository. Errors: RepositoryError."""
    words = ("-C", "/", "ls-remote", "--quiet", "--", url, "HEAD")  # away from any repository that we may stand in
    done = call(None, *words, protocols=_PROTOCOLS, seconds=seconds, about=without_credentials(url))
    if done.returncode:
        raise RepositoryError(
            f"{without_credentials(url)} cannot be reached: {complaint(done.stderr)}",
            remedy="check the address and the network",
        )
    return done.stdout.decode().split("\t")[0].strip() or None
