"""Facts become values, scores and reasons; the four kinds of not knowing stay apart."""

from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.schema import SOURCED_FACTS
from barometre.indicators.evaluate import evaluate

DAY = date(2026, 10, 6)
COLLECTIVITES = pl.DataFrame(
    {"siren": ["1", "9"], "powers": [["commune"], ["region"]], "population": [800, 3_000_000]},
)


def facts(*rows):
    """A table of facts of the first authority; the last value of a row is the code of its reason."""
    return pl.DataFrame(
        [
            {
                "siren": "1",
                "fact": fact,
                "source": "annuaire",
                "outcome": outcome,
                "number": number,
                "text": text,
                "observed_on": DAY,
                "reason_code": code,
                "reason_context": code and "{}",
                "to_confirm": False,
            }
            for fact, outcome, number, text, code in rows
        ],
        schema=SOURCED_FACTS,
    )


def one(indicator, *rows, siren="1"):
    found = evaluate(load_catalogue(), COLLECTIVITES, facts(*rows))
    return found.row(by_predicate=(pl.col("siren") == siren) & (pl.col("indicator") == indicator), named=True)


def test_one_row_for_each_collectivite_and_indicator():
    catalogue = load_catalogue()
    found = evaluate(catalogue, COLLECTIVITES, facts())
    assert found.height == 2 * len(catalogue.indicators)
    assert found.select("siren", "indicator").is_duplicated().sum() == 0


def test_a_yes_scores_100_with_its_source_and_date():
    found = one("site-declare", ("site.declared", "seen", 1.0, None, None))
    assert (found["status"], found["score"], found["value"]) == ("known", 100, 1)
    assert (found["source"], found["observed_on"]) == ("annuaire", DAY)


@pytest.mark.parametrize(
    ("fact", "status"),
    [
        (("site.declared", "we-failed", None, None, "network_timeout"), "we-failed"),
        (("site.declared", "they-failed", None, None, "address_unreadable"), "they-failed"),
        (("site.declared", "not-concerned", None, None, None), "not-concerned"),
    ],
)
def test_not_knowing_has_no_score_and_keeps_its_kind(fact, status):
    found = one("site-declare", fact)
    assert (found["status"], found["score"], found["reason_code"]) == (status, None, fact[-1])


def test_what_was_not_observed_is_not_looked():
    found = one("site-declare")
    assert (found["status"], found["score"], found["source"]) == ("not-looked", None, None)


def test_what_concerns_communes_does_not_concern_a_region():
    assert one("site-declare", siren="9")["status"] == "not-concerned"


@pytest.mark.parametrize(("scheme", "score"), [("https", 100), ("http", 0), ("absent", 0)])
def test_a_text_is_looked_up_among_those_allowed(scheme, score):
    rows = (("site.declared", "seen", 1.0, None, None), ("site.scheme", "seen", None, scheme, None))
    assert one("site-https", *rows)["score"] == score


def test_a_prerequisite_not_met_scores_0_and_says_which():
    found = one("site-https", ("site.declared", "seen", 0.0, None, None))
    assert (found["status"], found["score"], found["value"]) == ("known", 0, None)
    assert (found["reason_code"], found["hangs_on"]) == ("prerequisite_fact", "site.declared")
    assert found["observed_on"] == DAY


def test_the_first_of_several_prerequisites_is_the_one_said():
    site, mail = ("site.declared", "seen", 1.0, None, None), ("mail.declared", "seen", 0.0, None, None)
    found = one("mail-domaine-site", site, mail, ("mail.same-domain", "not-concerned", None, None, None))
    assert (found["score"], found["hangs_on"]) == (0, "mail.declared")
