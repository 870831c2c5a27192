import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.territory import reference
from barometre.web.search.index import index as search_index
from effort import EXAMPLES, NIGHTLY

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def index():
    return search_index()


@pytest.mark.parametrize(
    ("q", "path"),
    [
        ("saint etienne", "/communes/42218/"),
        ("St-Etienne", "/communes/42218/"),
        ("sint etienne", "/communes/42218/"),
        ("Quimper", "/communes/29232/"),
        ("quimpre", "/communes/29232/"),
        ("l'abergement clemenciat", "/communes/01001/"),
        ("Ile d'Yeu", "/communes/85113/"),
        ("L’Île-d’Yeu", "/communes/85113/"),
        ("Chalon s/ Saône", "/communes/71076/"),
        ("rouvray saint etienne", "/communes/76575/"),
        ("29", "/departements/29/"),
        ("2a", "/departements/2A/"),
        ("le Finistère", "/departements/29/"),
        ("département du Rhône", "/departements/69/"),
        ("région Bretagne", "/regions/53/"),
        ("29200", "/communes/29019/"),
        ("29200 Brest", "/communes/29019/"),
        ("1400", "/communes/14118/"),
        ("01033", "/communes/01033/"),
        ("Paris", "/communes/75056/"),
        ("Paris 13", "/communes/75056/"),
        ("217500016", "/communes/75056/"),
        ("217 500 016", "/communes/75056/"),
        ("Saint-Denis 93", "/communes/93066/"),
        ("Herbignac mairie", "/communes/44072/"),
        ("la mairie de Gap", "/communes/05061/"),
        ("les orres mairie", "/communes/05098/"),
        ("Hôtel de ville de Brest", "/communes/29019/"),
        ("Mairie Mareuil 16170", "/communes/16208/"),
        ("Saint-Aubin 76410", "/communes/76561/"),  # …-lès-Elbeuf: the postal code chooses, not the département alone
        ("mareuil, charente", "/communes/16208/"),
        ("commune de L’Haÿ-les-Roses", "/communes/94038/"),
        ("ville d’Embrun", "/communes/05046/"),
        ("Ville-d’Avray", "/communes/92077/"),
        ("Ste-Maxime", "/communes/83115/"),
        ("Com com du Pays d’Iroise", "/epci/242900074/"),
        ("saint denis de la réunion", "/communes/97411/"),
        ("Métropole de Lyon", "/epci/200046977/"),
        ("200046977", "/epci/200046977/"),
        ("communauté de communes du Pays d’Iroise", "/epci/242900074/"),
        ("cc pays d'iroise", "/epci/242900074/"),
        ("pays d iroise", "/epci/242900074/"),
        ("communauté d’agglomération Quimper Bretagne Occidentale", "/epci/200068120/"),
        ("200094332", "/collectivites/200094332/"),
        ("6AE", "/collectivites/200094332/"),
        ("Alsace", "/collectivites/200094332/"),
    ],
)
def test_the_first_answer(index, q, path):
    assert index.search(q)[0].path == path


def test_an_article_is_optional_and_the_most_populous_come_first(index):
    hits = index.search("abergement")
    assert {"L’Abergement-Clémenciat", "L’Abergement-de-Varey"} <= {hit.name for hit in hits}
    begin = [hit.population for hit in hits if hit.name.startswith(("Abergement", "L’Abergement"))]
    assert begin == sorted(begin, reverse=True)


def test_a_postal_code_gives_all_its_communes(index):
    assert "29019" in {hit.code for hit in index.search("29200")}
    assert {"01001", "01146"} <= {hit.code for hit in index.search("01400", limit=50)}


def test_outside_the_measured_field_is_found_and_said(index):
    hit = index.search("Nouméa")[0]
    assert (hit.path, hit.siren, hit.outside) == ("/hors-champ/98818/", None, True)
    assert hit.context == "Nouvelle-Calédonie, hors du champ mesuré"


@pytest.mark.parametrize(
    ("q", "context"),
    [
        ("Quimper", "Finistère (29)"),
        ("Brest Métropole", "métropole, Finistère (29)"),
        ("communauté de communes du Pays d’Iroise", "Finistère (29)"),
        ("Finistère", "département (29)"),
        ("Bretagne", "région (53)"),
        ("Collectivité européenne d’Alsace", "collectivité européenne"),
    ],
)
def test_the_context_says_what_the_name_does_not(index, q, context):
    assert index.search(q)[0].context == context


@pytest.mark.parametrize("q", ["Paris", "Mayotte", "La Réunion", "Guadeloupe", "Lyon", "Corse"])
def test_hits_of_the_same_name_have_different_contexts(index, q):
    same = [hit.context for hit in index.search(q) if hit.name == q]
    assert same and all(same)
    assert len(set(same)) == len(same)


def test_each_collectivite_outside_is_found_by_name_and_code(index):
    outside = reference.outside().select("code", "name").rows()
    assert outside
    for code, name in outside:
        assert code in {hit.code for hit in index.search(code)}
        assert code in {hit.code for hit in index.search(name)}


@pytest.mark.parametrize(
    ("q", "path", "context"),
    [
        ("01091", "/communes/01033/", "ancien code de Châtillon-en-Michaille"),
        ("60054", "/communes/60054/", "Oise (60)"),
        ("Les Hauts-Talican", "/communes/60694/", "Oise (60)"),
        ("Châtillon-en-Michaille", "/communes/01033/", "commune déléguée Châtillon-en-Michaille, Ain (01)"),
        ("29200", "/communes/29151/", "code d’une ancienne commune\u00a0: 29200, Finistère (29)"),
        ("200053502", "/communes/23149/", "ancien SIREN de Parsac-Rimondeix, Creuse (23)"),
        ("75113", "/communes/75056/", "ancien code de Paris 13e Arrondissement, Paris (75)"),
        ("200035459", "/epci/200096956/", "remplace l’intercommunalité 200035459, Lot-et-Garonne (47)"),
    ],
)
def test_former_codes(index, q, path, context):
    hit = next(hit for hit in index.search(q) if hit.path == path)
    assert hit.context.startswith(context)


@pytest.mark.parametrize("q", ["", " ", "…", "x" * 10_000, "zzzzzz qqqqq", "\0", "999999999", "é́́́" * 99])
def test_nothing_is_found_in_nothing(index, q):
    assert index.search(q) == []


@settings(max_examples=5 * EXAMPLES if NIGHTLY else 2 * EXAMPLES)
@given(st.text(max_size=120) | st.text("saint du-l'0123456789/.", max_size=60))
def test_never_raises_and_keeps_to_the_limit(index, q):
    hits = index.search(q, limit=5)
    assert len(hits) <= 5
    assert len({hit.path for hit in hits}) == len(hits)


def test_one_typing_error_in_a_name_still_finds_it(index):
    chance = random.Random(2026)
    communes = reference.collectivites().filter(kind="commune")["name"].to_list()
    names = chance.sample([name for name in communes if len(name) >= 6], 400)
    missed = [(name, q) for name in names if name not in found(index, q := with_error(name, chance))]
    assert len(missed) <= 1, missed  # an error can make another name: Ruville is one letter from four


def test_every_commune_is_found_by_its_name(index):
    communes = reference.collectivites().filter(kind="commune").sample(500, seed=2026)
    for name in communes["name"]:
        assert name in found(index, name)


def found(index, q):
    return {hit.name for hit in index.search(q)}


def with_error(name, chance):
    """The name with one letter missing, added, wrong, or swapped with the next."""
    i, letter = chance.randrange(len(name) - 1), chance.choice(LETTERS)
    head, tail = name[:i], name[i:]
    return chance.choice(
        (head + tail[1:], head + letter + tail, head + letter + tail[1:], head + tail[1::-1] + tail[2:])
    )


@pytest.mark.parametrize(
    ("q", "part"),
    [
        *[
            (q, "Lyon 3e Arrondissement")
            for q in ("lyon 3", "lyon 3e", "Lyon 3eme", "LYON 3 ÈME", "3e arrondissement de lyon")
        ],
        *[(q, "Paris 12e Arrondissement") for q in ("paris 12", "Paris 12ème", "Paris 12ieme")],
        *[(q, "Marseille 1er Arrondissement") for q in ("marseille 1er", "Marseille 1ère", "marseille 1")],
        ("lyon 2nd", "Lyon 2e Arrondissement"),
    ],
)
def test_an_arrondissement_is_found_however_its_number_is_written(index, q, part):
    hit = index.search(q)[0]
    assert (hit.name, part in hit.context) == (part.split()[0], True)


def test_whole_words_come_before_the_beginning_of_a_word_and_a_typing_error_comes_last(index):
    names = [hit.name for hit in index.search("Bâgé", limit=200)]
    assert names[:3] == ["Bâgé-Dommartin", "Bâgé-le-Châtel", "Bages"]
    assert names.index("Agen") > names.index("Bages")
