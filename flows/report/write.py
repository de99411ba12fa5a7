"""The document of a report, from the rows that were read of the published file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flows.report.charts import Bar, Timeline, Worked, bars, timeline
from flows.report.document import Document, Line, Person, Requirement, Source, Told
from flows.report.web import web
from flows.shown.elsewhere import counted_and_stated, where_claimed
from flows.shown.kit import work_to_ask_about
from flows.shown.person import work_read
from flows.shown.shortlist import contested
from flows.shown.standing import asked_of, part_of
from flows.shown.team import dispute_halves
from ranking.interview import SCALE, Question, kit
from ranking.role import RoleSpec
from sourcing.decisions import Stage
from sourcing.records import Band, Eligible, Level
from warehouse.published.report import Read
from warehouse.published.shown import Row

_KINDS = {True: "must-have", False: "nice-to-have"}
_LINES = 3  # of what shows the work of the archetype
_MOST = 12  # artifacts and rows of work that are told of one person
_NO_KIT = "The role's file is not here, so there is no interview kit: open the report where `sourcing kit` works."


def document(read: Read, spec: RoleSpec | None) -> Document:
    """The report of a role; without a spec it has no interview kit, and says so."""
    head = read.head
    people = [_Writer(read, row, spec).person() for row in read.people]
    expiries = [row["expires_on"] for row in read.people if row["expires_on"]]
    return Document(
        role=head["role"],
        run=head["run_id"],
        title=head["title"],
        archetype=head["archetype"],
        specialisation=head["specialisation"],
        as_of=head["as_of"],
        published_at=head["published_at"],
        provisional=head["provisional"] or "",
        read_closely=head["read_closely"] or "",
        ranked=head["ranked"],
        hidden=int(head["hidden"]),
        delete_by=min(expiries, default=None),
        funnel=_funnel(read),
        asked=[(one["skill"], one["is_must_have"]) for one in read.asked],
        bands=_in_order((one.band for one in people), [*map(str, Band)]),
        stages=_in_order((one.stage for one in people), [*map(str, Stage)]),
        levels=_in_order((one.level for one in people), [*map(str, Level)]),
        eligible=_in_order((one.eligible for one in people), [*map(str, Eligible)]),
        people=people,
        sources=[
            Source(site=one["site"], terms=one["terms"], terms_url=web(one["terms_url"]), days=one["days"])
            for one in read.sources
        ],
        scale=SCALE,
        kit_missing="" if spec else _NO_KIT,
    )


def _in_order(found: Iterator[str], known: Sequence[str]) -> list[str]:
    """What was found of the known words, in their order, then what else was found."""
    said = Counter(one for one in found if one)
    return [one for one in known if one in said] + sorted(one for one in said if one not in known)


def _funnel(read: Read) -> list[Bar]:
    """From everybody held to the decided, as counts."""
    counted = {name: {row["name"]: row["people"] for row in rows} for name, rows in read.counts.items()}
    rows = [("held", read.head["held"], "all"), ("ranked", read.head["ranked"], "all")]
    if counted["eligible"]:
        rows.append(
            ("not excluded by a condition", sum(counted["eligible"].values()) - counted["eligible"].get("no", 0), "all")
        )
    rows += [(band, counted["bands"].get(band, 0), "band") for band in map(str, Band)]
    to_review = counted["stages"].pop(Stage.TO_REVIEW, 0)
    rows.append((Stage.TO_REVIEW, to_review, "stage"))
    rows += [(stage, counted["stages"][stage], "stage") for stage in map(str, Stage) if stage in counted["stages"]]
    return bars(rows)


class _Writer:
    """One person's rows, and what is made of them."""

    def __init__(self, read: Read, row: Row, spec: RoleSpec | None) -> None:
        self._read, self._row, self._spec = read, row, spec

    def _rows(self, name: str) -> Sequence[Row]:
        return self._read.by_person[name].get(self._row["person_id"], ())

    def person(self) -> Person:
        row = self._row
        requirements = [*_once([*self._archetype(), *self._skills()])]
        return Person(
            id=row["person_id"],
            rank=row["rank"],
            is_tie=row["is_tie"],
            name=row["display_name"],
            profiles=[one for one in map(web, row["profiles"]) if one],
            band=row["band"],
            level=row["level"] or "",
            level_says=row["level_says"] or "",
            level_link=web(row["level_link"]),
            asked_level=row["asked_level"] or "",
            eligible=row["eligible"] or "",
            conditions=[*self._conditions()],
            coverage=row["coverage"],
            summary=self._summary(),
            first=next((line.said for one in requirements for line in one.lines), "nothing found in what was read"),
            last_active=row["last_active"],
            requirements=requirements,
            missing=[one["sentence"] for one in self._rows("reasons") if not one["link"]],
            unknown=[
                f"{one['signal']}: {one['reason']} ({', '.join(one['repositories'])})" for one in self._rows("unknown")
            ],
            timeline=self._timeline(),
            work=[*self._work()][:_MOST],
            artifacts=[*self._artifacts()][:_MOST],
            accounts=[*self._accounts()],
            open_claims=[*self._open_claims()],
            only_claimed=[*self._only_claimed()],
            stage=row["stage"],
            stage_says=f"by {row['decided_by']} on {row['decided_at']:%-d %B %Y}" if row["decided_by"] else "",
            is_disputed=row["is_disputed"],
            is_changed=row["is_changed"],
            known=row["known"],
            elsewhere=row["elsewhere"],
            last_contact=row["last_contact"],
            history=[*self._history()],
            changes=[*self._changes()],
            contested=contested(row),
            disputes=[Told(label=about, text=said) for about, said in map(dispute_halves, self._rows("disputes"))],
            labels=[*self._labels()],
            score=row["score"],
            margin=row["margin"],
            parts=[*map(part_of, self._rows("parts"))],
            rests_on=self._rests_on(),
            kit=self._kit(),
        )

    def _summary(self) -> str:
        row = self._row
        merged = f"; {row['merged_elsewhere']} changes merged by others" if row["merged_elsewhere"] else ""
        return f"{work_read(row)}{merged}"

    def _archetype(self) -> Iterator[Requirement]:
        """The work of the archetype, where any is shown."""
        name = self._read.head["archetype"]
        rows = [one for one in self._rows("reasons") if one["requirement"] == name and one["link"]]
        if rows:
            why = next((one["why"] for one in rows if one["why"]), "")
            lines = [_line(one) for one in rows[:_LINES]]
            yield Requirement(
                name=f"{name} work", kind="archetype", strength=None, found="evidence", why=why, lines=lines
            )

    def _skills(self) -> Iterator[Requirement]:
        why = {one["requirement"]: one["why"] or "" for one in reversed(self._rows("reasons"))}
        lines: dict[str, list[Line]] = {}
        for row in self._rows("lines"):
            lines.setdefault(row["requirement"], []).append(_line(row))
        for one in self._rows("requirements"):
            name, found = (
                one["requirement"],
                {"evidence": "evidence", "own words": "words"}.get(one["found_in"], "none"),
            )
            shown = lines.get(name, []) if found == "evidence" else []
            yield Requirement(
                name=name,
                kind=_KINDS[one["is_must_have"]],
                strength=one["strength"],
                found=found,
                why=why.get(name, ""),
                lines=shown,
            )

    def _timeline(self) -> Timeline | None:
        work = [
            Worked(one["name"], one["commits"], one["all_commits"], one["first_at"], one["last_at"])
            for one in self._rows("work")
        ]
        made = [
            (one["made_at"] or one["changed_at"], f"{one['kind']} {one['title']}") for one in self._rows("artifacts")
        ]
        dated: list[tuple[date, str]] = [(day, said) for day, said in made if day]
        return timeline(work, dated[:_MOST], until=self._read.head["as_of"])

    def _work(self) -> Iterator[Told]:
        for one in self._rows("work"):
            said = f"{one['commits']:,} of {one['all_commits']:,} commits"
            if one["first_at"]:
                said += f", {one['first_at']:%b %Y} to {one['last_at']:%b %Y}"
            notes = [
                *(["course work"] if one["place"] == "course" else []),
                *(["read in part"] if one["is_partial"] else []),
            ]
            yield Told(label=one["name"], text="; ".join([said, *notes]), link=web(one["web_url"]))

    def _artifacts(self) -> Iterator[Told]:
        for one in self._rows("artifacts"):
            when = one["changed_at"] or one["made_at"]
            said = [one["relation"], *([f"{when:%b %Y}"] if when else []), *counted_and_stated(one)]
            yield Told(label=f"{one['kind']}: {one['title']}", text=", ".join(said), link=web(one["link"]))

    def _conditions(self) -> Iterator[Told]:
        for one in self._rows("conditions"):
            yield Told(label=one["condition"], text=f"{one['answer']} ({one['says']})")

    def _accounts(self) -> Iterator[Told]:
        """Where somebody is to be found; a commit's keyed address opens nothing."""
        for one in self._rows("accounts"):
            if one["site"] != "git":
                yield Told(label=one["account"], text=one["reason"], link=web(one["url"]))

    def _only_claimed(self) -> Iterator[Told]:
        for one in self._rows("claims"):
            yield Told(label=one["skill"], text=", ".join(one["said_in"]), link=web(one["link"]))

    def _changes(self) -> Iterator[Told]:
        for one in self._rows("changes"):
            text = f"{one['detail']} ({one['happened_at']:%-d %b %Y})"
            yield Told(label=one["kind"], text=text, link=web(one["link"]))

    def _open_claims(self) -> Iterator[Told]:
        for one in self._rows("account_claims"):
            yield Told(label=one["claimed"], text=where_claimed(one), link=web(one["url"]))

    def _history(self) -> Iterator[Told]:
        """What the team said, newest first: verdicts, notes, exports, what a sourcer noted when they met."""
        for one in self._rows("decisions"):
            until = f", until {one['until']}" if one["until"] else ""
            yield Told(
                label=f"{one['stage']}{until}",
                text=f"{one['reason']} ({one['decider']}, {one['decided_at']:%-d %b %Y})",
            )
        for one in self._rows("notes"):
            yield Told(label="note", text=f"{one['text']} ({one['written_by']}, {one['written_at']:%-d %b %Y})")
        for one in self._rows("exports"):
            yield Told(
                label=f"exported to {one['format']}",
                text=f"for {one['role']} ({one['exported_by']}, {one['exported_at']:%-d %b %Y})",
            )
        for one in self._rows("met"):
            yield Told(label="met", text=f"{one['note']} ({one['met_on'] or 'day unknown'}, {one['lawful_basis']})")

    def _labels(self) -> Iterator[str]:
        for one in self._rows("pools"):
            yield f"pool {one['pool']}: {one['purpose']} (until {one['expires_on']})"
        for one in self._rows("tags"):
            yield f"{one['tag']}: {one['purpose']} (until {one['expires_on']})"

    def _rests_on(self) -> Told | None:
        for one in self._rows("support"):
            return Told(
                label=one["detail"],
                text=f"{one['repository']}: {one['points']:.1f} points less without it",
                link=web(one["link"]),
            )
        return None

    def _kit(self) -> Mapping[str, Sequence[Question]]:
        if not self._spec:
            return {}
        asked = [*map(asked_of, self._rows("requirements"))]
        built = (one["name"] for one in self._rows("work") if one["place"] != "course")
        return kit(self._spec, shown=work_to_ask_about(self._rows("reasons")), gaps=asked, where=next(built, None))


def _line(row: Row) -> Line:
    path, line = row["path"] or "", row["line"]
    where = f"line {line or 1}" if path and path in row["detail"] else f"{path}:{line}" if line else path
    at = f"at {row['commit'][:7]}" if row["commit"] else ""
    return Line(
        said=row["detail"],
        repository=row["repository"],
        place=" ".join(one for one in (where, at) if one),
        link=web(row["link"]),
        share=row["authored_share"] if row["path"] else None,
        seen=row["observed_at"],
    )


def _once(requirements: Sequence[Requirement]) -> Iterator[Requirement]:
    """The same, where a line or a reason that stood above already is told shortly."""
    told: set[str] = set()
    for one in requirements:
        lines = [replace(line, is_again=f"{line.said} {line.link}" in told) for line in one.lines]
        why = "" if one.why in told else one.why
        told |= {one.why, *(f"{line.said} {line.link}" for line in lines)}
        yield replace(one, lines=lines, why=why)
