"""Who asked to be left alone is in no table and in no byte of the published file, before and after loading."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from sourcing.keyed import account_hash
from sourcing.profiles import Checked, Entry, Part, Reason, Requirement, Scope, Shortlist, Support
from sourcing.records import Band, Eligible, Level
from sourcing.sandbox.world import NOW, Person, World
from tests.warehouse.house import (
    SALT,
    Hand,
    Home,
    collected,
    everything,
    fill,
    git_account,
    opened,
    repository,
    values,
    written,
)
from warehouse.accounts.identity import rebuild_people, record_verdict
from warehouse.accounts.suppress import EXPIRED, Suppressed, leave_out, state_purpose, suppress
from warehouse.connection import Warehouse
from warehouse.profiles import profiles
from warehouse.published.publish import publish
from warehouse.runs.shortlists import save

HIDDEN = Hand(name="Ottilie Verhaegenaar", email="901+ottilie-v@users.noreply.github.com")
PLAIN = Hand(name="Ottilie Verhaegenaar", email="ottilie@post.example")
OTHER = Hand(name="Casimir Blumenthau", email="casimir@post.example")
MAILMAP = f"{HIDDEN.name} <{HIDDEN.email}> <{PLAIN.email}>\n".encode()


def ask(warehouse: Warehouse, account: str) -> int:
    return suppress(warehouse, account, salt=SALT, reason="asked by mail", now=NOW)


def ranked(warehouse: Warehouse) -> None:
    """A shortlist of everyone held, each with their first evidence as the reason."""
    entries = []
    for place, one in enumerate(profiles(warehouse, now=NOW), 1):
        said = [
            Reason(requirement="r", sentence=f"{p.detail} ({p.repository})", evidence_id=p.evidence_id)
            for p in one.proofs
        ]
        best = [p.evidence_id for p in one.proofs][:1]
        part = Part(name="all", weight=100.0, value=0.5, points=50.0, note="")
        entries.append(
            Entry(
                rank=place,
                person_id=one.person_id,
                score=50.0,
                coverage=1.0,
                band=Band.SOME,
                parts=(part,),
                reasons=tuple(said),
                scope=Scope(level=Level.OWNS, sentence="owns: it", evidence_id=one.proofs[0].evidence_id)
                if one.proofs
                else Scope(level=Level.CONTRIBUTES, sentence="contributes: at least", evidence_id=None),
                requirements=tuple(Requirement(skill="Docker", strength=0.5, evidence_id=row) for row in best),
                support=Support(evidence_id=best[0], points=2.5) if best else None,
            )
        )
    save(
        warehouse,
        Shortlist(
            role="baker",
            title="Baker",
            archetype="developer",
            specialisation="any",
            as_of=NOW.date(),
            entries=tuple(entries),
            manifest={},
            asked={"Docker": True, "Helm": False},
        ),
        now=NOW,
        checked=[
            Checked(
                person_id=one.person_id, condition=f"{kind}: here", answer=Eligible.UNKNOWN, says="declares no place"
            )
            for one in entries
            for kind in ("time zone", "place")
        ],
    )


def bytes_of(warehouse: Warehouse, folder: Path) -> bytes:
    """All the bytes of the file published from this warehouse."""
    path = folder / "published" / "shortlists.duckdb"
    publish(warehouse, path, now=NOW)
    return path.read_bytes()


def _somebody(world: World, *, hidden: bool) -> Person:
    """The first person with a repository of their own whose addresses show a GitHub login, or do not."""
    for one in world.people:
        shows = any("noreply" in address for address in one.emails)
        owns = any(repository.owner == one.handle for repository in world.repositories)
        if one.kind == "engineer" and one.grade and shows is hidden and owns:
            return one
    raise AssertionError("the world has nobody like that")


def test_suppressed_after_loading_nothing_of_the_person_is_published(
    warehouse: Warehouse, sandbox_world: World, tmp_path: Path
) -> None:
    person = _somebody(sandbox_world, hidden=True)
    ranked(warehouse)
    before = bytes_of(warehouse, tmp_path)
    assert person.name.encode() in before and person.handle.encode() in before
    assert ask(warehouse, f"github:{person.handle}") >= 2
    after = bytes_of(warehouse, tmp_path)
    assert person.name.encode() not in after and person.handle.encode() not in after
    with duckdb.connect(str(tmp_path / "published" / "shortlists.duckdb"), read_only=True) as plain:
        for (table,) in plain.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            said = repr(plain.execute(f"SELECT * FROM {table}").fetchall())
            assert person.name not in said and person.handle not in said, table
        assert plain.execute("SELECT count(*) FROM shortlist").fetchall()[0][0] > 60


def test_an_account_without_a_login_takes_the_name_along(
    warehouse: Warehouse, sandbox_world: World, tmp_path: Path
) -> None:
    person = _somebody(sandbox_world, hidden=False)
    accounts = [git_account(address) for address in person.emails]
    before = bytes_of(warehouse, tmp_path)
    assert person.name.encode() in before and accounts[0].encode() in before
    for account in accounts:
        ask(warehouse, account)
    after = bytes_of(warehouse, tmp_path)
    assert person.name.encode() not in after
    assert not any(account[4:].encode() in after for account in accounts)
    held = {value for _, value in values(warehouse) if isinstance(value, str)}
    assert not held & {*accounts, person.name}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Her own repository that another wrote in, one that joins her two addresses, and one where only the second wrote."""
    own = [*written(HIDDEN, "Add the bakehouse"), *written(OTHER, "Add the chimney", folder="roof")]
    joined = [
        *written(HIDDEN, "Add yeast"),
        *written(PLAIN, "Add salt", folder="salt"),
        *written(OTHER, "Add rye", folder="rye"),
    ]
    joined[0].files[".mailmap"] = MAILMAP
    alone = [*written(PLAIN, "Add a window", folder="window"), *written(OTHER, "Add a door", folder="door")]
    return collected(
        tmp_path,
        [
            repository(tmp_path, "ottilie-v/bakehouse", own),
            repository(tmp_path, "guild/bread", joined),
            repository(tmp_path, "guild/house", alone),
        ],
    )


@pytest.mark.parametrize(
    "account", ["github:ottilie-v", "github:Ottilie-V", git_account(HIDDEN.email), git_account(PLAIN.email)]
)
def test_all_that_links_join_goes_with_one_account(home: Home, empty: Warehouse, account: str) -> None:
    fill(empty, home)
    assert ask(empty, account) == 3
    rebuild_people(empty, retention_days=365)
    assert empty.rows("SELECT display_name FROM person") == [(OTHER.name,)]
    held = repr(everything(empty))
    hers = ("ottilie", HIDDEN.name, git_account(HIDDEN.email), git_account(PLAIN.email))
    assert not [one for one in hers if one in held.lower() or one in held]


def test_before_or_after_loading_is_the_same(home: Home, tmp_path: Path) -> None:
    with opened(tmp_path / "before.duckdb") as before, opened(tmp_path / "after.duckdb") as after:
        ask(before, "github:ottilie-v")
        fill(before, home)
        fill(after, home)
        ask(after, "github:ottilie-v")
        rebuild_people(after, retention_days=365)
        apart = ("suppression",)  # why each account is in it differs
        assert everything(before, but=apart) == everything(after, but=apart)
        hashes = "SELECT account_hash FROM suppression ORDER BY ALL"
        assert before.rows(hashes) == after.rows(hashes)
        assert len(before.rows("SELECT * FROM commit_fact")) == 2  # the other's, outside her own repository


def test_the_order_in_which_a_link_is_met_does_not_matter(home: Home, tmp_path: Path) -> None:
    outcomes = []
    for number, pairs in enumerate((home.pairs, home.pairs[::-1])):
        with opened(tmp_path / f"{number}.duckdb") as warehouse:
            ask(warehouse, "github:ottilie-v")
            for pair in pairs:
                fill(warehouse, home, [pair])
            outcomes.append(everything(warehouse))
    assert outcomes[0] == outcomes[1]
    assert {row[1] for row in outcomes[0]["person"]} == {OTHER.name}


def hers() -> tuple[str, ...]:
    return ("github:ottilie-v", git_account(HIDDEN.email), git_account(PLAIN.email))


def landed_again(home: Home, warehouse: Warehouse, folder: Path) -> Home:
    """The same repositories in a landing that takes in nothing of who is suppressed, but for the one of her own."""
    paths = [folder / "guild/bread.git", folder / "guild/house.git"]
    return collected(home.root / "spared", paths, sparing=Suppressed.of(warehouse, salt=SALT))


def bread(home: Home) -> bytes:
    """What the batch of the first repository holds, whose mailmap joins her addresses."""
    held = home.landing.batches / home.pairs[0].facts.batch_id
    return b"".join(gzip.decompress(path.read_bytes()) for path in held.glob("*.gz"))


@pytest.mark.parametrize("account", ["github:ottilie-v", git_account(HIDDEN.email), git_account(PLAIN.email)])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_landing_that_spares_her_says_by_keyed_hash_whom_its_links_join_to_her(
    home: Home, empty: Warehouse, tmp_path: Path, account: str, is_turned: bool
) -> None:
    ask(empty, account)
    spared = landed_again(home, empty, tmp_path)
    assert not [one for one in (*hers(), HIDDEN.name) if one.encode() in bread(spared)]
    for pair in spared.pairs[::-1] if is_turned else spared.pairs:
        fill(empty, spared, [pair])
    assert {row[1] for row in everything(empty)["person"]} == {OTHER.name}
    assert Suppressed.of(empty, salt=SALT).among(hers()) == {*hers()}
    assert not [one for one in (*hers(), HIDDEN.name) if one in repr(everything(empty))]
    before = everything(empty)
    fill(empty, spared)
    assert everything(empty) == before


def test_whoever_asked_under_another_login_is_told_by_the_number_in_the_address(
    home: Home, empty: Warehouse, tmp_path: Path
) -> None:
    leave_out(empty, ["github:ottilie-w", "github-id:901"], salt=SALT, reason="asked by mail", now=NOW)
    spared = landed_again(home, empty, tmp_path)
    assert not [one for one in (*hers(), HIDDEN.name, "github-id") if one.encode() in bread(spared)]
    fill(empty, spared)
    assert {row[1] for row in everything(empty)["person"]} == {OTHER.name}
    assert Suppressed.of(empty, salt=SALT).among(hers()) == {*hers()}


def test_a_number_in_an_address_leaves_nobody_alone_with_whoever_claims_it(
    home: Home, empty: Warehouse, tmp_path: Path
) -> None:
    leave_out(empty, ["github:casimir-b"], salt=SALT, reason="asked by mail", now=NOW)
    mallory = Hand(name="Casimir Blumenthau", email="901+casimir-b@users.noreply.github.com")
    path = repository(tmp_path, "guild/oven", written(mallory, "Add bricks"))
    fill(empty, collected(tmp_path / "claimed", [path], sparing=Suppressed.of(empty, salt=SALT)))
    fill(empty, landed_again(home, empty, tmp_path))
    assert HIDDEN.name in {row[1] for row in everything(empty)["person"]}
    assert "github-id:901" not in Suppressed.of(empty, salt=SALT)


def test_her_own_repository_under_a_login_that_only_its_links_tell_is_left_out(
    empty: Warehouse, tmp_path: Path
) -> None:
    own = repository(tmp_path, "ottilie-v/oven", [*written(HIDDEN, "Add bricks"), *written(OTHER, "Add a door")])
    ask(empty, git_account(HIDDEN.email))
    for root, sparing in ((tmp_path / "a", Suppressed.of(empty, salt=SALT)), (tmp_path / "b", None)):
        fill(empty, collected(root, [own], sparing=sparing))
        assert not empty.rows("FROM repository") and not empty.rows("FROM person")
    assert "github:ottilie-v" in Suppressed.of(empty, salt=SALT)


def test_nobody_whom_a_human_set_apart_goes_with_her(home: Home, empty: Warehouse, tmp_path: Path) -> None:
    pair = (git_account(HIDDEN.email), git_account(PLAIN.email))
    record_verdict(empty, [pair], "apart", by="Ana", reason="two sisters", now=NOW)
    ask(empty, "github:ottilie-v")
    ask(empty, git_account(HIDDEN.email))  # of whom a hash alone stands from now on
    fill(empty, landed_again(home, empty, tmp_path))
    assert empty.rows("SELECT account FROM person_account ORDER BY ALL") == sorted(
        [(git_account(PLAIN.email),), (git_account(OTHER.email),)]
    )
    record_verdict(empty, [pair], "open", by="Ana", reason="the same after all", now=NOW.replace(hour=23))
    assert not Suppressed.of(empty, salt=SALT).are_apart(*pair)


def test_whom_an_expired_link_reached_may_be_met_again_for_a_new_purpose(
    home: Home, empty: Warehouse, tmp_path: Path
) -> None:
    state_purpose(empty, "hire", salt=SALT, now=NOW)
    leave_out(empty, ["github:ottilie-v"], salt=SALT, reason="kept long enough", now=NOW, kind=EXPIRED)
    spared = landed_again(home, empty, tmp_path)
    fill(empty, spared)
    assert {kind for (kind,) in empty.rows("SELECT kind FROM suppression")} == {EXPIRED}
    assert Suppressed.of(empty, salt=SALT).are_expired(hers())
    state_purpose(empty, "another", salt=SALT, now=NOW)
    assert not Suppressed.of(empty, salt=SALT).among(hers())
    fill(empty, home)
    assert {row[1] for row in everything(empty)["person"]} == {OTHER.name, HIDDEN.name}


def test_a_later_load_does_not_bring_the_person_back(home: Home, empty: Warehouse, tmp_path: Path) -> None:
    fill(empty, home)
    ask(empty, "github:ottilie-v")
    before = everything(empty)
    again = repository(
        tmp_path / "again", "guild/house", [*written(PLAIN, "Add a stove"), *written(OTHER, "Add coal", folder="c")]
    )
    newer = collected(tmp_path, [again], at=NOW.replace(day=20))
    fill(empty, home)
    fill(empty, newer)
    assert {row[1] for row in everything(empty)["person"]} == {OTHER.name}
    assert everything(empty)["suppression"] == before["suppression"]
    assert git_account(PLAIN.email) not in repr(everything(empty))


def test_twice_is_once_and_the_first_reason_stays(home: Home, empty: Warehouse) -> None:
    fill(empty, home)
    ask(empty, "github:ottilie-v")
    before = everything(empty)
    assert suppress(empty, "github:OTTILIE-V", salt=SALT, reason="asked again", now=NOW.replace(year=2027)) == 0
    assert everything(empty) == before


def test_somebody_never_met_can_be_suppressed(empty: Warehouse) -> None:
    assert ask(empty, "github:nobody-yet") == 1
    assert "nobody-yet" not in repr(everything(empty))
    (row,) = empty.rows("SELECT account_hash, kind, reason FROM suppression")
    assert row == (account_hash(SALT, "github:nobody-yet"), "suppressed", "asked by mail")
    assert "github:nobody-yet" not in Suppressed.of(empty, salt=b"another key")


def test_the_others_keep_their_rows_and_rank_and_lose_only_reasons_in_the_repository(
    home: Home, empty: Warehouse
) -> None:
    fill(empty, home)
    ranked(empty)
    person = "SELECT person_id FROM person_account WHERE account = ?"
    ((other,),) = empty.rows(person, [git_account(OTHER.email)])
    reasons = "SELECT sentence FROM reason WHERE person_id = ? ORDER BY position"
    before = [said for (said,) in empty.rows(reasons, [other])]
    ask(empty, "github:ottilie-v")
    after = [said for (said,) in empty.rows(reasons, [other])]
    assert after == [said for said in before if "bakehouse" not in said] and len(after) < len(before)
    assert empty.rows("SELECT count(*) FROM entry") == [(1,)]
    for table in ("requirement", "support"):
        left = empty.rows(f"SELECT person_id FROM {table} SEMI JOIN evidence_fact USING (evidence_id)")
        assert left == empty.rows(f"SELECT person_id FROM {table}"), table
        assert {who for (who,) in left} <= {other}


@pytest.mark.parametrize(
    ("repository_key", "is_owned"),
    [
        ("github.com/ottilie-v/bread", True),
        ("github.com/Ottilie-V/bread", True),
        ("git.sandbox.invalid/ottilie-v/bread", True),
        ("localhost:8080/ottilie-v/bread", True),
        ("github.com/guild/ottilie-v", False),
        ("github.com/ottilie-vx/bread", False),
        ("local/home/ottilie-v/bread", False),
        ("alone", False),
    ],
)
def test_an_owner_is_known_by_the_handle(repository_key: str, is_owned: bool) -> None:
    suppressed = Suppressed([account_hash(SALT, "github:ottilie-v")], salt=SALT)
    assert suppressed.owns(repository_key) is is_owned


def test_a_suppression_leaves_no_half_work_behind(home: Home, empty: Warehouse) -> None:
    fill(empty, home)
    before = everything(empty)
    empty.run("ALTER TABLE reason RENAME TO reason_away")
    with pytest.raises(Exception, match="reason"):
        ask(empty, "github:ottilie-v")
    empty.run("ALTER TABLE reason_away RENAME TO reason")
    assert everything(empty) == before
