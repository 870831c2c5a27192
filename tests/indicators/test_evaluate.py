"""Facts become values, scores and reasons; the four kinds of not knowing stay apart."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert one("base-adresse", siren="9")["status"] == "not-concerned"


@pytest.mark.parametrize(("scheme", "score"), [("https", 100), ("http", 0), ("absent", 0)])
def test_a_text_is_looked_up_among_those_allowed(scheme, score):
    rows = (("site.declared", "seen", 1.0, None, None), ("site.scheme", "seen", None, scheme, None))
    assert one("site-https", *rows)["score"] == score


def test_without_a_site_what_presupposes_one_does_not_concern_and_says_why():
    found = one("site-https", ("site.declared", "seen", 0.0, None, None), ("site.scheme", "seen", None, "http", None))
    assert (found["status"], found["asked"], found["score"], found["value"]) == ("not-concerned", False, None, None)
    assert (found["reason_code"], found["hangs_on"]) == ("prerequisite_fact", "site.declared")
    assert (found["source"], found["observed_on"]) == ("annuaire", DAY)


def test_without_a_site_one_question_only_has_a_no():
    found = evaluate(load_catalogue(), COLLECTIVITES, facts(("site.declared", "seen", 0.0, None, None)))
    assert found.filter(siren="1", status="known")["indicator"].to_list() == ["site-declare"]


def test_the_first_thing_that_is_missing_is_the_one_said():
    site, mail = ("site.declared", "seen", 1.0, None, None), ("mail.declared", "seen", 0.0, None, None)
    assert one("mail-domaine-site", site, mail)["hangs_on"] == "mail.declared"
    assert one("mail-domaine-site", ("site.declared", "seen", 0.0, None, None), mail)["hangs_on"] == "site.declared"


@pytest.mark.parametrize("declared", [[], [("site.declared", "we-failed", None, None, "network_timeout")]])
def test_a_site_that_is_not_known_leaves_the_question_open(declared):
    found = one("site-https", *declared)
    assert (found["status"], found["asked"]) == ("not-looked", True)


def test_what_looking_finds_not_to_arise_was_asked():
    found = one("site-https", ("site.scheme", "not-concerned", None, None, "no_scheme"))
    assert (found["status"], found["asked"], found["reason_code"]) == ("not-concerned", True, "no_scheme")


@pytest.fixture
def catalogue():
    """The content, where one question that communes are asked has another condition, or depends on a declared site."""

    def changed(**keys):
        content = load_catalogue()
        question = content.indicators["telephone-declare"].model_copy(update=keys)
        return content.model_copy(update={"indicators": {"telephone-declare": question}})

    return changed


def telephone(catalogue, *rows):
    return evaluate(catalogue, COLLECTIVITES, facts(*rows)).row(by_predicate=pl.col("siren") == "1", named=True)


TELEPHONE = ("telephone.declared", "seen", 1.0, None, None)
NO_SITE = ("site.declared", "seen", 0.0, None, None)


def test_a_prerequisite_not_met_scores_0_and_says_which(catalogue):
    found = telephone(catalogue(prerequisites=("site.declared",)), TELEPHONE, NO_SITE)
    assert (found["status"], found["asked"], found["score"], found["value"]) == ("known", True, 0, None)
    assert (found["reason_code"], found["hangs_on"]) == ("prerequisite_fact", "site.declared")
    assert found["observed_on"] == DAY


def test_a_question_that_does_not_arise_has_no_prerequisite_to_fail(catalogue):
    content = catalogue(presupposes=("site.declared",), prerequisites=("mail.declared",))
    found = telephone(content, TELEPHONE, NO_SITE, ("mail.declared", "seen", 0.0, None, None))
    assert (found["status"], found["hangs_on"]) == ("not-concerned", "site.declared")


@pytest.mark.parametrize("condition", ["agents >= 50", "commune and agents >= 50", "not (agents >= 50)"])
@pytest.mark.parametrize("keys", [{}, {"prerequisites": ("site.declared",)}])
def test_a_condition_on_what_is_not_known_is_neither_a_duty_nor_an_exemption(catalogue, condition, keys):
    found = telephone(catalogue(concerns=condition, **keys), TELEPHONE, NO_SITE)
    assert (found["status"], found["asked"], found["score"]) == ("not-looked", True, None)
    assert (found["reason_code"], found["source"], found["to_confirm"]) == (None, None, False)


def test_what_is_missing_excuses_whoever_is_concerned(catalogue):
    found = telephone(catalogue(concerns="agents >= 50", presupposes=("site.declared",)), TELEPHONE, NO_SITE)
    assert (found["status"], found["asked"], found["hangs_on"]) == ("not-concerned", False, "site.declared")


@pytest.mark.parametrize(
    ("condition", "status"), [("region and agents >= 50", "not-concerned"), ("commune or agents >= 50", "known")]
)
def test_a_condition_that_does_not_hang_on_what_is_not_known_is_decided(catalogue, condition, status):
    assert telephone(catalogue(concerns=condition), TELEPHONE)["status"] == status


ANSWERS = {
    **dict.fromkeys(("site.declared", "mail.declared", "site.platform", "mail.generic", "telephone.declared"), (None,)),
    "site.scheme": ("https", "http"),
    "mail.dmarc": ("rejet", "absente"),
}
FOUND = {
    fact: st.tuples(
        st.sampled_from(["seen", "not-concerned", "they-failed", "we-failed"]),
        st.sampled_from([0.0, 1.0]),
        st.sampled_from(texts),
    )
    for fact, texts in ANSWERS.items()
}


@cache
def on_what_is_found():
    """The catalogue, with the indicators that these facts answer alone: the others are never known here."""
    whole = load_catalogue()
    kept = {name: one for name, one in whole.indicators.items() if one.facts[0] in FOUND}
    assert {"site-https", "mail-dmarc"} < kept.keys()
    return whole.model_copy(update={"indicators": kept})


@given(st.fixed_dictionaries({}, optional=FOUND))
def test_whatever_is_found_the_columns_agree(found):
    rows = [
        (fact, outcome, number, text, "a_code") if outcome == "seen" else (fact, outcome, None, None, "a_code")
        for fact, (outcome, number, text) in found.items()
    ]
    table = evaluate(on_what_is_found(), COLLECTIVITES, facts(*rows))
    known, concerned = pl.col("status") == "known", pl.col("status") != "not-concerned"
    assert table.filter(known != pl.col("score").is_not_null()).is_empty()
    assert table.filter(concerned & ~pl.col("asked")).is_empty(), "whom it concerns is asked"
    assert table.filter((pl.col("status") == "not-looked") & pl.col("reason_code").is_not_null()).is_empty()
    assert table["asked"].null_count() == table["to_confirm"].null_count() == 0
