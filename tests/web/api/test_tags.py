"""What a caller has already is not sent again, however its proxies say that it has it (RFC 9110, 13.1.2)."""

import gzip

import pytest
from django.test import Client, override_settings

ADDRESSES = [
    "communes/29232",
    "communes?codeDepartement=90&limit=10",
    "communes?codeDepartement=29&format=csv",
    "scores?mesure=site-https&codeDepartement=29&format=csv",
    "departements?format=geojson",
    "indicators",
    "editions",
    "editions/2026-11-01",
    "openapi.json",
]
# Bytes under which an answer is not compressed.
SHORT = 200
FORMS = ['W/"{0}"', '"{0}"', '"{0}-gzip"', 'W/"{0}--gzip"', '"other", W/"{0}", "third"', 'W/"{0}-br","other"', "*"]


@pytest.fixture(params=["identity", "gzip"])
def coding(request):
    return request.param


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_tag_is_weak_and_the_same_compressed_or_not(call, address):
    plain, packed = (call(address, Accept_Encoding=coding) for coding in ("identity", "gzip"))
    assert plain.headers["ETag"] == packed.headers["ETag"]
    assert plain.headers["ETag"].startswith('W/"')
    if len(plain.body) > SHORT:
        assert (packed.headers["Content-Encoding"], "Accept-Encoding" in packed.headers["Vary"]) == ("gzip", True)
        assert gzip.decompress(packed.body) == plain.body
    else:
        assert packed.body == plain.body


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_the_caller_has_is_not_sent_again(call, address, coding):
    first = call(address, Accept_Encoding=coding)
    again = call(address, If_None_Match=first.headers["ETag"], Accept_Encoding=coding)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers.get("Edition") == first.headers.get("Edition")


@pytest.mark.parametrize("address", ["communes/29232", "editions"])
def test_however_it_is_said_that_the_caller_has_it(call, address, coding):
    value = call(address, Accept_Encoding=coding).headers["ETag"].removeprefix('W/"').removesuffix('"')
    for form in FORMS:
        again = call(address, If_None_Match=form.format(value), Accept_Encoding=coding)
        assert (again.status, again.body) == (304, b""), form


@pytest.mark.parametrize("has", ['"other"', 'W/"gzip"', "other", '""', '"-gzip"'])
def test_anything_else_is_sent(call, has, coding):
    assert call("communes/29232", If_None_Match=has, Accept_Encoding=coding).status == 200


def test_two_instances_of_the_same_edition_give_the_same_tag(call, monkeypatch):
    """Whoever runs them, at whatever name: pages, which name who runs the instance, have their own."""
    from barometre.settings import settings
    from barometre.web.shared import caching

    first, page = call("communes/29232").headers["ETag"], Client(SERVER_NAME="localhost").get("/").headers["ETag"]
    other = settings().model_copy(update={"operator": "Another", "api_per_minute": 7})
    monkeypatch.setattr(caching, "settings", lambda: other)
    caching.code_version.cache_clear()
    caching.code_digest.cache_clear()
    with override_settings(SECRET_KEY="of another instance", ALLOWED_HOSTS=["*"]):
        elsewhere = Client(SERVER_NAME="miroir.example")
        assert elsewhere.get("/api/v1/communes/29232").headers["ETag"] == first
        assert elsewhere.get("/").headers["ETag"] != page
    monkeypatch.undo()
    caching.code_version.cache_clear()


@pytest.mark.parametrize("address", ["editions", "editions/2026-11-01"])
def test_the_tag_says_which_edition_is_the_current_one(call, undone, address):
    from barometre.web.editions.models import Edition
    from barometre.web.shared import caching

    before = call(address).headers["ETag"]
    Edition.objects.filter(date=undone.date).update(current=False)
    other = {"manifest": {}, "catalogue": undone.catalogue, "light": True, "current": True}
    Edition.objects.create(date="2026-12-01", build_id="f" * 64, **other)
    caching.published_edition.cache_clear()
    after = call(address).headers["ETag"]
    caching.published_edition.cache_clear()
    assert after != before


def test_the_gateway_keeps_answers_of_the_present_edition(call):
    from barometre.web.gateway.state import State, read_state

    state, _ = read_state(State(), {})
    assert call("communes/29232").headers["ETag"].encode() in state.tags
