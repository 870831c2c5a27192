"""Methodology and dictionary say all that the catalogue holds, and follow it when it changes."""

import re
import shutil
from typing import NamedTuple

import polars as pl
import pytest

from barometre.catalogue.check import FOLDER
from barometre.catalogue.document import document_dictionary, document_methodology
from barometre.catalogue.document_questionnaires import document_questionnaires
from barometre.catalogue.load import load_catalogue

METHOD = {
    **{"minimum_known": 2, "minimum_coverage": 0.2, "provisional_below": 0.5, "minimum_peers": 8},
    **{"base_from": 0.8, "peers_from": 0.8, "territory_from": 0.8},
}


class Column(NamedTuple):
    type: pl.DataType
    description: str


@pytest.fixture(scope="module")
def methodology():
    return document_methodology(load_catalogue(), METHOD)


def test_every_theme_level_and_indicator_has_its_place(methodology):
    catalogue = load_catalogue()
    assert catalogue.themes and catalogue.levels and catalogue.indicators
    assert all(f"## {theme.name}\n" in methodology for theme in catalogue.themes.values())
    assert all(f"| {level.number} | {level.name} | {level.minimum:g} |" in methodology for level in catalogue.levels)
    for indicator in catalogue.indicators.values():
        section = methodology.split(f"(`{indicator.id}`)\n")[1].split("\n### ")[0]
        assert indicator.question in section
        assert indicator.improve in section
        assert indicator.scoring.describe() in section
        assert ("en service" in section) is catalogue.is_live(indicator)


def test_the_worked_example_is_computed(methodology):
    example = methodology.split("## Un exemple\n")[1].split("\n## ")[0]
    found = re.search(r"est (\S+) / (\S+), soit (\d+).%.: son score est (\d+)", example)
    known, total, coverage, score = found.groups()
    assert round(float(known) / float(total) * 100) == int(coverage)
    assert int(score) == 50


def test_a_change_of_content_changes_the_page(tmp_path, methodology):
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    path = folder / "indicators" / "cybersecurite.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "title: Site déclaré en https\n", "title: Adresse en https\n  weight: 3\n"
    )
    path.write_text(text, encoding="utf-8")
    changed = document_methodology(load_catalogue(folder), METHOD | {"minimum_coverage": 0.4})
    assert "### Adresse en https (`site-https`)" in changed
    assert changed.count("- Poids\u00a0: 3\n") == methodology.count("- Poids\u00a0: 3\n") + 1
    assert "sous 40" in changed


def test_the_dictionary_lists_tables_facts_and_sources():
    catalogue = load_catalogue()
    dictionary = document_dictionary(catalogue, {"scores": {"score": Column(pl.Float64(), "Score de 0 à 100.")}})
    assert "## Table `scores`" in dictionary
    assert "| `score` | Float64 | Score de 0 à 100. |" in dictionary
    assert all(f"| `{name}` |" in dictionary for name in [*catalogue.facts, *catalogue.sources])


def test_no_space_breaks_before_high_punctuation(methodology):
    pages = methodology + document_dictionary(load_catalogue(), {})
    ordinary_space = re.compile(r".{,12}\S [:;?!%»](?!\w).{0,9}|« .{,9}")
    assert ordinary_space.search("Une question ?")
    assert ordinary_space.findall(re.sub(r"`[^`]*`", "", pages)) == []


def test_no_cell_of_the_dictionary_breaks_its_table():
    dictionary = document_dictionary(load_catalogue(), {})
    rows = [line for line in dictionary.splitlines() if line.startswith("| `")]
    assert {line.count("|") for line in rows} == {3, 6, 7}, (
        "two columns for a reason, five for a fact, six for a source"
    )


@pytest.fixture(scope="module")
def questionnaires():
    return document_questionnaires(load_catalogue())


def test_every_question_is_to_be_read_with_its_reason(questionnaires):
    for questionnaire in load_catalogue().questionnaires.values():
        assert f"## {questionnaire.title}\n" in questionnaires
        for question in questionnaire.questions:
            section = questionnaires.split(f"### {question.text} (`{question.id}`)\n")[1].split("\n### ")[0]
            assert all(text in section for text in (question.help, question.why))
            assert all(one.label in section for one in (*question.options, *question.rows))
            assert ("Posée si" in section) is (question.only_if is not None)
            assert (question.indicator or "") in section


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "cybersecurite-restauration",
            "- Posée si : la réponse à « À quel rythme vos fichiers de travail sont-ils sauvegardés, c’est-à-dire "
            "copiés ailleurs ? » est « Chaque jour ou en continu » ou « Au moins chaque semaine » ou « Moins souvent »",
        ),
        ("infrastructures-pays", "comprend « Chez un prestataire, par internet »"),
        ("infrastructures-ordinateurs-anciens", "fixes et portables ? » >= 1"),
        ("strategie-depense", "- Unité : euros, de 0 à 500 000 000"),
        ("donnees-adresses", "d’après « Bases adresses locales », proposé"),
    ],
)
def test_conditions_and_registers_are_told_in_french(questionnaires, question, said):
    section = questionnaires.split(f"(`{question}`)\n\n")[1].split("\n### ")[0]
    assert said in section.replace("\u00a0", " ").replace("\u202f", " ")
