"""Devpost's pages: the portfolio of an account and the page of a project, in the markup that scrapers of it read."""

from __future__ import annotations

from html import escape

from sourcing.sandbox.web.ask import Ask, Reply, as_page
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("devpost.com",)
_ICONS = {
    "https://github.com/": ("ss-octocat ss-social", "GitHub"),
    "https://www.linkedin.com/": ("ss-linkedin ss-social", "LinkedIn"),
}


def answer(ask: Ask, community: Community) -> Reply | None:
    """The robots.txt, a portfolio or a project."""
    parts = ask.parts
    if ask.path == "/robots.txt":
        return as_page("User-agent: *\nDisallow: /search\n", kind="text/plain; charset=utf-8")
    if len(parts) == 1:
        one = community.find("devpost", parts[0])
        return as_page(_private() if one.is_private else _portfolio(one)) if one else None
    if len(parts) == 2 and parts[0] == "software":
        for one in community.on("devpost"):
            for made in one.made:
                if made.name == parts[1]:
                    return as_page(_project(made, one))
    return None


def _private() -> str:
    return (
        "<html><head><title>Private user | Devpost</title></head><body><h1>This portfolio is private</h1></body></html>"
    )


def _portfolio(one: Presence) -> str:
    entries = "".join(
        f'<a class="block-wrapper-link fade link-to-software" href="https://devpost.com/software/{each.name}">'
        '<div class="software-entry gallery-entry fade visible"><figcaption><div class="software-entry-name entry-body">'
        f'<h5>\n  {escape(each.title)}\n</h5><p class="small tagline">{escape(", ".join(each.tags))}</p></div></figcaption></div></a>'
        for each in one.made
    )
    skills = "".join(
        f'<li><span class="cp-tag recognized-tag">{escape(tag)}</span></li>'
        for each in one.made[:1]
        for tag in each.tags
    )
    return (
        f'<!doctype html><html><head><title>{escape(one.person.name)} | Devpost</title></head><body><header id="portfolio-user-info">'
        f'<h1 id="portfolio-user-name">\n    {escape(one.person.name)}\n    <small>({escape(one.handle.title())})</small>\n</h1>'
        f'<p class="large" id="portfolio-user-bio">\n  <i>{escape(one.bio)}</i>\n</p>'
        f'<ul id="portfolio-user-links" class="inline-list">{"".join(map(_link, one.links))}</ul>'
        f'<div class="portfolio-tags"><strong>Skills</strong><ul>{skills}</ul></div></header>'
        f'<nav id="portfolio-navigation"><ul><li><a href="/{one.handle}"><div><span>{len(one.made)}</span> Projects</div></a></li>'
        f'<li><a href="/{one.handle}/followers"><div><span>{one.number % 60}</span> Followers</div></a></li></ul></nav>'
        f'<div id="software-entries">{entries}{entries}</div></body></html>'
    )


def _link(url: str) -> str:
    icon, name = next((held for start, held in _ICONS.items() if url.startswith(start)), ("ss-link", "Website"))
    return f'<li><span class="ss-icon {icon}"></span><a target="_blank" rel="nofollow" href="{escape(url)}">{name}</a></li>'


def _project(made: Made, one: Presence) -> str:
    tags = "".join(f'<li><span class="cp-tag recognized-tag">{escape(tag)}</span></li>' for tag in made.tags)
    code = f'<li><a href="{escape(made.code)}"><span>github.com</span></a></li>' if made.code else ""
    return (
        f"<!doctype html><html><head><title>{escape(made.title)} | Devpost</title></head><body>"
        f'<h1 id="app-title">{escape(made.title)}</h1><p class="large">\n  {escape(one.bio)}\n</p>'
        f'<div id="built-with"><h2>Built With</h2><ul class="no-bullet inline-list">{tags}</ul></div>'
        f'<nav class="app-links section"><ul data-role="software-urls" class="no-bullet">{code}</ul></nav>'
        '<aside id="app-details-right"><div id="submissions" class="section"><ul><li><div class="software-list-content"><p>'
        '<a href="https://sandbox-hack.devpost.com/">Sandbox Hack</a></p><ul class="no-bullet"><li>'
        '<span class="winner label radius small all-caps">Winner</span> Second prize</li></ul></div></li></ul></div>'
        f'<section id="app-team"><a class="user-profile-link" href="https://devpost.com/{one.handle}">{escape(one.person.name)}</a>'
        f'<time class="timeago" datetime="{made.changed_on.isoformat()}T10:00:00-05:00">a comment</time></section></aside>'
        f'<time class="timeago" datetime="{made.made_on.isoformat()}T08:47:51-05:00">then</time></body></html>'
    )
