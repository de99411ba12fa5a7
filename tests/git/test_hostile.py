"""A local repository whose configuration names programs for every occasion: reading it runs none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.errors import RepositoryError
from sourcing.git.snapshot import locate
from tests.git.landed import Landed
from tests.git.support import Draft, build, git


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a mark, and fails."""
    program = tmp_path / "canary"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{tmp_path / "mark"}"\ncat >/dev/null\nexit 1\n')
    program.chmod(0o755)
    return program


PROGRAMS = [
    "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
    "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge",
    "filter.evil.process", "gpg.program", "gpg.ssh.program", "pager.log", "pager.show", "pager.config", "credential.helper",
    "interactive.diffFilter", "remote.origin.uploadpack", "uploadpack.packObjectsHook", "sequence.editor",
]  # fmt: skip

SETTINGS = {
    "log.showSignature": "true",
    "remote.origin.promisor": "true",
    "remote.origin.partialCloneFilter": "blob:none",
    "core.repositoryFormatVersion": "1",
    "extensions.partialClone": "origin",
    "filter.evil.required": "true",
    "gpg.format": "openpgp",
}

SIGNED = "-----BEGIN PGP SIGNATURE-----\n\n abc\n -----END PGP SIGNATURE-----"


def hostile(where: Path, canary: Path, *, url: str) -> Path:
    """A work tree with an absent blob, a promisor remote at `url`, hooks, attributes and every program set."""
    files = {"app.py": "1\n", "gone.py": "2\n", ".gitattributes": "* diff=evil filter=evil\n"}
    build(where, [Draft(files=files), Draft(files={"app.py": "3\n"})], bare=False)
    gone = git(where, "rev-parse", "main:gone.py")
    sign(where)
    git_dir = where / ".git"
    (git_dir / "objects" / gone[:2] / gone[2:]).unlink()
    hooks = where / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change", "fsmonitor-watchman"):
        (hooks / hook).symlink_to(canary)
        (git_dir / "hooks" / hook).unlink(missing_ok=True)
        (git_dir / "hooks" / hook).symlink_to(canary)
    settings = SETTINGS | {program: str(canary) for program in PROGRAMS}
    for key, value in (settings | {"core.hooksPath": str(hooks), "remote.origin.url": url}).items():
        git(where, "config", key, value)
    return where


def sign(where: Path) -> None:
    """Gives the newest commit something that looks like a signature."""
    body = git(where, "cat-file", "commit", "main")
    head, _, message = body.partition("\n\n")
    signed = f"{head}\ngpgsig {SIGNED}\n\n{message}\n"
    name = git(where, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
    git(where, "update-ref", "refs/heads/main", name)


@pytest.mark.parametrize(
    "url",
    [
        "ssh://git@127.0.0.1:1/r",
        "git@host.example:r",
        "ext::{canary} %S",
        "{other}",
        "file://{other}",
        "git://127.0.0.1:1/r",
        "http://127.0.0.1:1/r",
    ],
)
def test_reading_a_hostile_repository_runs_nothing(tmp_path: Path, canary: Path, url: str) -> None:
    build(tmp_path / "other", [Draft(files={"x": "1"})])
    address = url.format(canary=canary, other=tmp_path / "other")
    where = hostile(tmp_path / "r", canary, url=address)
    landed = Landed(tmp_path / "home")
    batch = landed.collect(where)
    assert landed.texts(batch) == {".gitattributes": "held", "app.py": "held", "gone.py": "absent"}
    assert landed.head(batch).commits == 2
    assert not (tmp_path / "mark").exists()


def test_the_canary_would_sing(tmp_path: Path, canary: Path) -> None:
    """The same repository read by plain git does run a program, so the case above can fail."""
    where = hostile(tmp_path / "r", canary, url="ssh://git@127.0.0.1:1/r")
    git(where, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "log", "--format=%H", "-1")
    assert (tmp_path / "mark").exists()


def test_a_linked_hostile_repository_runs_nothing(tmp_path: Path, canary: Path) -> None:
    hostile(tmp_path / "r", canary, url="ssh://git@127.0.0.1:1/r")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".git").write_text(f"gitdir: {tmp_path / 'r' / '.git'}\n")
    assert locate(tmp_path / "linked") == tmp_path / "r" / ".git"
    Landed(tmp_path / "home").collect(tmp_path / "linked")
    assert not (tmp_path / "mark").exists()


def test_configuration_that_git_refuses_is_an_error_that_names_the_repository(tmp_path: Path) -> None:
    build(tmp_path / "r", [Draft(files={"x": "1"})])
    (tmp_path / "r" / "config").write_text("[core\n\tbroken")
    with pytest.raises(RepositoryError) as caught:
        Landed(tmp_path / "home").collect(tmp_path / "r")
    assert str(tmp_path / "r") in caught.value.message


def test_reading_changes_nothing_in_the_repository(tmp_path: Path) -> None:
    where = tmp_path / "r"
    build(where, [Draft(files={"a.py": "1", ".mailmap": "A <a@x.example> <ada@probe.example>\n"})], bare=False)
    before = {path: path.stat().st_mtime_ns for path in where.rglob("*")}
    Landed(tmp_path / "home").collect(where)
    assert {path: path.stat().st_mtime_ns for path in where.rglob("*")} == before
