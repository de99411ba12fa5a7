"""What to write to those who were handed somebody that is erased: plain text, ready to send, and no more of the person than needed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sourcing.settings import Purpose
from warehouse.rights.recipients import Received

_LETTER = """\
To: whoever runs {tool} for {employer}
Subject: erase one person's data

On {days} we handed you data of the person with the external id {person}
(in {files}).

This person's data is to be erased (Article 17 of the GDPR; Article 19 obliges us to tell you). Please delete the record with that
id, with all notes, tags, messages in line and copies of it, pass this on to whoever received it from you, and confirm to
{contact} when it is done.

{employer}
"""


def letters(received: Iterable[Received], *, purpose: Purpose | None) -> list[str]:
    """One letter for each tool and person, in order."""
    employer, contact = (purpose.employer, purpose.contact) if purpose else ("us", "us")
    found = []
    ordered = sorted(received, key=lambda one: (one.format, one.external_id, one.exported_at, one.file))
    for (tool, person), rows in groupby(ordered, key=lambda one: (one.format, one.external_id)):
        files = list(rows)
        days = ", ".join(dict.fromkeys(f"{one.exported_at:%Y-%m-%d}" for one in files))
        names = ", ".join(dict.fromkeys(one.file.rpartition("/")[2] for one in files))
        found.append(
            _LETTER.format(tool=tool, employer=employer, days=days, person=person, files=names, contact=contact)
        )
    return found
