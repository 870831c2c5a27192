"""Lines: each accepted or refused once, names understood, duplicates and contradictions refused."""

import pytest

from barometre.programme.fund.schema import ACCEPTED


def reasons(parsed):
    return [(one.row, one.column) for one in parsed.rejected]


def test_a_sound_line_is_accepted_as_it_is(judge):
    parsed = judge({})
    assert (dict(parsed.accepted.schema), parsed.rejected, parsed.notes) == (ACCEPTED, [], [])
    assert parsed.accepted.select("row", "call", "axis", "pilot", "state", "siren_announced").row(0) == (
        2, "axe-3-2021", "3", "ditp", "attribué", "213801855",
    )  # fmt: skip


def test_all_that_is_wrong_with_a_line_is_in_its_one_rejection(judge):
    parsed = judge({"siren": "213801856", "amount": "-5", "decided_on": "31/02/2021"})
    assert reasons(parsed) == [(2, "siren")]
    assert all(
        word in parsed.rejected[0].why for word in ("clé fausse", "amount", "négatif", "decided_on", "calendrier")
    )


@pytest.mark.parametrize("column", ["call", "axis", "pilot", "project", "title"])
def test_what_names_an_award_is_not_empty(judge, column):
    assert reasons(judge({column: " "})) == [(2, column)]


@pytest.mark.parametrize("column", ["call", "project", "title"])
def test_a_formula_in_error_is_no_text(judge, column):
    assert "formule en erreur" in judge({column: "#REF!"}).rejected[0].why


def test_a_text_too_long_is_refused(judge):
    assert reasons(judge({"title": "é" * 500}, {"title": "é" * 501})) == [(3, "title")]


@pytest.mark.parametrize("written", ["2", "axe 2", "Axe n° 2", "AXE-2", "02", "axis 2"])
def test_an_axis_is_read(judge, written):
    assert judge({"axis": written}).accepted["axis"].to_list() == ["2"]


@pytest.mark.parametrize("written", ["4", "0", "22", "axe deux", "2 et 3"])
def test_no_other_axis_exists(judge, written):
    assert reasons(judge({"axis": written})) == [(2, "axis")]


def test_a_known_call_says_its_axis(judge):
    parsed = judge({"axis": "2"}, {"axis": "3"}, {"call": "autre"}, calls={"axe-3-2021": "3"})
    assert "de l’axe 3" in parsed.rejected[0].why
    assert (reasons(parsed), [note.column for note in parsed.notes]) == ([(2, "axis")], ["call"])


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
def test_a_state_is_read(judge, written, state):
    assert judge({"state": written}).accepted["state"].to_list() == [state]


def test_another_state_is_refused(judge):
    assert reasons(judge({"state": "en attente"})) == [(2, "state")]


def test_categories_and_pilots_are_read_by_identifier_or_name_else_kept_with_a_note(judge):
    lines = [("Données ouvertes", "DINUM"), ("donnees-ouvertes", "ditp"), ("Autre chose", "Préfecture")]
    known = {"donnees-ouvertes": "Données ouvertes"}
    parsed = judge(*({"category": category, "pilot": pilot} for category, pilot in lines), categories=known)
    assert parsed.accepted["category"].to_list() == ["donnees-ouvertes", "donnees-ouvertes", "Autre chose"]
    assert parsed.accepted["pilot"].to_list() == ["dinum", "ditp", "Préfecture"]
    assert [(note.row, note.column) for note in parsed.notes] == [(4, "category"), (4, "pilot")]


def test_a_repeated_line_is_refused_and_says_whether_it_is_the_same(judge):
    one = {"project": "P1"}
    parsed = judge(one, one, one | {"amount": "5"}, one | {"siren": "213 801 855"})
    assert parsed.accepted["row"].to_list() == [2]
    assert reasons(parsed) == [(3, "project"), (4, "project"), (5, "project")]
    assert ["même contenu" in found.why for found in parsed.rejected] == [True, False, True]
    assert all("ligne 2" in found.why for found in parsed.rejected)


def test_one_project_may_serve_many(judge):
    assert judge({"project": "P1"}, {"project": "P1", "siren": "223800012"}).rejected == []


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
def test_one_project_is_one_thing(judge, column, other, word):
    parsed = judge({"project": "P1"}, {"project": "P1", "siren": "223800012", column: other})
    assert reasons(parsed) == [(3, "project")]
    assert word in parsed.rejected[0].why and "ligne 2" in parsed.rejected[0].why


def test_a_refused_line_does_not_say_what_a_project_is(judge):
    parsed = judge({"project": "P1", "title": "Faux", "amount": "0"}, {"project": "P1", "siren": "223800012"})
    assert parsed.accepted["row"].to_list() == [3]


def test_invisible_characters_change_nothing(judge):
    parsed = judge({"title": "Rendez\u200b-vous \u00a0en\nligne", "call": "\ufeffaxe-3-2021"}, {"title": "E\u0301cole"})
    assert parsed.accepted["title"].to_list() == ["Rendez-vous en ligne", "École"]
    assert parsed.accepted["call"].unique().to_list() == ["axe-3-2021"]


def test_no_line_gives_no_award(judge):
    parsed = judge()
    assert (parsed.accepted.height, parsed.rejected, parsed.notes) == (0, [], [])
