"""The orders that others rank by."""

from __future__ import annotations

import pytest

from ranking.judging.baselines import by_stars
from ranking.judging.evaluate import parse_stars
from sourcing.errors import UsageError
from tests.ranking.people import profile, work


def test_stars_are_summed_over_the_repositories_a_person_committed_to() -> None:
    stars = parse_stars(
        "# counted on a day\nWorks/Mill\t900\n\ngit.example/works/barn\t30\nworks/barn\t1\n", where="s.tsv"
    )
    both = profile("pa", work=(work(), work(repository="git.example/Works/Barn")))
    unknown = profile("pb", work=(work(repository="git.example/works/weir"),))
    assert by_stars([both, unknown], stars) == {"pa": 930.0, "pb": 0.0}


@pytest.mark.parametrize("line", ["works/mill", "works/mill\tmany", "\t4", "works/mill\t-4", "works/mill\t4.5"])
def test_a_line_that_counts_no_stars_is_named(line: str) -> None:
    with pytest.raises(UsageError, match=r"s\.tsv, line 2"):
        parse_stars(f"works/barn\t4\n{line}\n", where="s.tsv")
