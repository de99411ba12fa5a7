"""A history folded into touches: whose weight, whose file, under which name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcing.git.history import MASS, History
from sourcing.git.identity import Identities
from sourcing.records import Account, Contributions, Touch
from tests.git.support import ADA, BEN, EVA, SALT, START, Draft, build, commits, git

BOT = "helper[bot] <7+helper[bot]@users.noreply.github.com>"


def account(person: str) -> Account:
    name, _, rest = person.partition(" <")
    identity = Identities(SALT).of(name, rest.rstrip(">"))
    assert identity is not None
    return identity.account


def folded(where: Path, drafts: list[Draft]) -> Contributions:
    build(where, drafts)
    history = History()
    history.add(commits(where))
    assert history.count == len(commits(where))
    paths = git(where, "ls-tree", "-r", "-z", "--name-only", "main").split("\0")
    return history.contributions(paths=frozenset(paths))


def touch(done: Contributions, person: str, path: str) -> Touch:
    (found,) = (one for one in done.touches if (one.account, one.path) == (account(person), path))
    return found


def test_weight_counts_commits_and_first_is_who_brought_the_file(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"}, author=BEN), Draft(files={"a": "3"})])
    ada, ben = touch(done, ADA, "a"), touch(done, BEN, "a")
    assert (ada.commits, ada.weight, ada.is_first) == (2, 2.0, True)
    assert (ben.commits, ben.weight, ben.is_first) == (1, 1.0, False)


def test_the_last_commit_is_the_newest_of_each_account(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}), Draft(files={"a": "2"}), Draft(files={"b": "3"}, author=BEN)])
    ada = touch(done, ADA, "a")
    assert ada.last_at == datetime.fromtimestamp(START + 120, UTC)
    assert ada.last_commit == git(tmp_path, "rev-parse", "main~1")


@pytest.mark.parametrize(("files", "weight"), [(1, 1.0), (MASS, 1.0), (MASS * 2, 0.5), (MASS * 10, 0.1)])
def test_a_mass_commit_spreads_the_credit_of_twenty_files(tmp_path: Path, files: int, weight: float) -> None:
    done = folded(tmp_path, [Draft(files={f"f{number}": "x" * number for number in range(files)})])
    assert {one.weight for one in done.touches} == {weight}
    assert len(done.touches) == files


def test_co_authors_share_a_commit_and_the_author_alone_is_first(tmp_path: Path) -> None:
    message = f"Pair\n\nCo-authored-by: {BEN}\nCo-authored-by: {EVA}\nCo-authored-by: {ADA}\n"
    done = folded(tmp_path, [Draft(files={"a": "1"}, message=message)])
    assert [one.weight for one in done.touches] == [0.3333] * 3
    assert [one.account for one in done.touches if one.is_first] == [account(ADA)]
    assert [one.account for one in done.commits] == [account(ADA)]


def test_bots_touch_nothing_and_are_kept_as_bots(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author=BOT), Draft(files={"a": "2"})])
    assert [(one.account, one.is_first) for one in done.touches] == [(account(ADA), False)]
    assert {(one.account, one.is_bot) for one in done.accounts} == {(account(ADA), False), (account(BOT), True)}
    assert len(done.commits) == 1


def test_a_person_beside_a_bot_has_the_whole_commit(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author=BOT, message=f"Bump\n\nCo-authored-by: {BEN}")])
    assert touch(done, BEN, "a").weight == 1.0


def test_a_commit_of_nobody_counts_for_nobody(tmp_path: Path) -> None:
    done = folded(tmp_path, [Draft(files={"a": "1"}, author="Nobody <>")])
    assert (done.touches, done.accounts, done.commits) == ((), (), ())


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
