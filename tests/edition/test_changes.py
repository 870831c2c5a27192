"""Why an answer is not that of the edition before: the evidence, the method or the territory. Tables by hand."""

from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import answers
from barometre.edition.changes import Answered, compare, counts, judged_again
from barometre.edition.schema import schema_of
from barometre.facts.schema import SOURCED_FACTS
from barometre.facts.statement import facts_table, yes_no

A, B, MERGED, GONE = "210000001", "210000002", "210000003", "210000004"
BEFORE, NOW = date(2026, 5, 1), date(2026, 11, 1)
NOBODY = pl.DataFrame(schema={"old_siren": pl.String, "siren": pl.String})
INDICATOR = "site-declare"
# Of the real catalogue, the indicators of one theme are enough, and quicker to answer.
THEME = load_catalogue().indicators[INDICATOR].theme
CONTENT = load_catalogue().model_copy(
    update={"indicators": {name: one for name, one in load_catalogue().indicators.items() if one.theme == THEME}}
)
JSON = CONTENT.model_dump(mode="json")


def bodies(*sirens, **changed):
    rows = [
        {"siren": siren, "kind": "commune", "powers": ["commune"], "covers": [], "population": 900, "measured": True}
        | {"departement": "21", "region": "27", "epci": None}
        | changed
        for siren in sirens
    ]
    return pl.DataFrame(rows, schema={name: schema_of("collectivites")[name] for name in rows[0]})


def edition(day, said, collectivites=None, catalogue=JSON, seen=None):
    """One in which the directory says of each SIREN whether it declares a site, on a day."""
    table = facts_table([(siren, yes_no("site.declared", yes), seen or day) for siren, yes in said.items()])
    unsaid = [pl.lit(None).cast(kind).alias(name) for name, kind in SOURCED_FACTS.items() if name not in table.columns]
    facts = table.with_columns(unsaid).with_columns(source=pl.lit("annuaire"), attempted_on="observed_on")
    facts = facts.with_columns(attempt_to_confirm=pl.lit(False)).select(list(SOURCED_FACTS))
    collectivites = bodies(*said) if collectivites is None else collectivites
    values = answers(collectivites, facts, CONTENT, NOBODY, day)[1]
    return Answered(day, collectivites, facts, values, catalogue)


def told(former, newer, successors=NOBODY, again=None):
    again = judged_again(former, newer, successors) if again is None else again
    changes = compare(former, newer, again, successors)
    rows = changes.filter(indicator=INDICATOR).select("siren", "before", "after", "why").rows()
    return {siren: rest for siren, *rest in rows}, counts(former, newer, changes).filter(indicator=INDICATOR)


def test_what_did_not_move_is_not_told():
    assert told(edition(BEFORE, {A: True}), edition(NOW, {A: True}))[0] == {}


def test_other_evidence_by_the_same_method_is_a_movement():
    rows, tallies = told(edition(BEFORE, {A: False, B: True}), edition(NOW, {A: True, B: True}))
    assert rows == {A: [0.0, 100.0, "evidence"]}
    france = tallies.filter(territory_kind="france").to_dicts()[0]
    assert (france["known_in_both"], france["gained"], france["lost"], france["by_method"]) == (2, 1, 0, 0)
    assert set(tallies["territory"]) == {"FR", "27", "21"}


def test_what_is_known_in_one_alone_is_told_and_not_counted():
    rows, tallies = told(edition(BEFORE, {A: True}, bodies(A, B)), edition(NOW, {B: True}, bodies(A, B)))
    assert rows == {A: [100.0, None, "evidence"], B: [None, 100.0, "evidence"]}
    assert tallies.is_empty()


def test_what_the_new_method_makes_of_the_old_evidence_is_the_method_s():
    former = edition(BEFORE, {A: True})
    other = former.indicators.with_columns(score=pl.lit(0.0))
    rows, tallies = told(former._replace(indicators=other), edition(NOW, {A: True}))
    assert rows == {A: [0.0, 100.0, "method"]}
    assert tallies.filter(territory="FR").select("gained", "by_method").rows() == [(0, 1)]


def test_the_same_record_read_otherwise_is_the_method_s():
    rows, _ = told(edition(BEFORE, {A: False}), edition(NOW, {A: True}, seen=BEFORE))
    assert rows == {A: [0.0, 100.0, "method"]}


@pytest.mark.parametrize("catalogue", [{"themes": {}}, JSON | {"indicators": {}}])
def test_an_indicator_that_the_former_method_did_not_have_is_the_method_s(catalogue):
    former = edition(BEFORE, {A: True}, catalogue=catalogue)
    former = former._replace(indicators=former.indicators.clear())
    assert told(former, edition(NOW, {A: True}))[0] == {A: [None, 100.0, "method"]}


def test_a_method_of_a_former_form_is_told_by_its_text():
    former, newer = edition(BEFORE, {A: False}), edition(NOW, {A: True})
    old = newer._replace(catalogue={name: JSON[name] for name in ("indicators", "facts", "breaks")})
    assert judged_again(former, old, NOBODY) is None
    changes = compare(former, old, None, NOBODY).filter(indicator=INDICATOR)
    assert changes["why"].to_list() == ["evidence"]


def test_one_that_took_another_in_and_a_new_one_are_not_the_same():
    successors = pl.DataFrame({"old_siren": [MERGED], "siren": [A]})
    former = edition(BEFORE, {A: False, MERGED: True, GONE: True})
    rows, tallies = told(former, edition(NOW, {A: True, B: True}), successors)
    assert rows == {A: [0.0, 100.0, "territory"], B: [None, 100.0, "territory"]}
    assert tallies.filter(territory="FR").select("known_in_both", "gained", "by_territory").rows() == [(1, 0, 1)]


def test_a_rule_that_binds_by_population_moves_by_the_territory():
    """The evidence is the same; what it gives is not, for the commune has grown."""
    former = edition(BEFORE, {A: True})
    grown = edition(NOW, {A: True}, bodies(A, population=9_000))
    other = former.indicators.with_columns(score=pl.lit(0.0))
    assert told(former._replace(indicators=other), grown)[0] == {A: [0.0, 100.0, "territory"]}
