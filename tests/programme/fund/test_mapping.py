"""Mappings: what they say, and what is wrong with them by line and key."""

import pytest

from barometre.errors import BarometreError
from barometre.programme.fund.file import read_file
from barometre.programme.fund.mapping import load_mapping

SOUND = """
call: {value: axe-3-2021}
axis: {value: 3}
pilot: Financeur
project: N° de dossier
title: Intitulé
category: Nature
siren: SIREN du bénéficiaire
amount: Montant  attribué
decided_on: Date
categories:
  Open data: donnees-ouvertes
pilots: {Direction interministérielle: dinum}
"""
HEADER = "Financeur;N° de dossier;Intitulé;Nature;SIREN du bénéficiaire;Montant attribué;Date"


def test_a_file_is_read_through_its_mapping(file):
    mapping = load_mapping(file(SOUND, "M.yaml"))
    lines = "direction interministérielle;01;Données;OPEN DATA;213801855;5 000 €;03/05/2021\nditp;2;T;autre;1;2;3"
    rows = read_file(file(f"{HEADER}\n{lines}"), mapping).rows
    assert rows.select("call", "axis", "pilot", "project", "category", "amount").rows() == [
        ("axe-3-2021", "3", "dinum", "01", "donnees-ouvertes", "5 000 €"),
        ("axe-3-2021", "3", "ditp", "2", "autre", "2"),
    ]


def test_a_constant_replaces_a_column_of_the_same_name(file):
    mapping = load_mapping(file("axis: {value: 2}", "M.yaml"))
    header = "call,axis,pilot,project,title,category,siren,amount,decided_on"
    table = read_file(file(f"{header}\na,b,c,d,e,f,g,h,i"), mapping)
    assert table.rows["axis"].to_list() == ["2"]
    assert "axis" in table.notes[0].text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("montant: Amount", "line 1, montant: unknown key"),
        ("call: a\namuont: b", "line 2, amuont: unknown key, did you mean « amount »"),
        ("Montant attribué: amount", "write « amount: Montant attribué »"),
        ("call: a\ncall: b", "line 2, call: is written twice"),
        ("call:", "line 1, call: write a header"),
        ("call: [a, b]", "line 1, call: write a header"),
        ("call: {valeur: a}", "line 1, call: write a header"),
        ("call: {value: }", "line 1, call: write a header"),
        ("categories: [a]", "line 1, categories: write one line per value"),
        ("- call", "line 1, file: write one line per column"),
        ("", "line 1, file: write one line per column"),
        ("call: 'a", "YAML"),
        ("call: a\x07", "not a text"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_key(file, text, reason):
    with pytest.raises(BarometreError) as raised:
        load_mapping(file(text, "M.yaml"))
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_mapping_that_is_not_there_or_no_text_is_named(file, tmp_path):
    for path in (tmp_path / "nowhere.yaml", file(b"\xff\xfe\xff", "M.yaml")):
        with pytest.raises(BarometreError, match=path.name):
            load_mapping(path)
