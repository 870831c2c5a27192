"""Figures of one obligation: bounds of what is not known, no share when too few are known."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.web.editions import queries
from barometre.web.guidance.figures import Share, by_kind, by_region, by_strate, national
from barometre.web.shared.areas import regions
from barometre.web.shared.tables import csv_text


@pytest.mark.parametrize(
    ("met", "not_met", "concerned", "low", "high", "share"),
    [
        (60, 20, 100, 60.0, 80.0, 75.0),  # 80 known of 100: just enough
        (60, 19, 100, 60.0, 81.0, None),  # 79 known: too few
        (0, 0, 100, 0.0, 100.0, None),
        (0, 0, 0, None, None, None),
        (5, 0, 5, 100.0, 100.0, 100.0),
    ],
)
def test_the_share_is_between_what_the_unknown_could_make_it(met, not_met, concerned, low, high, share):
    found = Share("France", met, not_met, concerned, 3)
    assert (found.low, found.high, found.share) == (low, high, share)
    assert found.unknown == concerned - met - not_met


def test_tables_of_an_obligation_add_up_to_its_national_figure(published):
    obligation, shares = next((name, found) for name, found in national(published).items() if "commune" in found)
    region = by_region(published, obligation, csv="donnees.csv")
    place, concerned = (
        next(n for n, one in enumerate(region.columns) if one.name == name) for name in ("lieu", "visees")
    )
    assert len(region.rows) == len(regions())
    assert sum(row[concerned].value for row in region.rows) == shares["commune"].concerned
    assert region.rows[0][place].href.startswith("/regions/")
    sizes = by_strate(published, obligation)
    everyone = sum(share.concerned for share in shares.values())
    assert sum(row[concerned].value for row in sizes.rows) == everyone
    assert by_kind(published, obligation).rows[0][place].value == "Communes"
    assert csv_text(region).startswith("\ufefflieu;part;part_au_moins;part_au_plus;")


def test_an_obligation_that_the_edition_does_not_have_has_no_rows(published):
    assert (by_kind(published, "rien").rows, by_region(published, "rien").rows) == ([], [])
    assert not queries.figures_of_obligation(published, "rien", "region")


def test_the_page_of_an_obligation_leads_to_the_files_of_its_figures(client, published):
    obligation = next(name for name, found in national(published).items() if any(one.met for one in found.values()))
    page = client.get(f"/obligations/{obligation}/")
    files = [one.attributes["href"] for one in LexborHTMLParser(page.content).css(".bar-download a")]
    assert files == [f"/obligations/{obligation}/par-{by}/donnees.csv" for by in ("taille", "region")]
    assert len(LexborHTMLParser(page.content).css("body *")) <= 385
    assert [client.get(one).status_code for one in (*files, "/obligations/rien/par-taille/donnees.csv")] == [
        200,
        200,
        404,
    ]


def test_an_obligation_of_which_nothing_is_known_has_no_figures_on_its_page(client, published):
    known = {
        name for name, found in national(published).items() if any(one.met or one.not_met for one in found.values())
    }
    unknown = next(name for name in published.catalogue["obligations"] if name not in known)
    page = client.get(f"/obligations/{unknown}/").content.decode()
    assert "Nous ne le savons encore d’aucune collectivité." in page
    assert "donnees.csv" not in page
