"""Devpost over its pages: the portfolio of an account, and each hackathon project on it.

Off by default: its terms forbid crawling, as others read them, so an operator needs its leave. A project is told of by its own page, which
alone has the day, the tools it was built with and the repository. Prizes, likes, followers and comments are not kept. Skills that an
account lists are claims; the interests listed beside them are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, LinkKind, Relation, SiteProfile
from sourcing.records import Account
from sourcing.wishes import declines
from spiders import page as html
from spiders.site import Answer, Door, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://devpost.com"
_MOST_PROJECTS = 24  # of one page: as many as it shows


def pages(account: Account) -> Iterable[Page]:
    """The portfolio; projects follow from it."""
    yield Page(kind="portfolio", url=f"{_HOST}/{quote(account.handle, safe='')}", account=account)


def parse_portfolio(answer: Answer) -> Parsed:
    """The profile, the projects of one page of the portfolio, and the page behind it."""
    page = html.soup(answer.text)
    name = _part(page, "portfolio-user-name")
    refused = _against(page, is_there=name is not None)
    if refused:
        return Parsed(refused=refused)
    bio, url = html.shown(_part(page, "portfolio-user-bio"), most=5_000), f"{_HOST}/{quote(answer.account.handle)}"
    fields = [html.address(html.value(one, "href"), _HOST) for one in _inside(page, "portfolio-user-links", "a")]
    found = {
        link.to: link
        for kind, urls in ((LinkKind.TEXT, wire.urls(bio)), (LinkKind.FIELD, fields))
        for link in wire.links(answer.account, urls, kind=kind, seen_at=url)
    }
    if declines(bio):
        wish = SiteProfile(account=answer.account, url=url, declines=True)
        return Parsed(profile=wish, speaks_for=tuple(found.values()))
    called = wire.string(_own_text(name), most=100)
    claims = dict.fromkeys([*wire.skills_of_bio(bio, name=called), *wire.skills_of_tags(_skills(page))])
    profile = SiteProfile(
        account=answer.account, url=url, display_name=called, location=_location(page), claims=tuple(claims)[:40]
    )
    is_first = "page=" not in urlsplit(answer.page.url).query
    return Parsed(
        profile=profile if is_first else None,
        links=tuple(found.values()) if is_first else (),
        follow=tuple(_following(page, answer)),
    )


def _against(page: BeautifulSoup, *, is_there: bool) -> str | None:
    """Why a page is not taken; None where it is. Errors: Unreadable where it is none of Devpost's."""
    if html.closes(page):
        return "meta robots does not allow it"
    if is_there:
        return None
    heading = f"{html.shown(page.title)} {html.shown(next(html.tags(page, 'h1'), None))}".lower()
    if re.search(r"\b(private|restricted|not found|404|doesn.t exist|sign in|log in)\b", heading):
        return "private, or not there"
    raise Unreadable("no page of a portfolio or a project")


def _inside(page: Tag, part: str, *names: str) -> list[Tag]:
    """The tags inside the part of a page that has this id, as many as are read."""
    found = _part(page, part)
    return list(islice(html.tags(found, *names), 2_000)) if found else []


def _part(page: Tag, part: str) -> Tag | None:
    found = page.find(id=part)
    return found if isinstance(found, Tag) else None


def _own_text(tag: Tag | None) -> str:
    """The text that is a tag's own, not that of the tags in it: the login stands in one."""
    return " ".join(tag.find_all(string=True, recursive=False)) if tag else ""


def _location(page: Tag) -> str:
    lines = (one.parent for one in _inside(page, "portfolio-user-links") if "ss-location" in html.words(one, "class"))
    return wire.string(html.shown(next(lines, None)), most=200)


def _skills(page: Tag) -> list[str]:
    """The tags of the first list that does not stand below the heading "Interests"."""
    heading, chosen, found = "", None, []
    for one in _inside(page, "portfolio-user-info"):
        if one.name in ("strong", "h3", "h4", "h5"):
            heading = html.shown(one, most=40).lower()
        elif "interest" not in heading and "cp-tag" in html.words(one, "class"):
            listed = one.find_parent(("ul", "div"))
            chosen = chosen or listed
            found += [html.shown(one, most=60)] if listed is chosen else []
    return found[:100]


def _following(page: Tag, answer: Answer) -> Iterable[Page]:
    hrefs = [html.value(one, "href") for one in html.tags(page, "a") if "link-to-software" in html.words(one, "class")]
    slugs = [_slug(html.address(one, _HOST)) for one in hrefs]
    for slug in list(dict.fromkeys(one for one in slugs if one))[:_MOST_PROJECTS]:
        yield Page(kind="project", url=f"{_HOST}/software/{slug}", account=answer.account)
    behind = next((one for one in html.tags(page, "a") if "next" in html.words(one, "rel")), None)
    following = html.address(html.value(behind, "href"), answer.page.url) if behind else ""
    if following.startswith(f"{_HOST}/") and following != answer.page.url:
        yield Page(kind="portfolio", url=following, account=answer.account)


def _slug(url: str) -> str:
    found = re.fullmatch(r"https?://devpost\.com/software/([\w\-]{1,200})/?", url.partition("?")[0])
    return found.group(1) if found else ""


def parse_project(answer: Answer) -> Parsed:
    """The project of one page."""
    page, slug = html.soup(answer.text), _slug(answer.page.url)
    title = _part(page, "app-title")
    refused = _against(page, is_there=title is not None)
    name = wire.string(html.shown(title))
    if refused or not name or not slug:
        return Parsed(refused=refused or "a project without a name")
    days = [wire.moment(html.value(one, "datetime")) for one in islice(html.tags(page, "time"), 200)]
    made: list[datetime] = sorted(one for one in days if one)
    listed = (one for one in html.tags(page, "ul") if html.value(one, "data-role") == "software-urls")
    urls = [html.address(html.value(one, "href"), _HOST) for part in islice(listed, 3) for one in html.tags(part, "a")]
    return Parsed(
        artifacts=(
            Artifact(
                account=answer.account,
                kind=ArtifactKind.PROJECT,
                key=f"devpost.com/software/{slug}",
                title=name,
                link=f"{_HOST}/software/{slug}",
                relation=Relation.MEMBER,
                made_at=made[0] if made else None,
                skills=wire.skills_of_tags(
                    html.shown(one, most=60) for one in page.select("#built-with .cp-tag")[:100]
                ),
                code=wire.repository(" ".join(urls)),
            ),
        )
    )


def _tools(page: Tag) -> list[str]:
    marked = (one for one in _inside(page, "built-with") if "cp-tag" in html.words(one, "class"))
    return [html.shown(one, most=60) for one in islice(marked, 100)]


SITE = Site(
    name="devpost",
    policy=Policy(
        terms_url="https://info.devpost.com/terms",
        reviewed_on=date(2026, 11, 21),
        fields=(
            "name",
            "bio (claims)",
            "location",
            "skills",
            "links",
            "project title",
            "built with",
            "project links",
            "time",
        ),
        seconds=2.0,
        door=Door.PAGES,
        hosts=("devpost.com",),
        default_on=False,
    ),
    pages=pages,
    parsers={"portfolio": parse_portfolio, "project": parse_project},
)
