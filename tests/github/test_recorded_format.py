"""The recorded exchanges are the pinned ones, and every one of them is read."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

from tests.github import recorded
from tests.github.recorded import needs_recordings

# Somebody wrote these by hand.
_WITHOUT_HEADERS = {"PullRequest.testReviewRequests", "Team.testRepoPermission", "Team.testUpdateTeamRepository"}
_PINNED = re.compile(r"^(pygithub==\S+) --hash=sha256:([0-9a-f]{64})$", re.MULTILINE)


def test_the_pin_is_the_version_we_install() -> None:
    ((version, digest),) = _PINNED.findall(recorded.PIN.read_text())
    lock = (Path(__file__).parents[2] / "requirements.lock").read_text()
    after = lock.partition(f"\n{version} ")[2]
    assert digest in re.split(r"\n(?! )", after)[0]


@needs_recordings
def test_the_archive_is_the_pinned_one() -> None:
    ((_, digest),) = _PINNED.findall(recorded.PIN.read_text())
    assert hashlib.sha256(recorded.ARCHIVE.read_bytes()).hexdigest() == digest


@needs_recordings
def test_all_of_them_are_read() -> None:
    read = list(recorded.every())
    assert len(recorded.names()) == len({seen.recording for seen in read}) == 1_022
    assert len(read) == 2_382
    assert {seen.method for seen in read} == {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert all(seen.path.startswith("/") and seen.host and 200 <= seen.status < 600 for seen in read)
    assert {seen.recording for seen in read if not seen.response_headers} == _WITHOUT_HEADERS


@needs_recordings
def test_no_line_is_left_out() -> None:
    for name in recorded.names():
        starts = [seen.line for seen in recorded.exchanges(name)]
        assert starts[0] == 1 and starts == sorted(set(starts)), name
        assert len(starts) == len(re.findall(r"^https?$", recorded.text(name), re.MULTILINE)), name


@needs_recordings
def test_which_kinds_of_bodies_there_are() -> None:
    kinds = Counter(seen.kind for seen in recorded.every())
    assert kinds == {"object": 1_573, "array": 563, "none": 236, "text": 7, "bytes": 3}


@needs_recordings
def test_downloads_sent_in_pieces_are_whole() -> None:
    downloads = recorded.find(path="^/github-production-release-asset", status=200)
    assert len(downloads) == 5
    for seen in downloads:
        assert len(seen.response_body) == int(seen.header("content-length") or -1), seen.where


@needs_recordings
def test_the_graphql_ones_answer_with_data_or_errors() -> None:
    asked = [seen for seen in recorded.every() if seen.is_graphql]
    assert len(asked) == 51 and {seen.status for seen in asked} == {200}
    assert all(seen.sent()["query"] and seen.json().keys() & {"data", "errors"} for seen in asked)
    assert {seen.route for seen in asked} == {"/graphql", "/api/graphql"}
    assert {error["type"] for seen in asked for error in seen.json().get("errors", ())} == {
        "NOT_FOUND",
        "UNPROCESSABLE",
    }


@needs_recordings
def test_a_path_broken_over_two_lines_is_one() -> None:
    (seen,) = recorded.exchanges("Github.testSearchRepos")
    assert (
        seen.route == "/legacy/repos/search/github api v3" and ("User-Agent", "PyGithub/Python") in seen.request_headers
    )


@needs_recordings
def test_finding_by_what_was_asked_and_answered() -> None:
    (limited,) = recorded.find(status=403, header="retry-after")
    assert limited.header("Retry-After") == "60" and "abuse" in limited.json()["message"]
    unchanged = recorded.find(recording="ConditionalRequest", status=304)
    assert [seen.kind for seen in unchanged] == ["none"]
    assert recorded.find(method="GET", path=r"/git/trees/.*recursive=1", body='"mode"')
    assert not recorded.find(status=429)
