"""A role is understood or refused by name, with the nearest known word."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranking.role import find_role, parse_role, templates
from sourcing.errors import RoleError
from sourcing.skills import canonical, catalogue

GOOD = """
name = "miller"
title = "Miller of models"
mission = "Keep the mill grinding day and night."
archetype = "operator"
specialisation = "mlops"
must_have = ["Kubernetes"]
"""


def _refused(text: str) -> str:
    with pytest.raises(RoleError) as caught:
        parse_role(text, where="miller.toml")
    assert caught.value.message.startswith("miller.toml")
    assert caught.value.remedy
    return str(caught.value)


def test_a_good_role_is_read_and_its_text_kept() -> None:
    read = parse_role(GOOD, where="x")
    assert (read.spec.name, read.text) == ("miller", GOOD)
    assert parse_role("\ufeff" + GOOD, where="x").spec == read.spec


@pytest.mark.parametrize(
    ("line", "by", "said"),
    [
        ('must_have = ["Kubernetes"]', 'must_hav = ["Kubernetes"]', "unknown key 'must_hav' (nearest: 'must_have')"),
        ('must_have = ["Kubernetes"]', 'must_hav = ["Kubernetes"]', "key 'must_have' is missing"),
        ('title = "Miller of models"', "", "key 'title' is missing"),
        ('"operator"', '"operater"', "(nearest: 'operator')"),
        ('"mlops"', '"ml-ops"', "(nearest: 'mlops')"),
        ('"operator"', '"wizard"', "archetype = 'wizard': use 'researcher', 'developer' or 'operator'"),
        ('["Kubernetes"]', "[]", "must_have: "),
        ('["Kubernetes"]', '["Kubernets"]', "unknown skill 'Kubernets' (nearest: 'Kubernetes')"),
        ('["Kubernetes"]', '["PyTorhc"]', "(nearest: 'PyTorch')"),
        ('["Kubernetes"]', '[" "]', "a skill without a name"),
        ('["Kubernetes"]', '"Kubernetes"', "must_have: "),
        ('["Kubernetes"]', "[7]", "must_have.0: "),
        ('"Miller of models"', '""', "title: "),
        ('name = "miller"', 'name = "miller"\nlevel = "own"', "(nearest: 'owns')"),
        (
            '["Kubernetes"]',
            '["Kubernetes"]\neligibility.places = ["Berln"]',
            "eligibility.places: unknown place 'Berln' (nearest: 'Berlin')",
        ),
        ("[", "[[", "is not valid TOML"),
        ('name = "miller"', "name = miller", "is not valid TOML"),
        ('name = "miller"', 'name = "miller"\nname = "other"', "is not valid TOML"),
    ],
)
def test_what_is_not_understood_is_named(line: str, by: str, said: str) -> None:
    assert said in _refused(GOOD.replace(line, by, 1))


@pytest.mark.parametrize("section", ["eligibility", "eligibilty"])
def test_unknown_keys_of_sections_are_named_too(section: str) -> None:
    said = _refused(GOOD + f'[{section}]\ntime_zone = ["UTC"]\n')
    assert "unknown key" in said and ("'time_zones'" in said or "'eligibility'" in said)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../escape",
        "a/b",
        "Miller",
        "mill er",
        "-miller",
        "miller.toml",
        "müller",
        "miller\\n",
        "a" * 62,
        "a\\u0000",
    ],
)
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    assert "is no name for a role" in _refused(GOOD.replace('"miller"', f'"{name}"'))


def test_aliases_become_canonical_and_unknown_skills_stay_in_their_own_words() -> None:
    given = '["k8s", "K8S", "  kubernetes ", "Underwater basket weaving"]'
    spec = parse_role(GOOD.replace('["Kubernetes"]', given), where="x").spec
    assert spec.must_have == ("Kubernetes", "Underwater basket weaving")


def test_what_must_be_there_is_not_counted_again_as_nice() -> None:
    spec = parse_role(GOOD + 'nice_to_have = ["k8s", "Helm"]\n', where="x").spec
    assert (spec.must_have, spec.nice_to_have) == (("Kubernetes",), ("Helm",))


@pytest.mark.parametrize("name", templates())
def test_every_shipped_template_is_whole(name: str, tmp_path: Path) -> None:
    spec = find_role(name, folder=tmp_path).spec
    assert spec.name == name
    empty = [key for key in ("outcomes", "interview", "prevents", "owns") if not getattr(spec, key)]
    assert not empty, f"ranking/roles/{name}.toml says nothing of {', '.join(empty)}"
    for skill in (*spec.must_have, *spec.nice_to_have):
        assert skill in catalogue() and canonical(skill) == skill, (
            f"{skill!r} is no skill that `sourcing role skills` lists"
        )


def test_the_templates_cover_what_the_house_ships() -> None:
    assert set(templates()) >= {
        "mlops-operator",
        "nlp-developer",
        "recsys-developer",
        "rl-researcher",
        "vision-researcher",
    }


def test_a_role_is_found_by_name_by_file_and_among_the_templates(tmp_path: Path) -> None:
    own = tmp_path / "miller.toml"
    own.write_text(GOOD)
    assert (
        find_role("miller", folder=tmp_path)
        == find_role(str(own), folder=Path("/nowhere"))
        == parse_role(GOOD, where="x")
    )
    (tmp_path / "mlops-operator.toml").write_text(GOOD.replace('"miller"', '"mlops-operator"'))
    assert find_role("mlops-operator", folder=tmp_path).spec.title == "Miller of models"


def test_a_role_that_is_not_there_is_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "miller.toml").write_text(GOOD)
    for asked, hint in (("mlops-operater", "mlops-operator"), ("milller", "miller"), ("zzz", "nlp-developer")):
        with pytest.raises(RoleError, match=f"there is no role '{asked}'") as caught:
            find_role(asked, folder=tmp_path)
        assert hint in caught.value.remedy


@pytest.mark.parametrize("asked", ["gone.toml", "./gone", "folder.toml"])
def test_a_file_that_cannot_be_read_is_named(asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(RoleError, match="cannot be read"):
        find_role(asked, folder=tmp_path)


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RoleError, match="cannot be read"):
        find_role("x", folder=tmp_path)
