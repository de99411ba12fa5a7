"""The invented world as a whole: reproducible, complete, sound."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from sourcing.sandbox import __main__ as command
from sourcing.sandbox.build import build_world
from sourcing.sandbox.fastimport import Commit, Draft, Identity, write_repository
from sourcing.sandbox.world import ARCHETYPES, NOW, SPECIALISATIONS, World, load_world, world_text
from tests.sandbox.reading import contents, entries, git, log


def test_same_seed_same_commits(sandbox_world: World, tmp_path: Path) -> None:
    again = build_world(tmp_path / "again", seed=7)
    assert {repository.slug: repository.head for repository in again.repositories} == {
        repository.slug: repository.head for repository in sandbox_world.repositories
    }
    assert world_text(again) == world_text(sandbox_world)


def test_another_seed_is_another_world_with_the_same_traps(sandbox_world: World, tmp_path: Path) -> None:
    other = build_world(tmp_path / "other", seed=8)
    heads = {repository.head for repository in sandbox_world.repositories if repository.head}
    assert not heads & {repository.head for repository in other.repositories}
    assert {trait for repository in other.repositories for trait in repository.traits} == {
        trait for repository in sandbox_world.repositories for trait in repository.traits
    }


def test_a_complete_world_is_left_alone_and_a_half_built_one_is_rebuilt(tmp_path: Path) -> None:
    first = build_world(tmp_path, seed=9)
    written = (tmp_path / "world.json").stat()
    assert build_world(tmp_path, seed=9) == first
    assert (tmp_path / "world.json").stat() == written
    (tmp_path / "world.json").unlink()
    (first.repositories[0].path / "HEAD").unlink()
    assert build_world(tmp_path, seed=9) == first
    assert git(first.repositories[0].path, "rev-parse", "HEAD").decode().strip() == first.repositories[0].head


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "repos").mkdir()
    (tmp_path / "repos" / "mine.txt").write_text("keep me")
    with pytest.raises(ValueError, match="not made by the sandbox"):
        build_world(tmp_path)
    assert (tmp_path / "repos" / "mine.txt").read_text() == "keep me"


def test_the_truth_can_be_read_back(sandbox_world: World, tmp_path: Path) -> None:
    assert load_world(sandbox_world.root) == sandbox_world
    lines = (sandbox_world.root / "repos.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t") for line in lines] == [
        [str(repository.path), repository.head] for repository in sandbox_world.repositories
    ]
    (tmp_path / "world.json").write_text('{"seed": 7}')
    with pytest.raises(ValueError, match=r"world\.json"):
        load_world(tmp_path)


def test_every_cell_has_people(sandbox_world: World) -> None:
    cells = Counter((person.archetype, person.specialisation) for person in sandbox_world.people if person.grade)
    for archetype in ARCHETYPES:
        for specialisation in SPECIALISATIONS:
            assert cells[archetype, specialisation] >= 2, (archetype, specialisation)
    assert sum(cells.values()) >= 44
    assert len(sandbox_world.repositories) >= 62


def test_people_are_distinct_and_their_addresses_invented(sandbox_world: World) -> None:
    people = sandbox_world.people
    assert len({person.handle for person in people}) == len({person.name for person in people}) == len(people)
    addresses = [address for person in people for address in person.emails]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        local, _, domain = address.partition("@")
        hidden = domain == "users.noreply.github.com" and local.removesuffix("[bot]").endswith("-sbx")
        assert hidden or domain.endswith((".example", "example.org")), address
    assert sum(len(person.emails) == 2 for person in people) >= 5
    assert sum("+" in address for address in addresses) >= 5


def test_git_finds_nothing_wrong(sandbox_world: World) -> None:
    for repository in sandbox_world.repositories:
        said = git(repository.path, "fsck", "--strict", "--full").decode()
        assert "error" not in said and "missing" not in said and "dangling" not in said, repository.slug
        url = git(repository.path, "config", "remote.origin.url").decode().strip()
        assert url == repository.url == f"https://git.sandbox.invalid/{repository.slug}.git"


def test_heads_and_counts_are_what_the_truth_says(sandbox_world: World) -> None:
    for repository in sandbox_world.repositories:
        if repository.head:
            ids = log(repository, "%H")
            assert (ids[0], len(ids)) == (repository.head, repository.commits), repository.slug
    assert 4000 <= sum(repository.commits for repository in sandbox_world.repositories) <= 6000


def test_no_commit_is_later_than_the_clock_of_the_world(sandbox_world: World) -> None:
    for repository in sandbox_world.repositories:
        if repository.head:
            seconds = [int(word) for line in log(repository, "%at %ct") for word in line.split()]
            assert max(seconds) <= NOW.timestamp(), repository.slug


def test_every_author_is_somebody(sandbox_world: World) -> None:
    known = {address: person.handle for person in sandbox_world.people for address in person.emails}
    for repository in sandbox_world.repositories:
        if repository.head:
            handles = {known[address] for address in log(repository, "%ae")}
            if "forged-author" not in repository.traits:
                assert {handle for handle in handles if "[bot]" not in handle} == set(repository.contributors)


def test_python_parses_and_notebooks_are_json(sandbox_world: World) -> None:
    unparsable, modules = [], 0
    for repository in sandbox_world.repositories:
        for path, data in contents(repository).items() if repository.head else ():
            if path.endswith((".ipynb", ".json")):
                json.loads(data)
            elif path.endswith(".py"):
                modules += 1
                try:
                    ast.parse(data)
                except SyntaxError:
                    unparsable.append(f"{repository.slug}:{path}")
    assert unparsable == ["patrezo-sbx/vieux-papiers:legacy/train_py2.py"]
    assert modules > 1000


def test_archetypes_show_in_the_files(sandbox_world: World) -> None:
    """Of the strong: containers and tests for developers, alerts and infrastructure for operators, experiments."""
    typical = {
        "developer": ("Dockerfile", "tests/test_api.py", "serving/app.py", "pyproject.toml"),
        "operator": ("monitoring/alerts.yml", "terraform/main.tf", "_watch.py", "docs/runbook.md"),
        "researcher": ("experiments/ablation.py", "configs/ablation.yaml", "docs/notes.md", ".ipynb"),
    }
    strong = {person.handle for person in sandbox_world.people if person.grade == 3}
    kinds = ("research", "platform", "service")
    theirs = [repo for repo in sandbox_world.repositories if repo.owner in strong and repo.kind in kinds]
    own = [repo for repo in theirs if "renames" not in repo.traits]
    assert len(own) == 15
    for repository in own:
        held = {entry.path for entry in entries(repository)}
        for ending in typical[str(repository.archetype)]:
            assert any(path.endswith(ending) for path in held), (repository.slug, ending)


def test_files_grow_over_several_commits(sandbox_world: World) -> None:
    for repository in sandbox_world.with_trait("product"):
        touched = Counter(line for line in log(repository, "", "--name-only", "--no-merges") if line.endswith(".py"))
        grown = sum(1 for count in touched.values() if count > 1)
        assert grown / len(touched) > 0.5, repository.slug
        sizes = [len(line.split()) for line in log(repository, "%P")]
        assert sizes.count(2) >= 2, "no merges"


def test_areas_have_owners(sandbox_world: World) -> None:
    archetypes = {address: person.archetype for person in sandbox_world.people for address in person.emails}
    for repository in sandbox_world.with_trait("product"):
        for folder, archetype in (("tests", "developer"), ("charts", "operator"), ("experiments", "researcher")):
            authors = [archetypes[line] for line in log(repository, "%ae", "--no-merges", "--", folder)]
            assert authors.count(archetype) >= 0.7 * len(authors), (repository.slug, folder)


def test_a_refused_stream_leaves_nothing_behind(tmp_path: Path) -> None:
    who = Identity(name="Nobody", email="nobody@post.example", seconds=0, utc_offset="+0000")
    commit = Commit(author=who, committer=who, message=b"one\n", changes=(), parents=())
    broken = Draft(commits=(replace(commit, parents=(5,)),))
    with pytest.raises(OSError, match="git"):
        write_repository(tmp_path / "broken.git", broken, url="https://git.sandbox.invalid/a/b.git")
    assert not (tmp_path / "broken.git").exists()


def test_the_machine_it_is_written_on_does_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who = Identity(name="Nobody", email="nobody@post.example", seconds=9, utc_offset="+0200")
    draft = Draft(commits=(Commit(author=who, committer=who, message=b"one\n", changes=(), parents=()),))
    url = "https://git.sandbox.invalid/a/b.git"
    before = write_repository(tmp_path / "before.git", draft, url=url)
    for name in ("GIT_DIR", "GIT_CONFIG_GLOBAL", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    assert write_repository(tmp_path / "after.git", draft, url=url) == before


def test_the_command_sums_up(
    sandbox_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sandbox_world.root, tmp_path / "world")
    monkeypatch.setattr(sys, "argv", ["sandbox", str(tmp_path / "world"), "--seed", "7"])
    command.main()
    said = " ".join(capsys.readouterr().out.split())
    assert f"in {len(sandbox_world.repositories)} bare Git repositories" in said
    assert "15 cells" in said


def test_dates_of_the_strong_span_years(sandbox_world: World) -> None:
    for person in sandbox_world.people:
        if person.grade == 3:
            (own,) = [repo for repo in sandbox_world.repositories if repo.owner == person.handle and repo.commits > 80]
            seconds = sorted(int(line) for line in log(own, "%at"))
            assert seconds[-1] - seconds[0] > 2 * 365 * 86400, own.slug
            assert all(later >= earlier for earlier, later in pairwise(seconds))
