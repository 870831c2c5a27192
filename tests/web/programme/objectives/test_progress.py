import polars as pl

from barometre.programme.progress import progress
from barometre.programme.values import read_values
from barometre.web.editions.models import Collectivite
from barometre.web.programme.models import Objective
from barometre.web.programme.objectives.progress import (
    missing_of,
    progress_in_folder,
    progress_in_words,
    progress_of,
)
from barometre.web.programme.objectives.queries import _collectivites, all_objectives, as_content, published_values
from barometre.web.programme.objectives.words import STANDINGS
from barometre.web.programme.sheet import programme_of
from barometre.web.shared.french import number


def declared():
    """An objective on an indicator that the register answers for every commune."""
    row = Objective.objects.create(
        id="sites",
        title="Un site par commune",
        why="w",
        priority="simple",
        indicator="site-declare",
        population="commune",
        population_label="les communes",
        target=0.9,
        met_from=100,
        due="2030-12-31",
    )
    row.refresh_from_db()
    row.owners.add("dinum")
    row.steps.create(state="running", on="2026", position=1)
    return row


def test_the_database_and_the_files_of_an_edition_say_the_same(programme, edition_folder):
    row = declared()
    [stored], read = published_values("site-declare"), read_values(edition_folder, "site-declare")
    assert (stored.date, stored.method) == (read.date, read.method)
    assert progress_of(row) == progress(as_content(row), [read])
    assert progress_in_folder([row], edition_folder.parent) == [progress_of(row)]


def test_whom_a_number_of_agents_concerns_is_asked_of_the_register(programme):
    brest = Collectivite.objects.get(edition=programme.date, siren="212900195")
    brest.facts["effectifs.agents"] = {"outcome": "seen", "number": 500.0, "source": "sirene"}
    brest.save()
    known = _collectivites.__wrapped__(programme.date, "build of which no file is here", "").drop_nulls("agents")
    assert known.select("siren", "agents").rows() == [("212900195", 500.0)]
    Objective.objects.filter(pk=declared().pk).update(population="commune and agents >= 350")
    assert "sites" in {objective.id for objective, _ in programme_of(brest)["objectives"]}
    brest.facts["effectifs.agents"]["number"] = 20.0
    assert "sites" not in {objective.id for objective, _ in programme_of(brest)["objectives"]}


def test_numbers_are_those_of_the_edition(programme, edition_folder):
    row = declared()
    numbers = progress_of(row).points[-1].numbers
    communes = pl.read_parquet(edition_folder / "collectivites.parquet").filter(kind="commune").height
    assert numbers.population_size == communes > 3_000
    assert 0.5 < numbers.value < 0.8
    missing = missing_of(row)
    assert missing.height == numbers.population_size - numbers.met
    some = set(missing["siren"][:3])
    assert set(missing_of(row, some)["siren"]) == some
    assert missing_of(row, set()).height == 0
    assert progress_in_words(row).startswith(f"Édition du 01/11/2026 : {number(numbers.met)} sur ")


def test_every_shipped_objective_is_computed(programme, edition_folder):
    rows = list(all_objectives())
    found = progress_in_folder(rows, edition_folder.parent)
    assert [one.objective.id for one in found] == [row.pk for row in rows]
    assert {one.state for one in found} <= {"proposed", "agreed", "running", "stopped", "met", "missed"}


def test_objectives_of_one_commune(programme):
    declared()
    brest = Collectivite.objects.get(edition=programme.date, siren="212900195")
    found = {objective.id: standing for objective, standing in programme_of(brest)["objectives"]}
    assert found["sites"] == STANDINGS["met"]
    assert "franceconnect-departements" not in found


def test_an_objective_without_steps_says_why_it_has_no_progress(programme):
    row = declared()
    row.steps.all().delete()
    assert "no owner or no step" in progress_in_words(row)
    assert row not in all_objectives()
