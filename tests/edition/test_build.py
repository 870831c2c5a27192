"""The national edition, against what is known of the bundled data (docs/territory.md) and against itself."""

import json
import os
import re
import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import build_edition, compute
from barometre.edition.files import read_manifest, read_table, verify_edition
from barometre.edition.schema import TABLES
from barometre.facts.schema import SOURCED_FACTS
from barometre.indicators.evaluate import evaluate
from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.scoring.peers import peers_of, with_places
from barometre.scoring.readings import Reading, indicator_weights, measures
from barometre.scoring.scores import MINIMUM_COVERAGE, MINIMUM_KNOWN, index_scores
from barometre.territory import history, reference

# Build, from a store, the edition of Lozère alone, some communes of which were looked at.
LOZERE = """
import sys
from datetime import date
from pathlib import Path
from barometre.edition.build import build_edition
from barometre.territory import reference

bodies = reference.collectivites().filter(departement="48")
reference.collectivites = lambda: bodies
build_edition(Path(sys.argv[1]), date(2026, 11, 1), Path(sys.argv[2]), print)
"""


@pytest.fixture(scope="module")
def tables(national_edition):
    return {name: read_table(national_edition, name) for name in TABLES}


def france(tables, measure, kind="commune"):
    keys = {"territory_kind": "france", "kind": kind, "measure": measure}
    return tables["aggregates"].filter(**keys).row(0, named=True)


def yes(tables, measure):
    found = france(tables, measure)
    return round(found["mean"] * found["known"] / 100)


@pytest.mark.parametrize(
    ("indicator", "communes"),
    [("site-declare", 21_471), ("site-https", 16_695), ("mail-declare", 34_488), ("telephone-declare", 34_806)],
)
def test_the_directory_s_own_counts(tables, indicator, communes):
    assert yes(tables, indicator) == communes


def test_a_commune_whose_record_was_not_found_is_our_failure_and_never_a_no(tables):
    paris = tables["indicators"].filter(siren="217500016", indicator="site-declare").row(0, named=True)
    assert (paris["status"], paris["score"]) == ("we-failed", None)
    assert paris["reason"] == "la fiche de la commune n’a pas été trouvée dans l’annuaire repris le 06/10/2026"
    unfound = tables["facts"].filter(reason_code="directory_no_record", fact="site.declared")["siren"].unique()
    assert len(unfound) == 42
    assert tables["indicators"].filter(pl.col("siren").is_in(unfound.implode()), status="known").is_empty()
    assert france(tables, "site-declare")["concerned"] - france(tables, "site-declare")["known"] == 42


def test_every_measured_body_has_every_indicator_once(tables):
    measured = tables["collectivites"].filter("measured").height
    assert measured == 36_240
    assert tables["indicators"].height == measured * len(load_catalogue().indicators)
    assert tables["indicators"].select("siren", "indicator").is_unique().all()


def test_a_score_is_there_exactly_when_the_indicator_is_known(tables):
    known = pl.col("status") == "known"
    assert tables["indicators"].filter(known != pl.col("score").is_not_null()).is_empty()


def test_scores_and_coverages_keep_within_their_bounds(tables):
    scores = tables["scores"]
    assert scores.filter(~pl.col("score").is_between(0, 100)).is_empty()
    assert scores.filter(~pl.col("coverage").is_between(0, 1)).is_empty()
    assert scores.filter(pl.col("known") > pl.col("concerned")).is_empty()
    assert scores.filter(pl.col("provisional") & pl.col("level").is_not_null()).is_empty()
    assert scores.filter(~pl.col("comparable").is_between("low", "high")).is_empty()
    assert set(scores["measure"]) <= set(measures(list(load_catalogue().themes)))


def test_no_score_is_on_a_corner_and_nobody_is_compared_without_one(tables):
    scored = tables["scores"].drop_nulls("score")
    assert scored.filter((pl.col("coverage") < MINIMUM_COVERAGE) | (pl.col("known") < MINIMUM_KNOWN)).is_empty()
    assert tables["scores"].filter(pl.col("score").is_null() & pl.col("comparable").is_not_null()).is_empty()
    assert tables["scores"].filter(pl.col("comparable").is_null() & pl.col("quartile").is_not_null()).is_empty()


def test_no_collectivite_has_said_anything_yet_so_none_has_a_score_of_both_readings(tables):
    said = tables["scores"].filter(pl.col("measure").str.ends_with(Reading.SAID) | (pl.col("measure") == "overall"))
    assert said.height > 36_240
    assert said["score"].null_count() == said.height


def test_most_communes_declare_a_site(tables):
    found = france(tables, "site-declare")
    assert (found["met"], found["known"], found["concerned"]) == (21_471, 34_833, 34_875)
    assert [round(found[name], 2) for name in ("low", "mean", "high")] == [61.57, 61.64, 61.69]


def test_a_territory_has_all_its_figures_or_none(tables):
    figures = ("mean", "low", "high", "q1", "median", "q3", "histogram")
    enough = pl.col("known") >= TERRITORY_FROM * pl.col("concerned")
    wrong = [pl.col(name).is_not_null() != enough for name in figures]
    assert tables["aggregates"].filter(pl.any_horizontal(wrong)).is_empty()
    assert (
        tables["aggregates"].filter(~pl.col("mean").is_between(pl.col("low") - 1e-9, pl.col("high") + 1e-9)).is_empty()
    )
    assert france(tables, "communication.seen")["mean"] is None, "half of the communes are compared"


def test_the_base_is_what_the_register_says_of_nearly_all_communes(national_edition):
    base = json.loads((national_edition / "method.json").read_text(encoding="utf-8"))["base"]
    assert {row["kind"] for row in base} == {"commune"}
    assert {row["indicator"]: (row["known"], row["concerned"]) for row in base} == {
        "mail-domaine-propre": (34_488, 34_530),
        "mail-domaine-site": (21_235, 21_279),
        "site-declare": (34_833, 34_875),
        "site-extension": (21_469, 21_513),
        "site-https": (21_471, 21_513),
        "site-nom-propre": (21_469, 21_513),
    }


def test_ept_are_listed_and_never_counted(tables):
    ept = tables["collectivites"].filter(kind="ept")["siren"]
    assert ept.len() == 11
    assert tables["scores"].filter(pl.col("siren").is_in(ept.implode())).is_empty()
    assert tables["aggregates"].filter(kind="ept").is_empty()


def test_no_e_mail_address_is_in_an_edition(tables):
    assert tables
    for name, table in tables.items():
        texts = table.select(pl.col(pl.String))
        found = [column for column in texts.columns if texts[column].str.contains(r"\w@\w").any()]
        assert not found, (name, found)


def test_régions_add_up_to_france(tables):
    aggregates = tables["aggregates"].filter(kind="commune", measure="site-https")
    by_region = aggregates.filter(territory_kind="region")
    assert by_region["known"].sum() == france(tables, "site-https")["known"]
    assert by_region.height == 18


def test_the_manifest_and_the_data_package_describe_what_is_there(national_edition):
    manifest = verify_edition(national_edition)
    assert manifest["date"] == national_edition.name
    assert {"facts/annuaire/2026-10-06.parquet", "territory/collectivites.parquet"} <= {
        entry["name"] for entry in manifest["inputs"]
    }
    package = json.loads((national_edition / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        if resource["format"] == "csv":
            assert fields == pl.read_csv(national_edition / resource["path"], n_rows=0).columns
        else:
            assert fields == read_table(national_edition, resource["name"]).columns


def test_an_edition_says_nothing_of_the_machine_or_the_moment_it_was_made(national_edition):
    text = (national_edition / "manifest.json").read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work)/|T\d\d:\d\d", text)
    assert read_manifest(national_edition)["versions"].keys() == {"barometre", "polars"}


def test_what_was_observed_is_told_with_its_last_attempt_and_what_disagrees(tables):
    mende = tables["facts"].filter(siren="214800955")
    (hsts,) = mende.filter(fact="site.hsts").to_dicts()
    told = (hsts["outcome"], str(hsts["observed_on"]), str(hsts["attempted_on"]), hsts["attempt"])
    assert told == ("seen", "2026-09-20", "2026-10-03", "délai dépassé")
    domain = mende.filter(fact="site.domain").select("source", "retained", "disputed").rows()
    assert domain == [("annuaire", False, True), ("observation", True, True)]
    one_each = tables["facts"].filter("retained").select("siren", "fact")
    assert one_each.is_unique().all()
    assert one_each.height == tables["facts"].select("siren", "fact").n_unique()


@pytest.fixture(scope="module")
def unobserved(tables, national_edition):
    """Lozère without any observation: its tables, then the scores of everyone, with the places that they give."""
    catalogue = load_catalogue()
    there = reference.collectivites().filter(departement="48")
    facts = tables["facts"].filter(pl.col("source") != "observation").join(there, on="siren", how="semi")
    values = evaluate(catalogue, there.filter("measured"), facts.select(list(SOURCED_FACTS)))
    base = pl.DataFrame(json.loads((national_edition / "method.json").read_text(encoding="utf-8"))["base"])
    scored = indicator_weights(catalogue).filter(~pl.col("record"))
    scores = index_scores(values, scored, base, there, [level.minimum for level in catalogue.levels])
    elsewhere = tables["scores"].drop("quartile").join(there, on="siren", how="anti")
    everyone = pl.concat([scores, elsewhere.select(scores.columns)]).sort("siren", "measure")
    measured = tables["collectivites"].filter("measured")
    return values, with_places(everyone, measured, peers_of(everyone, measured))


def test_without_observation_its_indicators_are_not_looked_at(unobserved):
    catalogue = load_catalogue()
    observed = [
        name for name, one in catalogue.indicators.items() if catalogue.facts[one.facts[0]].source == "observation"
    ]
    rows = unobserved[0].filter(pl.col("indicator").is_in(observed))
    assert set(rows["status"]) == {"not-looked", "not-concerned"}


def test_observation_gives_scores_and_moves_nobody(tables, unobserved):
    before, after = unobserved[1], tables["scores"]
    mende = pl.col("siren") == "214800955"
    assert before.filter(mende).drop_nulls("score").is_empty(), "a town is known on a corner by the register alone"
    assert {"overall.seen", "communication.seen"} <= set(after.filter(mende).drop_nulls("score")["measure"])
    placed = [table.drop_nulls("quartile").select("siren", "measure", "quartile") for table in (before, after)]
    assert placed[0].height > 400
    assert placed[0].equals(placed[1])


def test_nobody_measured_gives_empty_tables():
    nobody = pl.DataFrame(schema=reference.collectivites().schema)
    tables, method = compute(
        nobody, pl.DataFrame(schema=SOURCED_FACTS), load_catalogue(), history.successors(), date(2026, 11, 1)
    )
    assert {name: table.height for name, table in tables.items()} == dict.fromkeys(TABLES, 0)
    assert method.pop("robustness")["measures"] == []
    assert method == {"base": [], "agreements": [], "changes": [], "distributions": [], "contributions": []}


def test_of_whom_nothing_is_known_there_are_counts_only():
    regions = reference.collectivites().filter(kind="region")
    tables, method = compute(
        regions, pl.DataFrame(schema=SOURCED_FACTS), load_catalogue(), history.successors(), date(2026, 11, 1)
    )
    assert method["base"] == []
    assert tables["scores"].drop_nulls("score").is_empty()
    assert set(tables["aggregates"]["territory_kind"]) == {"france"}
    assert set(tables["aggregates"]["known"]) == {0}


def test_another_process_with_another_number_of_threads_gives_the_same_bytes(national_edition, tmp_path, monkeypatch):
    store, there = national_edition.parents[1] / "facts", reference.collectivites().filter(departement="48")
    monkeypatch.setattr(reference, "collectivites", lambda: there)
    build_edition(tmp_path / "here", date(2026, 11, 1), store, print)
    threads = "3" if pl.thread_pool_size() == 1 else "1"
    command = [sys.executable, "-c", LOZERE, tmp_path / "elsewhere", store]
    subprocess.run(command, env=os.environ | {"POLARS_MAX_THREADS": threads}, check=True, timeout=300)
    folders = [tmp_path / name / "2026-11-01" for name in ("here", "elsewhere")]
    once, again = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert once == again and len(once) > 5


def test_the_address_of_a_site_in_the_reference_is_not_the_property_that_conditions_read(national_edition):
    states = read_table(national_edition, "obligations").filter(obligation="accessibilite-declaration")
    sites = read_table(national_edition, "facts").filter("retained", pl.col("text").is_not_null(), fact="site.host")
    bound = states.filter(pl.col("why") != "if")
    assert bound.height > 1000
    assert bound.join(sites, on="siren", how="anti").is_empty()
