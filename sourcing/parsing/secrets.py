"""Secrets that were committed: keys and tokens by the forms that their issuers gave them, never by a suspicious name alone.

A form is telling where it holds enough random characters; what reads like a placeholder (`EXAMPLE`, `xxxx`, `1234`, `your-`), and
what stands beside words that say so, is none. The secret itself never leaves this module.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

MOST = 5  # secrets of one file
MAX_TEXT = 1_000_000  # characters


class Secret(NamedTuple):
    """Where a secret stands (1-based line) and what it is, without the secret."""

    line: int
    what: str


class _Form(NamedTuple):
    """One issuer's form: `mark` is a plain part of it that is looked for first; `entropy` in bits a character.

    A pattern begins with plain characters wherever it can, because the search for those is some ten times as fast.
    """

    mark: str
    what: str
    pattern: re.Pattern[str]
    entropy: float


_END = r"(?![\w/+=-])"
_FORMS = tuple(
    _Form(mark, what, re.compile(pattern + _END), entropy)
    for mark, what, pattern, entropy in (
        *((f"gh{kind}_", "a GitHub token", rf"gh{kind}_([A-Za-z0-9]{{36}})", 3.8) for kind in "pos"),
        ("github_pat_", "a GitHub token", r"github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})", 4.0),
        ("glpat-", "a GitLab token", r"glpat-([\w-]{20})", 3.2),
        ("xox", "a Slack token", r"xox[abpors]-(\d{9,14}-\d{9,14}-[A-Za-z0-9-]{20,120})", 3.2),
        (
            "hooks.slack.com/services/T",
            "a Slack webhook",
            r"hooks\.slack\.com/services/(T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24})",
            3.8,
        ),
        ("AIza", "a Google API key", r"AIza([\w-]{35})", 4.0),
        ("T3BlbkFJ", "an OpenAI key", r"sk-(?:proj-|svcacct-|admin-)?([\w-]{20,80}T3BlbkFJ[\w-]{20,80})", 4.0),
        ("sk-ant-", "an Anthropic key", r"sk-ant-(?:api|admin)\d\d-([\w-]{80,110})", 4.0),
        ("hf_", "a Hugging Face token", r"hf_([A-Za-z0-9]{34})", 3.8),
        ("npm_", "an npm token", r"npm_([A-Za-z0-9]{36})", 3.8),
        ("pypi-AgE", "a PyPI token", r"pypi-AgE([\w-]{60,200})", 4.0),
        ("SG.", "a SendGrid key", r"SG\.([\w-]{22}\.[\w-]{43})", 4.2),
        ("sk_live_", "a Stripe key", r"sk_live_([A-Za-z0-9]{24,99})", 3.6),
        ("AccountKey=", "an Azure storage key", r"AccountKey=(?!Eby8vdM02xNO)([A-Za-z0-9+/]{86}==)", 4.5),
        (
            "WANDB_API_KEY",
            "a Weights & Biases key",
            r"WANDB_API_KEY[\"']?\]?\s{0,3}[=:]\s{0,3}[\"']?([0-9a-f]{40})",
            3.2,
        ),
        (
            "wandb.login",
            "a Weights & Biases key",
            r"wandb\.login\(\s{0,9}(?:key\s{0,3}=\s{0,3})?[\"']([0-9a-f]{40})",
            3.2,
        ),
    )
)
_AWS_IDS = tuple(re.compile(kind + r"([A-Z2-7]{16})" + _END) for kind in ("AKIA", "ASIA"))
_AWS_SECRET = re.compile(r"(?<![\w/+-])([A-Za-z0-9/+]{40})" + _END)
_AWS_NEAR = 300  # characters around a key id in which its secret stands
_KEY = re.compile(
    r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----((?:[A-Za-z0-9+/=\s\\\"',]|\\[nr]){200,4000})"
)
_LEAST_KEY = 200  # characters of base64 in a private key
_PLACEHOLDER = re.compile(
    r"example|sample|dummy|fake|placeholder|change[-_ ]?(me|this|it)|your[-_ ]|x{4}|\*{3}|\.{3}|<|todo|redact|insert|abcdef|qwerty|asdf|"
    r"deadbeef|0{5}|1{5}|12345|98765|(.)\2{4}|not[-_ ]?a[-_ ]?real|test[-_ ]",
    re.I,
)
_SAID = re.compile(
    r"\b(examples?|dummy|fake|placeholders?|mock(ed)?|e\.g\.|not real|revoked|invalid|expired|for tests?|sample|re\.compile|regexp?)\b",
    re.I,
)
_FILE = re.compile(
    r"(^|[/_.-])(examples?|samples?|dummy|fakes?|mocks?|fixtures?|stubs?|templates?|tests?|testing|snakeoil|localhost|self[-_]?signed|insecure|demos?)([/_.-]|$)",
    re.I,
)
ENVIRONMENT = re.compile(r"(^|/)\.env(\.(prod|production|live|staging|local|secrets?))?$", re.I)
_PAIR = re.compile(
    r"^\s{0,9}(?:export\s{1,9})?([A-Za-z_]\w{0,80})\s{0,3}=\s{0,3}(\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[^\s#]{0,300})"
)
_NAMES = re.compile(r"(secret|token|passw(or)?d|pwd|api_?key|access_?key|private_?key|auth_?key|encryption_?key)", re.I)
_LEAST_VALUE = 16  # characters of a value in .env that may be a secret
_VALUE_ENTROPY = 3.3


def secrets(path: str, text: str) -> tuple[Secret, ...]:
    """The secrets in a text in the order of their lines, at most `MOST`; none in a file whose name says that it is for show."""
    if len(text) > MAX_TEXT or _FILE.search(path):
        return ()
    found = [*_tokens(path, text), *_aws(text), *_keys(text), *(_environment(text) if ENVIRONMENT.search(path) else ())]
    return tuple(sorted(dict.fromkeys(found))[:MOST])


def _tokens(path: str, text: str) -> Iterator[Secret]:
    for form in _FORMS:
        if form.mark not in text or (
            form.mark == "AIza" and path.endswith((".js", ".ts", ".tsx", ".jsx", ".md", ".json"))
        ):
            continue  # Google's keys for browsers are public by design
        for match in _few(form.pattern, text):
            if (
                _is_random(match[1], least=form.entropy)
                and _stands_alone(text, match.start())
                and not _is_said(text, match.start())
            ):
                yield Secret(_line(text, match.start()), form.what)


def _aws(text: str) -> Iterator[Secret]:
    """AWS key ids beside which a secret stands; an id alone opens nothing."""
    for match in (match for pattern in _AWS_IDS for match in _few(pattern, text)):
        if (
            not _stands_alone(text, match.start())
            or _is_said(text, match.start())
            or not _is_random(match[1], least=3.0)
        ):
            continue
        near = text[max(0, match.start() - _AWS_NEAR) : match.end() + _AWS_NEAR]
        values = (value for value in _AWS_SECRET.findall(near) if _is_mixed(value))
        if any(_is_random(value, least=4.2) for value in values):
            yield Secret(_line(text, match.start()), "an AWS key with its secret")


def _keys(text: str) -> Iterator[Secret]:
    if "PRIVATE KEY" not in text:
        return
    for match in _few(_KEY, text):
        body = re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", match[1])
        if len(body) >= _LEAST_KEY and _entropy(body) >= 5.0 and not _is_said(text, match.start()):
            yield Secret(_line(text, match.start()), "a private key")


def _environment(text: str) -> Iterator[Secret]:
    """The values of a `.env` whose names say that they are secret and which look random."""
    for number, line in enumerate(text.splitlines()[:500], 1):
        match = _PAIR.match(line[:600])
        if not match or not _NAMES.search(match[1]):
            continue
        value = match[2].strip("\"'")
        if (
            len(value) >= _LEAST_VALUE
            and _is_mixed(value)
            and not re.search(r"\s|://|\$|^/|[{}]", value)
            and _is_random(value, least=_VALUE_ENTROPY)
        ):
            yield Secret(number, f"a value for {match[1][:40]}")


def _few(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(pattern.finditer(text)):
        if number >= 20 * MOST:
            return
        yield match


def _stands_alone(text: str, start: int) -> bool:
    """Whether what is before a find does not belong to it, as in the middle of encoded data."""
    before = text[start - 1] if start else " "
    return not (before.isalnum() or before in "_+-") and not (before == "/" and not text.startswith("hooks", start))


def _is_mixed(value: str) -> bool:
    """Whether a value has letters and digits: hexadecimal digests and words have another look."""
    return bool(re.search(r"[A-Za-z]", value) and re.search(r"\d", value))


def _is_random(value: str, *, least: float) -> bool:
    return _entropy(value) >= least and not _PLACEHOLDER.search(value)


def _entropy(value: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    return (
        -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values()) if value else 0.0
    )


def _is_said(text: str, start: int) -> bool:
    """Whether the line before, or the line itself up to the find, says that it is not meant."""
    begin = text.rfind("\n", 0, start)
    begin = text.rfind("\n", 0, max(0, begin)) if begin > 0 else begin
    return bool(_SAID.search(text[max(begin + 1, start - 300) : start]))


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1
