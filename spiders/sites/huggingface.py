"""Hugging Face over its Hub API: the overview of an account, and the models, datasets and Spaces it published.

Organisations share the namespace with people: of an account that is one nothing is kept. What a model's card states is told by its
metadata (`model-index` holds evaluation results, `datasets` what it was trained on), not by its prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile, capped
from sourcing.records import Account
from sourcing.wishes import declines
from spiders import wire
from spiders.site import Answer, Page, Parsed, Policy, Site

_HOST = "https://huggingface.co"
_LISTED = {"models": ArtifactKind.MODEL, "datasets": ArtifactKind.DATASET, "spaces": ArtifactKind.APP}
_LIMIT = 100


def pages(account: Account) -> Iterable[Page]:
    """The overview; what is listed follows where the account is a person's."""
    yield Page(kind="overview", url=f"{_HOST}/api/users/{quote(account.handle)}/overview", account=account)


def parse_overview(answer: Answer) -> Parsed:
    """The profile, and the listings that are not empty."""
    told = wire.document(answer.text)
    if told.get("type", "user") != "user":
        return Parsed(refused="no person (an organisation)")
    bio, url = wire.prose(told.get("details"), most=2_000), f"{_HOST}/{answer.account.handle}"
    if declines(bio):
        return Parsed(profile=SiteProfile(account=answer.account, url=url, declines=True))
    profile = SiteProfile(
        account=answer.account,
        url=url,
        display_name=wire.string(told.get("fullname"), most=100),
        claims=wire.skills_of_bio(bio),
    )
    return Parsed(
        profile=profile,
        links=wire.links(answer.account, wire.urls(bio), kind=LinkKind.TEXT, seen_at=url),
        follow=tuple(
            _listing(kind, answer.account) for kind in _LISTED if wire.number(told.get(f"num{kind.capitalize()}")) != 0
        ),
    )


def _listing(kind: str, account: Account) -> Page:
    full = "&full=true&cardData=true" if kind == "models" else "&full=true"
    url = f"{_HOST}/api/{kind}?author={quote(account.handle)}&limit={_LIMIT}{full}"
    return Page(kind=kind, url=url, account=account)


def parse_listing(answer: Answer) -> Parsed:
    """The models, datasets or Spaces of one page, and the page behind it."""
    kind = answer.page.kind
    following = wire.next_link(answer.headers)
    made = (_artifact(row, kind, answer.account) for row in wire.listing(answer.text))
    return Parsed(
        artifacts=tuple(one for one in made if one),
        follow=(Page(kind=kind, url=following, account=answer.account),) if following else (),
    )


def _artifact(row: Mapping[str, Any], kind: str, account: Account) -> Artifact | None:
    name = wire.string(row.get("id") or row.get("modelId"))
    if "/" not in name or row.get("private") is True or name.partition("/")[0].lower() != account.handle:
        return None
    card = wire.mapping(row.get("cardData"))
    tags = [
        *wire.strings(row.get("tags")),
        *wire.strings(row.get("pipeline_tag")),
        *wire.strings(row.get("library_name")),
    ]
    path = name if kind == "models" else f"{kind}/{name}"
    return Artifact(
        account=account,
        kind=_LISTED[kind],
        key=f"huggingface.co/{path}",
        title=name.partition("/")[2],
        link=f"{_HOST}/{quote(path)}",
        relation=Relation.OWNER,
        made_at=wire.moment(row.get("createdAt")),
        changed_at=wire.moment(row.get("lastModified")),
        measures=capped({name: wire.number(row.get(name)) for name in ("downloads", "likes")}),
        skills=wire.skills_of_tags([*tags, *wire.strings(row.get("sdk"))]),
        states=tuple(_states(card, tags)),
    )


def _states(card: Mapping[str, Any], tags: list[str]) -> Iterable[str]:
    if card.get("datasets") or any(tag.startswith("dataset:") for tag in tags) or "generated_from_trainer" in tags:
        yield "training"
    if any(wire.rows(one.get("results")) for one in wire.rows(card.get("model-index"))):
        yield "evaluation"
    if card.get("license") or any(tag.startswith("license:") for tag in tags):
        yield "licence"


SITE = Site(
    name="huggingface",
    policy=Policy(
        terms_url="https://huggingface.co/terms-of-service",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "fullname",
            "details",
            "id",
            "tags",
            "pipeline_tag",
            "library_name",
            "downloads",
            "likes",
            "createdAt",
            "lastModified",
        ),
        seconds=0.7,  # 500 requests in 5 minutes without an account
        hosts=("huggingface.co",),
        takes=("HF_TOKEN",),
    ),
    pages=pages,
    parsers={"overview": parse_overview, **dict.fromkeys(_LISTED, parse_listing)},
    sign=lambda url, given: (url, {"Authorization": f"Bearer {given['HF_TOKEN']}"} if given.get("HF_TOKEN") else {}),
)
