"""arXiv: the feed of an author identifier, and the API asked by numbers of papers."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sourcing.sandbox.web.ask import Ask, Reply, as_page
from sourcing.sandbox.web.presence import Community, Made, Presence, stable_number

HOSTS = ("arxiv.org", "export.arxiv.org")
_ATOM = "application/atom+xml; charset=utf-8"
_NAMES = (
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom"'
)
_CATEGORY = {"nlp": "cs.CL", "vision": "cs.CV", "recsys": "cs.IR", "rl": "cs.LG", "mlops": "cs.SE"}


def answer(ask: Ask, community: Community) -> Reply | None:
    """The author's feed, status 400 for nobody's; or the entries of the papers asked for."""
    if ask.host == "arxiv.org" and ask.parts[:1] == ["a"] and ask.path.endswith(".atom2"):
        one = community.find("arxiv", ask.parts[1].removesuffix(".atom2"))
        return as_page("\n".join(_author(one, community)), kind=_ATOM) if one else as_page("Bad Request", status=400)
    if ask.path == "/api/query":
        return as_page("\n".join(_query(ask, community)), kind=_ATOM)
    return None


def _number(made: Made) -> str:
    return f"{made.made_on:%y%m}.{stable_number(made.name, low=1, high=20_000):05d}"


def _author(one: Presence, community: Community) -> Iterator[str]:
    same = community.beside(one, "orcid")
    yield "<?xml version='1.0' encoding='utf-8'?>"
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
    yield f"  <title>{escape(one.person.name, quote=False)}'s articles on arXiv</title>"
    yield f'  <link rel="describes" href="{same.url if same else ""}" />'
    yield "  <updated>2026-11-01T00:00:00+00:00</updated>"
    yield f"  <id>https://arxiv.org/{one.handle}</id>"
    yield f'  <link href="https://arxiv.org/a/{one.handle}.atom2" rel="self" type="application/atom+xml" />'
    yield f'  <link rel="describes" href="https://arxiv.org/{one.handle}" />'
    for made in one.made:
        yield from _entry(made, one, f"https://arxiv.org/abs/{_number(made)}")
    yield "</feed>"


def _query(ask: Ask, community: Community) -> Iterator[str]:
    wanted = [one for one in ask.query.get("id_list", "").split(",") if one]
    held = {_number(made): (made, one) for one in community.on("arxiv") for made in one.made}
    found = [number for number in wanted if number in held]
    start, size = int(ask.query.get("start", "0")), int(ask.query.get("max_results", "10"))
    asked = escape(f"search_query=&id_list={','.join(wanted)}&start={start}&max_results={size}")
    yield f"<?xml version='1.0' encoding='UTF-8'?>\n<feed {_NAMES}>"
    yield f"  <id>https://arxiv.org/api/invented</id>\n  <title>arXiv Query: {asked}</title>"
    yield "  <updated>2026-11-01T22:10:19Z</updated>"
    yield f'  <link href="https://arxiv.org/api/query?{asked}" type="application/atom+xml"/>'
    yield f"  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>"
    yield f"  <opensearch:totalResults>{len(found)}</opensearch:totalResults>"
    yield f"  <opensearch:startIndex>{start}</opensearch:startIndex>"
    for number in found[start : start + size]:
        yield from _entry(*held[number], f"http://arxiv.org/abs/{number}v1")
    yield "</feed>"


def _entry(made: Made, one: Presence, address: str) -> Iterator[str]:
    category, number = _CATEGORY.get(str(one.person.specialisation), "cs.LG"), _number(made)
    yield f"  <entry>\n    <id>{address}</id>\n    <title>{escape(made.title)}</title>"
    yield f"    <updated>{made.changed_on}T17:59:46Z</updated>"
    yield f'    <link href="https://arxiv.org/abs/{number}v1" rel="alternate" type="text/html"/>'
    yield f'    <link href="https://arxiv.org/pdf/{number}v1" rel="related" type="application/pdf" title="pdf"/>'
    yield "    <summary>  We try it,\nand it works.</summary>"
    yield f'    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>'
    yield f"    <published>{made.made_on}T17:59:46Z</published>"
    if made.code:
        yield f"    <arxiv:comment>12 pages. Code: {escape(made.code)}</arxiv:comment>"
    yield f'    <arxiv:primary_category term="{category}"/>'
    yield f"    <author>\n      <name>{escape(one.person.name)}</name>\n    </author>"
    yield "    <author>\n      <name>An Other</name>\n    </author>\n  </entry>"
