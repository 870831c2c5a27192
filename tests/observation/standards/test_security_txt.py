"""security.txt by RFC 9116: what is legal though odd, what is not though frequent."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.coding import TOO_LONG
from barometre.observation.standards.security_txt import judge_security_txt, parse_date, parse_security_txt
from growth import assert_linear
from words import negative, words

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
URL = "https://www.quimper.bzh/.well-known/security.txt"
CONTACT = "Contact: mailto:securite@quimper.bzh\n"
EXPIRED = reason(ReasonCode.CERTIFICATE_EXPIRED)
EXPIRES = "Expires: 2027-06-01T00:00:00Z\n"
GOOD = CONTACT + EXPIRES


def judge(text, url=URL, kind="text/plain; charset=utf-8", status=200, final=None, **more):
    body = text if isinstance(text, bytes) else text.encode()
    headers = (("content-type", kind),) if kind is not None else ()
    hops = (Hop(url, 301), Hop(final, status)) if final else (Hop(url, status),)
    return judge_security_txt(Answer(url, hops, status=status, headers=headers, body=body, **more), NOW)


END = "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n"


def signed(text, end=END):
    return f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{text}{end}"


@pytest.mark.parametrize(
    ("text", "because"),
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
        (signed(GOOD).replace("Hash: SHA512\n", ""), "the Hash header is no longer asked for: RFC 9580, 6.2.2.3"),
        (signed(GOOD, END.replace("\n\n", "\nVersion: x\n\n").replace("abcd", "abcd\n=ab12")), "header, checksum"),
    ],
)
def test_valid(text, because):
    statement = judge(text)
    assert (statement.number, negative(statement)) == (1, False), (because, words(statement.reason))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", "no_contact no_expires"),
        (EXPIRES, "no_contact"),
        (CONTACT, "no_expires"),
        (GOOD + EXPIRES, "several_expires"),
        ("Contact: securite@quimper.bzh\n" + EXPIRES, "bad_address incomplete_address"),
        ("Contact:\n" + EXPIRES, "bad_address incomplete_address"),
        ("Contact: http://www.quimper.bzh/\n" + EXPIRES, "bad_address address_without_https"),
        (GOOD + "Policy: http://www.quimper.bzh/p\n", "bad_address address_without_https"),
        (CONTACT + "Expires: 2026-11-01T12:00:00Z", "expired"),  # now
        (CONTACT + "Expires: 2025-01-01T00:00:00Z", "expired"),
        (CONTACT + "Expires: 2027-06-01", "bad_expires"),
        (CONTACT + "Expires: 2027-06-01T00:00:00", "bad_expires"),  # no offset: which hour?
        (CONTACT + "Expires: Tue, 1 Jun 2027 00:00:00 GMT", "bad_expires"),
        (CONTACT + "Expires: 2027-02-30T00:00:00Z", "bad_expires"),
        (GOOD + "Preferred-Languages: fr\nPreferred-Languages: en\n", "several_languages"),
        (GOOD + "Canonical: https://www.brest.fr/.well-known/security.txt\n", "other_address"),
        (GOOD + "Merci de nous prévenir\n", "unreadable_line"),
        ("Contact : mailto:a@b.fr\n" + EXPIRES, "unreadable_line"),  # a space before the colon
        (signed(GOOD, end=""), "incomplete_signature"),
        (signed(GOOD, end=END.replace("END", "STOP")), "incomplete_signature"),
        (GOOD + END, "incomplete_signature"),  # a signature of nothing
        (signed(GOOD, end="-----BEGIN PGP SIGNATURE-----\n" + END), "several_signatures"),
        (signed(GOOD, end=END + END), "several_signatures"),
        (signed(GOOD) + signed(GOOD), "several_signatures"),
        (signed(GOOD) + "Contact: mailto:a@b.fr\n", "outside_signature"),
        ("# bonjour\n" + signed(GOOD), "outside_signature"),
        (signed("-----\n" + GOOD), "unescaped_dash"),  # RFC 9580, 7.2
        (signed(GOOD, end=END.replace("\n\n", "\n")), "bad_armor"),  # RFC 9580, 6.2: no blank line
        (signed(GOOD, end=END.replace("abcd", "é…")), "bad_armor"),
        (signed(GOOD, end=END.replace("abcd\n", "")), "bad_armor"),  # an empty signature
        (signed(GOOD).replace("Hash: SHA512", "bonjour"), "bad_armor"),  # RFC 9580, 7.1
    ],
)
def test_invalid(text, faults):
    statement = judge(text)
    assert (statement.number, negative(statement)) == (0, True)
    codes = ["invalid", *faults.split()]
    assert [one.code for one in statement.reason.nested()] == [f"security_txt_{code}" for code in codes]


def test_another_encoding_is_not_read():
    statement = judge("Contact: mailto:a@é.fr\n".encode("latin-1") + EXPIRES.encode())
    assert (statement.number, statement.reason.code) == (0, ReasonCode.SECURITY_TXT_NOT_UTF8)


def test_faults_are_listed():
    text = "Contact: http://quimper.bzh/\nExpires: 2025-01-31T23:00:00Z\n"
    assert words(judge(text).reason).replace("\u00a0", " ") == (
        "Contact « http://quimper.bzh/ » : une adresse web doit commencer par https:// ; périmé depuis le 31/01/2025"
    )


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"url": "http://www.quimper.bzh/.well-known/security.txt"}, ReasonCode.SECURITY_TXT_NO_HTTPS),
        ({"final": "http://www.quimper.bzh/.well-known/security.txt"}, ReasonCode.SECURITY_TXT_NO_HTTPS),
        # the site's own page, whatever is asked
        ({"kind": "text/html; charset=utf-8"}, ReasonCode.SECURITY_TXT_NOT_TEXT),
        ({"kind": None}, ReasonCode.SECURITY_TXT_UNTYPED),
        ({"kind": "text/plain; charset=iso-8859-1"}, ReasonCode.SECURITY_TXT_CHARSET),
        ({"url": "https://www.quimper.bzh/security"}, ReasonCode.SECURITY_TXT_ELSEWHERE),
        ({"certificate_fault": EXPIRED}, ReasonCode.SECURITY_TXT_CERTIFICATE_REFUSED),
        ({"partial": TOO_LONG}, ReasonCode.SECURITY_TXT_TOO_LARGE),
        ({"status": 404}, ReasonCode.SECURITY_TXT_MISSING),
        ({"status": 403}, ReasonCode.SECURITY_TXT_MISSING),
    ],
)
def test_how_it_is_served(more, fault):
    statement = judge(GOOD, **more)
    assert (statement.number, statement.reason.code) == (0, fault)


def test_what_was_seen_is_said():
    contact = "contact «\u00a0mailto:securite@quimper.bzh\u00a0», valable jusqu’au"
    assert words(judge(GOOD, kind="Text/Plain").reason) == f"{contact} 01/06/2027"
    at_root = judge(GOOD, url="https://www.quimper.bzh/security.txt")
    assert words(at_root.reason) == f"{contact} 01/06/2027\u00a0; à la racine, ancienne place"
    far = judge(CONTACT + "Expires: 2036-01-01T00:00:00Z")
    assert words(far.reason) == f"{contact} 01/01/2036 (moins d’un an est conseillé)"


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
    found = parse_date(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(("start", "repeated"), [("", " "), ("Contact:", " "), ("", "\r"), ("", "x\n")])
def test_a_hostile_file_costs_no_more_than_its_length(start, repeated):
    def read(text):
        fields, unread = parse_security_txt(text)
        assert fields or unread

    assert_linear(read, lambda size: start + repeated * (size // len(repeated)) + "x")
