"""The wide table: each answer in its column, unknown never « non », nothing run as a formula."""

import csv
import io
from datetime import date

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from barometre.edition.schema import schema_of
from barometre.edition.wide import csv_of, headings, wide, write_xlsx

CATALOGUE = {
    "themes": {"inclusion": {}},
    "indicators": {
        "site-declare": {"title": "Site déclaré", "scoring": {"rule": "yes"}},
        "mail-dmarc": {"title": "DMARC", "scoring": {"rule": "steps"}},
    },
}
DAY = date(2026, 11, 1)
# Name, status and score of the yes or no, of the other one: what the table says.
CASES = {
    "=Bâgé": ("known", 100.0, "known", 66.666, "oui", 66.7),
    "Brest": ("known", 0.0, "not-concerned", None, "non", "non concerné"),
    "Cléden": ("not-looked", None, "we-failed", None, "", "nous n’avons pas pu"),
    "Dinan": ("they-failed", None, "known", 0.0, "pas de réponse exploitable", 0.0),
}


@pytest.fixture(scope="module")
def table():
    def rows(name, given):
        schema = schema_of(name)
        return pl.DataFrame([dict.fromkeys(schema) | row for row in given], schema=schema)

    sirens = {name: f"00000000{place}" for place, name in enumerate(CASES)}
    same = {"kind": "commune", "measured": True, "nature": "commune", "population": 12}
    bodies = [same | {"siren": siren, "code": f"0100{siren[-1]}", "name": name} for name, siren in sirens.items()]
    ept = {"siren": "900000000", "kind": "ept", "measured": False, "code": "900000000", "name": "EPT"}
    indicators = [
        {"siren": sirens[name], "indicator": indicator, "status": status, "score": score}
        for name, (first, score1, second, score2, *_) in CASES.items()
        for indicator, status, score in (("site-declare", first, score1), ("mail-dmarc", second, score2))
    ]
    scores = [
        {"siren": sirens["Brest"], "measure": "inclusion.seen", "score": 61.66, "coverage": 0.41666},
        {"siren": sirens["Dinan"], "measure": "inclusion.seen", "score": None, "coverage": 0.1},
    ]
    tables = {
        "collectivites": rows("collectivites", [ept, *reversed(bodies)]),
        "indicators": rows("indicators", indicators),
        "scores": rows("scores", scores),
    }
    return wide(tables, CATALOGUE)


@pytest.fixture(scope="module")
def sheets(table, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "w.xlsx"
    write_xlsx(path, table, CATALOGUE, DAY)
    again = path.with_name("again.xlsx")
    write_xlsx(again, table, CATALOGUE, DAY)
    assert path.read_bytes() == again.read_bytes(), "an edition depends on nothing but its inputs"
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_has_every_answer_texts_as_texts(sheets, name):
    heads, *rows = sheets["Collectivités"]
    row = dict(zip(heads, next(row for row in rows if row[heads.index("nom")] == name), strict=True))
    assert (row["site-declare"], row["mail-dmarc"]) == CASES[name][-2:]
    assert row["code"].startswith("0100"), "a zero is not eaten"


def test_a_line_for_each_measured_and_a_meaning_for_each_column(sheets):
    assert [row[4] for row in sheets["Collectivités"][1:]] == list(CASES)
    assert [row[0] for row in sheets["Colonnes"][1:]] == sheets["Collectivités"][0]
    assert [heading.name for heading in headings(CATALOGUE)] == sheets["Collectivités"][0]


def test_the_csv_is_for_machines_and_runs_nothing(table):
    text = csv_of(table).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["nom"] for row in rows] == ["'=Bâgé", "Brest", "Cléden", "Dinan"]
    brest = rows[1]
    assert (brest["scores.inclusion.seen.score"], brest["scores.inclusion.seen.couverture"]) == ("61.7", "0.417")
    assert rows[3]["scores.inclusion.seen.couverture"] == "", "no coverage beside a score that is not there"
    assert [row["mail-dmarc"] for row in rows] == ["66.7", "non concerné", "nous n’avons pas pu", "0.0"]
    assert text.count("\r\n") == 5
