import re

import pytest

# Bytes of a first visit beside fonts (docs/architecture.md, what a page owes its reader).
FIRST_VISIT = 150_000
# Pas-de-Calais has the most communes.
HEAVY = ["/", "/france/", "/departements/62/", "/communes/29232/", "/indicateurs/site-declare/", "/methodologie/"]


def tab_to(page, selector):
    """Press Tab until what is wanted has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


def test_home_to_search_to_commune_with_the_keyboard_alone(open_page):
    page = open_page("/", script=False)
    tab_to(page, "input[name=q]")
    page.keyboard.type("quimper")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=quimper")
    tab_to(page, "a[href='/communes/29232/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/communes/29232/")
    assert page.locator("h1").inner_text() == "Quimper"


def test_skip_links_lead_to_the_content(open_page):
    page = open_page("/", script=False)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Contenu"
    page.keyboard.press("Enter")
    assert page.url.endswith("#contenu")


@pytest.mark.parametrize("address", HEAVY)
def test_a_first_visit_is_light_and_asks_nothing_elsewhere(open_page, address):
    page = open_page(address, first=True)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(page.sizes) < FIRST_VISIT
    assert len(page.sizes) <= 8
    assert page.complaints == []


@pytest.mark.parametrize("address", ["/recherche/?q=brest", "/epci/242900314/"])
def test_the_policy_is_never_broken(open_page, address):
    assert open_page(address).complaints == []


def test_a_measure_is_chosen_without_script(open_page):
    page = open_page("/departements/29/", script=False)
    page.select_option("#mesure", "site-declare")
    page.get_by_role("button", name="Afficher").click()
    assert "mesure=site-declare" in page.url
    assert "Site internet déclaré" in page.locator("#carte-titre").inner_text()


def test_a_territory_of_the_map_is_reached_with_the_keyboard(open_page):
    page = open_page("/regions/53/", script=False)
    page.locator(".carte a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/departements/**")
    assert page.locator("h1").inner_text()


def test_the_map_can_be_passed(open_page):
    page = open_page("/departements/29/", script=False)
    page.get_by_role("button", name="Afficher").focus()
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Passer la carte"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".carte a:focus").count() == 0


# A village, the second city, an EPCI, the authority of a département, and a commune observed in full.
PAPER = ["communes/05064", "communes/13055", "collectivites/242900314", "collectivites/222900011", "communes/48095"]


@pytest.mark.parametrize("body", PAPER)
def test_the_page_for_a_council_is_one_sheet_of_paper(open_page, body):
    page = open_page(f"/{body}/imprimer/")
    page.wait_for_load_state("networkidle")
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Page\b", paper) == [b"/Type /Page"]


# What a body prints of its two paths, before any answer.
PATHS = [
    f"{body}/{part}/"
    for body in (PAPER[0], PAPER[1], PAPER[4])
    for part in ("numerique-responsable", "donnees-et-archives")
]


@pytest.mark.parametrize("path", PATHS)
def test_each_path_of_a_body_is_one_sheet_of_paper(open_page, path):
    paper = open_page(f"/{path}").pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type\s*/Page\b", paper) == [b"/Type /Page"]
