"""What people ask for in their own words: not to be recruited."""

from __future__ import annotations

import re

# Every wish below holds one of these, in lower case: most texts hold none, and are passed twenty times as fast.
# fmt: off
_STEMS = (
    "recruit", "hunt", "agenc", "job", "position", "role", "hiring", "opportunit", "personalvermittler", "anwerb", "recrut",
    "chasseur", "marchage", "reclutador", "cacciator", "rekryterare", "rekruter", "рекрутер", "リクルーター", "スカウト", "猎头",
    "招聘", "헤드헌터",
)
# fmt: on
_WHO = r"(recruiters|head-?hunters)"
_THING = r"(spam|e?-?mails?|messages?|calls?|offers?|requests?|inquiries)"
_END = r"(\s*[,–—-]?\s*(please|thanks|thank you|thx)\b|\s*([.!;|/)]|$))"  # said, not the beginning of something else
_NOT = r"(do\s+not|don['’]?t)"
# fmt: off
_DECLINES = re.compile(
    rf"\bno\s+(more\s+)?{_WHO}\b(?!\s+(was|were|is|are|needed|required|involved|left|harmed))"
    rf"|\bno\s+(more\s+)?(recruit(er|ing|ment)|head-?hunt(er|ing))\s+{_THING}\b"
    rf"|(?<!m )(?<!re )(?<!is )(?<!as )\bno\s+(recruiter|recruiting|recruitment|head-?hunting|(staffing\s+)?agencies|job\s+(offers|spam)){_END}"
    rf"|\bnot\s+(open to|interested in|looking for)\s+(any\s+)?({_WHO}\b|(recruit(er|ing|ment)|job)\s+{_THING}\b|head-?hunting\b)"
    rf"|\b{_WHO}\s*[,:!–—-]?\s*(please\s+)?({_NOT}\s+(contact|e?-?mail|message|write|ping|dm|spam|bother|approach)\b"
    r"|stay away|keep (out|away)|go away|not welcome)"
    rf"|\b{_NOT}\s+(contact|e?-?mail|message|approach)\s+me\s+(about|for|with|regarding)\s+(any\s+|your\s+|new\s+)?"
    r"(jobs?|recruit\w*|positions?|roles?|hiring|(work |career )?opportunit\w+)\b"
    rf"|\b{_NOT}\s+(contact|e?-?mail|message|approach)\s+me\s+if\s+you\s*(are|['’]re)\s+(a\s+)?(recruiter|head-?hunter)"
    rf"|\b(please\s+{_NOT}\s+recruit\b|{_NOT}\s+recruit\s+me\b)"
    r"|\bkeine\s+(recruiter|headhunter|personalvermittler|jobangebote|anwerb\w+)\b(?![-–]|\s+(bekommen|erhalten|erfahrung))"
    r"|\b(pas de|aucun)\s+(recruteurs?|chasseurs? de t[êe]tes?|d[ée]marchage)\b"
    r"|\b(no|sin)\s+(a\s+)?(los\s+)?reclutadores\b|\b(n[ãa]o|sem)\s+(a\s+)?recrutadores\b"
    r"|\bniente\s+recruiter\b|\bno\s+cacciatori di teste\b|\bgeen\s+(recruiters|headhunters)\b"
    r"|\binga\s+(rekryterare|headhunters)\b|\bbez\s+rekruter(ów|ow)\b|не\s+писать\s+рекрутер\w*|без\s+рекрутеров"
    r"|リクルーター(お断り|不可)|スカウト(不要|お断り)|(?<!不)(谢绝|拒绝)\s*猎头|谢绝\s*招聘|猎头勿扰|헤드헌터\s*(사절|금지)",
    re.I,
)
# fmt: on


def declines(text: str) -> bool:
    """Whether a bio asks not to be recruited, in any of thirteen languages."""
    plain = text.lower()
    return any(stem in plain for stem in _STEMS) and bool(_DECLINES.search(text))
