"""Opens the link of a row of evidence in the repository itself, and judges whether the line shows what the row says.

The judgement is made from the line and the words of the row alone, by rules that no signal knows of.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from sourcing.records import Evidence
from sourcing.skills import catalogue

# Claims about a file as a whole: the link opens it, and the sentence names it or the folder it stands for.
WHOLE = re.compile(
    r"(notebooks|code_style|unreadable)/.*|documentation/(guides|reference|decisions|contributing|readme)|"
    r"security_hygiene/(pinned|policy|updates)|write_ups/paper|monitoring/runbook|mlops_tooling/(config|example|course)|"
    r"lint_and_types/(linter|formatter|types)"
)
# What a line must show, by signal and kind, where the words of the sentence are not those of the line.
LINES = {
    "tests/": r"\bdef test|\bclass \w*Test|^class \w+\(|func (\([^)]*\) )?(Test|Benchmark|Fuzz|Example)|\b([Ii]t|test|describe)\w*(\.\w+)*\s*[(`]|"
    r"@\w*Test\b|#\[.*test|TEST|Test\(|void test|@Property",
    "containers/": r"(?i)\bFROM\b|^\s*(services|image|build)\s*:|^\s*[\w.-]+:\s*$|COPY|ADD|RUN|CMD|ENTRYPOINT",
    "infrastructure/kubernetes": r"(kind|resources|bases|components|patches\w*)\s*:",
    "infrastructure/example": r"(kind|resources|bases|components|patches\w*|name|version)\s*:|resource|module|provider|stack|import",
    "data_engineering/sql": r"(?i)create|insert|merge|over|rank|row_number",
    "infrastructure/helm": r"(name|version|kind)\s*:",
    "infrastructure/terraform": r"\b(resource|module|provider|data|variable|output|terraform|locals)\b",
    "training/training": r"\.(backward|fit|partial_fit|fit_generator|learn|train)\b|grad|GradientTape|\.minimize|\.fit\(|backward\(",
    "training/experiment_config": r"[:=]",
    "training/example": r"\.(backward|fit|partial_fit|fit_generator|learn|train)\b|grad|GradientTape|[:=]",
    "training/course": r"\.(backward|fit|partial_fit|fit_generator|learn|train)\b|grad|GradientTape|[:=]",
    "evaluation/": r"(?i)accur|f1|auc|roc|bleu|rouge|ndcg|recall|precision|perplex|iou|dice|mean_|"
    r"rmse|map\b|mrr|hit|error|confusion|return|reward|match|eval|metric|scor|fit|train|backward|learn",
    "write_ups/results": r"^\s*\|",
    "write_ups/lessons": r"(?i)work|result|fail|error|lesson|limit|mortem",
    "write_ups/course": r"^\s*\||(?i:work|result|fail|error|lesson|limit|mortem)",
    "packaging/changelog": r"\d+\.\d+",
    "packaging/package": r"setup\(|\[(project|package|metadata|tool\.poetry)\]|^module |\"name\"|<artifactId>",
    "packaging/release": r"publish|release|twine|upload|deploy",
    "mlops_tooling/is_one": r"setup\(|\[(project|package|metadata|tool\.poetry)\]|^module |\"name\"|<artifactId>",
}  # fmt: skip
# By signal: what a line may show instead of a word of the sentence.
ALSO = {
    "security_hygiene": r"(?i)bandit|audit|safety|trivy|codeql|gitleaks|semgrep|snyk|scan|secret|credential|truffle",
    "model_serving": LINES["packaging/package"]
    + r"|kind\s*:\s*(InferenceService|SeldonDeployment|RayService)|@\w+.*\.api\b|\"implementation\"",
    "http_api": r"@\w+(\.\w+)+\(|@(Get|Post|Put|Delete|Patch|Request)",
}
_WORD = re.compile(r"[A-Za-z_][\w]{1,}")
_COMMON_WORDS = (
    "the and of in with by is are for to from on at it its that a an as or not only also than one own code file files uses use used using "
    "imports import defines defined runs run tests test python answers answered serves serving reads read has have model models "
    "configured configuration repository"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def problem(row: Evidence, git_dir: Path) -> str | None:
    """Why the link of a row does not show what the row says; None where it does, or where the blob is absent."""
    if row.path is None:
        kind = git(git_dir, "cat-file", "-t", row.commit)
        return None if kind == b"commit\n" else f"{row.commit} is no commit"
    if row.commit not in row.link or not row.link.endswith(f"#L{row.line}"):
        return f"the link {row.link} does not lead to line {row.line} at {row.commit}"
    text = blob(git_dir, row.commit, row.path)
    if text is None:
        return None if is_listed(git_dir, row.commit, row.path) else "the file is not there"
    lines = text.removesuffix("\n").split("\n")
    if not 1 <= (row.line or 0) <= len(lines):
        return f"the file has {len(lines)} lines"
    return judged(row, lines[(row.line or 1) - 1], path=row.path)


def judged(row: Evidence, line: str, *, path: str) -> str | None:
    """Why a line does not show what a row says, None where it does."""
    name = f"{row.signal}/{row.kind}"
    is_counted = row.signal == "libraries" and re.match(r"\d+ .* files? in |.* is part of |has ", row.detail)
    if WHOLE.fullmatch(name) or is_counted:
        named = path in row.detail or any(f"{part}/" in row.detail for part in path.split("/")[:1])
        return (
            None
            if named or "root folder" in row.detail or row.signal == "libraries"
            else "the sentence does not name it"
        )
    pattern = LINES.get(name) or LINES.get(f"{row.signal}/")
    if pattern is not None:
        return None if re.search(pattern, line) else f"the line reads {line.strip()[:100]!r}"
    also = ALSO.get(row.signal, "")
    if also and re.search(also, line):
        return None
    if any(word in line.lower() for word in told(row, path)):
        return None
    return f"the line reads {line.strip()[:100]!r}"


def told(row: Evidence, path: str) -> Iterator[str]:
    """The words of a row, in lower case, one of which its line must hold: those of the sentence, and the names of its skills."""
    sentence = row.detail.replace(path, " ")
    yield from (word for word in map(str.lower, _WORD.findall(sentence)) if word not in _COMMON)
    yield from names(row.skills)


@lru_cache(maxsize=10_000)
def names(skills: Iterable[str]) -> tuple[str, ...]:
    """How skills are called and imported, in lower case."""
    found: list[str] = []
    for skill in skills:
        known = catalogue()[skill]
        found += [skill.lower(), *(alias.lower() for alias in known.aliases)]
        found += [part.lower() for name in (*known.imports, *known.packages) for part in name.split(".")[:1]]
        found += [key.rpartition(".")[2].lower() for key in known.config]
    return tuple(name for name in found if len(name) >= 2)


@lru_cache(maxsize=2_000)
def blob(git_dir: Path, commit: str, path: str) -> str | None:
    """The text of a file at a commit, None where its blob is absent."""
    data = git(git_dir, "show", f"{commit}:{path}")
    return None if data is None else data.decode("utf-8-sig", "replace")


def is_listed(git_dir: Path, commit: str, path: str) -> bool:
    """Whether the tree of a commit has a path."""
    return bool(git(git_dir, "ls-tree", commit, "--", path))


def git(git_dir: Path, *words: str) -> bytes | None:
    """What git prints, None where it fails."""
    done = subprocess.run(["git", f"--git-dir={git_dir}", *words], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
