"""The desk over HTTP: whom it lets in, what it writes, what it says while another run writes."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sourcing.home import Home
from sourcing.lock import single_writer
from tests.flows.pages.conftest import Served
from tests.flows.support import ROLE, Desk, one_line_error


@pytest.fixture
def inside(served: Served) -> requests.Session:
    """A browser's session that opened the door, with what the desk's own page sends."""
    session = requests.Session()
    assert session.get(served.address).status_code == 200
    page = session.get(f"{served.origin}/role/{ROLE}").text
    token = page.partition('data-desk="')[2].partition('"')[0]
    session.headers.update({"Origin": served.origin, "X-Desk-Token": token, "Content-Type": "application/json"})
    return session


def decision(**more: Any) -> dict[str, Any]:
    return {
        "role": ROLE,
        "stage": "approved for outreach",
        "reason": "serves models",
        "by": "Rhea",
        "until": "",
        **more,
    }


def person(served: Served, rank: int) -> str:
    rows = served.at.ranked()
    return str(rows[rank - 1]["person"])


def held(served: Served, who: str) -> list[dict[str, Any]]:
    query = f"SELECT stage, reason, decider, until FROM decisions WHERE person_id = '{who}' ORDER BY decided_at"
    rows: list[dict[str, Any]] = served.at.run("sql", query, "--json").json()
    return rows


def test_the_door_opens_with_the_token_of_the_address_alone(served: Served) -> None:
    assert requests.get(served.origin).status_code == 403
    assert requests.get(f"{served.origin}/?token=guessed").status_code == 403
    answer = requests.get(served.address, allow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert urlsplit(served.address).query.partition("=")[2] not in cookie


def test_every_answer_has_the_headers_of_safety(served: Served, inside: requests.Session) -> None:
    for answer in (
        requests.get(served.origin),
        inside.get(f"{served.origin}/role/{ROLE}"),
        inside.get(f"{served.origin}/role/none"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer" and answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert "server" not in answer.headers


def test_another_name_for_this_machine_is_refused(served: Served, inside: requests.Session) -> None:
    for host in ("evil.example", "127.0.0.1", "127.0.0.1.evil.example:80"):
        assert inside.get(f"{served.origin}/role/{ROLE}", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "forged",
    [
        {"Origin": "http://evil.example"},
        {"Origin": None},
        {"Origin": "null"},
        {"X-Desk-Token": "guessed"},
        {"X-Desk-Token": None},
        {"Content-Type": "text/plain"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Cookie": "sourcing-desk-1=none"},
    ],
    ids=lambda headers: " ".join(f"{name} {value}" for name, value in headers.items()),
)
def test_a_write_from_elsewhere_is_refused(served: Served, inside: requests.Session, forged: dict[str, Any]) -> None:
    who = person(served, 9)
    if "Cookie" in forged:
        inside.cookies.clear()
    assert inside.post(f"{served.origin}/decide", json=decision(person=who), headers=forged).status_code == 403
    assert held(served, who) == []


def test_it_listens_on_this_machine_alone(served: Served) -> None:
    port = urlsplit(served.origin).port
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0  # it would answer there, were it bound to every address


def test_a_decision_is_written_and_shown_to_everybody_who_looks(served: Served, inside: requests.Session) -> None:
    who = person(served, 1)
    answer = inside.post(f"{served.origin}/decide", json=decision(person=who))
    assert answer.status_code == 200 and answer.json()["stage"] == "approved for outreach"
    later = inside.post(f"{served.origin}/decide", json=decision(person=who, stage="later", until="2027-01-15"))
    assert later.status_code == 200
    expected = [("approved for outreach", None), ("later", "2027-01-15")]
    assert [(row["stage"], row["until"]) for row in held(served, who)] == expected
    (row,) = served.at.run("sql", f"SELECT stage, decided_by FROM shortlist WHERE person_id = '{who}'", "--json").json()
    assert row == {"stage": "later", "decided_by": "Rhea"}
    assert "serves models" in inside.get(f"{served.origin}/role/{ROLE}").text
    log = [(row["act"], row["actor"]) for row in served.at.run("audit", "show", "--json").json()]
    assert {("decided", "Rhea"), ("decided", "Rhea")} <= {*log}


def test_a_note_is_written(served: Served, inside: requests.Session) -> None:
    who = person(served, 2)
    said = {"person": who, "role": ROLE, "text": "met at a talk <b>", "by": "Rhea"}
    assert inside.post(f"{served.origin}/note", json=said).status_code == 200
    (row,) = served.at.run("sql", f"SELECT text, written_by FROM notes WHERE person_id = '{who}'", "--json").json()
    assert row == {"text": "met at a talk <b>", "written_by": "Rhea"}
    page = inside.get(f"{served.origin}/role/{ROLE}").text
    assert "met at a talk &lt;b&gt;" in page and "met at a talk <b>" not in page


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"stage": "perhaps"}, 400, "is no stage"),
        ({"reason": " "}, 400, "reason is empty"),
        ({"by": "x" * 5_000}, 400, "by is too long"),
        ({"stage": "later", "until": "soon"}, 400, "no day to look again"),
        ({"person": "p000000000000"}, 404, "held no longer"),
        ({"role": "nobody"}, 400, "no shortlist for role"),
        ({"reason": "x" * 70_000}, 413, "bytes are not taken"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(
    served: Served, inside: requests.Session, wrong: dict[str, Any], status: int, said: str
) -> None:
    who = person(served, 10)
    answer = inside.post(f"{served.origin}/decide", json=decision(person=who) | wrong)
    assert answer.status_code == status and said in answer.json()["error"]
    assert held(served, who) == []


def test_while_another_run_writes_the_page_says_so_and_nothing_is_saved(
    served: Served, inside: requests.Session
) -> None:
    who = person(served, 11)
    with single_writer(Home(served.at.folder / ".sourcing").lock):
        answer = inside.post(f"{served.origin}/decide", json=decision(person=who))
        assert inside.get(f"{served.origin}/role/{ROLE}").status_code == 200
    assert answer.status_code == 409
    assert "Another run is writing" in answer.json()["error"] and str(os.getpid()) in answer.json()["error"]
    assert held(served, who) == []


def test_an_unknown_role_is_told_on_a_page(served: Served, inside: requests.Session) -> None:
    answer = inside.get(f"{served.origin}/role/%3Cscript%3E")
    assert answer.status_code == 404 and "no shortlist for role" in answer.text and "<script>" not in answer.text


def test_without_a_published_file_or_a_free_port_nothing_is_served(served: Served, tmp_path: Path) -> None:
    nothing = Desk(tmp_path / "new").answered().run("desk", "--port", "0")
    assert nothing.code == 3 and "does not exist yet" in one_line_error(nothing)
    port = urlsplit(served.origin).port
    taken = served.at.run("desk", "--port", str(port))
    assert taken.code == 3 and f"port {port} is taken" in one_line_error(taken)


def test_what_the_desk_leaves_is_its_owner_s_alone(served: Served) -> None:
    published = Home(served.at.folder / ".sourcing").published
    assert stat.S_IMODE(published.stat().st_mode) == 0o600
