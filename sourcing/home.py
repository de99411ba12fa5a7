"""The home: the folder that holds all state, and where each store lies in it."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from sourcing.errors import HomeError, SettingsError, writing
from sourcing.keyed import mark_of
from sourcing.whole_file import write_whole


class Home:
    """The folder that holds all state: where each store lies, made private on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()

    @property
    def landing(self) -> Path:
        """Batches and blobs."""
        return self.root / "landing"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file with everything known."""
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The DuckDB file for recruiters."""
        return self.root / "published" / "shortlists.duckdb"

    @property
    def scratch(self) -> Path:
        """Clones in the making; empty between runs."""
        return self.root / "scratch"

    @property
    def columns(self) -> Path:
        """What a first look at a great many people reads; made from the warehouse, and may be deleted."""
        return self.root / "columns"

    @property
    def words(self) -> Path:
        """What people wrote, cleaned of names; made from the warehouse, and may be deleted."""
        return self.root / "words.json.gz"

    @property
    def models(self) -> Path:
        """Encoders distilled from the model; may be deleted."""
        return self.root / "models"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a writer is at work."""
        return self.root / "lock"

    @property
    def weights(self) -> Path:
        """A team's own weights of the parts of a score, and which of them are in force."""
        return self.root / "weights"

    @property
    def prefect(self) -> Path:
        """Prefect's own home."""
        return self.root / "prefect"

    @property
    def pages(self) -> Path:
        """Prefect's own pages, as they are shipped; may be deleted."""
        return self.prefect / "pages"

    @property
    def looked(self) -> Path:
        """When whom last looked at the changes of which role."""
        return self.root / "looked.json"

    @property
    def erasing(self) -> Path:
        """Who is being erased; there only until that is done."""
        return self.root / "erasing.json"

    @property
    def aside(self) -> Path:
        """What was set aside before the warehouse was changed for good; there only after that."""
        return self.root / "aside"

    @property
    def restoring(self) -> Path:
        """A backup as it is unpacked; there only until it is in place."""
        return self.root / ".restoring"

    @property
    def written(self) -> Path:
        """The latest time that a writer took for now."""
        return self.root / "written-at"

    @property
    def backed_up(self) -> Path:
        """When the last backup was made."""
        return self.root / "backed-up"

    @property
    def mark(self) -> Path:
        """What tells by which key everything here is hashed, and tells nothing of the key."""
        return self.root / "salt-mark"

    def frontier_url(self, configured: str | None) -> str:
        """The SQLAlchemy URL of the frontier."""
        return configured or f"sqlite:///{self.root / 'frontier.sqlite'}"

    def prepare(self) -> None:
        """Makes the folder, readable by its owner alone, and proves that it can be written. Errors: HomeError."""
        os.umask(0o077)
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            probe = self.root / f".probe-{os.getpid()}"
            probe.write_bytes(b"\0" * 4096)
            probe.unlink()

    def remove(self, folder: Path) -> None:
        """Removes a folder with all that is in it, where it is there. Errors: HomeError."""
        with writing(folder):
            if folder.exists():
                shutil.rmtree(folder)

    def salt(self, configured: SecretStr | None) -> bytes:
        """The key of the address hashes: the one that all here is hashed by, be it configured or kept here.

        Of a home that is new it is the configured one, else one that is made now. By another key than before nobody would be known
        again: not who asked to be left alone, and not who was erased. Errors: HomeError, SettingsError where neither is that key.
        """
        path = self.root / "salt"
        if not configured and not path.exists():
            if self.warehouse.exists() or self.marked():
                raise HomeError(
                    f"{self.root} holds a search, and the key of its hashes is not there ({path})",
                    remedy="set SOURCING_SALT to the value it had then, or bring the file back from a backup",
                )
            self.keep_salt(secrets.token_hex(32))
        return self._chosen(configured)

    def _chosen(self, configured: SecretStr | None) -> bytes:
        path = self.root / "salt"
        with writing(path):
            kept = path.read_bytes().strip() if path.exists() else b""
        told = configured.get_secret_value().encode() if configured else b""
        keys, mark = [one for one in (told, kept) if one], self.marked()
        if not keys:
            raise HomeError(f"{path} is empty", remedy="bring it back from a backup, or set SOURCING_SALT to its value")
        found = next((one for one in keys if mark in (None, mark_of(one))), None)
        if found is None:
            raise SettingsError(
                f"{self.root} is hashed by another key than {'SOURCING_SALT' if told else path}: by this one nobody who asked to be "
                "left alone would be known again",
                remedy="set SOURCING_SALT to the value it had when the home was made, or name another home (--home)",
            )
        return found

    def check_salt(self, configured: SecretStr | None) -> str:
        """What is to be said of the key; nothing is made. Errors: as those of `salt`."""
        is_kept, mark = (self.root / "salt").exists(), self.marked()
        if not configured and not is_kept and not (mark or self.warehouse.exists()):
            return "made when the home is written first"
        key = self.salt(configured)
        if configured and key != configured.get_secret_value().encode():
            return (
                f"the one in {self.root / 'salt'}, by which all here is hashed; SOURCING_SALT is another, and not used"
            )
        return f"{'SOURCING_SALT' if configured else self.root / 'salt'}{', as before' if mark else ''}"

    def marked(self) -> str | None:
        """The mark of the key that all here is hashed by; None where nothing is yet, or where that was before there were marks."""
        with writing(self.mark):
            return (self.mark.read_text("utf-8").strip() or None) if self.mark.exists() else None

    def keep_mark(self, salt: bytes) -> None:
        """Notes by which key all here is hashed from now on: once, before anything is. Errors: HomeError."""
        if self.marked() is None:
            with writing(self.mark):
                write_whole(self.mark, mark_of(salt).encode())

    def keep_salt(self, key: str) -> None:
        """Writes a new key whole, where there is none; of two processes that do so at once, the first decides for both. Errors: HomeError."""
        path = self.root / "salt"
        with writing(path):
            if not path.exists():
                self._write_salt(path, key)

    def _write_salt(self, path: Path, key: str) -> None:
        handle, draft = tempfile.mkstemp(dir=self.root, prefix=".salt-")  # 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            Path(draft).unlink()
