"""France services: a place is in the commune, whoever runs it; no place that one register lists is lost."""

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.merge import with_verdicts
from barometre.facts.schema import SOURCED_FACTS
from service_registers import DAY, epci_of, siren, taken, told


def test_a_place_is_told_once_of_its_commune_and_its_intercommunalite(tmp_path):
    _, facts, _ = taken("france-services", tmp_path)
    present = told(facts, "inclusion.france-services")
    assert present[siren("29232")] == present[epci_of("29232")] == "1.0"
    assert facts.select("siren", "fact").is_unique().all()


@pytest.mark.parametrize(
    ("today", "why"),
    [
        ("75056", "an arrondissement is its city"),
        ("67507", "a commune called Villé, though « ville » often stands before a name"),
        ("93066", "a commune that joined another since"),
    ],
)
def test_the_commune_of_today_is_found(tmp_path, today, why):
    _, facts, _ = taken("france-services", tmp_path)
    assert siren(today) in told(facts, "inclusion.france-services"), why


def test_saint_martin_is_outside_the_field_and_kept_as_a_doubt(tmp_path):
    intake, _, unmatched = taken("france-services", tmp_path)
    assert (intake.unmatched, unmatched["doubt"].to_list()) == (1, ["unknown-identifier"])


def test_neither_mail_nor_telephone_nor_comment_is_read(tmp_path):
    _, _, unmatched = taken("france-services", tmp_path)
    assert not {"mail", "telephone", "commentaire"} & set(unmatched.columns)


@pytest.mark.parametrize("newest", ["france-services", "mediation"])
def test_a_place_that_one_register_lists_is_kept_whichever_file_is_newer(tmp_path, newest):
    town = "id,commune,code_insee,dispositif_programmes_nationaux,date_maj\n"
    neighbour = [f"{town}1,Ergué-Gabéric,29051,,2026-01-01\n2,Ergué-Gabéric,29051,,2026-01-01\n"]
    both = {
        "mediation": taken("mediation", tmp_path, *neighbour)[1],
        "france-services": taken("france-services", tmp_path)[1],
    }
    sourced = [
        facts.with_columns(
            source=pl.lit(source),
            observed_on=pl.lit(DAY.replace(day=9) if source == newest else DAY),
            attempted_on=pl.lit(DAY),
            attempt_code=pl.lit(None, pl.String),
            attempt_context=pl.lit(None, pl.String),
            attempt_to_confirm=pl.lit(False),
        ).select(list(SOURCED_FACTS))
        for source, facts in both.items()
    ]
    catalogue = load_catalogue()
    kinds = {source.id: source.kind for source in catalogue.sources.values()}
    judged = with_verdicts(pl.concat(sourced), kinds, catalogue.strongest_texts()).filter(
        "retained", fact="inclusion.lieu"
    )
    kept = dict(judged.select("siren", "text").iter_rows())
    assert kept[siren("29232")] == kept[siren("29051")] == "sur le territoire"
