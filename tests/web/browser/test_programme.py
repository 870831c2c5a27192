"""Pages of the programme in a real browser: axe, width, weight, keyboard, policy."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from barometre.observation.standards.ecoindex import ecoindex, grade

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0]) / "programme"
OURS = {
    "home": "/programme/",
    "governance": "/programme/gouvernance/",
    "objective": "/programme/objectifs/franceconnect-departements/",
    "projects": "/programme/projets/",
    "project": "/programme/projets/urbanisme/",
    "registration": "/programme/projets/urbanisme/inscription/",
    "registration-thanks": "/programme/projets/urbanisme/inscription/?envoye=inscription",
    "sheet": "/communes/29232/#programme",
}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", OURS.values(), ids=OURS)
def test_axe_finds_no_violation_and_nothing_overflows(open_page, address, width):
    page = open_page(address, width)
    assert page.complaints == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_violation_in_a_form_that_was_refused(open_page, width):
    page = open_page(OURS["registration"], width, script=True)
    page.get_by_label("Votre collectivité").fill("Saint-Denis")
    page.get_by_role("button", name="Envoyer l’inscription").click()
    assert page.title().startswith("Erreur dans le formulaire")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.get_by_label("Votre collectivité").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", OURS)
def test_pages_have_the_grade_a_of_ecoindex(browser, site, name):
    page = browser.new_page()
    sizes, session = [], page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site + OURS[name], wait_until="networkidle")
    elements = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    page.close()
    assert grade(ecoindex(elements, len(sizes), sum(sizes) / 1000)) == "A", elements


def test_every_template_of_ours_is_looked_at():
    theirs = {path.stem for path in FOLDER.glob("*.html") if path.stem.startswith(("fund", "effect"))}
    assert {path.stem for path in FOLDER.glob("*.html")} - theirs <= set(OURS)


def test_from_the_menu_to_an_objective_without_script(open_page):
    page = open_page("/", script=False)
    page.get_by_role("link", name="Programme", exact=True).click()
    page.get_by_role("link", name="FranceConnect dans tous les départements").first.click()
    page.wait_for_url("**/programme/objectifs/franceconnect-departements/")
    assert page.locator("h1").inner_text() == "FranceConnect dans tous les départements"
