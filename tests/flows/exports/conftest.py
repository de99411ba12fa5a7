"""A desk whose texts are signed off, so that people may be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.support import Desk, copied


@pytest.fixture(scope="session")
def signed(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after a whole run and a sign-off; only copied."""
    return copied(ran, tmp_path_factory.mktemp("signed")).signed()


@pytest.fixture(scope="session")
def people(signed: Desk) -> list[dict[str, Any]]:
    """Everybody ranked there, best first."""
    return signed.ranked()


@pytest.fixture
def desk(signed: Desk, tmp_path: Path) -> Desk:
    """A desk of one's own, signed off."""
    return copied(signed, tmp_path / "desk")
