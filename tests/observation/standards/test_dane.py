"""TLSA records of mail servers as they are found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import Reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.standards.dane import Tlsas, judge_dane, usable_tlsa

SHA256, SHA512 = "ab" * 32, "AB" * 64
GOOD = (3, 1, 1, SHA256)


@pytest.mark.parametrize(
    ("record", "usable", "why"),
    [
        (GOOD, True, "the usual form: key of the server, SHA-256"),
        ((2, 0, 2, SHA512), True, "an authority, SHA-512"),
        ((3, 0, 0, "3082"), True, "a whole certificate"),
        ((0, 0, 1, SHA256), False, "usage 0 has no use in mail (RFC 7672, 3.1.3)"),
        ((1, 1, 1, SHA256), False, "usage 1 neither"),
        ((3, 1, 1, SHA512), False, "wrong length"),
        ((3, 1, 2, SHA256), False, "wrong length"),
        ((3, 2, 1, SHA256), False, "unknown selector"),
        ((3, 1, 3, SHA256), False, "unknown matching type"),
        ((3, 1, 0, ""), False, "empty"),
        ((3, 1, 1, "zz" * 32), False, "not hexadecimal"),
    ],
)
def test_tlsa(record, usable, why):
    assert usable_tlsa(record) == usable


@pytest.mark.parametrize(
    ("secure", "answers", "number", "code", "context", "why"),
    [
        (True, {"a.fr": Tlsas((GOOD,), True)}, 1, Code.DANE_SIGNED, {"servers": ("a.fr",)}, "the plain case"),
        (
            True,
            {"a.fr": Tlsas(((0, 0, 0, ""), GOOD), True)},
            1,
            Code.DANE_SIGNED,
            {"servers": ("a.fr",)},
            "one usable is enough",
        ),
        (False, {"a.fr": Tlsas((GOOD,), True)}, 0, Code.DANE_MX_UNSIGNED, {}, "unsigned MX (RFC 7672, 2.2.1)"),
        (True, {"a.fr": Tlsas((GOOD,), False)}, 0, Code.DANE_UNSIGNED, {"server": "a.fr"}, "unsigned TLSA"),
        (True, {"a.fr": Tlsas((), True)}, 0, Code.DANE_MISSING, {"server": "a.fr"}, "no TLSA"),
        (
            True,
            {"a.fr": Tlsas((GOOD,), True), "b.fr": Tlsas((), True)},
            0,
            Code.DANE_MISSING,
            {"server": "b.fr"},
            "a server is left out",
        ),
        (
            True,
            {"a.fr": Tlsas(((1, 1, 1, "ab"),), True)},
            0,
            Code.DANE_UNUSABLE,
            {"record": "1 1 1 ab", "server": "a.fr"},
            "only unusable records",
        ),
        (
            True,
            {"a.fr": None, "b.fr": Tlsas((), True)},
            0,
            Code.DANE_MISSING,
            {"server": "b.fr"},
            "a no that our failure cannot change",
        ),
        (
            True,
            {"a.fr": None, "b.fr": Tlsas((GOOD,), True)},
            None,
            Code.DANE_UNREAD,
            {"server": "a.fr"},
            "our failure",
        ),
        (True, {}, None, Code.MX_NO_SERVER, {}, "no mail server"),
    ],
)
def test_statements(secure, answers, number, code, context, why):
    statement = judge_dane(secure, answers)
    assert (statement.fact, statement.number, statement.reason) == ("mail.dane", number, Reason(code, context))


@given(st.text(max_size=80))
def test_any_data_is_read(text):
    assert isinstance(usable_tlsa((3, 1, 0, text)), bool)
