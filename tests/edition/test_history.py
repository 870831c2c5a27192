"""Editions of the past: which days have one, and what moved from one edition to another."""

from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.files import read_table, write_edition
from barometre.edition.history import past_days
from barometre.edition.movement import movements, past_answers
from barometre.edition.schema import TABLES
from barometre.facts.statement import facts_table, yes_no
from barometre.facts.store import append_facts
from small_edition import departement_edition

QUIMPER, BREST = "212902324", "212900195"


@pytest.fixture(scope="module")
def editions(finistere_edition, tmp_path_factory):
    """Finistère today, and before: Brest's site was not known, and Quimper declared none."""
    out = tmp_path_factory.mktemp("editions")
    now = departement_edition(finistere_edition, out, date(2026, 11, 1))
    tables = {name: read_table(now, name) for name in TABLES}
    of_site = pl.col("indicator") == "site-declare"
    score = pl.when(of_site & (pl.col("siren") == BREST)).then(None).otherwise("score")
    no = pl.when(of_site & (pl.col("siren") == QUIMPER)).then(0.0).otherwise(score)
    tables["indicators"] = tables["indicators"].with_columns(score=no)
    documents = {"catalogue.json": {"themes": {}}, "datapackage.json": {}}
    return write_edition(out, date(2025, 5, 5), tables, documents, {"date": "2025-05-05"}), now


def test_the_days_of_the_past_are_those_of_registers(tmp_path):
    for source, day in (("fibre", "2024-03-31"), ("observation", "2024-06-30"), ("fibre", "2026-01-01")):
        on = date.fromisoformat(day)
        append_facts(tmp_path, source, on, facts_table([(QUIMPER, yes_no("site.declared", True), on)]))
    assert past_days(tmp_path, load_catalogue(), date(2026, 1, 1)) == [date(2024, 3, 31)]


def test_a_movement_is_told_among_those_known_in_both(editions):
    before, now = editions
    rows = movements(before, now).filter(measure="site-declare", territory="29", kind="commune")
    (row,) = rows.to_dicts()
    known = read_table(now, "indicators").filter(indicator="site-declare").drop_nulls("score")
    assert row["known_in_both"] == known.height - 1
    assert row["mean_now"] - row["mean_before"] == pytest.approx(100 / row["known_in_both"])


def test_the_past_of_an_answer_is_told_where_it_was_known(editions):
    before, now = editions
    past = past_answers(now, [before]).filter(indicator="site-declare").rows_by_key("siren")
    assert past[QUIMPER] == [("site-declare", date(2025, 5, 5), 0.0)]
    assert BREST not in past
