"""What a body does next: what the edition chose, with who helps there, and no promise beyond what is known."""

from types import SimpleNamespace

import pytest

from barometre.web.editions import queries
from barometre.web.guidance.nearest import distance
from barometre.web.guidance.plan import message, simulation
from barometre.web.shared.guidance import Step
from guides import action
from sober_pages import assert_sober, text_of

QUIMPER = "/communes/29232/"
LEVELS = [{"number": n, "name": f"n{n}", "minimum": minimum} for n, minimum in enumerate((0, 20, 40, 60), start=1)]


def step(gain, known=True):
    return Step(action("a"), gain, known, (), (), ())


def seen(score, level):
    return SimpleNamespace(score=score, level=level)


def test_the_first_three_steps_that_win_are_added_up():
    steps = [step(10.0), step(0.0), step(5.0), step(3.0), step(2.0)]
    found = simulation(steps, seen(30.0, 2), LEVELS)
    assert (found.steps, found.before, found.after) == (3, 30.0, pytest.approx(48.0))
    assert (found.level_before, found.level_after) == ("2 (n2)", "3 (n3)")


@pytest.mark.parametrize(
    ("steps", "standing"),
    [([step(10.0)], seen(None, None)), ([step(0.0)], seen(30.0, 2)), ([step(9.0, known=False)], seen(30.0, 2))],
)
def test_without_a_score_or_a_gain_nothing_is_simulated(steps, standing):
    assert simulation(steps, standing, LEVELS) is None


def test_a_provisional_score_has_no_level_before_nor_after():
    found = simulation([step(50.0)], seen(30.0, None), LEVELS)
    assert (found.level_before, found.level_after, found.after) == ("", "", 80.0)


def test_a_score_is_never_more_than_all():
    assert simulation([step(90.0)], seen(30.0, 2), LEVELS).after == 100.0


def test_a_message_names_the_body_and_leaves_a_blank_for_what_is_not_known():
    one = action("a", message="Bonjour, pour {collectivite}, le site {site}.", to="le prestataire")
    assert message(one, "Mende", "mende.fr") == "Bonjour, pour Mende, le site mende.fr."
    assert message(one, "Mende", "") == "Bonjour, pour Mende, le site …."


def test_kilometres_along_a_great_circle():
    # Brest to Strasbourg, some 890 km.
    assert distance(-4.486, 48.390, 7.752, 48.573) == pytest.approx(899, abs=10)
    assert distance(2.0, 48.0, 2.0, 48.0) == 0


@pytest.mark.parametrize(
    "body", [QUIMPER, "/communes/48095/", "/collectivites/242900314/", "/collectivites/222900011/"]
)
@pytest.mark.parametrize("part", ["que-faire/", "que-faire/imprimer/"])
def test_pages_are_sober(client, body, part):
    assert_sober(client.get(f"{body}{part}"))


def test_the_page_shows_the_steps_of_the_edition_in_their_order(client, published):
    body = queries.by_code(published, "commune", "29232")
    chosen = [one["action"] for _, one in sorted(body.guidance["steps"].items())]
    page = client.get(f"{QUIMPER}que-faire/").content.decode()
    places = [page.index(f'id="{name}"') for name in chosen]
    assert places == sorted(places) and 1 <= len(chosen) <= 5


def test_who_helps_is_named_by_place_and_nobody_is_a_member(client):
    text = text_of(client.get(f"{QUIMPER}que-faire/"))
    assert "sert votre département" in text
    assert "adhérent" not in text


def test_without_score_no_points_are_promised(client, published):
    body = queries.by_code(published, "commune", "29232")
    assert body.scores["overall.seen"].get("score") is None
    assert "point." not in text_of(client.get(f"{QUIMPER}que-faire/"))


def test_each_action_has_its_page(client, published):
    for name in list(published.catalogue["actions"])[::6]:
        assert_sober(client.get(f"/actions/{name}/"))
    assert client.get("/actions/rien/").status_code == 404
