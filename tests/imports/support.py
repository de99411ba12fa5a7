"""Cases of imports: a folder holds the files as they are published, what is asked of them, and what is to be made of it.

    cases/<import>/<case>/given.json      {"files", "named" accounts, "repositories", "pack": the archive to make of the other files}
                         /expected.json

`python -m tests.imports.support [IMPORT]` writes what is made of the files now into `expected.json`, to be read before it is committed.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sourcing.community import MOST
from sourcing.errors import UsageError
from sourcing.importing import Candidate, Given, Import, Lost, Told
from sourcing.imports import catalogue
from sourcing.records import Account
from warehouse.incoming.dumps import Dumps, open_dumps

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 1)
KEY = b"a key for tests"
_TOLD = TypeAdapter(Told)


def cases(name: str) -> Iterator[Path]:
    """The folders of one import's cases."""
    folder = CASES / name
    return (path for path in sorted(folder.iterdir()) if path.is_dir()) if folder.is_dir() else iter(())


def given_of(told: Mapping[str, Any], *, tables: Dumps) -> Given:
    """What a case hands to its import."""
    named = [Account.parse(one) for one in told.get("named", ())]
    return Given(
        tables=tables,
        named={one.handle.lower(): one for one in named},
        key=KEY,
        today=TODAY,
        repositories=frozenset(told.get("repositories", ())),
        lost=Lost(),
    )


def packed(bodies: Mapping[str, bytes]) -> bytes:
    """A tar archive of members as ORCID lays them out, folders included; packed with gzip."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, body in bodies.items():
            folder = tarfile.TarInfo(f"summaries/{Path(name).stem[-3:]}")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            member = tarfile.TarInfo(f"{folder.name}/{name}")
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return data.getvalue()


def made_of(kind: Import, case: Path, *, scratch: Path) -> dict[str, Any]:
    """What an import makes of a case, as JSON has it, without what is empty."""
    told = json.loads((case / "given.json").read_text("utf-8"))
    files = [case / name for name in told["files"]]
    if "pack" in told:
        bodies = {path.name: path.read_bytes() for path in sorted(case.iterdir()) if path.suffix == ".xml"}
        files = [scratch / told["pack"]]
        files[0].write_bytes(packed(bodies))
    with open_dumps(scratch, memory_limit="256MB") as tables:
        given = given_of(told, tables=tables)
        try:
            found = list(kind.read(files, given))
        except UsageError as refused:
            return {"refused": refused.message}
    return {
        "told": [_TOLD.dump_python(one, mode="json", exclude_defaults=True) for one in found if isinstance(one, Told)],
        "candidates": [f"{one.login}: {one.why}" for one in found if isinstance(one, Candidate)],
        "lost": given.lost.lines(),
    }


def check(found: list[Told | Candidate], asked: Given) -> None:
    """What holds of everything that an import tells."""
    for one in found:
        if isinstance(one, Candidate):
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,50}", one.login) and "\n" not in one.why
            continue
        assert one.account in asked.named.values() or one.account.site == "met"
        texts = [one.profile.display_name, one.profile.location] if one.profile else []
        texts += [artifact.title for artifact in one.artifacts] + (
            [one.met.note, one.met.lawful_basis] if one.met else []
        )
        for text in texts:
            assert "\x00" not in text and not re.search(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", text), text
        for link in one.links:
            assert (
                link.url.startswith(("http://", "https://")) and link.to != one.account and link.account == one.account
            )
        for artifact in one.artifacts:
            assert artifact.title and "://" not in artifact.key and not re.search(r"[\s<>\"]", artifact.link)
            assert all(0 <= value <= MOST[name] for name, value in artifact.measures.items())


def main(wanted: list[str]) -> None:
    """Writes the expectations of some imports, or of all."""
    for name, kind in catalogue().items():
        for case in cases(name) if not wanted or name in wanted else ():
            with tempfile.TemporaryDirectory() as folder:
                made = made_of(kind, case, scratch=Path(folder))
            text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
            (case / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
