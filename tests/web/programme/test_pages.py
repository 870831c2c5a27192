import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.base import ContentFile

from barometre.web.programme.models import Deliverable, GroupProject, Meeting, Objective, ObjectiveStep

OBJECTIVE = "franceconnect-departements"
ADDRESSES = {
    "/programme/": "Objectif par objectif",
    "/programme/gouvernance/": "Villes Internet",
    f"/programme/objectifs/{OBJECTIVE}/": "Ce qui a été décidé",
    "/programme/objectifs/urbanisme-autres-communes/": "Les communes de 3\u00a0500\u00a0habitants ou moins",
    "/programme/projets/": "Demandes d’urbanisme en ligne",
    "/programme/projets/urbanisme/": "Côté collectivités",
    "/programme/projets/urbanisme/inscription/": "Votre inscription n’est jamais publiée",
}


@pytest.mark.parametrize(("address", "words"), ADDRESSES.items())
def test_every_page_says_what_it_is_about(programme, client, address, words):
    page = client.get(address)
    text = page.content.decode()
    assert (page.status_code, words in text, text.count("<h1")) == (200, True, 1)
    assert "style=" not in text and "<script" not in text
    plain = unescape(re.sub(r"<(svg|code|style).*?</\1>|<[^>]+>", "\n", text, flags=re.DOTALL))
    assert re.findall(r".{0,30}\S [:;?!»%](?!\S).{0,10}", plain) == []


@pytest.mark.parametrize(
    "address",
    [
        "/programme/objectifs/inconnu/",
        "/programme/objectifs/inconnu/collectivites.csv",
        "/programme/projets/inconnu/",
        "/programme/projets/inconnu/inscription/",
        "/programme/projets/urbanisme/livrables/999999/",
    ],
)
def test_an_unknown_address_says_so(programme, client, address):
    assert client.get(address).status_code == 404


def rows(page):
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/programme/donnees.csv", 6),
        ("/programme/gouvernance/donnees.csv", 20),
        ("/programme/gouvernance/decisions.csv", 9),
        ("/programme/projets/donnees.csv", 10),
    ],
)
def test_the_file_of_a_table_has_every_row(programme, client, address, count):
    assert len(rows(client.get(address))) == count


def test_the_numbers_of_groups_add_up(programme, client):
    found = rows(client.get(f"/programme/objectifs/{OBJECTIVE}/donnees.csv"))
    sums = {
        kind: sum(int(row["concernees"]) for row in found if row["decoupage"] == kind)
        for kind in ("france", "region", "strate")
    }
    assert set(sums.values()) == {100}
    assert len({row["code"] for row in found if row["decoupage"] == "region"}) == 18


def test_nothing_is_said_for_want_of_evidence(programme, client):
    """Nobody has looked at FranceConnect in the edition of the tests."""
    text = client.get(f"/programme/objectifs/{OBJECTIVE}/").content.decode()
    assert "On ne sait pas encore" in text
    assert "Aucune des 100 collectivités concernées n’a encore été observée." in text
    assert "Il en manque" not in re.sub(r"<table.*?</table>", "", text, flags=re.DOTALL).replace(
        "Il en manque (au maximum)", ""
    )
    found = {row["id"]: row for row in rows(client.get("/programme/donnees.csv"))}
    assert (found[OBJECTIVE]["part_etablie"], found[OBJECTIVE]["etat"]) == ("", "On ne sait pas encore")


def test_doubts_of_sources_and_history_are_told(programme, client):
    text = client.get(f"/programme/objectifs/{OBJECTIVE}/").content.decode()
    row = Objective.objects.get(pk=OBJECTIVE)
    assert row.doubt[:40] in text
    assert "7 mars 2022" in text and "novembre 2021" in text
    assert f'href="{row.source_url}"' in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"indicator": "site-declare", "population": "commune", "target": 0.5}, "atteints"),
        ({"indicator": "site-declare", "population": "commune", "target": 1.0}, "manqués"),
    ],
)
def test_the_home_page_counts_verdicts(programme, client, changes, words):
    Objective.objects.filter(pk=OBJECTIVE).update(**changes)
    text = client.get("/programme/").content.decode()
    assert ("1", words) in re.findall(r'bar-card__figure">(\d+)</p>.*?</svg> ([^<]+)</span>', text, re.DOTALL)


def test_proposals_of_members_wait_for_agreement(programme, client, someone):
    proposed = Objective.objects.get(pk=OBJECTIVE)
    proposed.proposed_by = someone("member", "amf").user
    proposed.save()
    ObjectiveStep.objects.filter(objective=proposed).exclude(state="proposed").delete()
    assert client.get(f"/programme/objectifs/{OBJECTIVE}/").status_code == 404
    assert proposed.title not in client.get("/programme/").content.decode()


def test_the_next_meeting_is_announced(programme, client):
    assert "Aucune réunion n’est annoncée" in client.get("/programme/").content.decode()
    Meeting.objects.create(
        id="prochaine", body_id="comite-coordination", held_on=date(2100, 5, 4), place="Lyon", agenda="Bilan\nSuites"
    )
    assert "Comité de coordination, le 4 mai 2100, Lyon" in client.get("/programme/").content.decode()
    assert "<li>Suites</li>" in client.get("/programme/gouvernance/").content.decode()


def test_a_file_of_a_project_is_given_to_keep(programme, client):
    made = Deliverable.objects.create(
        project_id="urbanisme", title="Guide <b>", file=ContentFile(b"%PDF-1.7", name="guide.pdf")
    )
    text = client.get("/programme/projets/urbanisme/").content.decode()
    assert "Guide &lt;b&gt;" in text
    answer = client.get(f"/programme/projets/urbanisme/livrables/{made.pk}/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert client.get(f"/programme/projets/agenda/livrables/{made.pk}/").status_code == 404
    made.file.delete()


def test_what_the_team_writes_is_shown_as_text(programme, client):
    GroupProject.objects.filter(pk="urbanisme").update(title="<script>alert(1)</script>", open=False)
    text = client.get("/programme/projets/urbanisme/").content.decode()
    assert "<script" not in text
    assert "ne prend plus d’inscriptions" in text


def test_groups_are_shown_once_something_is_known(programme, client):
    Objective.objects.filter(pk=OBJECTIVE).update(indicator="site-declare", population="commune")
    text = client.get(f"/programme/objectifs/{OBJECTIVE}/").content.decode()
    assert "Communes de moins de 500 habitants" in text and "Bretagne" in text
    assert "Annuaire de l’administration" in text
    assert "Par région" not in client.get("/programme/objectifs/urbanisme-autres-communes/").content.decode()


def test_a_target_met_after_its_day_says_so(programme, client):
    Objective.objects.filter(pk=OBJECTIVE).update(indicator="site-declare", population="commune", target=0.1)
    for address in ("/programme/", f"/programme/objectifs/{OBJECTIVE}/"):
        assert "rien ne dit si elle l’était à l’échéance" in client.get(address).content.decode()


def test_what_is_not_known_is_counted_once(programme, client):
    home = unescape(client.get("/programme/").content.decode())
    assert home.count("dont on ne connaît encore aucune collectivité") == 1
    governance = client.get("/programme/gouvernance/").content.decode()
    assert governance.count("l’échéance n’est pas connue") == 1
    for address in ("/programme/", "/programme/gouvernance/", "/programme/projets/", "/programme/fonds/"):
        text = client.get(address).content.decode()
        assert not re.search(r"[Nn]on (connu|précisé|renseigné)|barometre [a-z]+ |docs/", text), address
