"""Personal pages, each in the style of one of the tools that people build them with, and the page of a whole group."""

from __future__ import annotations

import json
from html import escape

from sourcing.sandbox.web.ask import Ask, Reply, as_page
from sourcing.sandbox.web.presence import Community, Presence, url_of

HOSTS = ("*",)


def answer(ask: Ask, community: Community) -> Reply | None:
    """The robots.txt of a host, or its only page."""
    one, members = community.find("web", ask.host), community.hubs.get(ask.host)
    if one is None and members is None:
        return None
    if ask.path == "/robots.txt":
        return as_page("User-agent: *\nDisallow: /drafts/\n", kind="text/plain; charset=utf-8")
    if ask.path != "/":
        return None
    if one is None:
        return as_page(_group(members or (), community))
    return as_page((_theme, _card, _plain)[one.number % 3](one))


def _theme(one: Presence) -> str:
    """As themes of static site generators write it: JSON-LD in the head, icons in the body."""
    person = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": one.person.name,
        "jobTitle": "Engineer",
        "url": "http://localhost:4000",
        "image": f"https://{one.handle}/images/profile.png",
        "sameAs": [*one.links, "index.xml"] if one.links else None,
        "description": one.bio,
    }
    script = json.dumps(person, ensure_ascii=False, indent=2).replace("<", "\\u003c").replace("&", "\\u0026")
    icons = "".join(f'<a href="{escape(each)}" target="_blank" rel="noopener"><svg></svg></a>' for each in one.links)
    return _page(
        one.person.name,
        f'<div class="social-icons">{icons}</div><a href="mailto:me@{one.handle}">mail</a>',
        head=f'<meta name="robots" content="index, follow"><script type="application/ld+json">{script}</script>',
    )


def _card(one: Presence) -> str:
    """As people of the independent web write it: an h-card, whose first address is the page."""
    links = "".join(f'<li><a class="u-url" href="{escape(each)}">{escape(each)}</a></li>' for each in one.links)
    return _page(
        one.person.name,
        f'<div class="h-card"><img class="u-photo" src="/me.jpg" alt=""><a class="p-name u-url u-uid" href="https://{one.handle}/">'
        f'{escape(one.person.name)}</a><p class="p-note">{escape(one.bio)}</p>'
        f'<a class="u-email" rel="me" href="mailto:me@{one.handle}">mail</a><ul>{links}</ul></div>'
        '<article class="h-entry"><a class="p-author h-card" href="https://guest.example/">A guest</a> wrote in.</article>',
    )


def _plain(one: Presence) -> str:
    """As people write it by hand: links marked rel=me, old ones left in comments."""
    links = " · ".join(f'<a rel="me noopener" href="{escape(each)}">{escape(each)}</a>' for each in one.links)
    return _page(
        f"{one.person.name}'s page",
        f"<h1>{escape(one.person.name)}</h1><p>{escape(one.bio)}</p><p>{links}</p>"
        '<!-- <a rel="me" href="https://github.com/somebody-else">old</a> --><p><a href="/cv.pdf">CV</a></p>',
        head=f'<meta name="author" content="{escape(one.person.name)}"><meta name="description" content="{escape(one.bio)}">',
    )


def _group(members: tuple[str, ...], community: Community) -> str:
    """The page of a group: everybody with all their places."""
    rows = []
    for handle in members:
        mine = [
            one for one in community.presences if one.person.handle == handle and one.site in ("huggingface", "web")
        ]
        urls = [url_of("github", handle), *(one.url for one in mine)]
        rows.append("<li>" + " ".join(f'<a href="{escape(each)}">{escape(each)}</a>' for each in urls) + "</li>")
    return _page("People of the lab", f"<h1>People</h1><ul>{''.join(rows)}</ul>")


def _page(title: str, body: str, *, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta property="og:title" content="{escape(title)}"><meta property="og:type" content="website">{head}</head>'
        f"<body>{body}</body></html>\n"
    )
