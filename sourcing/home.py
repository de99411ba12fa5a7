"""The home: the folder that holds all state, and where each store lies in it."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from sourcing.errors import HomeError, writing


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
    def exporting(self) -> Path:
        """Which export is being written; there only until it is done."""
        return self.root / "exporting.json"

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
        """The key of the address hashes: the configured one, else the one made on first use. Errors: HomeError."""
        if configured:
            return configured.get_secret_value().encode()
        path = self.root / "salt"
        with writing(path):
            if not path.exists():
                self._make_salt(path)
            key = path.read_bytes().strip()
        if not key:
            raise HomeError(f"{path} is empty", remedy="bring it back from a backup, or set SOURCING_SALT to its value")
        return key

    def _make_salt(self, path: Path) -> None:
        """Writes a new key whole; of two processes that do so at once, the first decides for both."""
        handle, draft = tempfile.mkstemp(dir=self.root, prefix=".salt-")  # 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            Path(draft).unlink()
