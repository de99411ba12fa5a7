"""Every error of the product, drawn as one tree; each names the thing, keeps the cause and says what to do.

SourcingError                exit code
├── UsageError               2   the command line, a role, a setting or an address is wrong
│   ├── RoleError
│   ├── SettingsError
│   └── UnknownPersonError
├── EnvironmentFault         3   nothing was done, because of the machine
│   ├── HomeError                home folder unreadable, read-only, or the disk is full
│   ├── LockedError              another writer holds the home
│   ├── ModelError               the embedding model is missing or is not the one named
│   ├── WarehouseError
│   │   └── ReplayError          what was written last cannot be brought into the file
│   ├── LandingError
│   ├── ArchiveError             a backup is damaged, or was made by something else
│   └── TokenError               no token, or one that is not taken
├── SourceError              1   one source failed; the run goes on without it
│   ├── RepositoryError
│   │   └── LeftAloneError       its owner is suppressed, or was erased: nothing was read
│   ├── SiteError                a community site could not be read to its end
│   └── GitHubError              one thing could not be fetched
│       └── Paused               asking stops here; what is left stays to do
│           ├── LimitReached     a limit says to wait longer than this run may
│           ├── BudgetSpent      the next query would cost more than is left
│           └── Interrupted      somebody pressed Ctrl-C
└── PluginError              2   a plug-in file is malformed
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOPPED = 130  # the exit code of a run that was interrupted, as shells have it


class SourcingError(Exception):
    """A failure a person can act on: `message` names the thing, `remedy` says what to do about it."""

    exit_code = 3

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.remedy), self.__dict__


def _rebuild(kind: type[SourcingError], message: str, remedy: str) -> SourcingError:
    return kind(message, remedy=remedy)


class UsageError(SourcingError):
    """The request itself is wrong: nothing was started."""

    exit_code = 2


class RoleError(UsageError):
    """A role file cannot be read as a role spec."""


class SettingsError(UsageError):
    """`sourcing.toml` or a SOURCING_* variable holds something the product does not understand."""


class UnknownPersonError(UsageError):
    """No held person answers to this rank, handle, profile URL or id."""


class PluginError(UsageError):
    """A plug-in file does not keep its contract."""


class EnvironmentFault(SourcingError):
    """The machine prevents the work: nothing was done, nothing was lost."""

    exit_code = 3


class HomeError(EnvironmentFault):
    """The home folder cannot be used: missing, read-only, or its disk is full."""


class LockedError(EnvironmentFault):
    """Another process is writing to this home."""


class ModelError(EnvironmentFault):
    """The embedding model is missing, or its weights are not the ones named."""


class WarehouseError(EnvironmentFault):
    """The DuckDB file cannot be opened, migrated or written."""


class ReplayError(WarehouseError):
    """The write-ahead log of the DuckDB file cannot be replayed."""


class ArchiveError(EnvironmentFault):
    """A backup is damaged, or is none."""


class LandingError(EnvironmentFault):
    """A landing batch or blob cannot be written or read back."""


class TokenError(EnvironmentFault):
    """GitHub's token is missing, expired, revoked or may not do what is asked."""


class SourceError(SourcingError):
    """One source failed; the rest of the run is untouched."""

    exit_code = 1


class RepositoryError(SourceError):
    """One Git repository could not be read. `misnamed` is True where the address itself is wrong."""

    def __init__(self, message: str, *, remedy: str, misnamed: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.misnamed = misnamed


class LeftAloneError(RepositoryError):
    """The owner of a repository is to be left alone: no failure of a run."""


class SiteError(SourceError):
    """A community site could not be read to its end; what it told is held."""


class GitHubError(SourceError):
    """One thing could not be fetched from GitHub, after every attempt that made sense."""


class Paused(GitHubError):
    """Nothing more is asked in this run; what is left stays in the frontier."""


class Interrupted(Paused):
    """Somebody asked the run to stop."""


class LimitReached(Paused):
    """A limit says to wait longer than this run may. `until` is epoch seconds."""

    def __init__(self, message: str, *, remedy: str, until: float = 0.0) -> None:
        super().__init__(message, remedy=remedy)
        self.until = until


class BudgetSpent(Paused):
    """The next query would cost more than the budget has left."""


class Unreadable(Exception):
    """A body that is not what its source promises; the message says what is wrong with it. Whoever asked for it catches it."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A block whose operating-system errors come out as a HomeError that names `path` and the remedy."""
    try:
        yield
    except OSError as cause:
        raise home_fault(path, cause) from cause


def home_fault(path: Path, cause: OSError) -> HomeError:
    """The HomeError for an operating-system error met while writing `path`."""
    match cause.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return HomeError(
                f"the disk that holds {path} is full", remedy="free some space and run the same command again"
            )
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return HomeError(f"{path} cannot be written", remedy="choose a writable folder with --home")
        case errno.ENOTDIR | errno.EEXIST:
            return HomeError(f"{path} is not a folder", remedy="choose another folder with --home")
    return HomeError(f"{path} cannot be written ({cause.strerror or cause})", remedy="check the disk, then run again")
