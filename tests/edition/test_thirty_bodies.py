"""Thirty collectivités, checked by hand on their record in the register: the edition says of each what the table says.

`thirty_bodies.csv` was filled by a person from the record of each town hall in the bundled directory, by the rules of
the method, not from an edition. Signs: O yes, N no, - not concerned, ? not looked at, ! unreadable on their side;
nothing for who is not measured. A measure is « known/concerned ». None of them was observed.
"""

import csv
from pathlib import Path

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.files import read_table
from barometre.territory import reference

CATALOGUE = load_catalogue()
with Path(__file__).with_name("thirty_bodies.csv").open(encoding="utf-8", newline="") as file:
    BODIES = list(csv.DictReader(file, delimiter=";"))
EACH = pytest.mark.parametrize("body", BODIES, ids=[f"{body['nom']} {body['code']}" for body in BODIES])
MEASURED = [body for body in BODIES if body["genre"] != "ept"]
EACH_MEASURED = pytest.mark.parametrize("body", MEASURED, ids=[f"{one['nom']} {one['code']}" for one in MEASURED])
COLUMNS = [column for column in BODIES[0] if column in CATALOGUE.indicators]
# What is observed of everyone's site, one column for all: it has the same answer while nobody has looked.
OF_A_SITE = [
    name
    for name, one in CATALOGUE.indicators.items()
    if CATALOGUE.facts[one.facts[0]].source == "observation"
    and one.presupposes == ("site.declared",)
    and not one.concerns
]
SIGNS = {
    ("known", 100): "O",
    ("known", 0): "N",
    ("not-concerned", None): "-",
    ("not-looked", None): "?",
    ("they-failed", None): "!",
    ("we-failed", None): "x",
}


@pytest.fixture(scope="module")
def edition(national_edition):
    """The rows of these bodies in each table of the edition."""
    sirens = pl.Series([body["siren"] for body in BODIES]).implode()
    names = ("collectivites", "facts", "indicators", "scores")
    return {name: read_table(national_edition, name).filter(pl.col("siren").is_in(sirens)) for name in names}


def test_the_table_has_all_kinds_of_bodies():
    assert len({body["siren"] for body in BODIES}) == 30
    assert len(COLUMNS) == 14
    assert len(OF_A_SITE) >= 16
    assert {(body["genre"], body["nature"]) for body in BODIES} >= {
        ("commune", "collectivité à statut particulier"),
        ("epci", "communauté de communes"),
        ("epci", "communauté d’agglomération"),
        ("epci", "communauté urbaine"),
        ("epci", "métropole"),
        ("epci", "collectivité à statut particulier"),
        ("departement", "département-région"),
        ("region", "région"),
        ("region", "collectivité unique"),
        ("ept", "établissement public territorial"),
    }


@EACH
def test_who_it_is(edition, body):
    (found,) = edition["collectivites"].filter(siren=body["siren"]).to_dicts()
    assert (found["code"], found["name"], found["kind"]) == (body["code"], body["nom"], body["genre"])
    assert (found["nature"], found["population"]) == (body["nature"], int(body["population"]))
    assert found["powers"] == body["competences"].split()
    assert found["measured"] is (body in MEASURED)


@EACH
def test_what_the_register_says(edition, body):
    (record,) = reference.collectivites().filter(siren=body["siren"]).to_dicts()
    declares = "?" if not record["directory"] else "oui" if record["site"] else "non"
    assert declares == body["site"]
    assert (record["email"] or "").rpartition("@")[2] == body["courriel"]
    facts = edition["facts"].filter(siren=body["siren"])
    texts = dict(facts.filter(source="annuaire").select("fact", "text").iter_rows())
    assert [texts.get(fact) or "" for fact in ("site.scheme", "site.extension", "mail.domain")] == [
        body[column] for column in ("protocole", "extension", "courriel")
    ]
    assert set(facts["source"]) <= {"annuaire"}


@EACH_MEASURED
def test_what_each_indicator_says(edition, body):
    rows = edition["indicators"].filter(siren=body["siren"]).select("indicator", "status", "score")
    signs = {name: SIGNS[status, score] for name, status, score in rows.iter_rows()}
    assert {name: signs[name] for name in COLUMNS} == {name: body[name] for name in COLUMNS}
    assert {signs[name] for name in OF_A_SITE} == {body["site observé"]}


@EACH_MEASURED
@pytest.mark.parametrize("theme", ["communication", "cybersecurite"])
def test_how_much_is_seen_and_whether_there_is_a_score(edition, body, theme):
    rows = edition["scores"].filter(siren=body["siren"], measure=f"{theme}.seen").to_dicts()
    assert [f"{row['known']}/{row['concerned']}" for row in rows] == [body[theme]] * bool(body[theme])
    expected = float(body["score"]) if theme == "communication" and body["score"] else None
    assert {row["score"] for row in rows} <= {expected}
    assert {row["level"] for row in rows} <= {None}, "provisional at best"


@EACH_MEASURED
def test_nobody_has_an_overall_score_yet(edition, body):
    rows = edition["scores"].filter(pl.col("measure").str.starts_with("overall"), siren=body["siren"])
    assert rows["measure"].to_list() == ["overall", "overall.said", "overall.seen"]
    assert rows["score"].null_count() == 3


def test_who_is_not_measured_has_no_indicator_and_no_score(edition):
    (ept,) = (body["siren"] for body in BODIES if body not in MEASURED)
    assert edition["indicators"].filter(siren=ept).is_empty()
    assert edition["scores"].filter(siren=ept).is_empty()
