from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from barometre.web.observations.models import Contest
from page_checks import WIDTHS, assert_accessible, violations

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])

TEMPLATES = {
    "home": "/",
    "search": "/recherche/?q=saint",
    "search-outside": "/recherche/?q=noumea",
    "search-empty": "/recherche/",
    "search-none": "/recherche/?q=zzzzzz",
    "france": "/france/?mesure=site-declare",
    "region": "/regions/53/",
    "departement": "/departements/29/",
    "epci": "/epci/242900314/",
    "ept": "/epci/200057867/",
    "commune": "/communes/29232/",
    "commune-low": "/communes/01015/",
    "authority": "/collectivites/222900011/",
    "journal": "/methodologie/journal/",
    "agreements": "/methodologie/desaccords/",
    "small_areas": "/methodologie/petits-territoires/",
    "robustness": "/methodologie/robustesse/",
    "observation": "/communes/48095/observation/",
    "observation-unseen": "/collectivites/222900011/observation/",
    "observation-opened": "/communes/48095/observation/?groupe=tout",
    "editions": "/editions/",
    "edition": "/editions/2026-11-01/",
    "edition_gone": "/editions/2020-01-01/",
    "contest": "/communes/48095/contester/site-declare/",
    "contests": "/contestations/",
    "replies": "/droit-de-reponse/",
    "council": "/communes/48095/imprimer/",
    "embeds": "/communes/48095/afficher/",
    "responsible": "/communes/48095/numerique-responsable/?r=on----x-on&elements=99&fichiers=9&poids=99",
    "responsible-strategy": "/collectivites/242900314/numerique-responsable/?theme=4",
    "declaration": "/communes/48095/numerique-responsable/declaration/?r=on",
    "open-data": "/communes/29019/donnees-et-archives/",
    "check-file": "/donnees-et-archives/verifier/",
    "board": "/departements/29/tableau/?vue=communication",
    "list": "/tableau/liste/",
    "explorer": "/explorer/?indicateur=site-declare&reponse=non",
    "compare": "/comparer/?avec=48095,29232,222900011&ajouter=brest",
    "outside": "/hors-champ/98818/",
    "themes": "/themes/",
    "theme": "/themes/communication/",
    "theme-unknown": "/themes/strategie/",
    "indicators": "/indicateurs/",
    "indicator": "/indicateurs/site-declare/",
    "methodology": "/methodologie/",
    "data": "/donnees/",
    "dictionary": "/donnees/dictionnaire/",
    "api": "/api/",
    "api_call": "/api/appels/communes/",
    "api_object": "/api/objets/Collectivite/",
    "accessibility": "/accessibilite/",
    "legal": "/mentions-legales/",
    "ecodesign": "/eco-conception/",
    "error": "/nulle-part/",
    "become": "/communes/16010/",
    "tools": "/outils/?theme=cybersecurite",
    "tool": "/outils/payfip/?pour=48095",
    "tools-compare": "/outils/comparer/?outil=grist&outil=docs&outil=visio",
}
# Seen by who sent a contest only.
FOLLOWED = "followed"


DESKTOP_ONLY = """<!doctype html><html lang="fr"><title>Page</title><meta name="viewport" content="width=device-width">
    <style>@media (max-width: 400px) { p { display: none } }</style>
    <main><h1>Page</h1><p><img src="data:," width="9" height="9"></p></main></html>"""
# A text whose colour is another one's, on another background; the first one of its look is not shown.
PALE = """<!doctype html><html lang="fr"><title>Page</title><meta name="viewport" content="width=device-width">
    <style>p, em { color: #eee; background: #000 } div em { background: none }</style>
    <main><h1>Page</h1><p>Lisible</p><p>Lisible <em>aussi</em></p>
    <div hidden><em>pale</em></div><div><em>pale</em> et <em>pale</em></div></main></html>"""
# Other states of a template that is looked at by its own name: at the width where less fits.
STATES = set(TEMPLATES) - {path.stem for path in (FOLDER / "pages").glob("*.html")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_axe_finds_no_violation_and_nothing_overflows(open_page, name):
    assert_accessible(open_page(TEMPLATES[name]), widths=[360] if name in STATES else WIDTHS)


def test_axe_finds_no_violation_in_a_whole_page_on_a_desktop(open_page):
    """Of others it looks there at what a phone does not show."""
    assert violations(open_page("/communes/29232/"), colours=False) == []


def test_axe_finds_no_violation_in_a_form_that_was_refused(open_page):
    page = open_page("/communes/48095/contester/site-declare/")
    page.get_by_label("Adresse de courriel").fill("secretaire")
    page.get_by_role("button", name="Envoyer la contestation").click()
    assert page.title().startswith("Erreur dans le formulaire")
    assert_accessible(page, widths=[360])


def test_axe_finds_no_violation_where_a_contest_is_followed(open_page):
    page, contest = open_page("/nulle-part"), Contest(id=12, siren="212902324", sent_at=timezone.now())
    shown = {
        "contest": contest,
        "where": "Reçue",
        "question": "Site internet déclaré",
        "address": f"http://x/{'a' * 99}/",
    }
    page.set_content(render_to_string(f"pages/{FOLLOWED}.html", shown, RequestFactory().get("/")))
    assert_accessible(page, widths=[360])


def test_axe_sees_a_fault_of_what_only_a_desktop_shows(open_page):
    page = open_page("/accessibilite/")
    page.goto("about:blank")
    page.set_content(DESKTOP_ONLY)
    with pytest.raises(AssertionError):
        assert_accessible(page)
    assert [rule for rule, _ in violations(page, parts=True)] == ["image-alt"]
    page.set_viewport_size({"width": 360, "height": 900})
    assert violations(page) == []


def test_axe_sees_a_fault(open_page):
    page = open_page("/accessibilite/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/robots.txt\">'")
    assert "image-alt" in [rule for rule, _ in violations(page)]


def test_axe_sees_a_fault_of_colour_among_texts_of_others(open_page):
    page = open_page("/accessibilite/")
    page.goto("about:blank")
    page.set_content(PALE)
    assert violations(page) == [["color-contrast", '<em data-new-colours="">pale</em>']]


def test_every_template_is_looked_at():
    pages = {path.stem for path in (FOLDER / "pages").glob("*.html")}
    assert pages
    assert pages <= {*TEMPLATES, FOLLOWED}


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "errors").glob("*.html")))
def test_axe_finds_no_violation_on_pages_of_errors(open_page, name):
    page = open_page("/nulle-part")
    page.set_content(render_to_string(f"errors/{name}.html", request=RequestFactory().get("/")))
    assert_accessible(page, widths=[360])
