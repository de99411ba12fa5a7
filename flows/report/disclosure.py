"""A disclosure as a page that the person can read without us: one file, no script, nothing asked of any network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flows.report.render import assets, environment, policy

Row = Mapping[str, Any]
MOST = 100  # rows of one table that the page shows; all are in the JSON beside it
_FOR_PROGRAMS = ("person_id", "page", "version", "position")  # columns that stand in the JSON alone


def render_disclosure(document: Row) -> str:
    """The HTML of a disclosure."""
    style = assets()[0]
    made = environment().overlay()
    made.filters = {**made.filters, "cell": cell, "words": words, "columns": columns}
    page = made.get_template("disclosure.html.j2").render(
        doc=document, most=MOST, style=style, policy=policy(style, "", is_served=False)
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def words(name: str) -> str:
    """The name of a column as people say it."""
    return name.replace("_", " ")


def columns(rows: Sequence[Row]) -> list[str]:
    """The columns that say something to people, of any row."""
    named = dict.fromkeys(name for row in rows for name in row)
    return [
        name for name in named if name not in _FOR_PROGRAMS and any(row.get(name) not in (None, "", []) for row in rows)
    ]


def cell(value: object) -> str:
    """A value in words."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case float():
            return f"{value:.4g}"
        case list():
            return ", ".join(cell(one) for one in value)
        case dict():
            return "; ".join(f"{name}: {cell(one)}" for name, one in value.items())
    return str(value)
