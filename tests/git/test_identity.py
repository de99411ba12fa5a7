"""Keyed hashes of addresses, who is a machine, and the joins a mailmap declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.git.identity import Identities, is_bot, shown_name
from sourcing.keyed import keyed_handle
from sourcing.records import Account
from tests.git.support import SALT, Draft, build, git


@pytest.mark.parametrize("address", ["maria@example.org", "  Maria@Example.ORG\t", "MARIA@EXAMPLE.ORG"])
def test_the_handle_is_the_keyed_hash_of_the_bare_address(address: str) -> None:
    """Computed elsewhere: printf maria@example.org | openssl dgst -sha256 -hmac pepper."""
    assert keyed_handle(b"pepper", address) == "282caccb18616907"


def test_another_salt_gives_another_handle() -> None:
    assert keyed_handle(b"one", "maria@example.org") != keyed_handle(b"two", "maria@example.org")


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("123+octo-maria@users.noreply.github.com", "octo-maria"),
        ("123+Octo-Maria@users.noreply.github.com", "octo-maria"),
        ("9+maria_acme@users.noreply.github.com", "maria_acme"),
    ],
)
def test_a_noreply_address_gives_both_accounts(address: str, login: str) -> None:
    found = Identities(SALT).of("Maria", address)
    assert found is not None
    assert found.account == Account(site="git", handle=keyed_handle(SALT, address))
    assert found.declared == (Account(site="github", handle=login),)


@pytest.mark.parametrize(
    "address",
    [
        "1+helper[bot]@users.noreply.github.com",
        "1+maria@users.noreply.github.com.evil.example",
        "x1+maria@users.noreply.github.com",
        "1+@users.noreply.github.com",
        "1+-maria@users.noreply.github.com",
        "maria@example.org",
    ],
)
def test_other_addresses_declare_no_login(address: str) -> None:
    found = Identities(SALT).of("Maria", address)
    assert found is not None
    assert found.declared == ()


BOTS = [
    ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
    ("Dependabot", "support@dependabot.example"),
    ("renovate-bot", "x@example.org"),
    ("Renovate Bot", "bot@renovate.example"),
    ("Weblate (bot)", "noreply@translate.example"),
    ("Hosted Weblate", "hosted@translate.example"),
    ("GitHub Actions", "actions@example.org"),
    ("github-actions", "x@example.org"),
    ("GitHub", "noreply@github.com"),
    ("Claude", "noreply@anthropic.com"),
    ("Copilot", "198982749+Copilot@users.noreply.github.com"),
    ("k8s-ci-robot", "k8s-ci-robot@users.noreply.github.com"),
    ("acme-bot", "acme@example.org"),
    ("acme_bot", "acme@example.org"),
    ("Acme", "release-bot@example.org"),
    ("Acme", "acme.bot@example.org"),
    ("Release", "releases@example.org"),
    ("Builder", "acme-ci@example.org"),
    ("CI", "ci@example.org"),
    ("Jenkins", "builds@example.org"),
    ("Jenkins CI", "x@example.org"),
    ("Travis CI", "builds@travis.example"),
    ("pre-commit-ci", "x@example.org"),
    ("semantic-release-runner", "x@example.org"),
    ("Acme Automation", "x@example.org"),
    ("pytorchmergebot", "x@example.org"),
]


@pytest.mark.parametrize(("name", "address"), [*BOTS, ("PyTorch MergeBot", "x@example.org")])
def test_a_machine_is_a_bot(name: str, address: str) -> None:
    assert is_bot(name, address)


GROUPS = ["The Oven Authors", "Oven AI Team", "oven-contributors", "Bread Organization"]


@pytest.mark.parametrize("name", GROUPS)
def test_who_signs_as_a_group_is_nobody_to_meet(name: str) -> None:
    assert is_bot(name, "oven@example.org")


PEOPLE = [
    ("Ada Teamson", "ada@example.org"),
    ("Contributors' Friend Otto", "otto@example.org"),
    ("Anna Talbot", "anna.talbot@example.org"),
    ("Bud Abbott", "abbott@example.org"),
    ("Luca Cibot", "luca-cibot@example.org"),
    ("Sipho Botha", "botha@example.org"),
    ("Yann Le Bot", "yann.le-bot@example.org"),
    ("Botond Nagy", "botond@example.org"),
    ("Maria Release", "maria.release@example.org"),
    ("Sarah Jenkins", "sarah.jenkins@example.org"),
    ("Jenkins Okafor", "jenkins.okafor@example.org"),
    ("Travis Cipriani", "travis.cipriani@example.org"),
    ("Claude", "claude@example.org"),
    ("Claude Martin", "claude.martin@example.org"),
    ("Maria Probe", "maria@weblate.example"),
    ("Maria Probe", "maria@circleci.example"),
    ("Maria Probe", "maria@chat-bot.example"),
    ("Maria Probe", "maria@automation.example"),
    ("Maria Probe", "maria@snyk.example"),
    ("Lucia Ci", "lucia.ci@example.org"),
    ("Robota Praca", "robota@example.org"),
    ("", "maria@example.org"),
]


@pytest.mark.parametrize(("name", "address"), PEOPLE)
def test_a_person_is_no_bot(name: str, address: str) -> None:
    assert not is_bot(name, address)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("maria@example.org", ""),
        ("maria@laptop", ""),
        ("Maria (maria@example.org)", "Maria"),
        ("Ma\x07ria\u202e Probe", "Maria Probe"),
        ("  Maria   Probe ", "Maria Probe"),
        ("x" * 100, "x" * 80),
        ("Maria @ Probe", "Maria @ Probe"),
    ],
)
def test_a_shown_name_has_no_address_and_nothing_invisible(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text(), st.emails())
def test_no_address_survives_in_a_shown_name(name: str, address: str) -> None:
    assert address not in shown_name(f"{name} {address}")


def with_mailmap(where: Path, mailmap: str) -> tuple[Path, str]:
    build(where, [Draft(files={".mailmap": mailmap})])
    return where, git(where, "rev-parse", "main:.mailmap")


def joined(where: Path, mailmap: str, *people: tuple[str, str]) -> list[tuple[str, str]]:
    identities = Identities(SALT)
    for name, address in people:
        identities.of(name, address)
    links = identities.mailmap_links(*with_mailmap(where, mailmap), reason="the mailmap of x")
    assert {link.reason for link in links} <= {"the mailmap of x"}
    return [(link.a.handle, link.b.handle) for link in links]


def pair(one: str, other: str) -> tuple[str, str]:
    a, b = sorted((keyed_handle(SALT, one), keyed_handle(SALT, other)))
    return a, b


def test_a_mailmap_joins_two_addresses_as_git_reads_it(tmp_path: Path) -> None:
    mailmap = "# comment\nMaria Probe <maria@example.org> <old@example.org>\n"
    people = [("Maria", "maria@example.org"), ("mp", "OLD@example.org"), ("Ben", "ben@example.org")]
    assert joined(tmp_path, mailmap, *people) == [pair("maria@example.org", "old@example.org")]


def test_a_mailmap_entry_by_name_joins_only_that_name(tmp_path: Path) -> None:
    mailmap = "Maria Probe <maria@example.org> root <root@host.example>\n"
    people = [("root", "root@host.example"), ("other", "shared@host.example")]
    assert joined(tmp_path, mailmap, *people) == [pair("maria@example.org", "root@host.example")]


def test_a_mailmap_that_gives_one_address_to_several_people_joins_none_of_them(tmp_path: Path) -> None:
    mailmap = (
        "Carla <carla@example.org> Carla <shared@host.example>\nDamir <damir@example.org> Damir <shared@host.example>\n"
    )
    people = [("Carla", "shared@host.example"), ("Damir", "shared@host.example"), ("Carla", "carla@example.org")]
    assert joined(tmp_path, mailmap, *people) == []
    mailmap = "Carla <carla@example.org> Carla <shared@host.example>\n"
    assert joined(tmp_path / "other", mailmap, *people) == []


UNSET = [
    "you@example.com",
    "dabi@example.com",
    "you@example.org",
    "your.email@gmail.com",
    "youremail@domain.com",
    "your_name@company.com",
    "root@localhost",
    "root@localhost.localdomain",
    "ubuntu@ip-172-31-0-1.eu-west-1.compute.internal",
    "maria@laptop",
    "maria@laptop.local",
    "maria@laptop.(none)",
    "maria",
]


@pytest.mark.parametrize("address", UNSET)
def test_an_address_of_anybody_joins_nobody(address: str) -> None:
    def who(name: str, repository: str) -> Account:
        found = Identities(SALT, repository=repository).of(name, address)
        assert found is not None
        return found.account

    assert who("Alba  Quist", "a/one") == who("Alba Quist", "a/one")
    assert len({who("Alba Quist", "a/one"), who("Boris Venn", "a/one"), who("Alba Quist", "a/two")}) == 3


@pytest.mark.parametrize(
    "address",
    [
        "maria@example.org",
        "you@maria.example",
        "name@post.example",
        "root@maria.dev",
        "maria@internal.example",
        "7+you@users.noreply.github.com",
    ],
)
def test_an_address_of_somebody_is_theirs_everywhere(address: str) -> None:
    one, other = (Identities(SALT, repository=where).of("Maria", address) for where in ("a/one", "a/two"))
    assert one == other


def test_a_mailmap_joins_no_bot(tmp_path: Path) -> None:
    mailmap = "X <maria@example.org> <acme-bot@example.org>\nY <ci@example.org> <ben@example.org>\n"
    assert joined(tmp_path, mailmap, ("acme", "acme-bot@example.org"), ("Ben", "ben@example.org")) == []


@pytest.mark.parametrize("name", ["\x0c", "a\x85b\u2028c\x1cd", "<>", "\n\r", "", "-", "\\xff"])
def test_a_mailmap_is_read_whatever_a_name_holds(tmp_path: Path, name: str) -> None:
    mailmap = "Maria <maria@example.org> <old@example.org>\n"
    people = [(name, "other@example.org"), (name, "old@example.org")]
    assert joined(tmp_path, mailmap, *people) == [pair("maria@example.org", "old@example.org")]


def test_a_mailmap_in_the_folder_we_stand_in_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".mailmap").write_text("Ben <ben@example.org> <maria@example.org>\n")
    monkeypatch.chdir(tmp_path)
    work = tmp_path / "work"
    build(work, [Draft(files={".mailmap": "# nothing\n"})], bare=False)
    identities = Identities(SALT)
    identities.of("Maria", "maria@example.org")
    assert identities.mailmap_links(work / ".git", git(work, "rev-parse", "main:.mailmap"), reason="x") == []
