import re

import polars as pl
import pytest

from barometre.territory.reference import collectivites
from barometre.web.search.index import index
from barometre.web.shared.caching import published_edition

QUIMPER = {
    "nom": "Quimper",
    "code": "29232",
    "siren": "212902324",
    "type": "commune",
    "nature": "commune",
    "strate": "commune-50000-99999",
    "codesPostaux": ["29000"],
    "codeEpci": "200068120",
    "codeDepartement": "29",
    "codeRegion": "53",
}


def test_one_body_says_who_and_where_it_is(call):
    found = call("collectivites/212902324").json
    assert {key: found[key] for key in QUIMPER} == QUIMPER
    assert found["centre"]["type"] == "Point"
    assert found["score"] == found["scores"]["overall.seen"]["score"]
    assert 0 < found["couverture"] < 1
    assert {"etat", "valeur", "score", "source", "date"} <= found["indicateurs"]["site-https"].keys()
    assert "contour" not in found and "faits" not in found


@pytest.mark.parametrize("name", ["quimper", "saint denis", "plou", "sain brieux"])
def test_a_name_is_answered_in_the_order_of_the_search_of_the_site(client, call, table, name):
    """The search knows every place of the reference; the API, those of the edition."""
    page = client.get("/recherche/", {"q": name}).content.decode()
    there = set(table("collectivites")["code"])
    shown = [code for code in re.findall(r'<a [^>]*href="/(?:communes|epci)/(\w+)/"', page) if code in there]
    answered = call(f"collectivites?nom={name}&fields=code,siren,type").json
    codes = [one["code"] for one in answered if one["type"] in ("commune", "epci", "ept")]
    assert len(shown) > 1
    assert codes[: len(shown)] == shown


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("type=ept", 11),
        ("type=departement", 95),
        ("type=region", 17),
        ("type=commune&codeDepartement=29", 277),
        ("type=commune&codeDepartement=6AE", 880),
        ("type=commune&codeDepartement=2A", 124),
        ("type=commune&codeDepartement=2a", 124),
        ("type=commune&codeRegion=94", 360),
        ("codeEpci=242900314", 8),
        ("codePostal=29200", 1),
        ("codePostal=00000", 0),
        ("code=29232", 1),
        ("code=01", 2),
        ("code=60054&type=commune", 1),
        ("siren=212902324", 1),
        ("siren=212902324&type=epci", 0),
        ("type=commune&strate=commune-100000-plus", 42),
    ],
)
def test_filters_count_what_they_let_through(call, query, total):
    answer = call(f"collectivites?{query}&limit=1")
    assert (answer.status, int(answer.headers["X-Total-Count"])) == (200, total)


@pytest.mark.parametrize(
    ("query", "kinds"), [("", {"measured": True}), *((f"type={one}", {"kind": one}) for one in ("commune", "epci"))]
)
def test_without_a_place_all_are_counted(call, table, query, kinds):
    answer = call(f"collectivites?{query}&limit=1")
    assert int(answer.headers["X-Total-Count"]) == table("collectivites").filter(**kinds).height > 100


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("nom=Brest&type=commune", "29019"),
        ("nom=brezt&type=commune", "29019"),
        ("nom=st etienne&codeDepartement=42", "42218"),
        ("nom=SAINT-ÉTIENNE&codeDepartement=42", "42218"),
        ("nom=le havre", "76351"),
        ("nom=havre", "76351"),
        ("nom=Brest métropole", "242900314"),
        ("nom=mar&boost=population&type=commune", "13055"),
        ("nom=Bâgé&type=commune", "01025"),
        ("nom=Bâgé&boost=population&type=commune", "66011"),
        ("nom=lyon 3eme", "69123"),
    ],
)
def test_a_name_finds_the_nearest_first(codes, query, first):
    assert codes(f"collectivites?{query}&limit=1") == [first]


def test_names_come_in_the_order_of_the_site_s_search(codes, table):
    there = set(table("collectivites").filter(kind="commune")["code"])
    hits = [hit.code for hit in index().search("Bâgé", limit=1000) if hit.code in there]
    found = codes("communes?nom=Bâgé&fields=code")
    assert found == list(dict.fromkeys(hits))
    assert found[:2] == ["01025", "01026"]


def test_a_name_that_nobody_bears_finds_nothing(call):
    assert call("collectivites?nom=zzzzzzzzzzzz").json == []


def test_the_most_populous_come_first_when_asked(call):
    found = call("communes?nom=saint&boost=population&limit=3").json
    assert found[0]["nom"] == "Saint-Denis"


def test_parts_put_end_to_end_are_the_whole(call, codes):
    whole = codes("communes?codeDepartement=90&fields=code")
    parts, address = [], "communes?codeDepartement=90&fields=code&limit=40"
    while address:
        answer = call(address)
        parts += [row["code"] for row in answer.json]
        link = answer.headers.get("Link", "")
        address = link.partition("/api/v1/")[2].partition(">")[0]
    assert parts == whole == sorted(whole)


def test_fields_choose_the_keys(call):
    found = call("communes/29232?fields=population,siren").json
    assert list(found) == ["nom", "code", "population", "siren"]


def test_all_indicators_are_there_even_not_looked_at(call, published):
    found = call("communes/29232?fields=indicateurs").json["indicateurs"]
    assert set(found) == set(published.catalogue["indicators"])
    assert found["site-https"] == {
        **{"etat": "known", "valeur": None, "texte": "https", "score": 100.0, "raison": None},
        **{"codeRaison": None, "contexteRaison": None, "dependDe": None, "aConfirmer": None},
        **{"source": "annuaire", "date": "2026-10-06", "vieilli": None, "droitDeReponse": None},
    }
    assert any(one["etat"] == "not-looked" and one["score"] is None for one in found.values())


def test_what_is_told_of_all_is_what_is_in_the_edition(call, table):
    found = call("collectivites?fields=siren,population,score&format=csv").rows
    overall = dict(table("scores").filter(measure="overall.seen").select("siren", pl.col("score").round(1)).iter_rows())
    population = dict(collectivites().select("siren", "population").iter_rows())
    assert len(found) == len(overall) > 3_000
    for row in found:
        assert int(row["population"]) == population[row["siren"]]
        assert (float(row["score"]) if row["score"] else None) == overall[row["siren"]]


def test_facts_tell_the_last_attempt_and_what_another_source_says(call):
    facts = call("communes/48095?fields=faits").json["faits"]
    hsts, domain = facts["site.hsts"], facts["site.domain"]
    assert (hsts["issue"], hsts["date"], hsts["derniereTentative"]) == ("seen", "2026-09-20", "2026-10-03")
    assert hsts["echecDeLaTentative"] == "délai dépassé"
    assert (domain["source"], domain["texte"]) == ("observation", "ailleurs-lozere.fr")
    assert domain["autrement"] == [{"source": "annuaire", "nombre": None, "texte": "mende.fr", "date": "2026-10-06"}]
    assert facts["mail.declared"]["autrement"] == []


def test_who_a_publication_took_away_meanwhile_is_left_out(published):
    from barometre.web.api.collectivites import _in_order
    from barometre.web.editions import queries

    found = {siren: {"proximite": 1.0} for siren in ("000000000", "212902324")}
    rows = list(_in_order(queries.universe(published_edition()), found, ["code"]))
    assert [(row["siren"], row["code"], row["proximite"]) for row in rows] == [("212902324", "29232", 1.0)]
