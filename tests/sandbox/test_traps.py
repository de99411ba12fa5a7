"""Every trap of the world is really there, as Git sees it."""

from __future__ import annotations

import re

from sourcing.sandbox.world import World
from tests.sandbox.reading import contents, entries, git, log, paths, the_one


def test_notebooks_only_people_wrote_no_module(sandbox_world: World) -> None:
    people = [person for person in sandbox_world.people if "notebooks-only" in person.traits]
    assert len(people) >= 4
    theirs = {address for person in people for address in person.emails}
    for repository in sandbox_world.repositories:
        if repository.head and theirs & set(log(repository, "%ae")):
            assert {path.rpartition(".")[2] for path in paths(repository)} <= {"ipynb", "md"}, repository.slug


def test_bots_commit(sandbox_world: World) -> None:
    bots = {person.name for person in sandbox_world.people if person.kind == "bot"}
    seen = {name for repo in sandbox_world.with_trait("bots") for name in log(repo, "%an")}
    assert len(bots) == 2 and bots <= seen and all(name.endswith("[bot]") for name in bots)


def test_a_fork_is_the_parents_history_and_one_commit(sandbox_world: World) -> None:
    fork = the_one(sandbox_world, "fork-plus-one")
    parent = sandbox_world.repository(str(fork.parent))
    assert log(fork, "%H")[1:] == log(parent, "%H")
    assert log(fork, "%ae")[0] in sandbox_world.person(fork.owner).emails


def test_a_mirror_holds_nothing_of_its_owner(sandbox_world: World) -> None:
    mirror = the_one(sandbox_world, "mirror-fork")
    assert mirror.head == sandbox_world.repository(str(mirror.parent)).head
    assert mirror.owner not in mirror.contributors


def test_a_squashed_copy_has_the_parents_files_in_one_commit(sandbox_world: World) -> None:
    copy = the_one(sandbox_world, "squashed-copy")
    assert entries(copy) == entries(sandbox_world.repository(str(copy.parent)))
    assert (copy.commits, copy.contributors) == (1, (copy.owner,))


def test_a_rewritten_history_has_the_parents_trees_under_another_name(sandbox_world: World) -> None:
    copy = the_one(sandbox_world, "rewritten-history")
    parent = sandbox_world.repository(str(copy.parent))
    assert log(copy, "%T %at", "--topo-order") == log(parent, "%T %at", "--topo-order")
    assert set(log(copy, "%an")) == {sandbox_world.person(copy.owner).name}
    assert not set(log(copy, "%H")) & set(log(parent, "%H"))


def test_stuffed_readmes_have_no_code_behind_them(sandbox_world: World) -> None:
    stuffed = sandbox_world.with_trait("readme-stuffing")
    texts = [contents(repository)["README.md"].decode() for repository in stuffed]
    assert all(sum(path.endswith(".py") for path in paths(repository)) <= 1 for repository in stuffed)
    assert any("<!-- MLOps Kubeflow MLflow" in text for text in texts)
    assert any("\u200b" in text for text in texts)
    assert any(re.search("MLOps Kubeflow MLflow .*", text) and "expert" in text for text in texts)


def test_the_filler_account_has_many_tiny_repositories(sandbox_world: World) -> None:
    filler = sandbox_world.with_trait("filler")
    assert len(filler) >= 5 and len({repository.owner for repository in filler}) == 1
    assert all(len(entries(repository)) <= 3 for repository in filler)


def test_visitors_left_one_commit_in_famous_repositories(sandbox_world: World) -> None:
    visitors = [person for person in sandbox_world.people if "one-commit-visitor" in person.traits]
    assert len(visitors) >= 4
    for person in visitors:
        counts = [log(repo, "%ae").count(person.emails[0]) for repo in sandbox_world.with_trait("famous")]
        assert set(counts) <= {0, 1} and 1 in counts
    assert all(repository.stars > 3000 for repository in sandbox_world.with_trait("famous"))


def test_other_trades_use_no_learning_library(sandbox_world: World) -> None:
    libraries = re.compile(rb"\b(torch|sklearn|transformers|mlflow|gymnasium|tensorflow)\b")
    trades = [repo for repo in sandbox_world.with_trait("other-trade") if repo.kind in ("web", "compiler")]
    assert {repo.kind for repo in trades} == {"web", "compiler"}
    assert not any(libraries.search(data) for repo in trades for data in contents(repo).values())


def test_the_course_has_every_signal(sandbox_world: World) -> None:
    held = paths(the_one(sandbox_world, "course"))
    for ending in ("Dockerfile", "test_app.py", "app.py", "train_dag.py", "drift.py", "deployment.yaml", ".yml"):
        assert any(path.endswith(ending) for path in held), ending


def test_one_repository_is_large_and_one_is_empty(sandbox_world: World) -> None:
    assert len(entries(the_one(sandbox_world, "three-hundred-files"))) >= 300
    empty = the_one(sandbox_world, "empty")
    assert (empty.head, empty.commits, empty.contributors) == ("", 0, ())
    assert git(empty.path, "for-each-ref") == b""


def test_a_mailmap_joins_two_addresses(sandbox_world: World) -> None:
    joined = sandbox_world.with_trait("mailmap")
    assert joined
    for repository in joined:
        person = sandbox_world.person(repository.owner)
        assert set(person.emails) <= set(log(repository, "%ae"))
        mailmap = (repository.path / "..").resolve() / f"{repository.name}.mailmap"
        mailmap.write_bytes(contents(repository)[".mailmap"])
        mapped = git(repository.path, "-c", f"mailmap.file={mailmap}", "log", "--format=%aE", "HEAD").decode().split()
        assert person.emails[0] not in mapped and person.emails[-1] in mapped
        mailmap.unlink()


def test_odd_bytes(sandbox_world: World) -> None:
    odd = the_one(sandbox_world, "odd-bytes")
    raw = git(odd.path, "ls-tree", "-r", "-z", "--name-only", "HEAD")
    assert b"docs/r\xe9sum\xe9.md" in raw
    ids = git(odd.path, "rev-list", "HEAD")
    commits = git(odd.path, "cat-file", "--batch", stream=ids)
    assert b"\nencoding ISO-8859-1\n" in commits
    assert b"Ajoute les r\xe9sultats" in commits
    assert "" in log(odd, "%s")
    modes = {entry.path: entry.mode for entry in entries(odd)}
    assert (modes["docs/outside"], modes["kit"]) == ("120000", "160000")


def test_moves_are_exact_and_not_the_movers_lines(sandbox_world: World) -> None:
    moved = the_one(sandbox_world, "renames")
    mover = next(person for person in sandbox_world.people if "mover" in person.traits)
    found = log(moved, "", "-M100%", "--name-status", f"--author={mover.emails[0]}")
    statuses = [line.split("\t")[0] for line in found if line]
    assert statuses.count("R100") >= 6 and set(statuses) == {"R100"}
    blamed = git(moved.path, "blame", "--line-porcelain", "HEAD", "--", "src/shelf_sorter/scoring/metrics.py")
    assert mover.emails[0].encode() not in blamed


def test_vendored_and_generated_code_says_what_it_is(sandbox_world: World) -> None:
    held = contents(the_one(sandbox_world, "vendored"))
    assert any(path.startswith("third_party/") and path.endswith(".py") for path in held)
    generated = next(data for path, data in held.items() if path.endswith("_pb2.py"))
    assert b"DO NOT EDIT" in generated and len(generated) > 100_000


def test_the_only_dockerfile_is_an_example(sandbox_world: World) -> None:
    held = paths(the_one(sandbox_world, "dockerfile-in-examples-only"))
    assert [path for path in held if "dockerfile" in path.lower()] == ["examples/docker/Dockerfile"]


def test_the_only_workflow_closes_stale_issues(sandbox_world: World) -> None:
    for repository in sandbox_world.with_trait("stale-workflow-only"):
        automation = [path for path in paths(repository) if path.startswith((".github/", ".gitlab"))]
        assert automation == [".github/workflows/stale.yml"]


def test_one_dump_is_one_commit(sandbox_world: World) -> None:
    dump = the_one(sandbox_world, "one-dump")
    assert dump.commits == 1 and len(entries(dump)) > 8


def test_a_forger_signs_with_another_persons_address(sandbox_world: World) -> None:
    forged = the_one(sandbox_world, "forged-author")
    victim = next(
        person
        for person in sandbox_world.people
        if (person.archetype, person.specialisation, person.grade) == ("operator", "mlops", 3)
    )
    signed = [address for address in log(forged, "%ae") if address in victim.emails]
    assert len(signed) > forged.commits / 2
    assert forged.contributors == (forged.owner,) and victim.handle != forged.owner


def test_back_dated_commits_are_younger_than_they_say(sandbox_world: World) -> None:
    authored, committed = zip(
        *((int(a), int(c)) for a, c in (line.split() for line in log(the_one(sandbox_world, "back-dated"), "%at %ct"))),
        strict=True,
    )
    assert max(authored) - min(authored) > 9 * 365 * 86400
    assert max(committed) - min(committed) < 7 * 86400


def test_open_branches_and_tags_exist(sandbox_world: World) -> None:
    for repository in sandbox_world.with_trait("branches"):
        assert len(git(repository.path, "for-each-ref", "refs/heads").splitlines()) > 1
    assert len(sandbox_world.with_trait("tags")) >= 10
    for repository in sandbox_world.with_trait("tags"):
        assert git(repository.path, "for-each-ref", "refs/tags")
