"""An update on some communes of Bretagne; `python -m little_update VAR ADDRESS STEP` is killed at a step of it."""

import os
import signal
import sys
from datetime import date
from functools import cache, partial
from pathlib import Path

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import manifest_of
from barometre.edition.files import write_edition
from barometre.edition.schema import TABLES, schema_of
from barometre.facts.store import read_facts
from barometre.territory import reference
from barometre.update.run import Plan, update
from official_file import patient, register

TODAY = date(2026, 11, 20)


@cache
def content():
    """The catalogue, without what this update does not read: an edition writes it whole, and compares it."""
    unread = ("actions", "helpers", "indicators", "obligations")
    return load_catalogue().model_copy(update={name: {} for name in unread})


def build(out, day, store, catalogue=None):
    """An edition of the facts of the fibre, where the share of premises is the score."""
    facts = read_facts(store, day).filter(pl.col("source") == "fibre")
    bodies = reference.collectivites().join(facts, on="siren", how="semi")
    scores = facts.select("siren", "source", "observed_on", indicator="fact", status=pl.lit("known"), score="number")
    rows = {"collectivites": bodies, "facts": facts, "indicators": scores}
    tables = {name: filled(rows.get(name), name) for name in TABLES}
    documents = {"catalogue.json": (catalogue or load_catalogue()).model_dump(mode="json"), "datapackage.json": {}}
    return write_edition(out, day, tables, documents, manifest_of(day, store))


def filled(rows, name):
    """Rows with all the columns of a table, empty when they have none."""
    schema = schema_of(name)
    if rows is None:
        return pl.DataFrame(schema=schema)
    known = [column for column in schema if column in rows.columns]
    absent = [pl.lit(None, schema[column]).alias(column) for column in schema if column not in known]
    return rows.select(known).with_columns(absent).select(list(schema))


def kill(*_):
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def plan(var, address, published, **others):
    """An update of one register, that adds each edition to `published`."""
    usual = {"build": partial(build, catalogue=content()), "publish": lambda folder: published.append(folder.name)}
    return Plan([register(address)], content(), var, TODAY, patient(), **usual | others)


if __name__ == "__main__":
    folder, url, step = sys.argv[1:]
    update(plan(Path(folder), url, [], **({step: kill} if step in ("build", "publish") else {})))
