"""Cases of parsers: a folder holds a body as a site sends it, the page it answers, and what is to be made of it.

    cases/<file of the site>/<case>/page.json        {"kind", "url", "account", "headers" of the answer}
                                   /body.json|xml|html|md
                                   /expected.json

`python -m tests.spiders.support [SITE]` writes what is made of bodies now into `expected.json`, to be read before it is committed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sourcing.community import MOST
from sourcing.discovery import plugins
from sourcing.records import Account
from sourcing.skills import catalogue
from spiders import sites
from spiders.site import Answer, Page, Parsed, Site, Unreadable
from spiders.text import clean

CASES = Path(__file__).parent / "cases"
CLOCK = datetime(2026, 11, 1, 9, tzinfo=UTC)
_PARSED = TypeAdapter(Parsed)


@cache
def modules() -> dict[str, Site]:
    """The sites by the name of their file."""
    return {name: module.SITE for name, module in plugins(sites, attribute="SITE", kind=Site).items()}


def cases(module: str) -> Iterator[Path]:
    """The folders of one site's cases."""
    folder = CASES / module
    return (path for path in sorted(folder.iterdir()) if path.is_dir()) if folder.is_dir() else iter(())


def answer_of(case: Path, *, body: str | None = None) -> Answer:
    """The answer that a case holds; `body` takes the place of its own."""
    told = json.loads((case / "page.json").read_text("utf-8"))
    page = Page(kind=told["kind"], url=told["url"], account=Account.parse(told["account"]))
    return Answer(
        page=page,
        text=clean(body_of(case) if body is None else body),
        fetched_at=CLOCK,
        headers=told.get("headers", {}),
    )


def body_of(case: Path) -> str:
    """The body that a case holds."""
    return next(path for path in sorted(case.iterdir()) if path.stem == "body").read_text("utf-8")


def made_of(site: Site, answer: Answer) -> dict[str, Any]:
    """What the site's parser makes of an answer, as JSON has it, without what is empty."""
    try:
        parsed = site.parsers[answer.page.kind](answer)
    except Unreadable as cause:
        return {"unreadable": str(cause)}
    told: dict[str, Any] = _PARSED.dump_python(parsed, mode="json", exclude_defaults=True)
    return told


def check(parsed: Parsed) -> None:
    """What holds of everything that a parser tells."""
    texts = []
    if parsed.profile and parsed.profile.declines:
        assert not parsed.follow
    else:
        assert not parsed.speaks_for
    for told in filter(None, (parsed.profile, *parsed.others)):
        texts += [told.display_name, told.location, *told.languages]
        assert is_address(told.url)
        assert set(told.claims) <= set(catalogue())
        if told.declines:
            assert not (told.display_name or told.location or told.claims)
            assert told.account not in {
                *(one.account for one in parsed.artifacts),
                *(one.account for one in parsed.links),
            }
    for artifact in parsed.artifacts:
        texts += [artifact.title, artifact.key]
        assert artifact.title and artifact.key, "an artifact without title or key is to be left out"
        assert "://" not in artifact.key, "the key of an artifact is host/path"
        assert is_address(artifact.link) and (artifact.code is None or is_address(artifact.code)), "no address"
        assert set(artifact.skills) <= set(catalogue())
        assert all(0 <= value <= MOST[name] for name, value in artifact.measures.items())
        for at in (artifact.made_at, artifact.changed_at):
            assert at is None or at.tzinfo is UTC
    for link in parsed.links:
        assert is_address(link.url) and link.to != link.account
    for page in parsed.follow:
        assert is_address(page.url)
    for text in texts:
        assert not re.search(r"[\x00\ud800-\udfff]", text) and len(text) <= 400
        assert not re.search(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", text), text
    assert parsed.wait >= 0


def is_address(url: str) -> bool:
    """Whether a text is an address that a browser opens."""
    return url.startswith(("http://", "https://")) and not re.search(r"[\s<>\"]", url)


def main(wanted: list[str]) -> None:
    """Writes the expectations of some sites, or of all."""
    if unknown := sorted(set(wanted) - modules().keys()):
        sys.exit(f"no spiders/sites/{unknown[0]}.py")
    for module in wanted or modules():
        if not any(cases(module)):
            sys.exit(f"no case in tests/spiders/cases/{module}/: write CASE/page.json and CASE/body.json there first")
    for module, site in modules().items():
        for case in cases(module) if not wanted or module in wanted else ():
            text = json.dumps(made_of(site, answer_of(case)), ensure_ascii=False, indent=1, sort_keys=True)
            (case / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
