import pytest

from barometre.programme.fund.demo import demonstration
from barometre.web.programme import version
from barometre.web.programme.fund.store import import_file
from barometre.web.programme.models import ObjectiveStep


@pytest.fixture(autouse=True)
def fresh():
    """What is asked once a second is asked again."""
    version.recent_version.cache_clear()
    yield
    version.recent_version.cache_clear()


def block(client, address):
    """The part of a sheet that the programme fills."""
    text = client.get(address).content.decode()
    return text[text.index('id="programme"') :].partition("</section>")[0]


@pytest.mark.parametrize(
    ("address", "there", "not_there"),
    [
        (
            "/communes/29232/",
            "communes de plus de 3\u00a0500",
            "FranceConnect dans tous les départements",
        ),
        ("/communes/29155/", "celles de 3\u00a0500\u00a0habitants ou moins", "dans la moitié"),
        (
            "/communes/75056/",
            "FranceConnect dans tous les départements",
            "celles de 3\u00a0500\u00a0habitants ou moins",
        ),
        ("/epci/242900314/", "la moitié des intercommunalités", "tous les départements"),
        ("/collectivites/222900011/", "tous les départements", "intercommunalités</a>"),
    ],
)
def test_a_sheet_shows_the_objectives_that_concern_it(programme, client, address, there, not_there):
    shown = block(client, address)
    assert "Objectifs nationaux qui vous concernent" in shown
    assert there in shown and not_there not in shown
    assert "Pas encore observé ici" in shown
    assert "on ne peut pas dire si des aides sont venues ici" in shown


def test_aid_received_is_told_with_its_amount(programme, client, awards_file):
    call, siren = "axe-3-prefectures", "212902324"
    path = awards_file((call, "P1", siren, "12 345,60"), (call, "P2", siren, "1000"))
    import_file(path, "essai")
    shown = block(client, "/communes/29232/")
    assert "2\u00a0aides" in shown
    assert "13\u202f345,6" in shown and "Projet P2" in shown
    assert "Aucune aide du fonds n’est enregistrée ici" in block(client, "/communes/29155/")


def test_a_proposal_or_a_stopped_objective_is_not_shown(programme, client):
    ObjectiveStep.objects.create(
        objective_id="franceconnect-communes-plus-3500", position=9, state="stopped", on="2024"
    )
    assert "FranceConnect" not in block(client, "/communes/29232/")


def test_an_ept_has_nothing_of_it(programme, client):
    assert 'id="programme"' not in client.get("/epci/200057867/").content.decode()


def test_fictitious_aid_is_marked_even_where_there_is_none(importing, programme, client, tmp_path):
    path = tmp_path / "demo.csv"
    demonstration(1).write_csv(path)
    import_file(path, "essai")
    for address in ("/communes/29155/", "/communes/29232/", "/collectivites/222900011/"):
        assert "les aides de ce site sont inventées" in block(client, address)
