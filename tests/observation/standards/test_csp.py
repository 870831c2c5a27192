"""Content Security Policy: when does a policy hold scripts?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Answer, Hop
from barometre.observation.standards.csp import frame_ancestors, parse_policies, script_faults
from barometre.observation.standards.http_headers import judge_headers
from words import negative, words

URL = "https://www.quimper.bzh/"
UNLIMITED = reason(ReasonCode.CSP_UNLIMITED)


def inline(directive):
    return reason(ReasonCode.CSP_UNSAFE_INLINE, directive=directive)


def anywhere(source):
    return reason(ReasonCode.CSP_ANYWHERE, source=source, directive="script-src")


def csp(*values, name="content-security-policy"):
    answer = Answer(URL, (Hop(URL, 200),), status=200, headers=tuple((name, value) for value in values))
    return next(statement for statement in judge_headers(answer) if statement.fact == "site.csp")


@pytest.mark.parametrize(
    ("policy", "because"),
    [
        ("default-src 'self'", ""),
        ("default-src 'none'; style-src 'self'", ""),
        ("script-src", "an empty list allows nothing"),
        ("SCRIPT-SRC 'SELF'; img-src *", "any case; images are not scripts"),
        ("default-src * 'unsafe-inline'; script-src 'self'", "script-src replaces default-src"),
        ("script-src 'self'; script-src * 'unsafe-inline'", "the first of a name counts"),
        ("script-src 'self' https://*.collectivite.fr", "subdomains of one site"),
        ("script-src 'unsafe-inline' 'nonce-c2VjcmV0'", "a nonce neutralises unsafe-inline"),
        ("script-src 'unsafe-inline' 'sha256-abc+/_-=='", "so does a hash"),
        ("script-src 'strict-dynamic' 'nonce-c2VjcmV0' 'unsafe-inline' https: http:", "the form for old browsers"),
        ("script-src 'self' 'unsafe-eval'", "weaker, but no inline script runs"),
        ("default-src *; script-src-elem 'self'", "a host says nothing of attributes, where scripts are inline"),
        ("sandbox allow-forms", "no script at all"),
        ("img-src 'self', script-src 'self'", "two policies in one header"),
        (";;  ; default-src\t'self' ;", "empty directives, other spaces"),
    ],
)
def test_policies_that_hold(policy, because):
    assert csp(policy).number == 1, because


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        ("upgrade-insecure-requests", UNLIMITED),
        ("frame-ancestors 'self'", UNLIMITED),
        ("script-src-elem 'self'", UNLIMITED),  # attributes are free
        ("default-src 'self' 'unsafe-inline'", inline("default-src")),
        ("script-src 'self' 'UNSAFE-INLINE'", inline("script-src")),
        ("script-src 'self' 'unsafe-inline' 'nonce-'", inline("script-src")),  # an empty nonce is none
        ("script-src 'self' 'unsafe-inline' nonce-abc", inline("script-src")),  # quotes forgotten: a host
        ("script-src 'nonce-abc'; script-src-attr 'unsafe-inline'", inline("script-src-attr")),
        ("script-src *", anywhere("*")),
        ("script-src https:", anywhere("https:")),
        ("script-src 'self' data:", anywhere("data:")),
        ("script-src https://*", anywhere("https://*")),
        ("script-src https://*/js/", anywhere("https://*/js/")),
        ("script-src *.com", anywhere("*.com")),
        ("script-src *:443", anywhere("*:443")),
        ("sandbox allow-scripts", UNLIMITED),
        ("default-src: 'self'", UNLIMITED),  # the colon makes another name
    ],
)
def test_policies_that_do_not(policy, fault):
    statement = csp(policy)
    assert (statement.number, negative(statement)) == (0, True)
    assert statement.reason == reason(ReasonCode.CSP_WIDE, faults=(fault,))


def test_every_fault_is_said():
    wide = csp("default-src * 'unsafe-inline'; script-src-attr 'unsafe-inline'")
    assert words(wide.reason) == (
        "politique trop large\u00a0: 'unsafe-inline' dans default-src, 'unsafe-inline' dans script-src-attr, "
        "* dans default-src"
    )


def test_one_policy_that_holds_is_enough():
    assert csp("script-src *", "script-src 'self'").number == 1


def test_report_only_blocks_nothing():
    statement = csp("default-src 'none'", name="content-security-policy-report-only")
    assert statement.number == 0
    assert statement.reason.code is ReasonCode.CSP_REPORT_ONLY


def test_absent_is_no():
    assert csp().reason.code is ReasonCode.CSP_MISSING


@given(st.lists(st.text(st.sampled_from("'*;, -:/ascript-src default-src \t\x00é") | st.characters(), max_size=80)))
def test_any_text_is_read(values):
    policies = parse_policies(values)
    assert all(isinstance(script_faults(policy), list) for policy in policies)
    frame_ancestors(policies)
