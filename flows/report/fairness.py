"""The fairness report as one HTML file that opens from disk without any network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.fairness import Section
from flows.report.charts import ratios
from flows.report.render import assets, environment, policy
from sourcing.whole_file import write_whole


def write_fairness(path: Path, sections: Sequence[Section], *, title: str, as_of: date) -> None:
    """Writes the page. Errors: HomeError, UsageError for a folder."""
    style, _ = assets()
    drawn = {
        one.name: ratios([(label, (ratio.value, ratio.low, ratio.high)) for label, ratio in one.drawn])
        for one in sections
    }
    page = (
        environment()
        .get_template("fairness.html.j2")
        .render(
            title=title,
            as_of=as_of,
            sections=sections,
            drawn=drawn,
            style=style,
            policy=policy(style, "", is_served=False),
        )
    )
    write_whole(path, page.encode("utf-8", "replace"))
