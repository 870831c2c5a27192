"""How a yes or a no went along the files of its register, among those of today that each file knows."""

from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.panels import panels
from barometre.facts.statement import facts_table, yes_no
from barometre.facts.store import append_facts

FACT, SOURCE = "domaines-publics.https", "domaines-publics"
MARCH, APRIL, MAY = date(2022, 3, 30), date(2022, 4, 30), date(2022, 5, 31)
# One that stays, one that gets https, one only in the first file, one of which a former commune spoke.
STAYS, GAINS, LEAVES, MERGED, FORMER = "000000001", "000000002", "000000003", "000000004", "000000005"
BODIES = pl.DataFrame(
    [(siren, "commune", True) for siren in (STAYS, GAINS, LEAVES, MERGED)],
    schema=["siren", "kind", "measured"],
    orient="row",
)
SUCCESSORS = pl.DataFrame({"old_siren": [FORMER], "siren": [MERGED]})


@pytest.fixture
def store(tmp_path):
    months = {
        MARCH: {STAYS: True, GAINS: False, LEAVES: False, FORMER: True},
        APRIL: {STAYS: True, GAINS: True},
        MAY: {STAYS: True, GAINS: True, MERGED: False},
    }
    for day, answers in months.items():
        facts = [(siren, yes_no(FACT, yes), day) for siren, yes in answers.items()]
        append_facts(tmp_path, SOURCE, day, facts_table(facts))
    return tmp_path


def told(store, on):
    columns = ("day", "known", "met", "both", "met_then", "met_now")
    return panels(store, load_catalogue(), BODIES, SUCCESSORS, on).filter(fact=FACT, kind="commune").select(columns)


def test_each_file_counts_those_it_knows_and_those_the_last_knows_too(store):
    assert told(store, MAY).rows() == [
        ("2022-03-30", 4, 2, 3, 2, 2),
        ("2022-04-30", 2, 2, 2, 2, 2),
        ("2022-05-31", 3, 2, 3, 2, 2),
    ]


def test_what_came_later_is_not_known_yet(store):
    assert told(store, APRIL).rows() == [("2022-03-30", 4, 2, 2, 1, 2), ("2022-04-30", 2, 2, 2, 2, 2)]


def test_a_file_corrected_counts_once(store):
    append_facts(store, SOURCE, APRIL, facts_table([(STAYS, yes_no(FACT, False), APRIL)]))
    assert told(store, APRIL).row(1) == ("2022-04-30", 1, 0, 1, 0, 0)


def test_nothing_stored_is_no_panel(tmp_path):
    assert told(tmp_path, MAY).is_empty()
