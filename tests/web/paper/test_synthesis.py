"""The annual synthesis: a tagged document with twelve charts, written from the published rows of one edition."""

import re
from datetime import date

import pytest

from barometre.errors import BarometreError
from barometre.typesetting import pdf
from barometre.web.editions import queries
from barometre.web.paper import asked
from barometre.web.paper.national import TWELVE
from barometre.web.paper.synthesis import TEMPLATE, contents, write_synthesis
from barometre.web.shared.caching import published_edition
from barometre.web.shared.words import day_words
from pdf_structure import faults, read_structure

PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.fixture(scope="module")
def edition(published):
    """The national edition, mostly unknown: ten indicators of ninety."""
    return published_edition()


@pytest.fixture(scope="module")
def told(edition):
    """What its synthesis says."""
    return contents(edition)


@pytest.fixture(scope="module")
def read(edition, told):
    """Its synthesis, as assistive technology reads it."""
    return read_structure(pdf(TEMPLATE, told, edition.date))


def test_it_is_read_aloud_in_order(read):
    assert faults(read) == []
    titles = [title for _, title in read.headings]
    assert titles[0].translate(PLAIN).startswith("Le numérique des collectivités : synthèse nationale")
    for part in (
        "Sommaire",
        "L’essentiel",
        "Ce que l’on ne sait pas",
        "Par thème",
        "Ce que la loi demande",
        "Ce qui a changé",
        "Ce que valent les scores",
        "Méthode",
        "Sources et dates",
        "Comment citer",
    ):
        assert part in titles
    assert read.tree.all("TOC")


def test_it_has_twelve_charts_whose_words_give_their_figures_and_their_date(edition, told, read):
    alts = [one.alt for one in read.tree.all("Figure")]
    assert len(alts) == TWELVE == len(told["figures"])
    for alt in alts:
        assert f"édition du {day_words(edition.date)}" in alt
        assert re.search(r"\d+ ?%|: \d+|sur \d", alt.translate(PLAIN)), alt
    captions = " ".join(one["caption"] for one in told["figures"])
    assert all(one["rows"] for one in told["figures"])
    assert "par département" in captions


def test_what_is_not_known_is_said_first_and_in_full(edition, read):
    said = read.said.translate(PLAIN)
    assert re.search(r"Communes : sur 90 indicateurs, 10 ont un chiffre, .* et \d+ n’ont aucune réponse\.", said)
    assert "Intercommunalités : aucune réponse n’est connue, sur" in said
    assert re.search(r"Stratégie : sur 7 indicateurs, .*n’ont aucune réponse\.", said)
    assert re.search(
        r"Ce qui n’est pas connu des communes : [\d ]+ pas encore observées, ou qu’aucune source ne dit", said
    )
    assert "ersonne n’a encore regardé, ou aucune source" not in said
    assert "61,6 % (21 471 sur 34 833 communes connues)" in said
    assert "Cette édition est la première" in said
    assert edition.build_id in said
    assert "INSEE, populations de référence 2023 ; Mayotte : 2017" in said
    assert "Intercommunalités : DGCL, " in said
    assert "Contours des cartes : IGN, Admin Express" in said
    # Everybody known declares a complete number; 43 are not known: it is not said of all.
    assert "Numéro de téléphone complet : oui pour 34 805 communes connues sur 34 805" in said
    assert "100 %" not in said.partition("Annexe : les chiffres")[0].replace("à 100 %", "")


def test_the_same_edition_says_the_same(edition, told):
    assert contents(edition) == told


def test_an_edition_that_is_not_there_is_said_in_one_line(published, tmp_path):
    with pytest.raises(BarometreError, match=r"^No edition 1999-01-01 is published here; there is \d{4}-"):
        write_synthesis(date(1999, 1, 1), tmp_path / "s.pdf")
    with pytest.raises(BarometreError, match="Cannot write the PDF"):
        write_synthesis(queries.current_edition().date, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_site_makes_it_once_and_keeps_it(client, edition, monkeypatch):
    made = []
    monkeypatch.setattr(asked, "synthesis_pdf", lambda one: made.append(one.date) or b"%PDF-1.7 set")
    asked.kept_synthesis(edition).unlink(missing_ok=True)
    address = f"/editions/{edition.date}/synthese.pdf"
    try:
        first, second = client.get(address), client.get(address)
    finally:
        asked.kept_synthesis(edition).unlink(missing_ok=True)
    assert (first.status_code, first["Content-Type"], first.content) == (200, "application/pdf", b"%PDF-1.7 set")
    assert second.content == first.content
    assert made == [edition.date]
    assert client.get("/editions/1999-01-01/synthese.pdf").status_code == 404
    assert client.get("/editions/hier/synthese.pdf").status_code == 404
    assert address in client.get("/").content.decode()
    assert address in client.get(f"/editions/{edition.date}/").content.decode()
