"""Git as a child process that cannot run hooks, ask questions, read the user's configuration or fetch by itself."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sourcing.errors import RepositoryError

_KEPT = (
    "PATH",
    "TMPDIR",
    "GIT_SSL_CAINFO",
    "SSL_CERT_FILE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
)
_CONFIGURATION = (
    "safe.directory=*",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.mailmap=false",
    "diff.orderFile=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
)


def environment(*, protocols: str) -> dict[str, str]:
    """The environment of every git process; `protocols` names the transports it may use, "none" for reading.

    With no transport allowed a partial clone cannot fetch absent blobs one by one behind our back.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
    }


def arguments(git_dir: Path | None, *words: str) -> list[str]:
    """The full argument list of one git call."""
    where = [f"--git-dir={git_dir}"] if git_dir else []
    settings = [word for setting in _CONFIGURATION for word in ("-c", setting)]
    return ["git", "--no-pager", "--no-replace-objects", *where, *settings, *words]


def call(
    git_dir: Path | None, *words: str, stdin: bytes = b"", protocols: str = "none", seconds: float = 120
) -> subprocess.CompletedProcess[bytes]:
    """The finished git process; its exit code is the caller's to judge. Errors: RepositoryError after `seconds`."""
    try:
        return subprocess.run(
            arguments(git_dir, *words),
            input=stdin,
            capture_output=True,
            env=environment(protocols=protocols),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as cause:
        raise RepositoryError(
            f"{git_dir}: git {words[0]} took more than {seconds:.0f} s", remedy="raise git_seconds in sourcing.toml"
        ) from cause


def output(git_dir: Path, *words: str, stdin: bytes = b"") -> bytes:
    """What git prints. Errors: RepositoryError with git's own last complaint."""
    done = call(git_dir, *words, stdin=stdin)
    if done.returncode:
        raise failure(git_dir, done.stderr)
    return done.stdout


def failure(where: Path | str, stderr: bytes) -> RepositoryError:
    """The error for a git process that failed at `where`."""
    return RepositoryError(
        f"{where} cannot be read: {complaint(stderr)}",
        remedy="check it with `git fsck`, clone it again, or leave it out",
    )


def complaint(stderr: bytes) -> str:
    """The line of git's messages that says most: the first fatal or error line, without its prefix."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines or ["git said nothing"]
    return telling[0].removeprefix("fatal:").removeprefix("error:").strip()


@contextmanager
def stream(git_dir: Path, *words: str, stdin: IO[bytes] | None = None, seconds: float) -> Iterator[Iterator[bytes]]:
    """The output of git in pieces of at most 1 MiB, read while it runs.

    Errors: RepositoryError where git fails or takes more than `seconds`.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            arguments(git_dir, *words),
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment(protocols="none"),
        )
        try:
            yield _pieces(process, git_dir=git_dir, deadline=time.monotonic() + seconds)
            if process.wait(timeout=10):
                complaints.seek(0)
                raise failure(git_dir, complaints.read())
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def _pieces(process: subprocess.Popen[bytes], *, git_dir: Path, deadline: float) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101  (opened as a pipe above)
    while piece := process.stdout.read(1 << 20):
        yield piece
        if time.monotonic() > deadline:
            raise RepositoryError(f"{git_dir}: reading took too long", remedy="raise git_seconds in sourcing.toml")
