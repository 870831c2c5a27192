"""A list given by parts: each row once, in the edition where it began, whatever is published meanwhile."""

import base64
import re
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

DAY = "2026-11-01"
LATER = date(2026, 12, 1)
# Each list, and what is its own in each row.
LISTS = {
    "collectivites?codeDepartement=90&fields=siren": "siren",
    "collectivites?codeDepartement=90&fields=siren,faits": "siren",
    "communes?nom=saint&codeDepartement=90&fields=siren": "siren",
    "communes?nom=saint&boost=population&codeRegion=27&fields=siren": "siren",
    "epcis?codeDepartement=90&fields=siren": "siren",
    "epcis/200069052/communes?fields=siren": "siren",
    "departements?fields=siren": "code",
    "departements/90/communes?fields=siren": "siren",
    "regions?fields=siren": "code",
    "regions/27/departements?fields=siren": "code",
    "scores?mesure=site-https&codeDepartement=90": "siren",
    "aggregates?territoire=region&type=commune&mesure=site-https": "code",
    "indicators?fields=id": "id",
    "themes?fields=id": "id",
    "editions?format=json": "date",
}


def following(answer):
    """The address of what follows, None at the end."""
    found = re.search(r'</api/v1/([^>]*)>; rel="next"', answer.headers.get("Link", ""))
    return found and found[1]


def parts(call, address, between=lambda: None):
    """Every part of a list; something happens between each and the next."""
    while address:
        answer = call(address)
        assert answer.status == 200, answer.body
        yield answer
        between()
        address = following(answer)


def rows_of(answers):
    return [row for answer in answers for row in answer.json]


def cursor_of(call, address):
    return re.search("cursor=([^&]*)", following(call(address)))[1]


@contextmanager
def published_meanwhile(folder):
    """Another edition is the current one for the time of a `with`."""
    from barometre.web.editions.publish import publish_edition
    from barometre.web.shared import caching

    publish_edition(folder)
    caching.published_edition.cache_clear()
    yield
    caching.published_edition.cache_clear()


@pytest.fixture
def another(finistere_edition, tmp_path):
    """An edition to publish: what is said of Finistère, a month later."""
    from small_edition import departement_edition

    return departement_edition(finistere_edition, tmp_path, LATER)


@pytest.mark.parametrize("address", LISTS)
def test_the_parts_of_a_list_are_the_list_each_row_once(call, address):
    whole, own = call(address).json, LISTS[address]
    size = max(1, len(whole) // 3)
    given = list(parts(call, f"{address}&limit={size}"))
    assert rows_of(given) == whole
    assert len({row[own] for row in whole}) == len(whole) > 0
    assert {answer.headers["X-Total-Count"] for answer in given} == {str(len(whole))}
    assert not any("offset" in (following(answer) or "") for answer in given)


def test_whatever_the_size_of_the_parts(call):
    address = "communes?codeDepartement=90&fields=code"
    whole = call(address).json

    @given(size=st.integers(1, len(whole) + 1), passed=st.integers(0, len(whole) + 1))
    def same(size, passed):
        assert rows_of(parts(call, f"{address}&limit={max(size, 10)}&offset={passed}")) == whole[passed:]

    same()


def test_the_size_may_change_on_the_way(call):
    address = "communes?codeDepartement=90&fields=code"
    cursor = cursor_of(call, f"{address}&limit=40")
    assert call(f"{address}&limit=7&cursor={cursor}").json == call(f"{address}&limit=7&offset=40").json
    assert call(f"{address}&cursor={cursor}").json == call(f"{address}&offset=40").json
    assert call(f"communes?codeDepartement=90&format=csv&cursor={cursor}").rows[0]["code"]


def test_the_whole_country(call, table):
    given = rows_of(parts(call, "collectivites?fields=siren&limit=9000"))
    sirens = [row["siren"] for row in given]
    measured = table("collectivites").filter("measured")
    assert len(sirens) == len(set(sirens)) == measured.height
    assert set(sirens) == set(measured["siren"])


def test_a_publication_on_the_way_changes_nothing(call, undone, another):
    address = "communes?codeDepartement=29&fields=population"
    whole = call(address).json
    walk = parts(call, f"{address}&limit=100")
    began = next(walk)
    with published_meanwhile(another):
        given = [began, *walk]
        assert call(address).headers["Edition"] == LATER.isoformat()
    assert rows_of(given) == whole
    assert {answer.headers["Edition"] for answer in given} == {DAY}


def test_the_order_has_no_tie(published):
    from barometre.web.editions import queries

    assert queries.universe(published).query.order_by[-1] == "siren"


@pytest.mark.parametrize("change", [{"build_id": "f" * 64}, {"light": True}], ids=["replaced", "withdrawn"])
def test_an_edition_that_is_gone_says_to_begin_again(call, undone, another, change):
    from barometre.web.editions.models import Edition

    address = "communes?codeDepartement=29&limit=100"
    cursor = cursor_of(call, address)
    with published_meanwhile(another):
        Edition.objects.filter(date=DAY).update(**change)
        answer = call(f"{address}&cursor={cursor}")
    assert (answer.status, answer.json["type"]) == (410, "/api/v1/problems/edition-retiree")
    assert "recommencez" in answer.json["detail"] and DAY in answer.json["detail"]


def refused(answer, word="cursor"):
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert word in answer.json["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "communes?codeDepartement=90&limit=10",
        "collectivites?codeDepartement=29&limit=10",
        "communes?codeDepartement=29&codePostal=29200&limit=10",
        "scores?codeDepartement=29&limit=10",
        "departements/29/communes?limit=10",
        "editions?limit=1",
    ],
)
def test_the_cursor_of_another_list_is_refused(call, address):
    cursor = cursor_of(call, "communes?codeDepartement=29&limit=10")
    refused(call(f"{address}&cursor={cursor}"))


def test_a_cursor_that_was_changed_is_refused(call):
    address = "communes?codeDepartement=29&limit=10"
    cursor = cursor_of(call, address)
    sealed = base64.urlsafe_b64decode(cursor + "==")

    @given(place=st.integers(0, len(sealed) - 1), bits=st.integers(1, 255))
    def changed(place, bits):
        other = bytearray(sealed)
        other[place] ^= bits
        refused(call(f"{address}&cursor={base64.urlsafe_b64encode(other).decode().rstrip('=')}"))

    changed()
    for spoilt in (cursor[:-4], cursor + "AAAA", cursor.swapcase(), "A" * 40, "%00" * 20, ""):
        refused(call(f"{address}&cursor={spoilt}"))


@pytest.mark.parametrize(
    "payload",
    [
        "{}",
        "[]",
        "null",
        '["2026-11-01","",1]',
        '["hier","",1,"a"]',
        '["2026-11-01","",true,"a"]',
        '["2026-11-01","",1,"\\u0000"]',
    ],
)
def test_what_has_the_seal_but_says_nothing_is_refused_too(payload):
    from barometre.web.api import cursors
    from barometre.web.api.errors import ProblemError

    request = RequestFactory().get("/api/v1/communes")
    text = base64.urlsafe_b64encode(cursors._seal(request, payload.encode()) + payload.encode()).decode().rstrip("=")
    with pytest.raises(ProblemError, match="cursor"):
        cursors.read(request, text)


def test_a_cursor_goes_with_no_other_place_nor_edition(call):
    address = "communes?codeDepartement=29&limit=10"
    cursor = cursor_of(call, address)
    refused(call(f"{address}&cursor={cursor}&offset=10"), "offset")
    refused(call(f"{address}&cursor={cursor}&edition=2020-01-01"), "edition")
    assert call(f"{address}&cursor={cursor}&edition={DAY}&offset=0").status == 200


def test_two_instances_give_the_same_cursor(call):
    first = following(call("communes?codeDepartement=29&limit=10"))
    with override_settings(SECRET_KEY="of another instance"):
        assert following(call("communes?codeDepartement=29&limit=10")) == first


def test_rows_already_given_are_not_read_again(call):
    address = "collectivites?fields=code&limit=50"
    with CaptureQueriesContext(connection) as first:
        answer = call(address)
    with CaptureQueriesContext(connection) as after:
        call(following(answer))
    said = [query["sql"] for query in after.captured_queries]
    assert len(said) < len(first.captured_queries)
    assert not any("COUNT(" in sql for sql in said)
    assert set(re.findall(r"OFFSET \d+", " ".join(said))) == {"OFFSET 49"}, "for the last row given, and no other"
    (rows,) = [sql for sql in said if sql.endswith("LIMIT 50")]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {rows}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"Index Cond: .*ROW\(", plan), plan
