"""A file checked against its form: what is wrong, row by row, and what anyone may send instead of a file."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.guidance import checking, csv_file
from barometre.guidance.checking import check_apart, from_json, to_json
from barometre.guidance.datasets import MOST_FAULTS, Report, check_file, forms

FORM = forms()["subventions"]
GOOD = {
    "nomAttribuant": "Ville de Mende",
    "idAttribuant": "21480095800016",
    "dateConvention": "2026-06-27",
    "nomBeneficiaire": "Comité des fêtes",
    "objet": "Fête de la musique",
    "montant": "30000.50",
    "nature": "aide en numéraire",
    "conditionsVersement": "unique",
    "datesPeriodeVersement": "2026-07-01",
    "notificationUE": "non",
    "pourcentageSubvention": "1.00",
}


def written(*rows, separator=";", encoding="utf-8", header=None):
    lines = [header or list(GOOD), *([*(GOOD | row).values()] for row in rows)]
    return "\r\n".join(separator.join(line) for line in lines).encode(encoding)


def test_other_files_of_the_process_keep_the_bound_of_their_fields():
    before = csv.field_size_limit(131_072)
    check_file(written({}), FORM)
    assert csv.field_size_limit(before) == 131_072


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")])
def test_a_good_file_is_good_whatever_its_separator_and_letters(separator, encoding, told):
    report = check_file(written({}, {}, separator=separator, encoding=encoding), FORM)
    assert (report.valid, report.rows, report.encoding) == (True, 2, told)
    assert report.separator == csv_file.SEPARATORS[separator]
    assert "referenceDecision" in report.absent


@pytest.mark.parametrize(
    ("column", "cell", "what", "do"),
    [
        ("dateConvention", "27/06/2017", "année-mois-jour", "Écrivez 2017-06-27."),
        ("dateConvention", "juin 2017", "année-mois-jour", "Écrivez par exemple 2026-06-27."),
        ("montant", "30 000,50 €", "écrit avec un point", "Écrivez 30000.50."),
        ("montant", "beaucoup", "écrit avec un point", "comme 47800.20"),
        ("idAttribuant", "2,14801E+13", "a abrégé", "format Texte"),
        ("idAttribuant", "214 800 958 00016", "d’un seul tenant", "Écrivez 21480095800016."),
        ("idAttribuant", "214800958", "numéro SIREN", "les 14 chiffres"),
        ("idAttribuant", "1480095800016", "a 14 chiffres", "effacé un zéro"),
        ("nature", "chèque", "liste permise", "aide en numéraire ; aide en nature"),
        ("objet", "", "vide alors", "Remplissez-la."),
        ("objet", "x" * 300, "dépasse 256", "Raccourcissez-le."),
        ("notificationUE", "Oui", "« oui » et « non »", "minuscules"),
        ("pourcentageSubvention", "45", "hors des limites", "entre 0.01 et 1"),
        ("datesPeriodeVersement", "en juillet", "Date ou période de versement", "l’exemple"),
    ],
)
def test_each_fault_says_where_it_is_what_is_wrong_and_what_to_do(column, cell, what, do):
    report = check_file(written({}, {column: cell}), FORM)
    [fault] = report.faults
    assert (fault.line, fault.column) == (3, column)
    plain = {"\u00a0": " ", "\u202f": " "}
    assert what in fault.what.translate(str.maketrans(plain))
    assert do in fault.do.translate(str.maketrans(plain))
    assert not report.valid


def test_columns_may_be_in_any_order_and_a_wrong_name_is_recognised():
    header = list(reversed(GOOD))
    row = ";".join(GOOD[name] for name in header)
    assert check_file(f"{';'.join(header)}\n{row}".encode(), FORM).valid
    header[0] = "PourcentageSubvention"
    report = check_file(f"{';'.join(header)}\n{row}".encode(), FORM)
    assert report.missing == ("pourcentageSubvention",)
    assert report.unknown == (("PourcentageSubvention", "pourcentageSubvention"),)


def test_a_column_written_twice_and_a_row_too_long_are_told():
    report = check_file(written({}, header=[*GOOD, "objet"]) + b";a;b", FORM)
    assert report.unknown == (("objet", ""),)
    assert [fault.what for fault in report.faults] == ["cette ligne a plus de cases que l’en-tête"]


def test_rows_are_numbered_as_a_spreadsheet_does_even_after_an_empty_one_or_a_text_of_two_lines():
    rows = [";".join(GOOD.values()), ";" * 10, ";".join((GOOD | {"objet": '"a\nb"', "montant": "x"}).values()), "", ""]
    report = check_file("\n".join([";".join(GOOD), *rows]).encode(), FORM)
    assert [(fault.line, fault.column) for fault in report.faults] == [(3, ""), (4, "montant")]
    assert report.rows == 3


def test_many_faults_are_bounded():
    report = check_file(written(*({"montant": "x"} for _ in range(200))), FORM)
    assert (len(report.faults), report.more) == (MOST_FAULTS, True)


def test_what_a_cell_has_is_shown_short_and_without_what_is_not_seen():
    [fault] = check_file(written({"montant": "=cmd\u202e" + "x" * 99}), FORM).faults
    assert (len(fault.found), "\u202e" in fault.found) == (41, False)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b"\n \n", "vide"),
        (b"PK\x03\x04" + b"x" * 40, "classeur"),
        (b"\x1f\x8bxx", "compressé"),
        (b"%PDF-1.7", "PDF"),
        (b"<html>", "page web"),
        (b'{"a": 1}', "JSON"),
        ("é;è".encode("utf-16"), "UTF-16"),
        (b"a;b\n\0;c", "pas un texte"),
        (b"a;\x81\xff\n", "ni en UTF-8 ni en Windows-1252"),
        (b"a" * 2_000_001, "trop gros"),
        (b"a\n" * 60_000, "trop de lignes"),
        (b"a;" * 200, "plus de 100 colonnes"),
        (b'a;"b\nc;d\n', "guillemet"),
        (b"a\n" + b"x" * 200_000, "trop longue"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, told):
    report = check_file(content, FORM)
    assert told in report.refused
    assert not report.valid


def test_a_table_of_another_form_lacks_its_columns_and_no_cell_is_judged():
    report = check_file(b"a;b\n1;2", FORM)
    assert (set(report.missing), report.faults) == (set(FORM.required), ())


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(content):
    report = check_file(b"nomAttribuant;montant\n" + content, FORM)
    assert not report.valid


@pytest.mark.parametrize("name", forms())
def test_each_form_is_a_schema_that_says_its_version_and_its_page(name):
    form = forms()[name]
    assert form.version and form.page.startswith("https://schema.data.gouv.fr/scdl/")
    # Its header alone is a table of this form, without a row.
    assert check_file(",".join(form.names).encode(), form).valid


def test_a_report_goes_through_json_whole():
    report = check_file(written({"montant": "x"}, header=[*list(GOOD)[:-1], "autre"]), FORM)
    assert report.faults and report.unknown
    assert from_json(to_json(report)) == report


def test_a_file_is_checked_in_a_process_of_its_own(monkeypatch):
    assert check_apart(written({"montant": "x"}), FORM) == check_file(written({"montant": "x"}), FORM)
    monkeypatch.setattr(checking, "PATIENCE", 0.001)
    assert "trop de temps" in check_apart(written({}), FORM).refused


def test_a_process_that_is_stopped_is_told_as_too_long(monkeypatch):
    monkeypatch.setattr(checking.sys, "executable", "/bin/false")
    assert check_apart(b"a", FORM) == Report(refused=check_apart(b"b", FORM).refused)
