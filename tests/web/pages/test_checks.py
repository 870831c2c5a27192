"""Each check in words: verdict, value, what to do; and what the register says otherwise."""

from datetime import UTC, datetime

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import we_failed, yes_no
from barometre.web.pages import checks, results
from barometre.web.pages.disagreements import disagreements

YES = {
    "title": "HSTS",
    "type": "boolean",
    "expected": True,
    "group": "site",
    "meaning": "1 si le site l’envoie, 0 sinon.",
}
OLD = YES | {"expected": False}
FOUND = YES | {"expected": None}
COUNT = {**YES, "type": "number", "expected": 0.0, "unit": "traceurs"}
WEIGHT = {**COUNT, "expected": None, "unit": "ko"}
DMARC = {**YES, "type": "text", "expected": ["rejet", "quarantaine"]}
DATE = {**DMARC, "expected": None}


def seen(number=None, text=None, **more):
    return {"outcome": "seen", "number": number, "text": text, "observed_on": "2026-09-20", **more}


@pytest.mark.parametrize(
    ("definition", "fact", "kind", "value"),
    [
        (YES, seen(1.0), "good", ""),
        (YES, seen(0.0), "bad", ""),
        (OLD, seen(0.0), "good", ""),
        (OLD, seen(1.0), "bad", ""),
        (FOUND, seen(0.0), "finding", "Pas vu"),
        (FOUND, seen(1.0, "WordPress"), "finding", "Vu\u00a0: WordPress"),
        (COUNT, seen(0.0), "good", "0\u00a0traceurs"),
        (COUNT, seen(2.0), "bad", "2\u00a0traceurs"),
        (WEIGHT, seen(1234.0), "finding", "1\u202f234\u00a0ko"),
        (DMARC, seen(text="rejet"), "good", "rejet"),
        (DMARC, seen(text="observation"), "bad", "observation"),
        (DATE, seen(text="2026-12-24"), "finding", "24 décembre 2026"),
        (YES, None, "unseen", ""),
        (YES, {"outcome": "not-concerned"}, "none", ""),
        (YES, {"outcome": "they-failed"}, "silent", ""),
        (YES, {"outcome": "we-failed", "reason_code": "network_timeout"}, "ours", ""),
        (YES, {"outcome": "we-failed", "reason_code": "confirm_no", "to_confirm": True}, "confirm", ""),
    ],
)
def test_a_result_is_a_kind_and_a_value(definition, fact, kind, value):
    result = results.of_fact(definition, fact)
    assert (result.kind, result.value) == (kind, value)
    assert result.word


def test_a_reason_is_said_to_be_confirmed_only_where_it_stands_alone():
    fact = {"outcome": "we-failed", "reason_code": "confirm_no", "reason_context": {}, "to_confirm": True}
    result = results.of_fact(YES, fact)
    assert (result.reason, result.detail) == ("non", "à confirmer par une seconde vérification : non")


def test_an_edition_of_the_former_form_says_wished():
    former = {name: value for name, value in YES.items() if name != "expected"} | {"wished": True}
    assert results.of_fact(former, seen(0.0)).kind == "bad"


def test_no_two_results_have_the_same_word():
    words = [kind.word for kind in results.ResultKind]
    assert len(set(words)) == len(words)


def test_what_is_tested_is_said_as_people_speak():
    assert checks.check("site.hsts", YES | {"tested": "Nous regardons si…"}, None).tested == "Nous regardons si…"
    assert checks.check("site.hsts", YES, None).tested == YES["meaning"], "all that a former edition says"


def test_no_check_of_the_catalogue_speaks_in_ones_and_zeros():
    shown = [fact for fact in load_catalogue().facts.values() if fact.group]
    assert len(shown) == 112
    assert [fact.id for fact in shown if (fact.tested or fact.meaning)[0] == "1"] == []


@pytest.mark.parametrize(
    ("fact", "success", "tried"),
    [
        (seen(1.0), "2026-09-20", "2026-09-20"),
        (seen(1.0, attempted_on="2026-10-03", attempt="délai"), "2026-09-20", "2026-10-03"),
        ({"outcome": "they-failed", "observed_on": "2026-09-20"}, "2026-09-20", "2026-09-20"),
        ({"outcome": "we-failed", "observed_on": "2026-09-20"}, None, "2026-09-20"),
        (None, None, None),
    ],
)
def test_the_last_success_and_the_last_attempt_stay_apart(fact, success, tried):
    one = checks.check("site.hsts", YES, fact)
    assert (one.success, one.attempted_on) == (success, tried)


@pytest.mark.parametrize(
    ("criterion", "facts", "said"),
    [
        ("rcpnt.1.4", {"rpnt.1.4": seen(1.0)}, ("oui", "2026-09-20", "")),
        ("rcpnt.1.4", {"rpnt.1.4": seen(0.0)}, ("non", "2026-09-20", "")),
        ("rcpnt.level", {"rpnt.level": seen(text="AA")}, ("AA", "2026-09-20", "")),
        ("rcpnt.1.4", {"rpnt.1.5": seen(1.0)}, None),
        ("site.hsts", {"site.hsts": seen(1.0)}, None),
    ],
)
def test_what_anct_says_stands_beside_and_changes_nothing(criterion, facts, said):
    assert checks.said_by_anct(criterion, facts, {"rpnt": {"cadence_days": 7}}) == said
    one = checks.check(criterion, YES, seen(0.0), anct=said)
    assert (one.anct, one.current.kind) == (said, "bad")


def test_a_look_asked_for_comes_before_the_edition():
    at = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)
    asked = results.of_statement(YES, yes_no("site.hsts", True), at)
    assert checks.check("site.hsts", YES, seen(0.0), asked).current.kind == "good"
    failed = results.of_statement(YES, we_failed("site.hsts", reason(ReasonCode.NETWORK_TIMEOUT)), at)
    assert checks.check("site.hsts", YES, seen(0.0), failed).success == "2026-09-20"


def test_a_disagreement_is_a_sentence_with_what_to_do():
    facts = {
        "site.domain": seen(
            text="brest.bzh", otherwise=[{"source": "annuaire", "text": "brest.fr", "observed_on": "2026-10-06"}]
        ),
        "site.platform": seen(1.0, otherwise=[{"source": "annuaire", "number": 0.0, "observed_on": "2026-10-06"}]),
    }
    definitions = {"site.domain": {"title": "Domaine"}, "site.platform": {"title": "Plateforme"}}
    domain, platform = disagreements(facts, definitions, {})
    assert "Domaine\u00a0: l’annuaire indique «\u00a0brest.fr\u00a0»" in domain
    assert "observation du 20 septembre 2026 montre «\u00a0brest.bzh\u00a0». Si le site est bien là" in domain
    assert "à son propre nom" in platform and "sous le nom d’une plateforme. Vérifiez" in platform
