"""Care for security: pinned dependencies, updates, scanning, a policy, and no secret committed.

Unit: files. `pinned`: a lock file, or a requirements file whose every line is pinned (`==`, or with hashes; at least three).
`updates`: Dependabot or Renovate is configured. `scanning`: a step of CI, a hook or a recipe runs a scanner of code,
dependencies, images or secrets. `policy`: a SECURITY.md that says how to report. `secret`: a key or token in the open by its
issuer's form, a red flag to look at and never a proof of anything: the detail does not quote it. Traps: a requirements file with one
pin among ranges; an empty dependabot.yml; installing a scanner; GitHub's own template of a policy; placeholders, `.env.example`,
keys for tests, documentation and courses; Google's browser keys, which are public by design.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.choice import REQUIREMENTS
from sourcing.evidence.findings import MOST, spread
from sourcing.evidence.pipelines.recipes import HOOK_FILE, recipes
from sourcing.evidence.pipelines.shell import commands
from sourcing.evidence.pipelines.workflows import steps, system
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.formats import Placed, yaml_documents
from sourcing.parsing.prose import visible
from sourcing.parsing.secrets import Secret, secrets
from sourcing.places import Place
from sourcing.records import Archetype, Contributions

# fmt: off
_LOCKS = frozenset({
    "uv.lock", "poetry.lock", "pipfile.lock", "pdm.lock", "pixi.lock", "conda-lock.yml", "pylock.toml", "requirements.lock", "package-lock.json",
    "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "go.sum", "cargo.lock", "gemfile.lock", "composer.lock",
    "gradle.lockfile",
})
_SCANNERS = frozenset({
    "bandit", "pip-audit", "safety", "trivy", "codeql", "gitleaks", "semgrep", "snyk", "trufflehog", "detect-secrets", "detect-secrets-hook", "grype",
    "checkov", "tfsec", "gosec", "govulncheck", "osv-scanner", "kics", "zizmor", "talisman", "brakeman", "dockle", "kubesec", "scorecard",
    "git-secrets",
})
_HOOKS = {"detect-private-key": "detect-private-key", "detect-aws-credentials": "detect-aws-credentials", "terraform_tfsec": "tfsec",
          "terraform_trivy": "trivy", "terraform_checkov": "checkov", "python-safety-dependencies-check": "safety"}
_AUDITS = frozenset({("npm", "audit"), ("yarn", "audit"), ("pnpm", "audit"), ("cargo", "audit"), ("cargo", "deny"), ("uv", "audit")})
_NOT_RUN = frozenset({"install", "add", "download", "echo", "pull", "curl", "wget", "which", "cat", "cp", "mv", "rm", "apt-get", "brew", "tar",
                      "chmod"})
# fmt: on
_ACTION = re.compile(
    r"(?P<codeql>github/codeql-action/(analyze|init))|(?P<trivy>aquasecurity/trivy-action)|(?P<gitleaks>gitleaks/gitleaks-action|zricethezav/gitleaks-action)|"
    r"(?P<semgrep>(returntocorp|semgrep)/semgrep)|(?P<snyk>snyk/actions)|(?P<pip_audit>gh-action-pip-audit)|(?P<bandit>bandit-(action|check|scan)|python-bandit)|"
    r"(?P<trufflehog>trufflesecurity/trufflehog)|(?P<grype>anchore/scan-action)|(?P<osv_scanner>osv-scanner)|(?P<scorecard>ossf/scorecard-action)|"
    r"(?P<dependency_review>actions/dependency-review-action)|(?P<safety>pyupio/safety)|(?P<checkov>bridgecrewio/checkov-action)|(?P<gosec>securego/gosec)|"
    r"(?P<zizmor>zizmor-action)|(?P<govulncheck>golang/govulncheck-action)|(?P<tfsec>aquasecurity/tfsec)",
    re.I,
)
_DEPENDABOT = re.compile(r"^(\.github/dependabot\.ya?ml|\.dependabot/config\.ya?ml)$")
_RENOVATE = re.compile(r"^(\.github/|\.gitlab/)?(renovate\.json5?|\.renovaterc(\.json5?)?)$")
_POLICY = re.compile(r"^(\.github/|docs?/)?security\.(md|rst|txt)$", re.I)
_REPORTS = re.compile(r"\b(report(ing|ed|s)?|disclos\w{0,6}|e-?mail|contact|advisor(y|ies))\b", re.I)
_TEMPLATE = re.compile(r"Use this section to tell people|Tell them where to go", re.I)
_LEAST_POLICY = 25  # words
FEW = 3  # requirements from which pinning them all is a habit
_PIN = re.compile(
    r"^[A-Za-z0-9][\w.-]{0,100}(\[[\w,\s.-]{0,100}\])?\s{0,9}={2,3}\s{0,9}[\w.!+-]{1,60}\s{0,9}(;|--hash|\\|$)"
)
_REQUIRES = re.compile(r"^[A-Za-z0-9]")


def _pins(view: View, path: str) -> tuple[int, int, bool] | None:
    """The first line, the number of pinned requirements and whether they have hashes; None where any is not pinned."""
    if not REQUIREMENTS.search(path) or not path.endswith(".txt"):
        return None
    first, count, hashes = 0, 0, 0
    for number, line in enumerate(view.lines(path), 1):
        stated = line.split(" #")[0].strip()
        hashes += "--hash=" in stated
        if not _REQUIRES.match(stated):
            if stated.startswith(("-e ", "git+", "./", "http")):
                return None
            continue
        if not _PIN.match(stated) or ".*" in stated:
            return None
        first, count = first or number, count + 1
    return (first, count, hashes >= count) if count >= FEW else None


def _scans(view: View, path: str) -> tuple[int, str] | None:
    """The line of a pipeline, hook or recipe that runs a scanner, and the scanners that run in this file."""
    found: list[tuple[int, str]] = []
    if system(path):
        for step in steps(view, path):
            action = _ACTION.search(step.action)
            if action:
                found.append((step.line, (action.lastgroup or "").replace("_", "-")))
            elif (
                any(name in step.command for name in _SCANNERS)
                or "audit" in step.command
                or "cargo deny" in step.command
            ):
                found.extend(
                    (step.line + each.line, tool) for each in commands(step.command) if (tool := _scanner(each.words))
                )
    elif HOOK_FILE.search(path) or path.rpartition("/")[2].lower() in ("makefile", "tox.ini", "noxfile.py"):
        for recipe in view.of(recipes, path):
            found.extend(
                (line.line, tool)
                for line in recipe.lines
                if (tool := _HOOKS.get(line.deed.tool, line.deed.tool)) in {*_SCANNERS, *_HOOKS}
            )
    return (found[0][0], ", ".join(list(dict.fromkeys(tool for _, tool in found))[:3])) if found else None


def _scanner(words: tuple[str, ...]) -> str | None:
    """The scanner that a command runs, None where it runs none or only brings one in."""
    if tuple(words[:2]) in _AUDITS:
        return " ".join(words[:2])
    for word in words[:8]:
        name = word.rsplit("/", 1)[-1].split("@")[0].split(":")[0].lower()
        if name in _NOT_RUN:
            return None
        if name in _SCANNERS:
            return name
    return None


def _secrets(view: View, path: str) -> tuple[Secret, ...]:
    """The secrets of a file of the product or its pipelines."""
    return secrets(path, view.texts[path]) if view.place(path) in (Place.PRODUCT, Place.CI) else ()


def _policy(view: View, path: str) -> int | None:
    """The line of a security policy that says how to report; None where it is a stub or a template nobody filled in."""
    if not _POLICY.match(path):
        return None
    words, line = 0, None
    for number, text in visible(view.lines(path)):
        if _TEMPLATE.search(text):
            return None
        words += len(text.split())
        line = line or (number if _REPORTS.search(text) and not text.lstrip().startswith("#") else None)
    return line if words >= _LEAST_POLICY else None


def _updates(view: View, path: str) -> tuple[int, str] | None:
    """The line and a phrase of a configuration that keeps dependencies fresh, None where it updates nothing."""
    if _RENOVATE.match(path):
        return 1, "Renovate keeps dependencies up to date"
    if not _DEPENDABOT.match(path):
        return None
    documents = view.value(path, yaml_documents)
    root = documents[0] if documents and isinstance(documents[0], dict) else {}
    updates = root.get("updates") or root.get("update_configs")
    named = [
        each.get("package-ecosystem") or each.get("package_manager") for each in updates or () if isinstance(each, dict)
    ]
    systems = [each for each in named if isinstance(each, Placed)]
    if not systems:
        return None
    return systems[0].line, f"Dependabot keeps {', '.join(dict.fromkeys(systems[:4]))} up to date"


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own_paths:
        if path.rpartition("/")[2].lower() in _LOCKS and view.place(path) is Place.PRODUCT:
            yield Finding(kind="pinned", detail=f"every dependency is pinned in {path}", path=path)
        elif _RENOVATE.match(path) and path not in view.texts:
            yield Finding(kind="updates", detail=f"Renovate is configured in {path}", path=path)
    for path in view.own:
        where = view.place(path)
        pins = view.of(_pins, path)
        if pins and where is Place.PRODUCT:
            detail = f"{pins[1]} requirements are pinned{' with hashes' if pins[2] else ''} in {path}"
            yield Finding(kind="pinned", detail=detail, path=path, line=pins[0])
        if scans := view.of(_scans, path):
            yield Finding(
                kind="scanning", detail=f"{scans[1]} runs in {path}", path=path, line=scans[0], skills=("security",)
            )
        if updates := view.of(_updates, path):
            yield Finding(kind="updates", detail=f"{updates[1]} in {path}", path=path, line=updates[0])
        if line := view.of(_policy, path):
            yield Finding(
                kind="policy",
                detail=f"{path} says how to report a vulnerability",
                path=path,
                line=line,
                skills=("security",),
            )
        if not view.is_course:
            for secret in view.of(_secrets, path):
                yield Finding(
                    kind="secret", detail=f"{secret.what} may be in the open in {path}", path=path, line=secret.line
                )


def look(view: View, _: Contributions) -> Answer:
    """The findings of each kind in turn, by path; a course shows none of a product's care, so only what its pipelines do counts."""
    found = list(_findings(view))
    return answer(
        spread(found, by=lambda finding: finding.kind, most=MOST),
        view=view,
        needed=lambda path: bool(REQUIREMENTS.search(path) or _DEPENDABOT.match(path) or _POLICY.match(path)),
        nothing="no pinned dependencies, updates, scanning or policy",
    )


SIGNAL = Signal(
    question="How is the work kept safe?",
    unit="files",
    version=1,
    kinds={
        "pinned": "a file that fixes the version of every dependency",
        "updates": "a service keeps dependencies up to date",
        "scanning": "a scanner of code, dependencies, images or secrets runs",
        "policy": "a policy that says how to report a vulnerability",
        "secret": "a red flag to look at: a key or token may be in the open",
    },
    look=look,
    reads=(_pins, _scans, _secrets, _policy, _updates, recipes),
    why={
        Archetype.OPERATOR: "An operator pins what runs in production and hears of holes in it before others do.",
        Archetype.DEVELOPER: "A developer keeps secrets out of the code and its dependencies fixed, so that a build is the same tomorrow.",
    },
)
