"""What other sites show of a body: true, dated, light, kept a day, and nothing else of the site with it."""

import html
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.web.pages.told import told
from barometre.web.shared import caching
from sober_pages import assert_sober

BADGE = "/communes/29232/badge.svg"
PICTURES = [
    BADGE,
    "/communes/29232/themes.svg",
    "/communes/29232/badge/site-declare.svg",
    "/communes/29232/badge/cybersecurite.svg",
    "/collectivites/242900314/badge.svg",
    "/collectivites/222900011/themes.svg",
]


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_may_be_shown_anywhere_a_day_long_and_runs_nothing(client, address):
    answer = client.get(address)
    headers = answer.headers
    assert (answer.status_code, headers["Content-Type"]) == (200, "image/svg+xml")
    assert headers["Cache-Control"] == "public, max-age=86400"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    root = ElementTree.fromstring(answer.content)
    assert re.search(r"édition du \d+(er)? \S+ 20\d\d", root.find("{*}title").text)
    assert client.get(address).headers["ETag"] == headers["ETag"] == caching.content_etag(answer.content)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"x", {}', 304),
        ("*", 304),
        ("{gzip}", 304),
        ("W/{gzip}", 304),
        ('"x"', 200),
        ("nonsense", 200),
    ],
)
def test_who_has_it_is_told_so(client, sent, status):
    tag = client.get(BADGE).headers["ETag"].removeprefix("W/")
    asked = sent.format(tag, gzip=f'{tag[:-1]}-gzip"')
    answer = client.get(BADGE, headers={"If-None-Match": asked})
    assert answer.status_code == status
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", "isolated pages ask it of a 304 too"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_the_gateway_is_told_of_which_state_of_the_site_a_picture_is(client):
    """Its own tag does not say it: it is of the content, the same on two servers."""
    assert client.get(BADGE).headers[caching.STATE] == client.get("/accessibilite/").headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "today"),
    [
        ("/communes/16010/badge.svg", "/communes/16186/badge.svg"),
        ("/communes/16010/badge/site-declare.svg", "/communes/16186/badge/site-declare.svg"),
        ("/communes/16010/afficher/", "/communes/16186/afficher/"),
        ("/collectivites/212902324/themes.svg", "/communes/29232/themes.svg"),
        ("/collectivites/200035459/badge.svg", "/collectivites/200096956/badge.svg"),
    ],
    ids=["merged", "merged, an answer", "merged, its page", "the SIREN of a commune", "an EPCI gone"],
)
def test_former_addresses_lead_to_those_of_today(client, asked, today):
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, today)
    if asked.endswith(".svg"):
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "address",
    [
        "communes/00000/badge.svg",
        "communes/29232/badge/rien.svg",
        "communes/98818/badge.svg",
        "collectivites/200057867/badge.svg",
        "communes/29232/afficher/?reponse=rien",
    ],
)
def test_there_is_no_other_picture(client, address):
    assert client.get(f"/{address}").status_code == 404


def test_what_sites_add_to_an_address_leads_to_the_picture(client):
    response = client.get("/communes/29232/badge.svg?v=2")
    assert (response.status_code, response["Location"]) == (301, "/communes/29232/badge.svg")


def body_of(**given):
    known = {"score": None, "coverage": 0.0, "known": 0, "concerned": 52, **given}
    return SimpleNamespace(
        name="Ici",
        nature="commune",
        kind="commune",
        departement="29",
        scores={"overall.seen": known},
        indicators={"a": {"status": given.get("status", "not-looked")}},
    )


@pytest.mark.parametrize(
    ("body", "figure", "detail"),
    [
        (body_of(score=62.6, provisional=True, coverage=0.55), "63 sur 100", "Score provisoire, connu à 55\u00a0%."),
        (body_of(score=62.6, coverage=0.9), "63 sur 100", "Connu à 90\u00a0%."),
        (body_of(known=4), "4\u00a0indicateurs connus sur 52", "Pas de score\u00a0: il faut connaître la moitié"),
        (body_of(), "Pas encore connu", "Aucune source ne le dit encore\u00a0: cela ne dit rien de sa valeur."),
        (body_of(status="we-failed"), "Pas encore connu", "Notre observation a échoué"),
        (body_of(concerned=0), "Non concernée", "La question ne se pose pas ici."),
    ],
    ids=["provisional", "scored", "some known", "nothing known", "we failed", "not concerned"],
)
def test_never_more_is_said_than_is_known(published, body, figure, detail):
    label = told(caching.published_edition(), body)
    assert label.figure == figure
    assert label.details[0].startswith(detail)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/communes/48095/badge/site-declare.svg", r"Oui \(édition du .*Annuaire de l’administration, \d"),
        ("/communes/05064/badge/site-declare.svg", r"Non \(édition du "),
        ("/communes/05064/badge/site-https.svg", r"Non concerné \(édition du .*La question ne se pose pas"),
        ("/communes/48095/badge/plan-continuite.svg", r"Pas encore observé \(édition du "),
        ("/communes/48095/badge/outils-internes.svg", r"Ne se voit pas de l’extérieur \(édition du "),
    ],
)
def test_one_answer_keeps_apart_yes_no_not_concerned_and_not_known(client, address, words):
    assert re.search(words, ElementTree.fromstring(client.get(address).content).find("{*}desc").text)


@pytest.mark.parametrize(
    ("sheet", "page"),
    [
        ("/communes/29232/", "/communes/29232/afficher/"),
        ("/epci/242900314/", "/collectivites/242900314/afficher/"),
        ("/collectivites/222900011/", "/collectivites/222900011/afficher/"),
    ],
)
def test_each_sheet_leads_to_the_page_that_gives_the_lines_to_copy(client, sheet, page):
    assert f'href="{page}"' in client.get(sheet).content.decode()
    answer = client.get(page)
    assert_sober(answer)
    tree = LexborHTMLParser(answer.content.decode())
    lines = [one.text() for one in tree.css("textarea[id$=html]")]
    assert len(lines) == 3
    for line in lines:
        (link,) = LexborHTMLParser(line).css("a")
        image = link.css_first("img").attributes
        assert link.attributes["href"] == f"http://localhost{sheet}"
        assert (image["loading"], image["referrerpolicy"]) == ("lazy", "no-referrer")
        drawn = client.get(image["src"].removeprefix("http://localhost"))
        root = ElementTree.fromstring(drawn.content)
        assert (image["width"], image["height"]) == (root.get("width"), root.get("height"))
        assert image["alt"] == root.find("{*}desc").text
        assert "(édition du " in image["alt"]


def test_the_answer_shown_is_chosen_in_the_address(client):
    first = client.get("/communes/48095/afficher/").content.decode()
    assert "\u00a0: Oui (édition du " in first, "a good answer, until another one is chosen"
    page = client.get("/communes/29232/afficher/?reponse=communication").content.decode()
    assert '<option value="communication" selected>' in page
    assert html.unescape(page).count("/communes/29232/badge/communication.svg") == 4, "twice shown, twice to copy"


@pytest.mark.parametrize(
    "address",
    ["/", "/france/", "/regions/53/", "/departements/29/", "/themes/communication/", "/indicateurs/site-declare/"],
)
def test_pages_of_figures_have_a_card_of_their_own_and_others_that_of_the_site(client, address):
    page = client.get(address).content.decode()
    (card,) = re.findall(r'<meta property="og:image" content="http://localhost(/[^"]+)">', page)
    assert card == f"{address}apercu.png"
    assert client.get(card).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("card", ["apercu.png?a=1", "regions/99/apercu.png", "themes/site-declare/apercu.png"])
def test_there_is_no_other_card(client, card):
    assert client.get(f"/{card}").status_code == 404
