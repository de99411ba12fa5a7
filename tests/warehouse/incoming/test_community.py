"""Community sites in the tables: the newest visit counts, what it no longer lists goes, and nothing of who is to be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from sourcing.community import (
    SPEAKS_FOR,
    Artifact,
    ArtifactKind,
    DeclaredLink,
    LinkKind,
    OnPage,
    PageRead,
    Relation,
    SiteProfile,
    SpeaksFor,
)
from sourcing.keyed import account_hash
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.records import Account, SourceTerms
from tests.warehouse.house import SALT
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.suppress import Suppressed, suppress
from warehouse.connection import Warehouse
from warehouse.incoming.community import artifacts, load_community
from warehouse.incoming.sources import keep_terms

DAY = datetime(2026, 11, 1, tzinfo=UTC)
ADA = Account(site="huggingface", handle="ada-probe")
HERS = Account(site="github", handle="ada-probe")


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def page(name: str = "models 1", *, day: int = 0, is_last: bool = True, **given: Any) -> PageRead:
    usual: dict[str, Any] = {
        "page": f"huggingface {name}",
        "account": ADA,
        "listing": name.split()[0],
        "url": "https://huggingface.co/api",
        "visit": DAY + timedelta(days=day),
        "fetched_at": DAY + timedelta(days=day),
        "is_last": is_last,
    }
    return PageRead(**{**usual, **given})


def model(name: str, *, on: PageRead, downloads: int = 10) -> OnPage:
    made = Artifact(
        account=on.account,
        kind=ArtifactKind.MODEL,
        key=f"huggingface.co/ada-probe/{name}",
        title=name,
        link=f"https://huggingface.co/ada-probe/{name}",
        relation=Relation.OWNER,
        measures={"downloads": downloads},
        skills=("PyTorch",),
    )
    return OnPage(page=on.page, artifact=made)


def profile(on: PageRead, *, account: Account = ADA, **given: Any) -> OnPage:
    told = SiteProfile(account=account, url=f"https://huggingface.co/{account.handle}", **given)
    return OnPage(page=on.page, profile=told)


def link(on: PageRead, *, account: Account = ADA, to: Account = HERS) -> OnPage:
    told = DeclaredLink(
        account=account, to=to, kind=LinkKind.TEXT, url="https://x.example", seen_at="https://y.example"
    )
    return OnPage(page=on.page, link=told)


def landed(
    landing: Landing, pages: Sequence[PageRead], told: Sequence[OnPage], *, speaks_for: Sequence[SpeaksFor] = ()
) -> Manifest:
    moment = max(one.fetched_at for one in pages)
    name = batch_id("site-huggingface", moment.isoformat(), *(one.page for one in pages))
    draft = Draft(
        batch_id=name,
        kind="site-huggingface",
        source="https://huggingface.co/terms-of-service",
        repository="huggingface",
        fetched_at=moment,
        version="1",
        tables={"page": pages, "told": told, **({SPEAKS_FOR: speaks_for} if speaks_for else {})},
    )
    return landing.write(draft)


def loaded(warehouse: Warehouse, landing: Landing, *, now: datetime = DAY) -> int:
    return load_community(warehouse, landing.manifests(), landing=landing, salt=SALT, now=now)


def titles(warehouse: Warehouse) -> list[str]:
    return [one.title for one in artifacts(warehouse)]


def test_a_batch_is_loaded_once_and_stands_as_it_was_told(empty: Warehouse, landing: Landing) -> None:
    first = page()
    landed(
        landing,
        [first],
        [profile(first, display_name="Ada Probe", location="Turku"), model("tagger", on=first), link(first)],
    )
    assert (loaded(empty, landing), loaded(empty, landing)) == (1, 0)
    (one,) = artifacts(empty)
    assert (one.title, one.measures, one.skills, one.account) == ("tagger", {"downloads": 10}, ("PyTorch",), ADA)
    assert empty.rows("SELECT display_name, location FROM site_profile") == [("Ada Probe", "Turku")]
    assert empty.rows("SELECT account, to_account FROM declared_link") == [(ADA.key, HERS.key)]
    ((signal, link_, repository),) = empty.rows("SELECT signal, link, repository FROM evidence_fact")
    assert (signal, link_, repository) == ("models", one.link, one.key)


def test_the_newest_visit_wins_in_whatever_order_batches_are_loaded(tmp_path: Path, empty: Warehouse) -> None:
    landing = Landing(tmp_path / "landing")
    for day, downloads in ((0, 10), (1, 20), (2, 30)):
        read = page(day=day)
        landed(landing, [read], [model("tagger", on=read, downloads=downloads), model(f"of day {day}", on=read)])
    for order in permutations(landing.manifests()):
        with empty.transaction():
            for table in ("site_page", "artifact", "artifact_measure", "evidence_fact", "batch", "account_met"):
                empty.run(f"DELETE FROM {table}")
        load_community(empty, order, landing=landing, salt=SALT, now=DAY)
        assert titles(empty) == ["of day 2", "tagger"]
        assert empty.rows("SELECT value FROM artifact_measure WHERE key LIKE '%tagger'") == [(30,)]


def test_what_a_complete_visit_no_longer_lists_goes_and_an_incomplete_one_takes_nothing(
    empty: Warehouse, landing: Landing
) -> None:
    first, second = page("models 1", is_last=False), page("models 2")
    landed(landing, [first, second], [model("one", on=first), model("two", on=second)])
    loaded(empty, landing)
    again = page("models 1", day=1, is_last=False)
    landed(landing, [again], [model("one", on=again)])
    loaded(empty, landing)
    assert titles(empty) == ["one", "two"]  # its second page was not read yet
    ended = page("models 1", day=2)
    landed(landing, [ended], [model("one", on=ended)])
    loaded(empty, landing)
    assert titles(empty) == ["one"]
    assert empty.rows("SELECT count(*) FROM artifact_measure") == [(1,)]


def test_a_page_that_did_not_change_keeps_what_it_told(empty: Warehouse, landing: Landing) -> None:
    first = page()
    landed(landing, [first], [model("tagger", on=first)])
    loaded(empty, landing)
    landed(landing, [page(day=1, is_unchanged=True)], [])
    assert loaded(empty, landing) == 1
    assert titles(empty) == ["tagger"]
    assert empty.rows("SELECT CAST(fetched_at AS DATE)::VARCHAR FROM site_page") == [("2026-11-02",)]


def test_what_was_read_longer_ago_than_the_terms_allow_goes(empty: Warehouse, landing: Landing) -> None:
    terms: dict[str, Any] = {"says": "", "terms_url": "https://x.example", "reviewed_on": DAY.date()}
    keep_terms(empty, [SourceTerms(site="huggingface", days=9, **terms), SourceTerms(site="dblp", days=1, **terms)])
    kept, read_again = page(), page("datasets 1")
    landed(landing, [kept, read_again], [model("one", on=kept), model("two", on=read_again)])
    landed(landing, [page("datasets 1", day=5, is_unchanged=True)], [])
    loaded(empty, landing, now=DAY + timedelta(days=8))
    assert titles(empty) == ["one", "two"]
    assert loaded(empty, landing, now=DAY + timedelta(days=9)) == 1
    assert titles(empty) == ["two"]
    assert [row[0].rpartition("/")[2] for row in empty.rows("SELECT repository FROM evidence_fact")] == ["two"]
    assert loaded(empty, landing, now=DAY + timedelta(days=9)) == 0  # what is in the landing still does not come back
    keep_terms(empty, [SourceTerms(site="huggingface", days=None, **terms)])
    assert loaded(empty, landing, now=DAY + timedelta(days=900)) == 0


def test_nothing_of_the_suppressed_is_loaded_and_others_on_the_page_stay(empty: Warehouse, landing: Landing) -> None:
    other = Account(site="huggingface", handle="bo-probe")
    suppress(empty, ADA.key, salt=SALT, reason="asked", now=DAY)
    thread = page("thread 1", account=Account(site="huggingface", handle="thread"))
    told = [profile(thread), profile(thread, account=other), link(thread), link(thread, account=other, to=ADA)]
    landed(landing, [thread], told)
    loaded(empty, landing)
    assert empty.rows("SELECT account FROM site_profile") == [(other.key,)]
    assert empty.rows("SELECT * FROM declared_link") == []
    assert empty.rows("SELECT account FROM account_met") == [(other.key,)]


def test_who_asks_not_to_be_recruited_is_suppressed_on_all_sites(empty: Warehouse, landing: Landing) -> None:
    empty.insert("account_seen", [["git.example/x/y", HERS.key, "Ada", False, "b"]])
    empty.insert("account_met", [[HERS.key, DAY.replace(tzinfo=None)]])
    first = page()
    landed(landing, [first], [profile(first), link(first)])
    back = page("overview 1", account=HERS)
    landed(landing, [back], [link(back, account=HERS, to=ADA)])
    loaded(empty, landing)
    rebuild_people(empty, retention_days=365)
    assert empty.rows("SELECT count(DISTINCT person_id), count(*) FROM person_account") == [(1, 2)]
    declined = page("overview 2", day=1)
    landed(landing, [declined], [profile(declined, declines=True)])
    loaded(empty, landing)
    rebuild_people(empty, retention_days=365)
    assert empty.rows("SELECT * FROM person_account") == []
    assert empty.rows("SELECT * FROM account_seen") == []
    assert empty.rows("SELECT count(*) FROM suppression") == [(2,)]


@pytest.mark.parametrize(("names", "is_named_back"), [(True, True), (True, False), (False, True)])
def test_a_wish_met_first_is_of_everybody_whom_the_profile_and_they_name(
    empty: Warehouse, landing: Landing, names: bool, is_named_back: bool
) -> None:
    empty.insert("account_seen", [["git.example/x/y", HERS.key, "Ada", False, "b"]])
    empty.insert("account_met", [[HERS.key, DAY.replace(tzinfo=None)]])
    listed = ["https://huggingface.co/ada-probe"] if names else []
    empty.insert("profile", [[HERS.key, "Ada", 7, "", False, listed, 0, "b", [], []]])
    rebuild_people(empty, retention_days=365)
    declined = page("overview 1")
    to = HERS if is_named_back else Account(site="github", handle="another")
    keyed = SpeaksFor(account_hash=account_hash(SALT, to.key), of_hash=account_hash(SALT, ADA.key))
    landed(landing, [declined], [profile(declined, declines=True)], speaks_for=[keyed])
    loaded(empty, landing)
    suppressed = Suppressed.of(empty, salt=SALT)
    assert ADA.key in suppressed and "github:another" not in suppressed
    assert (HERS.key in suppressed) is (names and is_named_back)
    assert bool(empty.rows("FROM person")) is not (names and is_named_back)
    ((said,),) = empty.rows("SELECT told FROM audit WHERE act = 'suppressed'")
    assert account_hash(SALT, ADA.key) in said
