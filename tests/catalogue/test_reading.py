"""Whatever a person types, reading content gives problems with their line, never a traceback; good entries stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.models import Theme
from barometre.catalogue.reading import read_entries

GOOD = "- id: donnees\n  name: Données\n  summary: Les données du territoire.\n"


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "themes.yaml"
        path.write_text(text, encoding="utf-8")
        return read_entries(path, "themes.yaml", Theme)

    return read_text


@pytest.mark.parametrize(
    ("line", "reason", "remedy"),
    [
        ("  name: 2026-13-40", "month must be", "between quotes"),
        ("  name: !secret x", "tag '!secret'", "between quotes"),
        ("  name: {{ nom }}", "unhashable", "between quotes"),
        ("  name: !!bool peut-être", "cannot be read", "between quotes"),
        ("  <<: 3", "merging", "between quotes"),
        ("  id: donnees2", "written twice", "delete one"),
        ("  name: *autre", "undefined alias", "indentation or quotes"),
        ("\tname: Données", "tab character", "indentation or quotes"),
        ("  name: a\x07b", "U+0007", "delete that character"),
        ("  name: Une : deux", "not allowed in this context", "indentation or quotes"),
        ("  titre: Données", "unknown key", "write one of: id, name, summary"),
        ("  name: [Données]", "valid string", "correct the value"),
    ],
)
def test_a_bad_line_is_reported_with_its_number(read, line, reason, remedy):
    good_lines = GOOD.splitlines()
    _, problems = read("\n".join([good_lines[0], line, good_lines[2]]) + "\n")
    found = [problem for problem in problems if reason in problem.message]
    assert found, problems
    assert found[0].line in (1, 2)
    assert remedy in found[0].remedy


@pytest.mark.parametrize("text", ["", "- \n", "- bonjour\n", "a: b\n", "- [1, 2]\n", "- 2026-01-01\n"])
def test_what_is_not_a_list_of_entries_is_one_problem(read, text):
    entries, problems = read(text)
    assert entries == []
    assert len(problems) == 1


def test_a_bad_entry_does_not_hide_the_good_ones_nor_the_next_bad_ones(read):
    entries, problems = read("- id: {{x}}\n" + GOOD + "- id: Données ouvertes\n")
    assert [located.entry.id for located in entries] == ["donnees"]
    assert {problem.line for problem in problems} == {1, 5}


def test_an_id_that_cannot_be_in_an_address_is_refused(read):
    _, (problem,) = read(GOOD.replace("id: donnees", "id: Les Données"))
    assert "lower-case" in problem.remedy


def test_files_that_cannot_be_read_are_reported(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("- id: é\n".encode("latin-1"))
    assert "UTF-8" in read_entries(tmp_path / "latin.yaml", "latin.yaml", Theme)[1][0].remedy
    assert "missing" in read_entries(tmp_path / "none.yaml", "none.yaml", Theme)[1][0].message


@given(st.integers(0, len(GOOD)), st.text(st.characters(codec="utf-8"), max_size=8))
def test_no_typo_makes_reading_fail(tmp_path_factory, place, typo):
    path = tmp_path_factory.getbasetemp() / "themes.yaml"
    path.write_text(GOOD[:place] + typo + GOOD[place:], encoding="utf-8", newline="")
    entries, problems = read_entries(path, "themes.yaml", Theme)
    assert entries or problems
    assert all(1 <= problem.line <= 12 and problem.remedy for problem in problems)
