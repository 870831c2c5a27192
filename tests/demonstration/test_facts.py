"""Facts made up: the same for a seed, of the catalogue, further from one edition to the next, both answers to each."""

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.demonstration.bodies import DAYS, bodies_of
from barometre.demonstration.editions import made_up, scored_facts
from barometre.demonstration.looks import FactRanks
from barometre.edition.build import answers
from barometre.facts.schema import FACTS, check_facts
from barometre.survey.facts import SOURCE
from barometre.territory import history, reference

pytestmark = pytest.mark.heavy

CATALOGUE = load_catalogue()
LAST = len(DAYS) - 1
# Facts that only a list of those who have tells: never « no ».
LISTS = "bal datagouv-jeux decp dpo datapass mediation aidants-connect suite-operateurs fibre cuivre".split()


def facts_of(edition, seed=1, **places):
    bodies = reference.collectivites().filter(**(places or {"region": "53"}))
    return made_up(CATALOGUE, FactRanks(bodies_of(bodies, seed)), edition)


@pytest.fixture(scope="module")
def last():
    return facts_of(LAST)


def test_the_same_seed_makes_the_same_facts_and_another_others():
    once, again, other = (facts_of(LAST, seed, departement="90") for seed in (1, 1, 2))
    assert again.equals(once) and not once.is_empty()
    assert not other.equals(once)


def test_they_are_facts_of_the_catalogue(last):
    for (source,), rows in last.partition_by("source", as_dict=True).items():
        check_facts(rows.select(list(FACTS)), source)
    for (fact, source), rows in last.partition_by("fact", "source", as_dict=True).items():
        definition = CATALOGUE.facts[fact]
        assert source == definition.source or fact in CATALOGUE.sources[source].gives or source == "annuaire"
        numbers = rows["number"].drop_nulls()
        if definition.type == "boolean":
            assert set(numbers) <= {0.0, 1.0}, fact
        if definition.type == "text":
            assert numbers.is_empty(), fact
    assert last["observed_on"].max() <= DAYS[LAST]
    observed = {fact.id for fact in CATALOGUE.facts.values() if fact.source == "observation"}
    assert observed <= set(last["fact"])
    registers = {source.id for source in CATALOGUE.sources.values() if source.kind == "register"}
    silent = {"odf", "france-services", "datagouv-organisations", "conseillers-numeriques", "suite-usages"}
    assert registers - silent <= set(last["source"])


def test_every_answer_is_given_both_ways_where_its_source_can(last):
    bretagne = reference.collectivites().filter(region="53")
    _, values = answers(bretagne, last, CATALOGUE, history.successors(), DAYS[LAST])
    scored = values.filter(pl.col("status") == "known").group_by("indicator").agg(pl.col("score").n_unique(), pl.len())
    known = {name: different for name, different, _ in scored.iter_rows()}
    few = {name for name, _, count in scored.iter_rows() if count < 100}
    # What is published of the survey is its short version alone.
    core = {
        gives.fact
        for questionnaire in CATALOGUE.questionnaires.values()
        for question in questionnaire.questions
        for gives in question.gives
        if question.core
    }
    wanted = {
        indicator.id: 1 + (CATALOGUE.facts[indicator.facts[0]].source not in LISTS)
        for indicator in CATALOGUE.indicators.values()
        if CATALOGUE.facts[indicator.facts[0]].source != "annuaire"
        and (CATALOGUE.facts[indicator.facts[0]].source != SOURCE or indicator.facts[0] in core)
    }
    assert {name for name, least in wanted.items() if known.get(name, 0) < least} <= few


def test_editions_go_forward_and_a_few_answers_go_back(last):
    first, last = (
        facts.filter(pl.col("fact") == "site.certificate-valid", pl.col("number").is_not_null())
        for facts in (facts_of(0), last)
    )
    both = first.join(last, on="siren")
    assert last["number"].mean() > first["number"].mean()
    assert both.filter(pl.col("number") > pl.col("number_right")).height > 0


def test_former_editions_keep_what_answers_come_from():
    kept = scored_facts(CATALOGUE)
    assert {indicator.facts[0] for indicator in CATALOGUE.indicators.values()} <= kept
    assert len(kept) < len(CATALOGUE.facts)
