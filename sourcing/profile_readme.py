"""Reads the README of a GitHub profile: the addresses it gives as its owner's own places, and the skills it names. Pure.

What machines write into it, code, comments and pictures' addresses are not read: a counter or a card names whoever's template was copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urldefrag, urlsplit

from sourcing.handles import account_of
from sourcing.named_skills import MOST, named
from sourcing.parsing.prose import unescaped, without_hidden
from sourcing.skills import canonical, skills_of_topic

_MOST_TEXT, _MOST_LINKS = 60_000, 200
_MARK = re.compile(r"<!--([^<>]{1,150})-->")
_ROLE = re.compile(
    r"(?:(?P<role>START|BEGIN|END)(?:_SECTION:|\s+)(?P<name>[\w.-]+)|(?P<named>[\w.-]+)(?::|\s+)(?P<ends>START|END)S?)",
    re.I,
)
_UNSHOWN = re.compile(r"<!--.*?(?:-->|\Z)|```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.S)
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\](?:\(([^()\s]{0,1500})[^()]{0,300}\)|\[[^\[\]]{0,100}\])")
_IMG = re.compile(r"<img\b([^<>]{0,2000})>", re.I)
_SOURCE = re.compile(r"""\b(?:src|srcset)\s*=\s*["']?([^"'\s>]{1,1500})""", re.I)
_WORDS = re.compile(r"""\b(?:alt|title)\s*=\s*["']([^"']{1,200})""", re.I)
_USER = re.compile(r"[?&;](?:username|user|login)=([A-Za-z0-9-]{1,39})(?![A-Za-z0-9-])", re.I)
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]{1,100})\]:\s{0,5}<?(https?://[^\s<>]{1,1000})[^\n]*$", re.M)
_LINK = re.compile(
    r"""<a\b(?P<open>[^<>]{0,1500})>(?P<inner>(?:(?!</?a\b).){0,800})"""
    r"""|\[(?P<words>[^\[\]]{0,400})\](?:\(\s{0,5}<?(?P<url>[^()\s<>]{1,1000})[^()\n]{0,300}\)|\[(?P<ref>[^\[\]\n]{0,100})\])"""
    r"""|(?<!["'=(\w])(?P<bare>https?://[^\s<>"')\]]{3,500})""",
    re.I | re.S,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]{1,1000})"|'([^']{1,1000})'|([^\s"'>]{1,1000}))""", re.I)
_REL_ME = re.compile(r"""\brel\s*=\s*["']?(?:[\w -]{0,50}\s)?me\b""", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_OWN = re.compile(
    r"\b(web ?sites?|home ?page|web ?page|blog|portfolio|personal (site|page)|my (site|page))\b(?! post)", re.I
)
_LABEL = re.compile(r"\b(web ?site|home ?page|blog|portfolio|site)\b\W{0,8}\Z", re.I)
_BADGE = re.compile(r"/badge/([^/\s?\"')#]{1,200})")
_ICONS = re.compile(r"skillicons\.dev/icons\?(?:[^\s\"')]{0,100}&)?i=([\w,%-]{1,500})", re.I)
_FOLLOW = re.compile(r"img\.shields\.io/twitter/follow/(\w{1,30})", re.I)


class _Link(NamedTuple):
    """One link as it is shown: its address, its words, and what stands before it on its line."""

    url: str
    words: str
    before: str
    is_me: bool


def links_in(markdown: str, *, login: str = "") -> list[str]:
    """The addresses that a profile README gives as places of its owner, each account once, in order.

    Profiles on known sites count wherever they are linked; other pages where the link is called a site or a blog, shows its own name or
    is marked rel=me. Other GitHub accounts do not: they are somebody else's. With `login`, those that a card of another user names are
    left out: it is a template with its maker's links in it.
    """
    text = _shown(markdown)
    sources = [unquote(one) for one in _pictures(text)]
    strangers = {name.lower() for one in sources for name in _USER.findall(one)} - {login.lower()} if login else set()
    followed = [f"https://x.com/{name}" for one in sources for name in _FOLLOW.findall(one)]
    found: dict[str, str] = {}
    for link in [*_links(_with_words(text)), *(_Link(url, "", "", False) for url in followed)]:
        url = _plain(link.url)
        account = account_of(url)
        if account is None or account.site == "github" or account.handle.lower() in strangers:
            continue
        if account.site != "web" or _is_own(link, url):
            found.setdefault(account.key, url)
    return list(found.values())[:_MOST_LINKS]


def claims(markdown: str) -> tuple[str, ...]:
    """The skills that a profile README names in its prose and the names of its pictures, then in its badges; at most `MOST`."""
    text = _shown(markdown)
    prose = _LINK.sub(lambda found: f" {found['words'] or found['inner'] or ''} ", _with_words(text))
    said = list(named(enumerate(_TAG.sub(" ", prose).splitlines(), 1)))
    for source in _pictures(text):
        for label in _labels(source):
            one = canonical(label)
            said += [one] if one else skills_of_topic(label)
    return tuple(dict.fromkeys(said))[:MOST]


def without_generated(markdown: str) -> str:
    """A README without the blocks that machines rewrite: what is left changes when its owner changes it."""
    kept, start = [], 0
    for first, behind in sorted(_generated(markdown)):
        if behind > start:
            kept.append(markdown[start : max(first, start)])
            start = behind
    return "\n".join([*kept, markdown[start:]])


def _generated(markdown: str) -> Iterator[tuple[int, int]]:
    """Where blocks that machines rewrite begin and end; one that is never closed is none."""
    opened: dict[str, int] = {}
    for mark in _MARK.finditer(markdown):
        role = _ROLE.fullmatch(mark.group(1).strip())
        if role:
            name = (role["name"] or role["named"]).lower()
            if (role["role"] or role["ends"]).upper() != "END":
                opened.setdefault(name, mark.start())
            elif name in opened:
                yield opened.pop(name), mark.end()


def _shown(markdown: str) -> str:
    return _UNSHOWN.sub(" ", without_generated(without_hidden(markdown[:_MOST_TEXT])))


def _pictures(text: str) -> list[str]:
    """The addresses of the pictures of a text."""
    found = [one.group(2) or "" for one in _PICTURE.finditer(text)]
    found += [
        source
        for one in re.finditer(r"<(?:img|source)\b([^<>]{0,2000})>", text, re.I)
        for source in _SOURCE.findall(one.group(1))
    ]
    return [unescaped(one) for one in found if one]


def _with_words(text: str) -> str:
    """A text in which the names of pictures stand in their place."""
    text = _PICTURE.sub(r" \1 ", text)
    return _IMG.sub(lambda found: f" {' '.join(_WORDS.findall(found.group(1))[:1])} ", text)


def _links(text: str) -> Iterator[_Link]:
    defined = {name.lower(): url for name, url in _DEFINED.findall(text)}
    text = _DEFINED.sub("", text)
    for found in _LINK.finditer(text):
        line = text.rfind("\n", max(0, found.start() - 200), found.start())
        before = _TAG.sub(" ", text[max(line, found.start() - 200, 0) : found.start()])
        if found["open"] is not None:
            href = _HREF.search(found["open"])
            url = next((one for one in href.groups() if one), "") if href else ""
            yield _Link(unescaped(url), _TAG.sub(" ", found["inner"]), before, bool(_REL_ME.search(found["open"])))
        elif found["bare"]:
            is_alone = not re.search(r"\w", before)
            yield _Link(found["bare"].rstrip(".,;:!?*_"), found["bare"] if is_alone else "", before, False)
        else:
            url = found["url"] or defined.get((found["ref"] or found["words"]).lower(), "")
            yield _Link(unescaped(url), found["words"], before, False)


def _plain(url: str) -> str:
    """An address without its fragment; of a button that follows somebody, the address of whom it follows."""
    try:
        url = urldefrag(url.strip()).url
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if host in ("twitter.com", "x.com") and asked.get("screen_name"):
        return f"https://x.com/{asked['screen_name'][0]}"
    if host == "linkedin.com" and asked.get("followMember"):
        return f"https://www.linkedin.com/in/{asked['followMember'][0]}"
    return url if not re.search(r"[\s<>\"]", url) else ""


def _is_own(link: _Link, url: str) -> bool:
    """Whether a link to a page of no known site is to a place of the owner's."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    words = " ".join(link.words.split()).strip("*_` ")
    shown = re.sub(r"\A(https?://)?(www\.)?", "", words.lower()).rstrip("/")
    is_short = len([part for part in parts.path.split("/") if part]) <= 1
    is_called = len(words) <= 40 and bool(_OWN.search(words) or _LABEL.search(link.before))
    return link.is_me or (is_short and (is_called or shown == host))


def _labels(source: str) -> Iterator[str]:
    """What the badges and icons of a picture's address are called: `Scikit--learn-F7931E` is "Scikit-learn"."""
    for badge in _BADGE.findall(source):
        dashed = unquote(badge).removesuffix(".svg").replace("--", "\0")
        parts = [
            part.replace("\0", "-").replace("__", "\0").replace("_", " ").replace("\0", "_")
            for part in dashed.split("-")
        ]
        yield from (part.strip() for part in parts[:-1][:2] if part.strip())
    for icons in _ICONS.findall(source):
        yield from unquote(icons).split(",")[:100]
