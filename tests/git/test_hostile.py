"""A local repository whose configuration names programs for every occasion: reading it runs none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.errors import RepositoryError
from sourcing.git.snapshot import locate, tree
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


@pytest.mark.parametrize("path", ["../climbs.py", ".git/config", "a/../../b.py", "/etc/passwd", "C:\\x.py", "a\nb.py"])
def test_a_path_that_climbs_is_a_name_and_nothing_else(tmp_path: Path, path: str) -> None:
    where = tmp_path / "r"
    build(where, [Draft(files={"app.py": "1\n"})])
    blob = git(where, "rev-parse", "main:app.py")
    top = git(where, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=entry("100644", path, blob))
    commit = git(where, "commit-tree", top, "-m", "x")
    git(where, "update-ref", "refs/heads/main", commit)
    before = {one for one in tmp_path.rglob("*") if "home" not in one.parts}
    Landed(tmp_path / "home").collect(where)
    assert {one for one in tmp_path.rglob("*") if "home" not in one.parts} == before
    assert all(one.name.count(".") < 3 and "climbs" not in one.name for one in (tmp_path / "home").rglob("*"))


@pytest.mark.parametrize("target", ["{self}", "/nowhere/objects", "../../../../../../etc", ""])
def test_alternates_that_lead_nowhere_end(tmp_path: Path, target: str) -> None:
    where = tmp_path / "r"
    build(where, [Draft(files={"app.py": "1\n"})])
    (where / "objects/info").mkdir(exist_ok=True)
    (where / "objects/info/alternates").write_text(target.format(self=where / "objects") + "\n")
    landed = Landed(tmp_path / "home")
    assert landed.texts(landed.collect(where)) == {"app.py": "held"}


def test_a_tree_of_a_hundred_million_files_is_given_up(tmp_path: Path) -> None:
    """Eight trees, each of ten times the one below: a few hundred bytes."""
    where = tmp_path / "r"
    build(where, [Draft(files={"app.py": "1\n"})])
    name, mode = git(where, "rev-parse", "main:app.py"), "100644"
    for _ in range(8):
        body = b"".join(entry(mode, f"d{number}", name) for number in range(10))
        name, mode = git(where, "hash-object", "-t", "tree", "-w", "--stdin", stdin=body), "40000"
    git(where, "update-ref", "refs/heads/main", git(where, "commit-tree", name, "-m", "x"))
    with pytest.raises(RepositoryError, match="took more than"):
        list(tree(where, "main", seconds=1))


def entry(mode: str, name: str, object_id: str) -> bytes:
    """One row of a tree as Git stores it."""
    return f"{mode} {name}\0".encode() + bytes.fromhex(object_id)
