"""Build an edition: reference + facts + catalogue -> indicators -> index -> aggregates -> files."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from barometre import addresses
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue
from barometre.catalogue.sentences import with_sentences
from barometre.edition.datapackage import datapackage
from barometre.edition.files import canonical_json, check_writable, read_manifest, write_edition
from barometre.edition.panels import panels
from barometre.edition.schema import SINCE_GUIDANCE, TABLES, schema_of
from barometre.errors import BarometreError
from barometre.facts.ageing import with_aged, without_the_old
from barometre.facts.merge import agreements, follow_mergers, with_verdicts
from barometre.facts.schema import SOURCED_FACTS
from barometre.facts.store import append_facts, fact_files, read_facts
from barometre.guidance.figures import obligation_figures
from barometre.guidance.obligations import State, obligation_states
from barometre.guidance.steps import next_steps
from barometre.indicators.evaluate import evaluate
from barometre.indicators.properties import with_circumstances, with_properties
from barometre.scoring.aggregates import TERRITORIES, TERRITORY_FROM, aggregate
from barometre.scoring.base import BASE_FROM, declare_base
from barometre.scoring.peers import MINIMUM_PEERS, PEERS_FROM, peers_of, with_places
from barometre.scoring.readings import OVERALL, Reading, indicator_weights, measure_id
from barometre.scoring.report import method_report
from barometre.scoring.robustness import robustness_report
from barometre.scoring.scores import (
    MINIMUM_COVERAGE,
    MINIMUM_KNOWN,
    MINIMUM_OVERLAP,
    PROVISIONAL_BELOW,
    index_scores,
)
from barometre.settings import is_demonstration, refuse_demonstration
from barometre.sources import annuaire
from barometre.sources.added import added_files, with_added_sources
from barometre.sources.annuaire import SOURCE, directory_facts, past_facts
from barometre.survey.facts import SOURCE as SURVEY
from barometre.tables import sha256
from barometre.territory import history, reference
from barometre.territory.files import DATA

# The content that an edition was made with, in its folder.
CATALOGUE = "catalogue.json"
METHOD = {
    "minimum_known": MINIMUM_KNOWN,
    "minimum_coverage": MINIMUM_COVERAGE,
    "provisional_below": PROVISIONAL_BELOW,
    "minimum_overlap": MINIMUM_OVERLAP,
    "base_from": BASE_FROM,
    "peers_from": PEERS_FROM,
    "minimum_peers": MINIMUM_PEERS,
    "territory_from": TERRITORY_FROM,
}


def load_bundled_facts(store: Path, catalogue: Catalogue) -> list[Path]:
    """Put the facts of the bundled town-hall directory, today's and past ones, in the store; return the files added.

    Nothing is read again when what is bundled and what reads it are those of the last time.

    Raises:
        BarometreError: the store cannot be written.
    """
    days = [day for (day,) in reference.directories().select("day").unique().sort("day").rows()]
    read = store / SOURCE / ".read"
    signature = _signature(catalogue)
    present = {path.name[:10] for path in fact_files(store) if path.parent.name == SOURCE}
    wanted = {day.isoformat() for day in (*days, reference.DIRECTORY_DATE)}
    if wanted <= present and read.is_file() and read.read_text(encoding="utf-8") == signature:
        return []
    lists = catalogue.general_mail_providers, catalogue.site_platforms
    past = past_facts(reference.directories(), *lists)
    added = [append_facts(store, SOURCE, day, facts) for day, facts in past.items()]
    communes = reference.collectivites().filter(pl.col("kind") == "commune")
    today = directory_facts(communes, reference.DIRECTORY_DATE, *lists)
    added.append(append_facts(store, SOURCE, reference.DIRECTORY_DATE, today))
    with suppress(OSError):  # in a store that is read-only, all is read again the next time
        read.write_text(signature, encoding="utf-8")
    return [path for path in added if path]


def _signature(catalogue: Catalogue) -> str:
    """Return what the facts of the directory depend on, as one SHA-256: the records, the lists, the code."""
    files = [
        DATA / "collectivites.parquet",
        DATA / "directories.parquet",
        *map(Path, (annuaire.__file__, addresses.__file__)),
    ]
    lists = [sorted(catalogue.general_mail_providers), sorted(catalogue.site_platforms.items())]
    parts = [reference.DIRECTORY_DATE.isoformat(), *map(sha256, files), json.dumps(lists), version("barometre")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Computed(NamedTuple):
    """What is computed for an edition: its tables, and the document that tells how its scores were made."""

    tables: dict[str, pl.DataFrame]
    method: dict[str, Any]


def answers(
    bodies: pl.DataFrame, facts: pl.DataFrame, catalogue: Catalogue, successors: pl.DataFrame, on: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the facts, each with whether it is retained, and the indicators that they give. Pure; see `compute`."""
    known_here = follow_mergers(facts.select(list(SOURCED_FACTS)), successors).join(
        bodies.select("siren"), on="siren", how="semi"
    )
    kinds = {source.id: source.kind for source in catalogue.sources.values()}
    judged = with_verdicts(without_the_old(known_here, _cadences(catalogue), on), kinds, catalogue.strongest_texts())
    measured = bodies.filter("measured")
    retained = judged.filter("retained")
    return judged, evaluate(catalogue, with_properties(measured, retained), retained)


def compute(
    bodies: pl.DataFrame,
    facts: pl.DataFrame,
    catalogue: Catalogue,
    successors: pl.DataFrame,
    on: date,
    *,
    light: bool = False,
) -> Computed:
    """Compute all that an edition holds. Pure: the same tables give the same tables.

    Args:
        bodies: columns of `territory.reference.collectivites()`.
        facts: columns of `facts.schema.SOURCED_FACTS`.
        catalogue: the content.
        successors: `old_siren`, `siren`.
        on: day of the edition, at which facts may be too old to count.
        light: its figures alone are wanted: nobody's obligations nor next steps, nor the report of the method.
    """
    judged, values = answers(bodies, facts, catalogue, successors, on)
    cadences = _cadences(catalogue)
    measured = bodies.filter("measured")
    weights = indicator_weights(catalogue)
    scored = weights.filter(~pl.col("record"))
    base = declare_base(values, measured, scored)
    scores = index_scores(values, scored, base, measured, [level.minimum for level in catalogue.levels])
    scores = with_places(scores, measured, peers_of(scores, measured))
    tables = {
        "collectivites": bodies.select(list(TABLES["collectivites"])),
        "facts": _facts(with_aged(judged, cadences, on)),
        "indicators": with_sentences(
            with_aged(values, cadences, on), "reason", "reason_code", "reason_context", "to_confirm"
        ).select(list(TABLES["indicators"])),
        "scores": scores.select(list(TABLES["scores"])),
        "aggregates": _aggregates(values, scores, measured),
    }
    if light:
        tables |= {name: pl.DataFrame(schema=schema_of(name)) for name in SINCE_GUIDANCE}
        return Computed(tables, {"base": base.to_dicts()})
    states, steps = _guidance(catalogue, measured, judged.filter("retained"), values, scores, on)
    tables |= {"obligations": states, "obligation_figures": obligation_figures(states, measured), "steps": steps}
    report = method_report(values, scores, weights, measured)
    report["robustness"] = robustness_report(values, scored, base, measured, scores)
    return Computed(tables, {"base": base.to_dicts(), "agreements": agreements(judged).to_dicts(), **report})


def _guidance(
    catalogue: Catalogue,
    measured: pl.DataFrame,
    retained: pl.DataFrame,
    values: pl.DataFrame,
    scores: pl.DataFrame,
    on: date,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the obligations that bind each collectivité, or may, and what each does next."""
    # The reference has the address of a site under the name of the property that conditions read.
    bodies = with_circumstances(measured.drop("site", strict=False), retained)
    states = obligation_states(catalogue.obligations.values(), bodies, values, retained, on)
    states = states.filter(pl.col("state") != State.NOT_CONCERNED.value)
    seen = scores.filter(pl.col("measure") == measure_id(OVERALL, Reading.SEEN), pl.col("score").is_not_null())["siren"]
    return states, next_steps(catalogue, measured, values, states, seen, on)


def _cadences(catalogue: Catalogue) -> dict[str, int | None]:
    """Return every how many days each source is published."""
    return {source.id: source.cadence_days for source in catalogue.sources.values()}


def _facts(facts: pl.DataFrame) -> pl.DataFrame:
    """Write the sentences of facts and of their last attempts beside the codes."""
    facts = with_sentences(facts, "detail", "reason_code", "reason_context", "to_confirm")
    facts = with_sentences(facts, "attempt", "attempt_code", "attempt_context", "attempt_to_confirm")
    return facts.select(list(TABLES["facts"]))


def _aggregates(indicators: pl.DataFrame, scores: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Aggregate indicators, themes and overall; of what is known of nobody, only national numbers are kept."""
    of_indicators = indicators.select(
        "siren",
        pl.col("indicator").alias("measure"),
        "score",
        low="score",
        high="score",
        coverage=pl.lit(None, pl.Float64),
        concerned=pl.col("status") != "not-concerned",
    )
    of_scores = scores.select(
        "siren", "measure", "low", "high", "coverage", score="comparable", concerned=pl.lit(True)
    ).select(of_indicators.columns)
    places = bodies.select("siren", "kind", "strate", "epci", "departement", "region")
    values = pl.concat([of_indicators, of_scores], rechunk=False)
    national = aggregate(values, places, {"france": None})
    known = national.filter(pl.col("known") > 0).select("kind", "measure")
    shown = values.join(known.select("measure").unique(), on="measure", how="semi")
    elsewhere = aggregate(shown, places, {name: column for name, column in TERRITORIES.items() if column})
    everywhere = elsewhere.join(known, on=["kind", "measure"], how="semi")
    return pl.concat([national, everywhere]).sort("territory_kind", "territory", "kind", "measure")


def build_edition(
    out: Path,
    as_of: date,
    store: Path,
    progress: Callable[[str], None],
    *,
    light: bool = False,
    made_up: pl.DataFrame | None = None,
) -> tuple[Path, dict[str, int]]:
    """Build the edition of a date as `out/<as_of>/`, whole or absent; facts later than that date are not known yet.

    Args:
        out: folder of editions.
        as_of: its date.
        store: facts.
        progress: called with the name of each step.
        light: its figures alone (see `compute`).
        made_up: facts of a demonstration, columns of `SOURCED_FACTS`, beside those of its store.

    Returns:
        The edition's folder, and the number of rows of each table.

    Raises:
        BarometreError: nothing known at that date, a folder that cannot be written, bad content, a broken file; or the
            store of a demonstration without facts made up, or a real one with some.
    """
    _check_apart(store, made_up)
    _check_known(store, as_of)
    check_writable(out)
    progress("Reading the catalogue and the reference")
    catalogue = with_added_sources(load_catalogue(), _sources(store), _given(store, as_of))
    progress("Reading facts")
    load_bundled_facts(store, catalogue)
    whole = {source.id for source in catalogue.sources.values() if source.kind == "register"} | {SURVEY}
    facts = read_facts(store, as_of, whole=whole)
    facts = facts if made_up is None else pl.concat([facts, made_up])
    progress("Computing indicators, index and aggregates")
    bodies, successors = reference.collectivites(), history.successors()
    tables, method = compute(bodies, facts, catalogue, successors, as_of, light=light)
    method["panels"] = panels(store, catalogue, bodies, successors, as_of).to_dicts()
    progress("Writing")
    producers = [{"title": f"{source['producer']} — {source['title']}"} for source in reference.sources()]
    documents = {
        CATALOGUE: catalogue.model_dump(mode="json"),
        "datapackage.json": datapackage(as_of, producers, demonstration=made_up is not None),
        "method.json": method,
    }
    folder = write_edition(out, as_of, tables, documents, manifest_of(as_of, store))
    return folder, {name: frame.height for name, frame in tables.items()}


def _check_apart(store: Path, made_up: pl.DataFrame | None) -> None:
    """Check that facts made up are those of the store of a demonstration, and of no other.

    Raises:
        BarometreError: they are not.
    """
    if made_up is None:
        refuse_demonstration(store.parent)
    elif not is_demonstration(store.parent):
        raise BarometreError(f"Facts made up cannot enter {store}: it is not the store of a demonstration")


def _sources(store: Path) -> Path:
    """Return the folder of what is kept of sources, beside the store of their facts."""
    return store.parent / "sources"


def _given(store: Path, as_of: date) -> set[str]:
    """Return the sources that gave facts until a date."""
    return {path.parent.name for path in fact_files(store, as_of)}


def _check_known(store: Path, as_of: date) -> None:
    """Check that the bundled directory, or a file of the store, is of that date or before.

    Raises:
        BarometreError: the oldest is later; names its date.
    """
    bundled = reference.directories()["day"].min() or reference.DIRECTORY_DATE
    first = min([str(bundled), *(path.name[:10] for path in fact_files(store))])
    if as_of.isoformat() < first:
        raise BarometreError(f"No fact is known on {as_of}; the oldest are of {first}: give --as-of {first} or later")


def is_current(folder: Path, as_of: date, store: Path, catalogue: Catalogue) -> bool:
    """Return whether an edition was made from what is known now, by this version: another would say the same."""
    made, now = read_manifest(folder), manifest_of(as_of, store)
    content = folder / CATALOGUE
    if any(made.get(key) != now[key] for key in ("method", "versions", "inputs")) or not content.is_file():
        return False
    return content.read_text("utf-8") == canonical_json(catalogue.model_dump(mode="json"))


def manifest_of(as_of: date, store: Path) -> dict[str, Any]:
    """Describe what an edition is made from, without clock nor machine: the same inputs give the same manifest.

    `collectivites_of`: the day whose collectivités are measured. That of an edition of the past is later than its date.
    """
    inputs = {f"territory/{path.name}": path for path in DATA.glob("*.parquet")}
    inputs |= {f"facts/{path.parent.name}/{path.name}": path for path in fact_files(store, as_of)}
    added = added_files(_sources(store))
    inputs |= {f"sources/{name}/{added[name].name}": added[name] for name in _given(store, as_of) & set(added)}
    return {
        "date": as_of.isoformat(),
        "collectivites_of": reference.PERIMETER_DATE.isoformat(),
        "method": METHOD,
        "versions": {name: version(name) for name in ("barometre", "polars")},
        "inputs": [{"name": name, "sha256": sha256(path)} for name, path in sorted(inputs.items())],
        **({"demonstration": True} if is_demonstration(store.parent) else {}),
    }
