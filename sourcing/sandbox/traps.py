"""Repositories that lie about who wrote them, and repositories whose bytes are hard to read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sourcing.sandbox.bulk import generated, vendored
from sourcing.sandbox.cast import extra
from sourcing.sandbox.fastimport import GITLINK, SYMLINK, Change, Commit, Draft, Identity
from sourcing.sandbox.history import Hand, Plan, tree_of
from sourcing.sandbox.sketch import Sketch
from sourcing.sandbox.steps import Step, write
from sourcing.sandbox.vocabulary import listed, words_for
from sourcing.sandbox.world import FORGE, Person

FORKER = extra("tolvar", "Tolvar Ennisgrad", "fork-presenter", years=(2025, 2026))
COPIER = extra("umiyal", "Umiyal Ferrandou", "fork-presenter", years=(2025, 2026))
REWRITER = extra("vantreo", "Vantreo Bishkala", "fork-presenter", years=(2024, 2026))
MOVER = extra("nuvelin", "Nuvelin Harcosta", "mover", years=(2021, 2026))
# These three did write a service: that they lie about its author or its age, or write odd bytes, is another matter.
FORGER = extra("kelduna", "Kelduna Orsavik", "forged-author", years=(2024, 2026), grade=1)
BACKDATER = extra("lomarik", "Lomarik Thenderu", "back-dated", years=(2026, 2026), grade=1)
ARCHIVIST = extra("patrezo", "Patrezo Villandre", "odd-bytes", years=(2020, 2026), grade=2)
PEOPLE = (FORKER, COPIER, REWRITER, FORGER, BACKDATER, MOVER, ARCHIVIST)
_EVERYTHING = frozenset("*")
_SERVICE = listed(
    "common/gitignore common/license common/package common/config common/metrics common/utils "
    "common/readme_developer mlops/data mlops/model mlops/train mlops/evaluate mlops/predict mlops/api "
    "mlops/requirements dev/pyproject dev/dockerfile_slim dev/ci dev/cache dev/conftest dev/test_api "
    "dev/test_cache dev/test_metrics"
)
_AFTER_ALL = 20.0  # a key no template reaches


def trap_repositories(rng: random.Random, owned: Sequence[Sketch], engineers: Sequence[Person]) -> Iterator[Sketch]:
    """The sketches of all traps. `owned` are the engineers' own repositories, in the engineers' order."""
    place = {(who.archetype, who.specialisation, who.grade): number for number, who in enumerate(engineers)}
    platform = owned[place["operator", "mlops", 3]]
    yield _copy(platform, FORKER, "fork-plus-one", _plus_one)
    yield _copy(owned[place["developer", "nlp", 3]], COPIER, "squashed-copy", _squashed)
    yield _copy(owned[place["developer", "mlops", 3]], REWRITER, "rewritten-history", _rewritten)
    yield _copy(platform, engineers[place["developer", "rl", 2]], "mirror-fork", _unchanged)
    victim = Hand(person=engineers[place["operator", "mlops", 3]], areas=_EVERYTHING, weight=4.0)
    forged = _service(rng, FORGER, "rollout-guardian", "forged-author", others=(victim,))
    yield replace(forged, truly=(FORGER.handle,))
    yield replace(_service(rng, BACKDATER, "ten-years-of-serving", "back-dated"), derive=_back_dated)
    author, mover = engineers[place["developer", "recsys", 3]], Hand(person=MOVER, areas=frozenset({"move"}))
    yield _service(rng, author, "shelf-sorter", "renames", others=(mover,), steps=_moves("shelf_sorter"))
    wrapper = engineers[place["developer", "nlp", 2]]
    yield _service(rng, wrapper, "kit-wrapper", "vendored", steps=_foreign("kit_wrapper"))
    odd = _service(rng, ARCHIVIST, "vieux-papiers", "odd-bytes", steps=_odd_files())
    yield replace(odd, derive=_odd_messages)


def _service(
    rng: random.Random,
    owner: Person,
    name: str,
    trait: str,
    *,
    others: tuple[Hand, ...] = (),
    steps: tuple[Step, ...] = (),
) -> Sketch:
    year = owner.active_from.year
    words = words_for("mlops", rng, owner=owner.handle, name=name, author=owner.name, year=year)
    plan = Plan(
        hands=(Hand(person=owner, areas=_EVERYTHING), *others),
        words=words,
        start=owner.active_from,
        end=owner.active_to,
        templates=_SERVICE,
        steps=steps,
        bumps=3,
        releases=2,
        branching=0.1,
    )
    return Sketch(
        owner=owner.handle,
        name=name,
        kind="service",
        description=words["Purpose"],
        specialisation="mlops",
        archetype="developer",
        traits=frozenset({trait}),
        stars=rng.randint(0, 20),
        plan=plan,
    )


def _copy(original: Sketch, owner: Person, trait: str, derive: Callable[[Draft, Person], Draft]) -> Sketch:
    return replace(
        original,
        owner=owner.handle,
        kind="fork",
        traits=frozenset({"fork", trait}),
        stars=0,
        parent=original.slug,
        plan=None,
        derive=lambda draft: derive(draft, owner),
    )


def _unchanged(draft: Draft, _: Person) -> Draft:
    """The parent's history, nothing of the owner's in it."""
    return draft


def _plus_one(draft: Draft, owner: Person) -> Draft:
    """The whole history, and one commit that changes the heading."""
    readme = tree_of(draft)["README.md"][1].decode().split("\n", 1)
    text = f"# My own production platform\n\nBuilt and maintained by {owner.name}.\n{readme[1]}"
    change = Change(path="README.md", data=text.encode())
    who = _signed(owner, after=draft)
    last = Commit(
        author=who, committer=who, message=b"Update README\n", changes=(change,), parents=(len(draft.commits) - 1,)
    )
    return Draft(commits=(*draft.commits, last), tags=draft.tags)


def _squashed(draft: Draft, owner: Person) -> Draft:
    """All files of the tip in one commit of the owner's."""
    files = sorted(tree_of(draft).items())
    changes = tuple(Change(path=path, data=data, mode=mode) for path, (mode, data) in files)
    who = _signed(owner, after=draft)
    return Draft(commits=(Commit(author=who, committer=who, message=b"Initial commit\n", changes=changes, parents=()),))


def _rewritten(draft: Draft, owner: Person) -> Draft:
    """Every commit as it was, under the owner's name."""

    def signed(identity: Identity) -> Identity:
        return replace(identity, name=owner.name, email=owner.emails[0])

    commits = (
        replace(commit, author=signed(commit.author), committer=signed(commit.committer)) for commit in draft.commits
    )
    return Draft(commits=tuple(commits))


def _back_dated(draft: Draft) -> Draft:
    """Commits all made within a week of 2026 whose author dates reach back to 2016."""
    first, made = datetime(2016, 1, 4, 9, tzinfo=UTC), datetime(2026, 8, 3, 20, tzinfo=UTC)
    stride = int((made - first).total_seconds()) // len(draft.commits)
    commits = []
    for number, commit in enumerate(draft.commits):
        author = replace(commit.author, seconds=int(first.timestamp()) + number * stride)
        committer = replace(commit.committer, seconds=int(made.timestamp()) + number * 4000)
        commits.append(replace(commit, author=author, committer=committer))
    return replace(draft, commits=tuple(commits))


def _odd_messages(draft: Draft) -> Draft:
    """The same commits, some with messages in Latin-1, declared and not, and one with none at all."""
    odd = {
        3: (b"Corrige les accents fran\xe7ais d\xe9j\xe0 lus\n", "ISO-8859-1"),
        6: (b"Ajoute les r\xe9sultats\n", None),  # Latin-1 that does not say so
        9: (b"", None),
        11: ("Résumé à jour, 日本語 et emoji 🚢\n".encode(), None),
    }
    commits = list(draft.commits)
    for place, (message, encoding) in odd.items():
        commits[place] = replace(commits[place], message=message, encoding=encoding)
    return replace(draft, commits=tuple(commits))


def _odd_files() -> tuple[Step, ...]:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab12' * 16}\nsize 48211034\n"
    kit = f'[submodule "kit"]\n\tpath = kit\n\turl = {FORGE}/lanternfold-sbx/kit.git\n'
    legacy = 'print "epoch", 3\nexec "x = 1"\n'
    plain: dict[str, str | bytes] = {
        "docs/r\udce9sum\udce9.md": "Le nom de ce fichier est en Latin-1.\n",
        'docs/a "quoted"\tname.txt': "Quotes and a tab in the name.\n",
        "legacy/train_py2.py": legacy,
        "legacy/accents.py": "# -*- coding: latin-1 -*-\nNOM = 'd\xe9j\xe0'\n".encode("latin-1"),
        "legacy/windows.py": b"\xef\xbb\xbfVALUE = 1\r\nOTHER = 2\r\n",
        "weights/latest.pt": pointer,
        ".gitattributes": "*.pt filter=lfs diff=lfs merge=lfs -text\n",
        "data/empty.csv": "",
        "data/sample.bin": bytes(range(256)) * 16,
    }
    files = [
        write({path: text}, key=1.0 + number * 0.7, subject="ajoute un fichier")
        for number, (path, text) in enumerate(plain.items())
    ]
    return (
        *files,
        write({"docs/outside": "../../../../etc/hostname"}, key=2.2, subject="lien vers dehors", mode=SYMLINK),
        write({".gitmodules": kit}, key=3.2, subject="prépare le sous-module"),
        write({"kit": b"1234567890" * 4}, key=3.3, subject="ajoute le sous-module", mode=GITLINK),
    )


def _moves(pkg: str) -> tuple[Step, ...]:
    """Exact moves by somebody who wrote none of the moved lines."""
    moves = {
        f"src/{pkg}/serving/": f"src/{pkg}/web/",
        f"src/{pkg}/metrics.py": f"src/{pkg}/scoring/metrics.py",
        f"src/{pkg}/train.py": f"src/{pkg}/training/train.py",
        "tests/": "src/tests/",
    }
    return tuple(
        Step(
            key=_AFTER_ALL + number,
            kind="move",
            area="move",
            subject=f"Move {path.rstrip('/').rpartition('/')[2]} where it belongs",
            path=path,
            text=target,
            by=MOVER.handle,
        )
        for number, (path, target) in enumerate(moves.items())
    )


def _foreign(pkg: str) -> tuple[Step, ...]:
    return (
        write(vendored(pkg), key=1.1, subject="vendor serving-kit 3.2.1"),
        write(generated(pkg), key=2.4, subject="add generated messages"),
    )


def _signed(person: Person, *, after: Draft) -> Identity:
    """The person, a few days after the draft's last commit."""
    seconds = after.commits[-1].committer.seconds + 4 * 86400 + 5123
    return Identity(name=person.name, email=person.emails[0], seconds=seconds, utc_offset=person.utc_offset)
