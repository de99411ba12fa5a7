"""Local repositories in every form they come in: found, resolved, listed, or refused in one line that names them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcing.errors import RepositoryError
from sourcing.git.snapshot import committed_at, decode, locate, read_blobs, resolve, sizes, tree
from sourcing.git.source import Limits
from sourcing.records import CommitFact, FileEntry, Touch
from tests.git.landed import Landed
from tests.git.support import START, Draft, build, git, raw_commit

TWO = [Draft(files={"app.py": "print(1)\n", "README.md": "# One\n"}), Draft(files={"app.py": "print(2)\n"})]


@pytest.fixture
def landed(tmp_path: Path) -> Landed:
    return Landed(tmp_path / "home")


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_a_repository_is_read_from_its_folder(tmp_path: Path, landed: Landed, bare: bool, form: str) -> None:
    ids = build(tmp_path / "r", TWO, bare=bare, options=[f"--object-format={form}"])
    batch = landed.collect(tmp_path / "r")
    assert (landed.head(batch).commit, landed.head(batch).commits) == (ids[1], 2)
    assert landed.texts(batch) == {"README.md": "held", "app.py": "held"}
    app = git(tmp_path / "r", "rev-parse", "main:app.py")
    assert landed.landing.blob(app) == b"print(2)\n"


def test_the_git_folder_itself_names_its_repository(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "owner" / "r", TWO, bare=False)
    batch = landed.collect(tmp_path / "owner" / "r" / ".git")
    assert landed.head(batch).repository.name == "owner/r"


def test_a_linked_work_tree_is_read_at_its_own_commit(tmp_path: Path, landed: Landed) -> None:
    first, second = build(tmp_path / "r", TWO, bare=False)
    git(tmp_path / "r", "worktree", "add", "--quiet", "-b", "older", str(tmp_path / "linked"), first)
    assert (tmp_path / "linked" / ".git").is_file()
    assert landed.head(landed.collect(tmp_path / "linked")).commit == first
    assert landed.head(landed.collect(tmp_path / "r")).commit == second
    assert landed.texts(landed.collect(tmp_path / "linked"))["app.py"] == "held"


def test_a_linked_work_tree_of_a_shallow_clone_is_shallow(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", TWO)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path / 'r'}", "cut")
    git(tmp_path / "cut", "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    batch = landed.collect(tmp_path / "linked")
    assert (landed.head(batch).is_shallow, landed.rows(batch, "touch", Touch)) == (True, [])


def test_a_work_tree_whose_repository_is_gone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".git").write_text(f"gitdir: {tmp_path / 'gone'}\n")
    with pytest.raises(RepositoryError, match="is no Git repository"):
        locate(tmp_path / "linked")


def test_a_detached_head_is_the_commit_it_stands_at(tmp_path: Path) -> None:
    first, _ = build(tmp_path, TWO)
    git(tmp_path, "update-ref", "--no-deref", "HEAD", first)
    assert resolve(tmp_path, None) == first


def test_a_head_without_its_branch_is_the_newest_branch(tmp_path: Path) -> None:
    first, second = build(tmp_path, TWO)
    git(tmp_path, "update-ref", "refs/heads/older", first)
    git(tmp_path, "symbolic-ref", "HEAD", "refs/heads/gone")
    assert resolve(tmp_path, None) == second


@pytest.mark.parametrize("bare", [True, False])
def test_an_empty_repository_lands_one_row_that_says_so(tmp_path: Path, landed: Landed, bare: bool) -> None:
    build(tmp_path / "r", [], bare=bare)
    batch = landed.collect(tmp_path / "r")
    assert (landed.head(batch).commit, landed.head(batch).commits) == (None, 0)
    assert dict(batch.rows) == {"head": 1}


def test_a_shallow_clone_says_so_and_gives_no_credit_at_its_border(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", [*TWO, Draft(files={"b.py": "2"})])
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=2", f"file://{tmp_path / 'r'}", "cut")
    batch = landed.collect(tmp_path / "cut")
    assert (landed.head(batch).is_shallow, landed.head(batch).commits) == (True, 2)
    assert [touch.path for touch in landed.rows(batch, "touch", Touch)] == ["b.py"]
    assert [fact.files for fact in landed.rows(batch, "commit", CommitFact)] == [1, 0]


def partial(tmp_path: Path) -> Path:
    """A bare clone that holds no blobs."""
    build(tmp_path / "r", TWO)
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        git(tmp_path / "r", "config", setting, "true")
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{tmp_path / 'r'}", "partial")
    return tmp_path / "partial"


@pytest.mark.parametrize("has_remote", [True, False])
def test_absent_blobs_are_absent_and_not_fetched(tmp_path: Path, landed: Landed, has_remote: bool) -> None:
    clone = partial(tmp_path)
    if not has_remote:
        git(clone, "remote", "remove", "origin")
    batch = landed.collect(clone)
    assert landed.texts(batch) == {"README.md": "absent", "app.py": "absent"}
    assert landed.head(batch).commits == 2
    assert not (landed.landing.root / "blobs").exists()


def test_links_and_submodules_are_listed_and_never_read(tmp_path: Path, landed: Landed) -> None:
    draft = Draft(files={"app.py": "1"}, links={"link.py": "/etc/passwd"}, submodules={"sub.py": "1" * 40})
    build(tmp_path / "r", [draft])
    batch = landed.collect(tmp_path / "r")
    files = {entry.path: entry.mode for entry in landed.rows(batch, "file", FileEntry)}
    assert files == {"app.py": "100644", "link.py": "120000", "sub.py": "160000"}
    assert landed.texts(batch) == {"app.py": "held"}


def test_a_tree_names_odd_paths_as_the_log_does(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={b"\xff": "1", "a\nb": "2", "tab\t": "3", "ü": "4"})])
    assert {entry.path for entry in tree(tmp_path, "main")} == {"\\xff", "a\nb", "tab\t", "ü"}


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_what_git_takes_for_no_end_of_line_is_none(mark: str) -> None:
    text = decode(f"one{mark}\ntwo\r\n{mark}three".encode())
    assert text is not None and [line.strip() for line in text.splitlines()] == ["one", "two", "three"]


def test_blobs_come_in_the_order_asked_and_absent_ones_are_left_out(tmp_path: Path) -> None:
    big = os.urandom(3_000_000)
    build(tmp_path, [Draft(files={"a": b"", "b": big, "c": b"\n\n", "d": b"missing\n"})])
    a, b, c, d = (git(tmp_path, "rev-parse", f"main:{name}") for name in "abcd")
    asked = [d, "0" * 40, b, a, c]
    assert list(read_blobs(tmp_path, asked)) == [(d, b"missing\n"), (b, big), (a, b""), (c, b"\n\n")]
    assert sizes(tmp_path, asked) == {d: 8, b: 3_000_000, a: 0, c: 2}


def test_a_large_file_is_named_as_too_large(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", [Draft(files={"data.py": "#" * 1_000_001, "edge.py": "#" * 1_000_000})])
    assert landed.texts(landed.collect(tmp_path / "r")) == {"data.py": "too large", "edge.py": "held"}


@pytest.mark.parametrize("place", ["missing", "plain", "file"])
def test_what_is_no_repository_is_misnamed(tmp_path: Path, landed: Landed, place: str) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(RepositoryError) as caught:
        landed.collect(tmp_path / place)
    assert caught.value.misnamed
    one_line(caught.value, naming=tmp_path / place)


def one_line(failure: RepositoryError, *, naming: Path) -> None:
    assert str(naming) in failure.message
    assert "\n" not in str(failure)


def test_a_cut_pack_is_an_error_and_nothing_lands(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", TWO)
    git(tmp_path / "r", "repack", "-a", "-d", "-q")
    pack = next((tmp_path / "r" / "objects" / "pack").glob("*.pack"))
    pack.chmod(0o600)
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 3])
    with pytest.raises(RepositoryError) as caught:
        landed.collect(tmp_path / "r")
    one_line(caught.value, naming=tmp_path / "r")
    assert landed.landing.manifests() == []


@pytest.mark.parametrize("head", ["ref: refs/heads/main\n", "{commit}\n"])
@pytest.mark.parametrize("branch", ["{commit}\n", "", "not a commit\n"])
def test_a_repository_that_lost_its_commits_is_not_an_empty_one(tmp_path: Path, head: str, branch: str) -> None:
    (commit,) = build(tmp_path, TWO[:1])
    (tmp_path / "objects" / commit[:2] / commit[2:]).unlink()
    (tmp_path / "HEAD").write_text(head.format(commit=commit))
    (tmp_path / "refs" / "heads" / "main").write_text(branch.format(commit=commit))
    with pytest.raises(RepositoryError) as caught:
        resolve(tmp_path, None)
    one_line(caught.value, naming=tmp_path)


def test_a_lost_tree_is_an_error(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", TWO)
    name = git(tmp_path / "r", "rev-parse", "main^{tree}")
    (tmp_path / "r" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(RepositoryError) as caught:
        landed.collect(tmp_path / "r")
    one_line(caught.value, naming=tmp_path / "r")


@pytest.mark.parametrize("length", [40, 8])
def test_a_pinned_commit_is_read_and_not_the_newest(tmp_path: Path, landed: Landed, length: int) -> None:
    first, _ = build(tmp_path / "r", TWO)
    batch = landed.collect(tmp_path / "r", commit=first[:length])
    assert (landed.head(batch).commit, landed.head(batch).commits) == (first, 1)


@pytest.mark.parametrize("wanted", ["0" * 40, "deadbee", "--help", "main:app.py", "main^{tree}"])
def test_a_commit_that_is_not_there_is_an_error_that_names_it(tmp_path: Path, landed: Landed, wanted: str) -> None:
    build(tmp_path / "r", TWO)
    with pytest.raises(RepositoryError, match="has no commit") as caught:
        landed.collect(tmp_path / "r", commit=wanted)
    assert wanted in caught.value.message


def test_a_path_of_odd_bytes_lands(tmp_path: Path, landed: Landed) -> None:
    where = tmp_path / os.fsdecode(b"r\xe9po 'x' #1")
    build(where, TWO)
    assert landed.head(landed.collect(where)).commits == 2


@pytest.mark.parametrize("date", ["0", "-5", "99999999999", "1"])
def test_an_absurd_commit_date_is_none(tmp_path: Path, date: str) -> None:
    build(tmp_path, TWO)
    tree_id = git(tmp_path, "rev-parse", "main^{tree}")
    lines = f"tree {tree_id}\nauthor A <a@x.example> {START} +0000\ncommitter A <a@x.example> {date} +0000\n\nx\n"
    assert committed_at(tmp_path, raw_commit(tmp_path, lines.encode())) is None


def test_a_commit_date_is_utc(tmp_path: Path) -> None:
    build(tmp_path, [Draft(at=START)])
    assert committed_at(tmp_path, "main") == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("blob", "text"),
    [(b"\xef\xbb\xbfa", "a"), (b"\xff", "\ufffd"), (b"a\0b", None), (b"", ""), (b"a" * 9000 + b"\0", "a" * 9000 + "�")],
)
def test_a_blob_is_text_unless_it_is_binary(blob: bytes, text: str | None) -> None:
    assert decode(blob) == text


def test_a_repository_that_never_answers_is_given_up(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", TWO)
    blob = git(tmp_path / "r", "rev-parse", "main:app.py")
    loose = tmp_path / "r" / "objects" / blob[:2] / blob[2:]
    loose.unlink()
    os.mkfifo(loose)  # opening it waits for a writer that never comes
    with pytest.raises(RepositoryError, match="took more than") as caught:
        list(read_blobs(tmp_path / "r", [blob], seconds=0.3))
    one_line(caught.value, naming=tmp_path / "r")
    with pytest.raises(RepositoryError, match="took more than"):
        landed.collect(tmp_path / "r", limits=Limits(seconds=0.5))
