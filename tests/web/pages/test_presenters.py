import pytest

from barometre.web.pages import presenters, territorial
from barometre.web.pages.presenters import Evidence

YES = {
    "title": "Site déclaré",
    "question": "Un site est-il déclaré ?",
    "scoring": {"rule": "yes"},
    "improve": "Déclarez-le.",
    "weight": 1,
    "prerequisites": [],
    "facts": ["site.declared"],
    "references": [{"title": "Loi", "kind": "obligation", "url": None}],
}
NO = {**YES, "scoring": {"rule": "no"}}
TEXT = {**YES, "scoring": {"rule": "one-of", "allowed": ["fr"]}}
EXTENSION = {**TEXT, "facts": ["site.extension", "site.host"]}
SCHEME = {**TEXT, "facts": ["site.scheme"]}
SCALE = {**YES, "scoring": {"rule": "scale", "worst": 0, "best": 10}}


@pytest.mark.parametrize(
    ("entry", "seen", "answer"),
    [
        (YES, {"value": 1.0, "score": 100.0}, "Oui"),
        (YES, {"value": 0.0, "score": 0.0}, "Non"),
        (NO, {"value": 0.0, "score": 100.0}, "Oui"),  # the question asks for what is expected
        (YES, {"score": 0.0, "reason": "aucun site"}, "Non"),  # a prerequisite is missing
        (TEXT, {"text": "com", "score": 0.0}, "com"),
        (TEXT, {"score": 0.0}, "Non"),
        (EXTENSION, {"text": "fr", "score": 100.0}, ".fr"),
        (SCHEME, {"text": "https", "score": 100.0}, "Adresse en https"),
        (SCALE, {"value": 2.5, "score": 25.0}, "2,5"),
    ],
)
def test_an_answer_is_to_the_question_of_the_indicator(entry, seen, answer):
    assert presenters.answer(entry, seen) == answer


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (None, "Pas encore observé"),
        ({"status": "not-looked"}, "Pas encore observé"),
        ({"status": "not-concerned"}, "Non concerné"),
        ({"status": "we-failed"}, "Notre observation a échoué"),
        ({"status": "they-failed"}, "Pas de réponse exploitable de son côté"),
    ],
)
def test_the_four_kinds_of_not_knowing_stay_apart(seen, words):
    one = presenters.evidence("site-declare", YES, seen, {})
    assert (one.answer, one.score, one.known) == (words, None, False)


def evidence(title, score, weight=1.0, status="known", reason="", **given):
    return Evidence(title, title, status, "", "", "", score, reason, "", None, "", weight, **given)


@pytest.mark.parametrize(
    ("here", "there", "unit", "words"),
    [
        (52.0, 49.0, "", "3 points de plus qu’en France"),
        (49.0, 52.0, "", "3 points de moins qu’en France"),
        (50.4, 49.0, "", "1 point de plus qu’en France"),
        (50.0, 49.5, "", "comme en France"),
        (49.4, 49.5, "", "1 point de moins qu’en France"),  # read as 49 and 50
        (97.04, 95.1, "%", "1,9 point de plus qu’en France"),
        (97.14, 95.1, "%", "2 points de plus qu’en France"),
        (95.14, 95.06, "%", "comme en France"),
        (None, 49.5, "", ""),
    ],
)
def test_differences_are_said_in_points(here, there, unit, words):
    assert presenters.difference(here, there, unit) == words


@pytest.mark.parametrize(
    ("quartile", "words"),
    [
        (1, "dans le quart le plus bas"),
        (4, "dans le quart le plus haut"),
        (None, "trop peu sont connus"),
    ],
)
def test_the_place_among_peers_is_a_sentence(quartile, words):
    assert words in presenters.place(quartile, "communes de 500 à 999 habitants")


def test_a_body_without_scores_has_no_level():
    standing = presenters.standing({}, "overall", [{"name": "À découvrir"}])
    assert (standing.score, standing.level, standing.level_name, standing.coverage) == (None, None, "", 0.0)


@pytest.mark.parametrize(
    ("value", "unit", "words"), [(61.62, "%", "61,6\u00a0%"), (58.5, "", "59 sur 100"), (None, "%", "non renseigné")]
)
def test_means_are_shares_or_scores(value, unit, words):
    assert territorial.mean_words(value, unit) == words


DEFINITIONS = {
    "site.host": {"title": "Nom d’hôte", "type": "text"},
    "site.scheme": {"title": "Protocole", "type": "text"},
    "site.csp": {"title": "Règle CSP", "type": "boolean"},
    "site.cookies": {"title": "Cookies", "type": "number", "unit": "cookies"},
    "mail.generic": {"title": "Chez un fournisseur", "type": "boolean"},
    "mail.domain": {"title": "Domaine", "type": "text"},
}
CONTENT = {
    "facts": DEFINITIONS,
    "sources": {"observation": {"name": "Observation"}, "liste": {"name": "Liste", "cadence_days": 31}},
}
FOUND = {
    "site.host": {"text": "brest.fr"},
    "site.scheme": {"text": "http"},
    "site.csp": {"number": 0.0},
    "site.cookies": {"number": 1.0},
    "mail.generic": {"number": 1.0, "text": "wanadoo.fr"},
    "mail.domain": {"text": "wanadoo.fr"},
}


@pytest.mark.parametrize(
    ("entry", "seen", "rests_on"),
    [
        (SCHEME | {"facts": ["site.scheme", "site.host"]}, {"text": "http", "score": 0.0}, ["Nom d’hôte : brest.fr"]),
        (
            NO | {"facts": ["mail.generic", "mail.domain"]},
            {"text": "wanadoo.fr", "score": 0.0},
            ["Domaine : wanadoo.fr"],
        ),
        (
            YES | {"facts": ["site.host", "site.csp", "site.cookies"]},
            {"score": 0.0, "reason": "à brest.fr"},
            ["Règle CSP : non", "Cookies : 1 cookies"],
        ),
        (YES | {"facts": ["site.csp", "site.unknown"]}, {"score": 0.0, "reason": "pas d’en-tête"}, []),
    ],
)
def test_what_an_answer_rests_on_is_beside_it_and_said_once(entry, seen, rests_on):
    content = CONTENT | {"facts": DEFINITIONS | {"site.unknown": {"title": "Pas regardé", "type": "boolean"}}}
    shown = [text.replace("\u00a0", " ") for text in presenters.beside(FOUND, entry, seen, content)]
    assert shown == rests_on


def test_what_an_answer_rests_on_says_its_own_source_when_it_is_another():
    found = {"site.host": {"text": "ailleurs.fr", "source": "observation", "observed_on": "2026-09-20"}}
    entry, seen = SCHEME | {"facts": ["site.scheme", "site.host"]}, {"text": "http", "source": "annuaire"}
    (beside,) = presenters.beside(found, entry, seen, CONTENT)
    assert beside.replace("\u00a0", " ") == "Nom d’hôte : ailleurs.fr (Observation, 20 septembre 2026)"
    assert "Observation" not in presenters.beside(found, entry, seen | {"source": "observation"}, CONTENT)[0]


def test_what_stands_beside_says_that_it_is_aged():
    listed = {"source": "liste", "observed_on": "2024-03-03", "aged": True}
    entry = SCHEME | {"facts": ["site.scheme", "site.host"]}
    (beside,) = presenters.beside({"site.host": {"text": "a.fr"} | listed}, entry, {"text": "http"}, CONTENT)
    assert beside.endswith("(Liste, donnée du 3 mars 2024, mise à jour attendue tous les mois)")
