"""From a plan (who, what, when) to the commits of one repository."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sourcing.sandbox.fastimport import Change, Commit, Draft, Identity, Tag
from sourcing.sandbox.messages import branch_name, commit_message, merge_message
from sourcing.sandbox.steps import Applied, Step, Tree, apply, template_steps
from sourcing.sandbox.templates import load_template
from sourcing.sandbox.world import Person


@dataclass(frozen=True, kw_only=True)
class Hand:
    """One contributor of a repository: the areas that are theirs ('*' for all), and how much of those they write."""

    person: Person
    areas: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a repository is to become. The first hand leads and takes what nobody else owns."""

    hands: tuple[Hand, ...]
    words: Mapping[str, str]
    start: date
    end: date
    templates: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    share: float = 0.6  # of the optional stages
    bumps: int = 0
    tunes: int = 0
    releases: int = 0
    branching: float = 0.0  # how often a run of commits is a branch that is merged
    open_branches: int = 0
    bots: tuple[Person, ...] = ()  # the first bumps requirements, the second cuts releases
    one_dump: bool = False  # everything in one commit


def draft_repository(plan: Plan, rng: random.Random) -> Draft:
    """The commits, tags and branches that carry out the plan. Equal plan and equal rng state: equal commits."""
    steps = _ordered_steps(plan, rng)
    writer = _Writer(plan=plan, rng=rng, moments=_moments(plan, len(steps), rng))
    if plan.one_dump:
        writer.dump(steps)
        return writer.draft()
    place = 0
    while place < len(steps):
        run = steps[place : place + rng.randint(2, 4)]
        mergeable = place + len(run) < len(steps) and not any(step.kind == "release" for step in run)
        if mergeable and rng.random() < plan.branching:
            writer.branch(run, steps[place + len(run)])
            place += len(run) + 1
        else:
            writer.commit_step(steps[place])
            place += 1
    return writer.draft()


def _ordered_steps(plan: Plan, rng: random.Random) -> list[Step]:
    steps = list(plan.steps)
    templates = [load_template(name) for name in plan.templates]
    if len({template.path for template in templates}) < len(templates):
        raise ValueError(f"two templates for one path among {plan.templates}")
    for template in templates:
        steps.extend(template_steps(template, plan.words, rng, share=plan.share))
    last = max((step.key for step in steps), default=0.0)
    bumper, releaser = (*(bot.handle for bot in plan.bots), None, None)[:2]
    steps += [Step(key=rng.uniform(1.5, last), kind="bump", area="chore", by=bumper) for _ in range(plan.bumps)]
    steps += [Step(key=rng.uniform(1.5, last), kind="tune", area="model") for _ in range(plan.tunes)]
    for number in range(plan.releases):
        key = 2.0 + (last - 1.9) * (number + 1) / plan.releases
        steps.append(Step(key=key, kind="release", area="pack", text=_version(number), by=releaser))
    # The sort is stable, so equal keys keep the order the plan gave them.
    return sorted(steps, key=lambda step: step.key)


def _version(number: int) -> str:
    return f"0.{number + 1}.0" if number < 3 else f"1.{number - 3}.0"


def _moments(plan: Plan, count: int, rng: random.Random) -> list[datetime]:
    """Sorted moments: work comes in sprints, on some days, between morning and late evening."""
    days = max((plan.end - plan.start).days, 1)
    sprints = [rng.uniform(0, days) for _ in range(max(2, count // 12))]
    first = datetime(plan.start.year, plan.start.month, plan.start.day, tzinfo=UTC)
    moments = []
    for _ in range(count):
        day = rng.gauss(rng.choice(sprints), 9) if rng.random() < 0.7 else rng.uniform(0, days)
        hour = min(max(rng.gauss(14, 3.5), 7), 23)
        moments.append(first + timedelta(days=int(min(max(day, 0), days - 1)), seconds=int(hour * 3600)))
    return sorted(moments)


_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class _Writer:
    """The draft in the making: the tree at the tip, the commits so far, the moments still to be used."""

    plan: Plan
    rng: random.Random
    moments: list[datetime]
    tree: Tree = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    open_branches: list[tuple[str, int]] = field(default_factory=list)
    tip: tuple[int, ...] = ()
    used: int = 0
    now: datetime = _BEFORE_ALL

    def draft(self) -> Draft:
        if self.commits and self.tip != (len(self.commits) - 1,):
            raise ValueError("the last commit is not the tip of main")
        return Draft(commits=tuple(self.commits), tags=tuple(self.tags), branches=tuple(self.open_branches))

    def dump(self, steps: Sequence[Step]) -> None:
        """One commit with the outcome of all steps."""
        for step in steps:
            self._apply(step)
        self.now = self.moments[-1]
        step = Step(key=0, kind="write", area="model", subject="Initial commit")
        applied = Applied(step=step, subject=step.subject, changes=self._state(sorted(self.tree)))
        self.tip = (self._commit(applied, self.plan.hands[0].person, ()),)

    def commit_step(self, step: Step) -> None:
        """One commit on main, or none where the step found nothing to do."""
        self._on_main(self._apply(step))

    def branch(self, steps: Sequence[Step], meanwhile: Step) -> None:
        """A branch with these steps, a commit on main beside it where the files allow, and the merge."""
        base, tip, done = self.tip, self.tip, []
        for step in steps:
            applied = self._apply(step)
            if applied.changes:
                tip = (self._commit(applied, self._author(step), tip),)
                done.append(applied)
        if not done:
            self._on_main(self._apply(meanwhile))
            return
        paths = {path for applied in done for path in _paths(applied)}
        joined = self._state(sorted(paths))
        beside = self._apply(meanwhile)
        if paths.isdisjoint(_paths(beside)):
            self._on_main(beside)
            self.tip = self._merge(done[0], joined, (*self.tip, *tip))
        else:
            self.tip = self._merge(done[0], joined, (*base, *tip))
            self._on_main(beside)

    def _on_main(self, applied: Applied) -> None:
        if not applied.changes:
            return
        author = self._author(applied.step)
        self.tip = (self._commit(applied, author, self.tip),)
        if applied.step.kind == "release":
            name, tagger = f"v{applied.step.text}", self.commits[-1].committer
            self.tags.append(Tag(name=name, commit=self.tip[0], tagger=tagger, message=f"Release {name}"))
        elif len(self.open_branches) < self.plan.open_branches and self.rng.random() < 0.1:
            self.open_branches.append((f"topic/{branch_name(applied)}", self.tip[0]))

    def _apply(self, step: Step) -> Applied:
        self.now = max(self.moments[self.used], self.now + timedelta(minutes=self.rng.randint(2, 50)))
        self.used += 1
        applied = apply(step, self.tree, self.rng, notes=self.notes, today=self.now.date())
        if applied.subject and step.kind != "release":
            self.notes.append(applied.subject)
        return applied

    def _merge(self, first: Applied, changes: tuple[Change, ...], parents: tuple[int, ...]) -> tuple[int, ...]:
        if len(parents) < 2:
            return parents
        self.now += timedelta(minutes=self.rng.randint(3, 200))
        author = self._lead()
        message = merge_message(first, author, number=len(self.commits)).encode()
        identity = self._identity(author)
        self.commits.append(
            Commit(author=identity, committer=identity, message=message, changes=changes, parents=parents)
        )
        return (len(self.commits) - 1,)

    def _commit(self, applied: Applied, author: Person, parents: tuple[int, ...]) -> int:
        message = commit_message(applied, author, self.rng, number=len(self.commits))
        colleague = self._lead()
        if colleague is not author and author.kind != "bot" and self.rng.random() < 0.04:
            message += f"\nCo-authored-by: {colleague.name} <{colleague.emails[0]}>\n"
        written = self._identity(author)
        committer = written
        if colleague is not author and self.rng.random() < 0.05:
            # Applied by someone else a little later, as a rebase or a patch by mail does.
            committer = replace(self._identity(colleague), seconds=written.seconds + 60)
        self.commits.append(
            Commit(
                author=written,
                committer=committer,
                message=message.encode(),
                changes=applied.changes,
                parents=parents,
            )
        )
        return len(self.commits) - 1

    def _state(self, paths: Sequence[str]) -> tuple[Change, ...]:
        held = ((path, self.tree.get(path)) for path in paths)
        return tuple(Change(path=path, data=at[1], mode=at[0]) if at else Change(path=path) for path, at in held)

    def _author(self, step: Step) -> Person:
        named = [*self.plan.bots, *(hand.person for hand in self.plan.hands)]
        if step.by is not None:
            return next(person for person in named if person.handle == step.by)
        active = self._active() or self.plan.hands[:1]
        owners = [hand for hand in active if step.area in hand.areas or "*" in hand.areas]
        choice = owners or active
        return self.rng.choices(choice, [hand.weight for hand in choice])[0].person

    def _active(self) -> Sequence[Hand]:
        today = self.now.date()
        return [hand for hand in self.plan.hands if hand.person.active_from <= today <= hand.person.active_to]

    def _lead(self) -> Person:
        """Who merges and applies patches: the first who is still there."""
        return next((hand.person for hand in self._active()), self.plan.hands[0].person)

    def _identity(self, person: Person) -> Identity:
        # Who has two addresses changed from the first to the second half-way through.
        halfway = person.active_from + (person.active_to - person.active_from) / 2
        email = person.emails[0 if self.now.date() < halfway else -1]
        seconds = int(self.now.timestamp())
        return Identity(name=person.name, email=email, seconds=seconds, utc_offset=person.utc_offset)


def tree_of(draft: Draft) -> Tree:
    """The files of main's tip, replayed along first parents: a merge states every file its branch changed."""
    chain, place = [], len(draft.commits) - 1
    while place >= 0:
        chain.append(draft.commits[place])
        place = chain[-1].parents[0] if chain[-1].parents else -1
    tree: Tree = {}
    for commit in reversed(chain):
        for change in commit.changes:
            if change.moved_from is not None:
                tree[change.path] = tree.pop(change.moved_from)
            elif change.data is None:
                tree.pop(change.path, None)
            else:
                tree[change.path] = (change.mode, change.data)
    return tree


def _paths(applied: Applied) -> set[str]:
    moved = {change.moved_from for change in applied.changes if change.moved_from}
    return {change.path for change in applied.changes} | moved
