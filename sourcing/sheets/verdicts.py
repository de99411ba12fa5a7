"""What a sheet that came back says of people: the review sheet, and the `feedback.csv` of a report. Pure.

A row without a verdict says nothing. A sheet with a mistake is refused whole, with row and column of each.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sourcing.decisions import Stage
from sourcing.sheets.cells import NoDay, bare, day, identifier, order_of, unguarded, way_to_reach
from sourcing.sheets.sheet import Mistakes

OF_REVIEW = ("person_id", "decision", "decision_reason", "decided_by")
OF_FEEDBACK = ("role", "person_id", "answer", "comment", "by")
KNOWN = {*OF_REVIEW, *OF_FEEDBACK, "until", "rank", "display_name", "accounts", "profiles", "status"}
SHORT = {"approved": Stage.APPROVED}  # besides the stages as they are written
ANSWERS = {"yes": Stage.APPROVED, "no": Stage.REJECTED, "maybe": Stage.TO_REVIEW}
_LATER = re.compile(r"later[\s,:]+(?:until |till |on |from )?(.+)", re.I)
_MOST_REASON, _MOST_NAME = 2_000, 100


class NoStage(ValueError):
    """A word that is no stage; the message names the nearest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One verdict of a sheet. `accounts` are those that the row shows beside the id, for an id that is no longer somebody's.

    `person_id` may be empty where accounts are shown.
    """

    row: int
    person_id: str
    accounts: tuple[str, ...]
    stage: Stage
    reason: str
    decider: str
    until: date | None


def stage(text: str) -> Stage:
    """The stage that somebody wrote, in any case, with `-` or `_` for spaces. Errors: NoStage with the nearest."""
    word = " ".join(re.sub(r"[-_\s]+", " ", bare(text)).lower().split())
    stages: dict[str, Stage] = {str(one): one for one in Stage} | SHORT
    if word in stages:
        return stages[word]
    near = difflib.get_close_matches(word, list(stages), n=1, cutoff=0.7)
    hint = f"did you mean {str(stages[near[0]])!r}?" if near else f"write one of: {', '.join(map(str, Stage))}"
    raise NoStage(f"{bare(text)[:40]!r} is no stage; {hint}")


def verdicts(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, role: str, today: date, by: str, mistakes: Mistakes
) -> list[Said]:
    """What the rows say, in order; `by` decides where a row names nobody. What is wrong goes to `mistakes`."""
    listed = list(rows)
    order = order_of(row.get("until", "") for _, row in listed)
    read = _Reader(role=role, today=today, by=by, order=order, mistakes=mistakes)
    found = [said for number, row in listed if (said := read.row(number, row))]
    return _each_once(found, mistakes)


def shown_accounts(row: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the columns in which a sheet shows who somebody is: accounts, and addresses of profiles."""
    words = f"{row.get('accounts', '')} {row.get('profiles', '')}".replace(",", " ").replace(";", " ").split()
    return tuple(bare(word) for word in words)


class _Reader:
    def __init__(self, *, role: str, today: date, by: str, order: str, mistakes: Mistakes) -> None:
        self._role, self._today, self._by, self._order, self._mistakes = role, today, by, order, mistakes

    def row(self, number: int, row: Mapping[str, str]) -> Said | None:
        """The verdict of one row; None where it holds none, or a mistake."""
        is_feedback = "answer" in row and "decision" not in row
        column = "answer" if is_feedback else "decision"
        word = bare(row.get(column, ""))
        if not word:
            return None
        before = len(self._mistakes)
        self._check_role(number, row)
        until = self._until(number, row, word) if not is_feedback else None
        given = self._answer(number, word) if is_feedback else self._stage(number, word)
        if given is Stage.LATER and until is None and len(self._mistakes) == before:
            self._mistakes.note(number, column, "`later` needs a day; write `later 2026-12-01`")
        said = Said(
            row=number,
            person_id=self._person(number, row),
            accounts=shown_accounts(row),
            stage=given or Stage.TO_REVIEW,
            reason=self._reason(number, row, word, is_feedback=is_feedback),
            decider=self._decider(number, row, is_feedback=is_feedback),
            until=until if given is Stage.LATER else None,
        )
        return said if len(self._mistakes) == before else None

    def _check_role(self, number: int, row: Mapping[str, str]) -> None:
        role = bare(row.get("role", ""))
        if role and role != self._role:
            self._mistakes.note(number, "role", f"it is of {role[:60]!r}, and {self._role} was asked for")

    def _stage(self, number: int, word: str) -> Stage | None:
        try:
            return Stage.LATER if _LATER.fullmatch(word) else stage(word)
        except NoStage as cause:
            self._mistakes.note(number, "decision", str(cause))
            return None

    def _answer(self, number: int, word: str) -> Stage | None:
        given = ANSWERS.get(word.lower())
        if given is None:
            self._mistakes.note(number, "answer", f"{word[:40]!r} is no answer; write yes, no or maybe")
        return given

    def _until(self, number: int, row: Mapping[str, str], word: str) -> date | None:
        """The day in the column `until`, or behind the word `later`."""
        behind = _LATER.fullmatch(word)
        column = "decision" if behind else "until"
        text = behind[1] if behind else row.get("until", "")
        if not bare(text):
            return None
        try:
            found = day(text, order=self._order)
        except NoDay as cause:
            self._mistakes.note(number, column, str(cause))
            return None
        if found <= self._today:
            self._mistakes.note(number, column, f"{found} is not to come")
        return found

    def _person(self, number: int, row: Mapping[str, str]) -> str:
        who = identifier(row.get("person_id", ""))
        if not who and not shown_accounts(row):
            self._mistakes.note(number, "person_id", "it is empty")
        return who

    def _reason(self, number: int, row: Mapping[str, str], word: str, *, is_feedback: bool) -> str:
        column = "comment" if is_feedback else "decision_reason"
        text = unguarded(row.get(column, ""))[:_MOST_REASON]
        if not text and not is_feedback:
            self._mistakes.note(number, column, "it is empty; say why")
        if reaches := way_to_reach(text):
            self._mistakes.note(number, column, f"it holds {reaches}; those belong to `sourcing contacts import`")
        return text or f"answered {word.lower()}"

    def _decider(self, number: int, row: Mapping[str, str], *, is_feedback: bool) -> str:
        column = "by" if is_feedback else "decided_by"
        name = unguarded(row.get(column, ""))[:_MOST_NAME] or self._by
        if not name:
            self._mistakes.note(number, column, "nobody is named who decides; fill it in, or give --by NAME")
        return name


def _each_once(found: list[Said], mistakes: Mistakes) -> list[Said]:
    """The verdicts without repeated ones; two different ones of one decider on one person are a mistake.

    Rows of one id that show other accounts are no repetition: the id may be wrong in one of them, which is for the warehouse to tell.
    """
    first: dict[tuple[str, tuple[str, ...], str], Said] = {}
    kept: dict[tuple[str, tuple[str, ...], str], Said] = {}
    for one in found:
        decider = one.decider.casefold()
        before = first.setdefault((one.person_id, () if one.person_id else one.accounts, decider), one)
        kept.setdefault((one.person_id, one.accounts, decider), one)
        if replace(one, row=before.row, accounts=before.accounts) != before:
            mistakes.note(one.row, "decision", f"it says {one.stage}, and row {before.row} says {before.stage}")
    return list(kept.values())
