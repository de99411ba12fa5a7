"""Hugging Face over its Hub API: the overview of an account, and the models, datasets and Spaces it published.

Organisations share the namespace with people; asked for as people they are not there, and where one answers all the same nothing of it is
kept. What a card states is told by the tags that the Hub derives from it (`license:`, `dataset:`, `eval-results`), not by its prose: whole
cards and lists of files would make a page larger than is read. Papers are left out: the Hub tells them by paper, not by account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, Relation, capped
from sourcing.records import Account
from spiders import forms
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://huggingface.co"
_LISTED = {"models": ArtifactKind.MODEL, "datasets": ArtifactKind.DATASET, "spaces": ArtifactKind.APP}
_SHOWN = ("author", "createdAt", "disabled", "lastModified", "likes", "private", "tags")
_EXPAND = {
    "models": (*_SHOWN, "downloads", "library_name", "pipeline_tag"),
    "datasets": (*_SHOWN, "downloads"),
    "spaces": (*_SHOWN, "cardData", "sdk"),
}
_LIMIT = 100
_NO_TRADE = frozenset(
    {"text-generation", "text-generation-inference", "text-embeddings-inference"}
)  # tasks, and what could serve it
_FLOOR = "2022-03-02T23:29:04.000Z"  # what the Hub gives for all that is older


def pages(account: Account) -> Iterable[Page]:
    """The overview; what is listed follows where the account is a person's."""
    yield Page(kind="overview", url=f"{_HOST}/api/users/{quote(account.handle, safe='')}/overview", account=account)


def parse_overview(answer: Answer) -> Parsed:
    """The profile, and the listings that are not empty."""
    told = wire.document(answer.text)
    login = wire.string(told.get("user"), most=100)
    if told.get("type", "user") != "user" or (not login and told.get("name")):
        return Parsed(refused="no person (an organisation)")
    if not login:
        raise Unreadable("an overview was due, and it names no user")
    if login.lower() != answer.account.handle.lower():
        return Parsed(refused="another account answers")
    return forms.person(
        answer,
        url=f"{_HOST}/{quote(login, safe='')}",
        name=told.get("fullname"),
        bio=told.get("details"),
        follow=tuple(
            _listing(kind, answer.account) for kind in _LISTED if wire.number(told.get(f"num{kind.capitalize()}")) != 0
        ),
    )


def _listing(kind: str, account: Account) -> Page:
    expand = "".join(f"&expand={name}" for name in _EXPAND[kind])
    url = f"{_HOST}/api/{kind}?author={quote(account.handle, safe='')}&limit={_LIMIT}{expand}"
    return Page(kind=kind, url=url, account=account)


def parse_listing(answer: Answer) -> Parsed:
    """The models, datasets or Spaces of one page, and the page behind it."""
    return forms.listed(answer, lambda row: _artifact(row, answer.page.kind, answer.account))


def _artifact(row: Mapping[str, Any], kind: str, account: Account) -> Artifact | None:
    name = wire.own_path(row.get("id") or row.get("modelId"), account)
    card = wire.mapping(row.get("cardData"))
    if not name or _is_withheld(row, card):
        return None
    tags = wire.strings(row.get("tags"), most=500)
    path = name if kind == "models" else f"{kind}/{name}"
    return Artifact(
        account=account,
        kind=_LISTED[kind],
        key=f"huggingface.co/{path}",
        title=wire.string(card.get("title"), most=150) or name.partition("/")[2],
        link=f"{_HOST}/{quote(path)}",
        relation=Relation.OWNER,
        made_at=_made_at(row.get("createdAt")),
        changed_at=wire.moment(row.get("lastModified")),
        measures=capped({name: wire.number(row.get(name)) for name in ("downloads", "likes")}),
        skills=wire.skills_of_tags(filter(_is_of_trade, [*tags, *_named(row)])),
        states=tuple(_states(row, card, tags)),
    )


def _is_withheld(row: Mapping[str, Any], card: Mapping[str, Any]) -> bool:
    """Whether a row is not public, taken down, or somebody else's Space copied by the button."""
    return row.get("private") is True or row.get("disabled") is True or bool(card.get("duplicated_from"))


def _is_of_trade(tag: str) -> bool:
    """Whether a tag may be a skill: two letters are a language, such as `ml` for Malayalam, but for one framework."""
    return (len(tag) > 2 or tag == "tf") and tag not in _NO_TRADE


def _named(row: Mapping[str, Any]) -> Iterable[str]:
    return (text for key in ("pipeline_tag", "library_name", "sdk") for text in wire.strings(row.get(key)))


def _made_at(value: Any) -> datetime | None:
    return None if value == _FLOOR else wire.moment(value)


def _states(row: Mapping[str, Any], card: Mapping[str, Any], tags: list[str]) -> Iterable[str]:
    if card.get("datasets") or "generated_from_trainer" in tags or any(tag.startswith("dataset:") for tag in tags):
        yield "training"
    held = [*wire.rows(row.get("model-index")), *wire.rows(card.get("model-index"))]
    if {"eval-results", "model-index"} & set(tags) or any([*wire.rows(one.get("results"))] for one in held):
        yield "evaluation"
    if card.get("license") or any(tag.startswith("license:") for tag in tags):
        yield "licence"


SITE = Site(
    name="huggingface",
    policy=Policy(
        terms_url="https://huggingface.co/terms-of-service",
        reviewed_on=date(2026, 11, 21),
        fields=("user", "fullname", "details", "id", *_EXPAND["models"], "cardData", "sdk"),
        seconds=0.7,  # 500 requests in 5 minutes without an account
        quota=(500, 300),
        hosts=("huggingface.co",),
        takes=("HF_TOKEN",),
    ),
    pages=pages,
    parsers={"overview": parse_overview, **dict.fromkeys(_LISTED, parse_listing)},
    sign=lambda url, given: (url, {"Authorization": f"Bearer {given['HF_TOKEN']}"} if given.get("HF_TOKEN") else {}),
)
