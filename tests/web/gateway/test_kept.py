"""What is kept is public, of the present state, and within a bound."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.gateway.bridge import joined
from barometre.web.gateway.kept import OVERHEAD, Kept, KeptAnswer, key_of, may_be_kept

NOW, BEFORE = b'W/"now"', b'W/"before"'
TAGS = frozenset({NOW})
PUBLIC = b"public, max-age=300"


def answer(status=200, body=b"page", **named):
    headers = {"cache-control": PUBLIC, "etag": NOW} | {name.replace("_", "-"): value for name, value in named.items()}
    return KeptAnswer(status, [(name.encode(), value) for name, value in headers.items() if value], body)


@pytest.mark.parametrize(
    ("made", "kept", "why"),
    [
        (answer(), True, "a page of the edition"),
        (answer(vary=b"Accept-Encoding"), True, "the key tells compressed answers apart"),
        (
            answer(cache_control=b"max-age=315360000, public, immutable", etag=b'"a"'),
            True,
            "a file named by its content",
        ),
        (answer(etag=BEFORE), False, "made from another edition"),
        (replace(answer(etag=b'W/"content"'), state=NOW), True, "its tag is of its content"),
        (replace(answer(etag=b'W/"content"'), state=BEFORE), False, "the same, made from another edition"),
        (answer(etag=None), False, "of no known state"),
        (answer(status=404), False, "an error"),
        (answer(status=206), False, "a part"),
        (answer(cache_control=b"max-age=0, no-cache, no-store, private"), False, "for one person, or living"),
        (answer(cache_control=b"public, no-cache", vary=b"Cookie"), False, "a page of the programme"),
        (answer(vary=b"Accept-Encoding, Cookie"), False, "not the same for everybody"),
        (answer(set_cookie=b"jeton=1"), False, "its cookie is for one person"),
    ],
)
def test_what_may_be_kept(made, kept, why):
    assert may_be_kept(made, TAGS) is kept, why


def test_another_state_forgets_pages_and_keeps_files():
    memory = Kept()
    memory.find((b"",), TAGS)
    memory.keep((b"/page",), answer(), TAGS)
    memory.keep((b"/file",), answer(cache_control=b"public, immutable"), TAGS)
    assert memory.find((b"/page",), TAGS)
    assert memory.find((b"/page",), frozenset({BEFORE})) is None
    assert memory.find((b"/file",), frozenset({BEFORE}))
    assert memory.bytes == 4 + OVERHEAD


def test_an_answer_made_before_a_publication_is_not_kept_after_it():
    memory = Kept()
    memory.find((b"",), frozenset({BEFORE}))
    memory.keep((b"/page",), answer(), TAGS)
    assert memory.find((b"/page",), TAGS) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 400))))
def test_the_bound_holds_whatever_is_asked(asked):
    memory = Kept(most=10_000)
    for name, size in asked:
        key = (b"%d" % name,)
        if memory.find(key, TAGS) is None:
            memory.keep(key, answer(body=b"x" * size), TAGS)
        assert 0 <= memory.bytes <= 10_000


def test_what_nobody_asked_for_lately_goes_first():
    memory = Kept(most=2 * (OVERHEAD + 4))
    for key in (b"a", b"b", b"a", b"c"):
        if memory.find((key,), TAGS) is None:
            memory.keep((key,), answer(), TAGS)
    assert [bool(memory.find((key,), TAGS)) for key in (b"a", b"b", b"c")] == [True, False, True]


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        (b'W/"now"', 304),
        (b'"now"', 304),
        (b'"x", W/"now"', 304),
        (b"*", 304),
        (b'W/"now-gzip"', 304),
        (b'"x"', 200),
        (b"nonsense", 200),
        (None, 200),
    ],
)
def test_who_has_it_already_is_told_so(tags, status):
    made = answer(content_length=b"4", content_type=b"text/html", content_security_policy=b"default-src 'none'")
    told = made.for_who_has(tags)
    assert told.status == status
    if status == 304:
        assert (told.body, b"content-length" in told.named, b"content-type" in told.named) == (b"", False, False)
        assert {b"etag", b"cache-control", b"content-security-policy"} <= told.named.keys()


def scope(method="GET", path=b"/", query=b""):
    return {"method": method, "raw_path": path, "query_string": query}


def test_a_key_tells_apart_what_answers_depend_on():
    plain = key_of(scope(), {b"host": b"a"})
    others = [
        key_of(scope(path=b"/x"), {b"host": b"a"}),
        key_of(scope(query=b"q=1"), {b"host": b"a"}),
        key_of(scope(), {b"host": b"b"}),
        key_of(scope(), {b"host": b"a", b"accept-encoding": b"br, gzip"}),
        key_of(scope(), {b"host": b"a", b"accept-encoding": b"gzip, deflate"}),
        key_of(scope(), {b"host": b"a", b"accept-encoding": b"br"}),
        key_of(scope(), {b"host": b"a", b"x-forwarded-proto": b"https"}),
    ]
    assert len({plain, *others}) == 8
    twice = joined([(b"host", b"a"), (b"accept-encoding", b"gzip"), (b"accept-encoding", b"identity")])
    assert key_of(scope(), twice) == others[4], "Django is told of both"
    reordered = {b"host": b"a", b"accept-encoding": b"gzip, deflate, br;q=0.9, zstd"}
    assert key_of(scope(), reordered) == others[3]
    assert key_of(scope("HEAD"), {b"host": b"a"}) == plain
    for method, headers in (("POST", {}), ("GET", {b"range": b"bytes=0-1"}), ("GET", {b"authorization": b"x"})):
        assert key_of(scope(method), headers) is None
