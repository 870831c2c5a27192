import pytest


def test_every_indicator_of_the_edition_is_there_with_its_state(call, published):
    found = {row["id"]: row for row in call("indicators").json}
    assert set(found) == set(published.catalogue["indicators"])
    # Every source gives facts today, the survey included.
    assert all(row["actif"] for row in found.values())


def test_an_indicator_is_told_with_its_national_figures(call, table):
    found = call("indicators/site-https").json
    said = table("aggregates").filter(measure="site-https", territory_kind="france", kind="commune").to_dicts()[0]
    assert found["theme"] == "cybersecurite"
    assert found["question"].endswith("?")
    assert found["references"][0].keys() == {"titre", "nature", "concerne", "condition", "url"}
    assert found["national"]["commune"]["moyenne"] == round(said["mean"], 1)
    assert found["national"]["commune"]["connus"] == said["known"]


def test_indicators_of_a_theme(call):
    assert {row["theme"] for row in call("indicators?theme=inclusion").json} == {"inclusion"}


def test_the_themes_hold_every_indicator(call):
    themes = call("themes").json
    assert len(themes) == 10
    assert sum(len(theme["indicateurs"]) for theme in themes) == len(call("indicators").json)


@pytest.mark.parametrize("address", ["indicators/nulle-part", "indicators?theme=nulle-part"])
def test_what_is_not_in_the_catalogue_is_not_found(call, address):
    answer = call(address)
    assert answer.status == 404
    assert "nulle-part" in answer.json["detail"]
