"""Which account an address names: `https://huggingface.co/mira` is `huggingface:mira`. Pure; what it does not know is a web page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs, unquote, urlsplit

from sourcing.records import Account

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}")
_MOST = 2_000  # characters of an address
# fmt: off
_NO_PROFILE = frozenset((  # first parts of paths that name no account on any of these sites
    "about", "api", "apps", "blog", "careers", "collections", "contact", "datasets", "docs", "enterprise", "events", "explore", "features",
    "feed", "hashtag", "help", "home", "i", "intent", "join", "login", "marketplace", "models", "new", "orgs", "organizations", "papers",
    "pricing", "privacy", "project", "projects", "questions", "search", "settings", "share", "signup", "site", "software", "hackathons",
    "spaces", "sponsors", "status", "tag", "tags", "tasks", "terms", "topics", "trending", "u", "users", "watch", "playlist", "results",
    "code", "competitions", "learn", "notifications", "security", "team",
))
_NOBODYS = (  # short addresses, gifts, counters, badges and works of reference: no place of one's own
    "t.co", "bit.ly", "tinyurl.com", "goo.gl", "git.io", "lnkd.in", "youtu.be", "g.co", "aka.ms",
    "buymeacoffee.com", "ko-fi.com", "patreon.com", "paypal.com", "paypal.me", "opencollective.com", "liberapay.com", "discord.gg",
    "discord.com", "wa.me", "slack.com", "shields.io", "komarev.com", "badgen.net", "badge.fury.io", "visitor-badge.laobi.icu",
    "seeyoufarm.com", "wakatime.com", "demolab.com", "vercel.com", "githubusercontent.com", "google.com", "googleapis.com",
    "wikipedia.org", "archive.org", "doi.org", "npmjs.com", "calendly.com", "gitter.im",
)
# fmt: on


def account_of(url: str) -> Account | None:
    """The account that an address names as somebody's own place; None where it is no http(s) address or names no account.

    A page on a known site that is no profile (a repository, an article) names nobody. Any other page is `web:host/path`.
    """
    try:
        parts = urlsplit(url.strip()[:_MOST])
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _is_name(host) or parts.username or parts.password:
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    for ends, reader in _SITES:
        if host == ends or host.endswith("." + ends):
            return reader(host, path, parts.query)
    return _pretalx(host, path) or web_account(host, path)


def _is_name(host: str) -> bool:
    """Whether a host is a name with a domain, not a number and not this machine."""
    return "." in host and ":" not in host and not host.replace(".", "").isdigit()


def accounts_of(urls: Iterable[str]) -> dict[Account, str]:
    """The accounts that addresses name, each with the first address that names it, in order."""
    found: dict[Account, str] = {}
    for url in urls:
        account = account_of(url)
        if account:
            found.setdefault(account, url)
    return found


def web_account(host: str, path: list[str]) -> Account:
    """The account of a page of one's own: host and path, without what servers add to it."""
    kept = [part for part in path if part.lower() not in ("index.html", "index.htm", "index.php")]
    return Account(site="web", handle="/".join([host, *kept])[:300])


def web_url(account: Account) -> str:
    """The address of a `web:` account."""
    host, slash, path = account.handle.partition("/")
    return f"https://{host}/{path}" if slash else f"https://{host}/"


Reader = Callable[[str, list[str], str], "Account | None"]


def _first(site: str, *, most: int = 1, is_lower: bool = True) -> Reader:
    """A site whose profiles are the first part of the path, with nothing behind it but up to `most` - 1 parts.

    Other names below the site's (`docs.`, `blog.`, a hackathon's) hold no profiles.
    """

    def read(host: str, path: list[str], _query: str) -> Account | None:
        is_site = host.count(".") == 1 or host.startswith(("gist.", "m.", "mobile."))
        if not is_site or not 1 <= len(path) <= most:
            return None
        return _made(site, path[0].removeprefix("@") if path[0].startswith("@") else path[0], is_lower=is_lower)

    return read


def _below(site: str, *folders: str, is_lower: bool = True) -> Reader:
    """A site whose profiles lie below a folder of the path."""

    def read(_host: str, path: list[str], _query: str) -> Account | None:
        if len(path) < 2 or path[0].lower() not in folders:
            return None
        return _made(site, path[1].removeprefix("@"), is_lower=is_lower)

    return read


def _made(site: str, handle: str, *, is_lower: bool = True) -> Account | None:
    if not _NAME.fullmatch(handle) or handle.lower() in _NO_PROFILE:
        return None
    return Account(site=site, handle=handle.lower() if is_lower else handle)


def _stack(host: str, path: list[str], _query: str) -> Account | None:
    """`stackexchange:site/number`: a person has one number on each site of the network."""
    site = host.removesuffix(".com").removesuffix(".stackexchange")
    if len(path) < 2 or path[0] not in ("users", "u") or not path[1].isdigit():
        return None
    return Account(site="stackexchange", handle=f"{site}/{int(path[1])}")


def _hacker_news(_host: str, path: list[str], query: str) -> Account | None:
    names = parse_qs(query).get("id", []) if path == ["user"] else []
    return _made("hackernews", names[0], is_lower=False) if names else None


def _dblp(_host: str, path: list[str], _query: str) -> Account | None:
    """`dblp:83/1234`: the number of a person, as bibliographies hold it."""
    found = re.fullmatch(r"(?:rec/)?pid/([A-Za-z0-9]+/[A-Za-z0-9\-]+)", "/".join(path[:3]).removesuffix(".html"))
    return Account(site="dblp", handle=found.group(1)) if found else None


def _openalex(_host: str, path: list[str], _query: str) -> Account | None:
    handle = path[-1].upper() if path else ""
    return Account(site="openalex", handle=handle) if re.fullmatch(r"A\d{4,12}", handle) else None


def _orcid(_host: str, path: list[str], _query: str) -> Account | None:
    handle = path[0].upper() if path else ""
    return Account(site="orcid", handle=handle) if re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", handle) else None


def _arxiv(_host: str, path: list[str], _query: str) -> Account | None:
    """`arxiv:last_f_1`: the identifier that an author of arXiv claims as their own."""
    if len(path) == 2 and path[0] == "a" and re.fullmatch(r"[a-z\-]+(_[a-z])+_\d+", path[1]):
        return Account(site="arxiv", handle=path[1])
    return None


def _scholar(_host: str, path: list[str], query: str) -> Account | None:
    users = parse_qs(query).get("user", []) if path == ["citations"] else []
    return _made("scholar", users[0], is_lower=False) if users else None


def _nobody(_host: str, _path: list[str], _query: str) -> Account | None:
    return None


def _sessionize(_host: str, path: list[str], _query: str) -> Account | None:
    return _made("sessionize", path[0]) if len(path) == 1 else None


def _pretalx(host: str, path: list[str]) -> Account | None:
    """`pretalx:host/event/CODE`: a speaker's page lies alike on every instance, wherever it is."""
    if len(path) == 3 and path[1] == "speaker" and re.fullmatch(r"[A-Z3789]{6}", path[2]):
        event = _NAME.fullmatch(path[0])
        return Account(site="pretalx", handle=f"{host}/{path[0]}/{path[2]}") if event else None
    return None


_SITES: tuple[tuple[str, Reader], ...] = (
    ("gist.github.com", _first("github", most=2)),
    ("github.com", _first("github")),
    ("huggingface.co", _first("huggingface")),
    ("hf.co", _first("huggingface")),
    ("stackoverflow.com", _stack),
    ("stackexchange.com", _stack),
    ("serverfault.com", _stack),
    ("superuser.com", _stack),
    ("mathoverflow.net", _stack),
    ("askubuntu.com", _stack),
    ("dev.to", _first("devto")),
    ("news.ycombinator.com", _hacker_news),
    ("pypi.org", _below("pypi", "user")),
    ("openalex.org", _openalex),
    ("dblp.org", _dblp),
    ("dblp.uni-trier.de", _dblp),
    ("arxiv.org", _arxiv),
    ("orcid.org", _orcid),
    ("gitlab.com", _first("gitlab")),
    ("codeberg.org", _first("codeberg")),
    ("devpost.com", _first("devpost")),
    ("sessionize.com", _sessionize),
    ("kaggle.com", _first("kaggle")),
    ("reddit.com", _below("reddit", "user", "u")),
    ("linkedin.com", _below("linkedin", "in")),
    ("scholar.google.com", _scholar),
    ("twitter.com", _first("x")),
    ("x.com", _first("x")),
    ("medium.com", _first("medium")),
    ("youtube.com", _first("youtube")),
    ("bsky.app", _below("bluesky", "profile")),
    ("mastodon.social", _first("mastodon.social")),
    ("instagram.com", _first("instagram")),
    ("threads.net", _first("threads")),
    ("facebook.com", _first("facebook")),
    ("t.me", _first("telegram")),
    ("sites.google.com", lambda host, path, _query: web_account(host, path)),
    *((host, _nobody) for host in _NOBODYS),
)
