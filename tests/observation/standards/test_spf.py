"""SPF records as they are found in the field, each with its reason; sections are of RFC 7208."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.standards.spf import evaluate, final_policy, judge_spf, read_spf
from growth import assert_linear
from words import words

VALID = [
    ("v=spf1", None, 0, "a version alone is a record: neutral for all (4.5)"),
    ("v=spf1 ", None, 0, "final spaces are legal (4.6.1)"),
    ("v=spf1 -all", "-all", 0, "sends no mail"),
    ("V=SPF1 MX -ALL", "-all", 1, "letters of any case (ABNF strings)"),
    ("v=spf1   mx    ~all  ", "~all", 1, "several spaces between terms (4.6.1)"),
    ("v=spf1 all", "+all", 0, "no sign means + (4.6.2)"),
    ("v=spf1 +all", "+all", 0, "useless, but legal"),
    ("v=spf1 ?all", "?all", 0, "neutral"),
    ("v=spf1 mx a ptr ?all", "?all", 3, "ptr is discouraged (5.5), legal"),
    ("v=spf1 include:mx.ovh.com ~all", "~all", 1, "the default of the best-known French host"),
    ("v=spf1 include:_spf.google.com. -all", "-all", 1, "a final dot is legal (7.1)"),
    ("v=spf1 include:spf.1and1.fr -all", "-all", 1, "labels may begin with a digit"),
    ("v=spf1 a:mail.mairie.fr/24 mx/28 -all", "-all", 2, "IPv4 prefix lengths (5.3)"),
    ("v=spf1 a/24//64 mx//48 a:m.fr//0 -all", "-all", 3, "both prefix lengths (5.3)"),
    ("v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.7 -all", "-all", 0, "addresses cost no query"),
    ("v=spf1 ip4:0.0.0.0/0 -all", "-all", 0, "a length of 0 is legal"),
    ("v=spf1 ip6:2001:db8::/32 ip6:::1 -all", "-all", 0, "IPv6"),
    ("v=spf1 ip6:::ffff:192.0.2.1 -all", "-all", 0, "IPv6 written with an IPv4 part (RFC 4291, 2.2)"),
    ("v=spf1 exists:%{ir}.%{l1r-}._spf.%{d2} -all", "-all", 1, "macros (7.2)"),
    ("v=spf1 include:%{d}.spf.example.net -all", "-all", 1, "a target that depends on the message is counted"),
    ("v=spf1 exists:%{D} -all", "-all", 1, "a macro may end the name (7.1)"),
    ("v=spf1 exists:a%%b%_c%-d.example.fr -all", "-all", 1, "escapes (7.1)"),
    ("v=spf1 redirect=_spf.example.fr", "redirect", 1, "redirect (6.1)"),
    ("v=spf1 redirect=_spf.example.fr -all", "-all", 0, "redirect is ignored when all is there (6.1)"),
    ("v=spf1 -all include:apres.fr a mx", "-all", 0, "what follows all is never reached (5.1)"),
    ("v=spf1 exp=exp.example.fr -all", "-all", 0, "an explanation is fetched apart (6.2)"),
    ("v=spf1 foo=bar x.y-z_=%{c} -all", "-all", 0, "unknown modifiers are ignored (6)"),
    ("v=spf1 ip4=192.0.2.1 -all", "-all", 0, "= instead of : makes an unknown modifier, ignored"),
    ("v=spf1 foo=1 foo=2 -all", "-all", 0, "only redirect and exp may not be repeated (6)"),
    ("v=spf1 include:a.fr include:a.fr -all", "-all", 2, "repeated mechanisms are legal"),
    ("v=spf1 include:a.example.fr/x.fr -all", "-all", 1, "odd characters are macro literals (7.1)"),
]


@pytest.mark.parametrize(("text", "policy", "lookups", "why"), VALID, ids=[row[3] for row in VALID])
def test_valid_records(text, policy, lookups, why):
    spf = read_spf(["google-site-verification=x", text])
    assert (spf.record, spf.fault, spf.policy, spf.lookups) == (text, None, policy, lookups)


INVALID = [
    ("v=spf1 include -all", "include needs a domain (5.2)"),
    ("v=spf1 include: -all", "an empty domain"),
    ("v=spf1 include: mx.ovh.com -all", "a space after the colon cuts the term"),
    ("v=spf1 exists -all", "exists needs a domain (5.7)"),
    ("v=spf1 include:localhost -all", "a name needs a dot (7.1)"),
    ("v=spf1 include:mx.ovh.com/24 -all", "no prefix length for include"),
    ("v=spf1 a:192.0.2.1 -all", "an address is no name: the last label is all digits (7.1)"),
    ("v=spf1 mx: -all", "an empty domain"),
    ("v=spf1 a/33 -all", "IPv4 prefix length out of range (5.6)"),
    ("v=spf1 a//129 -all", "IPv6 prefix length out of range"),
    ("v=spf1 a/024 -all", "a leading zero (5.6)"),
    ("v=spf1 a/ -all", "an empty prefix length"),
    ("v=spf1 a/24:m.fr -all", "prefix length before the domain"),
    ("v=spf1 ip4:192.0.2.300 -all", "not an address"),
    ("v=spf1 ip4:192.0.2 -all", "three numbers"),
    ("v=spf1 ip4:192.0.2.1/33 -all", "prefix length out of range"),
    ("v=spf1 ip4:192.0.2.1:25 -all", "a port"),
    ("v=spf1 ip4:192.0.2.01 -all", "a leading zero"),
    ("v=spf1 ip4:mail.mairie.fr -all", "a name in place of an address"),
    ("v=spf1 ip4 -all", "ip4 needs an address"),
    ("v=spf1 ip4:2001:db8::1 -all", "IPv6 in ip4"),
    ("v=spf1 ip6:192.0.2.1 -all", "IPv4 in ip6"),
    ("v=spf1 ip6:fe80::1%eth0 -all", "an interface is no part of an address"),
    ("v=spf1 ip:192.0.2.1 -all", "unknown mechanism (5)"),
    ("v=spf1 ipv4:192.0.2.1 -all", "unknown mechanism, frequent"),
    ("v=spf1 192.0.2.1 -all", "address without mechanism"),
    ("v=spf1 mx.ovh.com -all", "name without mechanism"),
    ("v=spf1 mx -al", "misspelt all"),
    ("v=spf1 mx -all.", "all takes nothing"),
    ("v=spf1 -all:x.fr", "all takes nothing"),
    ("v=spf1 mx - all", "a sign alone"),
    ("v=spf1 mx –all", "a dash of a word processor"),
    ("v=spf1 mx,a -all", "a comma does not separate"),
    ("v=spf1 mx\ta -all", "a tab does not separate (4.6.1)"),
    ("v=spf1 mx -all\n", "a line feed is no space"),
    ("v=spf1 mx\u00a0-all", "a non-breaking space does not separate"),
    ('v=spf1 mx -all"', "a quotation mark left behind"),
    ("v=spf1 -all foo", "what follows all must still parse (4.6)"),
    ("v=spf1 mx v=spf1 -all ~all;", "a semicolon"),
    ("v=spf1 redirect=a.fr redirect=a.fr", "redirect twice (6)"),
    ("v=spf1 exp=a.fr exp=b.fr -all", "exp twice (6)"),
    ("v=spf1 redirect= ", "redirect to nothing"),
    ("v=spf1 -redirect=a.fr", "a modifier has no sign (4.6.1)"),
    ("v=spf1 redirect:a.fr", "a modifier is written with ="),
    ("v=spf1 exists:%{z}.fr -all", "unknown macro (7.2)"),
    ("v=spf1 exists:%{c}.fr -all", "a macro for explanations only (7.2)"),
    ("v=spf1 exists:%{d0}.fr -all", "zero labels (7.3)"),
    ("v=spf1 exists:%d.fr -all", "a percent alone (7.1)"),
    ("v=spf1 foo=%x -all", "even an unknown modifier holds a macro string (6)"),
    ("v=spf1 mx:mairie.fr é -all", "not ASCII"),
]


@pytest.mark.parametrize(("text", "why"), INVALID, ids=[row[1] for row in INVALID])
def test_invalid_records(text, why):
    spf = read_spf([text])
    assert spf.record == text
    assert spf.fault.code in (Code.SPF_UNKNOWN_TERM, Code.SPF_MALFORMED_TERM, Code.SPF_REPEATED_TERM)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("v=spf1 mx foo -all", reason(Code.SPF_UNKNOWN_TERM, term="foo")),
        ("v=spf1 ip4:mail.mairie.fr -all", reason(Code.SPF_MALFORMED_TERM, term="ip4:mail.mairie.fr")),
        ("v=spf1 redirect= ", reason(Code.SPF_MALFORMED_TERM, term="redirect=")),
        ("v=spf1 exp=a.fr EXP=b.fr", reason(Code.SPF_REPEATED_TERM, name="exp")),
    ],
)
def test_the_first_fault_is_named(text, fault):
    assert read_spf([text]).fault == fault


@pytest.mark.parametrize(
    ("texts", "near", "why"),
    [
        ([], False, "nothing"),
        (["v=spf10 -all"], True, "another version (4.5)"),
        ([" v=spf1 -all"], True, "a space before (4.5)"),
        (['"v=spf1 -all'], True, "a quotation mark before"),
        (["v=spf1\t-all"], True, "the version is followed by a space or by nothing (4.5)"),
        (["v=spf1;-all"], True, "idem"),
        (["v =spf1 -all"], True, "a space in the version"),
        (["spf2.0/pra -all"], True, "Sender ID (RFC 4406) is not SPF"),
        (["MS=ms123", "v=DMARC1; p=none"], False, "other records"),
        (["v=\u017fpf1 -all"], False, "a long s is no s"),
    ],
)
def test_no_record(texts, near, why):
    spf = read_spf(texts)
    assert (spf.record, spf.fault.code, "near" in spf.fault.context) == (None, Code.SPF_MISSING, near)


def test_two_records_are_none():
    records = ("v=spf1 -all", "V=SPF1 mx")
    assert read_spf(records).fault == reason(Code.SPF_DUPLICATED, count=2, records=records)  # 4.5


@given(st.lists(st.text(max_size=60) | st.text(max_size=60).map("v=spf1 ".__add__), max_size=3))
def test_any_text_is_read(texts):
    spf = read_spf(texts)
    assert (spf.fault is None) or (spf.policy is None)
    assert [statement.fact for statement in judge_spf("mairie.fr", {"mairie.fr": spf})] == [
        "mail.spf",
        "mail.spf-policy",
    ]


@pytest.mark.parametrize(("mechanism", "repeated"), [("exists:", "%{d}"), ("a:", "a."), ("a:", "1"), ("a", "/1")])
def test_a_long_record_costs_no_more_than_its_length(mechanism, repeated):
    def read(text):
        assert read_spf([text]).fault is not None

    assert_linear(read, lambda size: f"v=spf1 {mechanism}{repeated * (size // len(repeated))}! -all")


@given(st.sampled_from([row[0] for row in VALID]), st.randoms(use_true_random=False))
def test_case_and_spaces_change_nothing(text, random):
    shaken = "".join(random.choice((sign.upper(), sign.lower())) for sign in text).replace(
        " ", " " * random.randint(1, 3)
    )
    before, after = read_spf([text]), read_spf([shaken])
    assert (before.fault, before.policy, before.lookups, before.includes, before.redirect) == (
        (after.fault, after.policy, after.lookups, after.includes, after.redirect)
    )


def zone(**records):
    """Records by name, `_` for a dot; None for a look that failed, an empty text for a domain without record."""
    return {
        name.replace("_", "."): None if text is None else read_spf([text] if text else [])
        for name, text in records.items()
    }


CHAIN = {f"i{number}.fr": read_spf([f"v=spf1 include:i{number + 1}.fr -all"]) for number in range(12)}
MANY = "v=spf1 " + " ".join(f"a:h{number}.fr" for number in range(10))


@pytest.mark.parametrize(
    ("known", "code", "lookups", "why"),
    [
        (zone(m_fr="v=spf1 -all"), None, 0, "alone"),
        (zone(m_fr="v=spf1 include:A.fr. -all", a_fr="v=spf1 mx ~all"), None, 2, "include, written otherwise"),
        (zone(m_fr=f"{MANY} -all"), None, 10, "ten is allowed (4.6.4)"),
        (zone(m_fr=f"{MANY} mx -all"), Code.SPF_MANY_LOOKUPS, 11, "eleven is not"),
        (zone(m_fr="v=spf1 include:a.fr -all", a_fr=f"{MANY} -all"), Code.SPF_MANY_LOOKUPS, 11, "included terms count"),
        (
            zone(m_fr="v=spf1 include:a.fr -all", a_fr=""),
            Code.SPF_INCLUDE_INVALID,
            1,
            "include of a domain without record (5.2)",
        ),
        (
            zone(m_fr="v=spf1 include:a.fr -all", a_fr="v=spf1 foo"),
            Code.SPF_INCLUDE_INVALID,
            1,
            "include of a faulty record (5.2)",
        ),
        (
            zone(m_fr="v=spf1 redirect=a.fr", a_fr=""),
            Code.SPF_INCLUDE_INVALID,
            1,
            "redirect to a domain without record (6.1)",
        ),
        (zone(m_fr="v=spf1 redirect=a.fr", a_fr="v=spf1 -all"), None, 1, "redirect"),
        (zone(m_fr="v=spf1 include:m.fr -all"), Code.SPF_MANY_LOOKUPS, 11, "a record that includes itself"),
        (zone(m_fr="v=spf1 redirect=m.fr"), Code.SPF_MANY_LOOKUPS, 11, "a record that redirects to itself"),
        (CHAIN | {"m.fr": read_spf(["v=spf1 include:i0.fr -all"])}, Code.SPF_MANY_LOOKUPS, 11, "a chain too long"),
        (zone(m_fr="v=spf1 include:a..fr -all"), Code.SPF_INCLUDE_INVALID, 1, "an empty label is no name (4.3)"),
        (zone(m_fr="v=spf1 include:%{d}.fr -all"), None, 1, "depends on the message"),
        (zone(m_fr=""), Code.SPF_MISSING, 0, "no record"),
        (
            zone(m_fr="v=spf1 include:a.fr include:b.fr -all", a_fr=None, b_fr=""),
            Code.SPF_INCLUDE_INVALID,
            2,
            "sure despite a failure",
        ),
    ],
)
def test_evaluation(known, code, lookups, why):
    evaluation = evaluate("m.fr", known)
    assert (evaluation.fault and evaluation.fault.code, evaluation.lookups) == (code, lookups)
    assert not evaluation.undetermined
    assert not evaluation.fault or not evaluate("m.fr", known).missing


@pytest.mark.parametrize(
    ("known", "name", "cause"),
    [
        (zone(m_fr="v=spf1 include:a.fr -all", a_fr=""), "a.fr", Code.SPF_MISSING),
        (zone(m_fr="v=spf1 redirect=a.fr", a_fr="v=spf1 foo"), "a.fr", Code.SPF_UNKNOWN_TERM),
        (zone(m_fr="v=spf1 include:a..fr -all"), "a..fr", Code.DNS_IMPOSSIBLE_NAME),
    ],
)
def test_the_include_at_fault_is_named(known, name, cause):
    context = evaluate("m.fr", known).fault.context
    assert (context["name"], context["cause"].code) == (name, cause)


def test_the_network_side_is_led_step_by_step():
    known = {}
    assert evaluate("Mairie.fr.", known).missing == {"mairie.fr"}
    known["mairie.fr"] = read_spf(["v=spf1 include:a.fr include:b.fr redirect=c.fr"])
    assert evaluate("mairie.fr", known).missing == {"a.fr", "b.fr", "c.fr"}
    known |= zone(a_fr="v=spf1 include:d.fr ~all", b_fr="v=spf1", c_fr="v=spf1 -all")
    assert evaluate("mairie.fr", known).missing == {"d.fr"}
    assert evaluate("mairie.fr", known).undetermined
    known |= zone(d_fr="v=spf1 a -all")
    assert (evaluate("mairie.fr", known).missing, evaluate("mairie.fr", known).lookups) == (frozenset(), 5)
    assert final_policy("mairie.fr", known) == ("-all", "c.fr")


@pytest.mark.parametrize(
    ("known", "number", "code", "policy", "policy_code"),
    [
        (zone(m_fr="v=spf1 mx -all"), 1, Code.SPF_VALID, "-all", Code.SPF_REJECT),
        (zone(m_fr="v=spf1 mx ~all"), 1, Code.SPF_VALID, "~all", Code.SPF_SUSPECT),
        (zone(m_fr="v=spf1 mx"), 1, Code.SPF_VALID, "?all", Code.SPF_NEUTRAL),
        (zone(m_fr="v=spf1 +all"), 1, Code.SPF_VALID, "+all", Code.SPF_ANYONE),
        (zone(m_fr="v=spf1 redirect=%{d}.fr"), 1, Code.SPF_VALID, "redirect", Code.SPF_DEPENDS),
        (zone(m_fr="v=spf1 foo"), 0, Code.SPF_INVALID, None, Code.SPF_NO_VALID_RECORD),
        (zone(m_fr=""), 0, Code.SPF_MISSING, None, Code.SPF_NO_VALID_RECORD),
        (zone(m_fr=None), None, Code.SPF_UNREAD, None, Code.SPF_UNREAD),
        (zone(m_fr="v=spf1 include:a.fr -all", a_fr=None), None, Code.SPF_UNREAD, None, Code.SPF_UNREAD),
        ({}, None, Code.SPF_UNREAD, None, Code.SPF_UNREAD),
    ],
)
def test_statements(known, number, code, policy, policy_code):
    spf, asked = judge_spf("m.fr", known)
    assert (spf.fact, spf.number, spf.reason.code) == ("mail.spf", number, code)
    assert (asked.fact, asked.text, asked.reason.code) == ("mail.spf-policy", policy, policy_code)
    assert (spf.outcome is Outcome.WE_FAILED) == (asked.outcome is Outcome.WE_FAILED) == (number is None)
    assert words(spf.reason) and words(asked.reason)


def test_the_domain_that_says_the_policy_is_named():
    _, asked = judge_spf("m.fr", zone(m_fr="v=spf1 redirect=a.fr", a_fr="v=spf1 -all"))
    assert asked.reason == reason(Code.SPF_REJECT, holder="a.fr")


def test_the_record_is_shown_once():
    two = {"m.fr": read_spf(["v=spf1 -all", "v=spf1 mx"])}
    assert judge_spf("m.fr", two)[0].reason.code is Code.SPF_DUPLICATED
    many = zone(m_fr=f"{MANY} mx -all")
    assert judge_spf("m.fr", many)[0].reason == reason(
        Code.SPF_INVALID, cause=reason(Code.SPF_MANY_LOOKUPS), record=f"{MANY} mx -all"
    )
