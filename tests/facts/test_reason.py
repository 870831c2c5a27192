"""Reasons: what may be in them, and that they come back from JSON as they went."""

import json
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.facts.reason import LONGEST, Reason, harmless, reason, shortened, some, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement

CODES = st.sampled_from(ReasonCode)
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
SCALARS = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple)
        | st.builds(lambda code, context: reason(code, **context), CODES, st.dictionaries(NAMES, inner, max_size=3))
    ),
    max_leaves=12,
)
CONTEXTS = st.dictionaries(NAMES, VALUES, max_size=4)


@given(CODES, CONTEXTS)
def test_a_reason_comes_back_from_json_as_it_went(code, context):
    one = reason(code, **context)
    text = one.to_json()
    back = Reason.from_json(code.value, text)
    assert back == one
    assert back.to_json() == text
    assert text.encode("utf-8").decode("utf-8") == text


@given(CODES, CONTEXTS)
def test_equal_reasons_are_one_key(code, context):
    turned = dict(reversed(context.items()))
    assert len({reason(code, **context), reason(code, **turned)}) == 1
    assert reason(code, **context).to_json() == reason(code, **turned).to_json()


def test_a_nested_reason_is_written_with_its_code():
    cause = reason(ReasonCode.VISIT_ANSWERED, url="https://brest.fr/", status=503)
    one = reason(ReasonCode.PREREQUISITE_UNMET, criterion="1.3", cause=cause)
    context = {"url": "https://brest.fr/", "status": 503}
    assert one.to_json() == (
        '{"cause":{"code":"visit_answered","context":{"status":503,"url":"https://brest.fr/"}},"criterion":"1.3"}'
    )
    assert json.loads(one.to_json())["cause"]["context"] == context


def test_what_a_reason_comes_from_is_in_it():
    first = reason(ReasonCode.NETWORK_TLS)
    middle = reason(ReasonCode.VISIT_FAILED, url="https://brest.fr/", cause=first)
    one = reason(ReasonCode.PREREQUISITE_UNMET, criterion="1.3", cause=middle)
    assert list(one.nested()) == [one, middle, first]
    both = reason(ReasonCode.ADDRESS_NOTES, notes=(first, middle))
    assert list(both.nested()) == [both, first, middle, first]


def test_a_reason_goes_to_another_process_and_back():
    one = reason(ReasonCode.CSP_WIDE, faults=(reason(ReasonCode.CSP_UNLIMITED),))
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("context", [None, "", "{}"])
def test_no_context_is_an_empty_one(context):
    assert Reason.from_json("spf_missing", context) == reason(ReasonCode.SPF_MISSING)


@pytest.mark.parametrize(
    ("code", "context", "told"),
    [
        ("spf_unheard_of", "{}", "spf_unheard_of"),
        ("spf_missing", "{", "'{'"),
        ("spf_missing", "[]", "'[]'"),
        ("spf_missing", '{"near":null}', "null"),
        ("spf_missing", '{"near":{"code":"spf_missing"}}', "context"),
        ("spf_missing", '{"near":{"code":"no","context":{}}}', "'no'"),
        ("spf_missing", '{"near":' + "[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_not_a_reason_is_refused_in_one_line(code, context, told):
    with pytest.raises(BarometreError) as error:
        Reason.from_json(code, context)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


@pytest.mark.parametrize("value", [None, object(), float("nan"), float("inf"), {1, 2}, b"bytes"])
def test_a_value_of_another_kind_is_not_written(value):
    with pytest.raises((TypeError, ValueError)):
        reason(ReasonCode.SPF_MISSING, near=value).to_json()


def test_what_strangers_write_is_bounded_however_deep():
    huge = "x" * 1_000_000
    cause = reason(ReasonCode.EVIDENCE_TEXT, text=huge)
    one = reason(ReasonCode.PREREQUISITE_UNMET, criterion=huge, cause=cause, others=(huge, (huge,)))
    assert len(one.to_json()) < 5 * LONGEST


@pytest.mark.parametrize("limit", [20, 40, 60, 80, 100, 120, 150, 200])
@given(text=st.text(max_size=3 * LONGEST))
def test_bounding_changes_no_shortened_text(limit, text):
    kept = reason(ReasonCode.EVIDENCE_TEXT, text=text).context["text"]
    assert shortened(kept, limit) == shortened(text, limit)


def test_what_cannot_be_stored_is_replaced():
    assert reason(ReasonCode.EVIDENCE_TEXT, text="a\x00b\ud800c").context["text"] == "a\u200bb\u200bc"


# Control, format (bidirectional ones among them) and surrogate characters, mixed with others.
HARMFUL = st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Ll"]))


@given(HARMFUL)
def test_what_strangers_write_neither_commands_a_terminal_nor_turns_the_order_of_reading(text):
    bidirectional = {"RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}
    kept = reason(ReasonCode.EVIDENCE_TEXT, text=text, parts=(text,)).context
    for shown in (kept["text"], kept["parts"][0], Statement("site.domain", text=text).text, harmless(text)):
        assert [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")] == []
        assert [c for c in shown if unicodedata.bidirectional(c) in bidirectional or c in "\u061c\u200e\u200f"] == []
    assert len(harmless(text)) == len(text)


def test_what_is_harmless_stays_as_it_is():
    assert harmless("Mairie d’Évry : « 漢字 » – 100 % ✓ עברית") == "Mairie d’Évry : « 漢字 » – 100 % ✓ עברית"


@pytest.mark.parametrize(
    ("values", "context"),
    [
        ([], {"names": ()}),
        (["a", "b", "c"], {"names": ("a", "b", "c")}),
        (["a", "b", "c", "d", "e"], {"names": ("a", "b", "c"), "more": 2}),
    ],
)
def test_some_of_many_says_how_many_others(values, context):
    assert some("names", values, 3) == context


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("v=DMARC1; rua=mailto:jean.dupont@brest.fr", "v=DMARC1; rua=mailto:…@brest.fr"),
        ("rua=MAILTO:a@x.fr,mailto:b@y.fr", "rua=MAILTO:…@x.fr,mailto:…@y.fr"),
        ("mailto:", "mailto:"),
        ("v=spf1 -all", "v=spf1 -all"),
    ],
)
def test_a_person_is_hidden(text, shown):
    assert without_person(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("a\r\n\tb\u200bc", 200, "a b c"),
        ("  a   b  ", 200, "a b"),
        ("a" * 200, 200, "a" * 200),
        ("a" * 201, 200, "a" * 199 + "…"),
        ("abc def", 5, "abc…"),
        ("\x00" * 1000, 200, "…"),
        ("\x00" * 100, 200, ""),
        ("", 200, ""),
    ],
)
def test_a_text_is_shortened(text, limit, shown):
    assert shortened(text, limit) == shown
