"""Who asks not to be recruited is left alone for good, so a bio must say it: in many languages, and nothing less will do."""

from __future__ import annotations

import pytest

from sourcing.github.answers import profile
from tests.github.invented import merged, told_card, told_person

DECLINING = (
    "No recruiters please",
    "No recruiters.",
    "no recruiting, thanks",
    "No headhunters, no agencies.",
    "No more recruiters please!",
    "Please no recruiter spam",
    "ML engineer | NO RECRUITERS",
    "Recruiters: please don't contact me.",
    "Recruiters stay away",
    "recruiters not welcome",
    "Not open to recruiters",
    "not interested in recruiting offers",
    "Not looking for job offers.",
    "no job offers please",
    "Do not contact me about jobs",
    "Please don't contact me with job offers",
    "Don't recruit me",
    "No recruiting messages",
    "Keine Recruiter!",
    "Bitte keine Headhunter",
    "keine Jobangebote, danke",
    "Keine Personalvermittler",
    "Pas de recruteurs svp",
    "Aucun recruteur, merci",
    "Pas de chasseurs de têtes",
    "pas de démarchage",
    "No reclutadores, por favor",
    "Sin reclutadores",
    "No a los reclutadores",
    "Sem recrutadores, por favor",
    "não a recrutadores",
    "Niente recruiter, grazie",
    "No cacciatori di teste",
    "Geen recruiters aub",
    "geen headhunters",
    "Inga rekryterare tack",
    "Bez rekruterów",
    "Не писать рекрутерам",
    "Без рекрутеров",
    "リクルーターお断り",
    "スカウト不要",
    "谢绝猎头",
    "猎头勿扰",
    "헤드헌터 사절",
)
INNOCENT = (
    "recruiting algorithms researcher",
    "no spam filters were harmed",
    "we are not open source yet",
    "I am not a recruiter",
    "Não sou recrutador",
    "No soy reclutador",
    "Open to recruiters",
    "Recruiters welcome",
    "recruiter turned engineer",
    "Ex-headhunter, now MLOps",
    "Looking for job offers",
    "interested in recruiting strong engineers",
    "not interested in hype",
    "No nonsense. No crypto.",
    "Not looking for perfection",
    "I do not contribute to closed source",
    "don't panic",
    "Rekruter bez kodu? Nie, programista",
    "招聘中: ML engineers",
    "I recruit neurons",
)


@pytest.mark.parametrize("bio", DECLINING)
def test_a_bio_that_asks_not_to_be_recruited_is_heeded(bio: str) -> None:
    assert profile(told_person(bio=bio)).declines
    assert profile(told_person(bio=f"Grinds models at the mill. {bio}")).declines
    assert profile(told_person(bio=bio.upper())).declines


@pytest.mark.parametrize("bio", INNOCENT)
def test_a_bio_that_says_something_else_is_not_taken_for_it(bio: str) -> None:
    assert not profile(told_person(bio=bio)).declines


@pytest.mark.parametrize("bio", [None, ""])
def test_who_says_nothing_does_not_decline(bio: str | None) -> None:
    assert not profile(told_person(bio=bio)).declines


def test_of_who_declines_no_work_is_kept() -> None:
    told = told_person(bio="No recruiters please", pullRequests={"nodes": [merged(told_card("works-sbx/loom"))]})
    found = profile(told)
    assert found.declines and (found.own, found.elsewhere) == ((), ())
