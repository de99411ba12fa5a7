"""What people dispute changes no rank by itself; what is upheld or corrected counts, and outlasts every reading."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sourcing.disputes import Correction, Dispute, Field, Kind, Outcome, kind_of
from sourcing.errors import UsageError
from sourcing.sandbox.world import NOW
from tests.warehouse.house import RETENTION, SALT, Hand, collected, everything, fill, opened, repository, written
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse, open_published
from warehouse.declared import declarations
from warehouse.profiles import fingerprint, profiles
from warehouse.published.publish import publish
from warehouse.rights.asking import asker_held
from warehouse.team.disputes import correct, dispute, left_out, resolve, said_by_people, take_back

MINE, OTHER = (
    Hand(name="Mira Solvang", email="901+mira-sbx@users.noreply.github.com"),
    Hand(name="Odd Berg", email="902+odd-sbx@users.noreply.github.com"),
)
ME = "github:mira-sbx"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with two repositories of two people; only copied."""
    folder = tmp_path_factory.mktemp("disputes")
    paths = [
        repository(folder, slug, written(MINE, f"add {slug}") + written(OTHER, f"mend {slug}", folder="other"))
        for slug in ("mira-sbx/press", "odd-sbx/cellar")
    ]
    home = collected(folder, paths)
    with opened(home.file) as warehouse:
        fill(warehouse, home)
    return home.file


@pytest.fixture
def held(filled: Path, tmp_path: Path) -> Path:
    (tmp_path / "w.duckdb").write_bytes(filled.read_bytes())
    return tmp_path / "w.duckdb"


def person(warehouse: Warehouse) -> str:
    return asker_held(warehouse, ME, salt=SALT).person_id


def says(warehouse: Warehouse, about: str, text: str = "not mine") -> str:
    made = Dispute(account=ME, kind=kind_of(about), about=about, text=text, recorded_by="Ana", recorded_at=NOW)
    return dispute(warehouse, made, person_id=person(warehouse))


def corrects(warehouse: Warehouse, field: Field, value: str, *, at: datetime = NOW) -> None:
    made = Correction(account=ME, field=field, value=value, reason="asked by mail", recorded_by="Ana", recorded_at=at)
    correct(warehouse, made, person_id=person(warehouse))
    rebuild_people(warehouse, retention_days=RETENTION)


def evidence(warehouse: Warehouse, who: str = ME) -> list[str]:
    sql = "SELECT evidence_id FROM evidence_fact JOIN person_account USING (account) WHERE person_id = ? ORDER BY 1"
    return [one for (one,) in warehouse.rows(sql, [asker_held(warehouse, who, salt=SALT).person_id])]


def name(warehouse: Warehouse) -> str:
    return str(warehouse.rows("SELECT display_name FROM person WHERE person_id = ?", [person(warehouse)])[0][0])


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        ("e0123456789abcde", Kind.EVIDENCE),
        ("github:odd", Kind.ACCOUNT),
        ("place", Kind.FIELD),
        ("nlp-developer", Kind.SCORE),
    ],
)
def test_what_is_disputed_is_told_by_its_form(about: str, kind: Kind) -> None:
    assert kind_of(about) is kind


def test_an_open_dispute_changes_nothing_of_a_ranking(held: Path) -> None:
    with opened(held) as warehouse:
        before = profiles(warehouse, now=NOW), fingerprint(warehouse, now=NOW)
        for one in (evidence(warehouse)[0], ME, "name"):
            says(warehouse, one)
        assert (profiles(warehouse, now=NOW), fingerprint(warehouse, now=NOW)) == before and left_out(warehouse) == []


def test_what_is_upheld_is_left_out_and_what_is_rejected_is_not(held: Path) -> None:
    with opened(held) as warehouse:
        first, second, *_ = evidence(warehouse)
        before = fingerprint(warehouse, now=NOW)
        resolve(warehouse, says(warehouse, first), Outcome.UPHELD, answer="right", by="Ana", now=NOW)
        again = says(warehouse, second)
        resolve(warehouse, again, Outcome.REJECTED, answer="wrong", by="Ana", now=NOW)
        counted = {proof.evidence_id for one in profiles(warehouse, now=NOW) for proof in one.proofs}
        assert left_out(warehouse) == [(person(warehouse), first)] and fingerprint(warehouse, now=NOW) != before
        assert first not in counted and second in counted and counted >= {*evidence(warehouse, "github:odd-sbx")}
        resolve(warehouse, again, Outcome.UPHELD, answer="right after all", by="Ana", now=NOW)
        assert len(left_out(warehouse)) == 2


def test_only_what_is_theirs_can_be_disputed(held: Path) -> None:
    with opened(held) as warehouse:
        theirs = next(one for one in evidence(warehouse, "github:odd-sbx") if one not in evidence(warehouse))
        for about in (theirs, "github:odd-sbx", "nlp-developer"):
            with pytest.raises(UsageError, match="has no"):
                says(warehouse, about)
        with pytest.raises(UsageError, match="no dispute"):
            resolve(warehouse, "d0", Outcome.UPHELD, answer="x", by="Ana", now=NOW)
        for value in ("github:odd-sbx", theirs, "host/no/where"):
            with pytest.raises(UsageError, match="hand back"):
                corrects(warehouse, Field.NOT_MINE, value)


def test_a_name_outlasts_the_next_reading_and_the_newest_counts(held: Path) -> None:
    with opened(held) as warehouse:
        corrects(warehouse, Field.NAME, "M. Solvang")
        corrects(warehouse, Field.NAME, "Mira S.", at=NOW.replace(year=NOW.year + 1))
        rebuild_people(warehouse, retention_days=RETENTION)
        assert name(warehouse) == "Mira S."
        take_back(warehouse, Field.NAME, "Mira S.", person_id=person(warehouse), by="Ana", now=NOW)
        rebuild_people(warehouse, retention_days=RETENTION)
        assert name(warehouse) == "M. Solvang"


def test_a_place_counts_before_what_profiles_say(held: Path) -> None:
    with opened(held) as warehouse:
        warehouse.insert("profile", [[ME, "Mira", 901, "Oslo", None, [], 0, "b", [], []]])
        assert [one.locations for one in declarations(warehouse, now=NOW).values()] == [("Oslo",)]
        corrects(warehouse, Field.PLACE, "Turin")
        assert [one.locations for one in declarations(warehouse, now=NOW).values()] == [("Turin",)]
        warehouse.run("DELETE FROM profile")
        assert [one.locations for one in declarations(warehouse, now=NOW).values()] == [("Turin",)]


def test_a_repository_that_is_not_theirs_counts_for_nothing(held: Path) -> None:
    with opened(held) as warehouse:
        where = [one for (one,) in warehouse.rows("SELECT repository FROM repository ORDER BY 1")]
        others = [one for one in profiles(warehouse, now=NOW) if one.person_id != person(warehouse)]
        corrects(warehouse, Field.NOT_MINE, where[0])
        now = profiles(warehouse, now=NOW)
        mine = next(one for one in now if one.person_id == person(warehouse))
        assert [work.repository for work in mine.work] == where[1:]
        assert {proof.repository for proof in mine.proofs} <= {*where[1:]}
        assert [one for one in now if one.person_id != person(warehouse)] == others


def test_an_account_that_is_not_theirs_is_set_apart_until_it_is_taken_back(held: Path) -> None:
    with opened(held) as warehouse:
        both = asker_held(warehouse, ME, salt=SALT)
        (kept,) = (one for one in both.accounts if one != ME)
        corrects(warehouse, Field.NOT_MINE, ME)
        assert asker_held(warehouse, kept, salt=SALT).accounts == (kept,)
        who = asker_held(warehouse, kept, salt=SALT).person_id
        take_back(warehouse, Field.NOT_MINE, ME, person_id=who, by="Ana", now=NOW)
        rebuild_people(warehouse, retention_days=RETENTION)
        assert asker_held(warehouse, ME, salt=SALT) == both


def test_they_stand_in_the_published_file_and_go_with_the_person(held: Path, tmp_path: Path) -> None:
    with opened(held) as warehouse:
        one = says(warehouse, evidence(warehouse)[0], "a colleague wrote it")
        corrects(warehouse, Field.NAME, "Mira S.")
        publish(warehouse, tmp_path / "p.duckdb", now=NOW)
        with open_published(tmp_path / "p.duckdb") as published:
            rows = said_by_people(published, person_id=person(warehouse))
            assert [(row["dispute_id"], row["state"]) for row in rows] == [(one, "open"), (None, "corrected")]
            assert rows[0]["link"] and rows[0]["text"] == "a colleague wrote it"
        suppress(warehouse, ME, salt=SALT, reason="asked", now=NOW)
        left = everything(warehouse)
        assert left["dispute"] == left["correction"] == []


def test_a_suppressed_account_goes_from_the_corrections_of_others(held: Path) -> None:
    with opened(held) as warehouse:
        row = [ME, "not-mine", "github:odd-sbx", "met him", "Ana", NOW.replace(tzinfo=None)]
        warehouse.insert("correction", [row])
        suppress(warehouse, "github:odd-sbx", salt=SALT, reason="asked", now=NOW)
        assert everything(warehouse)["correction"] == []
