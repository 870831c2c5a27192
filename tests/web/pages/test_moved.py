"""What moved, in words and in feeds: no arrow where two answers do not compare, no clock nor host in identifiers."""

import re
from contextlib import contextmanager
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import transaction

from barometre.web.editions.models import Change, Edition, Tally
from barometre.web.pages.moved import of_body, tallies_table, tally_sentence

ATOM = "{http://www.w3.org/2005/Atom}"
SINCE = date(2026, 5, 1)
QUIMPER = "212902324"


@pytest.mark.parametrize(
    ("answer", "arrow", "word"),
    [
        ([0.0, 100.0, "evidence"], "↑", "En mieux"),
        ([100.0, 0.0, "evidence"], "↓", "En moins bien"),
        ([0.0, 100.0, "method"], "", "Ne se compare pas"),
        ([0.0, 100.0, "territory"], "", "Ne se compare pas"),
        ([None, 100.0, "evidence"], "", "Réponse nouvelle"),
        ([100.0, None, "evidence"], "", "N’est plus connu"),
    ],
)
def test_an_arrow_is_drawn_for_the_evidence_alone(published, answer, arrow, word):
    entries = {"site-declare": published.catalogue["indicators"]["site-declare"]}
    told = of_body(SINCE, {"site-declare": answer}, entries)
    (line,) = [*told.lines, *told.fresh]
    assert (line.arrow, line.word) == (arrow, word)
    assert {line.before, line.after} <= {"oui", "non", "pas connu"}


def test_alone_an_edition_says_so_in_a_sentence():
    assert "la première publiée ici" in of_body(None, {}, {}).sentence
    assert of_body(SINCE, {}, {}).sentence == "Depuis l’édition du 1er mai 2026, aucune réponse n’a changé."


def tally(**changed):
    counted = {"known_in_both": 30_000, "gained": 12, "lost": 3, "by_method": 0, "by_territory": 1} | changed
    return Tally(indicator="site-declare", kind="commune", territory_kind="france", territory="FR", **counted)


def test_where_the_method_changed_no_movement_is_counted(published):
    entries = published.catalogue["indicators"]
    (row,) = tallies_table("", [tally()], entries).rows
    assert [cell.value for cell in row[2:]] == ["↑ 12", "↓ 3", 30_000, "la collectivité a changé (1)"]
    (row,) = tallies_table("", [tally(by_method=5)], entries).rows
    assert [cell.value for cell in row[2:4]] == [None, None]
    assert "ne se comparent pas" in tally_sentence(tally(by_method=5), entries)


@contextmanager
def second(edition):
    """An edition before the published one, from which two answers of Quimper moved."""
    with transaction.atomic():
        Edition.objects.create(
            date=SINCE, build_id="a", light=True, catalogue={}, manifest={"collectivites_of": "2026-11-01"}
        )
        Edition.objects.filter(pk=edition.pk).update(before=SINCE, before_build="a")
        answers = {"site-https": [0.0, 100.0, "evidence"], "site-declare": [0.0, 100.0, "method"]}
        Change.objects.create(edition=edition, siren=QUIMPER, answers=answers)
        row = tally()
        row.edition = edition
        row.save()
        yield
        transaction.set_rollback(True)


def entries_of(page):
    """What RFC 4287 (4.1.1, 4.1.2) asks of a feed and of each entry is there once; return the entries."""
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = ElementTree.fromstring(page.content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        assert [len(one.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:[a-zA-Z0-9/-]+", one.findtext(f"{ATOM}id"))
        assert one.findtext(f"{ATOM}updated").endswith("T00:00:00+00:00")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["alternate", "self"]
    assert feed.findtext(f"{ATOM}updated") == max(one.findtext(f"{ATOM}updated") for one in entries)
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries) > 0
    return entries


@pytest.mark.parametrize(
    "page",
    [
        *("/communes/29232/", "/collectivites/222900011/", "/epci/242900314/"),
        *("/departements/29/", "/regions/53/", "/france/"),
    ],
)
def test_every_page_has_its_feed_which_begins_with_the_first_edition(client, page):
    html = client.get(page).content.decode()
    (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)
    assert link == f"{page}flux.atom"
    assert "la première publiée ici" in html
    (only,) = entries_of(client.get(f"{page}flux.atom"))
    assert "Première édition" in only.findtext(f"{ATOM}summary")


def test_a_feed_tells_what_moved_and_is_the_same_when_made_again(client, published):
    address = "/communes/29232/flux.atom"
    with second(published):
        moved, first = entries_of(client.get(address))
        again, elsewhere = client.get(address).content, client.get(address, SERVER_NAME="127.0.0.1")
        assert again == client.get(address).content
        assert entries_of(elsewhere)[0].findtext(f"{ATOM}id") == moved.findtext(f"{ATOM}id")
        france, _ = entries_of(client.get("/france/flux.atom"))
    assert "↑" in moved.findtext(f"{ATOM}summary") and "la preuve a changé" in moved.findtext(f"{ATOM}summary")
    assert first.findtext(f"{ATOM}updated").startswith("2026-05-01")
    assert "↑ 12 en mieux" in france.findtext(f"{ATOM}summary")


def test_who_did_not_move_has_no_entry_and_its_feed_is_not_updated(client, published):
    with second(published):
        (only,) = entries_of(client.get("/communes/29019/flux.atom"))
    assert only.findtext(f"{ATOM}updated").startswith("2026-05-01")


def test_a_former_code_leads_to_the_feed_of_today(client):
    answer = client.get("/communes/16010/flux.atom")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/communes/16186/flux.atom")
    assert client.get("/communes/99999/flux.atom").status_code == 404


def test_editions_are_listed_with_what_they_are_and_one_that_is_gone_says_where_to_go(client, published):
    assert "Il n’y a qu’une édition" in client.get("/editions/").content.decode()
    with second(published):
        listed = client.get("/editions/").content.decode()
        one = client.get(f"/editions/{SINCE}/").content.decode()
    assert "refaite après coup avec les collectivités du 1er novembre 2026" in listed
    assert "Ses fichiers ne sont pas gardés" in one
    for day in ("2020-01-01", "hier"):
        gone = client.get(f"/editions/{day}/")
        assert gone.status_code == 404 and 'href="/editions/"' in gone.content.decode()
    own = f"/editions/{published.date}/"
    assert "Annuaire" in client.get(own).content.decode()
    assert client.get(f"{own}manifest.json").status_code == 200
    assert client.get(f"{own}secret_key").status_code == 404
