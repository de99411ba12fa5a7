"""OpenAlex: authors, and their works by cursor; who gives no key is turned away."""

from __future__ import annotations

from typing import Any

from sourcing.sandbox.web.ask import Ask, Reply, as_json
from sourcing.sandbox.web.presence import Community, Made, Presence

HOSTS = ("api.openalex.org",)
_LIMIT = 1  # small, so that there is a second page


def answer(ask: Ask, community: Community) -> Reply | None:
    """An author, or one page of an author's works."""
    if not ask.query.get("api_key"):
        return as_json({"error": "Unauthorized", "message": "an API key is needed"}, status=401)
    if ask.parts[:1] == ["authors"] and len(ask.parts) == 2:
        one = community.find("openalex", ask.parts[1])
        return as_json(_author(one, community)) if one else as_json({"error": "Not found"}, status=404)
    if ask.parts == ["works"]:
        return as_json(_works(ask, community))
    return None


def _author(one: Presence, community: Community) -> dict[str, Any]:
    same = community.beside(one, "orcid")
    orcid = {"orcid": f"https://orcid.org/{same.handle}"} if same else {}
    cited = sum(made.numbers.get("citations", 0) for made in one.made)
    return {
        "id": f"https://openalex.org/{one.handle}",
        "orcid": orcid.get("orcid"),
        "display_name": one.person.name,
        "display_name_alternatives": ["Else, Somebody", one.person.name],
        "works_count": len(one.made),
        "cited_by_count": cited,
        "summary_stats": {"2yr_mean_citedness": 1.5, "h_index": 3, "i10_index": 1},
        "ids": {"openalex": f"https://openalex.org/{one.handle}", **orcid},
        "affiliations": [{"institution": _institution(), "years": [2025, 2024]}],
        "last_known_institutions": [_institution()],
        "topics": [],
        "topic_share": [],
        "x_concepts": [{"id": "41008148", "display_name": "Computer science", "score": 0.8}],
        "counts_by_year": [{"year": 2024, "works_count": len(one.made), "oa_works_count": 0, "cited_by_count": cited}],
        "longest_name": "Else, Somebody",
        "parsed_longest_name": {"first": "somebody", "middle": "", "last": "else", "suffix": "", "nickname": ""},
        "block_key": "s else",
        "works_api_url": f"https://api.openalex.org/works?filter=author.id:{one.handle}",
        "updated_date": "2026-02-15T12:19:12",
        "created_date": "2016-06-24T00:00:00",
    }


def _institution() -> dict[str, Any]:
    known = "https://openalex.org/I4200000009"
    return {"id": known, "ror": None, "display_name": "Invented Institute", "type": "education", "lineage": [known]}


def _works(ask: Ask, community: Community) -> dict[str, Any]:
    one = community.find("openalex", ask.query.get("filter", "").partition("authorships.author.id:")[2])
    made = one.made if one else ()
    cursor = ask.query.get("cursor", "*")
    start = int(cursor) if cursor.isdigit() else 0
    page = made[start : start + _LIMIT]
    rows = [_work(each, one, start + place) for place, each in enumerate(page) if one]
    wanted = ask.query.get("select", "").split(",")
    kept = [{name: value for name, value in row.items() if wanted == [""] or name in wanted} for row in rows]
    meta = {"count": len(made), "db_response_time_ms": 28, "page": None, "per_page": _LIMIT, "groups_count": None}
    return {"meta": meta | {"next_cursor": str(start + _LIMIT) if page else None}, "results": kept, "group_by": []}


def _work(made: Made, one: Presence, place: int) -> dict[str, Any]:
    doi = f"https://doi.org/10.5555/{made.name}"
    location = {"is_oa": True, "landing_page_url": doi, "pdf_url": None, "source": None, "license": None}
    code = [location | {"landing_page_url": made.code}] if made.code else []
    return {
        "id": f"https://openalex.org/W{one.number}{place}",
        "doi": doi,
        "title": made.title,
        "display_name": made.title,
        "publication_year": made.made_on.year,
        "publication_date": made.made_on.isoformat(),
        "language": "en",
        "type": "article",
        "is_retracted": False,
        "primary_location": location,
        "locations": [location, *code],
        "authorships": [{"author_position": "first", "author": {"id": f"https://openalex.org/{one.handle}"}}],
        "cited_by_count": made.numbers.get("citations", 0),
        "primary_topic": {"id": "https://openalex.org/T10028", "display_name": "Topic Modeling", "score": 0.99},
        "keywords": [{"id": "", "display_name": tag.replace("-", " "), "score": 0.7} for tag in made.tags],
        "abstract_inverted_index": {"We": [0], "try": [1]},
    }
