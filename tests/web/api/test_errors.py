import pytest

BAD_PARAMETERS = [
    # what is wrong, a word of the answer that says what is right
    ("communes?couleur=bleu", "codePostal"),
    ("communes?Nom=brest", "nom"),
    ("communes/29232?limit=2", "fields"),
    ("indicators/site-https?limit=1", "fields"),
    ("editions?edition=2026-11-01", "limit"),
    ("communes?limit=1&limit=2", "plusieurs fois"),
    ("communes?limit=0", "nombre entier"),
    ("communes?limit=-1", "nombre entier"),
    ("communes?limit=dix", "nombre entier"),
    ("communes?limit=1e3", "nombre entier"),
    ("communes?limit=99999999999999999999", "nombre entier"),
    ("communes?limit=", "nombre entier"),
    ("communes?offset=-1", "nombre entier"),
    ("communes?fields=nom,couleur", "codesPostaux"),
    ("communes?fields=", "codesPostaux"),
    ("communes?format=xml", "geojson"),
    ("scores?format=geojson", "csv"),
    ("communes?boost=score", "population"),
    ("communes?nom=", "caractères"),
    ("communes?nom=%00", "caractères"),
    (f"communes?nom={'a' * 101}", "caractères"),
    ("communes?codePostal=29", "cinq chiffres"),
    ("communes?codePostal=2920%D9%A0", "cinq chiffres"),
    ("communes?codeDepartement=Finist%C3%A8re", "code de département"),
    ("communes?codeRegion=Bretagne", "code de région"),
    ("communes?codeEpci=29019", "neuf chiffres"),
    ("communes?strate=petite", "commune-0-499"),
    ("collectivites?type=ville", "departement"),
    ("collectivites?code=29232'", "code"),
    ("collectivites?siren=21290232", "neuf chiffres"),
    ("communes?edition=hier", "AAAA-MM-JJ"),
    ("communes?edition=2026-02-30", "AAAA-MM-JJ"),
    ("scores?mesure=a'b", "indicateur"),
    ("scores?type=ept", "commune"),
    ("aggregates?territoire=planete", "france"),
    ("openapi.json?x=1", "x"),
]

NOT_FOUND = """
communes/99999 communes/2 communes/29232%20 communes/%D9%A1%D9%A2 communes/29232x collectivites/000000000
collectivites/x collectivites/%D9%A1 epcis/212902324 departements/99 regions/99
regions/x/departements departements/99/communes epcis/1/communes indicators/x editions/2020-01-01
editions/x scores?mesure=nulle-part aggregates?mesure=nulle-part indicators?theme=nulle-part
collectivites?code=99999 collectivites?siren=000000000 communes?codeDepartement=99 communes?codeRegion=99
communes?codeEpci=000000000 aggregates?code=zz nulle-part communes/29232/nulle-part
""".split()


def check(answer, status):
    """One form, whatever is wrong."""
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return problem


@pytest.mark.parametrize(("address", "right"), BAD_PARAMETERS)
def test_a_bad_parameter_is_refused_with_what_is_allowed(call, address, right):
    assert right in check(call(address), 400)["detail"]


@pytest.mark.parametrize("address", NOT_FOUND)
def test_what_is_not_there_is_not_found(call, address):
    check(call(address), 404)


@pytest.mark.parametrize("address", ["%00", "communes/%00", "epcis/%00/communes", "editions/%00", "nulle-part/%00"])
def test_a_null_character_is_in_no_address(call, address):
    assert "caractère nul" in check(call(address), 400)["detail"]


@pytest.mark.parametrize("address", ["communes/99999", "communes?limit=0"])
def test_an_error_is_never_unchanged(call, address):
    assert call(address, If_None_Match="*").status in (400, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["", "communes", "communes/29232", "openapi.json", "nulle-part"])
def test_the_api_only_reads(call, method, address):
    answer = call(address, method)
    check(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_each_kind_of_error_is_explained_at_its_address(call):
    from barometre.web.api.errors import KINDS

    for kind in KINDS.values():
        sheet = call(kind.address.removeprefix("/api/v1/")).json
        assert sheet["title"] == kind.title and sheet["detail"]
