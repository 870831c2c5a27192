"""Files of a board: every measure, texts that no spreadsheet runs, numbers that stay numbers."""

import csv
import io
import zipfile
from datetime import date

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from barometre.web.explore.columns import answer_cell
from barometre.web.explore.files import csv_bytes, table, xlsx_bytes

CATALOGUE = {
    "themes": {"donnees": {"name": "Données"}},
    "indicators": {
        "site": {"question": "A-t-elle un site ?", "scoring": {"rule": "yes"}, "facts": ["site.declared"]},
        "extension": {"question": "Laquelle ?", "scoring": {"rule": "one-of"}, "facts": ["site.extension"]},
        "taux": {"question": "Combien ?", "scoring": {"rule": "scale"}, "facts": ["taux"]},
    },
}
ROWS = pl.DataFrame(
    {
        "siren": ["212902324", "210501573"],
        "kind": ["commune"] * 2,
        "code": ["29232", "05157"],
        "name": ["=1+1", "Saint-Véran"],
        "nature": ["commune"] * 2,
        "population": [64_000, 200],
        "strate": ["commune-50000-99999", "commune-0-499"],
        "epci": ["200068120", "240500439"],
        "departement": ["29", "05"],
        "region": ["53", "93"],
        "unmet": [1, 0],
        "overall.seen": [66.66667, None],
        "site": ["known", "they-failed"],
        "site.score": [0.0, None],
        "extension": ["known", "not-concerned"],
        "extension.score": [100.0, None],
        "extension.text": ["bzh", None],
        "taux": ["known", "not-looked"],
        "taux.score": [50.0, None],
        "taux.value": [-3.5, None],
    },
    schema_overrides={"overall.seen": pl.Float32},
)
MADE = table(ROWS, CATALOGUE, date(2026, 11, 1))


def test_a_file_has_every_measure_and_keeps_states_apart():
    first, second = MADE.iter_rows(named=True)
    assert (first["site"], first["site.etat"]) == ("Non", "connu")
    assert (second["site"], second["site.etat"]) == (None, "sans réponse")
    assert (first["extension"], first["extension.score"]) == (".bzh", 100)
    assert (second["extension.etat"], second["taux.etat"]) == ("non concernée", "pas regardé")
    assert (first["taux"], first["overall.seen"], second["overall.seen"]) == (-3.5, 66.6667, None)
    assert "site.score" not in first, "yes or no says it already"


@pytest.mark.parametrize("name", ["site", "extension", "taux"])
def test_a_file_and_a_page_give_the_same_answer(name):
    row, made = ROWS.row(0, named=True), MADE.row(0, named=True)
    shown = answer_cell(name, CATALOGUE["indicators"][name], row).words
    assert shown == str(made[name]).replace(".", "," if name == "taux" else ".").replace("-3", "−3")


def test_a_csv_guards_only_texts():
    text = csv_bytes(MADE).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert text.endswith("\r\n")
    assert first["nom"] == "'=1+1"
    assert (first["taux"], first["overall.seen"], first["habitants"]) == ("-3,5", "66,6667", "64000")
    assert (second["code"], second["departement"], second["edition"]) == ("05157", "05", "2026-11-01")


def test_a_workbook_has_texts_numbers_and_no_formula():
    data = xlsx_bytes(MADE, CATALOGUE, "Essai")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    heading, first, second = book.get_sheet_by_name("Tableau").to_python()
    row = dict(zip(heading, first, strict=True))
    assert (row["siren"], row["nom"], row["taux"], row["habitants"]) == ("212902324", "=1+1", -3.5, 64_000)
    assert (row["edition"], second[heading.index("code")]) == (date(2026, 11, 1), "05157")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    meanings = {line[0]: line[1] for line in book.get_sheet_by_name("Lisez-moi").to_python()}
    assert set(heading) <= set(meanings)
    assert meanings["site"] == "A-t-elle un site ?"
