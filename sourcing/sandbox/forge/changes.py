"""How the forge changes while it is served: what GitHub's own users and owners do between two visits."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sourcing.git.command import output
from sourcing.sandbox.forge.application import Application
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.hub import Estate, addresses
from sourcing.sandbox.forge.store import Store


class Hub:
    """The state of a forge, to be changed. Errors of every method: KeyError for a login or slug that is not there."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._folder: Path | None = None

    @property
    def estate(self) -> Estate:
        """Everybody and everything there is; hold its `lock` while looking."""
        return self._application.estate

    def rename(self, login: str, new: str) -> None:
        """Gives an account another login; its repositories answer under both, the account under the new one alone."""
        with self.estate.lock:
            account = self._account(login)
            if self.estate.account(new) is not None:
                raise ValueError(f"the login {new} is taken")
            self.estate.remember(self.estate.owned(account))
            account.login = new
            account.emails |= addresses(account.number, new)
            self.estate.index()

    def delete_user(self, login: str) -> None:
        """Deletes an account with the repositories it owns; commits elsewhere keep its address and name no user."""
        with self.estate.lock:
            account = self._account(login)
            for repo in [repo for repo in self.estate.repos.values() if repo.owner is account]:
                del self.estate.repos[repo.number]
            del self.estate.accounts[account.number]
            self.estate.index()

    def make_private(self, slug: str) -> None:
        """Hides a repository."""
        with self.estate.lock:
            self._repo(slug).is_private = True
            self.estate.index()

    def transfer(self, slug: str, new_owner: str) -> None:
        """Gives a repository to another account; its old name leads to it."""
        with self.estate.lock:
            repo, owner = self._repo(slug), self._account(new_owner)
            self.estate.remember([repo])
            repo.owner = owner
            self.estate.index()

    def empty(self, slug: str) -> None:
        """Leaves a repository without a commit."""
        with self.estate.lock:
            repo = self._repo(slug)
            repo.store = Store(None, "", self.estate.readers)
            repo.forget()
            self.estate.index()

    def push(self, slug: str, path: str, text: str, login: str) -> str:
        """The id of a new commit on main by this account: a copy of the repository gets it, never the original."""
        with self.estate.lock:
            repo, account = self._repo(slug), self._account(login)
            self.estate.now += timedelta(minutes=1)
            place = self._copy(repo)
            head = _commit(place, repo.store.head, account, path=path, text=text, seconds=self._seconds())
            repo.store = Store(place, head, self.estate.readers)
            repo.pushed = self.estate.now
            repo.forget()
            self.estate.index()
            return head

    def revoke_token(self) -> None:
        """From now on the token is a wrong one."""
        self._application.is_revoked = True

    def truncate_trees(self, slug: str) -> None:
        """Recursive trees of this repository are cut off in the middle, as those of huge ones are."""
        with self.estate.lock:
            self._repo(slug).cuts_trees = True

    def limit_to(self, number: int, *, seconds: float | None = None) -> None:
        """Leaves so many points and requests of the hourly limits; with `seconds` they are filled again after these."""
        self._application.limits.set_remaining(number, now=time.time(), seconds=seconds)

    def close(self) -> None:
        """Ends the readers and removes the copies."""
        with self.estate.lock:
            self.estate.readers.close()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _copy(self, repo: Repo) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="sandbox-forge-"))
        place = self._folder / f"{repo.number}.git"
        if repo.store.path != place:
            if repo.store.path is None:
                output(self._folder, "init", "--quiet", "--bare", "--initial-branch=main", str(place))
            else:
                shutil.copytree(repo.store.path, place)
        return place

    def _seconds(self) -> int:
        return int(self.estate.now.timestamp())

    def _account(self, login: str) -> Account:
        found = self.estate.account(login)
        if found is None:
            raise KeyError(login)
        return found

    def _repo(self, slug: str) -> Repo:
        owner, _, name = slug.partition("/")
        found = self.estate.repo(owner, name)
        if found is None:
            raise KeyError(slug)
        return found


def _commit(place: Path, head: str, account: Account, *, path: str, text: str, seconds: int) -> str:
    """The id of the commit, once it is on main."""
    emails = account.person.emails if account.person else sorted(account.emails)
    who = f"{account.name} <{emails[0]}> {seconds} +0000"
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    content, message = text.encode(), f"Update {path}\n".encode()
    lines = [
        "commit refs/heads/main",
        "mark :1",
        f"author {who}",
        f"committer {who}",
        f"data {len(message)}\n{message.decode()}",
        *([f"from {head}"] if head else []),
        f'M 100644 inline "{quoted}"',
        f"data {len(content)}\n{text}",
        "get-mark :1",
        "done\n",
    ]
    answer = output(place, "fast-import", "--quiet", "--done", "--force", stdin="\n".join(lines).encode())
    return answer.decode("ascii").strip()
