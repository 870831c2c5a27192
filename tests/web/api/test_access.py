import pytest

ADDRESSES = (
    *("", "openapi.json", "collectivites?limit=3", "communes/29232", "departements/29/communes?format=csv"),
    *("communes?format=geojson", "scores?format=csv", "indicators", "aggregates", "editions", "editions/2026-11-01"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_kept_and_not_sent_again(call, address):
    first = call(address, "head")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = call(address, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert call(address, "head", If_None_Match='W/"autre"').status == 200


def test_a_redirect_is_followed_even_by_who_has_everything(call):
    assert call("communes/75101", If_None_Match="*").status == 301


@pytest.mark.parametrize("address", ADDRESSES[:5])
def test_head_gives_the_headers_of_get(call, address):
    whole, bare = call(address), call(address, "head")
    assert bare.body == b""
    assert bare.status == whole.status == 200
    for name in ("Content-Type", "ETag", "Cache-Control", "X-Total-Count", "Link", "Edition"):
        assert bare.headers.get(name) == whole.headers.get(name), name


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_sites_may_read(call, address):
    assert call(address, "head").headers["Access-Control-Allow-Origin"] == "*"
    asked = call(address, "options", Origin="https://example.org", Access_Control_Request_Method="GET")
    assert (asked.status, asked.body) == (204, b"")
    assert asked.headers["Allow"] == asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]


def test_the_policy_is_as_strict_as_on_pages(call):
    answer = call("communes/29232")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers


def test_every_commune_comes_as_a_stream(client):
    response = client.get("/api/v1/communes?format=csv")
    sizes = [len(part) for part in response.streaming_content]
    assert len(sizes) > 3
    assert max(sizes) < 300_000, "memory stays the same whatever the number of rows"
