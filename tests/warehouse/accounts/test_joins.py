"""Which accounts are one person's: only what both sides say, what a source knows, or what a human decided."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from warehouse.accounts.joins import MANY, Naming, People, Verdict, decide, site_of

SITES = ("github", "huggingface", "web", "devto", "git")
ACCOUNTS = [f"{site}:{name}" for site in SITES for name in ("ada", "bo", "cy")]


def naming(account: str, to: str) -> Naming:
    return Naming(
        account=account, to=to, kind="profile field", url=f"https://x.example/{to}", seen_at=f"https://{account}"
    )


def both(a: str, b: str) -> list[Naming]:
    return [naming(a, b), naming(b, a)]


def group_of(people: People, account: str) -> set[str]:
    return next({one for one, _ in group} for group in people.members.values() if account in dict(group))


def test_two_accounts_that_name_each_other_are_one_persons_and_the_reason_says_where() -> None:
    people = decide(["github:ada", "huggingface:ada"], known=[], namings=both("github:ada", "huggingface:ada"))
    assert group_of(people, "github:ada") == {"github:ada", "huggingface:ada"}
    assert dict(people.members["github:ada"])["huggingface:ada"] == (
        "each names the other: profile field on https://github:ada, profile field on https://huggingface:ada"
    )
    assert people.open == []


def test_one_direction_is_a_claim_and_joins_nobody() -> None:
    people = decide(["github:ada", "huggingface:ada"], known=[], namings=[naming("github:ada", "huggingface:ada")])
    assert group_of(people, "github:ada") == {"github:ada"}
    assert [(one.naming.to, one.conflict) for one in people.open] == [("huggingface:ada", None)]


def test_an_account_that_two_people_name_is_a_conflict() -> None:
    people = decide(ACCOUNTS, known=[], namings=[naming("github:ada", "devto:cy"), naming("github:bo", "devto:cy")])
    assert {one.conflict for one in people.open} == {"2 people name this account"}


def test_a_page_of_a_group_joins_nobody_of_the_group() -> None:
    links = [one for name in ("ada", "bo", "cy") for one in both("web:lab.example", f"github:{name}")]
    people = decide([*ACCOUNTS, "web:lab.example"], known=[], namings=links)
    assert group_of(people, "github:ada") == {"github:ada"}
    assert len(people.open) == 6
    assert all("page of a group" in str(one.conflict) for one in people.open)


def test_a_chain_of_both_ways_never_gives_one_person_two_accounts_of_a_site() -> None:
    links = [*both("github:ada", "web:ada"), *both("web:ada", "huggingface:ada"), *both("huggingface:ada", "devto:ada")]
    links += both("devto:ada", "github:bo")
    people = decide(ACCOUNTS, known=[], namings=links)
    assert group_of(people, "github:ada") != group_of(people, "github:bo")
    assert any("already" in str(one.conflict) for one in people.open)


def test_what_a_human_accepts_is_joined_and_what_is_split_comes_apart_again() -> None:
    claim = [naming("github:ada", "huggingface:ada")]
    same = Verdict(a="github:ada", b="huggingface:ada", verdict="same", reason="accepted by R")
    apart = Verdict(a="github:ada", b="huggingface:ada", verdict="apart", reason="set apart by R")
    undone = Verdict(a="github:ada", b="huggingface:ada", verdict="open", reason="undone by R")
    before = decide(ACCOUNTS, known=[], namings=claim)
    joined = decide(ACCOUNTS, known=[], namings=claim, verdicts=[same])
    assert group_of(joined, "github:ada") == {"github:ada", "huggingface:ada"}
    assert joined.open == []
    assert decide(ACCOUNTS, known=[], namings=claim, verdicts=[same, apart]).members == {
        key: [(one, "") for one, _ in group] for key, group in before.members.items()
    }
    assert decide(ACCOUNTS, known=[], namings=claim, verdicts=[same, undone]) == before


def test_apart_stands_against_what_sources_and_links_say() -> None:
    apart = [Verdict(a="git:ada", b="github:ada", verdict="apart", reason="set apart by R")]
    links = [*both("git:ada", "web:ada"), *both("web:ada", "github:ada")]
    people = decide(ACCOUNTS, known=[("git:ada", "github:ada", "address")], namings=links, verdicts=apart)
    assert group_of(people, "git:ada") != group_of(people, "github:ada")


_NAMINGS = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS)).filter(lambda pair: pair[0] != pair[1])
)
_VERDICTS = st.lists(
    st.tuples(st.sampled_from(list(combinations(sorted(ACCOUNTS), 2))), st.sampled_from(["same", "apart", "open"])),
    max_size=4,
)


@given(pairs=_NAMINGS, said=_VERDICTS, order=st.randoms())
def test_whatever_is_named(
    pairs: list[tuple[str, str]], said: list[tuple[tuple[str, str], str]], order: object
) -> None:
    namings = [naming(a, b) for a, b in pairs]
    verdicts = [Verdict(a=a, b=b, verdict=what, reason="R") for (a, b), what in said]
    people = decide(ACCOUNTS, known=[], namings=namings, verdicts=verdicts)
    shuffled = list(namings)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(reversed(ACCOUNTS), known=[], namings=shuffled, verdicts=verdicts) == people
    newest = {(one.a, one.b): one.verdict for one in verdicts}
    told = set(pairs)
    accepted = {pair for pair, what in newest.items() if what == "same"}
    for group in people.members.values():
        members = [one for one, _ in group]
        assert not any(newest.get((a, b)) == "apart" for a, b in combinations(sorted(members), 2))
        sure = {
            (a, b)
            for a, b in combinations(sorted(members), 2)
            if ((a, b) in told and (b, a) in told) or (a, b) in accepted
        }
        assert _reaches_all(members, sure), "everybody of a group is joined by links both ways, or by a human"
        if not accepted & set(combinations(sorted(members), 2)):
            named = [site_of(one) for one in members if site_of(one) not in MANY]
            assert len(named) == len(set(named))
    for one in people.open:
        assert group_of(people, one.naming.account) != group_of(people, one.naming.to)


def _reaches_all(members: list[str], pairs: set[tuple[str, str]]) -> bool:
    found, fresh = {members[0]}, [members[0]]
    while fresh:
        one = fresh.pop()
        near = {b for a, b in pairs if a == one} | {a for a, b in pairs if b == one}
        fresh += near - found
        found |= near
    return found == set(members)
