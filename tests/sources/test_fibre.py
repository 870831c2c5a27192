"""Fibre by commune: premises are added up; a missing count is no zero; the first year in which copper closes."""

import pytest

from barometre.errors import BarometreError
from barometre.sources.intake import prepare
from register_files import BREST, ON, PARIS, QUIMPER, as_published, register, taken

SHARE, YEAR = "infrastructures.fibre", "infrastructures.cuivre-annee"


def row(code, name, premises, ftth, quarter="2026 T2", **closing):
    named = {"insee_com": code, "com_lib": name, "trimestre": quarter, "porteur_projet": "Mégalis"}
    return named | {"locaux_arcep": premises, "locaux_ftth": ftth} | closing


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        ([row("29232", "Quimper", 1_000, 875)], 87.5),
        ([row("29232", "Quimper", 900, 900), row("29232", "Quimper", 100, 0)], 90.0),
        ([row("29232", "Quimper", "1000,0", "875,0")], 87.5),
        ([row("29232", "Quimper", 100, 130)], 100.0),
        ([row("29232", "Quimper", 100, 0)], 0.0),
        ([row("29232", "Quimper", 100, 10, "2026 T1"), row("29232", "Quimper", 100, 30, "2026 T2")], 30.0),
    ],
    ids=["share", "operators", "decimal comma", "more than all", "none", "latest quarter"],
)
def test_the_share_of_premises(rows, share, tmp_path):
    assert taken("fibre", rows, tmp_path)[1][QUIMPER, SHARE] == share


@pytest.mark.parametrize(
    "rows",
    [
        [row("29232", "Quimper", 0, 0)],
        [row("29232", "Quimper", 100, "")],
        [row("29232", "Quimper", 100, 50), row("29232", "Quimper", 40, "")],
    ],
    ids=["no premises", "count missing", "one of the counts missing"],
)
def test_what_cannot_be_counted_is_not_known(rows, tmp_path):
    others = [row("29019", "Brest", 100, 50)] * 20
    _, values, _ = taken("fibre", [*rows, *others], tmp_path)
    assert (QUIMPER, SHARE) not in values
    assert values[BREST, SHARE] == 50.0


def test_arrondissements_are_added_up(tmp_path):
    rows = [row("75101", "Paris 1er Arrondissement", 300, 300), row("75102", "Paris 2e Arrondissement", 100, 0)]
    assert taken("fibre", rows, tmp_path)[1][PARIS, SHARE] == 75.0


def test_the_first_year_in_which_copper_closes(tmp_path):
    rows = [
        row("29232", "Quimper", 100, 90, ferm_cu25=0, ferm_cu28=60, ferm_cu29=40),
        row("29232", "Quimper", 100, 90, ferm_cu27=5),
        row("29019", "Brest", 100, 90, ferm_cu25=0),
    ]
    _, values, _ = taken("fibre", rows, tmp_path)
    assert values[QUIMPER, YEAR] == "2027"
    assert (BREST, YEAR) not in values


def test_a_file_without_the_years_of_copper_keeps_the_contract(tmp_path):
    path = tmp_path / "file"
    path.write_text("insee_com;com_lib;locaux_arcep;locaux_ftth;trimestre\n29232;Quimper;100;90;2026 T2\n")
    assert prepare(register("fibre"), path, ON)[1]["fact"].to_list() == [SHARE]


def test_the_same_file_in_the_other_encoding_says_the_same(tmp_path):
    rows = [row("01004", "Ambérieu-en-Bugey", 100, 90)]
    _, expected, _ = taken("fibre", rows, tmp_path)
    (tmp_path / "file").write_bytes(as_published("fibre", rows).decode().encode("cp1252"))
    _, facts, _ = prepare(register("fibre"), tmp_path / "file", ON)
    assert dict(zip(facts.select("siren", "fact").iter_rows(), facts["number"], strict=True)) == expected


def test_premises_that_are_no_number_leave_their_row_out_and_a_file_of_them_is_refused(tmp_path):
    good = [row("29019", "Brest", 100, 50)] * 30
    intake, values, _ = taken("fibre", [*good, row("29232", "Quimper", "n/a", 10)], tmp_path)
    assert [(problem.column, problem.row) for problem in intake.problems] == [("locaux_arcep", 32)]
    assert QUIMPER not in {siren for siren, _ in values}
    with pytest.raises(BarometreError, match="column locaux_ftth: 1 rows of 2"):
        taken("fibre", [row("29019", "Brest", 100, 50), row("29232", "Quimper", 10, -1)], tmp_path)
