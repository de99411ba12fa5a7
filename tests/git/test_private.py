"""No address of a commit is in anything that lands, except where the repository's own file holds it."""

from __future__ import annotations

from pathlib import Path

from sourcing.records import AccountLink, AccountSeen, CommitFact
from tests.git.landed import Landed
from tests.git.support import Draft, build, git

ADDRESSES = (
    "maria@probe.example",
    "maria.old@probe.example",
    "root@laptop",
    "12+maria@users.noreply.github.com",
    "co-author@probe.example",
    "committer@probe.example",
    "in-subject@probe.example",
    "in-body@probe.example",
    "ada@probe.example",
)
DRAFTS = [
    Draft(author="Maria <maria@probe.example>", files={"a.py": "1"}, message="Mail in-subject@probe.example"),
    Draft(author="maria.old@probe.example <maria.old@probe.example>", files={"a.py": "2"}),
    Draft(author="root@laptop <root@laptop>", files={"a.py": "3"}, message="S\n\nAsk in-body@probe.example"),
    Draft(author="Maria <12+maria@users.noreply.github.com>", files={"a.py": "4"}),
    Draft(
        author="MARIA@PROBE.EXAMPLE <MARIA@PROBE.EXAMPLE>",
        files={".mailmap": "Maria <maria@probe.example> <maria.old@probe.example>\n"},
        message="Pair\n\nCo-authored-by: co-author@probe.example <co-author@probe.example>\n",
    ),
]


def test_no_address_is_in_any_landed_file_but_the_repositorys_own(tmp_path: Path) -> None:
    build(tmp_path / "r", DRAFTS)
    landed = Landed(tmp_path / "home")
    batch = landed.collect(tmp_path / "r")
    mailmap = git(tmp_path / "r", "rev-parse", "main:.mailmap")
    own = landed.landing.root / "blobs" / mailmap[:2] / mailmap[2:]
    files = landed.files()
    assert b"maria.old@probe.example" in files.pop(own)
    assert len(files) >= 8
    found = [
        (path.name, address)
        for path, data in files.items()
        for address in ADDRESSES
        if address.encode() in data.lower()
    ]
    assert found == []
    assert len(landed.rows(batch, "link", AccountLink)) == 2  # the login, and the mailmap's join
    assert {seen.display_name for seen in landed.rows(batch, "account", AccountSeen)} == {"Maria", ""}
    assert "Mail <address>" in {fact.subject for fact in landed.rows(batch, "commit", CommitFact)}
