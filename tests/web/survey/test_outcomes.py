"""What a collectivité sees of what its answers change: its themes, its steps, its place, and what others say."""

import pytest
from django.template.loader import render_to_string

from barometre.web.editions import queries
from barometre.web.survey.outcomes import after
from barometre.web.survey.shares import freeze_shares
from little_questionnaire import BREST, QUESTIONS, options, question, questionnaire
from survey_answers import open_wave, send_answers

BACKED = {"sauvegarde": "jour", "restauration": "jamais", "formes": "non"}
SITE = question(
    "site",
    "one-of",
    options=options([("propre", "Le nôtre"), ("aucun", "Aucun site")]),
    known=[{"fact": "site.declared", "use": "compare", "same": {"yes": ["propre"], "no": ["aucun"]}}],
)


pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
def brest(published):
    return queries.by_siren(published, BREST)


def test_its_themes_and_steps_with_its_answers(published, brest):
    send_answers(BREST, BACKED)
    found = after(published, brest, None, "essai")
    theme = next(one for one in found.themes if one.id == "cybersecurite")
    assert (theme.before.known, theme.now.known, theme.now.score) == (0, 2, 0.0)
    assert theme.now.level is None, "half is known: the score is provisional, and has no level"
    assert len(found.steps) == 3 and any(step.new for step in found.steps)
    shown = render_to_string("survey/outcome.html", {"after": found})
    assert "2 réponses sur" in shown or "0 sur 100, provisoire" in shown


def test_a_no_of_a_filter_is_the_no_of_what_hangs_on_it(published, brest):
    send_answers(BREST, {"sauvegarde": "non"})
    assert after(published, brest, None, "essai").positions, (
        "sauvegarde-essayee is answered no by cybersecurite.sauvegarde"
    )
    assert "sauvegarde-essayee" in {one.indicator for one in after(published, brest, None, "essai").positions}


def test_an_answer_that_a_register_contradicts_until_it_is_corrected(published, brest):
    asked = questionnaire([*QUESTIONS, SITE])
    send_answers(BREST, {"site": "aucun"}, day=3, wave="vague-1", asked=asked)
    (found,) = after(published, brest, None, "essai").contradictions
    assert (found.answer, found.value, found.answered_on.day) == ("Aucun site", "oui", 3)
    send_answers(BREST, {"site": "propre"}, day=4, asked=asked)
    assert after(published, brest, None, "essai").contradictions == ()


def test_places_are_on_the_edition_frozen_for_the_wave(published, brest):
    wave = open_wave("vague-2", 10, published.date)
    send_answers(BREST, BACKED, wave="vague-2")
    found = after(published, brest, wave, "essai")
    assert found.base == published.date
    assert {one.words for one in found.positions} == {""}, "no peer published an answer: no place"
    assert "pas de place" in render_to_string("survey/outcome.html", {"after": found})
    wave.base_edition = "2020-01-01"
    assert after(published, brest, wave, "essai").base is None


def test_shares_of_the_wave_before_are_frozen_as_the_next_one_opens(published, brest):
    sirens = [one.siren for one in queries.universe(published).filter(strate=brest.strate, kind="commune")[:12]]
    open_wave("vague-1", 2, published.date)
    for rank, siren in enumerate(sirens):
        send_answers(siren, {"formes": "oui" if rank < 5 else "non"}, wave="vague-1")
    second = open_wave("vague-2", 15, published.date)
    freeze_shares(second)
    frozen = second.former
    send_answers(sirens[0], {"formes": "non"}, day=21, wave="vague-1")
    second.refresh_from_db()
    assert second.former == frozen, "what is corrected later moves nothing"
    send_answers(BREST, {"formes": "oui"}, day=22, wave="vague-2")
    (asked,) = after(published, brest, second, "essai").shares
    assert (asked.n, asked.shares) == (12, (("Oui", "42\u00a0%", True), ("Non", "58\u00a0%", False)))
    assert "Parts parmi les collectivités qui ont répondu" in render_to_string(
        "survey/outcome.html", {"after": after(published, brest, second, "essai")}
    )
