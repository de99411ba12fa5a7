"""Role files as they are written for people: each with the schema that lets an editor complete and check it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ranking.role import RoleSpec
from sourcing.errors import writing

SCHEMA_FILE = "role.schema.json"


def schema() -> dict[str, Any]:
    """The JSON schema of role specs."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RoleSpec.model_json_schema()}


def write_role(path: Path, text: str) -> None:
    """Writes a role, its first line naming the schema, which is written beside it. Errors: HomeError."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#:schema {SCHEMA_FILE}\n{text}", "utf-8")
        path.with_name(SCHEMA_FILE).write_text(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", "utf-8")
