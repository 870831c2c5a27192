"""Lines: each accepted or refused once, names understood, duplicates and contradictions refused."""

import pytest

from barometre.programme.fund.schema import ACCEPTED


def reasons(result):
    return [(one.row, one.column) for one in result.rejected]


def test_a_valid_line_is_accepted_as_it_is(validate_lines):
    result = validate_lines({})
    assert (dict(result.accepted.schema), result.rejected, result.notes) == (ACCEPTED, [], [])
    row = result.accepted.select("row", "call", "axis", "pilot", "state", "siren_announced").row(0)
    assert row == (2, "axe-3-2021", "3", "ditp", "attribué", "213801855")


def test_all_that_is_wrong_with_a_line_is_in_its_one_rejection(validate_lines):
    result = validate_lines({"siren": "213801856", "amount": "-5", "decided_on": "31/02/2021"})
    assert reasons(result) == [(2, "siren")]
    assert all(
        word in result.rejected[0].why for word in ("clé fausse", "amount", "négatif", "decided_on", "calendrier")
    )


@pytest.mark.parametrize("column", ["call", "axis", "pilot", "project", "title"])
def test_what_names_an_award_is_not_empty(validate_lines, column):
    assert reasons(validate_lines({column: " "})) == [(2, column)]


@pytest.mark.parametrize("column", ["call", "project", "title"])
def test_a_formula_in_error_is_no_text(validate_lines, column):
    assert "formule en erreur" in validate_lines({column: "#REF!"}).rejected[0].why


def test_a_text_too_long_is_refused(validate_lines):
    assert reasons(validate_lines({"title": "é" * 500}, {"title": "é" * 501})) == [(3, "title")]


@pytest.mark.parametrize("written", ["2", "axe 2", "Axe n° 2", "AXE-2", "02", "axis 2"])
def test_an_axis_is_read(validate_lines, written):
    assert validate_lines({"axis": written}).accepted["axis"].to_list() == ["2"]


@pytest.mark.parametrize("written", ["4", "0", "22", "axe deux", "2 et 3"])
def test_no_other_axis_exists(validate_lines, written):
    assert reasons(validate_lines({"axis": written})) == [(2, "axis")]


def test_a_known_call_says_its_axis(validate_lines):
    result = validate_lines({"axis": "2"}, {"axis": "3"}, {"call": "autre"}, calls={"axe-3-2021": "3"})
    assert "de l’axe 3" in result.rejected[0].why
    assert (reasons(result), [note.column for note in result.notes]) == ([(2, "axis")], ["call"])


@pytest.mark.parametrize(
    ("written", "state"),
    [
        (None, "attribué"),
        ("Attribué", "attribué"),
        ("ATTRIBUEE", "attribué"),
        ("refusée", "refusé"),
        ("Retirés", "retiré"),
        ("depose", "déposé"),
    ],
)
def test_a_state_is_read(validate_lines, written, state):
    assert validate_lines({"state": written}).accepted["state"].to_list() == [state]


def test_another_state_is_refused(validate_lines):
    assert reasons(validate_lines({"state": "en attente"})) == [(2, "state")]


def test_categories_and_pilots_are_read_by_identifier_or_name_else_kept_with_a_note(validate_lines):
    lines = [("Données ouvertes", "DINUM"), ("donnees-ouvertes", "ditp"), ("Autre chose", "Préfecture")]
    known = {"donnees-ouvertes": "Données ouvertes"}
    result = validate_lines(*({"category": category, "pilot": pilot} for category, pilot in lines), categories=known)
    assert result.accepted["category"].to_list() == ["donnees-ouvertes", "donnees-ouvertes", "Autre chose"]
    assert result.accepted["pilot"].to_list() == ["dinum", "ditp", "Préfecture"]
    assert [(note.row, note.column) for note in result.notes] == [(4, "category"), (4, "pilot")]


def test_a_repeated_line_is_refused_and_says_whether_it_is_the_same(validate_lines):
    one = {"project": "P1"}
    result = validate_lines(one, one, one | {"amount": "5"}, one | {"siren": "213 801 855"})
    assert result.accepted["row"].to_list() == [2]
    assert reasons(result) == [(3, "project"), (4, "project"), (5, "project")]
    assert ["même contenu" in found.why for found in result.rejected] == [True, False, True]
    assert all("ligne 2" in found.why for found in result.rejected)


def test_one_project_may_serve_many(validate_lines):
    assert validate_lines({"project": "P1"}, {"project": "P1", "siren": "223800012"}).rejected == []


@pytest.mark.parametrize(
    ("column", "other", "word"),
    [
        ("title", "Autre", "intitulé"),
        ("axis", "2", "axe"),
        ("pilot", "dinum", "pilote"),
        ("call", "autre", "appel"),
        ("category", "urbanisme", "catégorie"),
        ("category", None, "catégorie"),
    ],
)
def test_one_project_is_one_thing(validate_lines, column, other, word):
    result = validate_lines({"project": "P1"}, {"project": "P1", "siren": "223800012", column: other})
    assert reasons(result) == [(3, "project")]
    assert word in result.rejected[0].why and "ligne 2" in result.rejected[0].why


def test_a_refused_line_does_not_say_what_a_project_is(validate_lines):
    result = validate_lines({"project": "P1", "title": "Faux", "amount": "-1"}, {"project": "P1", "siren": "223800012"})
    assert result.accepted["row"].to_list() == [3]


def test_invisible_characters_change_nothing(validate_lines):
    result = validate_lines(
        {"title": "Rendez\u200b-vous \u00a0en\nligne", "call": "\ufeffaxe-3-2021"}, {"title": "E\u0301cole"}
    )
    assert result.accepted["title"].to_list() == ["Rendez-vous en ligne", "École"]
    assert result.accepted["call"].unique().to_list() == ["axe-3-2021"]


def test_no_line_gives_no_award(validate_lines):
    result = validate_lines()
    assert (result.accepted.height, result.rejected, result.notes) == (0, [], [])
