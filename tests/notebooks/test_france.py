"""The worked notebook runs whole on an edition, says what it draws, and is kept without what it said last time."""

import json
import re
from pathlib import Path

import nbformat
import polars as pl
import pytest

from barometre.edition.files import read_table, write_edition
from barometre.edition.schema import TABLES
from small_package import DAYS, NOW, small_package

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "france.ipynb"


@pytest.fixture(scope="module")
def package(edition_folder, tmp_path_factory):
    """Bretagne twice, with the figures of all France but those of Morbihan; it is said to be made up."""
    out = tmp_path_factory.mktemp("editions")
    tables = {name: read_table(edition_folder, name) for name in TABLES}
    bretagne = tables["collectivites"].filter(region="53")["siren"].implode()
    tables = {
        name: rows.filter(pl.col("siren").is_in(bretagne)) if "siren" in rows.columns else rows
        for name, rows in tables.items()
    }
    unknown = (pl.col("territory_kind") == "departement") & (pl.col("territory") == "56")
    tables["aggregates"] = tables["aggregates"].with_columns(mean=pl.when(~unknown).then("mean"))
    documents = {
        name: json.loads((edition_folder / name).read_text()) for name in ("catalogue.json", "datapackage.json")
    }
    for day in (DAYS[1], NOW):
        last = write_edition(out, day, tables, documents, {"date": day.isoformat(), "demonstration": True})
    return small_package(last, [out / DAYS[1].isoformat()], out / "package")


def said(notebook):
    """Return what cells print and show as text, and the number of pictures."""
    outputs = [one for cell in notebook.cells if cell.cell_type == "code" for one in cell.outputs]
    texts = [one.get("text") or one.get("data", {}).get("text/plain", "") for one in outputs]
    return "\n".join(texts), sum("image/png" in one.get("data", {}) for one in outputs)


def test_it_runs_whole_and_draws_four_pictures(package, monkeypatch, tmp_path):
    from nbclient import NotebookClient

    monkeypatch.setenv("EDITION_DU_BAROMETRE", str(package))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    nbformat.write(notebook, tmp_path / "executed.ipynb")
    text, pictures = said(notebook)
    assert pictures == 4
    assert "[Démonstration] Baromètre, édition du 01/11/2026" in text
    assert re.search(r"56\s.*pas assez connu", text)
    assert "known_in_both" in text


def test_it_is_kept_without_outputs_and_tells_how_to_run_it():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [(cell.execution_count, cell.outputs) for cell in code] == [(None, [])] * len(code)
    assert "pip install 'barometre[notebook]'" in notebook.cells[0].source
