"""Pages of the programme in a real browser: axe, width, weight, keyboard, policy."""

from pathlib import Path

import pytest
from django.conf import settings

from page_checks import ELEMENTS, assert_accessible, ecoindex_grade

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0]) / "programme"
PAGES = {
    "home": "/programme/",
    "governance": "/programme/gouvernance/",
    "objective": "/programme/objectifs/franceconnect-departements/",
    "projects": "/programme/projets/",
    "project": "/programme/projets/urbanisme/",
    "registration": "/programme/projets/urbanisme/inscription/",
    "registration-thanks": "/programme/projets/urbanisme/inscription/?envoye=inscription",
    "sheet": "/communes/29232/#programme",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_no_violation_and_pages_are_light(open_page, address):
    page = open_page(address, first=True)
    page.wait_for_load_state("networkidle")
    assert page.sizes
    assert ecoindex_grade(page) == "A", (page.evaluate(ELEMENTS), page.sizes)
    assert page.complaints == []
    if address != PAGES["sheet"]:  # looked at in test_accessibility
        assert_accessible(page)


def test_axe_finds_no_violation_in_a_form_that_was_refused(open_page):
    page = open_page(PAGES["registration"])
    page.get_by_label("Votre collectivité").fill("Saint-Denis")
    page.get_by_role("button", name="Envoyer l’inscription").click()
    assert page.title().startswith("Erreur dans le formulaire")
    assert page.get_by_label("Votre collectivité").get_attribute("aria-invalid") == "true"
    assert_accessible(page, widths=[360])


def test_every_template_is_looked_at():
    """Those of the fund and of its effect are in test_fund."""
    names = {path.stem for path in FOLDER.glob("*.html") if not path.stem.startswith(("fund", "effect"))}
    assert names
    assert names <= set(PAGES)


def test_from_the_menu_to_an_objective_without_script(open_page):
    page = open_page("/", script=False)
    page.get_by_role("link", name="Programme", exact=True).click()
    page.get_by_text("objectifs dont on ne connaît encore aucune collectivité").click()
    page.get_by_role("link", name="FranceConnect dans tous les départements").first.click()
    page.wait_for_url("**/programme/objectifs/franceconnect-departements/")
    assert page.locator("h1").inner_text() == "FranceConnect dans tous les départements"
