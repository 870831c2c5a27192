"""Any CSV or JSON by its mapping: what it may say, what is refused with its line, and how editions know the source."""

import json
import os
from datetime import date

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.facts.store import read_facts
from barometre.sources.added import SOURCE_FILE, with_added_sources
from barometre.sources.intake import prepare
from barometre.sources.mapping import read_mapping, register_of, take_in_mapped
from service_registers import siren, told, written

MAPPING = """\
- id: panneau-numerique
  name: Inventaire du syndicat
  kind: register
  producer: Syndicat d’exemple
  licence: Licence Ouverte 2.0
  date: 2026-03-01
  kinds: [commune]
  form: {format: csv, separator: ",", encodings: [utf-8, cp1252]}
  key: {insee: code, name: commune}
  facts:
    - fact: donnees.ouvertes
      column: publie
      yes_words: ["oui", "O"]
      no_words: ["non"]
      unknown_words: ["NSP"]
    - fact: infrastructures.fibre
      column: taux
      unknown_words: ["NC"]
"""
FILE = """\
code,commune,publie,taux,courriel
29232,Quimper,oui,"87,5",x@exemple.fr
29019,Brest,non,NC,
35238,Rennes,NSP,100,
22113,Lannion,O,12,
22113,Lannion,non,12,
99999,Ailleurs,oui,1,
"""


def mapping(folder, text=MAPPING, source="panneau-numerique"):
    return read_mapping(written(folder, text, "mapping.yaml"), source, load_catalogue())


def facts_of(folder, text=MAPPING, content=FILE):
    register = register_of(mapping(folder, text), load_catalogue())
    return prepare(register, written(folder, content), date(2026, 3, 1))


def test_words_are_yes_and_no_and_numbers_are_read_as_they_are_written(tmp_path):
    intake, facts, _ = facts_of(tmp_path)
    assert told(facts, "donnees.ouvertes") == {siren("29232"): "1.0", siren("29019"): "0.0"}
    assert told(facts, "infrastructures.fibre") == {
        siren("29232"): "87.5",
        siren("35238"): "100.0",
        siren("22113"): "12.0",
    }
    assert (intake.rows, intake.matched, intake.unmatched) == (6, 5, 1)


def test_rows_of_one_commune_that_disagree_tell_nothing_of_it(tmp_path):
    assert siren("22113") not in told(facts_of(tmp_path)[1], "donnees.ouvertes")


def test_the_order_of_rows_changes_nothing(tmp_path):
    head, *rows = FILE.splitlines()
    assert facts_of(tmp_path, content="\n".join([head, *reversed(rows)]))[1].equals(facts_of(tmp_path)[1])


def test_a_list_without_column_says_yes_of_those_who_are_in_it(tmp_path):
    told_by = MAPPING[: MAPPING.index("  facts:")] + "  facts: [{fact: donnees.ouvertes}]\n"
    facts = facts_of(tmp_path, told_by)[1]
    assert set(told(facts, "donnees.ouvertes").values()) == {"1.0"}
    assert siren("22113") in told(facts, "donnees.ouvertes")


def test_a_json_is_read_by_the_path_to_its_list(tmp_path):
    form = "{format: json, path: [resultats]}"
    text = MAPPING.replace('{format: csv, separator: ",", encodings: [utf-8, cp1252]}', form)
    content = '{"resultats": [{"code": "29232", "commune": "Quimper", "publie": "oui", "taux": 50}]}'
    facts = facts_of(tmp_path, text, content)[1]
    assert told(facts, "infrastructures.fibre") == {siren("29232"): "50.0"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  producer: Syndicat d’exemple\n", "", "line 1, panneau-numerique.producer: is missing"),
        ("kind: register", "kind: rumeur", "line 3, panneau-numerique.kind:"),
        ("insee: code, name: commune", "", "line 9, panneau-numerique.key: names no column"),
        ("insee: code", "inse: code", "line 9, panneau-numerique.key.inse: unknown key"),
        (
            "donnees.ouvertes",
            "donnees.ouverte",
            "line 11, panneau-numerique.facts.0.fact: .*did you mean « donnees.ouv",
        ),
        ("donnees.ouvertes", "infrastructures.acces", "line 11, panneau-numerique.facts.0.fact: .*declaration"),
        ("donnees.ouvertes", "inclusion.lieu", "line 11, panneau-numerique.facts.0.fact: .*is a text"),
        ('      yes_words: ["oui", "O"]\n', "", "line 11, panneau-numerique.facts.0: no word says yes"),
        ('["non"]', '["oui"]', "line 13, panneau-numerique.facts.0.yes_words: a word is written twice"),
        ('["oui", "O"]', "[yes]", "line 13, panneau-numerique.facts.0.yes_words.0:"),
        ("- id: panneau-numerique", "- id: autre", "line 1, autre.id: is not « panneau-numerique »"),
        ("  date: 2026-03-01", "  date: 2026-03-99", "mapping.yaml, line 6, YAML:"),
        ("  name:", "\tname:", "mapping.yaml, line 2, YAML:"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_key(tmp_path, old, new, message):
    with pytest.raises(BarometreError, match=message):
        mapping(tmp_path, MAPPING.replace(old, new, 1))


def test_a_source_of_the_catalogue_is_not_taken_by_a_mapping(tmp_path):
    with pytest.raises(BarometreError, match=r"line 1, fibre\.id: is a source of the catalogue"):
        mapping(tmp_path, MAPPING.replace("panneau-numerique", "fibre"), "fibre")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("publie", "publié", "column publie is missing"),
        ("29232,Quimper,oui", "29232,Quimper,peut-être", "publie is not one of those known"),
        ('"87,5"', "870", "taux is over 100"),
        ('"87,5"', "beaucoup", "taux is not a number"),
        (FILE, "<html></html>", "a web page came"),
    ],
)
def test_a_file_that_is_not_as_the_mapping_says_is_refused_and_nothing_is_kept(tmp_path, old, new, message):
    path = written(tmp_path, FILE.replace(old, new, 1))
    with pytest.raises(BarometreError, match=message):
        take_in_mapped(mapping(tmp_path), path, date(2026, 3, 1), tmp_path / "var", load_catalogue())
    assert not (tmp_path / "var" / "facts").exists()
    assert not list(tmp_path.glob(f"var/sources/*/{SOURCE_FILE}"))


def test_what_was_taken_in_is_stored_under_its_own_source_which_the_catalogue_then_knows(tmp_path):
    var, catalogue = tmp_path / "var", load_catalogue()
    take_in_mapped(mapping(tmp_path), written(tmp_path, FILE), date(2026, 3, 1), var, catalogue)
    assert set(read_facts(var / "facts")["source"]) == {"panneau-numerique"}
    source = with_added_sources(catalogue, var / "sources").sources["panneau-numerique"]
    assert (source.kind, source.producer, source.licence) == ("register", "Syndicat d’exemple", "Licence Ouverte 2.0")
    assert source.gives == ("donnees.ouvertes", "infrastructures.fibre")
    assert "panneau-numerique" not in catalogue.sources
    assert with_added_sources(catalogue, var / "sources", given={"annuaire"}) is catalogue


def test_a_damaged_source_is_named_with_its_line(tmp_path):
    var, catalogue = tmp_path / "var", load_catalogue()
    take_in_mapped(mapping(tmp_path), written(tmp_path, FILE), date(2026, 3, 1), var, catalogue)
    path = var / "sources" / "panneau-numerique" / SOURCE_FILE
    path.write_text(path.read_text("utf-8").replace("kind: register", "kind: rumeur"), encoding="utf-8")
    with pytest.raises(BarometreError, match=r"source\.yaml, line 3, panneau-numerique\.kind:"):
        with_added_sources(catalogue, var / "sources")


def test_the_command_takes_a_file_in_and_lists_its_source(tmp_path, run_here):
    environment = os.environ | {"BAROMETRE_VAR": str(tmp_path / "var")}
    file, map_file = written(tmp_path, FILE), written(tmp_path, MAPPING, "mapping.yaml")
    added = run_here(
        "sources", "add", "panneau-numerique", file, "--mapping", map_file, "--json", environment=environment
    )
    assert (added[0], json.loads(added[1])["matched"], added[2]) == (0, 5, "")
    stored = tmp_path / "var" / "facts" / "panneau-numerique" / "2026-03-01.parquet"
    assert stored.exists(), "the day of the mapping, when the command gives none"
    listed = json.loads(run_here("sources", "list", "--json", environment=environment)[1])
    (source,) = [one for one in listed if one["id"] == "panneau-numerique"]
    assert "fibre-locaux" in source["indicators"]
    status = json.loads(run_here("sources", "status", "--json", environment=environment)[1])
    assert [one["rows"] for one in status if one["id"] == "panneau-numerique"] == [6]
