"""Staff of each body, from SIRENE: it scores nothing, it says whom the duty of open data binds."""

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.schema import SOURCED_FACTS
from barometre.indicators.evaluate import evaluate
from barometre.indicators.properties import with_properties
from barometre.sources.intake import prepare
from barometre.territory import reference
from barometre.web.pages.duty import Duty, duty, properties
from register_files import BREST, BRETAGNE, CHAPELLE, ON, QUIMPER, as_published, register, taken

FACT = "effectifs.agents"


def row(siren, bracket, year="2024"):
    return {
        "siren": siren,
        "trancheEffectifsUniteLegale": bracket,
        "anneeEffectifsUniteLegale": year,
        "nomUniteLegale": "MARTIN",
        "categorieJuridiqueUniteLegale": "7210",
    }


@pytest.mark.parametrize(
    ("bracket", "said"),
    [
        ("42", (1_000.0, "de 1\u202f000 à 1\u202f999 salariés en 2024")),
        ("22.0", (100.0, "de 100 à 199 salariés en 2024")),
        ("12", (20.0, "de 20 à 49 salariés en 2024")),
        ("01", (1.0, "de 1 à 2 salariés en 2024")),
        ("1", (1.0, "de 1 à 2 salariés en 2024")),
        ("00", (0.0, "aucun salarié en 2024")),
        ("53", (10_000.0, "10\u202f000 salariés ou plus en 2024")),
        ("21", "de 50 à 99 salariés en 2024"),
    ],
)
def test_a_bracket_and_the_number_that_it_proves(bracket, said, tmp_path):
    assert taken("sirene", [row(QUIMPER, bracket)], tmp_path)[1] == {(QUIMPER, FACT): said}


@pytest.mark.parametrize("unknown", ["NN", ""])
def test_a_bracket_that_is_not_known_makes_no_fact(unknown, tmp_path):
    intake, values, _ = taken("sirene", [row(QUIMPER, unknown), row(BREST, "42")], tmp_path)
    assert {siren for siren, _ in values} == {BREST}
    assert (intake.rows, intake.matched, intake.problems) == (2, 2, [])


def test_a_bracket_that_insee_does_not_have_is_reported_and_never_zero(tmp_path):
    others = [row(siren, "11") for siren in reference.collectivites()["siren"].head(40) if siren != QUIMPER]
    intake, values, _ = taken("sirene", [row(QUIMPER, "54"), *others], tmp_path)
    assert [problem.column for problem in intake.problems] == ["trancheEffectifsUniteLegale"]
    assert (QUIMPER, FACT) not in values


def test_companies_and_persons_are_dropped_while_the_file_is_read(tmp_path):
    intake, values, doubts = taken("sirene", [row("552081317", "53"), row(QUIMPER, "42")], tmp_path)
    assert (intake.rows, doubts, len(values)) == (1, {}, 1)


def test_the_number_of_a_row_stays_its_line_in_the_file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(as_published("sirene", [row("552081317", "53"), row(QUIMPER, "42"), row(BREST, "NN")]))
    checked = register("sirene")
    from barometre.sources.reading import read

    assert read(checked, path)["row"].to_list() == [3, 4]


# Whom the duty of open data binds


def facts(folder, rows):
    path = folder / "file"
    path.write_bytes(as_published("sirene", rows))
    stated = prepare(register("sirene"), path, ON)[1]
    return stated.with_columns(source=pl.lit("sirene"))


STAFF = {QUIMPER: "42", BREST: "21", BRETAGNE: "12", CHAPELLE: "42"}


def test_the_edition_asks_those_who_have_fifty_exempts_the_others_and_does_not_guess(tmp_path):
    told = facts(tmp_path, [row(siren, bracket) for siren, bracket in STAFF.items()])
    missing = [pl.lit(None, kind).alias(name) for name, kind in SOURCED_FACTS.items() if name not in told.columns]
    bodies = reference.collectivites().filter(pl.col("siren").is_in([*STAFF, "222900011"]))
    values = evaluate(load_catalogue(), with_properties(bodies, told), told.with_columns(missing))
    asked = values.filter(indicator="donnees-ouvertes")
    statuses = dict(asked.select("siren", "status").iter_rows())
    assert statuses == {
        QUIMPER: "not-looked",
        BREST: "not-looked",
        BRETAGNE: "not-concerned",
        # Under 3,500 inhabitants, whatever its staff.
        CHAPELLE: "not-concerned",
        "222900011": "not-looked",
    }


@pytest.mark.parametrize(("bracket", "asked"), [("42", Duty.LAW), ("12", Duty.NONE), ("21", Duty.IF), ("NN", Duty.IF)])
def test_a_page_says_a_duty_to_those_whom_the_bracket_binds(bracket, asked, tmp_path):
    entry = load_catalogue().indicators["donnees-ouvertes"].model_dump(mode="json")
    stated = {one["fact"]: one for one in facts(tmp_path, [row(QUIMPER, bracket)]).iter_rows(named=True)}
    assert duty(entry, properties({"powers": ["commune"]}, 64_385, stated))[0] is asked


def test_without_any_fact_the_number_of_agents_is_a_column_of_unknowns():
    empty = pl.DataFrame(schema=SOURCED_FACTS)
    assert with_properties(reference.collectivites(), empty)["agents"].null_count() == reference.collectivites().height
