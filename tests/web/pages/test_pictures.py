"""Pictures of pages are at fixed addresses, in two forms; an address that they do not depend on is none."""

import re

import pytest

from barometre.web.editions.models import Aggregate
from barometre.web.maps.geometry import projected
from barometre.web.pages.figures import FEW, map_of_areas
from barometre.web.shared.areas import departements
from barometre.web.shared.catalogue import Measure

SHARE = Measure("site-https", "indicator", "Site en https", "%", "site-https")
BRETAGNE = ("22", "29", "35", "56")
FORMS = {"svg": "image/svg+xml", "png": "image/png"}


def bretagne(*means):
    areas = {code: departements()[code] for code in BRETAGNE}
    figures = {code: Aggregate(mean=mean, concerned=9) for code, mean in zip(BRETAGNE, means, strict=True)}
    return map_of_areas(projected("departement", BRETAGNE), areas, figures, SHARE, "Bretagne", 61.64)


def test_a_map_that_differs_is_drawn_with_the_figure_of_france():
    drawn = bretagne(20, 40, 60, None)
    assert drawn
    assert "France\u00a0: 61,6\u00a0%" in drawn.__html__()


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ((20, None, None, None), FEW),
        ((99.2, 99.5, 99.9, 100), "se ressemblent (de 99,2\u00a0% à 100\u00a0%)"),
        ((100, 100, 100, 100), "les territoires connus sont tous à 100\u00a0%"),
    ],
)
def test_where_a_map_says_nothing_a_sentence_says_why(means, said):
    none = bretagne(*means)
    assert not none
    assert said in none.instead


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "page", ["indicateurs/site-https/carte", "indicateurs/site-https/tailles", "communes/29232/carte"]
)
def test_a_picture_has_its_two_forms(client, page, form):
    answer = client.get(f"/{page}.{form}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, FORMS[form])
    assert answer.headers["ETag"]
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "indicateurs/site-https/carte.png?largeur=9000",
        "indicateurs/rien/carte.svg",
        "themes/site-https/carte.svg",
        "france/carte.svg?mesure=rien",
        "departements/999/carte.svg",
        "epci/212902324/carte.svg",
        "communes/29232/repartition.svg",
        "communes/00000/apercu.png",
        "communes/29232/apercu.png?a=1",
    ],
)
def test_there_is_no_other_picture(client, address):
    assert client.get(f"/{address}").status_code == 404


@pytest.mark.parametrize(
    "page", ["indicateurs/site-https/", "france/?mesure=site-https", "communes/29232/", "departements/29/"]
)
def test_the_pictures_that_a_page_leads_to_are_there(client, page):
    text = client.get(f"/{page}").content.decode()
    links = re.findall(r'href="(/[^"]*\.svg(?:\?[^"]*)?)"', text.split("<main")[1].split("</main>")[0])
    assert links
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("kind", ["communes/29232", "epci/200068120", "collectivites/222900011"])
def test_a_page_has_its_canonical_address_and_the_card_of_its_collectivité(client, kind):
    text = client.get(f"/{kind}/?mesure=site-https").content.decode()
    assert f'<link rel="canonical" href="http://localhost/{kind}/">' in text
    (card,) = re.findall(r'<meta property="og:image" content="http://localhost(/[^"]+)">', text)
    assert client.get(card).headers["Content-Type"] == "image/png"
