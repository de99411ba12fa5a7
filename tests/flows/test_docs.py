"""Every query in the documents runs, every command in them exists, every setting is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.web.serve import Web
from sourcing.settings import Settings
from tests.flows.forge import PRODUCT, at_forge, planned
from tests.flows.support import Desk
from tests.flows.test_docs_examples import PAGES

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in PAGES)]


def blocks(language: str) -> list[str]:
    pattern = re.compile(rf"^```{language}\n(.*?)^```", re.S | re.M)
    return [block for document in DOCUMENTS for block in pattern.findall(document.read_text("utf-8"))]


def queries() -> list[str]:
    written = [query.strip() for block in blocks("sql") for query in block.split(";") if query.strip()]
    return [*written, *re.findall(r'sourcing sql "([^"…]+)"', "\n".join(blocks("sh")))]


def commands() -> list[str]:
    """Each command once, in the order in which a reader meets them."""
    lines = (line for block in blocks("sh") for line in block.splitlines() if line.startswith("sourcing "))
    return list(dict.fromkeys(line.split("#")[0].strip() for line in lines))


@pytest.mark.parametrize("query", queries())
def test_query(ran: Desk, query: str) -> None:
    done = ran.run("sql", query, "--json")
    assert done.code == 0, done.err


def test_every_view_is_documented_with_its_columns(ran: Desk) -> None:
    text = (ROOT / "docs/sql.md").read_text("utf-8")
    views = ran.run("sql", "SELECT DISTINCT view_name FROM duckdb_views() WHERE NOT internal", "--json").json()
    assert [one["view_name"] for one in views if f"`{one['view_name']}`" not in text] == []
    columns = ran.run("sql", "SELECT column_name FROM duckdb_columns() WHERE table_name = 'shortlist'", "--json").json()
    row = next(line for line in text.splitlines() if line.startswith("| `shortlist` |"))
    assert row.split("|")[3].strip().split(", ") == sorted((one["column_name"] for one in columns), key=row.index)


@pytest.mark.parametrize("command", sorted({" ".join(line.split()[:2]) for line in commands()}))
def test_command_exists(ran: Desk, command: str) -> None:
    assert ran.run(*command.split()[1:], "--help").code == 0


DECIDED_ELSEWHERE = (
    "sourcing identity accept",
    "sourcing identity split",
    "sourcing identity undo",
)  # in test_community
OF_SOMEBODY = ("sourcing dispute github:", "sourcing dispute resolve", "sourcing correct")  # in test_disclose
OWN_FILES = ("sourcing known import", "sourcing contacts import")  # in test_team


def test_the_readme_s_search_works_as_written(repositories: list[Path], forge: Forge, web: Web, tmp_path: Path) -> None:
    desk = planned(at_forge(tmp_path / "my-search", forge), f'repositories = ["{PRODUCT}"]\n')  # a role to edit
    desk.environment |= {
        "SOURCING_SITE_ROUTE": web.url,
        "SOURCING_SITE_PACE": "0",
        "SOURCING_SITES_ON": '["huggingface"]',
    }
    (desk.folder / "legal/notice.md").unlink()
    assert desk.run("init").code == 0  # drafts it anew with the site that is on now
    desk.signed()
    for line in commands():
        if line.startswith(
            (
                "sourcing init",
                "sourcing sql",
                "sourcing suppress",
                "sourcing import",
                *DECIDED_ELSEWHERE,
                *OWN_FILES,
                *OF_SOMEBODY,
            )
        ):
            continue
        line = re.sub(r"--repo https://\S+", f"--repo {repositories[0]}", line)
        line = line.replace("../some/local/clone", str(repositories[1])).replace("OWNER/NAME", PRODUCT)
        quick = ["--without-prefect"] if line.startswith("sourcing run") else []
        done = desk.run(*shlex.split(line)[1:], *quick)
        assert done.code == 0, (line, done.err)


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.M))
    assert told | {"salt"} == set(Settings.model_fields)


def test_make_targets_of_the_readme_exist() -> None:
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"))) - {"machine"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {target for target in named if f"\n{target}:" not in makefile} <= {"the"}


def test_the_lock_names_no_index_and_no_build_of_torch() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "+cpu" not in lock and "://" not in lock and "index" not in lock
    assert not re.search(r"^(torch|nvidia-\S+|triton)==", lock, re.M)
