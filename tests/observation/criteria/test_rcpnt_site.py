"""Criteria 1.1 to 1.8 on answers of every kind, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.addresses import parse_site
from barometre.observation.criteria.rcpnt_site import Variants, judge_site, twin_host
from barometre.observation.net.answers import OURS, Answer, Fault, Hop

EXTENSIONS = frozenset({"fr", "bzh", "re"})
FORMS = {
    "http": "http://www.ville.fr/", "https": "https://www.ville.fr/",
    "twin_http": "http://ville.fr/", "twin_https": "https://ville.fr/",
}  # fmt: skip
GOOD = {
    "http": ["http://www.ville.fr/", "https://www.ville.fr/"],
    "https": ["https://www.ville.fr/"],
    "twin_http": ["http://ville.fr/", "https://www.ville.fr/"],
    "twin_https": ["https://ville.fr/", "https://www.ville.fr/"],
}


def answer(chain, status=200, fault=None, refusal=None):
    """Answer of a chain of addresses."""
    hops = (*(Hop(url, 301, "192.0.2.1") for url in chain[:-1]), Hop(chain[-1], status, "192.0.2.1"))
    return Answer(chain[0], hops, None if fault else status, fault=fault, certificate_fault=refusal)


def failed(form, fault):
    return answer([FORMS[form]], None, fault)


def judge(declared="https://www.ville.fr/", **changes):
    """Verdicts on a conforming site but for the forms given; None for a twin that does not exist."""
    site = parse_site(declared)
    forms = {name: answer(chain) for name, chain in GOOD.items()} | changes
    main = forms["https"] if declared.startswith("https") else forms["http"]
    return judge_site(site, Variants(main, **forms), EXTENSIONS)


def marks(verdicts):
    """Criteria that are not met, then those that are unknown."""
    return " ".join(name for name, one in verdicts.items() if one.met is False), " ".join(
        name for name, one in verdicts.items() if one.met is None
    )


ELSEWHERE = ["https://www.ville.fr/", "https://www.agglo.fr/ville"]
GOUV = ["https://www.ville.fr/", "https://passerelle.gouv.fr/", "https://www.ville.fr/accueil"]
DEEP = [f"https://www.ville.fr/{number}" for number in range(7)]
EVERY = "1.3 1.4 1.5 1.6 1.7"
TABLE = [
    ({}, "", "", "tout est conforme"),
    ({"https": answer([FORMS["https"]], 404)}, EVERY, "", "404"),
    ({"https": answer([FORMS["https"]], 204)}, EVERY, "", "seul 200 est une page"),
    ({"https": failed("https", Fault.REFUSED)}, EVERY, "", "connexion refusée"),
    ({"https": failed("https", Fault.NO_NAME)}, EVERY, "", "le nom n’existe pas"),
    ({"https": failed("https", Fault.PRIVATE)}, EVERY, "", "adresse privée"),
    ({"https": failed("https", Fault.REDIRECTS)}, EVERY, "", "redirections en rond"),
    ({"https": failed("https", Fault.TIMEOUT)}, "", EVERY, "notre attente : rien n’est dit d’eux"),
    ({"https": failed("https", Fault.NAME_FAILED)}, "", EVERY, "notre résolveur"),
    ({"https": failed("https", Fault.RATE_LIMITED)}, "", EVERY, "429 : nous demandons trop"),
    ({"https": answer([FORMS["https"]], refusal="le certificat a expiré")}, "1.5 1.7", "", "périmé, page 200"),
    (
        {"https": answer([FORMS["https"]], 500, refusal="le certificat a expiré")},
        EVERY, "", "certificat périmé devant une erreur",
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
    ({"twin_https": answer([FORMS["twin_https"]], refusal="pas au nom du site")}, "1.7", "", "sans www, certificat"),
    ({"twin_https": answer([FORMS["twin_https"]])}, "", "", "deux sites qui ne se rejoignent pas : www ne compte pas"),
    ({"twin_https": answer(["https://ville.fr/", "https://autre.fr/"])}, "1.7", "", "sans www, ailleurs"),
    ({"twin_http": answer(["http://ville.fr/"], 503)}, "1.7", "", "http sans www, 503"),
    ({"twin_http": None, "twin_https": None}, "", "", "sous-domaine sans forme www"),
    (
        {"twin_https": failed("twin_https", Fault.TIMEOUT), "twin_http": failed("twin_http", Fault.REFUSED)},
        "1.7", "", "une forme surement mauvaise l’emporte sur une qui n’a pas été vue",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "no", "unknown", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_forms(changes, no, unknown, why):
    verdicts = judge(**changes)
    assert marks(verdicts) == (no, unknown)
    assert all(verdict.reason for verdict in verdicts.values())


def test_reasons_say_what_was_seen():
    verdicts = judge(https=answer([FORMS["https"]], 404))
    assert verdicts["1.3"].reason == "https://www.ville.fr/ répond 404"
    assert "n’est pas rempli" in verdicts["1.5"].reason
    refused = judge(https=failed("https", Fault.REFUSED))
    assert refused["1.3"].reason.endswith("le serveur refuse la connexion")
    strayed = judge(https=answer(ELSEWHERE))
    assert "https://www.agglo.fr/ville, hors du domaine ville.fr" in strayed["1.6"].reason


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
        assert not verdicts[name].seen, "a declaration needs no second look"


@pytest.mark.parametrize("declared", [None, "mairie@ville.fr", "www.ville.fr", "htp://ville.fr", "https://"])
def test_no_address_or_a_malformed_one_meets_nothing(declared):
    verdicts = judge_site(parse_site(declared) if declared else None, None, EXTENSIONS)
    assert [verdict.met for verdict in verdicts.values()] == [False] * 8
    assert not any(verdict.seen for verdict in verdicts.values())


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
