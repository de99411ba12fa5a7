"""One bare repository read into memory, each part when it is first asked for, each with one Git process."""

from __future__ import annotations

import heapq
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from sourcing.git.command import call, output
from sourcing.sandbox.forge.objects import Commit, Entry, File, Stat, rows, shown, signed
from sourcing.sandbox.forge.readers import Readers

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
_HEADS, _TAGS = "refs/heads/", "refs/tags/"


class Store:
    """What a repository holds. `head` is the commit of its main branch, '' where there is none."""

    def __init__(self, path: Path | None, head: str, readers: Readers) -> None:
        self.path = path if head else None
        self.head = head
        self._readers = readers
        self._trees: dict[str, tuple[Entry, ...]] = {}
        self._orders: dict[str, tuple[Commit, ...]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def _git(self, *words: str, stdin: bytes = b"") -> bytes:
        return output(self.path, *words, stdin=stdin) if self.path else b""

    @cached_property
    def refs(self) -> dict[str, str]:
        """The id each ref points at, by full name; main first, then in the order of names."""
        printed = shown(self._git("for-each-ref", "--format=%(objectname) %(refname)")).splitlines()
        found = {name: oid for oid, _, name in (line.partition(" ") for line in printed)}
        return dict(sorted(found.items(), key=lambda item: (item[0] != f"{_HEADS}main", item[0])))

    @property
    def branches(self) -> dict[str, str]:
        """The commit of each branch, by short name."""
        return {name.removeprefix(_HEADS): oid for name, oid in self.refs.items() if name.startswith(_HEADS)}

    @property
    def tags(self) -> dict[str, str]:
        """The object each tag points at, by short name."""
        return {name.removeprefix(_TAGS): oid for name, oid in self.refs.items() if name.startswith(_TAGS)}

    @cached_property
    def commits(self) -> dict[str, Commit]:
        """Every commit of every branch and tag, by id."""
        form = "%x00".join(_FIELDS)
        fields = self._git("log", "--all", "-z", "--date=raw", f"--format={form}").split(b"\0")[:-1]
        found = {}
        for at in range(0, len(fields), len(_FIELDS)):
            oid, tree, parents, *who, message = fields[at : at + len(_FIELDS)]
            found[oid.decode()] = Commit(
                oid=oid.decode(),
                tree=tree.decode(),
                parents=tuple(parents.decode().split()),
                author=signed(who[0], who[1], who[2]),
                committer=signed(who[3], who[4], who[5]),
                message=shown(message).rstrip("\n"),
            )
        return found

    @cached_property
    def objects(self) -> dict[str, tuple[str, int]]:
        """Kind and size in bytes of every object, by id."""
        form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
        printed = self._git("cat-file", "--batch-all-objects", "--unordered", form).decode("ascii").split()
        return {printed[at]: (printed[at + 1], int(printed[at + 2])) for at in range(0, len(printed), 3)}

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The files of the head with their sizes, in Git's order."""
        found = []
        for row in self._git("ls-tree", "-r", "-l", "-z", self.head).split(b"\0")[:-1]:
            about, _, path = row.partition(b"\t")
            mode, _kind, oid, size = about.decode("ascii").split()
            entry = Entry(shown(path.rpartition(b"/")[2]), path, mode, oid)
            found.append(File(shown(path), entry, int(size) if size.isdecimal() else 0))
        return tuple(found)

    @cached_property
    def changed(self) -> dict[str, tuple[str, ...]]:
        """The files each commit changed; a merge only those it changed itself."""
        found: dict[str, list[str]] = defaultdict(list)
        asked = "\n".join(self.commits).encode() + b"\n"
        words = self._git("diff-tree", "--stdin", "-r", "-c", "--root", "-z", "--raw", "--no-renames", stdin=asked)
        commit, is_path = "", False
        for word in words.split(b"\0"):
            if is_path:
                found[commit].append(shown(word))
                is_path = False
            elif word.startswith(b":"):
                is_path = True
            else:
                commit = word.decode("ascii")
        return {oid: tuple(paths) for oid, paths in found.items()}

    @cached_property
    def touched(self) -> dict[str, frozenset[str]]:
        """The ids of the commits that changed each path, folders included."""
        found: dict[str, set[str]] = defaultdict(set)
        for commit, paths in self.changed.items():
            for path in paths:
                while path:
                    found[path].add(commit)
                    path = path.rpartition("/")[0]
        return {path: frozenset(commits) for path, commits in found.items()}

    @cached_property
    def stats(self) -> dict[str, tuple[Stat, ...]]:
        """The lines each commit added and removed by file, a merge against its first parent."""
        found: dict[str, list[Stat]] = defaultdict(list)
        asked = "\n".join(self.commits).encode() + b"\n"
        how = ("-r", "--diff-merges=first-parent", "--root", "-z", "--numstat", "--no-renames")
        commit = ""
        for word in self._git("diff-tree", "--stdin", *how, stdin=asked).split(b"\0")[:-1]:
            if word.count(b"\t") < 2:
                commit = word.decode("ascii")
                continue
            added, removed, path = word.split(b"\t", 2)
            lines = (None, None) if added == b"-" else (int(added), int(removed))
            found[commit].append(Stat(shown(path), *lines))
        return {oid: tuple(listed) for oid, listed in found.items()}

    @cached_property
    def kilobytes(self) -> int:
        """How much the objects take on disk, in kB, rounded up."""
        if not self.path:
            return 0
        held = sum(file.stat().st_size for file in (self.path / "objects").rglob("*") if file.is_file())
        return -(-held // 1024)

    def order(self, start: str) -> tuple[Commit, ...]:
        """The commits that can be reached from start, in the order of `git log`: the latest committed first."""
        if start not in self._orders:
            self._orders[start] = self._walk(start)
            self._places[start] = {commit.oid: place for place, commit in enumerate(self._orders[start])}
        return self._orders[start]

    def history(self, start: str, path: str | None = None) -> tuple[Commit, ...]:
        """The commits of start's history that changed path (a file or a folder; all of them for none), newest first."""
        ordered = self.order(start)
        path = (path or "").strip("/")
        if not path:
            return ordered
        places = self._places[start]
        return tuple(ordered[place] for place in sorted(places[o] for o in self.touched.get(path, ()) if o in places))

    def tree(self, oid: str) -> tuple[Entry, ...] | None:
        """The rows of a tree, None where there is no such tree."""
        if oid not in self._trees:
            held = self.read(oid)
            if held is None or held[0] != "tree":
                return None
            self._trees[oid] = rows(held[1])
        return self._trees[oid]

    def entry(self, tree: str, path: str) -> tuple[Entry, bytes] | None:
        """The row at a path below a tree with the bytes of the whole path, None where there is none."""
        raw: list[bytes] = []
        found: Entry | None = None
        for part in path.strip("/").split("/"):
            if found is not None and found.kind != "tree":
                return None
            found = next((row for row in self.tree(found.oid if found else tree) or () if row.name == part), None)
            if found is None:
                return None
            raw.append(found.raw)
        return (found, b"/".join(raw)) if found else None

    def read(self, oid: str) -> tuple[str, bytes] | None:
        """The kind and the bytes of an object, None where there is none of this id."""
        return self._readers.read(self.path, oid) if self.path and oid in self.objects else None

    def resolve(self, expression: str) -> str | None:
        """The id that a revision expression means (`HEAD`, `main:src/x.py`, an id), None where it means nothing."""
        revision, colon, path = expression.partition(":")
        start = self._revision(revision or "HEAD")
        if start is None or not colon:
            return start
        commit = self.commits.get(self.peeled(start))
        tree = commit.tree if commit else start
        if not path.strip("/"):
            return tree
        found = self.entry(tree, path)
        return found[0].oid if found else None

    def peeled(self, oid: str) -> str:
        """The commit a tag object stands for; any other id as it is."""
        while self.objects.get(oid, ("", 0))[0] == "tag":
            held = self.read(oid)
            oid = held[1].split(b"\n", 1)[0].split()[1].decode("ascii") if held else ""
        return oid

    def _revision(self, name: str) -> str | None:
        if name in ("HEAD", "main"):
            return self.head or None
        if len(name) == 40 and name in self.objects:
            return name
        for prefix in ("", _HEADS, _TAGS, "refs/"):
            if prefix + name in self.refs:
                return self.refs[prefix + name]
        if not self.path:
            return None
        done = call(self.path, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = done.stdout.decode("ascii", "replace").split()
        return found[-1] if done.returncode == 0 and found and found[-1] in self.objects else None

    def _walk(self, start: str) -> tuple[Commit, ...]:
        first = self.commits.get(start)
        if first is None:
            return ()
        waiting = [(-first.committer.seconds, 0, first)]
        seen, walked = {start}, []
        while waiting:
            commit = heapq.heappop(waiting)[2]
            walked.append(commit)
            for parent in commit.parents:
                if parent not in seen and parent in self.commits:
                    seen.add(parent)
                    heapq.heappush(waiting, (-self.commits[parent].committer.seconds, len(seen), self.commits[parent]))
        return tuple(walked)
