"""A file is taken in whole or not at all; what it says is stored, what is nobody's can be read."""

import json
from datetime import date

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.facts.store import fact_files, read_facts
from barometre.sources.intake import STATE, UNMATCHED, dated, prepare, take_in
from fibre_file import HEADING, ROWS

DAY = date(2026, 6, 30)


def test_facts_counts_and_what_is_nobodys(small, delivered, tmp_path):
    path = delivered(HEADING, *ROWS, ROWS[1], "29000;Quimper;5;5;2026 T2")
    intake = take_in(small, path, DAY, tmp_path)
    assert intake.to_json() == {
        **{"rows": 5, "matched": 4, "unmatched": 1, "facts": 3},
        **{"by_kind": {"commune": 3}, "by_region": {"commune 53": 1, "commune 84": 1, "commune 94": 1}, "problems": []},
    }
    facts = read_facts(tmp_path / "facts")
    assert dict(facts.select("siren", "number").iter_rows()) == {"210100012": 90, "212902324": 99.9, "212000046": 50}
    assert set(facts["observed_on"]) == {DAY}
    folder = tmp_path / "sources" / "fibre"
    (left,) = pl.read_csv(folder / UNMATCHED, separator=";", infer_schema=False).to_dicts()
    assert (left["ligne"], left["insee_com"], left["doubt"]) == ("6", "29000", "unknown-identifier")
    assert json.loads((folder / STATE).read_text())["date"] == "2026-06-30"


def test_the_same_file_again_adds_nothing(small, delivered, tmp_path):
    for _ in range(2):
        take_in(small, delivered(HEADING, *ROWS), DAY, tmp_path)
    take_in(small, delivered(HEADING, *reversed(ROWS)), DAY, tmp_path)
    assert len(fact_files(tmp_path / "facts")) == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADING, *[f"2,9E+04;{name};1;1;" for name in ("Quimper", "Brest")]], "none of 2 rows has a collectivité"),
        ([HEADING, "29232;Quimper;-5;1;"], "column locaux_arcep: 1 rows of 1 are at fault"),
        (["<html>"], "a web page"),
    ],
)
def test_a_refused_file_changes_nothing_stored(small, delivered, tmp_path, lines, words):
    take_in(small, delivered(HEADING, *ROWS), DAY, tmp_path)
    before = read_facts(tmp_path / "facts")
    with pytest.raises(BarometreError, match=words):
        take_in(small, delivered(*lines, name="other.csv"), date(2026, 9, 30), tmp_path)
    assert read_facts(tmp_path / "facts").equals(before)


def test_rows_are_matched_unmatched_or_left_out_never_lost(small, delivered):
    good = [f"29232;Quimper;{n};1;" for n in range(60)]
    path = delivered(HEADING, *good, "29000;Quimper;1;1;", "29232;Quimper;?;1;", "29232;Quimper")
    intake, _, left = prepare(small, path, DAY)
    assert intake.rows == intake.matched + intake.unmatched + len(intake.problems) == 63
    assert left.height == intake.unmatched == 1


def test_files_of_the_past_stay_beside_the_newest(small, delivered, tmp_path):
    for day in (DAY, date(2025, 6, 30)):
        take_in(small, delivered(HEADING, ROWS[0] if day == DAY else ROWS[1]), day, tmp_path)
    assert json.loads((tmp_path / "sources" / "fibre" / STATE).read_text())["date"] == DAY.isoformat()
    then, now = (
        read_facts(tmp_path / "facts", until, whole={"fibre"})["siren"].to_list() for until in (date(2026, 1, 1), DAY)
    )
    # Each file is the whole register: who is absent from the newest is not known, whatever the one before said.
    assert (len(then), len(now), then == now) == (1, 1, False)


def test_the_day_of_a_file_is_given_or_in_its_name(tmp_path):
    names = ("urls-2022-04-30.txt", "urls-2022-03-30.txt", ".urls-2022-03-30.txt.swp")
    for name in names:
        (tmp_path / name).touch()
    april, march, _ = (tmp_path / name for name in names)
    assert dated([tmp_path], None) == [(march, date(2022, 3, 30)), (april, date(2022, 4, 30))]
    assert dated([april], None) == [(april, date(2022, 4, 30))]
    assert dated([april], DAY) == [(april, DAY)]
    assert dated([tmp_path / "file.csv"], None) == [(tmp_path / "file.csv", None)]


@pytest.mark.parametrize(
    ("names", "on", "why"),
    [
        (("urls-2022-03-30.txt", "urls.txt"), None, "urls.txt: no day in its name"),
        (("urls-2022-13-30.txt", "2022-03-30.txt"), None, "urls-2022-13-30.txt: no day in its name"),
        (("2022-03-30.txt", "2022-04-30.txt"), DAY, "one day for several files"),
        ((), None, "no file to take in"),
    ],
)
def test_files_whose_day_is_not_known_are_refused_together(tmp_path, names, on, why):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(BarometreError, match=why):
        dated([tmp_path], on)
