"""The brief of a territory: what is known of its communes, beside France, and what nobody has looked at."""

import re

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.web.editions.models import Aggregate
from barometre.web.explore.grid import grid
from barometre.web.paper import asked
from barometre.web.paper.brief import area_of, brief_pdf, contents, write_brief
from barometre.web.paper.compared import by_size, of_all, same_sizes
from barometre.web.shared import catalogue
from barometre.web.shared.caching import published_edition
from pdf_structure import faults, read_structure

PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.fixture(scope="module")
def edition(published):
    """The national edition."""
    return published_edition()


def told(edition, kind, code):
    """What a brief says, but its drawing."""
    return {name: value for name, value in contents(edition, area_of(kind, code)).items() if name != "map"}


def plain(value) -> str:
    """All that it says, in a line."""
    return str(value).translate(PLAIN).replace("\\xa0", " ").replace("\\u202f", " ")


def test_it_is_read_aloud_and_holds_in_a_few_pages(edition):
    read = read_structure(brief_pdf(edition, area_of("departement", "29")))
    assert faults(read) == []
    assert 2 <= read.pages <= 4
    said = read.said.translate(PLAIN)
    assert "277 communes" in said
    assert "Ici : 2 685 réponses sont connues sur" in said
    assert "Breizh Cyber" in said
    assert "INSEE, populations de référence 2023 ; Mayotte : 2017" in said
    assert "Contours des cartes : IGN, Admin Express" in said
    assert "Sans site internet dans l’annuaire de l’administration" in said
    assert "Brasparts" in said
    assert [one.alt.translate(PLAIN) for one in read.tree.all("Figure")] == [
        "Carte : Site internet déclaré, Finistère, édition du 1er novembre 2026. Oui ou non, par commune, communes : "
        "Oui : 260 ; Non : 17."
    ]


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [
        ("departement", "75", "Paris, collectivité à statut particulier, qui est aussi une commune."),
        ("departement", "69", "Métropole de Lyon y exerce aussi les compétences d’un département"),
        ("departement", "2A", "Collectivité de Corse, collectivité unique, sur 2 départements."),
        ("departement", "976", "17 communes"),
        ("departement", "67", "Collectivité européenne d’Alsace, collectivité européenne, sur 2 départements."),
        ("region", "53", "1 202 communes"),
    ],
)
def test_who_is_there(edition, kind, code, says):
    assert says in plain(told(edition, kind, code)["who"])


def test_a_place_where_nothing_is_known_says_so(edition):
    paris = told(edition, "departement", "75")
    assert paris["compared"] is None
    assert "Ici : aucune réponse n’est connue" in plain(paris["known"])
    assert "Rien n’est connu de 1 commune." in plain(paris["known"])
    # The directory is named where it says something alone.
    assert "Aucune source ne nous dit encore rien de ses collectivités." in plain(paris["method"])
    assert "Sources : " in plain(told(edition, "departement", "29")["method"])
    assert paris["registers"] == []
    assert "trop peu de communes sont connues" in plain(contents(edition, area_of("departement", "75"))["map"])


def test_why_nothing_is_known_is_said_apart(edition):
    paris = grid(edition).filter(pl.col("departement") == "75", pl.col("kind") == "commune")
    failed = sum((paris[name] == "we-failed").sum() for name in catalogue.indicators(edition))
    assert failed > 1
    said = plain(told(edition, "departement", "75")["known"])
    assert f" {failed} où notre observation a échoué" in said
    by_theme = re.search(r"Notre observation a échoué : ([^.:]+)\.", said)
    assert sum(int(n) for n in re.findall(r"\((\d+)\)", by_theme[1])) == failed
    assert re.search(r"Pas encore observé, ou aucune source ne le dit : [^.:]+ \(\d+\)", said)
    assert "ersonne n’a" not in said


def test_an_unknown_code_is_refused_in_one_line(published, tmp_path):
    with pytest.raises(BarometreError, match="No departement has the code '20'; codes are 01"):
        write_brief("departement", "20", tmp_path / "b.pdf")
    with pytest.raises(BarometreError, match=r"^6AE is an authority that covers several départements; give 67 or 68$"):
        write_brief("departement", "6AE", tmp_path / "b.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_site_gives_it_from_the_page_of_the_territory(client, edition, monkeypatch):
    monkeypatch.setattr(asked, "brief_pdf", lambda _, area: f"%PDF {area.code}".encode())
    answer = client.get("/departements/2A/note.pdf")
    assert (answer.content, answer["Content-Type"], answer["X-Robots-Tag"]) == (
        b"%PDF 2A",
        "application/pdf",
        "noindex",
    )
    assert client.get("/regions/94/note.pdf").content == b"%PDF 94"
    assert client.get("/departements/20/note.pdf").status_code == 404
    assert "/departements/48/note.pdf" in client.get("/departements/48/").content.decode()


COMMUNES = pl.DataFrame(
    {
        "kind": ["commune"] * 6,
        "strate": ["a", "a", "a", "b", "b", "b"],
        "q": ["known", "known", "not-concerned", "known", "not-looked", "not-looked"],
        "q.score": [100.0, 0.0, None, 100.0, None, None],
    }
)


def test_communes_are_compared_with_those_of_the_same_sizes():
    france = {
        "a": Aggregate(mean=50.0, low=40.0, high=60.0),
        "b": Aggregate(mean=90.0, low=90.0, high=91.0),
    }
    found = same_sizes(COMMUNES, "q", france)
    # Two communes of the first size are asked, three of the second.
    assert (found.mean, found.low, found.high) == pytest.approx((74.0, 70.0, 78.6))
    assert same_sizes(COMMUNES, "q", {"a": france["a"]}) is None
    assert same_sizes(COMMUNES, "other", france) is None


def test_a_size_of_which_too_few_are_known_has_no_share():
    sizes = by_size(COMMUNES, "q")
    assert (sizes["a"].mean, sizes["a"].low, sizes["a"].high, sizes["a"].concerned) == (50.0, 50.0, 50.0, 2)
    assert (sizes["b"].mean, sizes["b"].known, sizes["b"].concerned) == (None, 1, 3)
    whole = of_all(COMMUNES, ["q", "other"])
    assert (whole["q"].known, whole["q"].concerned, whole["q"].mean) == (3, 5, None)
