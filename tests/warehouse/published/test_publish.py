"""The published file: these columns and no others, readable while a writer works, fresh bytes, swapped whole."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from sourcing.errors import HomeError, WarehouseError
from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import Home, everything, opened
from tests.warehouse.readers import reader
from warehouse.connection import Warehouse, open_published
from warehouse.incoming.load import load
from warehouse.published.publish import publish

ROOT = Path(__file__).parents[3]

TABLES = {
    "account_claim": ["person_id", "account", "to_account", "kind", "url", "seen_at", "is_read", "conflict"],
    "met_row": ["person_id", "note", "met_on", "lawful_basis", "seen_at"],
    "artifact": [
        *("person_id", "account", "kind", "title", "relation", "link", "made_at", "changed_at"),
        *("skills", "states", "code", "measures"),
    ],
    "asked": ["run_id", "position", "skill", "is_must_have"],
    "answer": ["repository", "signal", "outcome", "value", "reason"],
    "change_row": ["role", "run_id", "person_id", "kind", "detail", "link", "happened_at"],
    "correction_row": ["person_id", "field", "value", "reason", "recorded_by", "recorded_at"],
    "dispute_row": [
        *("dispute_id", "person_id", "kind", "about", "text", "recorded_by", "recorded_at"),
        *("outcome", "answer", "resolved_by", "resolved_at"),
    ],
    "decision_row": ["role", "person_id", "stage", "reason", "decider", "decided_at", "until", "via"],
    "export_row": ["person_id", "role", "format", "exported_by", "exported_at", "file"],
    "known_file": ["source", "kind", "people", "by_account", "imported_at"],
    "known_row": ["person_id", "kind", "is_sure", "stage", "last_contact", "source"],
    "notice_row": [
        *("person_id", "notice_due_at", "due_because", "tell_by", "is_told", "sent_on", "channel", "exempt_because"),
    ],
    "sign_off": ["number", "document", "sha256", "signed_by", "signed_at"],
    "note_row": ["person_id", "text", "written_by", "written_at"],
    "past_entry": ["run_id", "rank", "person_id", "score", "band"],
    "past_run": ["run_id", "role", "title", "as_of", "ranked_at", "is_latest", "provisional", "ranked"],
    "pool_made": ["pool", "purpose", "expires_on", "made_by", "made_at"],
    "pool_row": ["pool", "person_id", "purpose", "expires_on", "added_by", "added_at"],
    "tag_row": ["person_id", "tag", "purpose", "expires_on", "added_by", "added_at"],
    "version": ["layout", "published_at", "audit_digest"],
    "claim": ["person_id", "skill", "said_in", "link", "is_shown"],
    "entry": [
        "run_id",
        "rank",
        "person_id",
        "score",
        "margin",
        "coverage",
        "band",
        "level",
        "level_says",
        "level_evidence_id",
    ],
    "eligibility": ["run_id", "person_id", "position", "condition", "answer", "says"],
    "evidence_row": [
        *("evidence_id", "person_id", "repository", "signal", "kind", "value", "own_value", "unit", "path", "line"),
        *("commit", "link", "observed_at", "authored_share", "detail", "skills"),
    ],
    "part": ["run_id", "person_id", "position", "part", "weight", "value", "points", "note"],
    "person_account": ["person_id", "account", "reason", "url"],
    "person_summary": [
        *("person_id", "display_name", "commits", "repositories", "first_active", "last_active"),
        *("merged_elsewhere", "is_hireable", "expires_on"),
    ],
    "reason": ["run_id", "person_id", "position", "requirement", "sentence", "why", "evidence_id"],
    "repository": ["repository", "name", "web_url", "commit", "committed_at", "commits", "place", "is_partial"],
    "repository_domain": ["run_id", "repository", "domain"],
    "requirement": ["run_id", "person_id", "skill", "strength", "evidence_id"],
    "run": [
        "run_id",
        "role",
        "title",
        "archetype",
        "specialisation",
        "as_of",
        "is_latest",
        "provisional",
        "level",
        "read_closely",
    ],
    "signal": ["signal", "question", "unit", "researcher", "developer", "operator"],
    "source_terms": ["site", "says", "terms_url", "reviewed_on", "days"],
    "support": ["run_id", "person_id", "evidence_id", "points"],
    "work": ["person_id", "repository", "commits", "first_at", "last_at"],
}
VIEWS = {
    *("people", "shortlist", "evidence", "reasons", "claims", "conditions", "requirements"),
    *("accounts", "account_claims", "namesakes", "artifacts", "met", "sources"),
    *("decided", "decisions", "known", "hidden", "pools", "tags", "notes", "exports", "changes", "runs"),
    *("shortlist_history", "skills", "file_version", "notices", "sign_offs", "disputes"),
}
OF_THE_TEAM = {
    *(
        "decided",
        "decisions",
        "known",
        "hidden",
        "pools",
        "tags",
        "notes",
        "exports",
        "changes",
        "sign_offs",
        "disputes",
    )
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "published" / "shortlists.duckdb"


def test_these_tables_and_columns_and_no_others(warehouse: Warehouse, path: Path) -> None:
    publish(warehouse, path, now=NOW)
    with duckdb.connect(str(path), read_only=True) as plain:
        columns = "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
        tables = [name for (name,) in plain.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        held = {name: [one for (one,) in plain.execute(columns, [name]).fetchall()] for name in tables}
        views = plain.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        schemas = plain.execute("SELECT count(*) FROM duckdb_schemas() WHERE NOT internal").fetchall()
    assert held == TABLES
    assert ({name for (name,) in views}, schemas) == (VIEWS, [(0,)])


def test_the_views_answer_another_process_while_a_writer_holds_the_warehouse(warehouse: Warehouse, path: Path) -> None:
    ranked(warehouse)
    publish(warehouse, path, now=NOW)
    with warehouse.transaction(), reader(path) as other:
        warehouse.run("DELETE FROM person")  # not committed, and nobody's business
        for view in sorted(
            VIEWS - OF_THE_TEAM - {"account_claims", "namesakes", "artifacts", "met", "sources"}
        ):  # these people have none
            assert other.rows(f"SELECT count(*) > 0 FROM {view}") == [[True]], view
        assert other.rows("SELECT count(*) FROM people")[0][0] == len(warehouse.rows("SELECT person_id FROM entry"))
        assert other.rows("SELECT count(*) FROM reasons WHERE link IS NULL OR NOT starts_with(link, 'https://')") == [
            [0]
        ]
        assert other.rows("SELECT count(*) FROM evidence WHERE link IS NULL OR person_id IS NULL") == [[0]]
        warehouse.run("INSERT INTO person SELECT * FROM person")


def test_a_reader_keeps_the_former_file_while_a_new_one_is_published(warehouse: Warehouse, path: Path) -> None:
    publish(warehouse, path, now=NOW)
    count = "SELECT count(*) FROM people"
    with reader(path) as former, open_published(path) as here:
        before = former.rows(count)
        warehouse.run("DELETE FROM person WHERE person_id > 'p8'")
        publish(warehouse, path, now=NOW)
        assert former.rows(count) == before == [list(row) for row in here.rows(count)]
        assert former.rows("SELECT count(*) FROM evidence")[0][0] > 100
        with reader(path) as fresh:
            after = fresh.rows(count)
    assert 0 < after[0][0] < before[0][0]
    with open_published(path) as here:
        assert [list(row) for row in here.rows(count)] == after


def test_deleted_bytes_do_not_come_along(warehouse: Warehouse, path: Path, tmp_path: Path) -> None:
    marker = "Zwanhilde Quistorpius"
    warehouse.run("UPDATE person SET display_name = ? WHERE person_id = (SELECT min(person_id) FROM person)", [marker])
    warehouse.run("CHECKPOINT")
    publish(warehouse, path, now=NOW)
    assert marker.encode() in path.read_bytes()
    warehouse.run("DELETE FROM person WHERE display_name = ?", [marker])
    warehouse.run("CHECKPOINT")
    publish(warehouse, path, now=NOW)
    assert marker.encode() not in path.read_bytes()


def test_what_is_never_published_is_in_no_byte(warehouse: Warehouse, path: Path) -> None:
    """Commit subjects, READMEs, manifests, contacts and suppressions stay at home."""
    secrets = [f"only for us number {number}" for number in range(5)]
    warehouse.run("UPDATE commit_fact SET subject = ?", [secrets[0]])
    warehouse.run("UPDATE repository SET readme = ?", [secrets[1]])
    ((account,),) = warehouse.rows("SELECT min(account) FROM person_account")
    told = ["email", secrets[2], "their own page", "asked", NOW.date(), "somebody", NOW]
    warehouse.insert("contact", [[account, *told]])
    warehouse.insert("suppression", [["0" * 64, "erased", secrets[3], NOW, None]])
    ranked(warehouse)
    warehouse.run("UPDATE run SET manifest = ?", [secrets[4]])
    publish(warehouse, path, now=NOW)
    held = path.read_bytes()
    assert [one for one in secrets if one.encode() in held] == []


def test_one_private_file_and_nothing_beside_it(warehouse: Warehouse, path: Path) -> None:
    for _ in range(2):
        publish(warehouse, path, now=NOW)
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        assert path.stat().st_mode & 0o777 == 0o600


def test_publishing_again_gives_the_same_rows(warehouse: Warehouse, path: Path) -> None:
    ranked(warehouse)
    held = []
    for _ in range(2):
        publish(warehouse, path, now=NOW)
        with open_published(path) as published:
            tables = {table: published.rows(f"SELECT * FROM {table}") for table in TABLES}
            views = {view: sorted(published.rows(f"SELECT * FROM {view}"), key=repr) for view in sorted(VIEWS)}
            held.append(tables | views)  # a view promises no order
    assert held[0] == held[1]


def test_what_a_killed_publish_left_is_removed(warehouse: Warehouse, path: Path) -> None:
    publish(warehouse, path, now=NOW)
    left = path.parent / ".draft-killed"
    left.mkdir()
    (left / path.name).write_bytes(b"half a file with a name in it")
    publish(warehouse, path, now=NOW)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_failed_publish_can_be_repeated_at_once(warehouse: Warehouse, path: Path) -> None:
    publish(warehouse, path, now=NOW)
    former = path.read_bytes()
    warehouse.run("ALTER TABLE answer RENAME TO answer_away")
    with pytest.raises(WarehouseError, match="answer"):
        publish(warehouse, path, now=NOW)
    assert path.read_bytes() == former
    warehouse.run("ALTER TABLE answer_away RENAME TO answer")
    assert publish(warehouse, path, now=NOW) > 0
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_odd_folder_names_are_no_sql(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / 'o\'brien "of" ; DROP TABLE person' / "shortlists.duckdb"
    assert publish(warehouse, path, now=NOW) > 0
    assert path.is_file()


def test_only_the_latest_run_of_a_role_is_shown(warehouse: Warehouse, path: Path) -> None:
    ranked(warehouse)
    first = warehouse.rows("SELECT run_id FROM run")
    warehouse.run("UPDATE run SET run_id = 'r-old'")
    ranked(warehouse)
    publish(warehouse, path, now=NOW)
    with open_published(path) as published:
        assert published.rows("SELECT run_id FROM run") == first
        assert published.rows("SELECT DISTINCT run_id FROM entry") == first


def test_a_commit_counts_once_however_many_forks_hold_it(warehouse: Warehouse, path: Path) -> None:
    twice = """
        INSERT INTO commit_fact SELECT 'git.sandbox.invalid/copy/of-it', * EXCLUDE (repository) FROM commit_fact
        WHERE account = (SELECT min(account) FROM person_account WHERE account LIKE 'git:%')
    """
    counts = []
    for sql in ("SELECT 1", twice):
        warehouse.run(sql)
        publish(warehouse, path, now=NOW)
        with open_published(path) as published:
            counts.append(published.rows("SELECT person_id, commits FROM people ORDER BY ALL"))
    assert counts[0] == counts[1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB. Only root can mount one."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"tmpfs cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def free(folder: Path) -> int:
    """How many bytes fit below a folder."""
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize


def test_a_full_disk_leaves_the_former_file_and_a_way_on(warehouse: Warehouse, small_disk: Path) -> None:
    path = small_disk / "published" / "shortlists.duckdb"
    publish(warehouse, path, now=NOW)
    former = path.read_bytes()
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (free(small_disk) - 1_000_000))
    for _ in range(2):
        with pytest.raises(HomeError, match=r"published/shortlists\.duckdb is full"):
            publish(warehouse, path, now=NOW)
        assert path.read_bytes() == former
        assert [one.name for one in path.parent.iterdir()] == [path.name]
    with open_published(path) as published:
        assert published.rows("SELECT count(*) > 60 FROM people") == [(True,)]
    filler.unlink()
    assert publish(warehouse, path, now=NOW) > 60


def test_a_full_disk_in_mid_load_leaves_a_repository_whole_or_as_it_was(
    world_home: Home, small_disk: Path, tmp_path: Path
) -> None:
    filler, asked = small_disk / "filler", 0
    with pytest.raises(HomeError, match="is full"), opened(small_disk / "w.duckdb") as warehouse:
        for asked, pair in enumerate(world_home.pairs, 1):
            load(warehouse, [pair], landing=world_home.landing, salt=b"")
            if asked == 3:
                filler.write_bytes(b"x" * (free(small_disk) - 500_000))
    filler.unlink()
    with opened(small_disk / "w.duckdb") as warehouse, opened(tmp_path / "w.duckdb") as sound:
        load(sound, world_home.pairs[: asked - 1], landing=world_home.landing, salt=b"")
        without = everything(sound)
        load(sound, world_home.pairs[:asked], landing=world_home.landing, salt=b"")
        assert asked > 4 and everything(warehouse) in (without, everything(sound))
        load(warehouse, world_home.pairs[: asked + 2], landing=world_home.landing, salt=b"")
        load(sound, world_home.pairs[: asked + 2], landing=world_home.landing, salt=b"")
        assert everything(warehouse) == everything(sound)


def test_a_read_only_place_is_named(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "published").write_text("a file where a folder should be")
    with pytest.raises(HomeError, match="published"):
        publish(warehouse, tmp_path / "published" / "shortlists.duckdb", now=NOW)


def test_a_moment_in_another_zone_is_the_same_moment(warehouse: Warehouse, path: Path) -> None:
    warehouse.run("UPDATE person SET expires_at = ?", [NOW.replace(tzinfo=None) + timedelta(hours=1)])
    assert publish(warehouse, path, now=NOW.astimezone(ZoneInfo("Asia/Tokyo"))) > 0
    assert publish(warehouse, path, now=(NOW + timedelta(hours=2)).astimezone(ZoneInfo("America/Lima"))) == 0


def test_every_table_and_column_has_words_beside_it(warehouse: Warehouse, path: Path) -> None:
    publish(warehouse, path, now=NOW)
    with duckdb.connect(str(path), read_only=True) as plain:
        columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        tables = "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL"
        views = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        assert [plain.execute(sql).fetchall() for sql in (columns, tables, views)] == [[], [], []]


def test_no_words_are_left_over() -> None:
    told = tomllib.loads((ROOT / "warehouse/published/comments.toml").read_text("utf-8"))
    columns = {column for table in TABLES.values() for column in table}
    assert set(told["tables"]) == set(TABLES)
    views = "\n".join(file.read_text("utf-8") for file in (ROOT / "warehouse/views").glob("*.sql"))
    assert [one for one in told["columns"] if one not in columns and not re.search(rf"\b{one}\b", views)] == []
    assert set(told["of"]) <= set(TABLES) | VIEWS
