"""The log reader against what real git prints of odd histories."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcing.errors import RepositoryError
from sourcing.git.command import arguments
from sourcing.git.identity import Identities
from sourcing.git.log import arguments as log_words
from sourcing.git.log import parse_log, read_log
from sourcing.records import Change, Commit
from tests.git.support import ADA, BEN, SALT, START, Draft, build, changes, commits, git, raw_commit


def only(where: Path, draft: Draft) -> Commit:
    build(where, [draft])
    (found,) = commits(where)
    return found


def test_an_exact_rename_keeps_the_former_path(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={"a.py": "x\n"}), Draft(renames={"a.py": "b.py"})])
    assert changes(commits(tmp_path)[0]) == (Change("R", "b.py", "a.py"),)


def test_an_inexact_rename_is_one_deletion_and_one_addition(tmp_path: Path) -> None:
    old, new = "line\n" * 50, "line\n" * 50 + "more\n"
    build(tmp_path, [Draft(files={"a.py": old}), Draft(files={"a.py": None, "b.py": new})])
    assert sorted(changes(commits(tmp_path)[0])) == [Change("A", "b.py"), Change("D", "a.py")]


def test_a_copy_keeps_the_path_it_comes_from_where_git_looks_for_copies(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={"a": "x\n"}), Draft(files={"b": "x\n", "z": "y\n"})])
    command = arguments(tmp_path, *log_words("main")[:-2], "-C100%", "--find-copies-harder", "main", "--")
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    found = list(parse_log([printed], identities=Identities(SALT)))
    assert [changes(one) for one in found] == [(Change("C", "b", "a"), Change("A", "z")), (Change("A", "a"),)]


def test_a_copy_beside_its_source_is_an_addition(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={"a": "x\n"}), Draft(files={"b": "x\n"})])
    assert changes(commits(tmp_path)[0]) == (Change("A", "b"),)


def test_a_file_that_becomes_a_link_is_a_change_of_type(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={"a": "x\n"}), Draft(links={"a": "elsewhere"})])
    assert changes(commits(tmp_path)[0]) == (Change("T", "a"),)


def test_a_merge_is_marked_and_changes_nothing(tmp_path: Path) -> None:
    drafts = [Draft(files={"a": "1"}), Draft(files={"b": "2"}), Draft(files={"c": "3"}, parents=(1,))]
    build(tmp_path, [*drafts, Draft(files={"b": "2"}, parents=(3, 2), message="Merge")])
    first, *rest = commits(tmp_path)
    assert (first.is_merge, changes(first), first.subject) == (True, (), "Merge")
    assert [one.is_merge for one in rest] == [False, False, False]
    assert sorted(change.path for one in rest for change in changes(one)) == ["a", "b", "c"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_empty_commit_has_no_changes_wherever_it_stands(tmp_path: Path, place: int) -> None:
    drafts = [Draft(files={str(number): "x"}) for number in range(2)]
    drafts.insert(place, Draft(message="Nothing"))
    build(tmp_path, drafts)
    assert [len(changes(one)) for one in reversed(commits(tmp_path))] == [int(number != place) for number in range(3)]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"a\nb", "a\nb"),
        (b"tab\there", "tab\there"),
        (b'quo"te\\', 'quo"te\\'),
        (b"latin-\xe9.py", "latin-\\xe9.py"),
        ("grün/ы.py".encode(), "grün/ы.py"),
        (b":100644 100644 0 1 M", ":100644 100644 0 1 M"),
        (b" leading and trailing ", " leading and trailing "),
        (b"\nstarts with a newline", "\nstarts with a newline"),
    ],
)
def test_a_path_comes_through_as_it_is(tmp_path: Path, path: bytes, shown: str) -> None:
    build(tmp_path, [Draft(files={path: "1"}), Draft(files={path: "2", "z": "3"}), Draft(renames={"z": "zz"})])
    _, second, first = commits(tmp_path)
    assert changes(first) == (Change("A", shown),)
    assert Change("M", shown) in changes(second)


@pytest.mark.parametrize(
    "message",
    [
        ":100644 100644 aaaa bbbb M",
        ":000000 100644 0000000000000000000000000000000000000000 45b983be36b73c0788dc9cbcb76cbb80fc7bb057 A",
        "Subject\n\n:100644 100644 a b R100\nold\nnew\n",
        "\\0\\x00%x00 %n %H",
        "\n\nSubject after newlines",
        "commit 0000000000000000000000000000000000000000",
        "",
    ],
)
def test_a_message_cannot_pass_for_a_change(tmp_path: Path, message: str) -> None:
    build(tmp_path, [Draft(files={"a": "1"}, message=message), Draft(files={"a": "2"}, message=message)])
    found = commits(tmp_path)
    assert [changes(one) for one in found] == [(Change("M", "a"),), (Change("A", "a"),)]
    assert {one.subject for one in found} == {message.strip().split("\n")[0]}


@pytest.mark.parametrize(
    "body",
    [
        b"author A\0B <nul@name.example> 1700000000 +0000\ncommitter C <c@x.example> 1700000000 +0000\n\nplain",
        b"author A <a@x.example> 1700000000 +0000\ncommitter C <c@x.example> 1700000000 +0000\n\nsub\0ject\n\nbody",
        b"author broken\ncommitter C <c@x.example> 1700000000 +0000\n\nplain",
        b"committer C <c@x.example> 1700000000 +0000\n\nno author at all",
    ],
)
def test_a_commit_that_git_itself_would_not_make_shifts_no_field(tmp_path: Path, body: bytes) -> None:
    first, second = build(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"})])
    tree = git(tmp_path, "rev-parse", f"{second}^{{tree}}")
    odd = raw_commit(tmp_path, f"tree {tree}\nparent {first}\n".encode() + body)
    assert [(one.id, changes(one)) for one in commits(tmp_path)] == [
        (odd, (Change("M", "a"),)),
        (first, (Change("A", "a"),)),
    ]


def test_a_latin_1_commit_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    author = "Zoë Müßig <zoe@probe.example>".encode("latin-1")
    found = only(tmp_path, Draft(author=author, message="Prüfung".encode("latin-1"), encoding="ISO-8859-1"))
    assert found.author is not None
    assert (found.author.name, found.subject) == ("Zoë Müßig", "Prüfung")


def test_bytes_of_no_encoding_are_shown_as_escapes(tmp_path: Path) -> None:
    assert only(tmp_path, Draft(message=b"caf\xe9 ok")).subject == "caf\\xe9 ok"


@pytest.mark.parametrize(
    "date", ["0", "-1", "31556952000000", "99999999999999999999", "631152000", "4102444800", "soon"]
)
def test_an_absurd_date_is_no_date(tmp_path: Path, date: str) -> None:
    tree = git_tree(tmp_path)
    raw_commit(
        tmp_path,
        f"tree {tree}\nauthor A <a@probe.example> {date} +0000\n"
        f"committer A <a@probe.example> {START} +0000\n\nold\n".encode(),
    )
    (found,) = commits(tmp_path)
    assert (found.authored_at, found.subject) == (None, "old")


def git_tree(where: Path) -> str:
    build(where, [Draft(files={"a": "1"})])
    return git(where, "rev-parse", "main^{tree}")


def test_a_date_is_utc_to_the_second(tmp_path: Path) -> None:
    assert only(tmp_path, Draft(at=START)).authored_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("author", ["Nobody <>", "Nobody <none@none>", "Nobody <(none)>", "Nobody < >"])
def test_no_address_is_nobody(tmp_path: Path, author: str) -> None:
    assert only(tmp_path, Draft(author=author)).author is None


def test_an_author_without_a_name_has_an_account(tmp_path: Path) -> None:
    author = only(tmp_path, Draft(author="<ada@probe.example>")).author
    assert author == Identities(SALT).of("", "ada@probe.example")
    assert author is not None
    assert author.name == ""


def test_co_authors_are_people_once_each_and_bots_never(tmp_path: Path) -> None:
    message = (
        "Pair\n\nWhy: because it is so.\nfour words of prose\n\n"
        f"Co-authored-by: {BEN}\nco-authored-by: {BEN}\n"
        "Co-Authored-By: helper[bot] <1+helper[bot]@users.noreply.github.com>\n"
        "Co-authored-by: Nobody <none>\nCo-authored-by: broken\n"
    )
    found = only(tmp_path, Draft(message=message))
    assert [one.name for one in found.co_authors] == ["Ben Muster"]
    assert found.body_words == 4


def test_the_words_of_a_body_leave_trailers_out(tmp_path: Path) -> None:
    message = "Subject\n\nSigned-off-by: Ada <a@probe.example>\none two\n\n(cherry picked from commit abc)\nthree"
    assert only(tmp_path, Draft(message=message)).body_words == 3


def test_addresses_in_a_subject_are_masked_and_a_long_one_is_cut(tmp_path: Path) -> None:
    found = only(tmp_path, Draft(message="Thanks ben@muster.example, " + "x" * 400))
    assert found.subject.startswith("Thanks <address>, xxx")
    assert len(found.subject) == 300


@pytest.mark.parametrize("filler", ["a", "\n", "a.", "@"])
def test_a_hostile_message_of_a_megabyte_is_read(tmp_path: Path, filler: str) -> None:
    """Patterns that try again at every character would take minutes here, and the suite would show it."""
    long = filler * (500_000 // len(filler))
    message = f"{long} @\n\n{long}\nco-authored-by: {BEN}\n"
    found = only(tmp_path, Draft(message=message, author=f"{long.replace(chr(10), '')}@ <ada@probe.example>"))
    assert [one.name for one in found.co_authors] == ["Ben Muster"]


def test_the_border_of_a_shallow_history_has_no_changes(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    build(whole, [Draft(files={"a": "1"}), Draft(files={"b": "2"}), Draft(files={"c": "3"})])
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=2", f"file://{whole}", "cut")
    assert [changes(one) for one in commits(tmp_path / "cut")] == [(Change("A", "c"),), ()]


def test_replacements_are_not_followed(tmp_path: Path) -> None:
    first, second = build(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"}, author=BEN)])
    git(tmp_path, "replace", second, first)
    assert [one.id for one in commits(tmp_path)] == [second, first]


def test_settings_of_the_repository_do_not_change_the_reading(tmp_path: Path) -> None:
    build(tmp_path, [Draft(files={"a": "1", ".mailmap": "Eva <eva@test.example> <ada@probe.example>"}, author=ADA)])
    build_more(tmp_path)
    before = commits(tmp_path)
    for setting in ("log.mailmap=true", "log.showSignature=true", "diff.renames=copies", "log.diffMerges=m",
                    "log.showRoot=false", "format.pretty=oneline", "color.ui=always", "log.follow=true",
                    "i18n.logOutputEncoding=latin1", "log.date=relative", "core.abbrev=4", "diff.renameLimit=1"):  # fmt: skip
        git(tmp_path, "config", *setting.split("=", 1))
    assert commits(tmp_path) == before


def build_more(where: Path) -> None:
    tree = git(where, "rev-parse", "main^{tree}")
    main = git(where, "rev-parse", "main")
    ends = f"author Ö <o@probe.example> {START} +0000\ncommitter Ö <o@probe.example> {START} +0000\n\nÜ\n"
    other = raw_commit(where, f"tree {tree}\nparent {main}\n{ends}".encode())
    raw_commit(where, f"tree {tree}\nparent {other}\nparent {main}\n{ends}".encode())


def test_a_history_with_a_lost_commit_is_an_error_that_names_the_repository(tmp_path: Path) -> None:
    first, _ = build(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"})])
    (tmp_path / "objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(RepositoryError, match=r"cannot be read") as caught:
        list(read_log(tmp_path, "main", identities=Identities(SALT)))
    assert str(tmp_path) in caught.value.message
