"""The town-hall directory becomes facts: declared or not, and everything malformed kept with its reason."""

from datetime import date

import polars as pl
import pytest

from barometre.facts.reason_codes import ReasonCode
from barometre.sources.annuaire import FACTS, commune_facts, directory_facts

PROVIDERS = {"orange.fr", "gmail.com"}
PLATFORMS = {"wixsite.com": "Wix", "sites.google.com": "Google Sites"}


def facts_of(site=None, email=None, telephone=None):
    return {fact.fact: fact for fact in commune_facts(site, email, telephone, PROVIDERS, PLATFORMS)}


def test_a_record_without_contacts_says_no_three_times():
    facts = facts_of()
    seen = {name: fact.number for name, fact in facts.items() if fact.outcome == "seen"}
    assert seen == {"site.declared": 0.0, "mail.declared": 0.0, "telephone.declared": 0.0}
    assert {name: fact.reason.code for name, fact in facts.items()} == {
        "site.declared": ReasonCode.DIRECTORY_NO_SITE,
        "mail.declared": ReasonCode.DIRECTORY_NO_MAIL,
        "telephone.declared": ReasonCode.DIRECTORY_NO_TELEPHONE,
        "mail.same-domain": ReasonCode.DIRECTORY_NO_SITE_NOR_MAIL,
        "site.valid": ReasonCode.DIRECTORY_NO_SITE,
        "site.platform": ReasonCode.DIRECTORY_NO_SITE,
        "telephone.valid": ReasonCode.DIRECTORY_NO_TELEPHONE,
    }


@pytest.mark.parametrize(
    ("site", "email", "why"),
    [
        ("https://www.quimper.bzh/", None, ReasonCode.DIRECTORY_NO_MAIL),
        (None, "contact@quimper.bzh", ReasonCode.DIRECTORY_NO_SITE),
        ("ftp://quimper.bzh", "contact@quimper.bzh", ReasonCode.ADDRESS_OTHER_SCHEME),
        ("https://www.quimper.bzh/", "contact", ReasonCode.ADDRESS_NO_AT),
        ("https://www.quimper.bzh/", "contact@quimper.bzh", ReasonCode.MAIL_DOMAINS),
    ],
)
def test_why_domains_are_or_are_not_compared(site, email, why):
    assert facts_of(site, email)["mail.same-domain"].reason.code is why


def test_a_full_record():
    facts = facts_of("https://www.quimper.bzh/", "contact@mairie.quimper.bzh", "02 98 98 89 89")
    assert facts["site.scheme"].text == "https"
    assert facts["site.host"].text == "www.quimper.bzh"
    assert facts["site.domain"].text == "quimper.bzh"
    assert facts["site.extension"].text == "bzh"
    assert facts["site.platform"].number == 0.0
    assert facts["mail.domain"].text == "mairie.quimper.bzh"
    assert facts["mail.generic"].number == 0.0
    assert facts["mail.same-domain"].number == 1.0, "same registrable domain"
    assert facts["telephone.valid"].number == 1.0


def test_a_general_provider_is_seen_and_no_local_part_is_kept():
    facts = facts_of(email="jeanne.martin@orange.fr")
    assert facts["mail.generic"].number == 1.0
    assert not any("jeanne" in str(fact) for fact in facts.values())


def test_an_address_that_cannot_be_read_is_their_failure_with_the_reason():
    facts = facts_of(site="mairiedesavilly@orange.fr")
    assert facts["site.declared"].number == 1.0
    assert facts["site.valid"].number == 0.0
    assert facts["site.domain"].outcome == "they-failed"
    assert facts["site.domain"].reason.code is ReasonCode.ADDRESS_MAIL_FOR_SITE


def test_a_full_record_tells_all_that_a_record_may_tell():
    assert facts_of("https://www.quimper.bzh/", "contact@quimper.bzh", "02 98 98 89 89").keys() == set(FACTS)


def test_a_record_that_was_not_found_is_our_failure_and_never_an_answer():
    communes = pl.DataFrame(
        {
            "siren": ["217500016", "212902324"],
            "directory": [False, True],
            "site": [None, "https://www.quimper.bzh"],
            "email": [None, None],
            "telephone": [None, None],
        },
        schema_overrides={"email": pl.String, "telephone": pl.String},
    )
    facts = directory_facts(communes, date(2026, 10, 6), PROVIDERS, PLATFORMS)
    unfound = facts.filter(siren="217500016")
    assert unfound["fact"].to_list() == sorted(FACTS)
    assert set(unfound["outcome"]) == {"we-failed"}
    assert set(unfound["reason_code"]) == {"directory_no_record"}
    assert set(unfound["reason_context"]) == {'{"on":"2026-10-06"}'}
    assert facts.filter(siren="212902324", fact="site.declared")["number"].item() == 1.0
