"""From a landed batch to evidence: sums, shares, links, and the plain words of a README."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, CouldNotLook, Finding, Found, NotFound, NotLooked, Signal
from sourcing.extract import ask_all, extract, read_snapshot
from sourcing.parsing.prose import plain
from sourcing.records import AnswerRow, Contributions, Evidence, Held, Outcome, RepositoryText
from sourcing.signals import catalogue
from tests.git.landed import Landed
from tests.git.support import BEN as BEN_WRITES
from tests.git.support import Draft, build
from tests.sourcing.views import ADA, BEN, COMMIT, contributions, snapshot, touched


def signal(answer: Answer) -> Signal:
    """A signal that always gives this answer."""

    def look(_: View, __: Contributions) -> Answer:
        return answer

    return Signal(question="?", unit="files", version=3, kinds={"k": ""}, look=look, why={})


def asked(*findings: Finding) -> tuple[list[Evidence], AnswerRow]:
    done = contributions(
        touched("a b/ü#.py", ADA, 3, first=True), touched("a b/ü#.py", BEN, 1), touched("c.py", BEN, 4)
    )
    found = ask_all(snapshot({"a b/ü#.py": "", "c.py": ""}), done, known={"s": signal(Found(findings=findings))})
    return list(found.evidence), found.answers[0]


def test_amounts_are_summed_and_shared_by_the_log() -> None:
    rows, row = asked(
        Finding(kind="k", detail="d", path="a b/ü#.py", value=2), Finding(kind="k", detail="e", path="c.py")
    )
    assert [(one.account, one.value, one.own_value, one.authored_share) for one in rows] == [
        (ADA, 3.0, 1.5, 0.75),
        (BEN, 3.0, 1.5, 1.0),
    ]
    assert (row.outcome, row.value, row.version) == (Outcome.FOUND, 3.0, 3)
    assert round(sum(one.own_value for one in rows), 4) == row.value


def test_the_file_that_is_most_theirs_is_shown_with_a_link_to_its_line() -> None:
    rows, _ = asked(
        Finding(kind="k", detail="d", path="a b/ü#.py", line=12), Finding(kind="k", detail="e", path="c.py", line=3)
    )
    base = f"https://host.example/owner/name/blob/{COMMIT}"
    assert [(one.detail, one.line, one.link) for one in rows] == [
        ("d", 12, f"{base}/a%20b/%C3%BC%23.py#L12"),
        ("e", 3, f"{base}/c.py#L3"),
    ]


def test_a_finding_about_a_commit_is_of_the_account_it_names() -> None:
    (row,), _ = asked(Finding(kind="k", detail="d", account=BEN, commit="f" * 40))
    assert (row.account, row.path, row.line, row.commit, row.authored_share) == (BEN, None, None, "f" * 40, 1.0)
    assert row.link == f"https://host.example/owner/name/commit/{'f' * 40}"


def test_what_nobody_wrote_is_found_and_nobodys() -> None:
    rows, row = asked(Finding(kind="k", detail="d", path="gone.py"))
    assert (rows, row.outcome) == ([], Outcome.FOUND)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (NotFound(reason="none"), Outcome.NOT_FOUND),
        (NotLooked(reason="no code"), Outcome.NOT_LOOKED),
        (CouldNotLook(reason="absent"), Outcome.COULD_NOT_LOOK),
    ],
)
def test_the_three_kinds_of_no_stay_apart(answer: NotFound | NotLooked | CouldNotLook, outcome: Outcome) -> None:
    found = ask_all(snapshot({}), contributions(), known={"s": signal(answer)})
    assert found.answers == (AnswerRow(signal="s", version=3, outcome=outcome, value=0.0, reason=answer.reason),)
    assert found.evidence == ()


@pytest.fixture
def landed(tmp_path: Path) -> Landed:
    return Landed(tmp_path / "home")


def test_an_empty_repository_has_an_evidence_batch_without_rows(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", [])
    batch = extract(landed.collect(tmp_path / "r"), landing=landed.landing)
    assert dict(batch.rows) == {"answer": 0, "claim": 0, "evidence": 0, "repository_text": 0}


def test_every_signal_answers_once_and_every_row_has_a_link(tmp_path: Path, landed: Landed) -> None:
    texts = {
        "README.md": "# Tool\nServes models.",
        "requirements.txt": "fastapi\ntorch\n",
        "app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/predict')\ndef p(): ...\n",
        "tests/test_main.py": "def test_a():\n    assert True\n",
    }
    build(
        tmp_path / "r",
        [Draft(files=texts), Draft(files={"app/main.py": texts["app/main.py"] + "#\n"}, author=BEN_WRITES)],
    )
    parent = landed.collect(tmp_path / "r")
    batch = extract(parent, landing=landed.landing)
    answers = landed.rows(batch, "answer", AnswerRow)
    assert sorted(row.signal for row in answers) == sorted(catalogue())
    rows = landed.rows(batch, "evidence", Evidence)
    assert {row.signal for row in rows} >= {"tests"}
    assert all(row.link.startswith("file:///") for row in rows)
    assert all(0 < row.authored_share <= 1 and row.own_value <= row.value for row in rows)
    (text,) = landed.rows(batch, "repository_text", RepositoryText)
    assert (text.readme, text.dependencies) == ("Tool Serves models.", ("fastapi", "torch"))
    assert (batch.parent, batch.fetched_at) == (parent.batch_id, parent.fetched_at)
    assert extract(parent, landing=landed.landing) == batch


def test_a_damaged_or_binary_blob_is_said_to_be_so(tmp_path: Path, landed: Landed) -> None:
    build(tmp_path / "r", [Draft(files={"a.py": "1", "b.py": b"\0", "c.py": "2"})])
    parent = landed.collect(tmp_path / "r")
    loaded = read_snapshot(parent, landing=landed.landing)
    assert loaded is not None
    assert dict(loaded[0].held) == {"a.py": Held.HELD, "b.py": Held.BINARY, "c.py": Held.HELD}
    for path in (landed.landing.root / "blobs").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damage")
    loaded = read_snapshot(parent, landing=landed.landing)
    assert loaded is not None
    assert set(loaded[0].held.values()) == {Held.ABSENT}


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# Title\n\nSome **bold** `code` text", "Title Some bold code text"),
        ("a <!-- hidden kubernetes --> b", "a b"),
        ("a <!-- hidden\nkubernetes\n--> b", "a b"),
        ("a <!-- never closed kubernetes", "a"),
        ("a\n```python\nimport kubernetes\n```\nb", "a b"),
        ("a\n```\nimport kubernetes", "a"),
        ("Py\u200bTorch ku\u00adber\u2060netes \ufeffx", "PyTorch kubernetes x"),
        ("a\u202e\U000e006b\U000e0075b", "ab"),
        ("<b onclick='x'>strong</b> <img src=x>", "strong"),
        ("[text](https://host.example/kubernetes) ![alt](x.png)", "text"),
        ("see https://host.example/kubernetes now", "see now"),
        ("@article{kubernetes, title={x}}", "}"),
        ("", ""),
        ("one two three four five six", "one two three four five"),
    ],
)
def test_a_readme_is_its_visible_prose(markdown: str, words: str) -> None:
    assert plain(markdown, words=5) == words


@pytest.mark.parametrize("filler", ["<!--", "```", "[", "![", "![a](", "<", "@a{", "[a](", "`", "\u200b", "<!-- -->"])
def test_a_hostile_readme_is_read_to_its_end(filler: str) -> None:
    """A pattern that tries again at every character would take minutes here, and the suite would show it."""
    assert plain(f"first {filler * 40_000}", words=400).startswith("first")
