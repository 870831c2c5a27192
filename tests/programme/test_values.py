"""Reading one indicator of an edition: its rows, its method, and what is wrong with a broken edition."""

import json
import shutil
from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.method import method_of
from barometre.errors import BarometreError
from barometre.indicators.properties import FROM_FACTS
from barometre.programme.content import load_programme
from barometre.programme.progress import progress
from barometre.programme.values import (
    COLLECTIVITE_COLUMNS,
    counted,
    counted_of,
    edition_folders,
    read_collectivites,
    read_values,
)

CATALOGUE = load_catalogue().model_dump(mode="json")


def test_one_indicator_of_the_national_edition(edition_folder):
    values = read_values(edition_folder, "site-declare")
    assert values.date == date(2026, 11, 1)
    assert tuple(values.collectivites.columns) == (*COLLECTIVITE_COLUMNS, *FROM_FACTS)
    assert values.indicators["siren"].is_unique().all()
    assert values.method == method_of(json.loads((edition_folder / "catalogue.json").read_text()), "site-declare")


def test_every_objective_shipped_can_be_computed(edition_folder):
    objectives = load_programme().objectives.values()
    assert objectives
    for objective in objectives:
        found = progress(objective, [read_values(edition_folder, objective.indicator)])
        numbers = found.points[0].numbers
        assert found.state == "running", "nothing can be decided from so few observations"
        assert 0 < numbers.gap <= numbers.needed <= numbers.population_size
        assert numbers.coverage < 0.5


def test_what_a_register_says_of_the_collectivites_is_read_too(edition_folder, tmp_path):
    shutil.copytree(edition_folder, tmp_path / "edition")
    facts = pl.read_parquet(edition_folder / "facts.parquet")
    row = facts.row(0, named=True) | {"siren": "212902324", "fact": "effectifs.agents", "number": 50.0}
    told = [row | {"retained": True}, row | {"retained": False, "number": 10.0}]
    pl.concat([facts, pl.DataFrame(told, schema=facts.schema)]).write_parquet(tmp_path / "edition" / "facts.parquet")
    known = read_collectivites(tmp_path / "edition").drop_nulls("agents")
    assert known.select("siren", "agents").rows() == [("212902324", 50.0)]


@pytest.mark.parametrize(
    ("status", "code", "score", "found"),
    [
        ("not-concerned", "prerequisite_fact", None, ("not-looked", None)),
        ("not-concerned", None, None, ("not-concerned", None)),
        ("known", "prerequisite_fact", 0.0, ("known", 0.0)),
        (None, None, None, (None, None)),
    ],
)
def test_without_what_it_supposes_an_objective_counts_it_as_not_known(status, code, score, found):
    """The same rule for a whole edition and for one sheet."""
    schema = {"siren": pl.String, "status": pl.String, "score": pl.Float64, "reason_code": pl.String}
    whole = counted(pl.DataFrame([("1", status, score, code)], schema=schema, orient="row"))
    assert counted_of({"status": status, "score": score, "reason_code": code}) == found
    assert whole.row(0)[1:] == found


def test_an_indicator_that_the_edition_does_not_have_is_empty(edition_folder):
    values = read_values(edition_folder, "inconnu")
    assert (values.method, values.indicators.height) == (None, 0)


@pytest.mark.parametrize(
    ("key", "value", "same"),
    [
        ("title", "Autre titre", True),
        ("why", "Autre raison.", True),
        ("weight", 3, True),
        ("concerns", "commune", False),
        ("scoring", {"rule": "no"}, False),
        ("facts", ["services.franceconnect"], False),
    ],
)
def test_the_method_is_what_decides_the_values_and_not_the_wording(key, value, same):
    entry = CATALOGUE["indicators"]["franceconnect"] | {key: value}
    changed = CATALOGUE | {"indicators": CATALOGUE["indicators"] | {"franceconnect": entry}}
    assert (method_of(changed, "franceconnect") == method_of(CATALOGUE, "franceconnect")) is same


def test_a_change_that_does_not_compare_is_part_of_the_method():
    journal = load_catalogue().journal
    assert CATALOGUE["breaks"] == sorted(change.id for change in journal if not change.compares)
    before = CATALOGUE | {"breaks": []}
    assert method_of(before, "franceconnect") != method_of(CATALOGUE, "franceconnect")


@pytest.mark.parametrize("broken", ["indicators.parquet", "catalogue.json", "collectivites.parquet"])
def test_a_broken_edition_is_named(edition_folder, tmp_path, broken):
    folder = shutil.copytree(edition_folder, tmp_path / "2026-11-01")
    (folder / broken).write_bytes(b"broken")
    with pytest.raises(BarometreError, match=rf"{broken}.*build the edition again"):
        read_values(folder, "site-declare")


def test_editions_up_to_a_day(tmp_path):
    for day in ("2026-11-01", "2025-05-01", "2027-01-01"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "manifest.json").write_text("{}")
    assert [folder.name for folder in edition_folders(tmp_path, date(2026, 11, 1))] == ["2025-05-01", "2026-11-01"]
    assert len(edition_folders(tmp_path)) == 3
    with pytest.raises(BarometreError, match=r"No edition of 2024-01-01 or before in .*; the oldest is of 2025-05-01"):
        edition_folders(tmp_path, date(2024, 1, 1))
    with pytest.raises(BarometreError, match=r"No edition in .*; build one with"):
        edition_folders(tmp_path / "nowhere")
