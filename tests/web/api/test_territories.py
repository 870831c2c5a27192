import pytest


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("communes/75056", "Paris"),
        ("communes/2a004", "Ajaccio"),
        ("communes/97611", "Mamoudzou"),
        ("epcis/200046977", "Métropole de Lyon"),
        ("departements/29", "Finistère"),
        ("departements/2a", "Corse-du-Sud"),
        ("departements/976", "Mayotte"),
        ("regions/53", "Bretagne"),
        ("regions/94", "Corse"),
    ],
)
def test_one_territory_by_its_code(call, address, name):
    assert call(address).json["nom"] == name


@pytest.mark.parametrize(
    ("address", "total"),
    [
        ("departements", 101),
        ("regions", 18),
        ("departements/29/communes", 277),
        ("departements/6AE/communes", 880),
        ("epcis/242900314/communes", 8),
        ("epcis/200057867/communes", 8),
        ("regions/53/departements", 4),
        ("departements?codeRegion=53", 4),
        ("departements?nom=finistere", 1),
        ("regions?code=53", 1),
    ],
)
def test_all_members_are_there(call, address, total):
    joint = "&" if "?" in address else "?"
    answer = call(f"{address}{joint}limit=1")
    assert (answer.status, int(answer.headers["X-Total-Count"])) == (200, total)


@pytest.mark.parametrize(("address", "kind"), [("communes", "commune"), ("epcis", "epci")])
def test_all_of_a_kind_are_there(call, table, address, kind):
    told = int(call(f"{address}?limit=1").headers["X-Total-Count"])
    assert told == table("collectivites").filter(kind=kind).height > 100


@pytest.mark.parametrize(
    ("asked", "today"),
    [
        ("communes/60054?fields=nom", None),
        ("communes/01039?fields=nom", "communes/01138?fields=nom"),
        ("communes/75101", "communes/75056"),
        ("communes/69381", "communes/69123"),
    ],
)
def test_a_code_given_up_leads_to_todays(call, asked, today):
    answer = call(asked)
    assert answer.headers.get("Location") == (today and f"/api/v1/{today}")
    assert answer.status == (301 if today else 200)


def test_the_siren_of_a_merged_commune_leads_to_todays(call):
    from barometre.territory.history import successors

    old, new = next(row for row in successors().iter_rows() if row[0].startswith("21"))
    answer = call(f"collectivites/{old}")
    assert (answer.status, answer.headers["Location"]) == (301, f"/api/v1/collectivites/{new}")


@pytest.mark.parametrize(
    ("departement", "siren"),
    [("67", "200094332"), ("68", "200094332"), ("75", "217500016"), ("69", "226900017"), ("2B", "200076958")],
)
def test_a_departement_names_the_body_that_holds_its_powers(call, departement, siren):
    assert call(f"departements/{departement}").json["siren"] == siren


def test_inhabitants_of_alsace_are_not_counted_twice(call):
    both = [call(f"departements/{code}").json["population"] for code in ("67", "68")]
    assert sum(both) == call("collectivites/200094332").json["population"]


@pytest.mark.parametrize(
    "address", ["communes/98818", "communes/97701", "departements/988", "collectivites?code=97502"]
)
def test_overseas_places_without_measure_are_outside_the_field(call, address):
    answer = call(address)
    assert answer.status == 404
    assert "hors du champ mesuré" in answer.json["detail"]
