"""What is new about people, for a team's own notifier: RSS 2.0 and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Xml

from flows.shown.shortlist import Row


def as_rss(rows: Sequence[Row], *, role: str, title: str) -> bytes:
    """An RSS 2.0 document, an item for each change in the order given; the same change has the same guid in every document."""
    feed = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(feed, "channel")
    _add(
        channel,
        title=f"What is new: {title}",
        link="about:blank",
        description=f"Changes between runs of the role {role}",
    )
    for row in rows:
        item = Xml.SubElement(channel, "item")
        told = f"{row['display_name']}: {row['kind']}"
        _add(
            item, title=told, description=row["detail"], pubDate=format_datetime(_utc(row["happened_at"]), usegmt=True)
        )
        if row["link"]:
            _add(item, link=row["link"])
        guid = Xml.SubElement(item, "guid", isPermaLink="false")
        guid.text = _plain(f"{role} {row['person_id']} {row['kind']} {row['happened_at'].isoformat()} {row['detail']}")
    document: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def as_lines(rows: Sequence[Row], *, role: str) -> bytes:
    """One JSON document a line and change, in the order given."""
    told = [{"role": role, **row, "happened_at": _utc(row["happened_at"]).isoformat()} for row in rows]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told).encode("utf-8", "replace")


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _add(parent: Xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        Xml.SubElement(parent, name).text = _plain(text)


def _plain(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
    )
