"""Links as visitors follow them, and the few pages worth a visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.html.links import absolute, choose_pages, inner_links, is_document, plain
from barometre.observation.html.page import read_page

HOME = "https://www.crest.fr/"


def links_of(body, url=HOME):
    return read_page(url, f"<html><body>{body}</body></html>").links


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("contact", "https://www.crest.fr/contact"),  # relative
        ("/a/../contact", "https://www.crest.fr/contact"),  # dot segments
        ("//mairie.fr", "https://mairie.fr/"),  # without scheme
        ("HTTPS://Mairie.FR:8443/A", "https://mairie.fr:8443/A"),  # case of the host, not of the path
        ("  contact\n?a=1#haut ", "https://www.crest.fr/contact?a=1"),  # spaces, line break, fragment
        ("https://saint-étienne.fr/", "https://xn--saint-tienne-geb.fr/"),  # IDNA
        ("#haut", "https://www.crest.fr/"),
        ("mailto:mairie@crest.fr", None),
        ("tel:+33475000000", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("http://[::1", None),  # urlsplit raises
        ("http://a.fr:99999/", None),  # no such port
        ("https://under_score/", None),
    ],
)
def test_a_reference_leads_where_a_browser_goes(reference, expected):
    found = absolute(HOME, reference)
    assert (found and found[0]) == expected


@pytest.mark.parametrize(
    ("body", "url", "words"),
    [
        ("<a href=x>Mentions&nbsp;l&eacute;gales</a>", "https://www.crest.fr/x", "mentions legales"),
        ("<base href='/site/'><a href=x>É</a>", "https://www.crest.fr/site/x", "e"),  # base
        ("<a href=x><img src=i.png alt='Nous contacter'></a>", "https://www.crest.fr/x", "nous contacter"),  # picture
        ("<a href=x aria-label='Facebook de la mairie'><i></i></a>", "https://www.crest.fr/x", "facebook de la mairie"),
        ("<a href=x title='Contact'>Contact</a>", "https://www.crest.fr/x", "contact"),  # said once
        ("<a href=x>Ac\u00adces\u200bsi<b>ble</b></a>", "https://www.crest.fr/x", "accessi ble"),  # invisible signs
        ("<map><area href=x alt='Plan'></map>", "https://www.crest.fr/x", "plan"),
    ],
)
def test_a_link_has_its_address_and_what_is_read_of_it(body, url, words):
    link = links_of(body)[0]
    assert (link.url, link.words) == (url, words)


def test_inner_links_are_those_of_the_site_and_of_what_is_below_it():
    hosts = ["crest.fr", "www.crest.fr", "demarches.crest.fr", "notcrest.fr", "crest.fr.evil.com"]
    body = "".join(f"<a href='https://{host}/'>x</a>" for host in hosts)
    assert [link.host for link in inner_links(links_of(body), "www.crest.fr")] == hosts[:3]


FOOTER = [
    ("/plan", "Plan du site"),
    ("/batiments", "Accessibilité des bâtiments aux personnes handicapées"),
    ("/rgaa", "Accessibilité : non conforme"),
    ("/legal", "Mentions légales"),
    ("/rgpd", "Politique de confidentialité"),
    ("/ecrire", "Contactez-nous"),
    ("/guichet", "Démarches en ligne"),
    ("/plu", "Urbanisme"),
    ("/plu.pdf", "Urbanisme"),
    ("/conseil", "Comptes rendus du conseil municipal"),
    (
        "/news",
        "Le conseil municipal des jeunes part à la découverte des métiers de la forêt et de ses nombreuses essences",
    ),
    ("/argent", "Budget et finances"),
    ("/idees", "Budget participatif"),
    ("/appels", "Marchés publics"),
]


@pytest.mark.parametrize("order", [1, -1])
def test_seven_pages_are_chosen_whatever_the_order_of_the_page(order):
    links = links_of("".join(f"<a href='{url}'>{text}</a>" for url, text in FOOTER[::order]))
    assert {chosen.purposes[0]: chosen.link.url.removeprefix(HOME) for chosen in choose_pages(links)} == {
        "accessibilite": "rgaa",
        "mentions-legales": "legal",
        "demarches": "guichet",
        "conseil": "conseil",
        "urbanisme": "plu",
        "budget": "argent",
        "confidentialite": "rgpd",
    }


def test_one_page_may_serve_two_purposes():
    links = links_of("<a href=/legal>Mentions légales et données personnelles</a>")
    assert [chosen.purposes for chosen in choose_pages(links)] == [("mentions-legales", "confidentialite")]


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("Comptes rendus des conseils municipaux", ("conseil", "proces-verbaux")),
        ("Procès-verbaux et délibérations", ("conseil", "proces-verbaux")),
        ("Procès-verbaux des élections", ()),
        ("Les finances de la commune", ("budget",)),
        ("PRADA", ("documents-administratifs",)),
        ("Répertoire des informations publiques", ("documents-administratifs",)),
    ],
)
def test_pages_where_documents_stand(text, purposes):
    assert [chosen.purposes for chosen in choose_pages(links_of(f"<a href=/x>{text}</a>"))] == [purposes] * bool(
        purposes
    )


@pytest.mark.parametrize(("url", "expected"), [("https://a.fr/x.PDF?v=2", True), ("https://a.fr/pdf", False)])
def test_documents_are_no_pages(url, expected):
    assert is_document(url) is expected


@given(st.text(), st.text())
def test_any_text_is_a_reference_or_none(base, reference):
    absolute(f"https://www.crest.fr/{base}", reference)
    assert plain(reference) == plain(plain(reference))
