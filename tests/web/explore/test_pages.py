"""Boards, the explorer, lists and comparisons, as a visitor asks for them."""

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from barometre.web.explore.addresses import packed
from barometre.web.explore.grid import grid

BREST = "/epci/242900314/"
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, [tabindex]"
LIST = "/tableau/liste/"


def text_of(page):
    """Its words, with plain spaces."""
    return re.sub(r"\s", " ", unescape(re.sub(r"<[^>]+>", "", page.content.decode())))


def file_rows(page):
    assert 'attachment; filename="barometre-' in page.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def names(page):
    return [cell.text() for cell in LexborHTMLParser(page.content).css("#tableau tbody th a")]


@pytest.mark.parametrize(
    "address",
    [
        f"{BREST}tableau/",
        "/epci/200057867/tableau/",  # an EPT
        "/departements/62/tableau/?vue=communication",
        "/departements/29/tableau/?type=epci&vue=themes",
        "/regions/53/tableau/?tri=-habitants",
        "/explorer/",
        "/explorer/?indicateur=site-declare&reponse=non",
        "/explorer/?type=region",
        "/comparer/",
        "/comparer/?avec=29232,242900314,222900011",
        "/comparer/?avec=29232&ajouter=brest",
        LIST,
    ],
)
def test_every_page_has_its_title_and_french_spaces(client, address):
    page = client.get(address)
    source = page.content.decode()
    assert page.status_code == 200
    assert source.count("<h1") == 1
    assert "style=" not in source and "<script" not in source
    words = unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "\n", source, flags=re.DOTALL))
    assert re.findall(r".{0,30}\S [:;?!»%](?!\S).{0,10}", words) == []


def test_the_grid_says_what_the_edition_says(published):
    body = published.collectivite_set.get(kind="commune", code="29232")
    row = next(grid(published).filter(siren=body.siren).iter_rows(named=True))
    for name in published.catalogue["indicators"]:
        seen = body.indicators.get(name, {"status": "not-looked"})
        assert (row[name], row[f"{name}.score"]) == (seen["status"], pytest.approx(seen.get("score")))
    assert row["communication.seen"] == pytest.approx(body.scores["communication.seen"].get("score"))


def test_a_sentence_of_a_board_leads_to_those_it_counts(client):
    page = client.get("/departements/29/tableau/")
    source = page.content.decode()
    count, address = re.search(
        r'(\d+) communes sans site déclaré : <a href="([^"#]+)', re.sub(r"\s", " ", source)
    ).groups()
    found = client.get(f"/departements/29/tableau/{unescape(address)}&page=tout")
    assert len(names(found)) == int(count)
    files = file_rows(client.get(f"/departements/29/tableau/donnees.csv{unescape(address)}"))
    assert [row["nom"] for row in files] == names(found)
    assert {row["site-declare"] for row in files} == {"Non"}


def test_the_pages_of_a_board_are_its_whole_list_each_once(client):
    whole = names(client.get(f"{BREST}tableau/?page=tout"))
    assert len(whole) == 8
    pages = [names(client.get(f"/departements/90/tableau/?tri=site-declare&page={page}")) for page in range(1, 12)]
    found = [name for page in pages for name in page]
    assert len(found) == len(set(found)) == 101


def test_a_board_sorts_by_its_headings(client):
    page = LexborHTMLParser(client.get(f"{BREST}tableau/?tri=-habitants").content)
    sorted_by = page.css("th[aria-sort]")
    assert [(one.text(), one.attributes["aria-sort"]) for one in sorted_by] == [("Habitants", "descending")]
    assert page.css_first("tbody th a").text() == "Brest"


def test_the_files_of_a_board_have_every_indicator(client, published):
    rows = file_rows(client.get(f"{BREST}tableau/donnees.csv"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{BREST}tableau/donnees.xlsx").content))
    heading, *lines = book.get_sheet_by_name("Tableau").to_python()
    assert set(published.catalogue["indicators"]) <= set(heading)
    assert list(rows[0]) == heading
    assert [row["siren"] for row in rows] == [line[0] for line in lines]


def test_a_workbook_too_large_is_refused_with_a_way_out(client):
    page = client.get("/regions/53/tableau/donnees.xlsx")
    assert page.status_code == 400
    assert "Filtrez-le, ou prenez le CSV" in text_of(page)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/explorer/?theme=donnees&de=abc", "il faut un nombre entier de 0 à 100"),
        ("/explorer/?territoire=Atlantide", "« Atlantide » reçu"),
        (f"{BREST}tableau/?tri=score", "il faut nom, habitants"),
        ("/comparer/?avec=99999", "il faut des codes INSEE de communes ou des SIREN"),
        ("/comparer/?avec=29232,212902324", "elle y est déjà"),
        ("/comparer/?avec=1,2,3,4,5,6", "5 au plus"),
        ("/tableau/?liste=AAAA", "incomplète ou abîmée"),
    ],
)
def test_a_bad_value_is_refused_with_the_reason(client, address, reason):
    page = client.get(address)
    assert page.status_code == 400
    assert reason in text_of(page)


@pytest.mark.parametrize(
    "address", ["/epci/123456789/tableau/", "/departements/99/tableau/", "/explorer/?page=9999999"]
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_filter_that_nobody_meets_says_what_to_loosen(client):
    page = client.get("/explorer/?type=commune&territoire=75&strate=commune-0-499")
    assert "Sans « territoire : Paris », il y en a" in text_of(page)


def test_the_explorer_counts_lists_and_gives_the_same_rows(client):
    address = "?territoire=29&indicateur=site-declare&reponse=non"
    rows = file_rows(client.get(f"/explorer/donnees.csv{address}"))
    page = client.get(f"/explorer/{address}")
    assert f"{len(rows)} communes" in text_of(page)
    assert names(page) == [row["nom"] for row in rows][: len(names(page))]
    assert "<svg" not in page.content.decode().partition('id="resultat"')[2], "one département: a map says nothing"


def test_the_explorer_draws_a_map_only_when_it_says_something(client):
    def has_map(query):
        return 'class="carte-figure"' in client.get(f"/explorer/{query}").content.decode()

    assert has_map("?indicateur=site-declare&reponse=non")
    assert has_map("?strate=commune-0-499")
    assert not has_map("")
    assert not has_map("?indicateur=site-hsts&reponse=non"), "known of too few"
    assert not has_map("?type=region&indicateur=site-declare&reponse=non")


def test_a_list_needs_its_token_and_leads_to_a_board(published):
    visitor = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert visitor.post(LIST, {"liste": "29232"}).status_code == 403
    form = visitor.get(LIST)
    assert "no-store" in form.headers["Cache-Control"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.content.decode())[1]
    answer = visitor.post(LIST, {"liste": "29232\nBrest", "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/tableau/?liste={packed(['212902324', '212900195'])}",
    )
    assert names(visitor.get(answer.headers["Location"])) == ["Brest", "Quimper"]


def test_rows_that_name_nobody_are_told_and_nothing_is_kept(client):
    page = client.post(LIST, {"liste": "29232\nAtlantis\n=1+1"})
    told = text_of(page)
    assert page.status_code == 400
    assert "2 lignes ne désignent aucune collectivité, sur 3 lignes lues : rien n’a été gardé" in told
    assert "aucune collectivité n’a ce nom" in told and "formule de tableur" in told
    assert "continuez avec 1 collectivité reconnue" in told


def test_a_file_of_excel_is_read_and_notes_are_shown_before_the_board(client):
    file = io.BytesIO("siren\tcommune\r\n212902324\tQuimper\r\n212902324\tQuimper".encode("utf-16"))
    file.name = "liste.txt"
    page = client.post(LIST, {"liste": "", "fichier": file})
    assert page.status_code == 200
    assert "déjà donnée à la ligne 2" in text_of(page)


def test_a_list_too_heavy_is_refused_in_one_sentence(client):
    page = client.post(LIST, {"liste": "212902324\n" * 40_000})
    assert page.status_code == 413
    assert "La liste est trop lourde" in text_of(page)


def test_a_list_may_hold_what_the_edition_has_no_more(client):
    page = client.get(f"/tableau/?liste={packed(['212902324', '999999999'])}")
    assert "1 SIREN de cette adresse n’est pas dans cette édition : 999999999" in text_of(page)


def test_a_comparison_keeps_states_apart_and_leads_on(client):
    page = client.get("/comparer/?avec=48095,29232,222900011")
    told = text_of(page)
    assert {"Oui", "pas regardé"} <= {cell.text() for cell in LexborHTMLParser(page.content).css("td")}
    assert "ne sont pas toutes du même type" in told
    assert '/comparer/?avec=29232"' in client.get("/communes/29232/").content.decode()
    territories = text_of(client.get("/comparer/?avec=departement-29,region-53,29232"))
    assert re.search(r"\d % \(connu pour 277 communes sur 277\)", territories)
    found = client.get("/comparer/?avec=29232&ajouter=brest").content.decode()
    assert "/comparer/?avec=212902324%2C212900195" in found


def test_the_tab_key_reaches_the_table_of_the_largest_departement(client):
    """887 communes: its map alone had as many stops."""
    page = LexborHTMLParser(client.get("/departements/62/").content)
    order = page.css(f"{FOCUSABLE}, #communes table")
    table = next(place for place, one in enumerate(order) if one.tag == "table")
    stops = [one for one in order[:table] if one.attributes.get("tabindex") != "-1"]
    assert len(stops) <= 200
    assert len(page.css("svg a")) >= 887


def test_a_territory_says_what_to_do_and_what_its_communes_lack(client):
    for address in (BREST, "/departements/29/", "/regions/53/"):
        page = client.get(address)
        told = text_of(page)
        assert "Que faire maintenant" in told
        assert "Ce qui manque le plus à ses communes" in told
        source = re.sub(r"\s", " ", page.content.decode())
        address, count = re.search(
            r'href="([^"]+tableau/\?indicateur=[^"#]+)#tableau">([\d ]+ communes?)', source
        ).groups()
        assert count in text_of(client.get(unescape(address)))


def test_beside_a_territory_others_are_offered_and_told_by_their_communes(client):
    page = client.get("/comparer/?avec=epci-242900314&ajouter=quimper bretagne").content.decode()
    assert "/comparer/?avec=epci-242900314%2Cepci-200068120" in page
    compared = text_of(client.get("/comparer/?avec=epci-242900314,epci-200068120"))
    assert "moyennes de ses communes" in compared and "Site internet déclaré" in compared
