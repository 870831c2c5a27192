"""A file is read as what it says, within bounds, or refused with what is wrong; no row is lost, none is guessed."""

import gzip
import io
import json
import zipfile
from dataclasses import replace

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.sources.fibre import REGISTER as FIBRE
from barometre.sources.reading import FAULT, ROW, read
from barometre.sources.register import Column, Json
from fibre_file import HEADING, ROWS

WHOLE = "\n".join([HEADING, *ROWS]).encode()


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The date of the archive is that of all: names of tests are made of these bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        b"\xef\xbb\xbf" + WHOLE,
        WHOLE.replace(b"\n", b"\r\n"),
        WHOLE.decode().encode("cp1252"),
        gzip.compress(WHOLE, mtime=0),
        zipped(a=WHOLE),
        WHOLE.replace(b"com_lib", b'"com_lib"'),
        WHOLE.replace(b"insee_com", b'"insee_com\n"'),
        WHOLE.replace(b"trimestre", b"trimestre;nouvelle").replace(b"2026 T2", b"2026 T2;x"),
    ],
    ids=["plain", "bom", "crlf", "cp1252", "gzip", "zip", "quoted", "line break in the heading", "new column"],
)
def test_the_same_rows_however_the_file_is_written(small, delivered, content):
    found = read(small, delivered(content))
    assert found.columns == [ROW, FAULT, *small.column_names]
    assert found["com_lib"].to_list() == ["L'Abergement-Clémenciat", "Quimper", "Ajaccio"]
    assert found["insee_com"].to_list() == ["01001", "29232", "2A004"], "codes are texts"
    assert found[FAULT].null_count() == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>Request Rejected</html>", "a web page came instead"),
        (WHOLE.replace(b"locaux_ftth", b"ftth"), "column locaux_ftth is missing"),
        (WHOLE.replace(b";", b","), "no column of the register, separated by ';'"),
        (gzip.compress(WHOLE, mtime=0)[:60], "broken or truncated"),
        (zipped(a=WHOLE, b=WHOLE), "holds 2 files"),
        (zipped(a=WHOLE)[:80], "broken or truncated"),
        (WHOLE + b'\n29019;"Brest;1;1;2026', "not a table of texts"),
    ],
)
def test_what_is_not_the_file_is_refused_in_one_line(small, delivered, content, words):
    path = delivered(content)
    with pytest.raises(BarometreError, match=words) as refused:
        read(small, path)
    assert str(path) in str(refused.value) and "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_said(small, tmp_path):
    with pytest.raises(BarometreError, match=r"none\.csv: cannot be read \(No such file"):
        read(small, tmp_path / "none.csv")


def test_another_encoding_further_on_is_seen(small, delivered):
    rows = "\n".join([HEADING, *["29232;Quimper;1;1;"] * 5000]).encode() + "\n01025;Bâgé-Dommartin;1;1;".encode(
        "cp1252"
    )
    assert read(small, delivered(rows))["com_lib"][-1] == "Bâgé-Dommartin", "the whole file tells, not its beginning"
    with pytest.raises(BarometreError, match="not written in utf-8"):
        read(replace(small, form=replace(small.form, encodings=("utf-8-sig",))), delivered(rows))


def test_a_bomb_is_not_unpacked(small, delivered):
    bomb = gzip.compress(b"0" * 5_000_000, mtime=0)
    assert len(bomb) < 10_000
    with pytest.raises(BarometreError, match="larger than 1,000,000 bytes once unpacked"):
        read(replace(small, maximum_bytes=1_000_000), delivered(bomb))


def test_rows_too_short_or_too_long_have_a_fault_at_their_line(small, delivered):
    found = read(small, delivered(HEADING, ROWS[0], "29019;Brest", ROWS[1], "29019;SON ; LUMIÈRE;1;1;x", ROWS[2]))
    faults = found.filter(found[FAULT].is_not_null())
    assert faults.select(ROW, FAULT).rows() == [
        (3, "2 cells where the heading has 5"),
        (5, "6 cells where the heading has 5"),
    ]
    assert found.height == 5


def test_a_line_break_in_a_cell_is_one_row(small, delivered):
    found = read(small, delivered(HEADING, '29232;"Quimper\nplace";1;1;', ROWS[0]))
    assert found[ROW].to_list() == [2, 4]
    assert found["com_lib"][0] == "Quimper\nplace"


def test_sentinel_rows_are_left_out(small, delivered):
    register = replace(small, rows=pl.col("com_lib") != "TEST")
    assert read(register, delivered(HEADING, "00000;TEST;1;1;", ROWS[0]))["insee_com"].to_list() == ["01001"]


LIST = replace(
    FIBRE,
    form=Json(path=("results",), inside=("pivot",)),
    columns=(
        Column("code"),
        Column("context.organisation"),
        Column("pivot.0.type"),
        Column("ok"),
        Column("absent", optional=True),
    ),
)


def test_a_list_of_objects_is_read_down_to_its_nested_values(delivered):
    entry = {"code": "29232", "context": {"organisation": "Quimper"}, "pivot": '[{"type": "mairie"}]', "ok": True}
    path = delivered(json.dumps({"results": [entry, {"code": "1", "pivot": "not json"}]}).encode())
    assert read(LIST, path).rows() == [
        (1, None, "29232", "Quimper", "mairie", "true", None),
        (2, None, "1", None, None, None, None),
    ]


@pytest.mark.parametrize("content", [b"[", b'{"results": {}}', b'{"other": []}', b'{"results": [1]}', b"[" * 100_000])
def test_a_list_that_is_not_one_is_refused(delivered, content):
    with pytest.raises(BarometreError, match=r"JSON expected|not a list of objects"):
        read(LIST, delivered(content))
