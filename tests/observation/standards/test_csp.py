"""Content Security Policy: when does a policy hold scripts?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.answers import Answer, Hop
from barometre.observation.standards.csp import frame_ancestors, parse_policies, script_faults
from barometre.observation.standards.http_headers import judge_headers

URL = "https://www.quimper.bzh/"


def csp(*values, meta=(), name="content-security-policy"):
    answer = Answer(URL, (Hop(URL, 200),), status=200, headers=tuple((name, value) for value in values))
    return next(statement for statement in judge_headers(answer, meta) if statement.fact == "site.csp")


@pytest.mark.parametrize(
    ("policy", "reason"),
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
def test_policies_that_hold(policy, reason):
    assert csp(policy).number == 1, reason


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        ("upgrade-insecure-requests", "ni script-src ni default-src"),
        ("frame-ancestors 'self'", "ni script-src ni default-src"),
        ("script-src-elem 'self'", "ni script-src ni default-src"),  # attributes are free
        ("default-src 'self' 'unsafe-inline'", "'unsafe-inline' dans default-src"),
        ("script-src 'self' 'UNSAFE-INLINE'", "'unsafe-inline' dans script-src"),
        ("script-src 'self' 'unsafe-inline' 'nonce-'", "'unsafe-inline'"),  # an empty nonce is none
        ("script-src 'self' 'unsafe-inline' nonce-abc", "'unsafe-inline'"),  # quotes forgotten: a host
        ("script-src 'nonce-abc'; script-src-attr 'unsafe-inline'", "'unsafe-inline' dans script-src-attr"),
        ("script-src *", "* dans script-src"),
        ("script-src https:", "https: dans script-src"),
        ("script-src 'self' data:", "data: dans script-src"),
        ("script-src https://*", "https://* dans script-src"),
        ("script-src https://*/js/", "https://*/js/ dans script-src"),
        ("script-src *.com", "*.com dans script-src"),
        ("script-src *:443", "*:443 dans script-src"),
        ("sandbox allow-scripts", "ni script-src ni default-src"),
        ("default-src: 'self'", "ni script-src ni default-src"),  # the colon makes another name
    ],
)
def test_policies_that_do_not(policy, missing):
    statement = csp(policy)
    assert (statement.number, statement.negative) == (0, True)
    assert missing in statement.detail


def test_one_policy_that_holds_is_enough():
    assert csp("script-src *", "script-src 'self'").number == 1


def test_report_only_blocks_nothing():
    statement = csp("default-src 'none'", name="content-security-policy-report-only")
    assert statement.number == 0
    assert "Report-Only" in statement.detail


def test_a_policy_in_the_page_counts_but_cannot_say_all():
    assert csp(meta=["script-src 'self'"]).number == 1
    assert csp(meta=["sandbox"]).number == 0
    assert frame_ancestors(parse_policies([], ["frame-ancestors 'none'"])) is None


def test_absent_is_no():
    assert csp().detail == "pas d’en-tête Content-Security-Policy"


@given(st.lists(st.text(st.sampled_from("'*;, -:/ascript-src default-src \t\x00é") | st.characters(), max_size=80)))
def test_any_text_is_read(values):
    policies = parse_policies(values, values)
    assert all(isinstance(script_faults(policy), list) for policy in policies)
    frame_ancestors(policies)
