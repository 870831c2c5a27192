"""Criteria 1.1 to 1.8 on answers of every kind, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.addresses import parse_site
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.criteria.rcpnt_site import Variants, judge_site, twin_host
from barometre.observation.net.answers import OURS, Answer, Fault, Hop
from words import words

EXTENSIONS = frozenset({"fr", "bzh", "re"})
FORMS = {
    "http": "http://www.ville.fr/",
    "https": "https://www.ville.fr/",
    "twin_http": "http://ville.fr/",
    "twin_https": "https://ville.fr/",
}
GOOD = {
    "http": ["http://www.ville.fr/", "https://www.ville.fr/"],
    "https": ["https://www.ville.fr/"],
    "twin_http": ["http://ville.fr/", "https://www.ville.fr/"],
    "twin_https": ["https://ville.fr/", "https://www.ville.fr/"],
}


def answer(chain, status=200, fault=None, refusal=None, wall=None):
    """Return the answer of a chain of addresses."""
    hops = (*(Hop(url, 301, "192.0.2.1") for url in chain[:-1]), Hop(chain[-1], status, "192.0.2.1"))
    return Answer(chain[0], hops, None if fault else status, fault=fault, certificate_fault=refusal, wall=wall)


def failed(form, fault):
    return answer([FORMS[form]], None, fault)


def judge(declared="https://www.ville.fr/", **changes):
    """Return the verdicts on a conforming site but for the forms given; None for a twin that does not exist."""
    site = parse_site(declared)
    forms = {name: answer(chain) for name, chain in GOOD.items()} | changes
    main = forms["https"] if declared.startswith("https") else forms["http"]
    return judge_site(site, Variants(main, **forms), EXTENSIONS)


def marks(verdicts):
    """Return the criteria that are not met, then those that are unknown."""
    return " ".join(name for name, verdict in verdicts.items() if verdict.met is False), " ".join(
        name for name, verdict in verdicts.items() if verdict.met is None
    )


ELSEWHERE = ["https://www.ville.fr/", "https://www.agglo.fr/ville"]
GOUV = ["https://www.ville.fr/", "https://passerelle.gouv.fr/", "https://www.ville.fr/accueil"]
DEEP = [f"https://www.ville.fr/{number}" for number in range(7)]
EVERY = "1.3 1.4 1.5 1.6 1.7"
WRONG_HOST = reason(Code.CERTIFICATE_WRONG_HOST)
TABLE = [
    ({}, "", "", "tout est conforme"),
    ({"https": answer([FORMS["https"]], 404)}, EVERY, "", "404"),
    ({"https": answer([FORMS["https"]], 204)}, EVERY, "", "seul 200 est une page"),
    ({"https": failed("https", Fault.REFUSED)}, EVERY, "", "connexion refusée"),
    ({"https": failed("https", Fault.NO_NAME)}, EVERY, "", "le nom n’existe pas"),
    ({"https": failed("https", Fault.PRIVATE_ADDRESS)}, EVERY, "", "adresse privée"),
    ({"https": failed("https", Fault.REDIRECTS)}, EVERY, "", "redirections en rond"),
    ({"https": failed("https", Fault.TIMEOUT)}, "", EVERY, "notre attente : rien n’est dit d’eux"),
    ({"https": failed("https", Fault.NAME_FAILED)}, "", EVERY, "notre résolveur"),
    ({"https": failed("https", Fault.RATE_LIMITED)}, "", EVERY, "429 : nous demandons trop"),
    ({"https": answer([FORMS["https"]], 403, wall="Cloudflare")}, "", EVERY, "un mur : rien n’est dit d’eux"),
    ({"https": answer([FORMS["https"]], 200, wall="F5 BIG-IP")}, "", EVERY, "un mur qui répond 200"),
    ({"https": answer(ELSEWHERE, 200, wall="Radware")}, "", EVERY, "un mur qui nous conduit ailleurs"),
    ({"twin_http": answer([FORMS["twin_http"]], 403, wall="Sucuri")}, "", "1.7", "un mur devant une seule forme"),
    (
        {"https": answer([FORMS["https"]], 403, refusal=reason(Code.CERTIFICATE_EXPIRED), wall="Sucuri")},
        "1.5 1.7",
        "1.3 1.4 1.6",
        "un certificat périmé se voit aussi devant un mur",
    ),
    ({"https": answer([FORMS["https"]], refusal=reason(Code.CERTIFICATE_EXPIRED))}, "1.5 1.7", "", "périmé, page 200"),
    (
        {"https": answer([FORMS["https"]], 500, refusal=reason(Code.CERTIFICATE_EXPIRED))},
        EVERY,
        "",
        "certificat périmé devant une erreur",
    ),
    ({"http": answer([FORMS["http"]])}, "1.4 1.7", "", "http ne mène pas à https"),
    ({"http": answer([FORMS["http"]], 404)}, "1.4 1.7", "", "http répond 404"),
    ({"http": answer([*GOOD["http"], FORMS["http"]])}, "1.4 1.7", "", "https renvoie à http"),
    ({"http": failed("http", Fault.REFUSED)}, "1.4 1.7", "", "le port 80 refuse"),
    ({"http": failed("http", Fault.TIMEOUT)}, "", "1.4 1.6 1.7", "le port 80 se tait"),
    ({"https": answer(ELSEWHERE)}, "1.6 1.7", "", "un autre domaine à la fin"),
    ({"https": answer(GOUV)}, "", "", "gouv.fr en chemin"),
    ({"https": answer(["https://www.ville.fr/", "https://faux-gouv.fr/", FORMS["https"]])}, "1.6", "", "imite gouv.fr"),
    ({"https": answer(["https://www.ville.fr/", "https://gouv.fr.com/", FORMS["https"]])}, "1.6", "", "gouv.fr devant"),
    ({"https": answer(["https://www.ville.fr/", "https://x.un-autre.fr/", FORMS["https"]])}, "1.6", "", "détour"),
    ({"https": answer(DEEP[:6])}, "", "", "cinq redirections"),
    ({"https": answer(DEEP)}, "1.6", "", "six redirections"),
    ({"twin_https": failed("twin_https", Fault.NO_NAME)}, "1.7", "", "sans www, pas de nom"),
    ({"twin_https": failed("twin_https", Fault.TIMEOUT)}, "", "1.7", "sans www, notre attente"),
    ({"twin_https": answer([FORMS["twin_https"]], refusal=WRONG_HOST)}, "1.7", "", "sans www, certificat"),
    ({"twin_https": answer([FORMS["twin_https"]])}, "", "", "deux sites qui ne se rejoignent pas : www ne compte pas"),
    ({"twin_https": answer(["https://ville.fr/", "https://autre.fr/"])}, "1.7", "", "sans www, ailleurs"),
    ({"twin_http": answer(["http://ville.fr/"], 503)}, "1.7", "", "http sans www, 503"),
    ({"twin_http": None, "twin_https": None}, "", "", "sous-domaine sans forme www"),
    (
        {"twin_https": failed("twin_https", Fault.TIMEOUT), "twin_http": failed("twin_http", Fault.REFUSED)},
        "1.7",
        "",
        "une forme surement mauvaise l’emporte sur une qui n’a pas été vue",
    ),
]


@pytest.mark.parametrize(("changes", "no", "unknown", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_forms(changes, no, unknown, why):
    verdicts = judge(**changes)
    assert marks(verdicts) == (no, unknown)
    assert all(words(verdict.reason) for verdict in verdicts.values())


def test_reasons():
    verdicts = judge(https=answer([FORMS["https"]], 404))
    assert verdicts["1.3"].reason == reason(Code.VISIT_ANSWERED, url=FORMS["https"], status=404)
    assert verdicts["1.5"].reason == reason(Code.PREREQUISITE_UNMET, criterion="1.3", cause=verdicts["1.3"].reason)
    assert verdicts["1.5"].hangs_on == "rcpnt.1.3"
    refused = judge(https=failed("https", Fault.REFUSED))
    assert refused["1.3"].reason == reason(Code.VISIT_FAILED, url=FORMS["https"], cause=reason(Code.NETWORK_REFUSED))
    elsewhere = judge(https=answer(ELSEWHERE))
    assert elsewhere["1.6"].reason == reason(
        Code.SITE_REDIRECTS_AWAY, url=FORMS["https"], stray="https://www.agglo.fr/ville", domain="ville.fr"
    )


@pytest.mark.parametrize(
    ("criterion", "changes", "code", "why"),
    [
        ("1.4", {"http": answer([FORMS["http"]])}, Code.VISIT_ANSWERED, "http stays http"),
        ("1.4", {"http": answer([*GOOD["http"], FORMS["http"]])}, Code.VISIT_ANSWERED, "https leads back to http"),
        ("1.4", {}, Code.VISIT_LEADS_TO, "http leads to https"),
        (
            "1.4",
            {"http": answer([*GOOD["http"], "http://www.ville.fr/x", "https://www.ville.fr/x"])},
            Code.SITE_STEP_IN_CLEAR,
            "https, then a step in clear, then https",
        ),
        ("1.5", {}, Code.CERTIFICATE_VALID, "no alert on the way"),
        ("1.6", {}, Code.SITE_STAYS, "every page is of the domain"),
        ("1.6", {"https": answer(DEEP)}, Code.SITE_MANY_REDIRECTS, "six redirections"),
        ("1.7", {}, Code.SITE_SAME_PLACE, "the same host at the end"),
        (
            "1.7",
            {"twin_https": answer([FORMS["twin_https"]], refusal=reason(Code.CERTIFICATE_EXPIRED))},
            Code.VISIT_FAILED,
            "a certificate",
        ),
        ("1.7", {"twin_http": None, "twin_https": None}, Code.SITE_SUBDOMAIN, "no form with www"),
        (
            "1.7",
            {"twin_https": answer(["https://ville.fr/", "https://autre.fr/"])},
            Code.SITE_DIFFERENT_PLACES,
            "another site at the end",
        ),
    ],
)
def test_code_of_a_criterion(criterion, changes, code, why):
    assert judge(**changes)[criterion].reason.code is code


@pytest.mark.parametrize(
    ("declared", "no"),
    [
        ("https://www.ville.fr/", ""),
        ("http://www.ville.fr/", "1.8"),
        ("https://www.ville.com/", "1.2"),
        ("https://www.ville.bzh/", ""),
    ],
)
def test_what_is_declared(declared, no):
    verdicts = judge(declared)
    for name in ("1.2", "1.8"):
        assert verdicts[name].met is (name not in no)
        assert verdicts[name].declared, "a declaration needs no second look"


def test_a_host_that_is_no_fit_name_is_judged_all_the_same_and_said():
    verdicts = judge("https://la_mairie.ville.fr/")
    assert [name for name, verdict in verdicts.items() if not verdict.met] == []
    assert verdicts["1.1"].reason == reason(Code.ADDRESS_UNDERSCORE)


@pytest.mark.parametrize("declared", [None, "mairie@ville.fr", "www.ville.fr", "htp://ville.fr", "https://"])
def test_no_address_or_a_malformed_one_meets_nothing(declared):
    verdicts = judge_site(parse_site(declared) if declared else None, None, EXTENSIONS)
    assert [verdict.met for verdict in verdicts.values()] == [False] * 8
    assert all(verdict.declared for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("host", "twin"),
    [
        ("www.ville.fr", "ville.fr"),
        ("ville.fr", "www.ville.fr"),
        ("mairie.agglo.fr", None),
        ("www.mairie.agglo.fr", "mairie.agglo.fr"),
    ],
)
def test_twin(host, twin):
    assert twin_host(host) == twin


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(OURS)))
def test_our_failure_never_makes_a_no(form, fault):
    assert marks(judge(**{form: failed(form, fault)}))[0] == ""
