"""Who sees the names of those that have not met an objective."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barometre.web.programme.models import Objective, OrganisationMember

PAGE = "/programme/objectifs/franceconnect-departements/"
FILE = f"{PAGE}collectivites.csv"
FINISTERE, LOZERE = "222900011", "224800011"


@pytest.fixture
def members(programme):
    OrganisationMember.objects.create(organisation_id="amf", siren=FINISTERE)
    OrganisationMember.objects.create(organisation_id="declic", siren=LOZERE)


def sirens(page):
    assert page.status_code == 200
    return {row["siren"] for row in csv.DictReader(io.StringIO(page.content.decode("utf-8-sig")), delimiter=";")}


def test_the_public_sees_numbers_only(members, client):
    text = client.get(PAGE).content.decode()
    assert "Finistère" not in text
    assert "/gestion/login/?next=%2Fprogramme%2Fobjectifs" in text
    asked = client.get(FILE)
    assert (asked.status_code, asked.headers["Location"][:15]) == (302, "/gestion/login/")


def test_a_reader_sees_numbers_only(members, someone):
    reader = someone("reader")
    assert "Finistère" not in reader.get(PAGE).content.decode()
    assert reader.get(FILE).status_code == 404


def test_a_member_sees_those_of_its_organisation(members, someone):
    member = someone("member", "amf")
    text = member.get(PAGE).content.decode()
    assert f"/collectivites/{FINISTERE}/" in text and f"/collectivites/{LOZERE}/" not in text
    assert sirens(member.get(FILE)) == {FINISTERE}
    assert "no-store" in member.get(FILE).headers["Cache-Control"]


def test_a_member_of_an_organisation_without_known_members_sees_none(members, someone):
    assert someone("member", "apvf").get(FILE).status_code == 404


def test_the_team_sees_all_and_chooses_a_departement(members, someone):
    team = someone("team")
    assert len(sirens(team.get(FILE))) == 100
    text = team.get(f"{PAGE}?departement=29").content.decode()
    assert f"/collectivites/{FINISTERE}/" in text and f"/collectivites/{LOZERE}/" not in text
    assert "Page 1 sur 2" in team.get(PAGE).content.decode()
    for wrong in ("?departement=99", "?page=3", "?page=x", "?page=0"):
        assert team.get(f"{PAGE}{wrong}").status_code == 404


def test_what_is_not_known_is_told_apart(members, someone):
    Objective.objects.filter(pk="franceconnect-departements").update(indicator="site-declare", population="commune")
    text = someone("team").get(f"{PAGE}?departement=48").content.decode()
    assert "Ne remplit pas la condition" in text


def test_pages_ask_the_database_little(programme, client):
    client.get(PAGE)
    for address, most in ((PAGE, 12), ("/programme/", 16), ("/programme/gouvernance/", 14)):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most, address
