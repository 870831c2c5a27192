"""The wide table: each answer in its column, unknown never « non », nothing run as a formula; columns that stay."""

import csv
import io
from datetime import date, timedelta

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from barometre.edition.package.csv_tables import flat
from barometre.edition.package.wide import KEPT, headings, headings_since, wide
from barometre.edition.package.workbook import SHEET_ROWS, Workbook, write_workbook
from barometre.edition.schema import TABLES, schema_of

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
    return wide(tables, CATALOGUE, headings(CATALOGUE))


@pytest.fixture(scope="module")
def sheets(table, tmp_path_factory):
    figure = dict.fromkeys(schema_of("aggregates")) | {"territory_kind": "france", "territory": "FR", "mean": 41.5}
    others = [
        figure | {"territory_kind": kind, "territory": code} for kind, code in (("departement", "29"), ("epci", "1"))
    ]
    figures = pl.DataFrame([*others, figure], schema=schema_of("aggregates"))
    rows = dict.fromkeys(TABLES, 3) | {"indicators": 3_261_600}
    path = tmp_path_factory.mktemp("xlsx") / "w.xlsx"
    made = Workbook("Édition d’essai", DAY, table, headings(CATALOGUE), figures, rows)
    write_workbook(path, made)
    again = path.with_name("again.xlsx")
    write_workbook(again, made)
    assert path.read_bytes() == again.read_bytes(), "an edition depends on nothing but its inputs"
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_first_sheet_says_what_the_workbook_holds_and_where_the_rest_is(sheets):
    assert list(sheets) == ["Lisez-moi", "Collectivités", "Chiffres", "Colonnes"]
    told = "\n".join(row[0] for row in sheets["Lisez-moi"])
    assert "3\u202f261\u202f600 lignes" in told
    assert f"{SHEET_ROWS:,} lignes".replace(",", "\u202f") in told
    assert "csv/indicators.csv.gz" in told
    assert "barometre.gpkg" in told
    assert "Cellule vide dans la colonne d’une réponse" in told


def test_figures_of_territories_are_numbers_france_first(sheets):
    heads, *rows = sheets["Chiffres"]
    assert [(row[heads.index("territory")], row[heads.index("mean")]) for row in rows] == [("FR", 41.5), ("29", 41.5)]


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_has_every_answer_texts_as_texts(sheets, name):
    heads, *rows = sheets["Collectivités"]
    row = dict(zip(heads, next(row for row in rows if row[heads.index("nom")] == name), strict=True))
    assert (row["site-declare"], row["mail-dmarc"]) == CASES[name][-2:]
    assert row["code"].startswith("0100"), "a zero is not eaten"


def test_a_line_for_each_measured_and_a_meaning_for_each_column(sheets):
    assert [row[4] for row in sheets["Collectivités"][1:]] == list(CASES)
    described = [row[1] for row in sheets["Colonnes"][1:] if row[0] == "Collectivités"]
    assert described == sheets["Collectivités"][0]
    assert [heading.name for heading in headings(CATALOGUE)] == sheets["Collectivités"][0]


def test_the_csv_is_for_machines_and_runs_nothing(table):
    text = flat(table).write_csv(line_terminator="\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["nom"] for row in rows] == ["'=Bâgé", "Brest", "Cléden", "Dinan"]
    brest = rows[1]
    assert (brest["scores.inclusion.seen.score"], brest["scores.inclusion.seen.couverture"]) == ("61.7", "0.417")
    dinan = rows[3]
    assert (dinan["scores.inclusion.seen.score"], dinan["scores.inclusion.seen.couverture"]) == ("", "0.1")
    assert rows[2]["scores.inclusion.seen.couverture"] == "", "no measure that concerns it"
    assert [row["mail-dmarc"] for row in rows] == ["66.7", "non concerné", "nous n’avons pas pu", "0.0"]
    assert text.count("\r\n") == 5


def catalogue_with(*indicators):
    entry = CATALOGUE["indicators"]["site-declare"]
    return CATALOGUE | {"indicators": dict.fromkeys(indicators, entry)}


def answers_in(day, now, *before):
    told = headings_since(catalogue_with(*now), day, [(then, catalogue_with(*names)) for then, names in before])
    return [heading.name for heading in told if not heading.name.startswith("scores.")][10:]


def test_a_new_column_is_the_last_and_one_that_is_gone_stays_empty_for_a_year(table):
    then = date(2026, 5, 1)
    assert answers_in(DAY, ["b", "a"]) == ["a", "b"]
    assert answers_in(DAY, ["a", "b", "c"], (then, ["b", "c"])) == ["b", "c", "a"]
    assert answers_in(DAY, ["c"], (then, ["b", "c"])) == ["b", "c"]
    assert answers_in(then + KEPT, ["c"], (then, ["b", "c"])) == ["b", "c"]
    assert answers_in(then + KEPT + timedelta(1), ["c"], (then, ["b", "c"])) == ["c"]


def test_two_editions_later_the_order_is_still_that_of_the_first():
    first, second = (date(2026, 3, 1), ["m", "z"]), (date(2026, 5, 1), ["a", "m", "z"])
    assert answers_in(DAY, ["a", "k", "m", "z"], first, second) == ["m", "z", "a", "k"]


def test_a_column_that_is_gone_says_until_when():
    told = headings_since(catalogue_with("c"), DAY, [(date(2026, 5, 1), catalogue_with("b", "c"))])
    (gone,) = [heading for heading in told if heading.name == "b"]
    assert "2026-05-01" in gone.description
    assert "2027-05-02" in gone.description


# A name that is here is for ever; a new one is written at the end.
FROZEN = {
    "collectivites": "siren kind nature powers covers code name slug population epci ept departement departements "
    "region regions strate postal_codes lon lat measured",
    "facts": "siren fact source outcome number text observed_on aged detail reason_code reason_context hangs_on "
    "to_confirm attempted_on attempt attempt_code attempt_context attempt_to_confirm retained disputed",
    "indicators": "siren indicator status value text score reason reason_code reason_context hangs_on to_confirm "
    "source observed_on aged",
    "scores": "siren measure score coverage known concerned level provisional comparable low high overlap quartile",
    "aggregates": "territory_kind territory kind measure mean low high met known concerned coverage q1 median q3 "
    "histogram",
    "obligations": "siren obligation state why proof observed_on",
    "obligation_figures": "territory_kind territory kind obligation met not_met concerned uncertain",
    "steps": "siren rank action gain known indicators missed unknown",
}


def test_columns_of_the_tables_keep_their_names_and_their_order():
    assert {name: " ".join(columns) for name, columns in TABLES.items()} == FROZEN


def test_identity_is_the_beginning_of_the_wide_table():
    names = [heading.name for heading in headings(CATALOGUE)][:10]
    expected = "siren type nature code nom population strate codeEpci codeDepartement codeRegion"
    assert names == expected.split()
