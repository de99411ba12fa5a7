"""What the team said of somebody, as a recruiter reads it on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.shown.shortlist import Row, console, print_list

Said = Mapping[str, Sequence[Row]]


def decision_line(row: Row) -> str:
    """A verdict in one line, its reason left out."""
    until = f" until {row['until']}" if row["until"] else ""
    former = "" if row["is_newest_of_decider"] else " (decided anew since)"
    via = f", in {row['via']}" if row["via"] not in ("command", "desk") else ""
    return f"{row['stage']}{until}, by {row['decider']} on {row['decided_at']:%Y-%m-%d}{via}{former}"


def known_line(row: Row) -> str:
    """Where somebody is known from, and how surely."""
    sure = row["kind"] if row["is_sure"] else f"possibly {row['kind']} (only the name is alike)"
    stage = f": {row['stage']}" if row["stage"] else ""
    last = f", last contact {row['last_contact']}" if row["last_contact"] else ""
    return f"{sure}{stage}{last}, in {row['source']}"


def dispute_line(row: Row) -> str:
    """What a person disputes or had corrected, in one line, with what came of it."""
    about, said = dispute_halves(row)
    named = f"{row['dispute_id']}, " if row["dispute_id"] else ""
    return f"{named}{about}: {said}"


def dispute_halves(row: Row) -> tuple[str, str]:
    """What is disputed or was corrected, and what is said of it with what came of it."""
    said = f"{row['text']} ({row['recorded_at']:%Y-%m-%d})"
    if row["answer"]:
        said += f"; answered on {row['resolved_at']:%Y-%m-%d}: {row['answer']}"
    if row["kind"] == "evidence" and row["state"] == "upheld":
        said += "; left out of every ranking made since"
    return f"{row['state']}, {row['kind']} {row['detail'] or row['about']}", said


def print_said(said: Said) -> None:
    """Prints verdicts, where somebody is known from, pools, tags, notes and exports; nothing where there is nothing."""
    out = console()
    print_list(out, "Disputes and corrections", [dispute_line(row) for row in said["disputes"]])
    print_list(out, "Decided", [f"{row['role']}: {decision_line(row)}: {row['reason']}" for row in said["decisions"]])
    print_list(out, "Known already", [known_line(row) for row in said["known"]])
    print_list(out, "In pools", [f"{row['pool']} until {row['expires_on']}: {row['purpose']}" for row in said["pools"]])
    print_list(out, "Tags", [f"{row['tag']} until {row['expires_on']}: {row['purpose']}" for row in said["tags"]])
    notes = [f"{row['text']} ({row['written_by']}, {row['written_at']:%Y-%m-%d})" for row in said["notes"]]
    print_list(out, "Notes, which the person may ask to read", notes)
    exports = [
        f"{row['format']} for {row['role']}, by {row['exported_by']} on {row['exported_at']:%Y-%m-%d} ({row['file']})"
        for row in said["exports"]
    ]
    print_list(out, "Handed to other tools", exports)
