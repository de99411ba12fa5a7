"""Roles made, checked and used; people searched and compared: as a sourcer does it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from ranking.role import templates
from tests.flows.support import Desk, one_line_error

LINE = "MLOps engineer on call: Kubernetes, Docker, MLflow, monitoring, drift detection"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


def test_a_line_becomes_a_role_that_is_checked_and_listed(desk: Desk) -> None:
    made = desk.run("role", "from-text", LINE, "--out", "roles/keeper.toml")
    assert made.code == 0, made.err
    assert "operator" in made.err and "specialisation mlops" in made.err
    text = (desk.folder / "roles" / "keeper.toml").read_text()
    assert text.startswith("#:schema role.schema.json\n")
    schema = json.loads((desk.folder / "roles" / "role.schema.json").read_text())
    spec = tomllib.loads(text)
    assert set(spec) <= set(schema["properties"]) and set(schema["required"]) <= set(spec)
    assert (spec["name"], spec["archetype"], spec["specialisation"]) == ("keeper", "operator", "mlops")
    again = desk.run("role", "from-text", LINE, "--out", "roles/keeper.toml")
    assert again.code == 2 and "exists already" in one_line_error(again)
    checked = desk.run("role", "check", "keeper", "--json")
    assert checked.code == 1
    assert {"outcomes", "owns", "interview"} <= {one["key"] for one in json.loads(checked.out)}
    listed = desk.run("role", "list").out
    assert "keeper" in listed and listed.count("template") == len(templates())


def test_what_a_role_has_no_room_for_is_told_with_a_remedy(desk: Desk) -> None:
    many = "Python, Docker, Helm, AWS, GCP, Azure, SQL, Kafka, Spark"
    made = desk.run("role", "from-text", f"Keeper of the mill: you must have {many}")
    assert made.code == 0 and made.err.count("Spark") == 1
    assert "the last became nice-to-haves: Spark; exchange them" in made.err and "left out" not in made.err
    assert tomllib.loads(made.out)["nice_to_have"] == ["Spark"]


def test_templates_draw_no_objection_and_are_copied(desk: Desk) -> None:
    assert desk.run("role", "check", "vision-developer").code == 0
    assert desk.run("role", "new", "vision-developer", "--out", "roles/eyes.toml").code == 0
    assert tomllib.loads((desk.folder / "roles" / "eyes.toml").read_text())["name"] == "eyes"
    desk.well("role", "new", "nlp-operator")
    assert tomllib.loads((desk.folder / "roles" / "nlp-operator.toml").read_text())["name"] == "nlp-operator"
    missing = desk.run("role", "new", "no-such", "--out", "roles/x.toml")
    assert missing.code == 2 and "vision-developer" in one_line_error(missing)


def test_strings_advice_and_schema(desk: Desk) -> None:
    strings = json.loads(desk.run("role", "queries", "mlops-operator", "--json").out)
    assert "MLOps Engineer" in strings["titles"] and strings["boolean"].count("(") == strings["boolean"].count(")") > 2
    assert strings["github"].endswith("type:user")
    advice = desk.run("role", "advise", "--stage", "one-live", "--failure", "decays")
    assert advice.out.index("operator") < advice.out.index("developer") and "researcher" not in advice.out
    schema = json.loads(desk.run("role", "schema").out)
    assert {"archetype", "must_have", "posting"} <= set(schema["properties"])


def test_a_role_is_named_by_its_title_without_what_only_the_law_asks_for(desk: Desk) -> None:
    done = desk.well("role", "from-text", "Ingénieur MLOps (H/F)\n\nLe profil recherché\n- Docker")
    assert done.out.startswith('name = "ingenieur-mlops"\ntitle = "Ingénieur MLOps (H/F)"\n') and not done.err


@pytest.mark.parametrize("posting", ["no-such-file.md", "We seek a baker of bread and cakes"])
def test_what_is_no_job_description_is_said(desk: Desk, posting: str) -> None:
    done = desk.run("role", "from-text", posting)
    assert done.code == 2 and one_line_error(done)


def test_everybody_held_is_searched_by_words(ran: Desk) -> None:
    found = json.loads(ran.run("find", LINE, "--top", "5", "--json").out)
    assert found["read_as"].startswith("operator, mlops")
    assert [one["rank"] for one in found["people"]] == [1, 2, 3, 4, 5]
    assert found["people"] == json.loads(ran.run("find", LINE, "--top", "5", "--json").out)["people"]
    assert all(one["name"] for one in found["people"])


def test_two_people_are_set_side_by_side(ran: Desk) -> None:
    done = ran.run("compare", "mlops-operator", "1", "2")
    assert done.code == 0, done.err
    assert "difference" in done.out and "must-have skills" in done.out and "http" in done.out
    assert "What decides between the two" in done.out and "points apart" in done.out
    told = json.loads(ran.run("compare", "mlops-operator", "1", "2", "--json").out)
    people, decides = told["people"], told["decides"]
    assert [one["rank"] for one in people] == [1, 2]
    for one in people:
        assert one["score"] == pytest.approx(sum(part["points"] for part in one["parts"]), abs=1e-4)
        assert len(one["requirements"]) == 15
    assert decides["is_tie"] is people[1]["is_tie"]
    apart = sum(one["points"] for one in decides["differences"])  # what is below 0.05 is not told
    assert apart == pytest.approx(people[0]["score"] - people[1]["score"], abs=0.25)
    same = ran.run("compare", "mlops-operator", "1", "1")
    assert same.code == 2 and "same person" in one_line_error(same)


def test_what_each_must_have_costs(ran: Desk) -> None:
    found = json.loads(ran.run("role", "pool", "mlops-operator", "--json").out)
    assert [row["skill"] for row in found["must_have"]] == [
        "Python", "Docker", "Kubernetes", "MLflow", "CI/CD", "monitoring", "data pipelines",
    ]  # fmt: skip
    assert all(found["meet_all"] <= row["shown"] <= found["people"] for row in found["must_have"])
    assert "return without it" in ran.run("role", "pool", "mlops-operator").out


def test_a_role_is_calibrated_by_examples_and_nothing_is_changed(ran: Desk) -> None:
    people = json.loads(ran.run("shortlist", "mlops-operator", "--top", "4", "--json").out)
    first, *_, last = (one["accounts"][0] for one in people)
    said = ran.run("role", "calibrate", "nlp-developer", "--like", first, "--unlike", last)
    assert said.code == 0, said.err
    assert "nice_to_have" in said.out and f"{first}: place" in said.out and f"{last}: place" in said.out
    assert said.out == ran.run("role", "calibrate", "nlp-developer", "--like", first, "--unlike", last).out
    nobody = ran.run("role", "calibrate", "nlp-developer", "--like", "github:nobody-at-all")
    assert nobody.code == 2 and "nobody held is" in one_line_error(nobody)


def test_an_interview_kit_has_the_same_core_and_their_own_work(ran: Desk) -> None:
    first, second = (ran.run("kit", "mlops-operator", place).out for place in ("1", "2"))
    core = first.split("For the operator")[0].split("\n", 1)[1]
    assert core and core == second.split("For the operator")[0].split("\n", 1)[1]
    assert "somebody who sells the product" in core and "https://" not in core
    _, probes, work, gaps = json.loads(ran.run("kit", "mlops-operator", "1", "--json").out).items()
    own = json.loads(ran.run("explain", "mlops-operator", "1", "--json").out)
    assert any(
        one["text"].startswith(name)
        for one in probes[1]
        for name in {row["repository"] for row in own["requirements"] if row["repository"]}
    )
    assert {one["link"] for one in work[1]} <= {one["link"] for one in own["reasons"]}
    little = {row["requirement"] for row in own["requirements"] if row["strength"] < 0.5}
    assert {one["text"].partition(":")[0] for one in gaps[1]} <= little


REPOSITORIES = "SELECT DISTINCT repository FROM evidence"


def test_the_order_is_measured_by_judgments(ran: Desk) -> None:
    people = ran.ranked()
    rows = [f"mlops-operator\t{one['accounts'][0]}\t{2 if one['rank'] <= 5 else 0}\n" for one in people[:40]]
    (ran.folder / "judged.tsv").write_text(
        "# role, person, relevance\n" + "".join(rows) + "mlops-operator\tgit:0000000000000000\t2\n"
    )
    measured = json.loads(ran.run("evaluate", "judged.tsv", "--json").out)
    ours = measured["sourcing"]["mean"]
    assert ours["P2@10"] == 0.5 and 0.8 < ours["nDCG@10"] < 1.0  # the one who is not held stands last
    assert {"BM25 over own words", "plain encoder", "most commits", "chance"} < set(measured)
    low, high = measured["sourcing"]["interval"]
    assert 0 <= low <= high <= 1
    shown = ran.run("evaluate", "judged.tsv")
    assert "nDCG@10" in shown.out and "1 judged people are not held" in shown.out
    assert "stars" not in measured and "no order by stars: none are kept" in shown.out
    repositories = {one["repository"] for one in json.loads(ran.run("sql", REPOSITORIES, "--json").out)}
    (ran.folder / "stars.tsv").write_text("".join(f"{name}\t7\n" for name in sorted(repositories)))
    starred = ran.run("evaluate", "judged.tsv", "--stars", "stars.tsv")
    assert "\n stars " in starred.out and "no order by stars" not in starred.out
    (ran.folder / "few.tsv").write_text("owner/name\tmany\n")
    few = ran.run("evaluate", "judged.tsv", "--stars", "few.tsv")
    assert few.code == 2 and "few.tsv, line 1" in one_line_error(few)
    (ran.folder / "bad.tsv").write_text("mlops-operator\tsomebody\tvery\n")
    bad = ran.run("evaluate", "bad.tsv")
    assert bad.code == 2 and "line 1" in one_line_error(bad)
