"""Addresses of repositories: lists, names, and the links a browser opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.errors import UsageError
from sourcing.git.address import Target, commit_link, file_link, located, read_list, repository_of, web_address
from sourcing.records import Repository


@pytest.mark.parametrize(
    ("remote", "web"),
    [
        ("https://github.com/Owner/name.git", "https://github.com/Owner/name"),
        ("https://user:token@github.com/owner/name/", "https://github.com/owner/name"),
        ("git@github.com:owner/name.git", "https://github.com/owner/name"),
        ("ssh://git@host.example:2222/owner/name.git", "https://host.example/owner/name"),
        ("git://host.example/owner/name", "https://host.example/owner/name"),
        ("https://host.example:8443/owner/name", "https://host.example:8443/owner/name"),
        ("http://127.0.0.1:8080/owner/name", "http://127.0.0.1:8080/owner/name"),
        ("/srv/git/name.git", None),
        ("../name", None),
        ("file:///srv/git/name", None),
        ("https://host.example:port/owner/name", None),
        ("https://[broken/owner/name", None),
        ("javascript:alert(1)", "https://javascript/alert(1)"),
        ("", None),
    ],
)
def test_a_remote_gives_the_address_of_its_page(remote: str, web: str | None) -> None:
    assert web_address(remote) == web


def test_a_repository_is_called_by_its_web_address_then_its_origin_then_its_path() -> None:
    target = Target(location="/srv/owner/name.git")
    assert repository_of(target, origin=None).key == "local/srv/owner/name.git"
    assert repository_of(target, origin=None).name == "owner/name"
    assert repository_of(target, origin="git@host.example:Team/Tool.git").key == "host.example/team/tool"
    declared = Target(location="/srv/x", web_url="https://host.example/Team/Other")
    assert repository_of(declared, origin="git@host.example:a/b.git").name == "Team/Other"


def repository(web: str | None) -> Repository:
    return Repository(key="k", name="n", location="/srv/my repo", web_url=web)


@pytest.mark.parametrize(
    ("web", "path", "line", "link"),
    [
        ("https://github.com/o/n", "a b/ü#1?.py", 7, "https://github.com/o/n/blob/C/a%20b/%C3%BC%231%3F.py#L7"),
        ("https://github.com/o/n", "a\nb", None, "https://github.com/o/n/blob/C/a%0Ab"),
        ("https://gitlab.example/o/n", "a.py", 1, "https://gitlab.example/o/n/-/blob/C/a.py#L1"),
        ("https://codeberg.org/o/n", "a.py", 1, "https://codeberg.org/o/n/src/commit/C/a.py#L1"),
        (None, "d/a&b.py", 3, "file:///srv/my%20repo?commit=C&path=d%2Fa%26b.py#L3"),
    ],
)
def test_a_link_shows_one_line_at_one_commit(web: str | None, path: str, line: int | None, link: str) -> None:
    assert file_link(repository(web), commit="C", path=path, line=line) == link


@pytest.mark.parametrize(
    ("web", "link"),
    [
        ("https://github.com/o/n", "https://github.com/o/n/commit/C"),
        ("https://gitlab.example/o/n", "https://gitlab.example/o/n/-/commit/C"),
        (None, "file:///srv/my%20repo?commit=C"),
    ],
)
def test_a_link_shows_one_commit(web: str | None, link: str) -> None:
    assert commit_link(repository(web), commit="C") == link


def test_a_list_names_targets_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("# comment\n\nrepo\n/abs\tabcdef1\nhttps://h.example/a/b\t\thttps://h.example/c\n")
    assert read_list(tmp_path / "list") == [
        Target(location=str(tmp_path / "repo")),
        Target(location="/abs", commit="abcdef1"),
        Target(location="https://h.example/a/b", web_url="https://h.example/c"),
    ]


@pytest.mark.parametrize("line", ["repo\tno-hex", "a\tabcdef1\tb\tc", "a\tabc"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "list").write_text(f"fine\n{line}\n")
    with pytest.raises(UsageError, match=r"list:2 "):
        read_list(tmp_path / "list")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "list").write_bytes(content)
    with pytest.raises(UsageError, match="list cannot be read"):
        read_list(tmp_path / "list")


def test_a_relative_path_is_made_absolute_and_a_url_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located(Target(location="x", commit="abcd")) == Target(location=str(tmp_path / "x"), commit="abcd")
    assert located(Target(location="https://h.example/a")).location == "https://h.example/a"
    with pytest.raises(UsageError, match="home folder of somebody"):
        located(Target(location="~nobody-of-that-name/x"))
