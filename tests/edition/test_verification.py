"""What an edition says is what its facts give, and what is not is counted and named."""

import json
import shutil
from importlib.metadata import version

import polars as pl
import pytest

from barometre.edition import load
from barometre.edition.build import compute
from barometre.edition.changes import catalogue_of
from barometre.edition.files import canonical_json, write_edition
from barometre.edition.verification import differences, verify
from barometre.tables import sha256


@pytest.fixture
def own(finistere_edition, tmp_path):
    """An edition to spoil, as `spoil` writes it."""
    folder = shutil.copytree(finistere_edition, tmp_path / "2026-11-01")

    def spoil(table=None, change=None, **manifest):
        told = json.loads((folder / "manifest.json").read_text()) | manifest
        if table:
            change(pl.read_parquet(folder / f"{table}.parquet")).write_parquet(folder / f"{table}.parquet")
        for file in told["files"]:
            file["sha256"] = sha256(folder / file["name"])
        (folder / "manifest.json").write_text(canonical_json(told))
        return load(folder)

    return spoil


def test_an_indicator_that_its_facts_do_not_give_is_named(own):
    """Of Finistère alone, peers and national figures are others: indicators are the same, each by each."""
    changed = (pl.col("siren") == "212902324") & (pl.col("indicator") == "site-declare")
    edition = own("indicators", lambda rows: rows.with_columns(score=pl.when(changed).then(50.0).otherwise("score")))
    found = [one for one in verify(edition).differences if one.table == "indicators"]
    assert [(one.column, one.rows, one.first) for one in found] == [("score", 1, "212902324 site-declare")]
    assert (found[0].published, found[0].computed) == ("50.0", "100.0")


def test_what_another_version_made_is_said_to_be(own):
    assert verify(own()).former == ""
    assert verify(own(versions={"barometre": "0.0.1"})).former.startswith("made by version 0.0.1, computed again by")
    made = own(method={}, versions={"barometre": version("barometre")})
    assert verify(made).former == "made by another method of this version"


def test_an_edition_of_finistere_says_what_its_facts_give(finistere_edition, run_here, tmp_path):
    """Made of the facts of Finistère alone, as one of France is made of those of France."""
    source = load(finistere_edition)
    nobody = pl.DataFrame(schema={"old_siren": pl.String, "siren": pl.String})
    catalogue = catalogue_of(source.catalogue)
    tables = compute(source.collectivites, source.facts, catalogue, nobody, source.day, light=True).tables
    documents = {"catalogue.json": source.catalogue, "datapackage.json": {}}
    folder = write_edition(tmp_path, source.day, tables, documents, source.manifest)
    status, out, error = run_here("edition", "verify", folder)
    assert (status, error) == (0, "")
    assert "every file is what its checksum says" in out
    assert "what is computed from the facts and the catalogue is what was published" in " ".join(out.split())


ROW = {"siren": "1", "measure": "overall.seen", "score": 50.0, "level": 3}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (ROW, []),
        (ROW | {"score": 50.0 + 1e-12}, []),
        (ROW | {"score": 50.1}, [("score", "50.0", "50.1")]),
        (ROW | {"score": None}, [("score", "50.0", "None")]),
        (ROW | {"score": 0.0, "level": 1}, [("score", "50.0", "0.0"), ("level", "3", "1")]),
        (ROW | {"siren": "2"}, [("presence", "True", "False")]),
    ],
)
def test_rows_are_compared_whatever_their_order(other, found):
    schema = {"siren": pl.String, "measure": pl.String, "score": pl.Float64, "level": pl.Int8}
    same = ROW | {"siren": "0"}
    one, two = pl.DataFrame([ROW, same], schema=schema), pl.DataFrame([same, other], schema=schema)
    told = differences("scores", one, two)
    assert [(each.column, each.published, each.computed) for each in told] == found


def test_an_edition_that_says_something_else_is_one_line(own, refusal, tmp_path):
    own("indicators", lambda rows: rows.with_columns(score=50.0))
    line = refusal("edition", "verify", tmp_path / "2026-11-01")
    assert "does not say what its facts give" in line
    assert "rows of indicators differ in score" in line
