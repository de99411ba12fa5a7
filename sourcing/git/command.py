"""Git as a child process that cannot run hooks, ask questions, read the user's configuration or fetch by itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
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
    git_dir: Path | None,
    *words: str,
    stdin: bytes = b"",
    protocols: str = "none",
    seconds: float = 120,
    about: str | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """The finished git process; its exit code is the caller's to judge.

    Errors: RepositoryError after `seconds`, naming `about`, else the git directory.
    """
    command = arguments(git_dir, *words)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(protocols=protocols),
        start_new_session=True,
    ) as process:
        try:
            printed, complaints = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired as cause:
            raise too_slow(about or git_dir, seconds=seconds) from cause
        finally:
            end(process)
    return subprocess.CompletedProcess(command, process.returncode, printed, complaints)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills a git process that is still running, and the transport helpers it started in its session."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def too_slow(where: Path | str | None, *, seconds: float) -> RepositoryError:
    """The error for a git process that passed its time cap."""
    return RepositoryError(
        f"{where} took more than {seconds:.0f} s to read", remedy="raise git_seconds in sourcing.toml"
    )


def common_dir(git_dir: Path) -> Path:
    """The directory that all work trees of a repository share: objects, branches, the border of a shallow history."""
    link = git_dir / "commondir"
    return (git_dir / os.fsdecode(link.read_bytes().rstrip(b"\n"))).resolve() if link.is_file() else git_dir


def output(git_dir: Path, *words: str, stdin: bytes = b"", seconds: float = 120) -> bytes:
    """What git prints. Errors: RepositoryError with git's own last complaint, or after `seconds`."""
    done = call(git_dir, *words, stdin=stdin, seconds=seconds)
    if done.returncode:
        raise failure(git_dir, done.stderr)
    return done.stdout


def failure(where: Path | str, stderr: bytes) -> RepositoryError:
    """The error for a git process that failed at `where`."""
    return RepositoryError(
        f"{where} cannot be read: {complaint(stderr)}",
        remedy="check it with `git fsck`, clone it again, or leave it out",
    )


@contextmanager
def naming(where: Path | str, *, instead_of: Path) -> Iterator[None]:
    """A block whose RepositoryErrors name `where`, because the folder `instead_of` is gone when they are read."""
    try:
        yield
    except RepositoryError as cause:
        message = cause.message.replace(str(instead_of), str(where))
        raise RepositoryError(message, remedy=cause.remedy, misnamed=cause.misnamed) from cause


def complaint(stderr: bytes) -> str:
    """The line of git's messages that says most: the first fatal or error line, without prefix and credentials."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines or ["git said nothing"]
    return re.sub(r"://[^/\s]*@", "://", telling[0].removeprefix("fatal:").removeprefix("error:").strip())


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
            start_new_session=True,
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            end(process)

        timer = threading.Timer(seconds, stop)
        timer.daemon = True  # git may print nothing at all for ever: only another thread can end such a reading
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101  (opened as a pipe above)
            yield iter(partial(process.stdout.read, 1 << 20), b"")
            status = process.wait(timeout=10)
            if late.is_set():
                raise too_slow(git_dir, seconds=seconds)
            if status:
                complaints.seek(0)
                raise failure(git_dir, complaints.read())
        finally:
            timer.cancel()
            end(process)
            process.wait()
            if process.stdout:
                process.stdout.close()
