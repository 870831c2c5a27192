"""Workbooks: cells of every type as exact texts, one sheet, line numbers of the sheet."""

import zipfile
from datetime import date

import pytest

from barometre.errors import BarometreError
from barometre.programme.fund.file import read_file
from barometre.programme.fund.mapping import Mapping
from barometre.programme.fund.schema import REQUIRED

DAY = date(2021, 5, 3)


def line(project="P1", amount=5000, siren=213801855, decided_on=DAY):
    return ["axe-3-2021", 3, "DITP", project, "Projet", "demarches", siren, amount, decided_on]


def test_numbers_and_dates_are_exact(workbook, validated):
    path = workbook({"Feuil1": [REQUIRED, line("P1", 12345.67), line("P2", 0.1 + 0.2), line(2021, 5000.0)]})
    result = validated(read_file(path).rows)
    assert [str(amount) for amount in result.accepted["amount"]] == ["12345.67", "0.30", "5000.00"]
    last = result.accepted.select("row", "axis", "project", "siren", "decided_on").row(2)
    assert last == (4, "3", "2021", "213801855", DAY)


def test_a_number_with_three_decimals_is_not_said_ambiguous(workbook, validated):
    path = workbook({"Feuil1": [REQUIRED, line("P1", 1.234), line("P2", "1.234"), line(1.234, 5)]})
    result = validated(read_file(path).rows)
    assert ["deux décimales" in result.rejected[0].why, "se lit" in result.rejected[1].why] == [True, True]
    assert result.accepted["project"].to_list() == ["1.234"]


def test_a_formula_gives_its_value_and_a_percentage_its_share(workbook, validated):
    formula, share = "<c><f>2500*2</f><v>5000</v></c>", '<c s="2"><v>0.5</v></c>'
    result = validated(read_file(workbook({"A": [REQUIRED, line("P1", formula), line("P2", share)]})).rows)
    assert [float(amount) for amount in result.accepted["amount"]] == [5000, 0.5]
    assert ["pourcentage" in note.text for note in result.notes] == [True]


def test_a_day_without_the_format_of_a_date_is_refused(workbook, validated):
    result = validated(read_file(workbook({"A": [REQUIRED, line(decided_on=44319)]})).rows)
    assert "numéro de jour" in result.rejected[0].why


def test_empty_rows_are_left_out_and_rows_keep_their_number(workbook):
    path = workbook({"A": [[], REQUIRED, [None, None], line("P1"), ["", " "], line("P2"), [], [""]]})
    assert read_file(path).rows["row"].to_list() == [4, 6]


def test_the_first_sheet_is_read_and_the_others_named(workbook):
    table = read_file(workbook({"Aides": [REQUIRED, line()], "Notes": [["x"]]}))
    assert (table.rows.height, table.notes[0].row) == (1, 1)
    assert "Aides" in table.notes[0].text and "Notes" in table.notes[0].text


def test_the_mapping_chooses_a_sheet(workbook):
    path = workbook({"Notes": [["x"]], "Aides": [REQUIRED, line()]})
    table = read_file(path, Mapping(sheet="Aides"))
    assert (table.rows.height, table.notes) == (1, [])
    with pytest.raises(BarometreError, match=r"no sheet 'Autre'.*Notes, Aides"):
        read_file(path, Mapping(sheet="Autre"))


def test_an_empty_sheet_is_refused(workbook):
    with pytest.raises(BarometreError, match="'Vide', is empty"):
        read_file(workbook({"Vide": []}))


def test_an_open_document_is_read_too(tmp_path):
    path = tmp_path / "awards.csv"  # told by its content, not by its name
    names = ["office", "table", "text"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    rows = [REQUIRED, [str(value) for value in line()]]
    cells = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Aides">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        book.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    assert read_file(path).rows.select("row", "siren", "decided_on").row(0) == (2, "213801855", "2021-05-03")


def _cell(value):
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def test_a_stray_cell_at_the_end_of_the_sheet_is_named_before_memory_is_asked_for(workbook):
    """Excel's last cell: the library would ask for 512 GB at once, and the process would end there."""
    stray = '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
    with pytest.raises(BarometreError, match=r"line 1048576 and column 16384; delete what is outside the table"):
        read_file(workbook({"A": [REQUIRED, line(), [stray]]}))
