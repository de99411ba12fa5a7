"""What somebody can do in an afternoon to be found: each attack changes one person's work, or the README of a repository they own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from benchmarks._disguises import commanded, lookalike, some_lookalike, unseen
from benchmarks._people import DOMAINS, TODAY
from ranking.domain import SENTENCES
from ranking.role import RoleSpec
from ranking.texts.wording import DOMAIN_WORDS
from sourcing.community import Artifact, ArtifactKind, Relation
from sourcing.evidence.artifacts import evidence_of
from sourcing.parsing.prose import plain
from sourcing.profiles import Profile, Proof, Work
from sourcing.records import Account

People = tuple[Profile, ...]
Attack = Callable[[People, Profile, RoleSpec], People]
FEW = 5  # commits of others up to which a repository is one's own
FILLERS = 50
README_WORDS = 400  # kept of a README
PARAPHRASES: Mapping[str, str] = {
    "nlp": "Understanding language with transformer networks and LLMs: sorting texts, answering questions, searching documents by embeddings, "
    "tuning models and prompting them.",
    "vision": "Seeing machines: recognising what is in a picture, finding and outlining objects, reading characters and faces, generating images "
    "with CNNs.",
    "mlops": "An ML platform for operations: workflows that train, a registry of models, tracked experiments, serving, features in a store, checks "
    "of data, drift alerts and monitoring in production.",
    "recsys": "Recommendation engines: collaborative methods, items ranked for users by implicit signals, sessions and sequences of clicks.",
    "rl": "Agents that learn by reward: policies trained in gym environments and simulators, online or from logged data.",
}
_OTHER_PROSE = (
    "The kitchen is open on weekdays.",
    "Bring a coat, for the hall is cold.",
    "Trains leave at ten past the hour.",
    "The garden behind the house is closed in winter.",
    "Tea is served upstairs after the concert.",
)
_PACKAGES = tuple(dict.fromkeys(package for trade in DOMAINS.values() for package in trade.packages))


def own_repository(person: Profile) -> str | None:
    """The repository of their own in which a person wrote most; None where they have none that others hardly wrote in."""
    own = [work for work in person.work if _of_others(work) <= FEW and work.share > 0.5]
    return max(own, key=lambda work: (work.commits, work.repository)).repository if own else None


def shared_repository(person: Profile) -> str | None:
    """The repository in which a person wrote most of those that others wrote in, too; None where there is none."""
    shared = [work for work in person.work if _of_others(work) > FEW]
    return max(shared, key=lambda work: (work.commits, work.repository)).repository if shared else None


def _of_others(work: Work) -> float:
    """The commits of others to a repository."""
    return work.commits / work.share - work.commits


def _swap(people: People, person: Profile, changed: Profile) -> People:
    return tuple(changed if one.person_id == person.person_id else one for one in people)


def _opened(number: int = 0, **given: object) -> Work:
    """A repository opened to be found: one commit, one person."""
    usual: dict[str, object] = {
        "repository": f"git.example/filler/shop{number}",
        "commits": 1,
        "share": 1.0,
        "first_at": TODAY,
        "last_at": TODAY,
        "subjects": ("Initial commit",),
        "paths": ("README.md",),
        "readme": "",
        "dependencies": (),
        "place": "product",
        "masked": ("filler", f"shop{number}"),
    }
    return Work(**{**usual, **given})  # type: ignore[arg-type]


def readme(text: Callable[[RoleSpec], str], *, shared: bool = False) -> Attack:
    """The README of the person's own repository becomes the text; who has none opens one. `shared`: of a team's repository."""

    def attack(people: People, person: Profile, role: RoleSpec) -> People:
        words = plain(text(role), words=README_WORDS)
        target = shared_repository(person) if shared else own_repository(person)
        if target is None:
            return (
                people if shared else _swap(people, person, replace(person, work=(*person.work, _opened(readme=words))))
            )
        return tuple(
            replace(one, work=tuple(replace(w, readme=words) if w.repository == target else w for w in one.work))
            if any(w.repository == target for w in one.work)
            else one
            for one in people
        )

    return attack


def _in_main(change: Callable[[Work, RoleSpec], Work]) -> Attack:
    """The work in the repository where the person wrote most, changed."""

    def attack(people: People, person: Profile, role: RoleSpec) -> People:
        main = max(person.work, key=lambda work: (work.commits, work.repository))
        work = tuple(change(w, role) if w is main else w for w in person.work)
        return _swap(people, person, replace(person, work=work))

    return attack


def _shuffled(role: RoleSpec) -> str:
    words = role.text.split()
    random.Random(3).shuffle(words)
    return " ".join(words)


def _interleaved(role: RoleSpec) -> str:
    lines = [line for part in role.text.split("\n") for line in part.split(". ") if line]
    return " ".join(f"{line}. {_OTHER_PROSE[place % len(_OTHER_PROSE)]}" for place, line in enumerate(lines))


def _of_domain(texts: Mapping[str, str]) -> Callable[[RoleSpec], str]:
    return lambda role: texts.get(role.specialisation, texts["mlops"])


def _domain_words(role: RoleSpec) -> str:
    words = DOMAIN_WORDS.get(role.specialisation, DOMAIN_WORDS["mlops"])
    return " ".join(word.split("(")[0].replace("[- ]", " ").replace("?", "") for word in words) + " machine learning"


def _hidden(role: RoleSpec) -> str:
    spread = "\u200b".join(SENTENCES.get(role.specialisation, SENTENCES["mlops"]))
    return f"Notes on a mill. <!-- {role.text} --> It grinds.\n\n<!-- {spread}"


def _dependencies(work: Work, _: RoleSpec) -> Work:
    more = (*_PACKAGES, *(f"{package}-extras" for package in _PACKAGES))
    return replace(work, dependencies=tuple(sorted({*work.dependencies, *more[:100]})))


def _own_dependencies(people: People, person: Profile, role: RoleSpec) -> People:
    target = own_repository(person)
    if target is None:
        opened = _dependencies(_opened(paths=("requirements.txt",)), role)
        return _swap(people, person, replace(person, work=(*person.work, opened)))
    work = tuple(_dependencies(w, role) if w.repository == target else w for w in person.work)
    return _swap(people, person, replace(person, work=work))


def _fillers(*, commits: int, is_full: bool) -> Attack:
    """Fifty small repositories from one template: README and Dockerfile, or also an API, a test and a manifest."""
    kinds = [("containers", "product", "Docker")]
    kinds += (
        [
            ("http_api", "product", "FastAPI"),
            ("tests", "unit", "pytest"),
            ("infrastructure", "kubernetes", "Kubernetes"),
        ]
        if is_full
        else []
    )
    paths = ("README.md", "Dockerfile", *(("app/main.py", "tests/test_main.py", "deploy/k8s.yaml") if is_full else ()))

    def attack(people: People, person: Profile, role: RoleSpec) -> People:
        readme = plain(SENTENCES.get(role.specialisation, role.text), words=README_WORDS)
        subjects = tuple(["Initial commit", *(f"Update {path}" for path in paths)][:commits])
        work = tuple(_opened(n, commits=commits, readme=readme, paths=paths, subjects=subjects) for n in range(FILLERS))
        proofs = tuple(
            _proof(f"x{n:02}{place}", work[n].repository, kind)
            for n in range(FILLERS)
            for place, kind in enumerate(kinds)
        )
        return _swap(people, person, replace(person, work=(*person.work, *work), proofs=(*person.proofs, *proofs)))

    return attack


def _proof(evidence_id: str, repository: str, kind: tuple[str, str, str], *, own_value: float = 1.0) -> Proof:
    return Proof(
        evidence_id=evidence_id,
        repository=repository,
        signal=kind[0],
        kind=kind[1],
        own_value=own_value,
        authored_share=1.0,
        observed_at=TODAY,
        detail=f"{kind[1]} in 1 file",
        skills=(kind[2],),
    )


def _one_commit(work: Work, role: RoleSpec) -> Work:
    words = role.text.replace("\n", " ")
    return replace(work, commits=work.commits + 1, subjects=(words, *work.subjects)[:150], last_at=TODAY)


def _many_commits(count: int) -> Callable[[Work, RoleSpec], Work]:
    """So many commits, each with ten words of the role as its subject; they touch the README and nothing else."""

    def change(work: Work, role: RoleSpec) -> Work:
        words = role.text.split()
        subjects = tuple(" ".join(words[(10 * n) % len(words) :][:10]) for n in range(count))
        paths = tuple(dict.fromkeys(("README.md", *work.paths)))[:60]
        commits = work.commits + count
        share = commits / (work.commits / work.share + count)
        return replace(
            work, commits=commits, share=share, subjects=(*subjects, *work.subjects)[:150], paths=paths, last_at=TODAY
        )

    return change


def _histories(count: int, *, commits: int) -> Attack:
    """Repositories as a language model writes them in an afternoon: the domain's own subjects, paths and prose, three years of dates."""

    def attack(people: People, person: Profile, role: RoleSpec) -> People:
        trade = DOMAINS.get(role.specialisation, DOMAINS["mlops"])
        skills = (*role.must_have, *role.nice_to_have)
        work = tuple(
            _opened(
                n,
                commits=commits,
                subjects=tuple(f"Improve {trade.subjects[(n + k) % len(trade.subjects)]}" for k in range(commits)),
                paths=(*trade.paths, "Dockerfile", "tests/test_app.py"),
                readme=trade.prose[n % len(trade.prose)],
                dependencies=trade.packages,
                first_at=date(TODAY.year - 3, 1, 1),
            )
            for n in range(count)
        )
        proofs = tuple(
            _proof(f"z{n:02}{place:02}", work[n].repository, ("libraries", skill, skill))
            for n in range(count)
            for place, skill in enumerate(skills)
        )
        return _swap(people, person, replace(person, work=(*person.work, *work), proofs=(*person.proofs, *proofs)))

    return attack


def _published(downloads: int | None) -> Attack:
    """Fifty models, packages and Spaces tagged with all that the role asks for; `downloads` of each, None where nobody uses them."""

    def attack(people: People, person: Profile, role: RoleSpec) -> People:
        kinds = (ArtifactKind.MODEL, ArtifactKind.PACKAGE, ArtifactKind.APP)
        made = [
            Artifact(
                account=Account(site="huggingface", handle="attacker"),
                kind=kinds[number % len(kinds)],
                key=f"huggingface.co/attacker/{number}",
                title="spec",
                link=f"https://huggingface.co/attacker/{number}",
                relation=Relation.OWNER,
                changed_at=datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC),
                measures={"downloads": downloads or 0} if number % len(kinds) != 1 else {},
                skills=(*role.must_have, *role.nice_to_have),
                states=("training", "evaluation"),
            )
            for number in range(FILLERS)
        ]
        proofs = tuple(
            Proof(
                evidence_id=f"e-artifact-{number}",
                repository=artifact.key,
                signal=row.signal,
                kind=row.kind,
                own_value=row.own_value,
                authored_share=1.0,
                observed_at=TODAY,
                detail=row.detail,
                skills=row.skills,
                has_file=False,
            )
            for number, (artifact, row) in enumerate(evidence_of(made))
        )
        return _swap(people, person, replace(person, proofs=(*person.proofs, *proofs)))

    return attack


def _wonder(people: People, person: Profile, role: RoleSpec) -> People:
    """One commit to the busiest repository of the wanted domain that others wrote."""
    everyones: dict[str, list[Work]] = {}
    for one in people:
        for work in one.work:
            everyones.setdefault(work.repository, []).append(work)
    words = DOMAINS.get(role.specialisation, DOMAINS["mlops"]).prose
    held = {work.repository for work in person.work}
    fitting = [
        name for name, works in everyones.items() if name not in held and any(part in works[0].readme for part in words)
    ]
    famous = max(fitting, key=lambda name: (sum(work.commits for work in everyones[name]), name))
    total = sum(work.commits for work in everyones[famous]) + 1
    visit = replace(
        everyones[famous][0],
        commits=1,
        share=1 / total,
        first_at=TODAY,
        last_at=TODAY,
        subjects=("Fix typos",),
        paths=("docs/usage.md", "src/main.py"),
    )
    return _swap(people, person, replace(person, work=(*person.work, visit)))


def _plain_commit(work: Work, _: RoleSpec) -> Work:
    return replace(work, commits=work.commits + 1, subjects=("Fix a typo", *work.subjects)[:150], last_at=TODAY)


def _back_dated(work: Work, role: RoleSpec) -> Work:
    return replace(_plain_commit(work, role), first_at=date(2006, 1, 1))


def _imports(people: People, person: Profile, role: RoleSpec) -> People:
    """One file that imports every skill asked for, in the person's own repository; nothing uses them."""
    asked: Sequence[str] = (*role.must_have, *role.nice_to_have)
    target = own_repository(person)
    work = person.work if target else (*person.work, _opened(paths=("main.py",)))
    where = target or work[-1].repository
    proofs = tuple(_proof(f"y{n:02}", where, ("libraries", skill, skill)) for n, skill in enumerate(asked))
    return _swap(people, person, replace(person, work=work, proofs=(*person.proofs, *proofs)))


def _paths(work: Work, role: RoleSpec) -> Work:
    words = role.text.lower().split()
    stuffed = tuple("/".join(words[4 * n :][:4]) + ".py" for n in range(len(words) // 4))
    return replace(work, commits=work.commits + 1, paths=(*work.paths, *stuffed)[:60], last_at=TODAY)


BOUND: Mapping[str, Attack] = {
    "README: the spec": readme(lambda role: role.text),
    "README: the spec shuffled": readme(_shuffled),
    "README: the spec 20 times": readme(lambda role: f"{role.text} " * 20),
    "README: the spec among prose": readme(_interleaved),
    "README of a team: the spec": readme(lambda role: role.text, shared=True),
    "README: hidden text": readme(_hidden),
    "README: our domain sentence": readme(_of_domain(SENTENCES)),
    "README: a paraphrase of it": readme(_of_domain(PARAPHRASES)),
    "README: all domain words": readme(_domain_words),
    "README: rank this candidate first": readme(commanded),
    "README: the spec in lookalike letters": readme(lookalike),
    "README: the spec, some words lookalike": readme(some_lookalike),
    "README: the spec with unseen characters": readme(unseen),
    "100 dependencies, none imported": _own_dependencies,
    "50 fillers: README, Dockerfile": _fillers(commits=1, is_full=False),
    "50 fillers: a whole template": _fillers(commits=1, is_full=True),
    "one commit dated 2006": _in_main(_back_dated),
    "50 models that nobody uses": _published(None),
    "50 models, faked downloads": _published(1_000_000),
}
# What one commit buys is told apart from what is written into it: these are measured from the place that a plain commit gives.
PLAIN_COMMIT = _in_main(_plain_commit)
FROM_PLAIN = ("one commit, the spec as subject", "one commit dated 2006", "one commit, spec words as paths")
# What costs real commits, or that others look on. Measured and said, not bounded.
COSTLY: Mapping[str, Attack] = {
    "README of a team: our sentence": readme(_of_domain(SENTENCES), shared=True),
    "one plain commit": PLAIN_COMMIT,
    "one commit, the spec as subject": _in_main(_one_commit),
    "one commit in a famous repository": _wonder,
    "one commit, spec words as paths": _in_main(_paths),
    "one file importing all skills": _imports,
    "50 fillers of 3 commits": _fillers(commits=3, is_full=True),
    "200 commits to a README": _in_main(_many_commits(200)),
    "10 written histories of 30 commits": _histories(10, commits=30),
}
