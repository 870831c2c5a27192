"""The programme's content: what is shipped says what its sources say, and bad content is refused with its remedy."""

import shutil
from decimal import Decimal
from functools import cache

import pytest
from typer.testing import CliRunner

from barometre.catalogue.check import FOLDER, read_content
from barometre.cli.content import catalogue_app
from barometre.errors import BarometreError
from barometre.programme.content import load_programme, read_programme

PROGRAMME = load_programme()
ASSOCIATIONS = [one for one in PROGRAMME.organisations.values() if one.kind == "association"]
CHARTER = {
    "franceconnect-departements": ("departement", 1),
    "franceconnect-intercommunalites": ("epci_fp", 0.5),
    "franceconnect-communes-plus-3500": ("commune and population > 3500", 0.5),
    "franceconnect-autres-communes": ("commune and population <= 3500", 0.1),
}


@cache
def catalogue_entries():
    """Those of the package, which no test of this file changes."""
    return read_content()[0]


def check_programme(folder=None):
    return read_programme(folder, catalogue_entries())[1]


def test_the_content_of_the_package_has_no_problem():
    assert check_programme() == []


def test_the_charter_is_four_objectives_due_at_the_end_of_2022():
    charter = {name: one for name, one in PROGRAMME.objectives.items() if one.indicator == "franceconnect"}
    assert {name: (one.population, one.target) for name, one in charter.items()} == CHARTER
    assert {one.due.isoformat() for one in charter.values()} == {"2022-12-31"}
    assert {one.steps[-1].state for one in charter.values()} == {"running"}
    assert all(one.doubt and "dinum" in one.owner for one in charter.values())


def test_only_the_departements_have_a_baseline_that_a_source_gives_for_them_alone():
    shares = {one.id: one.baseline.share for one in PROGRAMME.objectives.values() if one.baseline}
    assert {name for name, share in shares.items() if share is not None} == {"franceconnect-departements"}


def test_the_committee_holds_thirteen_associations_and_no_regional_one():
    committee = set(PROGRAMME.bodies["comite-orientation-politique"].members)
    assert len(ASSOCIATIONS) == len({one.id for one in ASSOCIATIONS} & committee) == 13
    assert not [one.name for one in ASSOCIATIONS if "Régions" in one.name]
    assert PROGRAMME.organisations["villes-internet"].joined == "2023-01"


def test_group_projects_show_no_number_and_no_pilot_that_no_source_gives():
    numbers = {one.id: one.number for one in PROGRAMME.group_projects.values()}
    assert sorted(filter(None, numbers.values())) == [1, 2, 3, 4, 5, 6, 8]
    unnumbered = {name for name, number in numbers.items() if number is None}
    assert unnumbered == {"barometre", "textes-europeens", "partage-outils"}
    assert all(one.state_note and one.open for one in PROGRAMME.group_projects.values())
    unknown = [one for one in PROGRAMME.group_projects.values() if not one.pilots_state and not one.pilots_local]
    assert all("copilotes" in one.state_note for one in unknown)


def test_the_envelopes_add_up_to_the_fund_announced():
    assert sum(axis.envelope for axis in PROGRAMME.axes.values()) == Decimal(88_000_000)
    assert {axis.id: axis.pilot for axis in PROGRAMME.axes.values()} == {"1": "anct", "2": "dinum", "3": "ditp"}


def test_the_published_totals_are_there_with_what_contradicts_them():
    counters = PROGRAMME.counters
    whole = {
        one.measure: (one.value, one.at_least) for one in counters.values() if one.axis is None and one.on > "2022"
    }
    assert whole == {"amount": (90_000_000, False), "collectivites": (3200, True), "projects": (5000, True)}
    assert "88 millions" in counters["fonds-2023-01-montant"].doubt.replace("\u00a0", " ")
    assert "44" in counters["axe-1-2023-01-projets"].doubt


def test_the_amounts_of_october_2021_add_up_as_published():
    parts = ("axe-1-2021-10", "axe-2-appel-1-2021-10", "franceconnect-2021-10", "axe-3-2021-10")
    total = sum(PROGRAMME.counters[f"{part}-montant"].value for part in parts)
    assert total == Decimal(37_520_000)
    assert round(total, -5) == PROGRAMME.counters["fonds-2021-10-montant"].value
    assert PROGRAMME.counters["franceconnect-2021-10-collectivites"].value * 5000 == Decimal(520_000)


@pytest.fixture
def folder(tmp_path, files_read_once):
    return shutil.copytree(FOLDER, tmp_path / "catalogue")


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "remedy"),
    [
        ("objectives", "priority: simple", "priority: simples", "priority", "did you mean « simple »?"),
        ("objectives", "indicator: franceconnect", "indicator: franceconect", "indicator", "« franceconnect »?"),
        ("objectives", "population: departement", "population: departements", "population", "write commune, epci_fp"),
        ("objectives", "owner: [dinum", "owner: [dinmu", "owner", "« dinum »?"),
        ("objectives", "target: 1", "target: 100", "target", "correct the value"),
        ("objectives", "due: 2022-12-31", "due: 2021-06-30", "baseline", "one of the two dates"),
        ("objectives", "state: running", "state: met", "steps.2.state", "correct the value"),
        ("objectives", 'date: "2022-03-07"', 'date: "2021-03-07"', "steps", "oldest first"),
        ("objectives", "observe. La charte", "observe : la charte", "doubt", "U+00A0"),
        ("objectives", "  doubt:", "  doubts:", "doubts", "did you mean « doubt »?"),
        ("bodies", "members: [dinum]", "members: [dinun]", "members", "« dinum »?"),
        ("meetings", "owner: dinum", "owner: dimum", "decisions", "« dinum »?"),
        ("meetings", "body: comite-or", "body: comité-or", "body", "« comite-orientation-politique »?"),
        ("group_projects", "pilots_state: [dinum]", "pilots_state: [declic]", "pilots_state", "the other side"),
        ("group_projects", 'text: "Le comité', "text: \"L'avis du comité", "milestones.0.text", "write ’"),
        ("axes", "pilot: anct", "pilot: ancd", "pilot", "« anct »?"),
        ("axes", "envelope: 30000000", "envelope: 30 M€", "envelope", "correct the value"),
        ("calls", 'axis: "3"', 'axis: "4"', "axis", "write one of: 1, 2, 3"),
        ("calls", 'closed: "2021-11-22"', 'closed: "2021-09"', "closed", "one of the two"),
        ("counters", 'axis: "2"\n  call: axe-2', 'axis: "3"\n  call: axe-2', "axis", 'write axis: "2"'),
        ("counters", "value: 3200", "value: 3200.5", "value", "correct the value"),
        ("counters", 'date: "2021-10-08"', "date: octobre", "date", "correct the value"),
        ("categories", "id: demarches", "id: franceconnect", "id", "give it another one"),
    ],
)
def test_a_slip_is_reported_with_file_key_and_remedy(folder, file, old, new, key, remedy):
    path = folder / "programme" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    reported = [problem for problem in check_programme(folder) if problem.key.partition(".")[2].startswith(key)]
    assert reported, check_programme(folder)
    assert reported[0].file == f"programme/{file}.yaml"
    assert remedy in reported[0].remedy
    with pytest.raises(BarometreError, match=f"programme/{file}.yaml, line "):
        load_programme(folder)


def test_the_command_checks_the_programme_too(folder):
    (folder / "programme" / "axes.yaml").unlink()
    done = CliRunner().invoke(catalogue_app, ["check", str(folder)])
    assert done.exit_code == 1
    assert "programme/axes.yaml, line 1, file: is missing; restore it" in done.output


def test_another_catalogue_may_have_no_programme(folder):
    shutil.rmtree(folder / "programme")
    assert check_programme(folder) == []
    done = CliRunner().invoke(catalogue_app, ["check", str(folder)])
    assert done.exit_code == 0
    assert "objectives" not in done.output
