"""The table [schedule]: what is wrong in it is told by name, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcing.errors import SettingsError
from sourcing.settings import FILE, load_settings


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('cron = "0 2 * *"', "setting 'schedule.cron': '0 2 * *' is no cron line: minute, hour"),
        ('retention = "0 25 * * *"', "setting 'schedule.retention': '0 25 * * *' is no cron line: bad hour"),
        ('cron = "0 2 31 2 *"', "'0 2 31 2 *' is no cron line"),
        ('cron = "@daily"', "'@daily' is no cron line"),
        ('timezone = "Europe/Berln"', "'Europe/Berln' is no time zone (nearest: 'Europe/Berlin')"),
        ('timezon = "UTC"', "unknown setting 'schedule.timezon' (nearest: 'schedule.timezone')"),
        ('notify = "hiring"', "'hiring' names no block of Prefect: write KIND/NAME"),
        (
            "[schedule.roles.mine]\nbudgt = 3",
            "unknown setting 'schedule.roles.mine.budgt' (nearest: 'schedule.roles.mine.budget')",
        ),
        ("[schedule.roles.mine]\nbudget = 0", "setting 'schedule.roles.mine.budget': Input should be greater than"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, says: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(FILE).write_text(f"[schedule]\n{lines}\n", "utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings()
    assert says in str(told.value)
