"""What the register alone tells of the national reference: the answers of the sheet, and those of a look."""

import json
from datetime import date

import polars as pl
import pytest

from barometre.addresses import parse_mail, parse_site
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import reference_lists
from barometre.facts.schema import SOURCED_FACTS
from barometre.indicators.evaluate import evaluate
from barometre.observation.criteria.rcpnt_level import CRITERIA
from barometre.observation.criteria.rcpnt_mail import MailDomain, judge_mail
from barometre.observation.criteria.rcpnt_site import Variants, judge_site
from barometre.observation.net.answers import Answer
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.sources.annuaire import directory_facts
from barometre.web.pages.register import contradictions, told

CONTENT = load_catalogue().model_dump(mode="json")
LISTS = reference_lists(load_catalogue())
# Of the real catalogue, what the directory answers by itself.
ANSWERED = load_catalogue().model_copy(
    update={
        "indicators": {
            name: one
            for name, one in load_catalogue().indicators.items()
            if {load_catalogue().facts[fact].source for fact in one.facts} == {"annuaire"}
        }
    }
)
# Those that the register tells; the others it tells only for want of a site, or of an address.
TOLD = ("1.1", "1.2", "1.8", "2.1", "2.2", "2.3")


def documents(frame, key):
    """The rows of a table as an edition is published: what is empty is left out."""
    return {
        row[key]: {
            column: json.loads(value)
            if column == "reason_context"
            else str(value)
            if column == "observed_on"
            else value
            for column, value in row.items()
            if value is not None
        }
        for row in frame.iter_rows(named=True)
        if row.get("status") != "not-looked"
    }


def body(site=None, mail=None, found=True):
    """Facts and indicators of a commune with such a record."""
    record = {"siren": "1", "directory": found, "site": site, "email": mail, "telephone": None}
    text = dict.fromkeys(("site", "email", "telephone"), pl.String)
    communes = pl.DataFrame([record], schema_overrides=text)
    facts = directory_facts(communes, date(2026, 10, 6), LISTS.mail_providers, LISTS.platforms)
    empty = pl.DataFrame(schema=SOURCED_FACTS)
    facts = pl.concat([empty, facts.with_columns(source=pl.lit("annuaire"))], how="diagonal")
    commune = pl.DataFrame({"siren": ["1"], "powers": [["commune"]], "population": [800]})
    return documents(facts, "fact"), documents(evaluate(ANSWERED, commune, facts), "indicator")


def of_register(*record, **more):
    return {fact.removeprefix("rcpnt."): one for fact, one in told(CONTENT, *body(*record, **more), {}).items()}


def of_look(raw_site, raw_mail):
    """What a look says, but for what it sees: the six criteria, and all those that want a site or an address."""
    site, mail = raw_site and parse_site(raw_site), raw_mail and parse_mail(raw_mail)
    silent = Answer(raw_site or "", ())
    records = MailDomain(mail.domain, Records(LookupStatus.NO_DATA)) if mail and mail.domain else None
    verdicts = judge_site(site or None, Variants(silent, silent, silent), LISTS.extensions)
    verdicts |= judge_mail(mail or None, site or None, records, LISTS.mail_providers)
    told = {name: one for name, one in verdicts.items() if one.declared and (name in TOLD or not one.met)}
    return {criterion: "good" if verdict.met else "bad" for criterion, verdict in told.items()}


SITES = [
    None,
    "https://www.ville.fr/",
    "http://ville.bzh",
    "https://ville.com",
    "www.ville.fr",
    "https://mairie.free.fr",
]
MAILS = [None, "mairie@ville.fr", "mairie@orange.fr", "mairie@free.fr", "mairie", "ma..irie@ville.fr"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("mail", MAILS)
def test_the_register_tells_what_a_look_would(site, mail):
    assert {criterion: one.kind.value for criterion, one in of_register(site, mail).items()} == of_look(site, mail)


def test_each_answer_has_its_evidence_its_register_and_its_day():
    found = of_register("http://www.ville.com", "mairie@wanadoo.fr")
    said = {criterion: one.reason.replace("\u00a0", " ") for criterion, one in found.items()}
    assert said == {
        "1.1": "Nom d’hôte du site : www.ville.com",
        "1.2": ".com",
        "1.8": "Adresse en http",
        "2.1": "L’adresse de courriel est bien formée : oui",
        "2.2": "Domaine de l’adresse de courriel : wanadoo.fr",
        "2.3": "le critère 2.2 n’est pas rempli : Domaine de l’adresse de courriel : wanadoo.fr",
    }
    assert {(one.register, one.day) for one in found.values()} == {("l’annuaire", "2026-10-06")}


def test_what_waits_for_a_site_hangs_on_it():
    found = of_register(None, "mairie@ville.fr")
    assert found["1.1"].reason == "pas de site dans l’annuaire"
    assert {name for name, one in found.items() if one.hangs_on == "rcpnt.1.1"} == {*CRITERIA[1:8], "2.3"}


def test_a_record_that_was_not_found_makes_no_criterion_unmet():
    found = of_register(found=False)
    assert {one.kind.value for one in found.values()} == {"ours"}
    assert "n’a pas été trouvée dans l’annuaire repris le 06/10/2026" in found["1.1"].reason


def test_nothing_is_told_where_the_register_says_nothing():
    assert told(CONTENT, {}, {}, {}) == {}
    assert told(CONTENT, {}, {"site-declare": {"status": "not-concerned"}}, {}) == {}, "an EPCI"
    former = {"facts": {"rcpnt.1.1": {"title": "1.1"}}, "indicators": {}}
    assert told(former, *body("https://ville.fr"), {}) == {}, "an edition of the former form"


def seen(number):
    return {"outcome": "seen", "number": number, "observed_on": "2026-09-20"}


@pytest.mark.parametrize(
    ("observed", "expected"),
    [({}, 0), ({"rcpnt.1.8": seen(0.0)}, 0), ({"rcpnt.1.8": seen(1.0)}, 1), ({"rcpnt.1.8": seen(None)}, 0)],
)
def test_what_the_register_and_a_look_say_otherwise_is_said_with_dates_and_what_counts(observed, expected):
    facts, indicators = body("http://ville.fr", "mairie@ville.fr")
    if observed.get("rcpnt.1.8", {}).get("number", 0) is None:
        observed = {"rcpnt.1.8": {"outcome": "we-failed", "observed_on": "2026-09-20"}}
    sentences = contradictions(told(CONTENT, facts, indicators, {}), CONTENT, facts | observed)
    assert len(sentences) == expected
    for sentence in sentences:
        assert "l’annuaire du 6 octobre 2026 dit non (Adresse en http)" in sentence
        assert "notre observation du 20 septembre 2026 dit oui. Les indicateurs et leur score suivent" in sentence


def test_what_only_hangs_on_another_disagreement_is_not_said_again():
    facts, indicators = body(None, "mairie@ville.fr")
    looked = {f"rcpnt.{criterion}": seen(1.0) for criterion in TOLD}
    (sentence,) = contradictions(told(CONTENT, facts, indicators, {}), CONTENT, facts | looked)
    assert sentence.startswith("1.1 ")
