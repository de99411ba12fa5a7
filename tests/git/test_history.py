"""A history folded into touches: whose weight, whose file, under which name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcing.evidence.attribution import Ownership
from sourcing.git.history import MASS, History
from sourcing.git.identity import Identities
from sourcing.records import Account, Contributions, PathTotal, Touch
from tests.git.support import ADA, BEN, EVA, SALT, START, Draft, build, commits, git

BOT = "helper[bot] <7+helper[bot]@users.noreply.github.com>"


def account(person: str) -> Account:
    name, _, rest = person.partition(" <")
    identity = Identities(SALT).of(name, rest.rstrip(">"))
    assert identity is not None
    return identity.account


def folded(where: Path, drafts: list[Draft]) -> Contributions:
    build(where, drafts)
    return read(where)


def read(where: Path, *, is_shallow: bool = False) -> Contributions:
    history = History()
    history.add(commits(where))
    assert history.count == len(commits(where))
    paths = git(where, "ls-tree", "-r", "-z", "--name-only", "main").split("\0")
    return history.contributions(paths=frozenset(paths), is_shallow=is_shallow)


def shares(done: Contributions, path: str) -> dict[Account, float]:
    return {one.account: round(share, 2) for one, share in Ownership(done).shares(path)}


def touch(done: Contributions, person: str, path: str) -> Touch:
    (found,) = (one for one in done.touches if (one.account, one.path) == (account(person), path))
    return found


def test_weight_counts_commits_and_first_is_who_brought_the_file(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"}, author=BEN), Draft(files={"a": "3"})])
    ada, ben = touch(done, ADA, "a"), touch(done, BEN, "a")
    assert (ada.commits, ada.weight, ada.is_first) == (2, 3.0, True)
    assert (ben.commits, ben.weight, ben.is_first) == (1, 1.0, False)


def test_the_last_commit_is_the_newest_of_each_account(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"}), Draft(files={"b": "3"}, author=BEN)])
    ada = touch(done, ADA, "a")
    assert ada.last_at == datetime.fromtimestamp(START + 120, UTC)
    assert ada.last_commit == git(tmp_path, "rev-parse", "main~1")


@pytest.mark.parametrize(
    ("files", "first", "later"), [(1, 2.0, 1.0), (MASS, 2.0, 1.0), (MASS * 2, 1.2071, 0.5), (MASS * 10, 0.4162, 0.1)]
)
def test_a_mass_commit_spreads_the_credit_of_twenty_files(
    tmp_path: Path, files: int, first: float, later: float
) -> None:
    drafts = [
        Draft(files={f"f{number}": f"{text}{number}" for number in range(files)}, author=author)
        for text, author in (("x", ADA), ("y", BEN))
    ]
    done = folded(tmp_path, drafts)
    assert {one.weight for one in done.touches if one.account == account(ADA)} == {first}
    assert {one.weight for one in done.touches if one.account == account(BEN)} == {later}
    assert len(done.touches) == 2 * files


@pytest.mark.parametrize(
    ("subject", "files", "weight"),
    [
        ("Run black on everything", 10, 0.2),
        ("style: sort imports", 10, 0.2),
        ("Fix trailing whitespace", 10, 0.2),
        ("Run black on everything", 5, 1.0),
        ("Add the black list of words", 10, 1.0),
        ("Format the prompt for the model", 10, 1.0),
        ("Load records of any format", 10, 1.0),
    ],
)
def test_reformatting_counts_little(tmp_path: Path, subject: str, files: int, weight: float) -> None:
    texts = {f"f{number}": "x" for number in range(files)}
    drafts = [Draft(files=texts), Draft(files=dict.fromkeys(texts, "y"), author=BEN, message=subject)]
    assert touch(folded(tmp_path, drafts), BEN, "f0").weight == weight


def test_moving_a_file_is_not_writing_it(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}), Draft(renames={"a": "b"}, author=BEN)])
    assert (touch(done, BEN, "b").commits, touch(done, BEN, "b").weight) == (1, 0.0)


def test_what_is_old_beside_the_newest_change_counts_less(tmp_path: Path) -> None:
    years = 3 * 365 * 86_400 + 3 * 21_600
    drafts = [Draft(files={"a": "1", "b": "1"}), Draft(files={"a": "2"}, author=BEN, at=START + 60 + years)]
    done = folded(tmp_path, drafts)
    assert touch(done, ADA, "a").weight == pytest.approx(1.0, abs=0.01)
    assert touch(done, ADA, "b").weight == 2.0
    assert touch(done, BEN, "a").weight == 1.0
    assert touch(done, ADA, "a").first_at == touch(done, ADA, "a").last_at


def test_a_commit_says_whether_it_came_by_a_request(tmp_path: Path) -> None:
    drafts = [
        Draft(files={"a": "1"}, message="Start"),
        Draft(files={"b": "2"}, parents=(1,), author=BEN, message="Work on a branch"),
        Draft(files={"c": "3"}, parents=(1,), message="Add c (#7)"),
        Draft(files={"b": "2"}, parents=(3, 2), message="Merge pull request #8"),
        Draft(files={"d": "4"}, message="Straight in"),
        Draft(files={"d": "5"}, parents=(5,), message="Own branch"),
        Draft(files={"d": "5"}, parents=(5, 6), message="Merge own branch"),
    ]
    made = {one.subject: one for one in folded(tmp_path, drafts).commits}
    assert {subject for subject, one in made.items() if one.by_request} == {
        "Work on a branch",
        "Add c (#7)",
        "Own branch",
    }
    assert {subject for subject, one in made.items() if one.of_others} == {"Merge pull request #8"}


def test_reviewers_are_those_a_trailer_names_never_the_author(tmp_path: Path) -> None:
    message = f"Add a\n\nReviewed-by: {BEN}\nReviewed-by: {ADA}\nreviewed-by: {BOT}\n"
    done = folded(tmp_path, [Draft(files={"a": "1"}, message=message)])
    assert [(one.account, one.commit) for one in done.reviews] == [(account(BEN), done.commits[0].id)]
    assert account(BEN) in {one.account for one in done.accounts}


def test_co_authors_share_a_commit_and_the_author_alone_is_first(tmp_path: Path) -> None:
    message = f"Pair\n\nCo-authored-by: {BEN}\nCo-authored-by: {EVA}\nCo-authored-by: {ADA}\n"
    done = folded(tmp_path, [Draft(files={"a": "1"}, message=message)])
    assert sorted(one.weight for one in done.touches) == [0.3333, 0.3333, 1.3333]
    assert [one.account for one in done.touches if one.is_first] == [account(ADA)]
    assert [one.account for one in done.commits] == [account(ADA)]


def test_bots_touch_nothing_and_are_kept_as_bots(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author=BOT), Draft(files={"a": "2"})])
    assert [(one.account, one.is_first) for one in done.touches] == [(account(ADA), False)]
    assert {(one.account, one.is_bot) for one in done.accounts} == {(account(ADA), False), (account(BOT), True)}
    assert len(done.commits) == 1


def test_a_person_beside_a_bot_has_the_whole_commit(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author=BOT, message=f"Bump\n\nCo-authored-by: {BEN}")])
    assert touch(done, BEN, "a").weight == 2.0


def test_a_commit_of_nobody_counts_for_nobody(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author="Nobody <>")])
    assert (done.touches, done.accounts, done.commits) == ((), (), ())
    assert done.totals == (PathTotal(path="a", commits=2.0),)


def test_work_under_former_names_is_kept_through_a_chain_of_renames(tmp_path: Path) -> None:
    drafts = [
        Draft(files={"a": "1"}),
        Draft(renames={"a": "b"}, author=BEN),
        Draft(files={"b": "2"}, author=EVA),
        Draft(renames={"b": "dir/c"}, author=BEN),
    ]
    done = folded(tmp_path, drafts)
    assert {one.path for one in done.touches} == {"dir/c"}
    assert touch(done, ADA, "dir/c").is_first
    assert touch(done, BEN, "dir/c").commits == 2


def test_a_new_file_under_an_old_name_is_another_file(tmp_path: Path) -> None:
    drafts = [Draft(files={"a": "1"}), Draft(renames={"a": "b"}, author=BEN), Draft(files={"a": "new"}, author=EVA)]
    done = folded(tmp_path, drafts)
    assert touch(done, EVA, "a").is_first
    assert touch(done, ADA, "b").is_first
    assert {(one.account, one.path) for one in done.touches} == {
        (account(EVA), "a"),
        (account(ADA), "b"),
        (account(BEN), "b"),
    }


def test_work_on_the_old_name_beside_a_rename_goes_to_the_new_name(tmp_path: Path) -> None:
    drafts = [
        Draft(files={"a": "1"}),
        Draft(renames={"a": "b"}, author=BEN),
        Draft(files={"a": "2"}, author=EVA, parents=(1,)),
        Draft(files={"a": None, "b": "2"}, parents=(2, 3), message="Merge"),
    ]
    done = folded(tmp_path, drafts)
    assert {one.path for one in done.touches} == {"b"}
    assert touch(done, EVA, "b").weight == 1.0


def test_a_file_written_anew_after_it_was_deleted_is_another_file(tmp_path: Path) -> None:
    drafts = [
        Draft(files={"a": "an old script"}, author=EVA),
        Draft(files={"a": "an older script"}, author=EVA),
        Draft(files={"a": None}),
        Draft(files={"a": "a service"}, author=BEN),
        Draft(files={"a": "a better service"}, author=BEN),
    ]
    done = folded(tmp_path, drafts)
    assert {(one.account, one.weight, one.is_first) for one in done.touches} == {(account(BEN), 3.0, True)}


def test_a_file_that_is_brought_back_is_the_same_file(tmp_path: Path) -> None:
    drafts = [
        Draft(files={"a": "1"}, author=EVA),
        Draft(files={"a": None}),
        Draft(files={"a": "1"}, message="Revert"),
        Draft(files={"a": "2"}, author=BEN),
    ]
    done = folded(tmp_path, drafts)
    assert touch(done, EVA, "a").is_first and touch(done, EVA, "a").weight == 2.0
    assert touch(done, BEN, "a").weight == 1.0


@pytest.mark.parametrize("way", ["deleted", "moved"])
def test_each_life_of_a_path_ends_with_its_deletion(tmp_path: Path, way: str) -> None:
    gone = {"deleted": Draft(files={"a": None}), "moved": Draft(renames={"a": "b"})}[way]
    drafts = [
        Draft(files={"a": "1"}, author=EVA),
        Draft(files={"a": None}),
        Draft(files={"a": "2"}, author=BEN),
        gone,
        Draft(files={"a": "3"}),
    ]
    done = folded(tmp_path, drafts)
    assert [one.account for one in done.touches if one.path == "a"] == [account(ADA)]
    assert [one.is_first for one in done.touches if one.account == account(BEN)] == ([True] if way == "moved" else [])
    assert account(EVA) not in {one.account for one in done.touches}


def test_what_was_taken_back_counts_for_nobody(tmp_path: Path) -> None:
    texts = ["1", "2", "3", "2", "1"]
    drafts = [Draft(files={"a": text}, author=ADA if not number else BEN) for number, text in enumerate(texts)]
    done = folded(tmp_path, drafts)
    assert {(one.account, one.weight) for one in done.touches} == {(account(ADA), 2.0)}
    assert len(done.commits) == 5
    later = folded(tmp_path / "later", [*drafts, Draft(files={"a": "4"}, author=EVA)])
    assert {(one.account, one.weight) for one in later.touches} == {(account(ADA), 2.0), (account(EVA), 1.0)}


def test_what_was_partly_taken_back_counts_for_the_rest(tmp_path: Path) -> None:
    by = [("1", ADA), ("2", BEN), ("3", EVA), ("2", EVA), ("4", BEN), ("5", EVA)]
    done = folded(tmp_path, [Draft(files={"a": text}, author=author) for text, author in by])
    assert {(one.account, one.commits, one.weight) for one in done.touches} == {
        (account(ADA), 1, 2.0),
        (account(BEN), 2, 2.0),
        (account(EVA), 1, 1.0),
    }


def test_what_bots_and_nobody_did_is_a_part_of_the_whole(tmp_path: Path) -> None:
    drafts = [Draft(files={"a": str(number)}, author=BOT) for number in range(4)]
    done = folded(tmp_path, [*drafts, Draft(files={"a": "4"}, author="Nobody <>"), *_twice("a")])
    assert shares(done, "a") == {account(BEN): round(2 / 8, 2)}
    assert done.totals == (PathTotal(path="a", commits=8.0),)


def _twice(path: str) -> list[Draft]:
    return [Draft(files={path: text}, author=BEN) for text in ("once", "twice")]


def test_a_cut_history_hides_how_a_file_began(tmp_path: Path) -> None:
    build(tmp_path / "whole", [Draft(files={"a": "1"}), *_twice("a"), *_twice("b"), *_twice("b")])
    git(tmp_path, "clone", "-q", "--bare", "--depth=5", f"file://{tmp_path}/whole", "cut")
    done = read(tmp_path / "cut", is_shallow=True)
    assert shares(done, "a") == {}
    assert shares(done, "b") == {account(BEN): 1.0}
    assert shares(read(tmp_path / "whole"), "a") == {account(ADA): 0.5, account(BEN): 0.5}


def test_files_that_are_gone_have_no_touches(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1", "b": "2"}), Draft(files={"a": None}, author=BEN)])
    assert [(one.account, one.path) for one in done.touches] == [(account(ADA), "b")]
    assert [one.files for one in done.commits] == [1, 2]


def test_a_merge_is_a_fact_of_its_author_and_gives_no_file(tmp_path: Path) -> None:
    drafts = [Draft(files={"a": "1"}), Draft(files={"b": "2"}, parents=(1,)), Draft(files={"c": "3"}, parents=(1,))]
    done = folded(tmp_path, [*drafts, Draft(files={"b": "2"}, parents=(3, 2), author=BEN)])
    assert [one.is_merge for one in done.commits if one.account == account(BEN)] == [True]
    assert {one.account for one in done.touches} == {account(ADA)}


def test_a_noreply_address_declares_its_login(tmp_path: Path) -> None:
    person = "Eva Test <123+Eva-Test@users.noreply.github.com>"
    done = folded(tmp_path, [Draft(files={"a": "1"}, author=person)])
    (link,) = done.links
    assert (link.a, link.b) == (account(person), Account(site="github", handle="eva-test"))


def test_touches_and_accounts_come_in_order(tmp_path: Path) -> None:
    drafts = [Draft(files={"z": who, "a": who}, author=who) for who in (EVA, ADA, BEN)]
    done = folded(tmp_path, drafts)
    assert list(done.touches) == sorted(done.touches, key=lambda one: (one.account, one.path))
    assert list(done.accounts) == sorted(done.accounts, key=lambda one: one.account)
