"""What goes wrong: one line that names the thing and the remedy, the promised exit code, nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sourcing.lock import single_writer
from tests.flows.support import Desk, one_line_error


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk").answered()


def collect(desk: Desk, *repositories: Path | str) -> tuple[int, str]:
    done = desk.run("collect", *(word for one in repositories for word in ("--repo", str(one))))
    assert "Traceback" not in done.err
    return done.code, done.err


def test_missing_path(desk: Desk, tmp_path: Path) -> None:
    code, said = collect(desk, tmp_path / "nowhere")
    assert code == 2 and f"{tmp_path}/nowhere does not exist" in said


def test_folder_that_is_no_repository(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    code, said = collect(desk, tmp_path / "plain")
    assert code == 2 and "is no Git repository" in said


def test_corrupt_pack(desk: Desk, repositories: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.git"
    shutil.copytree(repositories[0], broken)
    pack = next(broken.glob("objects/pack/*.pack"))
    pack.chmod(0o600)
    pack.write_bytes(pack.read_bytes()[:200])
    code, said = collect(desk, broken)
    assert code == 3 and str(broken) in said and "git fsck" in said


def test_shallow_clone(desk: Desk, repositories: list[Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--depth=1", f"file://{repositories[0]}", str(cut)], check=True)
    code, said = collect(desk, cut, repositories[1])
    assert code == 0 and said.count("is a shallow clone") == 1 and f"{cut} is a shallow clone" in said
    assert "is a shallow clone" not in collect(desk, cut)[1], "what is held is not read again"


def test_unreachable_url(desk: Desk) -> None:
    code, said = collect(desk, "http://127.0.0.1:9/someone/thing.git")
    assert code == 3 and "http://127.0.0.1:9/someone/thing.git" in said and "check the address" in said


def test_one_bad_among_twelve_does_not_stop_the_run(desk: Desk, repositories: list[Path], tmp_path: Path) -> None:
    asked = [*repositories[:6], tmp_path / "missing.git", *repositories[6:11]]
    words = [word for one in asked for word in ("--repo", str(one))]
    done = desk.run("run", "nlp-developer", *words, "--without-prefect")
    assert done.code == 1
    assert "12 repositories wanted, 11 held (11 read now), 1 failed, 0 still to do" in done.err
    assert "missing.git does not exist" in done.err.splitlines()[-1]
    assert desk.run("shortlist", "nlp-developer", "--json").json()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('archtype = "operator"', "unknown key 'archtype' (nearest: 'archetype')"),
        ('archetype = "operater"', "nearest: 'operator'"),
        ('archetype = "operator"\nmust_have = ["Kubernets"]', "nearest: 'Kubernetes'"),
        ("archetype = operator", "not valid TOML"),
    ],
)
def test_role_with_a_typo(desk: Desk, line: str, says: str) -> None:
    head = 'name = "x"\ntitle = "Some title"\nmission = "A mission in a sentence"\nspecialisation = "mlops"\n'
    rest = "" if "must_have" in line else 'must_have = ["Python"]\n'
    (desk.folder / "x.toml").write_text(head + rest + line + "\n")
    done = desk.run("run", "x.toml", "--repo", ".")
    assert done.code == 2 and "x.toml" in one_line_error(done) and says in done.err


def test_role_that_does_not_exist(desk: Desk) -> None:
    done = desk.run("run", "mlops-operater", "--repo", ".")
    assert done.code == 2 and "did you mean 'mlops-operator'" in one_line_error(done)


def test_setting_with_a_typo(desk: Desk) -> None:
    with (desk.folder / "sourcing.toml").open("a") as file:
        file.write("\n[purposes]\nx = 1\n")
    done = desk.run("run", "mlops-operator", "--repo", ".")
    assert done.code == 2 and "nearest: 'purpose'" in one_line_error(done)


def test_run_without_a_purpose(tmp_path: Path) -> None:
    done = Desk(tmp_path / "new").run("run", "mlops-operator", "--repo", ".")
    assert done.code == 2 and "sourcing init" in one_line_error(done)


def test_second_writer(desk: Desk, repositories: list[Path]) -> None:
    home = desk.folder / ".sourcing"
    home.mkdir()
    with single_writer(home / "lock"):
        done = desk.run("collect", "--repo", str(repositories[0]))
    assert done.code == 3 and f"process {os.getpid()}" in one_line_error(done)
    assert desk.run("collect", "--repo", str(repositories[0])).code == 0


def test_home_that_is_a_file(desk: Desk, repositories: list[Path]) -> None:
    (desk.folder / "taken").write_text("")
    done = desk.run("collect", "--repo", str(repositories[0]), "--home", "taken")
    assert done.code == 3 and "is not a folder" in one_line_error(done)


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB of its own; only root can make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {made.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_read_only_home(desk: Desk, repositories: list[Path], mount: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    done = desk.run("collect", "--repo", str(repositories[0]), "--home", str(mount / "home"))
    assert done.code == 3 and "cannot be written" in one_line_error(done) and "--home" in done.err


def test_full_disk_loses_nothing(ran: Desk, desk: Desk, repositories: list[Path], mount: Path) -> None:
    home = str(mount / "home")
    words = [word for one in repositories for word in ("--repo", str(one))]
    done = desk.run("run", "mlops-operator", *words, "--home", home, "--without-prefect")
    assert done.code == 3 and "is full" in one_line_error(done)
    subprocess.run(["mount", "-o", "remount,size=200m", str(mount)], check=True)
    again = desk.run("run", "mlops-operator", *words, "--home", home, "--without-prefect")
    assert again.code == 0, again.err
    held = desk.run("shortlist", "mlops-operator", "--all", "--json", "--home", home).out
    assert held == ran.run("shortlist", "mlops-operator", "--all", "--json").out


@pytest.mark.parametrize(
    "words",
    [("bogus",), ("shortlist",), ("shortlist", "x", "--top", "0"), ("review", "x"), ("--home", "y", "shortlist", "x")],
)
def test_wrong_command_line(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run(*words)
    assert done.code == 2 and "Traceback" not in done.err and "Usage" in done.err


@pytest.mark.parametrize(
    "line",
    [
        "/somewhere master",
        "/somewhere\tmaster",
        "/somewhere\t\tjavascript:alert(1)",
        "/somewhere https://example.org/a/b",
        "a\tb\tc\td",
    ],
)
def test_line_of_a_repository_list_that_is_none(desk: Desk, line: str) -> None:
    (desk.folder / "list").write_text(f"\ufeff# a list\r\n\r\n{line}\r\n", "utf-8")
    done = desk.run("collect", "--repo-list", "list")
    assert done.code == 2
    assert "list:3" in done.err or "does not exist" in done.err


def test_a_review_sheet_keeps_what_the_team_wrote_and_overwrites_nothing_else(ran: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "review.csv"
    assert ran.run("review", "mlops-operator", "--out", str(sheet)).code == 0
    fresh = sheet.read_text("utf-8")
    first = next(line for line in fresh.splitlines() if line.startswith("for review,1,"))
    sheet.write_text(
        fresh.replace(first, first.removesuffix(",,,,") + ",phone screen,,strong serving work,the team"),
        "utf-8",
        newline="",
    )
    written = sheet.read_text("utf-8")
    assert ran.run("review", "mlops-operator", "--out", str(sheet)).code == 0
    assert "phone screen,,strong serving work,the team" in sheet.read_text("utf-8") and "phone screen" in written
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    done = ran.run("review", "mlops-operator", "--out", str(other))
    assert done.code == 2 and "is no review sheet" in one_line_error(done) and other.read_text() == "mine"
    assert ran.run("review", "mlops-operator", "--out", str(tmp_path)).code == 2
