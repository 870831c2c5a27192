"""Published totals against computed ones: scope, rounding, and reasons that fit."""

from decimal import Decimal

import polars as pl
import pytest

from barometre.programme.fund.demo import demonstration
from barometre.programme.fund.reconcile import reconcile
from barometre.programme.models import Counter


def counter(**values):
    return Counter.model_validate(
        {"id": "c", "on": "2022-12", "measure": "amount", "value": 1, "source": {"title": "S"}} | values
    )


@pytest.fixture(scope="module")
def line(validate_lines):
    lines = [
        {"amount": "30000", "decided_on": "2021-10-08"},
        {"amount": "20000", "decided_on": "2021-10-09"},
        {"amount": "5000", "call": "axe-2-fc", "axis": "2", "siren": "223800012"},
        {"amount": "7000", "siren": "000000018", "outside": "Syndicat fictif"},
        {"amount": "90000", "state": "retiré"},
    ]
    awards = validate_lines(*lines).accepted

    def made(**values):
        return reconcile(awards, [counter(**values)])[0]

    return made


@pytest.mark.parametrize(
    ("scope", "computed"),
    [
        ({}, 62_000),
        ({"on": "2021-10-08"}, 42_000),
        ({"on": "2021-10"}, 62_000),
        ({"on": "2020"}, 0),
        ({"axis": "2"}, 5_000),
        ({"axis": "3", "call": "axe-3-2021"}, 57_000),
        ({"call": "inconnu"}, 0),
        ({"measure": "projects"}, 4),
        ({"measure": "awards"}, 4),
        ({"measure": "collectivites"}, 2),
    ],
)
def test_a_total_is_set_against_the_awards_of_its_scope(line, scope, computed):
    found = line(**scope)
    assert (found.computed, found.gap) == (computed, computed - 1)


@pytest.mark.parametrize(
    ("values", "agrees"),
    [
        ({"value": 62_000}, True),
        ({"value": 61_000}, False),
        ({"value": 60_000}, True),  # to the nearest ten thousand
        ({"value": 1_000_000}, False),
        ({"value": 61_000, "at_least": True}, True),
        ({"value": 63_000, "at_least": True}, False),
        ({"value": 0}, False),
        ({"measure": "projects", "value": 3}, False),
        ({"measure": "projects", "value": 4}, True),
        ({"measure": "collectivites", "value": 1, "at_least": True}, True),
    ],
)
def test_agreement_is_to_the_rounding_of_a_published_amount(line, values, agrees):
    assert line(**values).agrees is agrees


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": 90_000_000}, ["Il manque 89\u202f938\u202f000 €", "partiels", "1 ligne refusée", "engagés"]),
        ({"value": 100}, ["61\u202f900 € de plus"]),
        ({"measure": "projects", "value": 42}, ["Il manque 38 projets", "une fois par appel", "4 aides"]),
        (
            {"measure": "collectivites", "value": 3200, "at_least": True},
            ["Projets et collectivités", "opérateurs : 1 ici"],
        ),
        ({"on": "2020"}, ["Aucune aide enregistrée ici au 31/12/2020"]),
        ({"value": 62_000}, ["celui qui est annoncé."]),
        ({"value": 60_000}, ["à l’arrondi près"]),
        ({"value": 500, "at_least": True}, ["dépasse le minimum"]),
        ({"doubt": "44 puis 42."}, ["44 puis 42."]),
    ],
)
def test_the_explanation_says_what_fits(line, values, words):
    text = line(**values).explanation.replace("\u00a0", " ")
    assert all(word in text for word in words), text


def test_a_demonstration_is_reconciled_with_nothing(validated):
    rows = demonstration().with_row_index("row", 2).cast({"row": pl.Int64})
    found = reconcile(validated(rows).accepted, [counter(value=90_000_000)])[0]
    assert (found.computed, found.gap, found.agrees) == (None, None, False)
    assert "démonstration" in found.explanation
    assert found.to_json()["announced"] == Decimal(90_000_000)
