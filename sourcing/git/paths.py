"""Which file a path means in a history that is walked back from its newest commit: files are moved, deleted, and written anew."""

from __future__ import annotations

from collections.abc import Set

from sourcing.records import Change


class Files:
    """The files behind the paths of changes, which come newest first."""

    def __init__(self) -> None:
        self._present: dict[str, str] = {}  # a former path -> what the file is called now
        self._began: dict[str, str] = {}  # a path -> the blob with which the file that stands there began
        self._ended: dict[str, str] = {}  # a path -> the name of the file that was deleted there before

    def of(self, change: Change, *, commit: str) -> str | None:
        """The present name of the file that a change is of, no path where that file is gone; None for a deletion."""
        if change.status == "D":
            self._end(change, commit)
            return None
        path = self._ended.get(change.path) or self._present.get(change.path, change.path)
        if change.status == "R" and change.old_path:
            self._present[change.old_path] = path
            self._ended.pop(change.old_path, None)
            self._began.pop(change.old_path, None)
        if change.status in "ARC":
            self._began[change.path] = change.after
        return path

    def _end(self, change: Change, commit: str) -> None:
        """What was deleted is another file than the one written there later, unless that began as what was deleted."""
        began = self._began.pop(change.path, None)
        if began is not None and began != change.before:
            self._ended[change.path] = f"\0{commit}/{change.path}"

    def standing(self, path: str, paths: Set[str]) -> str:
        """Where a path went: one branch may go on changing a file by its old name after another has renamed it."""
        met: set[str] = set()
        while path not in paths and path in self._present and path not in met:
            met.add(path)
            path = self._present[path]
        return path
