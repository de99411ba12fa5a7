"""DBLP: a person with all records as one XML document, in US-ASCII with numbered characters."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sourcing.sandbox.web.ask import Ask, Reply, as_page
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("dblp.org",)


def answer(ask: Ask, community: Community) -> Reply | None:
    """The document of a person's number; 404 where nobody has it."""
    if ask.parts[:1] != ["pid"] or not ask.path.endswith(".xml"):
        return None
    one = community.find("dblp", "/".join(ask.parts[1:]).removesuffix(".xml"))
    if one is None:
        return None
    text = "\n".join(_document(one, community)).encode("ascii", "xmlcharrefreplace").decode()
    return as_page(text, kind="application/xml; charset=US-ASCII")


def _document(one: Presence, community: Community) -> Iterator[str]:
    name, same = escape(one.person.name), community.beside(one, "orcid")
    yield '<?xml version="1.0" encoding="US-ASCII"?>'
    yield f'<dblpperson name="{name}" pid="{one.handle}" n="{len(one.made)}">'
    yield f'<person key="homepages/{one.handle}" mdate="2026-01-26">'
    yield f'<author pid="{one.handle}">{name}</author>'
    yield '<note type="affiliation">Invented Institute</note>'
    for address in [*one.links, *([same.url] if same else []), f"https://www.wikidata.org/entity/Q{one.number}"]:
        yield f"<url>{escape(address)}</url>"
    yield "</person>"
    for made in one.made:
        yield from _record(made, one, name)
    yield '<coauthors n="1" nc="1">'
    yield '<co c="0"><na f="p/Other:An" pid="999/1">An Other</na></co>'
    yield "</coauthors>"
    yield "</dblpperson>"


def _record(made: Made, one: Presence, name: str) -> Iterator[str]:
    yield f'<r><inproceedings key="conf/invented/{escape(made.name)}" mdate="{made.changed_on.isoformat()}">'
    yield f'<author pid="{one.handle}">{name}</author>'
    yield '<author pid="999/1">An Other</author>'
    yield f"<title>{escape(made.title)} in <i>O</i>(n).</title>"
    yield "<pages>4:1-4:20</pages>"
    yield f"<year>{made.made_on.year}</year>"
    yield "<booktitle>Invented</booktitle>"
    yield f'<ee type="oa">https://doi.org/10.5555/{escape(made.name)}</ee>'
    if made.code:
        yield f"<ee>{escape(made.code)}</ee>"
    yield f"<crossref>conf/invented/{made.made_on.year}</crossref>"
    yield f"<url>db/conf/invented/invented{made.made_on.year}.html#{escape(made.name)}</url>"
    yield "</inproceedings>"
    yield "</r>"
