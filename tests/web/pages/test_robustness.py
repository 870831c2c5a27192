"""The page that says how far scores hang on the method."""

from copy import copy

import pytest

from barometre.scoring.readings import OVERALL
from barometre.scoring.robustness import SEED
from sober_pages import assert_sober, file_rows, text_of

PAGE = "/methodologie/robustesse/"


@pytest.fixture
def measures(published):
    return published.method["robustness"]["measures"]


def test_the_page_is_sober_and_says_the_runs_and_the_seed(client, measures):
    page = client.get(PAGE)
    assert_sober(page)
    text = text_of(page)
    assert f"{measures[0]['runs']} tirages (graine {SEED})" in text
    assert "le Baromètre ne classe pas les communes" in text
    assert f"{measures[0]['compared']:,}".replace(",", " ") in text


def test_the_method_says_it_in_words_and_stays_light(client):
    page = client.get("/methodologie/")
    text = text_of(page)
    assert "Si l’on change les poids de plus ou moins 25 %, la moitié des communes" in text
    assert "ne départage personne" in text
    assert f'href="{PAGE}"' in page.content.decode()


@pytest.mark.parametrize(
    ("name", "key", "label"),
    [("places", None, "change"), ("choix", "factors", "choix"), ("questions", "indicators", "question")],
)
def test_files_hold_all_scores(client, measures, name, key, label):
    rows = file_rows(client.get(f"{PAGE}{name}.csv"))
    assert len(rows) == sum(2 if key is None else len(one[key]) for one in measures)
    assert {int(row["comparees"]) for row in rows} == {one["compared"] for one in measures}
    assert all(row[label] and row["edition"] == "2026-11-01" for row in rows)


@pytest.mark.parametrize("address", [f"{PAGE}?mesure=inconnue&type=commune", f"{PAGE}autres.csv"])
def test_what_was_not_questioned_is_not_there(client, address):
    assert client.get(address).status_code == 404


def questioned_of(measure, kind="commune", **changes):
    """What the page says of one score, of which all is known."""
    from barometre.web.pages.robustness import _questioned
    from barometre.web.shared.catalogue import Measure

    factor = {"factor": "weights", "total": 0.8, "too_few": False}
    indicator = {"indicator": "a", "varies": True, "shift": 3.0}
    row = {"measure": measure, "kind": kind, "factors": [factor], "indicators": [indicator]} | changes
    return _questioned(row, Measure(measure, "theme", "Thème"), {"a": "Question a", "b": "Question b"})


def test_what_weighs_most_is_named_only_when_it_is_known():
    one = questioned_of(OVERALL)
    assert (one.heaviest, one.decisive, one.varying, one.few) == (("Question a", 3.0), "les poids", 1, True)
    constant = {"indicator": "b", "varies": False, "shift": 0.0}
    unmoved = questioned_of(
        OVERALL,
        factors=[{"factor": "weights", "total": 0.8, "too_few": True}],
        indicators=[constant],
    )
    assert (unmoved.heaviest, unmoved.decisive, unmoved.constant) == (None, None, ["Question b"])


@pytest.mark.parametrize(
    ("total_high", "too_few", "words"),
    [
        (0.009, True, "négligeable"),
        (0.3, True, "trop peu de tirages"),
        (0.3, False, "assez de tirages"),
        (None, True, "trop peu de tirages"),
    ],
)
def test_what_is_small_for_sure_needs_no_more_draws(total_high, too_few, words):
    from barometre.web.pages.robustness import _worth

    assert _worth({"total_high": total_high, "too_few": too_few}) == words


def test_an_edition_made_before_says_so(client, published, monkeypatch):
    from barometre.web.shared import caching

    before = copy(published)
    before.method = {name: value for name, value in published.method.items() if name != "robustness"}
    monkeypatch.setattr(caching, "published_edition", lambda: before)
    assert "avant que ce calcul n’existe" in text_of(client.get(PAGE))
    assert "ce calcul n’a pas été fait" in text_of(client.get("/methodologie/"))
