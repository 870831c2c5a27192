"""CSV files of strangers: encodings, separators, line numbers, columns missing, ignored and repeated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.programme.fund.file import read_file
from barometre.programme.fund.mapping import Mapping
from barometre.programme.fund.schema import OPTIONAL, REQUIRED
from effort import EXAMPLES

HEADER = ",".join(REQUIRED)
LINE = "c,3,ditp,P1,École,demarches,213801855,5000,2021-05-03"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_usual_form_gives_the_same_table(file, encoding, separator, newline):
    text = newline.join((HEADER, LINE, "")).replace(",", separator)
    table = read_file(file(text, encoding=encoding))
    assert table.rows.select("row", *REQUIRED).rows() == [(2, *LINE.split(","))]
    assert [note.column for note in table.notes] == (["file"] if encoding == "cp1252" else [])


def test_a_row_is_the_line_where_its_record_starts(read):
    table = read(f'\n"c\nd",3,x,P,"un\ndeux\ntrois",x,1,2,3\n\n{LINE}\n,,,\n  \n{LINE}')
    assert table.rows["row"].to_list() == [3, 8, 11]


def test_the_header_may_come_late_in_capitals_or_in_another_order(file):
    table = read_file(file("\n\nSIREN; Amount ;" + ";".join(REQUIRED[:6]) + ";decided_on\n1;2;a;b;c;d;e;f;g\n"))
    assert table.rows.select("row", "siren", "amount", "call", "decided_on").row(0) == (4, "1", "2", "a", "g")


def test_a_separator_announced_is_that_one(file):
    table = read_file(file(f"sep=|\n{HEADER}\n{LINE}".replace(",", "|")))
    assert table.rows["row"].to_list() == [3]


def test_optional_columns_absent_are_empty(read):
    rows = read(LINE).rows
    assert rows.select(OPTIONAL).row(0) == (None,) * len(OPTIONAL)


def test_columns_not_wanted_are_ignored_with_a_note(file):
    table = read_file(file(f"{HEADER},Préfecture,,\n{LINE},Isère,,\n"))
    assert table.rows.columns[0] == "row"
    assert [note.text for note in table.notes] == ["Colonnes ignorées : « Préfecture »."]


def test_a_header_repeated_is_left_out_with_a_note(read):
    table = read(f"{LINE}\n{HEADER.upper()}\n{LINE}")
    assert table.rows["row"].to_list() == [2, 4]
    assert [(note.row, note.column) for note in table.notes] == [(3, "file")]


def test_a_decimal_comma_outside_quotes_is_a_fault_of_its_line_only(read):
    table = read(f"{LINE.replace('5000', '5000,50')}\n{LINE},,\n{LINE[:-11]}")
    assert ["10 valeurs pour 9 colonnes" in (fault or "") for fault in table.rows["fault"]] == [True, False, False]
    assert table.rows["decided_on"].to_list()[1:] == ["2021-05-03", None]


def test_missing_columns_are_named_with_those_present_and_the_way_out(file):
    path = file("call,axis,Montant,pilot\na,b,c,d\n")
    with pytest.raises(BarometreError, match=r"project, title.*amount.*it has call, axis, Montant, pilot.*--mapping"):
        read_file(path)


def test_a_header_asked_for_by_the_mapping_must_be_there(file):
    with pytest.raises(BarometreError, match="paid \\('Versé'\\)"):
        read_file(file(f"{HEADER}\n{LINE}"), Mapping(headers={"paid": "Versé"}))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        (HEADER, "a header and no line"),
        (f"{HEADER}\n{HEADER}\n", "a header and no line"),
        (f"{HEADER},amount\n{LINE},5", "'amount' is there twice"),
        (f'{HEADER}\n"{LINE}\n{LINE}', "line 2.*close its quotes"),
        (f'{HEADER}\n"a"b{LINE}', "line 2.*close its quotes"),
        (b"\x00\x01\x02\x81", "neither a text"),
        (b"caf\xe9\x81", "neither a text"),
        (b"PK\x03\x04 not a zip", "not a readable workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not a readable workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(file, content, reason):
    with pytest.raises(BarometreError, match=reason) as raised:
        read_file(file(content))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BarometreError, match=r"nowhere\.csv: No such file"):
        read_file(tmp_path / "nowhere.csv")


def test_line_numbers_reach_the_validation(read, validated):
    result = validated(
        read(f"{LINE.replace('École', chr(34) + 'É' + chr(10) + 'cole' + chr(34))}\n{LINE}\n{LINE},x").rows
    )
    assert result.accepted.select("row", "title").rows() == [(2, "É cole")]
    assert [(one.row, one.column) for one in result.rejected] == [(4, "project"), (5, "file")]


@settings(max_examples=3 * EXAMPLES)
@given(
    st.binary(max_size=40) | st.text('a,;"\n\r\t \ufeff€', max_size=40).map(lambda text: f"{HEADER}\n{text}".encode())
)
def test_any_bytes_are_a_table_or_one_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "awards.csv"
    path.write_bytes(content)
    try:
        rows = read_file(path).rows["row"].to_list()
    except BarometreError as error:
        assert "\n" not in str(error)
    else:
        assert rows == sorted(set(rows)) and rows[0] >= 2
