"""Files of awards made for a test: CSV from text, workbooks from cells; their validation on the real territory."""

import zipfile
from datetime import date
from xml.sax.saxutils import escape

import polars as pl
import pytest

from barometre.programme.fund.file import read_file
from barometre.programme.fund.schema import COLUMNS
from barometre.programme.fund.validate import validate

HEADER = "call,axis,pilot,project,title,category,siren,amount,decided_on"
TODAY = date(2026, 11, 1)
GRENOBLE = "213801855"
VALID = {
    "call": "axe-3-2021",
    "axis": "3",
    "pilot": "ditp",
    "project": "P1",
    "title": "Rendez-vous en ligne",
    "category": "demarches",
    "siren": GRENOBLE,
    "amount": "12345,67",
    "decided_on": "2021-05-03",
}


@pytest.fixture(scope="session")
def validated():
    """Validate the rows of a file on the real territory, as on one day; no call and no category is known."""

    def run(rows, **options):
        rows = rows if "fault" in rows.columns else rows.with_columns(fault=pl.lit(None, pl.String))
        return validate(rows, **{"today": TODAY, "calls": {}, "categories": {}} | options)

    return run


@pytest.fixture(scope="session")
def rows_of():
    """Rows of a file, given as what differs from a valid line; each has its own project unless it says so."""

    def make(*lines):
        rows = [
            dict.fromkeys((*COLUMNS, "fault")) | VALID | {"project": f"P{row}", "row": row} | line
            for row, line in enumerate(lines, 2)
        ]
        return pl.DataFrame(rows, schema={"row": pl.Int64} | dict.fromkeys((*COLUMNS, "fault"), pl.String))

    return make


@pytest.fixture(scope="session")
def validate_lines(validated, rows_of):
    """Validate lines given as what differs from a valid one."""
    return lambda *lines, **options: validated(rows_of(*lines), **options)


@pytest.fixture
def file(tmp_path):
    """Write a file and give its path."""

    def made(content, name="awards.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return made


@pytest.fixture
def read(file):
    """Read the text of a CSV file whose header is the documented one."""

    def done(lines, mapping=None, **options):
        return read_file(file(f"{HEADER}\n{lines}", **options), mapping)

    return done


@pytest.fixture
def workbook(tmp_path):
    """Write an XLSX file: sheet name -> lines of cells (text, number, date, or a raw `<c>` element)."""

    def made(sheets):
        path = tmp_path / "awards.xlsx"
        with zipfile.ZipFile(path, "w") as book:
            book.writestr("[Content_Types].xml", _types(len(sheets)))
            book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
            names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
            book.writestr(
                "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{names}</sheets></workbook>'
            )
            parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
            book.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
            book.writestr("xl/styles.xml", STYLES)
            for n, lines in enumerate(sheets.values(), 1):
                book.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(lines))
        return path

    return made


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _types(sheets):
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    listed = "".join(f'<Override PartName="{part}" ContentType="{OFFICE}.{kind}+xml"/>' for part, kind in parts)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{listed}</Types>'


def _relations(parts):
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{LINK}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _sheet(lines):
    rows = "".join(
        f'<row r="{r}">{"".join(_cell(f"{chr(65 + c)}{r}", value) for c, value in enumerate(line))}</row>'
        for r, line in enumerate(lines, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _cell(place, value):
    match value:
        case None:
            return ""
        case str() if value.startswith("<c"):
            return value.replace("<c", f'<c r="{place}"', 1)
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case _:
            return f'<c r="{place}"><v>{value!r}</v></c>'
