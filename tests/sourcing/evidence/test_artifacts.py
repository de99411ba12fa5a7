"""What artifacts are worth: by others' use, never by their number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.archetype import ARCHETYPE_WEIGHTS
from sourcing.community import MOST, Artifact, ArtifactKind, Relation, capped
from sourcing.evidence.artifacts import ALONE, SIGNALS, UNMEASURED, evidence_of, worth
from sourcing.records import Account, Archetype


def artifact(name: str = "tagger", *, kind: ArtifactKind = ArtifactKind.MODEL, **given: Any) -> Artifact:
    usual: dict[str, Any] = {
        "account": Account(site="huggingface", handle="ada-probe"),
        "kind": kind,
        "key": f"huggingface.co/ada-probe/{name}",
        "title": name,
        "link": f"https://huggingface.co/ada-probe/{name}",
        "relation": Relation.OWNER,
        "changed_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Artifact(**{**usual, **given})


def test_use_by_others_makes_the_worth_and_only_its_order_of_magnitude_counts() -> None:
    worths = [worth(artifact(measures={"downloads": count})) for count in (0, 10, 1_000, 100_000, 10_000_000)]
    assert worths[0] == ALONE
    assert worths == sorted(worths) and worths[-1] < 1
    assert worths[-1] - worths[-2] < worths[2] - worths[1]
    assert worth(artifact(measures={})) == UNMEASURED


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=60))
def test_many_are_worth_no_more_than_two(counts: list[int]) -> None:
    made = [artifact(f"m{place}", measures=capped({"downloads": count})) for place, count in enumerate(counts)]
    rows = [row for _, row in evidence_of(made)]
    assert len(rows) == len(counts)
    assert sum(row.own_value for row in rows) <= 2.0
    assert [row for _, row in evidence_of(reversed(made))] == rows


@given(st.dictionaries(st.sampled_from(sorted(MOST)), st.integers(-(10**20), 10**20) | st.none()))
def test_numbers_that_cannot_be_true_are_capped_or_left_out(told: dict[str, int | None]) -> None:
    kept = capped(told)
    assert all(0 <= value <= MOST[name] for name, value in kept.items())
    assert set(kept) == {name for name, value in told.items() if value is not None and value >= 0}


def test_a_measure_that_nobody_knows_is_named_beside_those_that_are() -> None:
    with pytest.raises(KeyError, match="'votes'; one of: downloads"):
        capped({"votes": None})


def test_a_model_is_documented_where_its_card_states_training_and_evaluation() -> None:
    ((_, one),) = evidence_of([artifact(states=("training", "evaluation"), measures={"downloads": 1_200})])
    ((_, other),) = evidence_of([artifact(states=("training",))])
    assert (one.signal, one.kind, other.kind) == ("models", "documented", "published")
    assert one.detail == "model tagger, 1,200 downloads, states training and evaluation"
    assert (one.link, one.path, one.observed_at) == (artifact().link, None, artifact().changed_at)


@pytest.mark.parametrize("state", ["placeholder", "yanked"])
def test_what_was_taken_back_or_never_filled_is_no_evidence(state: str) -> None:
    assert evidence_of([artifact(kind=ArtifactKind.PACKAGE, states=(state,))]) == []


def test_a_competition_counts_for_no_operator() -> None:
    ((_, row),) = evidence_of([artifact(kind=ArtifactKind.COMPETITION)])
    assert f"{row.signal}/{row.kind}" not in ARCHETYPE_WEIGHTS[Archetype.OPERATOR]
    assert f"{row.signal}/{row.kind}" in ARCHETYPE_WEIGHTS[Archetype.RESEARCHER]


def test_every_kind_of_artifact_that_is_evidence_has_its_words() -> None:
    for kind in set(ArtifactKind) - {ArtifactKind.REPOSITORY}:
        ((_, row),) = evidence_of([artifact(kind=kind)])
        assert row.kind in SIGNALS[row.signal].kinds
        assert row.unit == SIGNALS[row.signal].unit and SIGNALS[row.signal].why
