"""Accounts are joined by declared links alone; the same joins give the same people, in whatever order they come."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sourcing.sandbox.world import NOW
from tests.warehouse.house import Hand, collected, fill, git_account, repository, written
from warehouse.accounts.identity import MAILMAP_KIND, groups, naming_account, person_id, rebuild_people, record_verdict
from warehouse.connection import Warehouse

ACCOUNTS = st.integers(0, 12).map(lambda number: f"git:{number:02}")
LINKS = st.lists(st.tuples(ACCOUNTS, ACCOUNTS, st.sampled_from(["a mailmap", "an address"])), max_size=14)


def _connected(accounts: set[str], links: list[tuple[str, str, str]]) -> set[frozenset[str]]:
    """The reference: sets merged until nothing changes."""
    sets = [{account} for account in accounts | {one for a, b, _ in links for one in (a, b)}]
    for a, b, _ in links:
        (one,) = [held for held in sets if a in held]
        (two,) = [held for held in sets if b in held]
        if one is not two:
            sets.remove(two)
            one |= two
    return {frozenset(held) for held in sets}


@given(st.sets(ACCOUNTS), LINKS)
def test_people_are_the_connected_accounts(accounts: set[str], links: list[tuple[str, str, str]]) -> None:
    people = groups(accounts, links)
    members = [[account for account, _ in held] for held in people.values()]
    assert {frozenset(held) for held in members} == _connected(accounts, links)
    assert sum(map(len, members)) == len({account for held in members for account in held})
    assert all(identifier == person_id(min(held)) for identifier, held in zip(people, members, strict=True))
    assert all(held == sorted(held) for held in members)


@given(st.sets(ACCOUNTS), LINKS, st.randoms(use_true_random=False))
def test_order_and_direction_do_not_matter(accounts: set[str], links: list[tuple[str, str, str]], dice: object) -> None:
    listed, shuffled = sorted(accounts, reverse=True), list(links)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert groups(listed, shuffled) == groups(accounts, links)
    turned = [(b, a, reason) for a, b, reason in links]
    assert {key: [one for one, _ in held] for key, held in groups(accounts, turned).items()} == {
        key: [one for one, _ in held] for key, held in groups(accounts, links).items()
    }


@given(LINKS)
def test_every_joined_account_says_why(links: list[tuple[str, str, str]]) -> None:
    given_reasons = {(account, reason) for a, b, reason in links for account in (a, b)}
    for held in groups((), links).values():
        assert set(held) <= given_reasons


def test_a_person_keeps_their_id_when_a_larger_account_joins() -> None:
    alone = groups(["git:11"], [])
    joined = groups(["git:11"], [("git:11", "github:later", "an address")])
    assert list(alone) == list(joined) == [person_id("git:11")]


def test_the_account_that_names_a_person_is_found_among_all_of_theirs() -> None:
    links = [("arxiv:o_orsola_1", "github:orsola", "both name each other"), ("github:orsola", "git:77", "declared")]
    ((person, members),) = groups([], links).items()
    accounts = [account for account, _ in members]
    assert accounts[0] == "arxiv:o_orsola_1" and naming_account(person, accounts) == "git:77"
    assert naming_account("p-of-nobody", accounts) == accounts[0]


def test_equal_names_are_two_people(empty: Warehouse, tmp_path: Path) -> None:
    one = Hand(name="Marit Solvanger", email="marit@post.example")
    two = Hand(name="Marit Solvanger", email="marit.solvanger@other.example")
    steps = [*written(one, "Add the sluice"), *written(two, "Add the gate", folder="gate")]
    fill(empty, collected(tmp_path, [repository(tmp_path, "works/sluice", steps)]))
    assert empty.rows("SELECT count(*), count(DISTINCT person_id) FROM person") == [(2, 2)]
    assert empty.rows("SELECT DISTINCT display_name FROM person") == [("Marit Solvanger",)]


def test_an_address_that_declares_a_login_joins_and_says_so(empty: Warehouse, tmp_path: Path) -> None:
    hidden = Hand(name="Odile Franckaert", email="12345+odile-fr@users.noreply.github.com")
    fill(empty, collected(tmp_path, [repository(tmp_path, "odile-fr/kiln", written(hidden, "Fire the kiln"))]))
    joined: dict[str, str] = dict(empty.rows("SELECT account, reason FROM person_account"))
    assert set(joined) == {git_account(hidden.email), "github:odile-fr"}
    assert set(joined.values()) == {"the commit address declares the GitHub login"}
    assert empty.rows("SELECT count(*) FROM person") == [(1,)]


def test_bots_are_nobody(empty: Warehouse, tmp_path: Path) -> None:
    bot = Hand(name="dependabot[bot]", email="49699333+dependabot[bot]@users.noreply.github.com")
    human = Hand(name="Piet Warmoes", email="piet@post.example")
    steps = [*written(human, "Add oven"), *written(bot, "Bump oven", folder="oven")]
    fill(empty, collected(tmp_path, [repository(tmp_path, "piet/oven", steps)]))
    assert empty.rows("SELECT display_name FROM person") == [("Piet Warmoes",)]
    assert empty.rows("SELECT count(*) FROM commit_fact") == [(1,)]


def test_the_fullest_name_is_shown(empty: Warehouse, tmp_path: Path) -> None:
    short = Hand(name="rosa", email="77+rosa-h@users.noreply.github.com")
    full = Hand(name="Rosa Hallewijn", email="77+rosa-h@users.noreply.github.com")
    paths = [
        repository(tmp_path, "rosa-h/reed", written(short, "Cut the reed")),
        repository(tmp_path, "rosa-h/thatch", written(full, "Lay the thatch")),
    ]
    fill(empty, collected(tmp_path, paths))
    assert empty.rows("SELECT display_name FROM person") == [("Rosa Hallewijn",)]


def test_a_mailmap_joins_nobody_who_wrote_elsewhere(empty: Warehouse, tmp_path: Path) -> None:
    ada, eve = (Hand(name=f"{one} Gantry", email=f"{one}@mail.example") for one in ("Ada", "Eve"))
    honest = repository(tmp_path, "guild/honest", written(ada, "Add the mill"))
    says = [*written(eve, "Add a stone"), *written(ada, "Add a wheel", folder="wheel")]
    says[0].files[".mailmap"] = f"{ada.name} <{ada.email}> <{eve.email}>\n".encode()
    taking = repository(tmp_path, "eve/taking", says)
    fill(empty, collected(tmp_path / "one", [taking]))
    rebuild_people(empty, retention_days=365)
    assert len(empty.rows("FROM person")) == 1
    fill(empty, collected(tmp_path / "both", [taking, honest]))
    rebuild_people(empty, retention_days=365)
    assert {name for (name,) in empty.rows("SELECT display_name FROM person")} == {ada.name, eve.name}
    pair = sorted((git_account(ada.email), git_account(eve.email)))
    ((a, b, kind, conflict),) = empty.rows("SELECT account, to_account, kind, conflict FROM identity_claim")
    assert ([a, b], kind) == (pair, MAILMAP_KIND)
    assert "wrote elsewhere" in conflict
    record_verdict(empty, [(a, b)], "same", by="ann", reason="she said so", now=NOW)
    rebuild_people(empty, retention_days=365)
    assert len(empty.rows("FROM person")) == 1 and not empty.rows("FROM identity_claim")
