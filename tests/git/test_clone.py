"""Clone URLs through real HTTP on loopback: few requests, caps that hold, nothing left behind."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from socket import socket

import pytest

from sourcing.errors import RepositoryError
from sourcing.git.address import Target
from sourcing.git.clone import cloned, is_url, tip, without_credentials
from sourcing.git.source import Limits, newest
from tests.git.host import Host, hosting
from tests.git.landed import Landed
from tests.git.support import Draft, build, git

TWO = [
    Draft(files={f"pkg/m{number}.py": f"x = {number}\n" for number in range(40)}),
    Draft(files={"pkg/m0.py": "x = 100\n", "README.md": "# Two\n"}),
]


@pytest.fixture
def landed(tmp_path: Path) -> Landed:
    return Landed(tmp_path / "home")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with hosting(tmp_path) as found:
        yield found


def served(where: Path, drafts: list[Draft], *, allows: bool = True, options: tuple[str, ...] = ()) -> list[str]:
    ids = build(where, drafts, options=options)
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        git(where, "config", setting, str(allows).lower())
    return ids


def is_clean(landed: Landed) -> bool:
    return not any(landed.scratch.iterdir())


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_all_blobs_arrive_in_one_request_and_the_clone_is_removed(
    tmp_path: Path, landed: Landed, host: Host, form: str
) -> None:
    ids = served(tmp_path / "r.git", TWO, options=(f"--object-format={form}",))
    batch = landed.collect(host.url("r.git"))
    assert len(host.fetches) == 2  # commits and trees; then all blobs
    assert (landed.head(batch).commit, landed.head(batch).commits) == (ids[1], 2)
    assert set(landed.texts(batch).values()) == {"held"}
    assert len(landed.texts(batch)) == 41
    assert landed.landing.blob(git(tmp_path / "r.git", "rev-parse", "main:pkg/m0.py")) == b"x = 100\n"
    assert is_clean(landed)


def test_what_the_host_itself_lacks_is_absent_and_the_rest_arrives(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", TWO)
    lost = [git(tmp_path / "r.git", "rev-parse", f"main:pkg/m{number}.py") for number in (3, 30)]
    for pack in sorted((tmp_path / "r.git/objects/pack").glob("*.pack")):
        data = pack.read_bytes()
        for file in pack.parent.glob(f"{pack.stem}.*"):
            file.unlink()
        git(tmp_path / "r.git", "unpack-objects", "-q", stdin=data)
    for blob in lost:
        (tmp_path / "r.git/objects" / blob[:2] / blob[2:]).unlink()
    batch = landed.collect(host.url("r.git"))
    texts = landed.texts(batch)
    assert {path for path, held in texts.items() if held == "absent"} == {"pkg/m3.py", "pkg/m30.py"}
    assert len(host.fetches) == 4  # commits and trees; all blobs, refused twice for one that is not there
    assert is_clean(landed)


def test_blobs_held_before_are_not_asked_for_again(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", TWO)
    served(tmp_path / "fork.git", [*TWO, Draft(message="Nothing new")])
    landed.collect(host.url("r.git"))
    batch = landed.collect(host.url("fork.git"))
    assert len(host.fetches) == 3
    assert set(landed.texts(batch).values()) == {"held"}


def test_a_host_without_filters_still_gives_everything(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", TWO, allows=False)
    assert set(landed.texts(landed.collect(host.url("r.git"))).values()) == {"held"}


def test_a_clone_that_was_landed_is_landed_once(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", TWO)
    assert landed.collect(host.url("r.git")) == landed.collect(host.url("r.git"))
    assert len(landed.landing.manifests()) == 1


def test_credentials_of_a_url_are_kept_nowhere(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", TWO)
    plain = landed.collect(host.url("r.git"))
    secret = host.url("r.git").replace("http://", "http://maria:hush-hush@")
    assert landed.collect(secret) == plain
    assert not any(b"hush-hush" in data or b"maria" in data for data in landed.files().values())


@pytest.mark.parametrize("length", [40, 10])
def test_a_pinned_commit_of_a_url_is_read(tmp_path: Path, landed: Landed, host: Host, length: int) -> None:
    first, _ = served(tmp_path / "r.git", TWO)
    batch = landed.collect(host.url("r.git"), commit=first[:length])
    assert (landed.head(batch).commit, landed.head(batch).commits) == (first, 1)


def test_a_pinned_commit_on_no_branch_is_brought(tmp_path: Path, landed: Landed, host: Host) -> None:
    first, second = served(tmp_path / "r.git", TWO)
    git(tmp_path / "r.git", "update-ref", "refs/heads/main", first)
    batch = landed.collect(host.url("r.git"), commit=second)
    assert (landed.head(batch).commit, landed.head(batch).commits) == (second, 2)


@pytest.mark.parametrize("wanted", ["1" * 40, "deadbee"])
def test_a_missing_commit_of_a_url_is_an_error_that_names_both(
    tmp_path: Path, landed: Landed, host: Host, wanted: str
) -> None:
    served(tmp_path / "r.git", TWO)
    with pytest.raises(RepositoryError) as caught:
        landed.collect(host.url("r.git"), commit=wanted)
    assert host.url("r.git") in caught.value.message
    assert wanted in caught.value.message
    assert str(landed.scratch) not in str(caught.value)
    assert is_clean(landed)


def test_an_empty_repository_of_a_url_lands_as_empty(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", [])
    batch = landed.collect(host.url("r.git"))
    assert (landed.head(batch).commit, dict(batch.rows)) == (None, {"head": 1})
    assert tip(host.url("r.git"), seconds=20) is None


def test_the_tip_is_what_the_host_says_now(tmp_path: Path, host: Host) -> None:
    ids = served(tmp_path / "r.git", TWO)
    assert newest(Target(location=host.url("r.git")), limits=Limits()) == ids[1]
    assert newest(Target(location=host.url("r.git"), commit=ids[0]), limits=Limits()) == ids[0]


def test_settings_of_the_folder_we_stand_in_do_not_redirect_a_url(
    tmp_path: Path, landed: Landed, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = served(tmp_path / "r.git", TWO)
    build(tmp_path / "here", TWO, bare=False)
    git(tmp_path / "here", "config", "url.http://127.0.0.1:1/.insteadOf", host.url(""))
    monkeypatch.chdir(tmp_path / "here")
    assert tip(host.url("r.git"), seconds=20) == ids[1]
    assert landed.head(landed.collect(host.url("r.git"))).commit == ids[1]


def closed_port() -> int:
    with closing(socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_an_unreachable_url_is_one_line_that_names_it_without_credentials(landed: Landed) -> None:
    url = f"http://127.0.0.1:{closed_port()}/r.git"
    with pytest.raises(RepositoryError) as caught:
        landed.collect(url.replace("http://", "http://maria:p@ss@"))
    assert url in caught.value.message
    assert "ss@" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert is_clean(landed)
    with pytest.raises(RepositoryError, match="cannot be reached"):
        tip(url, seconds=20)


def test_a_repository_that_the_host_does_not_have_is_an_error(landed: Landed, host: Host) -> None:
    with pytest.raises(RepositoryError, match="cannot be cloned") as caught:
        landed.collect(host.url("gone.git"))
    assert host.url("gone.git") in caught.value.message


def noise(size: int) -> str:
    return base64.b64encode(Random(3).randbytes(size)).decode()


def test_a_clone_past_its_size_cap_is_given_up(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", [Draft(files={"a.py": "1"}, message=noise(2_000_000))])
    with pytest.raises(RepositoryError, match="is larger than 1 MB"):
        landed.collect(host.url("r.git"), limits=Limits(megabytes=1))
    assert is_clean(landed)


def test_blobs_past_the_size_cap_are_given_up(tmp_path: Path, landed: Landed, host: Host) -> None:
    served(tmp_path / "r.git", [Draft(files={"a.py": noise(2_000_000)})])
    with pytest.raises(RepositoryError, match="is larger than 1 MB"):
        landed.collect(host.url("r.git"), limits=Limits(megabytes=1))
    assert landed.landing.manifests() == []
    assert is_clean(landed)


def test_a_host_that_does_not_answer_is_given_up_and_no_process_stays(tmp_path: Path, landed: Landed) -> None:
    with hosting(tmp_path, stalls=1.5) as host:
        with pytest.raises(RepositoryError, match="took more than") as caught:
            landed.collect(host.url("r.git"), limits=Limits(seconds=0.2))
        assert host.url("r.git") in caught.value.message
        with pytest.raises(RepositoryError, match="took more than") as caught:
            tip(host.url("r.git"), seconds=0.2)
        assert host.url("r.git") in caught.value.message
        assert is_clean(landed)
        assert ended(host.url("r.git"))


def ended(words: str) -> bool:
    """Whether no process has these words in its command line, asked for at most a second."""
    for _ in range(50):
        if not any(words.encode() in _command(process) for process in Path("/proc").glob("[0-9]*")):
            return True
        time.sleep(0.02)
    return False


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_the_clone_is_removed_when_its_reader_fails(tmp_path: Path, host: Host) -> None:
    served(tmp_path / "r.git", TWO)
    with (
        pytest.raises(KeyError),
        cloned(host.url("r.git"), below=tmp_path / "s", megabytes=9, seconds=20) as git_dir,
    ):
        assert git_dir.is_dir()
        raise KeyError("reader")
    assert list((tmp_path / "s").iterdir()) == []


@pytest.mark.parametrize("protocol", ["ext::sh -c", "fd::3"])
def test_transports_that_run_programs_are_no_urls(tmp_path: Path, landed: Landed, protocol: str) -> None:
    with pytest.raises(RepositoryError) as caught:
        landed.collect(f"{protocol} touch% {tmp_path / 'ran'}")
    assert caught.value.misnamed
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://host.example/a/b", True),
        ("git@host.example:a/b.git", True),
        ("file:///srv/a", True),
        ("/srv/a", False),
        ("a/b", False),
        ("http:/a", False),
        ("ext::sh", False),
        ("--upload-pack=x", False),
    ],
)
def test_a_url_is_told_from_a_path(address: str, expected: bool) -> None:
    assert is_url(address) is expected


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@host.example/a", "https://host.example/a"),
        ("https://user:p@ss@host.example/a", "https://host.example/a"),
        ("https://host.example/a@b", "https://host.example/a@b"),
        ("/srv/a@b", "/srv/a@b"),
    ],
)
def test_credentials_are_taken_out_of_a_url(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


def test_the_environment_of_the_user_reaches_no_git(
    tmp_path: Path, landed: Landed, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(tmp_path / "r.git", TWO)
    (tmp_path / "gitconfig").write_text(f'[url "http://127.0.0.1:1/"]\n\tinsteadOf = {host.url("")}\n')
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.fspath(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert landed.head(landed.collect(host.url("r.git"))).commits == 2
