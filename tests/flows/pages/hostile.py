"""A published file in every text field of which somebody has written what pages must not run."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.flows.pages.payloads import ADDRESSES, TEXTS

_LINKS = ("link", "url", "web_url", "terms_url")
_NAMED = ("account", "to_account", "site")  # what stands before the first colon of an account is its site
_KEPT = {
    "person_id", "run_id", "role", "outcome",  # by which rows are found; they are ours
}  # fmt: skip
_TOLD = """
    INSERT INTO decision_row SELECT role, person_id, 'rejected', 'r', 'd', now()::TIMESTAMP, NULL, 'v' FROM entry JOIN run USING (run_id);
    INSERT INTO note_row SELECT person_id, 't', 'w', now()::TIMESTAMP FROM person_summary;
    INSERT INTO tag_row SELECT person_id, 't', 'p', current_date, 'b', now()::TIMESTAMP FROM person_summary;
    INSERT INTO pool_row SELECT 'p', person_id, 'p', current_date, 'b', now()::TIMESTAMP FROM person_summary;
    INSERT INTO change_row SELECT role, run_id, person_id, 'new', 'd', 'l', now()::TIMESTAMP FROM entry JOIN run USING (run_id);
    INSERT INTO export_row SELECT person_id, 'r', 'f', 'b', now()::TIMESTAMP, 'f' FROM person_summary;
    INSERT INTO dispute_row SELECT 'd', person_id, 'k', 'a', 't', 'b', now()::TIMESTAMP, NULL, 'a', 'b', now()::TIMESTAMP FROM person_summary;
    INSERT INTO correction_row SELECT person_id, 'f', 'v', 'r', 'b', now()::TIMESTAMP FROM person_summary;
    INSERT INTO known_row SELECT person_id, 'ats', true, 's', current_date, 's' FROM person_summary;
    INSERT INTO met_row SELECT person_id, 'n', current_date, 'l', now()::TIMESTAMP FROM person_summary;
    INSERT INTO claim SELECT person_id, 's', 's', 'l', false FROM person_summary;
    INSERT INTO account_claim SELECT person_id, 'web:a', 'web:b', 'k', 'u', now()::TIMESTAMP, true, 'c' FROM person_summary;
    INSERT INTO eligibility SELECT run_id, person_id, 1, 'c', 'yes', 's' FROM entry;
    INSERT INTO artifact
        SELECT person_id, 'model:a', 'model', 't', 'owner', 'l', current_date, NULL, ['s'], ['s'], 'c', map(['m'], [1]) FROM person_summary;
    INSERT INTO source_terms SELECT 'web', 's', 'u', current_date, 3;
    INSERT INTO person_account SELECT person_id, 'web:' || person_id, 'r', 'u' FROM person_summary;
    UPDATE run SET provisional = 'p', read_closely = 'c', level = 'owns';
    UPDATE entry SET level = 'owns', level_says = 's';
"""


def hostile_copy(published: Path, folder: Path) -> Path:
    """The copy: every text is all payloads and then itself, so that what was equal stays equal; every address is one payload."""
    path = folder / published.name
    shutil.copyfile(published, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TOLD)
        columns = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
            " AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
        for table, column, kind in columns:
            if column not in _KEPT:
                _write(connection, table, column, kind)
    return path


def _write(connection: duckdb.DuckDBPyConnection, table: str, column: str, kind: str) -> None:
    texts = "".join(TEXTS).replace(":", "") if column in _NAMED else "".join(TEXTS)
    if column in _LINKS and kind == "VARCHAR":
        said = f'UPDATE "{table}" SET "{column}" = list_extract(?, 1 + (rowid % ?))'
        connection.execute(said, [list(ADDRESSES), len(ADDRESSES)])
    elif kind == "VARCHAR":
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? || "{column}"', [texts])
    elif kind == "VARCHAR[]":
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = list_transform("{column}", lambda one: ? || one)', [texts]
        )
