import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from barometre.territory.names import normalise
from barometre.web.search.text import ALPHABET, one_typo, split_kind, telling_words, without_article


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("St-Etienne", "saint etienne"),
        ("STE. FOY", "sainte foy"),
        ("L’Abergement-Clémenciat", "l abergement clemenciat"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Cœur d’Yvelines", "coeur d yvelines"),
        ("Chalon s/ Saône", "chalon sur saone"),
        ("Chalon s/Saône", "chalon sur saone"),
        ("Rosny ss/ Bois", "rosny sous bois"),
        ("Fontenay s/s Bois", "fontenay sous bois"),
        ("  Brest  (29) ", "brest 29"),
        ("…!?", ""),
        ("日本", ""),
    ],
)
def test_normalise(text, key):
    assert normalise(text) == key


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("key", "bare"), [("le mans", "mans"), ("l ile d yeu", "ile d yeu"), ("les", "les"), ("lemans", "lemans")]
)
def test_without_article(key, bare):
    assert without_article(key) == bare


@pytest.mark.parametrize(
    ("key", "kind", "rest"),
    [
        ("communaute de communes du pays d iroise", "epci", "pays d iroise"),
        ("cc pays d iroise", "epci", "pays d iroise"),
        ("metropole de lyon", "epci", "lyon"),
        ("departement du rhone", "departement", "rhone"),
        ("conseil regional de bretagne", "region", "bretagne"),
        ("mairie de quimper", "commune", "quimper"),
        ("departement", None, "departement"),
        ("quimper", None, "quimper"),
    ],
)
def test_split_kind(key, kind, rest):
    assert split_kind(key) == (kind, rest)


def test_articles_do_not_tell_unless_alone():
    assert telling_words("l abergement de varey") == ["abergement", "varey"]
    assert telling_words("de la") == ["de", "la"]


@given(st.text("abcdr ", min_size=1, max_size=8), st.text("abcdr ", min_size=1, max_size=8))
def test_one_typo_lists_the_texts_at_distance_one(key, other):
    near = set(one_typo(key, [ALPHABET] * (len(key) + 1)))
    assert (other in near) == (OSA.distance(key, other) == 1) or other == key


def test_an_error_where_no_name_begins_so_is_not_tried():
    near = set(one_typo("quimpre", [{"q"}, {"u"}, {"i"}]))
    assert "qumipre" not in near
    assert "quipre" not in near
    assert "qimpre" in near
