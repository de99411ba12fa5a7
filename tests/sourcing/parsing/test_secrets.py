"""Secrets by their forms; every value here is made by chance while the test runs, so that none is written down."""

from __future__ import annotations

import random
import string
import time

import pytest

from sourcing.evidence.signal import Found
from sourcing.parsing.secrets import Secret, secrets
from sourcing.records import Contributions
from sourcing.signals.security_hygiene import SIGNAL
from tests.sourcing.views import view

CHANCE = random.Random(7)
LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def chance(length: int, alphabet: str = LETTERS) -> str:
    return "".join(CHANCE.choice(alphabet) for _ in range(length))


BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEY = "\n".join(chance(64, LETTERS + "+/") for _ in range(12))
AWS = f"AWS_ACCESS_KEY_ID={'AKIA'}{chance(16, BASE32)}\nAWS_SECRET_ACCESS_KEY={chance(40, LETTERS + '/+')}\n"
TOKENS = {
    "a GitHub token": "ghp" + "_" + chance(36),
    "a Hugging Face token": "hf" + "_" + chance(34),
    "a Slack token": "xoxb" + f"-{chance(12, string.digits)}-{chance(12, string.digits)}-{chance(24)}",
    "a Slack webhook": "https://hooks.slack.com/services" + f"/T{chance(9, BASE32)}/B{chance(9, BASE32)}/{chance(24)}",
    "a Google API key": "AIza" + chance(35),
    "an OpenAI key": "sk" + f"-{chance(20)}T3BlbkFJ{chance(20)}",
    "a GitLab token": "glpat" + f"-{chance(20)}",
}


@pytest.mark.parametrize("what", TOKENS)
@pytest.mark.parametrize(
    "form", ['TOKEN = "{}"\n', "export TOKEN={}\n", "https://me:{}@host.example/x\n", "- token: {}\n"]
)
def test_a_token_is_found_by_its_form_and_not_told(what: str, form: str) -> None:
    if what == "a Slack webhook" and "https" in form:
        form = "curl {}\n"
    found = secrets("orchard/app.py", "import os\n" + form.format(TOKENS[what]))
    assert found == (Secret(2, what),)
    assert TOKENS[what] not in str(found)


def test_keys_are_found() -> None:
    block = f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA PRIVATE KEY-----\n"
    assert secrets("orchard/keys.py", f'KEY = """{block}"""\n') == (Secret(1, "a private key"),)
    assert secrets("orchard/keys.py", AWS) == (Secret(1, "an AWS key with its secret"),)
    wandb = f'import wandb\nwandb.login(key="{chance(40, HEX)}")\n'
    assert secrets("train.py", wandb) == (Secret(2, "a Weights & Biases key"),)


@pytest.mark.parametrize("path", [".env", "service/.env.production"])
def test_a_committed_environment_with_values_is_found(path: str) -> None:
    text = f"# settings\nDEBUG=1\nDATABASE_URL=postgres://me@db/x\nSECRET_KEY='{chance(40)}'\nAPI_TOKEN=${{TOKEN}}\n"
    assert secrets(path, text) == (Secret(4, "a value for SECRET_KEY"),)


@pytest.mark.parametrize("path", [".env.example", ".env.sample", ".env.template", ".env.test", "config/app.py"])
def test_an_example_of_an_environment_is_none(path: str) -> None:
    assert secrets(path, f"SECRET_KEY={chance(40)}\n") == ()


@pytest.mark.parametrize(
    "line",
    [
        "ghp" + "_" + "x" * 36,
        "hf" + "_" + "abcdefghijklmnopqrstuvwxyzabcdefgh",
        "ghp" + "_" + "0123456789" * 3 + "012345",
        "sk-your-key-here",
        "AKIA" + "IOSFODNN7EXAMPLE and " + chance(40),
        "AKIA" + chance(16, BASE32) + "  # an id without its secret",
        "AKIA" + chance(16, BASE32) + " at " + chance(40, HEX),
        "-----BEGIN PRIVATE KEY-----\nMII...\n-----END PRIVATE KEY-----",
        "# for example: " + TOKENS["a GitHub token"],
        "# a fake one\n" + TOKENS["a GitHub token"],
        chance(80) + "ghp" + "_" + chance(60),
        "WANDB_API_KEY=" + "0" * 40,
    ],
)
def test_placeholders_and_lone_ids_are_none(line: str) -> None:
    assert secrets("orchard/app.py", line + "\n") == ()


@pytest.mark.parametrize(
    "path", ["tests/app.py", "examples/app.py", "docs/app.md", "homework/app.py", "app/fake_keys.py", "app/example.py"]
)
def test_tests_examples_and_courses_are_left_alone(path: str) -> None:
    answer = SIGNAL.look(
        view({path: f'TOKEN = "{TOKENS["a GitHub token"]}"\n'}),
        Contributions(accounts=(), links=(), commits=(), touches=()),
    )
    assert not isinstance(answer, Found)


def test_the_signal_shows_the_place_without_the_secret_and_proves_no_skill() -> None:
    token = TOKENS["a GitHub token"]
    answer = SIGNAL.look(
        view({"app.py": f'TOKEN = "{token}"\n'}), Contributions(accounts=(), links=(), commits=(), touches=())
    )
    assert isinstance(answer, Found)
    (finding,) = answer.findings
    assert (finding.kind, finding.path, finding.line, finding.skills) == ("secret", "app.py", 1, ())
    assert token not in finding.detail


@pytest.mark.parametrize(
    "piece",
    [
        "sk-",
        "-----BEGIN PRIVATE KEY-----",
        "AKIA",
        "gh",
        "SG.",
        "AKIA" + "A" * 16 + " ",
        "WANDB_API_KEY",
        "A_KEY=" + "a1" * 9 + "\n",
    ],
)
def test_a_hostile_text_costs_no_more_than_a_moment(piece: str) -> None:
    start = time.process_time()
    secrets(".env", piece * (900_000 // len(piece)))
    assert time.process_time() - start < 5.0
