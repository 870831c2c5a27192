"""A wave written in a folder: whole or not at all, joined by pseudonym within one export."""

import json
import resource
from contextlib import contextmanager
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import polars as pl
import pytest
from django.db import transaction
from polars.testing import assert_frame_equal

from barometre.errors import BarometreError
from barometre.territory import reference
from ddi_codebook import faults
from every_kind import every_kind

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def bodies():
    """Twelve communes of the Ain, and two régions, with what conditions read of them."""
    known = reference.collectivites().filter("measured").sort("kind", "code")
    communes = known.filter(kind="commune", departement="01").head(12)
    columns = ("siren", "powers", "population")
    return list(pl.concat([communes, known.filter(kind="region").head(2)]).select(columns).iter_rows())


@pytest.fixture
def wave(published, bodies):
    """A wave of two questionnaires: all the bodies answered the first, two the second; undone at the end."""
    from barometre.web.survey.models import Wave
    from barometre.web.survey.responses import AnswerEdit, Writer, save, send
    from barometre.web.survey.versions import freeze

    with transaction.atomic():
        days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 1), "base_edition": date(2026, 10, 1)}
        made = Wave.objects.create(id="essai-2026", title="Essai", **days)
        first = freeze(every_kind(), NOW)
        second = freeze(every_kind().model_copy(update={"id": "autre-essai"}), NOW)
        made.versions.add(first, second)
        for place, (siren, powers, population) in enumerate(bodies):
            for version in (first, second)[: 2 if place < 2 else 1]:
                changes = {"k-oui": AnswerEdit("oui"), "k-nombre": AnswerEdit(place), "k-autre": AnswerEdit("=Dupont")}
                kept = save(siren, made.id, version, changes | {"k-plusieurs": AnswerEdit(["autre"])}, Writer(1), NOW)
                send(kept, {"powers": powers, "population": population}, 1, NOW)
        yield made.id
        transaction.set_rollback(True)


@pytest.fixture
def export(wave, tmp_path):
    from barometre.web.survey.exports import export_wave

    def run(name, **more):
        return export_wave(wave, tmp_path / name, **more), tmp_path / name

    return run


def test_nobody_is_named_and_small_questionnaires_are_withheld(export, bodies):
    written, folder = export("out")
    assert (written.rows, written.withheld) == ({"essai": 14}, ["autre-essai"])
    assert sorted(path.name for path in folder.iterdir()) == [
        "codebook.xml",
        "datapackage.json",
        "essai.csv",
        "essai.parquet",
    ]
    table = pl.read_parquet(folder / "essai.parquet")
    # Two régions alone would be known as such: everybody's keys go.
    assert set(table.select("kind", "region", "strate").rows()) == {(None, None, None)}
    assert set(table["k_ville__status"]) == {"withheld"}
    assert_frame_equal(pl.read_csv(folder / "essai.csv", schema=table.schema), table)
    whole = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not [siren for siren, _, _ in bodies if siren.encode() in whole] and b"Dupont" not in whole
    assert faults((folder / "codebook.xml").read_text("utf-8")) == []
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in package["resources"]] == ["essai.csv", "essai.parquet"]


def test_an_operator_has_names_texts_and_every_questionnaire(export, bodies):
    written, folder = export("out", named=True)
    assert written.rows == {"essai": 14, "autre-essai": 2}
    table = pl.read_parquet(folder / "essai.parquet")
    assert table["siren"].to_list() == sorted(siren for siren, _, _ in bodies)
    assert table.filter(kind="commune")["code"].to_list()[0].startswith("01") and set(table["k_autre"]) == {"=Dupont"}
    assert "'=Dupont" in (folder / "essai.csv").read_text("utf-8")
    title = ElementTree.parse(folder / "codebook.xml").findtext(".//{ddi:codebook:2_5}titl")
    assert title == "Essai"


def test_two_exports_are_linked_only_when_asked(export):
    def respondents(name, **more):
        return set(pl.read_parquet(export(name, **more)[1] / "essai.parquet")["respondent"])

    assert not respondents("a") & respondents("b")
    assert respondents("c", linked=True) == respondents("d", linked=True)


@contextmanager
def full_after(size):
    """Let no file grow over a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 10_000, 16_000])
def test_a_folder_is_written_whole_or_not_at_all(export, tmp_path, size):
    _, folder = export("out")
    assert size < (folder / "codebook.xml").stat().st_size
    with pytest.raises(BarometreError, match="already exists"):
        export("out")
    with pytest.raises(BarometreError, match=r"Cannot write .*: File too large"), full_after(size):
        export("other")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_wave_is_known_and_was_answered(export, tmp_path):
    from barometre.web.survey.exports import export_wave
    from barometre.web.survey.models import Response

    with pytest.raises(BarometreError, match=r"No wave has the id 'autre'; known: .*essai-2026"):
        export_wave("autre", tmp_path / "out")
    Response.objects.filter(questionnaire="essai").delete()
    with pytest.raises(BarometreError, match="has 11 replies"):
        export("out")
