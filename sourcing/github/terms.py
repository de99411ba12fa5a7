"""On which terms GitHub is asked."""

from __future__ import annotations

from datetime import date

from sourcing.records import SourceTerms

TERMS = SourceTerms(
    site="github",
    says="not for unsolicited mail and not for sale; who asks to be removed or left alone is",
    terms_url="https://docs.github.com/en/site-policy/acceptable-use-policies/github-acceptable-use-policies",
    reviewed_on=date(2026, 11, 21),
    days=None,
)
