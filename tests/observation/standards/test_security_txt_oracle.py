"""security.txt against `sectxt`, the reader that the Dutch government publishes: we agree, but for a few lines."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.answers import Answer, Hop
from barometre.observation.standards.security_txt import judge_security_txt

URL = "https://www.quimper.bzh/.well-known/security.txt"
# Both ends are so far that the clock of sectxt, which it takes from the machine, does not matter.
LINES = """
Contact: mailto:securite@quimper.bzh
CONTACT: https://www.quimper.bzh/securite
Contact: tel:+33-2-98-98-89-89
Contact: http://www.quimper.bzh/
Contact: securite@quimper.bzh
Contact:
Contact : mailto:securite@quimper.bzh
Expires: 2999-06-01T00:00:00Z
expires: 2999-06-01t00:00:00.5+02:00
Expires: 2001-01-01T00:00:00Z
Expires: 2999-06-01
Expires: 2999-02-30T00:00:00Z
Expires: Tue, 1 Jun 2999 00:00:00 GMT
Policy: https://www.quimper.bzh/politique
Policy: http://www.quimper.bzh/politique
Hiring: quimper
Encryption: dns:5d2d37ab76d47d36._openpgpkey.quimper.bzh?type=OPENPGPKEY
Acknowledgments: https://www.quimper.bzh/merci
Preferred-Languages: fr, en
Canonical: https://www.quimper.bzh/.well-known/security.txt
Canonical: https://www.brest.fr/.well-known/security.txt
Future-Field: x
# Bonjour
Merci de nous prévenir
""".split("\n")


def is_valid(text):
    answer = Answer(URL, (Hop(URL, 200),), 200, headers=(("content-type", "text/plain"),), body=text.encode())
    return judge_security_txt(answer, datetime(2026, 11, 1, tzinfo=UTC)).number == 1


def errors(text):
    import sectxt

    return {error["code"] for error in sectxt.Parser(text.encode(), urls=URL).errors}


@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_we_agree(lines, end):
    text = "".join(line + end for line in lines)
    assert is_valid(text) is (errors(text) == set())


@given(st.permutations(range(4)), st.sets(st.sampled_from(LINES), max_size=2))
def test_we_agree_on_files_that_are_nearly_good(order, more):
    good = [LINES[1], LINES[8], LINES[20], LINES[23]]
    text = "".join(line + "\n" for line in [*(good[place] for place in order), *sorted(more)])
    assert is_valid(text) is (errors(text) == set())


GOOD = "Contact: https://www.quimper.bzh/\nExpires: 2999-06-01T00:00:00Z\n"


@pytest.mark.parametrize(
    ("text", "accepted", "codes", "why"),
    [
        ("\ufeff" + GOOD, True, {"bom_in_file"}, "a byte order mark: every reader skips it"),
        (GOOD.strip(), True, {"no_line_separators"}, "the end of the last line: nothing is lost without it"),
        (GOOD.replace(": ", ":"), True, {"no_space"}, "the space after the colon: nothing is lost without it"),
        (GOOD + "Future-Field:\n", True, {"empty_value"}, "extensions are read by those who know them (2.4)"),
        (GOOD + "Preferred-Languages: french!\n", True, {"invalid_lang"}, "languages are not read"),
        (GOOD + "CSAF: https://www.quimper.bzh/\n", True, {"no_csaf_file"}, "a field that is not of RFC 9116"),
        (GOOD + f"Canonical: {URL.replace('www.q', 'WWW.Q')}\n", True, {"no_canonical_match"}, "hosts have no case"),
        (GOOD.replace("01T", "01 "), False, set(), "RFC 3339, 5.6: a T between date and time"),
        (GOOD + "Policy: https://www.quimper.bzh/a b\n", False, set(), "no space in an address (RFC 3986, 2)"),
    ],
)
def test_where_we_differ(text, accepted, codes, why):
    assert (is_valid(text), errors(text)) == (accepted, codes), why
