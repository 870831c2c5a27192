"""security.txt by RFC 9116: what is legal though odd, what is not though frequent."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.standards.security_txt import judge_security_txt, parse_date, parse_security_txt

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
URL = "https://www.quimper.bzh/.well-known/security.txt"
CONTACT = "Contact: mailto:securite@quimper.bzh\n"
EXPIRES = "Expires: 2027-06-01T00:00:00Z\n"
GOOD = CONTACT + EXPIRES


def judge(text, url=URL, kind="text/plain; charset=utf-8", status=200, final=None, **more):
    body = text if isinstance(text, bytes) else text.encode()
    headers = (("content-type", kind),) if kind is not None else ()
    hops = (Hop(url, 301), Hop(final, status)) if final else (Hop(url, status),)
    return judge_security_txt(Answer(url, hops, status=status, headers=headers, body=body, **more), NOW)


def signed(text, end="-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n"):
    return f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{text}{end}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD, "the least"),
        (GOOD.replace("\n", "\r\n"), "CRLF"),
        (GOOD.strip(), "no end of the last line"),
        ("\ufeff" + GOOD, "byte order mark: tolerated"),
        ("# Bonjour\n\n" + GOOD + "  \n", "comment, blank lines"),
        ("CONTACT: https://www.quimper.bzh/securite\nexpires: 2027-06-01T00:00:00Z", "names in any case"),
        (GOOD + "Contact: tel:+33-2-98-98-89-89\n", "several contacts"),
        (GOOD + "Preferred-Languages: fr, en\nFuture-Field: x\n", "unknown fields are extensions"),
        (CONTACT + "Expires: 2027-06-01t02:00:00.123456789+02:00", "RFC 3339: any case, fraction, offset"),
        (CONTACT + "Expires: 2027-06-30T23:59:60Z", "a leap second"),
        (GOOD + f"Canonical: https://autre.fr/x\nCanonical: {URL.upper()[:24]}{URL[24:]}\n", "host in any case"),
        (signed(GOOD), "clear-signed"),
        (signed("- # titre\n" + GOOD), "dash-escaped line"),
    ],
)
def test_valid(text, reason):
    statement = judge(text)
    assert (statement.number, statement.negative) == (1, False), (reason, statement.detail)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "pas de champ Contact ; pas de champ Expires"),
        (EXPIRES, "pas de champ Contact"),
        (CONTACT, "pas de champ Expires"),
        (GOOD + EXPIRES, "2 champs Expires"),
        ("Contact: securite@quimper.bzh\n" + EXPIRES, "adresse complète"),
        ("Contact:\n" + EXPIRES, "adresse complète"),
        ("Contact: http://www.quimper.bzh/\n" + EXPIRES, "https://"),
        (GOOD + "Policy: http://www.quimper.bzh/p\n", "Policy"),
        (CONTACT + "Expires: 2026-11-01T12:00:00Z", "périmé depuis le 01/11/2026"),
        (CONTACT + "Expires: 2025-01-01T00:00:00Z", "périmé"),
        (CONTACT + "Expires: 2027-06-01", "RFC 3339"),
        (CONTACT + "Expires: 2027-06-01T00:00:00", "RFC 3339"),  # no offset: which hour?
        (CONTACT + "Expires: Tue, 1 Jun 2027 00:00:00 GMT", "RFC 3339"),
        (CONTACT + "Expires: 2027-02-30T00:00:00Z", "RFC 3339"),
        (GOOD + "Preferred-Languages: fr\nPreferred-Languages: en\n", "plusieurs champs Preferred-Languages"),
        (GOOD + "Canonical: https://www.brest.fr/.well-known/security.txt\n", "autre adresse"),
        (GOOD + "Merci de nous prévenir\n", "ligne illisible"),
        ("Contact : mailto:a@b.fr\n" + EXPIRES, "ligne illisible"),  # a space before the colon
        (signed(GOOD, end=""), "signature PGP incomplète"),
        ("Contact: mailto:a@é.fr\n".encode("latin-1") + EXPIRES.encode(), "UTF-8"),
    ],
)
def test_invalid(text, fault):
    statement = judge(text)
    assert (statement.number, statement.negative) == (0, True)
    assert fault in statement.detail.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"url": "http://www.quimper.bzh/.well-known/security.txt"}, "https"),
        ({"final": "http://www.quimper.bzh/.well-known/security.txt"}, "https"),
        ({"kind": "text/html; charset=utf-8"}, "text/html"),  # the site's own page, whatever is asked
        ({"kind": None}, "absent"),
        ({"kind": "text/plain; charset=iso-8859-1"}, "iso-8859-1"),
        ({"url": "https://www.quimper.bzh/security"}, "adresse prévue"),
        ({"certificate_fault": "expiré"}, "expiré"),
        ({"truncated": True}, "démesuré"),
        ({"status": 404}, "404"),
        ({"status": 403}, "403"),
    ],
)
def test_how_it_is_served(more, fault):
    statement = judge(GOOD, **more)
    assert statement.number == 0
    assert fault in statement.detail


def test_what_was_seen_is_said():
    assert judge(GOOD, kind="Text/Plain").detail == (
        "contact «\u00a0mailto:securite@quimper.bzh\u00a0», valable jusqu’au 01/06/2027"
    )
    assert "à la racine" in judge(GOOD, url="https://www.quimper.bzh/security.txt").detail
    assert "moins d’un an" in judge(CONTACT + "Expires: 2036-01-01T00:00:00Z").detail


def test_a_redirection_to_another_host_is_followed():
    central = "https://cyber.bzh/.well-known/security.txt"
    assert judge(GOOD + f"Canonical: {central}\n", final=central).number == 1


@pytest.mark.parametrize(
    ("status", "fault", "outcome"),
    [
        (None, Fault.TIMEOUT, Outcome.WE_FAILED),
        (None, Fault.TLS, Outcome.THEY_FAILED),
        (None, None, Outcome.WE_FAILED),
        (429, None, Outcome.WE_FAILED),
        (500, None, Outcome.THEY_FAILED),
    ],
)
def test_no_answer_says_nothing(status, fault, outcome):
    answer = Answer(URL, (Hop(URL, status),), status=status, fault=fault)
    assert judge_security_txt(answer, NOW).outcome is outcome


@given(st.text(st.sampled_from("Contact: mailto\r\n-#\t ZT0\ud7ff") | st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_judged(text):
    for each in (text, GOOD + text, signed(text), CONTACT + "Expires: " + text):
        assert judge(each).number in (0, 1)


@given(st.text(st.sampled_from("0123456789-:TZt.+"), max_size=30))
def test_any_date_is_read(text):
    parse_date(text)


@pytest.mark.parametrize(
    "text", [" " * 500_000 + "x", "Contact:" + " " * 500_000 + "x", "\r" * 500_000, "x\n" * 250_000]
)
def test_a_hostile_file_costs_little(text):
    parse_security_txt(text)
