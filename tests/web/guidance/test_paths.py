"""The two paths on real bodies: what is seen, answered, told as unknown, and what is shown to nobody else."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from barometre.web.guidance import open_data

MENDE, VILLAGE, BREST, METROPOLE = "48095", "48002", "29019", "242900314"
RESPONSIBLE, DATA, CHECK = "numerique-responsable/", "donnees-et-archives/", "/donnees-et-archives/verifier/"


def text(response):
    return re.sub(r"[\u00a0\u202f]", " ", response.content.decode())


@pytest.mark.parametrize("part", [RESPONSIBLE, f"{RESPONSIBLE}declaration/", DATA])
@pytest.mark.parametrize(
    "place", [f"communes/{MENDE}", f"communes/{BREST}", f"collectivites/{METROPOLE}", "collectivites/222900011"]
)
def test_each_path_is_a_page_for_every_kind_of_body(client, place, part):
    assert client.get(f"/{place}/{part}").status_code == 200


@pytest.mark.parametrize("part", [RESPONSIBLE, f"{RESPONSIBLE}declaration/", DATA])
def test_a_former_code_leads_to_the_commune_of_today_and_nobody_to_nothing(client, part):
    assert client.get(f"/communes/99999/{part}").status_code == 404
    answer = client.get(f"/collectivites/212902324/{part}")
    assert (answer.status_code, answer["Location"]) == (301, f"/communes/29232/{part}")


def test_what_is_measured_is_dated_and_what_nobody_looked_at_says_so(client):
    measured = text(client.get(f"/communes/{MENDE}/{RESPONSIBLE}"))
    assert "Poids de la page d’accueil" in measured and "septembre 2026" in measured
    unseen = text(client.get(f"/collectivites/{METROPOLE}/{RESPONSIBLE}"))
    assert "Nous ne lui connaissons pas de site à son propre nom" in unseen
    assert "Ce que changerait une page plus légère" not in unseen


def test_answers_become_a_short_address_that_holds_them(client):
    sent = client.get(f"/communes/{MENDE}/{RESPONSIBLE}?r=o&theme=4&vues=5000&c1.2=n&c4.1=o&c4.4=x&c9.1=-")
    assert sent.status_code == 302
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked == {"r": ["on" + "-" * 25 + "o--x"], "theme": ["4"], "vues": ["5000"]}
    page = text(client.get(sent["Location"]))
    # Met 1.5 × 2, not met 1.5; 4.4 does not apply.
    assert "<strong>66,7 %</strong>" in page and "4 réponses sur 78" in page
    assert "Savez-vous dire à qui s’adresse le site" in page.partition("À faire d’abord")[2][:600]
    assert 'name="vues" maxlength="10" value="5000"' in page


@pytest.mark.parametrize(
    "query", ["r=z", "r=x", "c1.1=x", "c9.9=o", "theme=12", "vues=abc", "poids=-1", "s=q", "vues=99999999999"]
)
def test_an_address_that_means_nothing_is_refused(client, query):
    answer = client.get(f"/communes/{MENDE}/{RESPONSIBLE}?{query}")
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        assert "9.9" not in answer["Location"]


def test_nothing_is_claimed_without_an_answer(client):
    page = text(client.get(f"/communes/{MENDE}/{RESPONSIBLE}declaration/"))
    assert "Aucun taux ne peut être donné" in page
    assert "Validés (0) : aucun." in page and "Sans réponse à ce jour (78)" in page
    assert page.count("à compléter]") > 10


def test_a_declaration_tells_what_was_answered_and_that_it_is_not_whole(client):
    page = text(client.get(f"/communes/{MENDE}/{RESPONSIBLE}declaration/?r=on----x"))
    assert "Validés (1) : 1.1." in page and "Non validés (1) : 1.2." in page
    assert "1.7 (le site ne chiffre rien)" in page
    assert "L’évaluation n’est pas complète" in page


def test_an_answer_against_what_is_seen_is_told(client):
    page = text(client.get(f"/communes/{MENDE}/{RESPONSIBLE}?c5.1=o", follow=True))
    assert "Critère 5.1 : vous répondez « oui »" in page


def test_a_target_given_makes_an_estimate_with_its_range(client):
    page = text(client.get(f"/communes/{MENDE}/{RESPONSIBLE}?elements=1&fichiers=1&poids=1&vues=2000"))
    assert "Économie pour 2 000 pages vues" in page
    assert "Méthode et limites" in page


@pytest.mark.parametrize(
    ("place", "bound"),
    [
        (f"communes/{BREST}", True),
        (f"collectivites/{METROPOLE}", True),
        (f"communes/{MENDE}", False),
        ("collectivites/222900011", False),
    ],
)
def test_the_strategy_is_shown_only_to_whom_the_law_asks_for_one(client, place, bound):
    page = text(client.get(f"/{place}/{RESPONSIBLE}"))
    assert ("La stratégie numérique responsable" in page) is bound
    assert ("50 000 habitants" in page) is bound


def test_parts_of_the_strategy_are_kept_in_the_address(client):
    sent = client.get(f"/communes/{BREST}/{RESPONSIBLE}?dobjectifs=o&dbilan=n")
    assert parse_qs(urlsplit(sent["Location"]).query) == {"s": ["---o---n"]}
    assert '<option value="n" selected>Non</option>' in client.get(sent["Location"]).content.decode()


def test_a_village_sees_only_the_data_that_concern_it(client):
    page = text(client.get(f"/communes/{VILLAGE}/{DATA}"))
    assert "Base adresse locale" in page and "Obligatoire si vous avez conclu un marché" in page
    assert "Faire l’état des archives à chaque élection" in page
    for other in (
        "Subventions accordées",
        "Catalogue des données",
        "Budget",
        "Documents et bases de données, par défaut",
    ):
        assert other not in page


def test_a_city_and_an_epci_see_theirs(client):
    city = text(client.get(f"/communes/{BREST}/{DATA}"))
    assert "Obligatoire si vous avez accordé à un organisme privé une subvention" in city and "Budget" in city
    assert "Déposer ce qui est ancien" not in city
    metropole = text(client.get(f"/collectivites/{METROPOLE}/{DATA}"))
    assert "Base adresse locale" not in metropole and "à chaque élection" not in metropole


def test_what_no_source_shows_proves_nothing_and_what_was_not_read_is_to_be_checked(client):
    page = text(client.get(f"/communes/{VILLAGE}/{DATA}"))
    assert "ce qui ne prouve rien" in page
    assert "À vérifier : Standard d’échange de données pour l’archivage" in page


def send(client, content, form="deliberations"):
    import io

    file = io.BytesIO(content)
    file.name = "donnees.csv"
    return client.post(CHECK, {"format": form, "fichier": file})


def test_a_file_is_checked_and_its_faults_told_row_by_row(client):
    good = "COLL_NOM;COLL_SIRET;DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM;DELIB_OBJET\n"
    line = "Mende;21480095800016;1;{};8.4;aménagement;<b>Plan</b>\n"
    page = text(send(client, (good + line.format("2026-06-27") + line.format("27/06/2026")).encode("cp1252")))
    assert "1 point à corriger" in page and "Windows-1252" in page
    assert "Écrivez 2026-06-27." in page and '<th scope="row">3</th>' in page
    assert "<b>Plan" not in page
    assert "suit le format « Délibérations »" in text(send(client, (good + line.format("2026-06-27")).encode()))


@pytest.mark.parametrize(
    ("content", "form", "status", "told"),
    [
        (b"PK\x03\x04xxxx", "deliberations", 400, "classeur"),
        (b"a;b\n1;2", "autre", 400, "Choisissez le format"),
        (b"a" * 2_000_001, "deliberations", 413, "trop gros"),
        (b"a" * 3_000_000, "deliberations", 413, "trop gros"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_reason(client, content, form, status, told):
    answer = send(client, content, form)
    assert (answer.status_code, told in text(answer)) == (status, True)


def test_without_a_file_or_when_another_is_checked_the_page_says_so(client):
    assert "Choisissez un fichier" in text(client.post(CHECK, {"format": "deliberations"}))
    with open_data._running:
        answer = send(client, b"a;b")
    assert (answer.status_code, "Un autre fichier" in text(answer)) == (503, True)


def test_the_form_opens_on_the_format_of_the_link(client):
    assert '<option value="subventions" selected>' in client.get(f"{CHECK}?format=subventions").content.decode()
