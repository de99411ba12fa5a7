"""A wish not to be recruited is heard on every site on which people say something of themselves, in whatever language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sourcing import wishes
from tests.spiders.support import answer_of, body_of, cases, made_of, modules

WORDLESS = {
    "arxiv",
    "dblp",
    "openalex",
    "pypi",
}  # their accounts have names and works, and nothing that a person writes of themselves
WISHES = (
    "Recruiters stay away",
    "Keine Headhunter",
    "Pas de recruteurs",
    "Sin reclutadores",
    "Без рекрутеров",
    "スカウト不要",
    "谢绝猎头",
)


def declining(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of those who ask to be left alone."""
    return [one for one in (told.get("profile") or {}, *told.get("others", ())) if one.get("declines")]


DECLINED = [
    (module, case)
    for module in modules()
    for case in cases(module)
    if declining(json.loads((case / "expected.json").read_text("utf-8")))
]


def test_every_site_with_words_of_its_people_has_a_case_of_a_wish() -> None:
    assert {module for module, _ in DECLINED} == {*modules()} - WORDLESS


@pytest.mark.parametrize(("module", "case"), DECLINED, ids=[f"{module}/{case.name}" for module, case in DECLINED])
def test_a_wish_is_heard_and_of_who_has_it_nothing_else_is_kept(module: str, case: Path) -> None:
    body, site = body_of(case), modules()[module]
    said = wishes._DECLINES.search(body)
    assert said, "the case words its wish otherwise than it stands in the body"
    before = declining(made_of(site, answer_of(case)))
    for wish in WISHES:
        found = declining(made_of(site, answer_of(case, body=body.replace(said[0], wish))))
        assert found == before and {*found[0]} == {"account", "url", "declines"}, wish
    assert declining(made_of(site, answer_of(case, body=body.replace(said[0], "Grinds models")))) != before
