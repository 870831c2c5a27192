"""Files of other tools, read by a mapping: found, refused or reported, never guessed."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.survey.imports.answers import load_sheet, read_answers
from barometre.survey.imports.bodies import NoMatch, by_insee, by_siren
from barometre.survey.imports.mapping import check_mapping, read_mapping
from every_kind import every_kind

TODAY = date(2026, 11, 30)
OPTIONS = [
    {"column": "Q3[SQ001]", "code": "messagerie"},
    {"column": "Q3[SQ002]", "code": "agenda"},
    {"column": "Q3[other]", "code": "autre", "filled": True},
]
SOURCES = [
    {"question": "k-oui", "column": "Q1", "codes": {"Y": "oui", "N": "non"}},
    {"question": "k-un", "column": "Q2", "codes": {"A1": "jour", "A2": "semaine", "-oth-": "jamais"}},
    {"question": "k-plusieurs", "options": OPTIONS},
    {"question": "k-nombre", "column": "Q4"},
    {"question": "k-date", "column": "Q5"},
    {"question": "k-table", "rows": [{"column": "Q6[SQ001]", "row": "etat-civil"}], "codes": {"1": "oui", "0": "non"}},
]
MAPPING = {"id": "limesurvey", "questionnaire": "essai", "insee": "INSEE", "submitted": "submitdate"}
HEADER = ["INSEE", "submitdate", "Q1", "Q2", "Q3[SQ001]", "Q3[SQ002]", "Q3[other]", "Q4", "Q5", "Q6[SQ001]"]
LINE = ["48095", "2026-11-05 14:22:31", "Y", "A1", "Y", "N", "Framadate", "1 234,5", "03/04/2026", "1"]


@pytest.fixture
def read(tmp_path):
    """Read lines under the usual header, the mapping changed by `more`."""

    def run(*lines, header=HEADER, encoding="utf-8", separator=";", sources=SOURCES, **more):
        path = tmp_path / "answers.csv"
        path.write_bytes("\r\n".join(separator.join(line) for line in (header, *lines)).encode(encoding))
        return run_file(path, sources, **more)

    def run_file(path, sources=SOURCES, **more):
        written = tmp_path / "mapping.yaml"
        written.write_text(yaml.safe_dump([MAPPING | {"questions": sources} | more], allow_unicode=True))
        located = read_mapping(written)
        check_mapping(located, every_kind())
        sheet = load_sheet(path, located.entry)
        return read_answers(path.name, sheet, located.entry, every_kind(), TODAY)

    run.file = run_file
    return run


def changed(**cells):
    """The usual line with other cells, by the name of their column."""
    names = {"INSEE": "INSEE", "date": "submitdate", "Q3": "Q3[SQ001]", "other": "Q3[other]"}
    where = {HEADER.index(names.get(name, name)): text for name, text in cells.items()}
    return [where.get(place, text) for place, text in enumerate(LINE)]


def whys(found):
    return [(one.row, one.column, one.why, one.proposed) for one in found.rejected]


def test_a_line_is_read_by_its_mapping(read):
    found = read(LINE)
    (line,) = found.lines
    assert (line.body.siren, line.day) == ("214800955", date(2026, 11, 5))
    assert line.values == {
        "k-oui": "oui",
        "k-un": "jour",
        "k-plusieurs": ["messagerie", "autre"],
        "k-nombre": 1234.5,
        "k-date": "2026-04-03",
        "k-table": {"etat-civil": "oui"},
    }
    assert (found.rejected, found.notes, found.unfinished) == ([], [], 0)


@pytest.mark.parametrize(
    ("encoding", "separator", "notes"),
    [
        ("utf-8", ",", 0),
        ("utf-8-sig", ";", 0),
        ("cp1252", ";", 1),
        ("utf-16", "\t", 0),
    ],
)
def test_any_usual_encoding_is_read(read, encoding, separator, notes):
    line = [f'"{cell}"' for cell in changed(other="Réseau")]
    found = read(line, encoding=encoding, separator=separator)
    assert found.lines[0].values["k-plusieurs"] == ["messagerie", "autre"]
    assert len(found.notes) == notes


def test_headers_are_codes_texts_or_both(read):
    both = [*HEADER[:2], *(f"{name}. Le texte de « {name} » ?" for name in HEADER[2:])]
    assert read(LINE, header=both).lines[0].values == read(LINE).lines[0].values


def test_a_text_with_typographic_quotes_is_the_same_header(read):
    header = [name.replace("Q2", "À quelle fréquence\u00a0? L’année") for name in HEADER]
    source = {"question": "k-un", "column": "à quelle fréquence ? L'année", "codes": {"A1": "jour"}}
    assert read(LINE, header=header, sources=[source]).lines[0].values == {"k-un": "jour"}


def test_columns_absent_or_twice_are_all_named(read):
    with pytest.raises(BarometreError, match=r"no column Q2, Q4; it has INSEE"):
        read(LINE, header=["QX" if name in ("Q2", "Q4") else name for name in HEADER])
    with pytest.raises(BarometreError, match=r"column Q1 is there twice"):
        read([*LINE, "N"], header=[*HEADER, "Q1"])
    with pytest.raises(BarometreError, match=r"column Q1 is there twice"):
        header = ["Q1. Un" if name == "Q1" else name for name in HEADER]
        read([*LINE, "N"], header=[*header, "Q1. Deux"])


def test_columns_that_nothing_reads_are_told(read):
    assert read([*LINE, "x"], header=[*HEADER, "Commentaire"]).notes[0].why == "columns not read: Commentaire"


def test_an_answer_that_was_not_finished_is_none_unless_asked(read):
    lines = (LINE, changed(INSEE="01004", date=""))
    assert (len(read(*lines).lines), read(*lines).unfinished) == (1, 1)
    assert (len(read(*lines, unfinished="keep").lines), read(*lines, unfinished="keep").unfinished) == (2, 0)


def test_limesurvey_writes_1980_for_a_finished_answer_without_date(read):
    assert read(changed(date="1980-01-01 00:00:00")).lines[0].day is None


@pytest.mark.parametrize(
    ("code", "proposed", "why"),
    [
        ("1004", "01004", "its first zero was lost, it may be 01004 Ambérieu-en-Bugey"),
        ("59183", None, None),
        ("2A004", None, None),
        ("2a004", None, None),
        ("01033", None, None),
        ("1033", "01033", "its first zero was lost"),
        ("75101", "75056", "no commune of today: it may be 75056 Paris"),
        ("99999", None, "is the INSEE code of no commune"),
        ("20004", "2A004", "no commune of today: it may be 2A004 Ajaccio"),
        ("", None, "is the INSEE code of no commune"),
    ],
)
def test_a_code_that_is_none_is_refused_with_what_it_may_stand_for(code, proposed, why):
    found = by_insee(code)
    if why is None:
        assert found.code == code.upper()
    else:
        assert (found.proposed, why in found.why) == (proposed, True)


def test_what_was_merged_is_proposed_by_siren_too():
    gone = by_siren("200035459")
    assert (gone.proposed, "is gone, taken over by 200096956" in gone.why) == ("200096956", True)
    assert by_siren("21480095500017").proposed == "214800955"
    assert by_siren("214 800 955").name == "Mende"
    assert isinstance(by_siren("123456789"), NoMatch) and isinstance(by_siren("2.148E+08"), NoMatch)


@given(st.text(max_size=12))
def test_no_text_is_anybodys_by_chance(text):
    for found in (by_insee(text), by_siren(text)):
        assert isinstance(found, NoMatch) or text.strip()


def test_a_proposed_code_is_taken_only_when_the_mapping_says_so(read):
    refused = read(changed(INSEE="1004"))
    assert (refused.lines, [(one[0], one[1], one[3]) for one in whys(refused)]) == ([], [(2, "INSEE", "01004")])
    taken = read(changed(INSEE="1004"), accept_proposed=True)
    assert (taken.lines[0].body.code, taken.notes[0].proposed) == ("01004", "01004")


def test_two_lines_of_one_body_are_both_refused_unless_the_last_one_counts(read):
    lines = (changed(Q1="N", Q3="", other=""), LINE)
    refused = read(*lines)
    assert (refused.lines, [one.row for one in refused.rejected]) == ([], [2, 3])
    kept = read(*lines, repeated="last")
    assert ([line.row for line in kept.lines], whys(kept)) == (
        [3],
        [(2, "", "Mende is also on line 3, which counts", None)],
    )


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"Q1": "peut-être"}, "Q1", "unknown-code: « peut-être »"),
        ({"Q3": "X"}, "Q3[SQ001]", "not-yes-or-no: « X »"),
        ({"Q4": "1.234"}, "Q4", "ambiguous-number: « 1.234 »"),
        ({"Q4": "beaucoup"}, "Q4", "not-a-number"),
        ({"Q4": "-1"}, "Q4", "too-small"),
        ({"Q5": "31/02/2026"}, "Q5", "not-a-date"),
        ({"Q5": "06/11/2026"}, "Q5", "in-the-future"),
        ({"Q5": "31/12/2019"}, "Q5", "too-early"),
        ({"date": "2026-12-01"}, "submitdate", "in-the-future"),
        ({"Q6[SQ001]": "2"}, "Q6[SQ001]", "unknown-code: « 2 »"),
    ],
)
def test_a_line_with_a_cell_that_is_no_answer_is_refused_whole(read, cells, column, why):
    found = read(changed(**cells), changed(INSEE="01004"))
    assert [line.body.code for line in found.lines] == ["01004"]
    ((row, where, reason, _),) = whys(found)
    assert (row, where) == (2, column) and reason.startswith(why)


def test_a_column_has_one_rule_for_its_dates(read):
    lines = (changed(Q5="31/12/2025"), changed(INSEE="01004", Q5="12/31/2025"))
    with pytest.raises(BarometreError, match=r"column Q5 writes the day first on line 2 and the month first on line 3"):
        read(*lines)
    with pytest.raises(BarometreError, match=r"column Q5 writes the month first on line 3"):
        read(changed(Q5="01/12/2025"), lines[1])


def test_a_blank_is_no_no(read):
    """Never shown, shown and left empty, « aucun »: nothing is answered by the first two."""
    none = {"question": "k-plusieurs", "column": "Q3", "separator": ",", "codes": {"Rien": "aucun", "A": "agenda"}}
    sources = [SOURCES[0], SOURCES[3], none]
    header = ["INSEE", "submitdate", "Q1", "Q4", "Q3"]
    lines = [["48095", "x", "Y", "1", answer] for answer in ("", "Rien", "A, A ", "Rien,A")]
    values = [read(line, header=header, sources=sources) for line in lines]
    assert [found.lines[0].values["k-plusieurs"] for found in values[:3]] == [None, ["aucun"], ["agenda"]]
    assert whys(values[3])[0][2].startswith("excluded")
    assert read(changed(Q3="N", other="")).lines[0].values["k-plusieurs"] is None


def test_an_answer_to_what_is_not_asked_is_left_out_and_told(read):
    found = read(changed(Q1="N"))
    assert "k-plusieurs" not in found.lines[0].values
    assert [(note.row, note.column) for note in found.notes] == [(2, "Q3[SQ001]")]
    assert found.notes[0].why == "left out: k-plusieurs is not asked after the other answers of this line"


def test_a_question_that_does_not_concern_the_body_is_left_out(read):
    sources = [SOURCES[0], {"question": "k-ville", "column": "Q2", "codes": {"A1": "oui"}}]
    found = read(changed(INSEE="200041010"), siren="INSEE", insee=None, sources=sources)
    assert found.lines[0].values == {"k-oui": "oui"} and "does not concern" in found.notes[-1].why


def test_a_line_that_answers_nothing_is_no_answer(read):
    assert whys(read(["48095", "2026-11-05", *[""] * 8])) == [(2, "", "nothing is answered", None)]


def test_without_codes_cells_are_our_codes_or_labels(read):
    header, sources = ["INSEE", "submitdate", "Q1"], [{"question": "k-un", "column": "Q1"}]
    for answer, code in (("semaine", "semaine"), ("JE NE SAIS PAS", "nsp")):
        assert read(["48095", "x", answer], header=header, sources=sources).lines[0].values == {"k-un": code}


def test_a_workbook_keeps_its_types(read, tmp_path):
    path = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [1004, "x", "Y", "A1", "Y", "", "", 1.234])
        sheet.write_datetime(1, 8, date(2026, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
    found = read.file(path)
    assert whys(found)[0][3] == "01004"
    values = read.file(path, accept_proposed=True).lines[0].values
    assert (values["k-nombre"], values["k-date"]) == (1.234, "2026-04-03")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"questions": [{"question": "k-ouï", "column": "Q1"}]}, r"line \d+, limesurvey.questions.0.question.*k-oui"),
        ({"questions": [SOURCES[0], SOURCES[0]]}, "is mapped twice"),
        ({"questions": [{"question": "k-oui", "rows": []}]}, "is not read so; write column"),
        ({"questions": [{"question": "k-oui", "column": "Q1", "codes": {"Y": "ouï"}}]}, "no option of k-oui"),
        ({"questions": [{"question": "k-un", "column": "Q", "separator": ","}]}, "delete separator"),
        ({"questions": [{"question": "k-table", "rows": [{"column": "Q", "row": "x"}]}]}, "« x » is no row of k-table"),
        ({"questions": [SOURCES[2]]}, "it is asked after the answer to k-oui, which is not mapped"),
        ({"siren": "SIREN"}, "give the column of siren, or that of insee"),
        ({"insée": "INSEE"}, "unknown key; did you mean « insee »"),
        ({"repeated": "first"}, "limesurvey.repeated"),
    ],
)
def test_a_mapping_is_refused_with_its_line_and_key(read, change, why):
    with pytest.raises(BarometreError, match=why):
        read(LINE, **change)


def test_a_mapping_is_one_list_of_one(tmp_path):
    path = Path(tmp_path / "mapping.yaml")
    path.write_text(yaml.safe_dump([MAPPING | {"questions": SOURCES}] * 2))
    with pytest.raises(BarometreError, match="2 mappings, give one"):
        read_mapping(path)


def test_what_is_too_large_is_not_read(read, monkeypatch):
    monkeypatch.setattr("barometre.survey.imports.answers.MOST_LINES", 1)
    with pytest.raises(BarometreError, match="has over 1 lines"):
        read(LINE, LINE)
    monkeypatch.setattr("barometre.survey.imports.answers.MOST_BYTES", 100)
    with pytest.raises(BarometreError, match="is over 0 MB"):
        read(LINE)


def test_the_mapping_of_the_documentation_is_good(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "survey-files.md").read_text("utf-8")
    (tmp_path / "mapping.yaml").write_text(page.split("```yaml\n")[1].split("```")[0])
    located = read_mapping(tmp_path / "mapping.yaml")
    check_mapping(located, load_catalogue().questionnaires["fiche"])
    assert located.entry.repeated == "last"
