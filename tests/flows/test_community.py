"""People followed to the community sites they name: a real run, real site processes, and what a human decides after it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from sourcing.database import Database
from sourcing.frontier import Frontier
from sourcing.sandbox.forge import Forge
from sourcing.sandbox.web.serve import Web
from sourcing.sandbox.web.sites.hackernews import THREAD
from tests.flows.forge import at_forge, logins
from tests.flows.support import ROLE, Desk, one_line_error

SITES = ["web", "huggingface"]
DECIDED = ("--by", "R. Reader", "--reason", "same project on both")


@pytest.fixture(scope="module")
def star(web: Web) -> str:
    """Who is on most sites, and links both ways on each."""
    return Counter(one.person.handle for one in web.community.presences).most_common(1)[0][0]


def pointed(desk: Desk, web: Web) -> Desk:
    """The same desk with the way to the invented web."""
    desk.environment |= {
        "SOURCING_SITE_ROUTE": web.url,
        "SOURCING_SITE_PACE": "0",
        "SOURCING_SITES_OFF": '["*"]',
        "SOURCING_SITES_ON": json.dumps(SITES),
    }
    return desk


@pytest.fixture(scope="module")
def followed(forge: Forge, web: Web, star: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after one run over two people and the sites they name; tests look at it, or copy it."""
    desk = pointed(at_forge(tmp_path_factory.mktemp("followed"), forge), web)
    done = desk.run("run", ROLE, *logins(star, "ferox-sbx"), "--without-prefect")
    assert done.code == 0, done.err
    assert "huggingface: " in done.err and ", 0 to do" in done.err
    return desk


@pytest.fixture
def copied(followed: Desk, forge: Forge, web: Web, tmp_path: Path) -> Desk:
    shutil.copytree(followed.folder, tmp_path / "copy")
    desk = Desk(tmp_path / "copy")
    desk.environment |= {name: value for name, value in followed.environment.items() if name.startswith("SOURCING_")}
    desk.environment["GITHUB_TOKEN"] = forge.token
    return desk


def accounts(desk: Desk, login: str) -> set[str]:
    """All accounts of the person with a login."""
    query = f"SELECT unnest(accounts) AS account FROM people WHERE list_contains(accounts, 'github:{login}')"
    return {row["account"] for row in desk.run("sql", query, "--json").json()}


def test_one_person_stands_there_with_their_accounts_and_why(followed: Desk, star: str) -> None:
    held = accounts(followed, star)
    assert {one.partition(":")[0] for one in held} >= {"git", "github", *SITES}
    told = followed.run("explain", ROLE, star).out
    assert "Published elsewhere" in told and "each names the other" in told


def test_what_was_published_is_evidence_with_a_link_and_a_date(followed: Desk, star: str) -> None:
    query = "SELECT signal, kind, own_value, link, observed_at FROM evidence WHERE starts_with(repository, 'huggingface.co/')"
    rows = followed.run("sql", query, "--json").json()
    assert {row["signal"] for row in rows} >= {"models", "datasets"}
    assert all(row["link"].startswith("https://huggingface.co/") and 0 < row["own_value"] <= 1 for row in rows)


def test_nobody_asks_again_within_a_week_and_the_next_run_shows_the_same(copied: Desk, web: Web, star: str) -> None:
    before, asked = copied.run("shortlist", ROLE, "--all").out, len(web.log)
    assert copied.run("run", ROLE, *logins(star, "ferox-sbx"), "--without-prefect").code == 0
    assert copied.run("shortlist", ROLE, "--all").out == before
    assert len(web.log) == asked


def test_a_claim_is_nobody_s_until_it_is_accepted_and_comes_apart_again(copied: Desk) -> None:
    claims = copied.run("identity", "review", "--json").json()["claims"]
    claim = next(row for row in claims if row["claimed"].startswith("devto:") or not row["is_read"])
    pair = (claim["claimed"], claim["claimed_by"])
    login = claim["claimed_by"].removeprefix("github:")
    assert claim["claimed"] not in accounts(copied, login)
    assert copied.run("identity", "accept", *pair, *DECIDED).code == 0
    assert claim["claimed"] in accounts(copied, login)
    reason = copied.run("sql", f"SELECT reason FROM accounts WHERE account = '{claim['claimed']}'", "--json").json()
    assert reason == [{"reason": "accepted by R. Reader on 2026-11-01: same project on both"}]
    assert copied.run("identity", "split", claim["claimed"], *DECIDED).code == 0
    assert claim["claimed"] not in accounts(copied, login)
    assert copied.run("identity", "undo", *pair, *DECIDED).code == 0
    assert claim in copied.run("identity", "review", "--json").json()["claims"]


def test_split_sets_both_sides_back(copied: Desk, star: str) -> None:
    whole = accounts(copied, star)
    face = next(one for one in whole if one.startswith("huggingface:"))
    assert copied.run("identity", "split", face, *DECIDED).code == 0
    assert accounts(copied, star) == whole - {face}


def test_who_is_suppressed_on_one_site_is_gone_from_all_and_not_asked_for(copied: Desk, web: Web, star: str) -> None:
    face = next(one for one in accounts(copied, star) if one.startswith("huggingface:"))
    assert copied.run("suppress", face, "--reason", "asked by letter").code == 0
    assert accounts(copied, star) == set()
    copied.environment["SOURCING_CLOCK"] = "2026-12-01T00:00:00Z"
    asked = len(web.log)
    assert copied.run("run", ROLE, *logins(star, "ferox-sbx"), "--without-prefect").code == 0
    assert accounts(copied, star) == set()
    assert face.partition(":")[2] not in " ".join(ask.path for _, ask, _ in web.log[asked:])


def test_who_answers_in_a_thread_can_be_looked_for_on_github(copied: Desk, web: Web) -> None:
    out = copied.folder / "logins.txt"
    done = copied.run("collect", "--account", f"hackernews:thread/{THREAD}", "--out", str(out))
    assert done.code == 0, done.err
    logins = [line.split()[0] for line in out.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert logins and set(logins) <= set(web.community.github)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("collect", "--site", "myspace"), "no site 'myspace'"),
        (("collect", "--site", "openalex"), "openalex needs OPENALEX_KEY"),
        (("collect", "--account", "no-account"), "'no-account' names no account"),
        (("identity", "split", "github:nobody-here", *DECIDED), "nobody held has the account github:nobody-here"),
        (("identity", "accept", "devto:x", "github:nobody-here", *DECIDED), "nobody held has or names devto:x"),
    ],
)
def test_what_is_misnamed_is_named(copied: Desk, words: tuple[str, ...], named: str) -> None:
    done = copied.run(*words)
    assert done.code == 2
    assert named in one_line_error(done)


def test_no_link_of_a_profile_becomes_a_clone(followed: Desk) -> None:
    keys = [
        item.key for item in Frontier(Database(f"sqlite:///{followed.folder / '.sourcing/frontier.sqlite'}")).items()
    ]
    assert keys and not [key for key in keys if key.startswith("git ")]
