"""Search in the files of the main branches: words and phrases, `filename:`, `path:`, `language:`, `extension:`, where."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sourcing.git.command import call
from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.languages import language_of
from sourcing.sandbox.forge.objects import File, shown
from sourcing.sandbox.forge.queries import Sought, taken_apart

_LARGEST = 384 * 1024  # bytes of a file that is searched
_KNOWN = frozenset({"filename", "path", "language", "extension", "repo", "user", "org", "in", "size", "fork"})


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A file that fits."""

    repo: Repo
    file: File


def code(estate: Estate, query: str) -> list[Hit]:
    """The files that hold every word, by repository (those with most stars first) and path; forks are not searched."""
    sought = taken_apart(query, _KNOWN)
    repos = [repo for repo in estate.public() if not repo.is_fork and repo.store.head and _may(repo, sought)]
    repos.sort(key=lambda repo: (-repo.given.stars, repo.slug))
    named = {repo: [file for file in repo.store.files if _fits(file, sought)] for repo in repos}
    named = {repo: files for repo, files in named.items() if files}
    with ThreadPoolExecutor(4) as pool:
        holding = list(pool.map(lambda repo: _holding(repo, sought), named))
    found = zip(named.items(), holding, strict=True)
    return [Hit(repo, file) for (repo, files), held in found for file in files if held is None or file.path in held]


def _may(repo: Repo, sought: Sought) -> bool:
    slugs = [value.lower() for value in sought.values("repo")]
    owners = [value.lower() for name in ("user", "org") for value in sought.values(name)]
    return not (slugs or owners) or repo.slug.lower() in slugs or repo.owner.login.lower() in owners


def _fits(file: File, sought: Sought) -> bool:
    name = file.path.rpartition("/")[2].lower()
    tests: dict[str, Callable[[str], bool]] = {
        "filename": lambda value: value in name,
        "path": lambda value: file.path.lower().startswith(value.strip("/")) or f"/{value.strip('/')}" in file.path,
        "extension": lambda value: name.endswith(f".{value.lstrip('.')}"),
        "language": lambda value: (language_of(file.path) or "").lower() == value,
    }
    terms = [term for term in sought.terms if term.name in tests]
    is_file = file.entry.mode in ("100644", "100755") and file.size <= _LARGEST
    return is_file and all(tests[term.name](term.value.lower()) != term.is_not for term in terms)


def _holding(repo: Repo, sought: Sought) -> frozenset[str] | None:
    """The paths of the text files that hold every word, None where no word is sought."""
    if not sought.words:
        return None
    words = [part for word in sought.words for part in ("-e", word)]
    done = call(
        repo.store.path, "grep", "-I", "-l", "-z", "-i", "-F", "--full-name", "--all-match", *words, repo.store.head
    )
    start = len(repo.store.head) + 1
    return frozenset(shown(line[start:]) for line in done.stdout.split(b"\0") if line)
