"""DMARC records as they are found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.standards.dmarc import (
    AppliedDmarc,
    Dmarc,
    applicable,
    judge_dmarc,
    policy_for,
    read_dmarc,
    tree_walk,
)
from words import words

RUA = "rua=mailto:dmarc@mairie.fr"
RECORDS = [
    ("v=DMARC1; p=reject", "rejet", "rejet", "the plain case"),
    ("v=DMARC1;p=quarantine;", "quarantaine", "quarantaine", "no space, final semicolon"),
    ("v=DMARC1; p=none", "observation", "observation", "none is to watch"),
    ("V = DMARC1 ;\tP = Reject ; ", "rejet", "rejet", "spaces, tabs and case (RFC 9989, 4.8)"),
    ("v=DMARC1; p=reject; sp=none", "rejet", "observation", "sp is for subdomains only"),
    ("v=DMARC1; p=none; sp=reject", "observation", "rejet", "sp is never p"),
    ("v=DMARC1; sp=quarantine; p=reject", "rejet", "quarantaine", "any order (RFC 9989, 4.8)"),
    ("v=DMARC1; np=reject; p=none", "observation", "observation", "np is for names that do not exist"),
    ("v=DMARC1; p=reject; pct=100", "rejet", "rejet", "all messages"),
    ("v=DMARC1; p=reject; pct=50", "observation", "observation", "half of the messages"),
    ("v=DMARC1; p=quarantine; pct=0", "observation", "observation", "0 % was the test mode (RFC 9989, annex A)"),
    ("v=DMARC1; p=reject; pct=099", "rejet", "rejet", "not a percentage: the default holds (RFC 7489, 6.3)"),
    ("v=DMARC1; p=reject; pct=150", "rejet", "rejet", "idem"),
    ("v=DMARC1; p=reject; pct=", "rejet", "rejet", "idem"),
    ("v=DMARC1; p=reject; t=y", "observation", "observation", "test mode (RFC 9989, 4.7)"),
    ("v=DMARC1; p=reject; t=n; psd=n", "rejet", "rejet", "not in test mode"),
    ("v=DMARC1; p=reject; t=oui", "rejet", "rejet", "not a value: the default holds"),
    ("v=DMARC1; p=reject; adkim=x; fo=9; foo=bar", "rejet", "rejet", "unknown tags and wrong values are ignored"),
    ("v=DMARC1; p=reject; charabia", "rejet", "rejet", "a syntax error after the version is ignored"),
    ("v=DMARC1;; ;p=reject", "rejet", "rejet", "empty items"),
    (f"v=DMARC1; p=rejct; {RUA}", "observation", "observation", "wrong p with reports: none (RFC 7489, 6.6.3)"),
    (f"v=DMARC1; {RUA}", "observation", "observation", "no p with reports: none (RFC 9989, 4.10.1)"),
    (f"v=DMARC1; p=reject; sp=all; {RUA}", "observation", "observation", "wrong sp with reports: none"),
    ("v=DMARC1", "absente", "absente", "neither p nor reports asks for nothing"),
    ("v=DMARC1; p=", "absente", "absente", "empty p"),
    ("v=DMARC1; p=rejet", "absente", "absente", "in French"),
    ("v=DMARC1; p=reject.", "absente", "absente", "a full stop"),
    ("v=DMARC1; p=reject rua=mailto:a@b.fr", "absente", "absente", "a semicolon is missing"),
    ("v=DMARC1; p=reject; sp=oui", "absente", "absente", "wrong sp without reports (RFC 7489, 6.6.3)"),
    ("v=DMARC1; p=rejct; rua=dmarc@mairie.fr", "absente", "absente", "an address without mailto: is no URI"),
    ("v=DMARC1; p=none; p=reject", "absente", "absente", "a repeated tag spoils the list (RFC 6376, 3.2)"),
    ("v=DMARC1; p=reject; rua=mailto:a@b.fr; rua=mailto:c@d.fr", "absente", "absente", "idem"),
    ("v=DMARC1; P=none; p=none", "absente", "absente", "idem, whatever the case"),
]


@pytest.mark.parametrize(("text", "own", "inherited", "why"), RECORDS, ids=[f"{row[0]} {row[3]}" for row in RECORDS])
def test_records(text, own, inherited, why):
    dmarc = read_dmarc(["v=spf1 -all", text])
    assert dmarc.record == text
    assert (policy_for(dmarc, False), policy_for(dmarc, True)) == (own, inherited)
    assert (dmarc.fault is not None) == (own == "absente")


@pytest.mark.parametrize(
    ("texts", "near", "why"),
    [
        ([], False, "nothing"),
        (["v=spf1 -all", "bonjour"], False, "a wildcard TXT record answers for _dmarc"),
        (["v=dmarc1; p=reject"], True, "the version's case counts (RFC 9989, 4.8)"),
        (["v=DMARC2; p=reject"], True, "another version"),
        (["v=DMARC10; p=reject"], True, "another version"),
        (["p=reject; v=DMARC1"], True, "the version comes first (RFC 9989, 4.7)"),
        (["v=DMARC1 p=reject"], True, "a semicolon is missing after the version"),
        (["v=DMARC1, p=reject"], True, "commas"),
        (["v=DMARC1\\; p=reject"], True, "a backslash left by a DNS form"),
        (['"v=DMARC1; p=reject'], True, "a quotation mark left by a DNS form"),
        ([" v=DMARC1; p=reject"], True, "a space before (RFC 9989, 4.8)"),
        (["_dmarc v=DMARC1; p=reject"], True, "the name copied into the value"),
    ],
)
def test_no_record(texts, near, why):
    dmarc = read_dmarc(texts)
    assert dmarc.record is None
    assert dmarc.fault.code is Code.DMARC_MISSING
    assert ("near" in dmarc.fault.context) == near


def test_several_records_are_none():
    dmarc = read_dmarc(["v=DMARC1; p=none", "v=DMARC1; p=reject"])  # RFC 9989, 4.10; RFC 7489, 6.6.3
    assert dmarc.record is None
    assert dmarc.fault == reason(Code.DMARC_DUPLICATED, count=2, records=("v=DMARC1; p=none", "v=DMARC1; p=reject"))


@pytest.mark.parametrize(
    ("rua", "reports", "why"),
    [
        ("mailto:dmarc@mairie.fr", True, "the plain case"),
        ("MAILTO:dmarc@mairie.fr!10m", True, "case, and a maximum size (RFC 7489, 6.2)"),
        ("https://x.fr/r , mailto:a@b.fr", True, "several, with spaces"),
        ("https://x.fr/r", False, "only mail must be served (RFC 9989, 4.7)"),
        ("dmarc@mairie.fr", False, "no mailto:"),
        ("mailto:dmarc", False, "no domain"),
        ("mailto: dmarc@mairie.fr", False, "a space inside"),
        ("mailto:a@b.fr mailto:c@d.fr", False, "a comma is missing"),
        ("", False, "empty"),
    ],
)
def test_reports(rua, reports, why):
    assert read_dmarc([f"v=DMARC1; p=none; rua={rua}"]).has_reports == reports


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ("mairie.fr", ["mairie.fr", "fr"]),
        ("Courriel.Mairie.FR.", ["courriel.mairie.fr", "mairie.fr", "fr"]),
        (
            "a.b.c.d.e.mail.mairie.fr",  # eight labels: the walk goes from eight to seven
            "a.b.c.d.e.mail.mairie.fr b.c.d.e.mail.mairie.fr c.d.e.mail.mairie.fr d.e.mail.mairie.fr e.mail.mairie.fr "
            "mail.mairie.fr mairie.fr fr".split(),
        ),
        (
            "a.b.c.d.e.f.g.h.i.j.mail.mairie.fr",  # the example of RFC 9989, 4.10
            "a.b.c.d.e.f.g.h.i.j.mail.mairie.fr g.h.i.j.mail.mairie.fr h.i.j.mail.mairie.fr i.j.mail.mairie.fr "
            "j.mail.mairie.fr mail.mairie.fr mairie.fr fr".split(),
        ),
        ("localhost", ["localhost"]),
    ],
)
def test_names_of_a_tree_walk(domain, names):
    assert tree_walk(domain) == [f"_dmarc.{name}" for name in names]


@given(st.integers(1, 120))
def test_names_to_ask_are_bounded(labels):
    names = tree_walk(".".join(["a"] * labels))
    assert len(names) == len(set(names)) == min(labels, 8)


REJECT, NONE, BROKEN, INNER, SUFFIX, WRONG = (
    read_dmarc([f"v=DMARC1; p={policy}"])
    for policy in ("reject", "none", "non", "quarantine; psd=n", "none; sp=reject; psd=y", "none; psd=oui")
)
ABSENT, TWO = read_dmarc([]), read_dmarc(["v=DMARC1; p=none"] * 2)


@pytest.mark.parametrize(
    ("known", "expected", "why"),
    [
        ([], "_dmarc.a.b.c.fr", "nothing known yet"),
        ([REJECT], AppliedDmarc(REJECT, "a.b.c.fr", False), "the domain's own record"),
        ([SUFFIX], AppliedDmarc(SUFFIX, "a.b.c.fr", False), "its own, even a suffix's"),
        ([ABSENT], "_dmarc.b.c.fr", "then its parents"),
        ([ABSENT, REJECT], "_dmarc.c.fr", "all of them: a shorter one would count"),
        ([ABSENT, ABSENT, REJECT], "_dmarc.fr", "down to the last label"),
        ([TWO, ABSENT, REJECT, ABSENT], AppliedDmarc(REJECT, "c.fr", True), "several are none: the search goes on"),
        ([BROKEN], AppliedDmarc(BROKEN, "a.b.c.fr", False), "a record without force is found all the same"),
        ([ABSENT, NONE, REJECT, ABSENT], AppliedDmarc(REJECT, "c.fr", True), "the fewest labels (4.10.2)"),
        ([ABSENT, NONE, ABSENT, ABSENT], AppliedDmarc(NONE, "b.c.fr", True), "a parent between"),
        ([ABSENT, INNER], AppliedDmarc(INNER, "b.c.fr", True), "psd=n ends the walk"),
        ([ABSENT, NONE, INNER], AppliedDmarc(INNER, "c.fr", True), "psd=n is the organisational domain"),
        ([ABSENT, ABSENT, REJECT, SUFFIX], AppliedDmarc(REJECT, "c.fr", True), "one label below psd=y"),
        ([ABSENT, NONE, ABSENT, SUFFIX], AppliedDmarc(SUFFIX, "fr", True), "which has none: the suffix's applies"),
        ([ABSENT, NONE, SUFFIX], AppliedDmarc(NONE, "b.c.fr", True), "a suffix of two labels"),
        ([ABSENT, ABSENT, REJECT, NONE], AppliedDmarc(NONE, "fr", True), "a suffix that does not say that it is one"),
        ([ABSENT, WRONG, REJECT, ABSENT], AppliedDmarc(REJECT, "c.fr", True), "not a value: as if it were not written"),
        ([TWO, ABSENT, ABSENT, ABSENT], AppliedDmarc(TWO, "a.b.c.fr", False), "nothing: its own reading says why"),
        ([None], None, "our failure is no absence"),
        ([ABSENT, None], None, "idem"),
        ([ABSENT, ABSENT, REJECT, None], None, "a suffix could count"),
    ],
)
def test_the_record_that_applies(known, expected, why):
    assert applicable("a.b.c.fr", dict(zip(tree_walk("a.b.c.fr"), known, strict=False))) == expected, why


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("v=DMARC1; p=none; p=reject", Code.DMARC_REPEATED_TAG),
        ("v=DMARC1; p=rejet", Code.DMARC_UNKNOWN_POLICY),
        ("v=DMARC1; p=reject; sp=oui", Code.DMARC_UNKNOWN_POLICY),
        ("v=DMARC1", Code.DMARC_NO_POLICY),
    ],
)
def test_faults(text, code):
    assert read_dmarc([text]).fault.code is code


@pytest.mark.parametrize(
    ("text", "inherited", "policy", "context"),
    [
        ("v=DMARC1; p=reject; rua=mailto:a@b.fr", False, "rejet", {}),
        ("v=DMARC1; p=reject; sp=none", True, "observation", {"holder": "mairie.fr", "subdomains": True}),
        ("v=DMARC1; p=quarantine", True, "quarantaine", {"holder": "mairie.fr", "subdomains": False}),
        ("v=DMARC1; p=reject; pct=20", False, "observation", {"percent": 20}),
        ("v=DMARC1; p=reject; t=y; pct=20", False, "observation", {"test": True}),
    ],
)
def test_statements(text, inherited, policy, context):
    dmarc, reports = judge_dmarc(AppliedDmarc(read_dmarc([text]), "mairie.fr", inherited))
    assert (dmarc.fact, dmarc.text, dmarc.reason.code) == ("mail.dmarc", policy, Code.DMARC_VALID)
    assert dmarc.reason.context == {"record": text.replace("mailto:a@", "mailto:…@")} | context
    assert (reports.fact, reports.number) == ("mail.dmarc-reports", float("rua" in text))
    assert reports.reason.code is (Code.DMARC_REPORTS if "rua" in text else Code.DMARC_NO_REPORTS)


def test_a_record_that_asks_nothing():
    dmarc, reports = judge_dmarc(AppliedDmarc(read_dmarc(["v=DMARC1; p=rien"]), "mairie.fr", False))
    assert (dmarc.text, reports.number) == ("absente", 0)
    assert dmarc.reason == reports.reason == reason(Code.DMARC_UNKNOWN_POLICY, tag="p", record="v=DMARC1; p=rien")


def test_no_person_is_named():
    applied = AppliedDmarc(read_dmarc(["v=DMARC1; p=none; rua=mailto:anne.martin@mairie.fr!10m"]), "mairie.fr", False)
    statements = judge_dmarc(applied)
    assert statements
    for statement in statements:
        assert "anne" not in statement.reason.to_json()
        assert "…@mairie.fr" in words(statement.reason)


def test_our_failure_says_nothing_of_them():
    assert {statement.outcome for statement in judge_dmarc(None)} == {Outcome.WE_FAILED}


@given(st.lists(st.text(max_size=60) | st.text(max_size=60).map("v=DMARC1;".__add__), max_size=3))
def test_any_text_is_read(texts):
    dmarc = read_dmarc(texts)
    assert isinstance(dmarc, Dmarc)
    assert policy_for(dmarc, True) in ("rejet", "quarantaine", "observation", "absente")
    assert len(words(judge_dmarc(AppliedDmarc(dmarc, "mairie.fr", False))[0].reason)) < 700


@given(st.sampled_from([row[0] for row in RECORDS]), st.randoms(use_true_random=False))
def test_case_and_spaces_change_nothing(text, random):
    version, rest = text.split("DMARC1")
    shaken = "".join(random.choice((sign.upper(), sign.lower())) for sign in rest)
    shaken = shaken.replace(";", " ; ").replace("=", "\t= ")
    before, after = read_dmarc([text]), read_dmarc([f"{version}DMARC1{shaken}"])
    for inherited in (False, True):
        assert policy_for(before, inherited) == policy_for(after, inherited)
