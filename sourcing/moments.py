"""Moments as databases hold them."""

from __future__ import annotations

from datetime import UTC, datetime


def naive_utc(moment: datetime) -> datetime:
    """The same moment in UTC without its zone, the form of every time column."""
    return moment.astimezone(UTC).replace(tzinfo=None)
