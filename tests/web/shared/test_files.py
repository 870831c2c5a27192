"""A file is known by its content, on every site alike, and a download that was cut goes on."""

import hashlib

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.shared.files import send_file
from barometre.web.shared.tags import plain_tags

CONTENT = bytes(range(256)) * 1000
TAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("files") / "facts.parquet"
    file.write_bytes(CONTENT)
    return file


def asked(path, method="get", **headers):
    request = getattr(RequestFactory(headers=headers), method)("/donnees/facts.parquet")
    return send_file(request, path, TAG.strip('"'), "barometre-facts.parquet")


def test_the_whole_file_comes_with_its_length_and_the_tag_of_its_content(path):
    answer = asked(path)
    assert (answer.status_code, b"".join(answer)) == (200, CONTENT)
    assert (answer["ETag"], answer["Content-Length"]) == (TAG, str(len(CONTENT)))
    assert answer["Content-Disposition"] == 'attachment; filename="barometre-facts.parquet"'


@pytest.mark.parametrize("known", [TAG, f"W/{TAG}", f'"x", {TAG}', "*"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_who_has_it_already_is_not_sent_it_again(path, known, method):
    answer = asked(path, method, **{"If-None-Match": known})
    assert (answer.status_code, answer["ETag"], b"".join(answer)) == (304, TAG, b"")


def test_who_has_another_is_sent_this_one(path):
    answer = asked(path, **{"If-None-Match": '"x"'})
    assert (answer.status_code, b"".join(answer)) == (200, CONTENT)


@given(st.integers(0, len(CONTENT) - 1), st.integers(0, 2 * len(CONTENT)))
def test_a_part_is_the_bytes_between(path, first, more):
    last = min(first + more, len(CONTENT) - 1)
    answer = asked(path, Range=f"bytes={first}-{first + more}")
    assert (answer.status_code, b"".join(answer)) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(last - first + 1)


def test_the_rest_and_the_end_of_a_file(path):
    assert b"".join(asked(path, Range="bytes=1000-")) == CONTENT[1000:]
    assert b"".join(asked(path, Range="bytes=-7")) == CONTENT[-7:]


@pytest.mark.parametrize("wanted", ["bytes=-", "lines=1-2", "bytes=1-2,5-6", "bytes=a-b", "bytes=--1"])
def test_what_is_not_one_range_is_answered_by_the_whole_file(path, wanted):
    answer = asked(path, Range=wanted)
    assert (answer.status_code, b"".join(answer)) == (200, CONTENT)


@pytest.mark.parametrize("wanted", [f"bytes={len(CONTENT)}-", "bytes=5-4", "bytes=-0"])
def test_a_range_that_the_file_does_not_have_is_refused(path, wanted):
    answer = asked(path, Range=wanted)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_the_rest_of_another_version_is_not_sent(path):
    answer = asked(path, Range="bytes=5-", **{"If-Range": '"x"'})
    assert (answer.status_code, b"".join(answer)) == (200, CONTENT)


@pytest.mark.parametrize("mark", ["-gzip", "--gzip", ";gzip", "-br"])
def test_the_mark_of_a_proxy_that_compresses_is_taken_off_each_tag(mark):
    assert plain_tags(f'W/"a-b{mark}", "c{mark}"') == 'W/"a-b", "c"'
    assert plain_tags('W/"gzip", "a-gzip-b", *') == 'W/"gzip", "a-gzip-b", *'
