"""The terms of all sources: GitHub, the community sites, and the files that are imported."""

from __future__ import annotations

from sourcing.github.terms import TERMS
from sourcing.importing import Policy as FilePolicy
from sourcing.imports import catalogue as imports
from sourcing.records import SourceTerms
from sourcing.settings import Settings
from spiders.site import Policy as SitePolicy
from spiders.site import Site
from spiders.sites import catalogue as sites


def terms() -> list[SourceTerms]:
    """What stands beside the code of every source whose accounts are held, each once."""
    of_files = [_of(one.site, one.policy) for one in imports().values() if one.site]
    return [TERMS, *(_of(name, site.policy) for name, site in sites().items()), *of_files]


def asked(settings: Settings) -> list[SourceTerms]:
    """Those of the sources that a search here asks: GitHub, and the community sites that are on."""
    return [TERMS, *(_of(name, site.policy) for name, site in sorted(sites().items()) if is_on(site, settings))]


def is_on(site: Site, settings: Settings) -> bool:
    """Whether a community site that nobody named is asked, as far as the settings say."""
    is_default = site.policy.default_on and not {site.name, "*"}.intersection(settings.sites_off)
    return is_default or site.name in settings.sites_on


def _of(site: str, policy: SitePolicy | FilePolicy) -> SourceTerms:
    return SourceTerms(
        site=site, says=policy.says, terms_url=policy.terms_url, reviewed_on=policy.reviewed_on, days=policy.days
    )
