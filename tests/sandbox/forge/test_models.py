"""The bodies of the REST answers parse with the models that others drew from GitHub's own description."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from sourcing.sandbox.forge import Forge
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import get
from tests.sandbox.reading import entries, the_one

MODELS: Any = importlib.import_module("githubkit_schemas.v2026_03_10.models")
OWN, ODD = "openlattice-sbx/tensorquay", "patrezo-sbx/vieux-papiers"
PAGES = [
    ("/user", "PrivateUser"),
    ("/users/celina-sbx", "PublicUser"),
    ("/users/openlattice-sbx", "PublicUser"),
    ("/users/depsweep-sbx%5Bbot%5D", "PublicUser"),
    ("/users/celina-sbx/repos", "MinimalRepository"),
    ("/users/celina-sbx/orgs", "OrganizationSimple"),
    ("/users/celina-sbx/followers", "SimpleUser"),
    ("/users/celina-sbx/following", "SimpleUser"),
    ("/orgs/openlattice-sbx", "OrganizationFull"),
    ("/orgs/openlattice-sbx/members", "SimpleUser"),
    ("/orgs/openlattice-sbx/repos", "MinimalRepository"),
    (f"/repos/{OWN}", "FullRepository"),
    ("/repos/weneda-sbx/vesper-bench-ops", "FullRepository"),
    (f"/repos/{OWN}/commits", "Commit"),
    (f"/repos/{ODD}/commits?per_page=100", "Commit"),
    (f"/repos/{OWN}/commits/main", "Commit"),
    (f"/repos/{OWN}/git/trees/main?recursive=1", "GitTree"),
    (f"/repos/{ODD}/git/trees/main?recursive=1", "GitTree"),
    (f"/repos/{OWN}/branches", "ShortBranch"),
    (f"/repos/{OWN}/branches/main", "BranchWithProtection"),
    (f"/repos/{OWN}/contributors", "Contributor"),
    (f"/repos/{OWN}/languages", "Language"),
    (f"/repos/{OWN}/topics", "Topic"),
    ("/repos/nandivo-sbx/vesper-bench-ops/forks", "MinimalRepository"),
    (f"/repos/{OWN}/contents/README.md", "ContentFile"),
    (f"/repos/{OWN}/contents/src", "ContentDirectoryItems"),
    (f"/repos/{ODD}/contents/docs/outside", "ContentSymlink"),
    (f"/repos/{ODD}/contents/kit", "ContentSubmodule"),
    (f"/repos/{OWN}/readme", "ContentFile"),
    (f"/repos/{OWN}/pulls?state=all", "PullRequestSimple"),
    (f"/repos/{OWN}/pulls/1", "PullRequest"),
    (f"/repos/{OWN}/pulls/1/commits", "Commit"),
    (f"/repos/{OWN}/pulls/1/reviews", "PullRequestReview"),
    ("/rate_limit", "RateLimitOverview"),
    ("/meta", "ApiOverview"),
    ("/search/users?q=type:user", "SearchUsersGetResponse200"),
    ("/search/repositories?q=topic:mlops", "SearchRepositoriesGetResponse200"),
    ("/search/issues?q=is:pr", "SearchIssuesGetResponse200"),
    ("/search/code?q=filename:Dockerfile", "SearchCodeGetResponse200"),
]


@pytest.mark.parametrize(("path", "model"), PAGES)
def test_a_body_is_what_its_model_says(forge: Forge, path: str, model: str) -> None:
    heard = get(forge, path)
    assert heard.status == 200
    bodies = heard.json if isinstance(heard.json, list) else [heard.json]
    assert bodies
    for body in bodies:
        getattr(MODELS, model).model_validate(body)
    if "items" in bodies[0]:
        assert bodies[0]["items"] and bodies[0]["total_count"] >= len(bodies[0]["items"])


def test_git_objects_are_what_their_models_say(forge: Forge, sandbox_world: World) -> None:
    repository = the_one(sandbox_world, "odd-bytes")
    base = f"/repos/{repository.slug}/git"
    MODELS.GitCommit.model_validate(get(forge, f"{base}/commits/{repository.head}").json)
    for entry in entries(repository)[::5]:
        if entry.mode != "160000":
            MODELS.Blob.model_validate(get(forge, f"{base}/blobs/{entry.blob}").json)


@pytest.mark.parametrize(
    "path",
    [
        "/users/no",
        "/orgs/celina-sbx",
        "/repos/a/b",
        f"/repos/{OWN}/git/blobs/{'0' * 40}",
        "/what",
        "/user/1",
        "/repositories/1",
    ],
)
def test_what_is_not_there_is_said_as_github_says_it(forge: Forge, path: str) -> None:
    heard = get(forge, path)
    assert heard.status == 404 and heard.json["message"] == "Not Found" and heard.json["status"] == "404"
    MODELS.BasicError.model_validate(heard.json)


def test_rest_answers_at_the_root_as_well(forge: Forge) -> None:
    from tests.sandbox.forge.talking import send

    root = forge.url.removesuffix("/api/v3")
    one, other = send(forge, "GET", f"{root}/users/celina-sbx").json, get(forge, "/users/celina-sbx").json
    assert one["url"] == f"{root}/users/celina-sbx" and other["url"] == f"{forge.url}/users/celina-sbx"
    assert {key for key in one if one[key] != other[key]} <= {key for key in one if key.endswith("url")}
    assert send(forge, "POST", f"{root}/graphql", body=b'{"query": "{ viewer { login } }"}').json["data"]
