"""Which REST path is answered by what."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlencode

from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.replies import Call, Refused, Reply, missing, refusal
from sourcing.sandbox.forge.rest import accounts, contents, gitdata, pulls, repositories, searches

Route = tuple[re.Pattern[str], Callable[..., Reply]]


def _routes(*pairs: tuple[str, Callable[..., Reply]]) -> tuple[Route, ...]:
    return tuple((re.compile(pattern), answer) for pattern, answer in pairs)


_ONE = r"([^/]+)"
_TOP = _routes(
    (r"/user", accounts.me),
    (r"/user/(\d+)", accounts.user_of_number),
    (rf"/users/{_ONE}", accounts.user),
    (rf"/users/{_ONE}/repos", repositories.of_user),
    (rf"/users/{_ONE}/orgs", accounts.organisations_of),
    (rf"/users/{_ONE}/followers", accounts.followers_of),
    (rf"/users/{_ONE}/following", accounts.followed_by),
    (rf"/orgs/{_ONE}", accounts.organisation_page),
    (rf"/orgs/{_ONE}/(?:public_)?members", lambda call, login: accounts.members(call, login)),
    (rf"/orgs/{_ONE}/repos", repositories.of_organisation),
    (r"/search/users", searches.users),
    (r"/search/repositories", searches.repositories),
    (r"/search/issues", searches.issues),
    (r"/search/code", searches.code_hits),
    (r"/meta", lambda _call: Reply(body={"verifiable_password_authentication": False})),
)
_IN_REPO = _routes(
    (r"", repositories.page),
    (r"/commits", gitdata.commits),
    (r"/commits/(.+)", gitdata.commit),
    (rf"/git/commits/{_ONE}", gitdata.git_commit),
    (r"/git/trees/(.+)", gitdata.tree),
    (rf"/git/blobs/{_ONE}", gitdata.blob),
    (r"/branches", gitdata.branches),
    (r"/branches/(.+)", gitdata.branch),
    (r"/contributors", repositories.contributors_of),
    (r"/languages", repositories.languages),
    (r"/topics", repositories.topics),
    (r"/forks", repositories.forks_of),
    (r"/contents/?(.*)", contents.contents),
    (r"/readme", contents.readme),
    (r"/pulls", pulls.pulls),
    (rf"/pulls/{_ONE}", pulls.pull),
    (rf"/pulls/{_ONE}/commits", pulls.commits),
    (rf"/pulls/{_ONE}/reviews", pulls.reviews),
)
_NAMED = re.compile(r"/repos/([^/]+)/([^/]+)(/.*)?")
_NUMBERED = re.compile(r"/repositories/(\d+)(/.*)?")


def resource_of(path: str) -> str:
    """The primary limit a path is charged to."""
    if path == "/search/code":
        return "code_search"
    return "search" if path.startswith("/search/") else "core"


def answer(call: Call) -> Reply:
    """The answer to a call; a repository's former name leads to its number with a 301."""
    try:
        return _answer(call)
    except Refused as refused:
        return refused.reply


def _answer(call: Call) -> Reply:
    named, numbered = _NAMED.fullmatch(call.path), _NUMBERED.fullmatch(call.path)
    if named:
        owner, name = unquote(named[1]), unquote(named[2])
        repo = call.estate.repo(owner, name)
        if repo is None:
            raise missing()
        if repo.slug.lower() != f"{owner}/{name}".lower():
            return _moved(call, repo, named[3] or "")
        return _dispatch(_IN_REPO, named[3] or "", call, repo)
    if numbered:
        repo = call.estate.repos.get(int(numbered[1]))
        if repo is None or repo.is_private:
            raise missing()
        return _dispatch(_IN_REPO, numbered[2] or "", call, repo)
    return _dispatch(_TOP, call.path, call)


def _dispatch(routes: tuple[Route, ...], path: str, call: Call, *given: Repo) -> Reply:
    for pattern, respond in routes:
        found = pattern.fullmatch(path)
        if found:
            return respond(call, *given, *(unquote(part) for part in found.groups()))
    raise missing()


def _moved(call: Call, repo: Repo, rest: str) -> Reply:
    query = f"?{urlencode(call.query)}" if call.query else ""
    where = f"{call.base}/repositories/{repo.number}{rest}{query}"
    reply = refusal(301, "Moved Permanently", docs="/rest/guides/best-practices-for-using-the-rest-api", url=where)
    reply.headers["location"] = where
    return reply
