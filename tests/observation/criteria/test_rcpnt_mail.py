"""Criteria 2.1 to 2.8 on what the DNS says, each with its reason."""

from dataclasses import replace

import pytest

from barometre.addresses import parse_mail, parse_site
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.criteria.rcpnt_mail import MailDomain, judge_mail
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.observation.standards.dmarc import AppliedDmarc, read_dmarc
from barometre.observation.standards.spf import read_spf
from words import words

PROVIDERS = frozenset({"orange.fr", "gmail.com"})
MX = Records(LookupStatus.RECORDS, ((10, "mx.hote.fr"),))


def dmarc(text, inherited=False):
    return AppliedDmarc(read_dmarc([text] if text else []), "ville.fr", inherited)


def spf(own, **included):
    """Return the SPF records of ville.fr and of other domains (keywords without `.fr`); None for our failure."""
    texts = {"ville": own} | included
    return {f"{name}.fr": None if text is None else read_spf(text.splitlines()) for name, text in texts.items()}


GOOD = MailDomain(
    "ville.fr",
    MX,
    ("mx.hote.fr",),
    addresses={"mx.hote.fr": ("192.0.2.1",)},
    spf_records=spf("v=spf1 mx -all"),
    dmarc=dmarc("v=DMARC1; p=reject"),
    countries={"192.0.2.1": "FR"},
    has_countries=True,
)
TWO_SPF = spf("v=spf1 mx -all\nv=spf1 a -all")
NONE_AT_ALL = {"mx": Records(LookupStatus.NO_DATA), "exchanges": (), "addresses": {}}
TABLE = [
    ({}, "", "", "tout est conforme"),
    (NONE_AT_ALL, "2.4 2.5 2.6 2.7 2.8", "", "pas de MX"),
    (NONE_AT_ALL | {"mx_fault": reason(Code.MX_NULL)}, "2.4 2.5 2.6 2.7 2.8", "", "MX nul"),
    (NONE_AT_ALL | {"mx": Records(LookupStatus.BOGUS)}, "2.4 2.5 2.6 2.7 2.8", "", "signatures fausses"),
    (NONE_AT_ALL | {"mx": Records(LookupStatus.FAILED)}, "", "2.4 2.5 2.6 2.7 2.8", "notre recherche a échoué"),
    ({"addresses": {"mx.hote.fr": ()}}, "2.4 2.5 2.6 2.7 2.8", "", "MX sans adresse"),
    ({"addresses": {"mx.hote.fr": None}}, "", "2.4 2.5 2.6 2.7 2.8", "adresse du MX : notre échec"),
    ({"spf_records": spf("")}, "2.5", "", "pas de SPF"),
    ({"spf_records": TWO_SPF}, "2.5", "", "deux SPF sont une erreur"),
    ({"spf_records": spf("v=spf1 include:x.fr -all", x="")}, "2.5", "", "un SPF inclus absent est une erreur"),
    ({"spf_records": spf("v=spf1 include:x.fr -all", x=None)}, "", "2.5", "SPF inclus pas lu"),
    ({"spf_records": spf(None)}, "", "2.5", "SPF : notre échec"),
    ({"dmarc": dmarc("")}, "2.6 2.7", "", "pas de DMARC"),
    ({"dmarc": dmarc("v=DMARC1; p=none")}, "2.7", "", "DMARC en observation"),
    ({"dmarc": dmarc("v=DMARC1; p=quarantine; pct=50")}, "2.7", "", "la moitié des messages seulement"),
    ({"dmarc": dmarc("v=DMARC1; p=quarantine; pct=100")}, "", "", "quarantaine pour tous"),
    ({"dmarc": dmarc("v=DMARC1; p=none; sp=reject")}, "2.7", "", "sp= n’est pas p="),
    ({"dmarc": dmarc("v=DMARC1; p=none; sp=reject", True)}, "", "", "hérité : sp= l’emporte"),
    ({"dmarc": dmarc("V = dmarc1 ; P=Reject")}, "2.6 2.7", "", "la version est sensible à la casse"),
    ({"dmarc": None}, "", "2.6 2.7", "DMARC : notre échec"),
    ({"has_countries": False, "countries": {}}, "", "2.8", "pas de base de pays : jamais deviné"),
    ({"countries": {"192.0.2.1": "US"}}, "2.8", "", "hors de l’Union"),
    ({"countries": {"192.0.2.1": "GB"}}, "2.8", "", "le Royaume-Uni n’en est plus"),
    ({"countries": {"192.0.2.1": "RE"}}, "", "", "La Réunion est dans l’Union"),
    ({"countries": {"192.0.2.1": None}}, "", "2.8", "adresse que la base ne connaît pas"),
]


def judge(changes, mail="mairie@ville.fr", site="https://www.ville.fr/"):
    records = replace(GOOD, **changes)
    return judge_mail(parse_mail(mail), parse_site(site) if site else None, records, PROVIDERS)


@pytest.mark.parametrize(("changes", "no", "unknown", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_domains(changes, no, unknown, why):
    verdicts = judge(changes)
    assert " ".join(name for name, one in verdicts.items() if one.met is False) == no
    assert " ".join(name for name, one in verdicts.items() if one.met is None) == unknown
    assert all(words(verdict.reason) for verdict in verdicts.values())


def test_one_exchange_of_two_outside_is_outside():
    two = {
        "exchanges": ("mx.hote.fr", "mx.loin.com"),
        "addresses": {"mx.hote.fr": ("192.0.2.1",), "mx.loin.com": ("192.0.2.2",)},
        "countries": {"192.0.2.1": "FR", "192.0.2.2": "US"},
    }
    verdict = judge(two)["2.8"]
    assert verdict.met is False
    assert words(verdict.reason).endswith("mx.loin.com (US)")


@pytest.mark.parametrize(
    ("criterion", "changes", "code"),
    [
        ("2.4", {}, Code.MX_RECEIVED_BY),
        ("2.4", NONE_AT_ALL, Code.MX_MISSING),
        ("2.4", NONE_AT_ALL | {"mx_fault": reason(Code.MX_NULL)}, Code.MX_NULL),
        ("2.4", NONE_AT_ALL | {"mx": Records(LookupStatus.BOGUS)}, Code.NAME_FAILED),
        ("2.4", NONE_AT_ALL | {"mx": Records(LookupStatus.FAILED)}, Code.MX_LOOKUP_FAILED),
        ("2.4", {"addresses": {"mx.hote.fr": ()}}, Code.MX_WITHOUT_ADDRESS),
        ("2.4", {"addresses": {"mx.hote.fr": None}}, Code.MX_ADDRESS_LOOKUP_FAILED),
        ("2.5", {}, Code.SPF_RECORD),
        ("2.5", NONE_AT_ALL, Code.PREREQUISITE_UNMET),
        ("2.5", {"spf_records": TWO_SPF}, Code.SPF_DUPLICATED),
        ("2.5", {"spf_records": spf(None)}, Code.SPF_READING_FAILED),
        ("2.6", {}, Code.DMARC_RECORD),
        ("2.6", {"dmarc": dmarc("")}, Code.DMARC_MISSING),
        ("2.6", {"dmarc": None}, Code.DMARC_READING_FAILED),
        ("2.7", {"dmarc": dmarc("v=DMARC1; p=none")}, Code.DMARC_IN_FORCE),
        ("2.7", {"dmarc": dmarc("")}, Code.PREREQUISITE_UNMET),
        ("2.8", {}, Code.MAIL_INSIDE_UNION),
        ("2.8", {"countries": {"192.0.2.1": None}}, Code.MAIL_COUNTRY_UNKNOWN),
        (
            "2.8",
            {"exchanges": ("mx.hote.fr", "mx2.fr"), "addresses": GOOD.addresses | {"mx2.fr": None}},
            Code.MAIL_ADDRESS_UNKNOWN,
        ),
        ("2.8", {"has_countries": False}, Code.MAIL_NO_COUNTRIES),
    ],
)
def test_code_of_a_criterion(criterion, changes, code):
    assert judge(changes)[criterion].reason.code is code


def test_no_person_is_named():
    verdicts = judge({"dmarc": dmarc("v=DMARC1; p=reject; rua=mailto:anne.martin@ville.fr")})
    assert all("anne" not in verdict.reason.to_json() for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("mail", "site", "own", "same"),
    [
        ("mairie@ville.fr", "https://www.ville.fr/", True, True),
        ("mairie@mel.ville.fr", "https://ville.fr/", True, True),
        ("mairie@autre.fr", "https://www.ville.fr/", True, False),
        ("mairie@ville.fr", None, True, False),
        ("mairie@orange.fr", "https://www.ville.fr/", False, False),
        ("mairie@gmail.com", "https://gmail.com/", False, False),
    ],
)
def test_whose_domain(mail, site, own, same):
    verdicts = judge({}, mail, site)
    assert (verdicts["2.2"].met, verdicts["2.3"].met) == (own, same)


@pytest.mark.parametrize("mail", [None, "mairie", "mairie@", "a@b.fr, c@d.fr", "mairie @ville.fr"])
def test_no_address_or_a_malformed_one_meets_nothing(mail):
    verdicts = judge_mail(parse_mail(mail) if mail else None, None, None, PROVIDERS)
    assert [verdict.met for verdict in verdicts.values()] == [False] * 8
    assert all(verdict.declared for verdict in verdicts.values())
