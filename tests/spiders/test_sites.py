"""Every site: what it makes of recorded shapes, that it survives what nobody should send, and what it may never tell."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import pytest

from sourcing.records import Account
from spiders.base import is_parser_fault
from spiders.site import Answer, Page, Unreadable
from spiders.text import clean
from tests.spiders.support import answer_of, body_of, cases, check, is_address, made_of, modules

_ALL = [(module, case) for module in modules() for case in cases(module)]
_NAMES = [f"{module}/{case.name}" for module, case in _ALL]
# One case of each answer, whatever its body: its kind, address, account and headers.
_BODILESS = {f"{module}: {answer_of(case, body='')}": (module, case) for module, case in reversed(_ALL)}
_VALUES: list[object] = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "\x00\ud800",
    [],
    {},
    [None],
    {"a": [[]]},
    "<b>&#x0;</b>",
    "9" * 400,
]


@pytest.mark.parametrize("module", modules())
def test_every_site_has_cases_for_all_its_pages(module: str) -> None:
    held = {json.loads((case / "page.json").read_text("utf-8"))["kind"] for case in cases(module)}
    missing = sorted(set(modules()[module].parsers) - held)
    assert not missing, f"spiders/sites/{module}.py: no case in tests/spiders/cases/{module} for {missing}"


@pytest.mark.parametrize(("module", "case"), _ALL, ids=_NAMES)
def test_what_is_made_of_a_page(module: str, case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert made_of(modules()[module], answer_of(case)) == expected


@pytest.mark.parametrize(("module", "case"), _ALL, ids=_NAMES)
def test_what_is_kept_is_clean(module: str, case: Path) -> None:
    try:
        parsed = modules()[module].parsers[answer_of(case).page.kind](answer_of(case))
    except Unreadable:
        return
    check(parsed)


@pytest.mark.parametrize(("module", "case"), _ALL, ids=_NAMES)
def test_a_damaged_page_is_read_or_refused(module: str, case: Path) -> None:
    """A hundred damages of each page, the same in every run."""
    whole, sent = answer_of(case), body_of(case)
    for throw in range(100):
        body = _damaged(sent, Random(f"{module}/{case.name}/{throw}"))
        try:
            _read(module, replace(whole, text=clean(body)))
        except Exception as cause:
            cause.add_note(f"throw {throw}: {body[:2_000]!r}")
            raise


def _damaged(body: str, dice: Random) -> str:
    """A page with a value of another kind in its document, and with something else in place of up to 40 characters."""
    if body.lstrip()[:1] in ("{", "["):
        document = json.loads(body)
        _damage(document, dice)
        body = json.dumps(document)
    if dice.random() < 0.5:
        start = dice.randint(0, len(body))
        end = dice.randint(start, min(len(body), start + 40))
        return body[:start] + dice.choice(["", "\x00", "<", "]]>", "&#xD800;", '"', "{", "é" * 50]) + body[end:]
    return body


@pytest.mark.parametrize(
    ("module", "case"), _BODILESS.values(), ids=[f"{module}/{case.name}" for module, case in _BODILESS.values()]
)
@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        '"text"',
        "[" * 100_000,
        '{"a":' * 50_000,
        "<div>" * 100_000,
        "<a><b></a>",
        "\ufeff",
        "&" * 10_000,
        "0",
    ],
    ids=[
        "empty",
        "null",
        "list",
        "object",
        "text",
        "deep list",
        "deep object",
        "deep page",
        "crossed",
        "mark",
        "entities",
        "number",
    ],
)
def test_a_strange_page_is_read_or_refused(module: str, case: Path, body: str) -> None:
    _read(module, answer_of(case, body=body))


def _read(module: str, answer: Answer) -> None:
    """Reads an answer as the spider does: a stumble over the body is a refusal, anything else an error of ours."""
    try:
        parsed = modules()[module].parsers[answer.page.kind](answer)
    except Unreadable:
        return
    except Exception as cause:
        if is_parser_fault(cause):
            return
        raise
    check(parsed)


def _damage(document: object, dice: Random) -> None:
    """Puts a value of another kind somewhere into a document, or takes one out."""
    place = document
    for _ in range(dice.randint(0, 4)):
        inner = [
            value
            for value in (place.values() if isinstance(place, dict) else place if isinstance(place, list) else ())
            if value
        ]
        inner = [value for value in inner if isinstance(value, dict | list)]
        if not inner:
            break
        place = dice.choice(inner)
    if isinstance(place, dict) and place:
        key = dice.choice(sorted(place))
        if dice.random() < 0.5:
            place[key] = dice.choice(_VALUES)
        else:
            del place[key]
    elif isinstance(place, list) and place:
        place[dice.randrange(len(place))] = dice.choice(_VALUES)


@pytest.mark.parametrize("module", modules())
def test_a_policy_says_on_which_terms(module: str) -> None:
    policy = modules()[module].policy
    assert policy.terms_url.startswith("https://")
    assert policy.fields and all(policy.fields)
    assert policy.seconds > 0
    assert {field.name for field in fields(policy)} >= {
        "terms_url",
        "reviewed_on",
        "fields",
        "seconds",
        "default_on",
        "needs",
        "days",
    }


@pytest.mark.parametrize("module", modules())
def test_credentials_go_to_the_site_alone(module: str) -> None:
    site = modules()[module]
    given = dict.fromkeys((*site.policy.needs, *site.policy.takes), "a canary&c")
    for url in ("https://probe.example/a", "https://probe.example/a?b=c"):
        signed, headers = site.sign(url, given) if site.sign else (url, {})
        assert signed.startswith(url) and is_address(signed) and (not given or signed != url or headers)
        assert not site.sign or site.sign(url, {}) == (url, {})


@pytest.mark.parametrize("module", modules())
def test_first_pages_lie_on_the_site(module: str) -> None:
    site = modules()[module]
    for handle in ("ada-probe", "x/../y", "a b", "é", "a?b#c"):
        for page in site.pages(Account(site=site.name, handle=handle)):
            assert isinstance(page, Page)
            assert page.kind in site.parsers
            assert is_address(page.url)
