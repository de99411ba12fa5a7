"""arXiv: the papers that an author claims under an author identifier, and what the API tells of each.

Nobody is looked for by name: papers hold names without numbers, and a name is many people. The feed of an identifier tells which papers
are whose; the API, asked by their numbers, tells the rest. An error is a feed whose one entry is titled `Error`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile
from sourcing.papers import key_of
from sourcing.parsing.xmltree import below, inner, tree
from sourcing.records import Account
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_WEB, _API = "https://arxiv.org", "https://export.arxiv.org/api/query"
_NUMBER = re.compile(r"(?:^|/)([a-z\-]{2,20}(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?$")
_LIMIT, _MOST = 100, 300  # papers on a page; papers of one author, newest first
_SUBJECTS = {
    "cs.CL": "natural-language-processing",
    "cs.CV": "computer-vision",
    "cs.IR": "information-retrieval",
    "cs.LG": "machine-learning",
    "cs.RO": "robotics",
    "eess.AS": "speech-recognition",
    "eess.IV": "computer-vision",
    "stat.ML": "machine-learning",
}


def pages(account: Account) -> Iterable[Page]:
    """The feed of the identifier; what the API tells of its papers follows."""
    if re.fullmatch(r"[a-z\-]{1,60}(_[a-z])+_\d{1,4}", account.handle):
        yield Page(kind="author", url=f"{_WEB}/a/{account.handle}.atom2", account=account)


def parse_author(answer: Answer) -> Parsed:
    """The profile, the ORCID that the feed describes, and the page of its papers."""
    feed, account = _feed(answer.text), answer.account
    refused = _error(feed)
    if refused:
        return Parsed(refused=refused)
    url = f"{_WEB}/a/{account.handle}"
    name = re.fullmatch(r"(.{1,100})'s articles on arXiv", inner(feed, "title"))
    describes = [wire.web_address(one.get("href")) for one in below(feed, "link") if one.get("rel") == "describes"]
    found = (_NUMBER.search(inner(entry, "id")) for entry in below(feed, "entry"))
    numbers = list(dict.fromkeys(one.group(1) for one in found if one))[:_MOST]
    page = f"{_API}?id_list={','.join(numbers)}&start=0&max_results={_LIMIT}"
    return Parsed(
        profile=SiteProfile(
            account=account, url=url, display_name=wire.string(name.group(1), most=100) if name else ""
        ),
        links=tuple(
            one for one in wire.links(account, describes, kind=LinkKind.SAME_AS, seen_at=url) if one.to.site == "orcid"
        ),
        follow=(Page(kind="papers", url=page, account=account),) if numbers else (),
    )


def parse_papers(answer: Answer) -> Parsed:
    """The papers of one page, and the page behind it. Errors: Unreadable also where a page in the middle is empty."""
    feed, page = _feed(answer.text), answer.page
    refused = _error(feed)
    if refused:
        return Parsed(refused=refused)
    place = re.search(r"&start=(\d{1,6})&", page.url)
    start, total = int(place.group(1)) if place else 0, wire.number(inner(feed, "totalResults")) or 0
    entries = list(below(feed, "entry"))[:_LIMIT]
    if not entries and start < total:
        raise Unreadable("an empty page in the middle")
    following = re.sub(r"&start=\d+&", f"&start={start + _LIMIT}&", page.url)
    return Parsed(
        artifacts=tuple(_papers(entries, answer.account)),
        follow=(Page(kind=page.kind, url=following, account=page.account),)
        if start + _LIMIT < min(total, _MOST)
        else (),
    )


def _feed(text: str) -> Element:
    root = tree(text)
    if root.tag != "feed":
        raise Unreadable("no feed")
    return root


def _error(feed: Element) -> str | None:
    for entry in below(feed, "entry"):
        if "/api/errors" in inner(entry, "id"):
            return f"error: {wire.string(inner(entry, 'summary'), most=100)}"
    return None


def _papers(entries: Iterable[Element], account: Account) -> Iterator[Artifact]:
    """The papers, those left out that their authors withdrew."""
    for entry in entries:
        found, title = _NUMBER.search(inner(entry, "id")), wire.string(inner(entry, "title"))
        comment, summary = inner(entry, "comment"), inner(entry, "summary")
        if not found or not title or re.search(r"\bwithdrawn\b", comment, re.I):
            continue
        number, subjects = found.group(1), (one.get("term", "") for one in below(entry, "category"))
        yield Artifact(
            account=account,
            kind=ArtifactKind.PAPER,
            key=key_of([inner(entry, "doi")], otherwise=f"arxiv.org/abs/{number}"),
            title=title,
            link=f"{_WEB}/abs/{number}",
            relation=Relation.AUTHOR,
            made_at=wire.moment(inner(entry, "published")),
            changed_at=wire.moment(inner(entry, "updated")),
            skills=wire.skills_of_tags(_SUBJECTS[one] for one in subjects if one in _SUBJECTS),
            states=("abstract",) if summary else (),
            code=wire.repository(comment) or wire.repository(summary),
        )


SITE = Site(
    name="arxiv",
    policy=Policy(
        terms_url="https://info.arxiv.org/help/api/tou.html",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "feed title",
            "id",
            "title",
            "published",
            "updated",
            "category",
            "comment",
            "doi",
            "summary: is it there",
        ),
        seconds=3.0,
        hosts=("arxiv.org",),
        says="thank you to arXiv for use of its open access interoperability",
    ),
    pages=pages,
    parsers={"author": parse_author, "papers": parse_papers},
)
