"""Facts follow mergers forward, and observation beats register beats declaration."""

from datetime import date

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.facts.merge import agreements, best_facts, disagreements, follow_mergers, with_verdicts
from barometre.facts.schema import SOURCED_FACTS

OLD, NEW, OTHER = "210100999", "210100015", "210100023"
KINDS = {"annuaire": "register", "web": "observation", "enquete": "declaration"}
SUCCESSORS = pl.DataFrame({"old_siren": [OLD], "siren": [NEW]})


def fact(siren, number, source="annuaire", on=date(2026, 10, 6), outcome="seen", text=None, name="site.declared"):
    row = (siren, name, source, outcome, number, text, on, None, None, None, False, on, None, None, False)
    return dict(zip(SOURCED_FACTS, row, strict=True))


def table(*facts):
    return pl.DataFrame(list(facts), schema=SOURCED_FACTS)


def test_a_fact_of_a_merged_commune_goes_to_its_successor():
    assert follow_mergers(table(fact(OLD, 1.0)), SUCCESSORS)["siren"].to_list() == [NEW]


def test_a_fact_of_its_own_beats_an_inherited_one_even_a_newer():
    merged = follow_mergers(table(fact(OLD, 1.0, on=date(2026, 11, 1)), fact(NEW, 0.0)), SUCCESSORS)
    assert merged.select("siren", "number").rows() == [(NEW, 0.0)]


@pytest.mark.parametrize(
    ("facts", "kept", "why"),
    [
        ([(OLD, 1.0), (OTHER, 1.0)], [1.0], "all said the same"),
        ([(OLD, 1.0), (OTHER, 0.0)], [], "one does not speak for the other"),
        ([(OLD, 1.0)], [], "nor when the other said nothing"),
        ([(OLD, 1.0), (OTHER, 0.0), (NEW, 0.0)], [0.0], "the commune of today speaks for itself"),
    ],
)
def test_what_communes_that_merged_said_is_inherited_when_they_agree(facts, kept, why):
    both = pl.DataFrame({"old_siren": [OLD, OTHER], "siren": [NEW, NEW]})
    merged = follow_mergers(table(*(fact(*one) for one in facts)), both)
    assert merged["number"].to_list() == kept, why
    assert set(merged["siren"]) <= {NEW}


def test_a_body_that_did_not_merge_keeps_its_facts():
    assert follow_mergers(table(fact(OTHER, 1.0)), SUCCESSORS).equals(table(fact(OTHER, 1.0)))


@pytest.mark.parametrize(
    ("facts", "kept", "why"),
    [
        ([fact(NEW, 1.0, "enquete"), fact(NEW, 0.0)], 0.0, "a register beats a declaration"),
        ([fact(NEW, 1.0, "web"), fact(NEW, 0.0)], 1.0, "an observation beats a register"),
        ([fact(NEW, None, "web", outcome="we-failed"), fact(NEW, 0.0)], 0.0, "a failed look says nothing"),
    ],
)
def test_one_fact_is_kept(facts, kept, why):
    assert best_facts(table(*facts), KINDS)["number"].to_list() == [kept], why


KM = {"le plus près": ("ici", "à côté")}


@pytest.mark.parametrize(
    ("sources", "order", "kept", "why"),
    [
        (("annuaire", "liste"), KM, "ici", "what a register lists is there, whatever a newer one leaves out"),
        (("annuaire", "liste"), {}, "à côté", "without an order, the newest"),
        (("enquete", "autre enquete"), KM, "à côté", "who answers again has changed"),
    ],
)
def test_between_registers_the_stronger_answer_comes_before_the_newest(sources, order, kept, why):
    kinds = KINDS | {"liste": "register", "autre enquete": "declaration"}
    here = fact(NEW, None, sources[0], text="ici", name="le plus près")
    beside = fact(NEW, None, sources[1], text="à côté", name="le plus près", on=date(2026, 11, 1))
    assert best_facts(table(here, beside), kinds, order)["text"].to_list() == [kept], why
    assert best_facts(table(beside, here), kinds, order)["text"].to_list() == [kept], why


def test_a_failed_look_is_kept_when_there_is_nothing_else():
    kept = best_facts(table(fact(NEW, None, "web", outcome="we-failed")), KINDS)
    assert kept["outcome"].to_list() == ["we-failed"]


def test_an_unknown_source_is_named():
    with pytest.raises(BarometreError, match="rumeur"):
        best_facts(table(fact(NEW, 1.0, "rumeur")), KINDS)


def test_disagreements_keep_both_sides():
    both = table(fact(NEW, 1.0, "web"), fact(NEW, 0.0), fact(OTHER, 1.0, "web"), fact(OTHER, 1.0))
    assert disagreements(both)["siren"].to_list() == [NEW, NEW]


@pytest.mark.parametrize(
    ("register", "seen", "disputed", "why"),
    [
        ((None, "brest.fr"), (None, "brest.bzh"), True, "two names"),
        ((None, "Brest.fr"), (None, "brest.fr"), False, "names have no capitals"),
        ((1.0, "Wix"), (1.0, None), False, "the same yes, worded otherwise"),
        ((1.0, "Wix"), (0.0, None), True, "yes and no"),
    ],
)
def test_the_observation_is_retained_and_a_disagreement_is_told(register, seen, disputed, why):
    both = fact(NEW, register[0], text=register[1]), fact(NEW, seen[0], "web", text=seen[1])
    judged = with_verdicts(table(*both, fact(OTHER, 1.0)), KINDS)
    told = judged.select("siren", "source", "retained", "disputed").rows()
    assert told == [
        (NEW, "annuaire", False, disputed),
        (NEW, "web", True, disputed),
        (OTHER, "annuaire", True, False),
    ], why


def test_a_look_that_failed_does_not_disagree():
    both = table(fact(NEW, None, "web", outcome="we-failed"), fact(NEW, 1.0))
    assert with_verdicts(both, KINDS).select("source", "retained", "disputed").rows() == [
        ("annuaire", True, False),
        ("web", False, False),
    ]


def test_two_sources_that_saw_the_same_are_compared_fact_by_fact():
    def said(siren, source, number, outcome="seen"):
        return {"siren": siren, "fact": "f", "source": source, "outcome": outcome, "number": number, "text": None}

    rows = [
        *(said(siren, "b", 1.0) for siren in "123"),
        *(said("1", "a", 1.0), said("2", "a", 0.0), said("3", "a", None, "we-failed"), said("4", "a", 1.0)),
    ]
    texts = dict.fromkeys(["siren", "fact", "source", "outcome", "text"], pl.String)
    table = pl.DataFrame(rows, schema=texts | {"number": pl.Float64})
    assert agreements(table).to_dicts() == [{"fact": "f", "source": "a", "other": "b", "both": 2, "differ": 1}]
    assert agreements(table.filter(source="a")).is_empty()
