"""The summary says how much of a run stood from an earlier one."""

from __future__ import annotations

from flows.reuse import Reuse


def test_what_is_new_is_taken_off_and_what_was_not_looked_at_is_not_told() -> None:
    reuse = Reuse()
    reuse.of("repositories", 30)
    reuse.fresh("repositories", 30)
    assert reuse.line() == "", "on a first run there is nothing to tell"
    reuse.of("repositories", 1_050)  # the same run looks again once it read on
    reuse.fresh("repositories", 10)
    reuse.of("people", 0)
    assert reuse.line() == "reused: 1,010 of 1,050 repositories had their evidence already"
