"""Four people at work, by keyboard alone, without JavaScript, at a desk and on a phone."""

import csv
import gzip
import io
import json
import re
import urllib.request

import pytest

from barometre.web.observations.models import Contest

# Chapelle-en-Valgaudémar (La): 120 inhabitants, no site.
VILLAGE = "/communes/05064/"
EPCI = "/epci/242900314/"


@pytest.fixture
def visit(open_page):
    """Open an address without JavaScript."""
    return lambda address: open_page(address, script=False)


@pytest.fixture
def contests():
    """Forget what the journey contests: the database is that of all tests."""
    yield
    Contest.objects.filter(text__startswith="Essai de parcours").delete()


def follow(page, selector, most=250):
    """Press Tab until a link, a field or a button has the focus, then Enter."""
    reach(page, selector, most)
    page.keyboard.press("Enter")


DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
# Gives the focus to the stop of the keyboard that stands some stops before an element, unless it is there or past it.
NEAR = """([selector, before]) => {
  const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const shown = stops.filter(stop => stop.checkVisibility() && !stop.disabled);
  const near = shown.findIndex(stop => stop.matches(selector)) - before;
  if (near > shown.indexOf(document.activeElement)) shown[near].focus();
}"""


def reach(page, selector, most=250):
    """Press Tab until an element has the focus, from three stops before it on.

    No script runs on these pages, so nothing holds the keyboard on the way: `test_visit` goes all of one.
    On a phone the element is shown too: the keyboard reaches what is shown, for the same reason.
    """
    page.evaluate(NEAR, [selector, 3])
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            page.set_viewport_size(PHONE)
            assert page.locator(f"{selector}:focus").is_visible()
            page.set_viewport_size(DESK)
            return
    raise AssertionError(f"{selector} is not reached with the keyboard on {page.url}")


def fetched(site, address):
    with urllib.request.urlopen(site + address, timeout=300) as answer:
        return answer.read()


def test_the_secretary_finds_her_village_contests_and_prints_her_page(visit, contests):
    page = visit("/")
    reach(page, "input[name=q]")
    page.keyboard.type("mairie La Chapelle-en-Valgaudémar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/**")
    follow(page, f"a[href='{VILLAGE}']")
    page.wait_for_url(f"**{VILLAGE}")
    follow(page, f"a[href='{VILLAGE}contester/site-declare/']")
    page.wait_for_url("**/contester/site-declare/")
    assert "Corriger à la source" in page.locator("main").inner_text()
    reach(page, "textarea[name=text]")
    page.keyboard.type("Essai de parcours : notre site existe depuis mars.")
    follow(page, "main form button[type=submit]")
    page.wait_for_url(re.compile(r"/contestations/[^/]+/$"))
    kept = page.locator("main").inner_text()
    assert "Reçue" in kept and Contest.objects.get(text__startswith="Essai de parcours").token in page.url
    page.goto(page.url.partition("/contestations/")[0] + VILLAGE)
    follow(page, f"a[href='{VILLAGE}imprimer/']")
    page.wait_for_url("**/imprimer/")
    assert "La Chapelle-en-Valgaudémar" in page.locator("h1").inner_text()


def test_the_vice_president_reads_the_board_exports_and_compares(visit, site):
    page = visit(EPCI)
    follow(page, f"a[href='{EPCI}tableau/']")
    page.wait_for_url("**/tableau/")
    follow(page, "main a[href*='reponse=non']")
    page.wait_for_url("**reponse=non**")
    concerned = int(re.match(r"\d+", page.locator("#tableau h2").inner_text())[0])
    reach(page, ".bar-download a[href*='donnees.csv']")
    export = page.locator(".bar-download a[href*='donnees.csv']").get_attribute("href")
    rows = list(csv.reader(io.StringIO(fetched(site, export).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == concerned + 1 > 1
    page.goto(site + EPCI)
    follow(page, "a[href^='/comparer/?avec=']")
    page.wait_for_url("**/comparer/**")
    reach(page, "#ajouter")
    page.keyboard.type("Quimper Bretagne Occidentale")
    page.keyboard.press("Enter")
    page.wait_for_url("**ajouter=**")
    follow(page, ".bar-hits a")
    page.wait_for_url(re.compile(r"avec=epci-\d+%2Cepci-\d+"))
    assert page.locator("main table thead th").count() >= 3


def test_the_officer_sees_what_moved_and_takes_a_map(visit, site):
    page = visit("/france/")
    follow(page, "a[href='/editions/']")
    page.wait_for_url("**/editions/")
    assert "1 novembre 2026" in page.locator("main").inner_text().replace("\u00a0", " ").replace("1er", "1")
    page = visit("/indicateurs/site-declare/")
    reach(page, "a[href$='carte.png']")
    picture = fetched(site, page.locator("a[href$='carte.png']").first.get_attribute("href"))
    assert picture.startswith(b"\x89PNG")


def test_the_journalist_finds_one_figure_in_the_table_and_by_the_api(visit, site):
    page = visit("/donnees/")
    reach(page, "main a[href$='collectivites-indicateurs.csv.gz']")
    address = page.locator("main a[href$='collectivites-indicateurs.csv.gz']").first.get_attribute("href")
    table = csv.DictReader(io.StringIO(gzip.decompress(fetched(site, address)).decode()))
    quimper = next(row for row in table if row["siren"] == "212902324")
    follow(page, "a[href='/methodologie/']")
    page.wait_for_url("**/methodologie/")
    page = visit("/api/")
    assert "/api/v1/communes/" in page.locator("main").inner_text()
    follow(page, "a[href='/api/appels/communes/']")
    page.wait_for_url("**/api/appels/communes/")
    reach(page, "#p-codePostal")
    page.keyboard.press("Control+A")
    page.keyboard.type("29000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/api/v1/communes?codePostal=29000")
    assert json.loads(page.locator("body").inner_text())[0]["nom"] == "Quimper"
    document = json.loads(fetched(site, "/api/v1/communes/29232"))
    assert document["siren"] == "212902324"
    (column,) = (name for name in quimper if name.endswith("site-declare"))
    answer = document["indicateurs"]["site-declare"]
    assert answer["score"] == float(quimper[column]) if quimper[column] not in ("oui", "non") else answer
