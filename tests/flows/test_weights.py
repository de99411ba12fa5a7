"""Weights learned, looked at, adopted, used and taken back: as a team does it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows import adopted
from flows.commands import run
from flows.commands import weights as commands
from ranking.encoder import Encoder
from ranking.weights import PARTS, SHIPPED, Weights, parse_weights, write_weights
from sourcing.errors import UsageError
from sourcing.home import Home
from tests.flows.support import Desk, one_line_error
from tests.warehouse.house import Hand, collected, fill, git_account, opened, repository, written

OWN = Weights(
    version="ours-1", named_domain=dict(zip(PARTS, (0, 0, 0, 0, 0, 100), strict=True)), any_domain=SHIPPED.any_domain
)
OTHER = OWN.model_copy(update={"version": "ours-2", "named_domain": SHIPPED.any_domain})


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk where twelve people of three repositories are held: who commits little speaks of the role's work."""
    folder, made = tmp_path_factory.mktemp("ranked"), []
    for mill in range(3):
        steps = []
        for number in range(mill, 12, 3):
            hand = Hand(name=f"Miller {number}", email=f"miller{number}@example.org")
            said = "Deploy the model on Kubernetes with MLflow" if number < 6 else "Grind the flour"
            subjects = [f"{said}, batch {place}" for place in range(5 + 2 * number)]
            steps += written(hand, *subjects, folder=f"mill/{number}")
        made.append(repository(folder / "made", f"works/mill-{mill}", steps))
    landed = collected(folder / ".sourcing", made)
    with opened(landed.file) as warehouse:
        fill(warehouse, landed)
    return folder


@pytest.fixture
def desk(ranked: Path, tmp_path: Path) -> Desk:
    """That desk, to be changed."""
    shutil.copytree(ranked, tmp_path / "desk")
    own = Desk(tmp_path / "desk")
    for one in (OWN, OTHER):
        (own.folder / f"{one.version}.toml").write_text(write_weights(one))
    return own


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def latest(desk: Desk) -> tuple[dict[str, float], list[object], str]:
    """Of the role's latest run: the weight of each part, what the manifest says of them, and its id."""
    with opened(desk.warehouse) as warehouse:
        [(run, manifest)] = warehouse.rows("SELECT run_id, manifest FROM run WHERE is_latest")
        parts = warehouse.rows("SELECT DISTINCT part, weight FROM part WHERE run_id = ?", [run])
    return dict(parts), json.loads(json.loads(manifest)["weights"]), run


class Flat:
    """A model for which all texts mean the same: the real one takes seconds to load, and nothing here asks for meaning."""

    def encode(self, texts: list[str], **_: object) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]


class Typed:
    """Commands in this process, which has the libraries in memory."""

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(run.app if words[0] == "rank" else commands.app, words)


@pytest.fixture
def typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    monkeypatch.chdir(desk.folder)
    for name, value in desk.environment.items():
        if name.startswith("SOURCING_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(Encoder, "_model", Flat())
    mask = os.umask(0o077)
    yield Typed()
    os.umask(mask)


def test_weights_are_adopted_used_and_taken_back(desk: Desk, typed: Typed) -> None:
    assert typed("rank", "mlops-operator").exit_code == 0
    before = latest(desk)
    assert before[1] == ["fixed-3", dict(SHIPPED.named_domain), dict(SHIPPED.any_domain)]
    unsure = desk.run("weights", "adopt", "ours-1.toml")
    assert unsure.code == 2 and "--yes" in one_line_error(unsure)
    assert adopted.in_force(Home(desk.folder / ".sourcing")) == SHIPPED
    assert "comes into the first ten" in unsure.out and "no gain over the shipped weights is shown" in unsure.out

    done = typed("weights", "adopt", "ours-1.toml", "--yes")
    assert done.exit_code == 0, done.output
    for word in ("what it does to whom", "goes out of the first ten", "Git alone", "repositories", "coverage"):
        assert word in done.stdout
    assert "sourcing rank mlops-operator" in done.stderr
    again = typed("weights", "adopt", "ours-1.toml", "--yes")
    assert isinstance(again.exception, UsageError) and "in force already" in str(again.exception)

    assert latest(desk) == before, "what was ranked stays as it was"
    assert typed("rank", "mlops-operator").exit_code == 0
    weights, told, run = latest(desk)
    assert weights == dict(OWN.named_domain) and told[0] == "ours-1" and run != before[2]

    assert typed("weights", "adopt", "ours-2.toml", "--yes").exit_code == 0
    listed = {one["name"]: one["in_force"] for one in json.loads(typed("weights", "list", "--json").stdout)}
    assert listed == {"shipped": False, "ours-1": False, "ours-2": True}
    assert "ours-1 is in force" in typed("weights", "revert").stderr
    assert "in force: ours-1 (not validated; made by hand)" in typed("weights", "list").stdout
    assert "fixed-3 is in force" in typed("weights", "revert", "--to-shipped").stderr
    assert "ours-1 is in force" in typed("weights", "revert").stderr
    assert "fixed-3 is in force" in typed("weights", "revert").stderr
    assert isinstance(typed("weights", "revert").exception, UsageError)
    assert typed("rank", "mlops-operator").exit_code == 0
    assert latest(desk) == before, "the same run as at first, by its id"


def test_what_shows_no_gain_is_not_written_unasked(desk: Desk, typed: Typed) -> None:
    rows = [
        f"mlops-operator\t{git_account(f'miller{number}@example.org')}\t{(7 * number) % 3}\n" for number in range(12)
    ]
    (desk.folder / "judged.tsv").write_text("".join(rows) + "mlops-operator\tgit:0000000000000000\t2\n")
    refused = typed("weights", "learn", "judged.tsv", "--out", "new.toml")
    assert refused.exit_code == 1 and "no gain is shown" in refused.stderr, refused.output
    assert not (desk.folder / "new.toml").exists()
    assert "difference" in refused.stdout and "1 judged people are not held" in refused.stdout
    assert typed("weights", "learn", "judged.tsv").stdout == refused.stdout
    written = typed("weights", "learn", "judged.tsv", "--out", "new.toml", "--even-without-gain")
    assert written.exit_code == 0, written.output
    found = parse_weights((desk.folder / "new.toml").read_text(), where="new.toml")
    assert (
        found.validation
        and not found.validation.has_gain
        and found.learned_from.startswith("12 judgments, 1 role, 3 repositories")
    )
    twice = typed("weights", "learn", "judged.tsv", "--out", "new.toml")
    assert isinstance(twice.exception, UsageError) and "exists already" in str(twice.exception)


def test_other_numbers_under_a_kept_version_are_refused(home: Home) -> None:
    adopted.adopt(home, OWN, text=write_weights(OWN))
    adopted.adopt(home, OTHER, text=write_weights(OTHER))
    changed = OWN.model_copy(update={"named_domain": SHIPPED.named_domain})
    with pytest.raises(UsageError, match="other weights are kept as ours-1"):
        adopted.adopt(home, changed, text=write_weights(changed))
    assert (adopted.in_force(home), adopted.history(home)) == (OTHER, ["ours-1", "ours-2"])
    adopted.adopt(home, OWN, text=write_weights(OWN))
    assert adopted.history(home) == ["ours-1", "ours-2", "ours-1"]


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_damaged_weights_stop_ranking_and_can_be_taken_back(home: Home, damage: str) -> None:
    adopted.adopt(home, OWN, text=write_weights(OWN))
    path = home.weights / "ours-1.toml"
    path.unlink() if damage == "gone" else path.write_text(path.read_text()[:90])
    with pytest.raises(UsageError, match=r"ours-1\.toml"):
        adopted.in_force(home)
    assert adopted.revert(home, to_shipped=False) == SHIPPED


def test_a_stop_in_mid_write_leaves_what_was_in_force(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted.adopt(home, OWN, text=write_weights(OWN))

    def stop(path: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        adopted.adopt(home, OTHER, text=write_weights(OTHER))
    assert adopted.in_force(home) == OWN
    assert sorted(path.name for path in home.weights.iterdir()) == ["adopted", "ours-1.toml"]
