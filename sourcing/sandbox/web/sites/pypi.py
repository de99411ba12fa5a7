"""PyPI's JSON API: projects with the accounts that own them; accounts have no page here."""

from __future__ import annotations

import re
from email.header import Header
from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("pypi.org",)
_HOST = "https://pypi.org"


def answer(ask: Ask, community: Community) -> Reply | None:
    """The page of a project; another spelling of its name leads there."""
    parts = ask.parts
    if len(parts) != 3 or parts[0] != "pypi" or parts[2] != "json":
        return None
    name = re.sub(r"[-_.]+", "-", parts[1]).lower()
    if name != parts[1]:
        return Reply(status=301, headers={"location": f"{_HOST}/pypi/{name}/json"})
    for one in community.on("pypi"):
        for made in one.made:
            if made.kind == "package" and made.name == name:
                return as_json(_project(made, one), headers={"etag": f'"{one.number:x}"'})
    return as_json({"message": "Not Found"}, status=404)


def _project(made: Made, one: Presence) -> dict[str, Any]:
    count = max(1, made.numbers.get("releases", 1))
    days = [made.made_on + (made.changed_on - made.made_on) * place / max(1, count - 1) for place in range(count)]
    releases = {f"0.{place}.0": [_file(made, place, day.isoformat())] for place, day in enumerate(days)}
    return {
        "info": _info(made, one, version=f"0.{count - 1}.0"),
        "last_serial": one.number,
        "ownership": {"roles": [{"role": "Owner", "user": one.handle}], "organization": None},
        "releases": releases,
        "urls": releases[f"0.{count - 1}.0"],
        "vulnerabilities": [],
    }


def _info(made: Made, one: Presence, *, version: str) -> dict[str, Any]:
    author = Header(one.person.name, "utf-8").encode() if one.number % 2 else one.person.name
    nothing = dict.fromkeys(("bugtrack_url", "docs_url", "dynamic", "license_files", "provides_extra", "yanked_reason"))
    empty = dict.fromkeys(("author", "download_url", "home_page", "maintainer", "maintainer_email"), "")
    classifiers = ["Development Status :: 3 - Alpha", "License :: OSI Approved :: MIT License"]
    return {
        **nothing,
        **empty,
        "author_email": f"{author} <{one.handle}@mail.example>",
        "classifiers": [*classifiers, "Programming Language :: Python :: 3 :: Only", "Programming Language :: Python"],
        "description": f"# {made.name}\n\n{made.title}.",
        "description_content_type": "text/markdown",
        "downloads": {"last_day": -1, "last_month": -1, "last_week": -1},
        "keywords": ",".join(made.tags),
        "license": None,
        "license_expression": "MIT",
        "name": made.name,
        "package_url": f"{_HOST}/project/{made.name}/",
        "platform": "UNKNOWN",
        "project_url": f"{_HOST}/project/{made.name}/",
        "project_urls": {"Source": made.code, "Issues": f"{made.code}/issues"} if made.code else None,
        "release_url": f"{_HOST}/project/{made.name}/{version}/",
        "requires_dist": ["numpy>=1.26", 'pytest; extra == "test"'],
        "requires_python": ">=3.10",
        "summary": made.title,
        "version": version,
        "yanked": False,
    }


def _file(made: Made, place: int, day: str) -> dict[str, Any]:
    name = f"{made.name.replace('-', '_')}-0.{place}.0-py3-none-any.whl"
    unused = {"comment_text": "", "core-metadata": False, "downloads": -1, "has_sig": False, "md5_digest": "0" * 32}
    times = {"upload_time": f"{day}T14:38:05", "upload_time_iso_8601": f"{day}T14:38:05.875222Z"}
    kinds = {"packagetype": "bdist_wheel", "python_version": "py3", "requires_python": ">=3.10", "size": 13_795}
    where = {"filename": name, "url": f"https://files.example/packages/py3/{made.name[0]}/{made.name}/{name}"}
    return unused | times | kinds | where | {"digests": {"sha256": "0" * 64}, "yanked": False, "yanked_reason": None}
